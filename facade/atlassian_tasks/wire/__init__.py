"""The only place where anything happens: requests, connections, and time."""
