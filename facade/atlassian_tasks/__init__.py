"""One handle for the long-running tasks of Jira and Confluence."""
