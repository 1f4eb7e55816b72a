"""A client library for accessing Long-running tasks of Jira and Confluence"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
