"""The generated models: no value costs an answer, and every attribute is told."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from atlassian_tasks_rest import models
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.spec_files import ROOT
from tests.generated.looks import LOOKS

ANSWERED = {model: body for _, body, model in LOOKS if attrs.has(model)}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@pytest.mark.parametrize("model", ANSWERED, ids=lambda model: model.__name__)
@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_no_wrong_typed_value_costs_the_answer(model: Any, data: st.DataObject) -> None:
    answer = ANSWERED[model]
    names = data.draw(st.sets(st.sampled_from(sorted(answer)), min_size=1))
    spoilt = answer | {name: data.draw(json_values) for name in sorted(names)}

    parsed = model.from_dict(spoilt)
    kept = {name for name in answer if name not in names}
    whole = model.from_dict(answer)
    for attribute in attrs.fields(model):
        if attribute.name in {_snake(name) for name in kept}:
            assert getattr(parsed, attribute.name) == getattr(whole, attribute.name)


def _snake(name: str) -> str:
    text = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return {"_links": "field_links", "self": "self_"}.get(text, text)


def _attributes(path: Path) -> Iterator[tuple[str, ast.stmt | None]]:
    """Each attribute of the classes in a model's file, and what follows it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            for place, statement in enumerate(node.body):
                if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                    yield statement.target.id, next(iter(node.body[place + 1 :]), None)


def test_every_attribute_of_every_model_has_a_docstring() -> None:
    folder = ROOT / "generated" / "atlassian_tasks_rest" / "models"
    found = [
        (path.stem, name, following)
        for path in sorted(folder.glob("*.py"))
        for name, following in _attributes(path)
        if name != "additional_properties"
    ]

    assert len(found) > 150
    for place, name, following in found:
        told = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
        assert told, f"{place}.{name} has no docstring"


def test_a_look_loads_no_model_but_its_own() -> None:
    look = (
        "import json, sys, atlassian_tasks_rest.api.jira_v3.get_task\n"
        "print(json.dumps([name for name in sys.modules if '_rest.models.' in name]))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True)

    loaded = {name.rpartition(".")[2] for name in json.loads(done.stdout)}
    assert "jira_task" in loaded
    assert "long_task" not in loaded


def test_each_model_is_there_by_name() -> None:
    assert set(models.__all__) <= set(dir(models))
    for name in models.__all__:
        assert getattr(models, name).__name__ == name


def test_a_name_that_is_no_model_is_no_attribute() -> None:
    with pytest.raises(
        AttributeError, match=r"'atlassian_tasks_rest.models' has no attribute 'Zero'"
    ):
        models.Zero  # noqa: B018
