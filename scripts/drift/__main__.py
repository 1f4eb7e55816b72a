"""`python -m scripts.drift OLD NEW`."""

import sys

from scripts.drift.cli import main

sys.exit(main())
