"""`python -m atlassian_tasks`: the command `atlassian-tasks`."""

from __future__ import annotations

from atlassian_tasks_command import main

if __name__ == "__main__":
    main()
