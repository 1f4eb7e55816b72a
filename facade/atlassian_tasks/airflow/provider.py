"""What Airflow shows of this package; every process of it asks, so nothing is imported for it."""

from typing import Any

_NAME = "Atlassian tasks"
_PACKAGE = "atlassian_tasks.airflow"


def get_provider_info() -> dict[str, Any]:
    """Describe the provider as `airflow/provider_info.schema.json` wants it."""
    return {
        "package-name": "atlassian-tasks",
        "name": _NAME,
        "description": "Starts long-running operations of Jira and Confluence, and waits for them.",
        "integrations": [
            {
                "integration-name": _NAME,
                "external-doc-url": "https://developer.atlassian.com/cloud/",
                "tags": ["service"],
            }
        ],
        "operators": _modules("operators"),
        "sensors": _modules("sensors"),
        "hooks": _modules("hook"),
        "triggers": _modules("trigger"),
        "connection-types": [_CONNECTION],
    }


def _modules(name: str) -> list[dict[str, Any]]:
    return [{"integration-name": _NAME, "python-modules": [f"{_PACKAGE}.{name}"]}]


_CONNECTION = {
    "connection-type": "atlassian",
    "hook-class-name": f"{_PACKAGE}.hook.AtlassianHook",
    "hook-name": "Atlassian (Jira, Confluence)",
    "ui-field-behaviour": {
        "hidden-fields": ["schema", "port", "extra"],
        "relabeling": {
            "host": "Site",
            "login": "Email",
            "password": "API token",
        },
        "placeholders": {
            "host": "https://acme.atlassian.net",
            "login": "you@acme.example; empty if the token is a bearer token",
        },
    },
    "conn-fields": {
        "verify": {
            "label": "Verify TLS",
            "description": "Whether the site's certificate is verified.",
            "schema": {"type": ["boolean", "null"], "default": True},
        },
        "cloud_id": {
            "label": "Cloud ID",
            "description": "Sends requests through the OAuth gateway, for scoped and OAuth tokens.",
            "schema": {"type": ["string", "null"]},
        },
        "deployment": {
            "label": "Deployment",
            "description": "What a long task without /wiki means; empty guesses by the site.",
            "schema": {"type": ["string", "null"], "enum": ["cloud", "data-center", None]},
        },
    },
}
