"""`atlassian-tasks` and `python -m atlassian_tasks`: all that works without the `cli` extra."""

from __future__ import annotations

import sys

_EXTRA = ("click", "rich")
_USAGE, _INTERRUPTED = 2, 130


def main() -> None:
    """Run the command line; without its libraries say how to install them."""
    try:
        from .cli.commands import cli
        from .cli.screen import steady_streams
        from .cli.shell import SIGNALS
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except ModuleNotFoundError as missing:
        library = (missing.name or "").partition(".")[0]
        if library not in _EXTRA:
            raise
        sys.stderr.write(
            f"The command line needs {library}; "
            "install it with: pip install 'atlassian-tasks[cli]'\n"
        )
        sys.exit(_USAGE)
    steady_streams()
    SIGNALS.heed()
    cli(prog_name="atlassian-tasks")


if __name__ == "__main__":
    main()
