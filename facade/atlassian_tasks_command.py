"""The command `atlassian-tasks`: it hears Ctrl-C while its package is still being loaded."""

from __future__ import annotations

import sys

_EXTRA = ("click", "rich")
_USAGE, _INTERRUPTED = 2, 130


def main() -> None:
    """Run the command line; without its libraries say how to install them."""
    try:
        from atlassian_tasks.cli.commands import cli
        from atlassian_tasks.cli.screen import steady_streams
        from atlassian_tasks.cli.shell import SIGNALS
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; nothing was sent.\n")
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
