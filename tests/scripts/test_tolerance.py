from __future__ import annotations

from typing import Any

from scripts.deviations import RULES

TEXT = {"type": "string"}


def message(name: str) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{name}"}
    return {"content": {"application/json": {"schema": reference}}}


def document() -> dict[str, Any]:
    """A look that answers a task; a start that takes an order and answers a receipt."""
    look = {"responses": {"200": message("Task"), "404": message("Trouble")}}
    start = {
        "requestBody": message("Order"),
        "responses": {
            "202": message("Receipt"),
            "303": message("Task") | {"headers": {"Location": {"schema": TEXT}}},
            "409": message("Trouble"),
        },
    }
    order = {"id": TEXT | {"writeOnly": True, "default": "1"}, "lines": {"items": dict(TEXT)}}
    schemas: dict[str, Any] = {
        "Task": {"properties": {"id": TEXT | {"readOnly": True}, "owner": _reference("Owner")}},
        "Owner": {"properties": {"name": dict(TEXT)}},
        "Order": {"properties": order},
        "Receipt": {"properties": {"seal": _reference("Seal")}},
        "Seal": {"type": "string"},
        "Trouble": {"type": "string"},
    }
    return {"paths": {"/task": {"get": look, "post": start}}, "components": {"schemas": schemas}}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def apply(*rules: str) -> dict[str, Any]:
    changed = document()
    for rule in rules:
        RULES[rule](changed)
    return changed


def test_a_start_is_answered_without_content_and_a_look_with_it() -> None:
    item = apply("no-start-answers")["paths"]["/task"]

    assert item["post"]["responses"] == {"202": {}, "303": {}, "409": {}}
    assert item["post"]["requestBody"] == message("Order")
    assert item["get"] == document()["paths"]["/task"]["get"]


def test_what_only_a_start_answered_goes_with_its_answer() -> None:
    schemas = apply("no-start-answers")["components"]["schemas"]

    assert sorted(schemas) == ["Order", "Owner", "Task", "Trouble"]


def test_only_what_is_answered_may_be_null() -> None:
    schemas = apply("no-start-answers", "nullable-properties")["components"]["schemas"]

    assert schemas["Owner"]["properties"]["name"] == TEXT | {"nullable": True}
    owner = {"allOf": [_reference("Owner")], "nullable": True}
    assert schemas["Task"]["properties"]["owner"] == owner
    assert schemas["Order"] == document()["components"]["schemas"]["Order"]


def test_directions_and_defaults_go() -> None:
    schemas = apply("no-directions", "no-defaults")["components"]["schemas"]

    assert schemas["Order"]["properties"]["id"] == TEXT
    assert schemas["Task"]["properties"]["id"] == TEXT
