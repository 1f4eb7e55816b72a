"""Documents that mean harm, or are spoilt: refused with a place, or told as data, and in time."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from scripts import canonical
from scripts.drift import impacts
from scripts.drift.facts import Schemas
from scripts.drift.outline import outline
from scripts.drift.report import report
from scripts.knowledge import read_knowledge
from scripts.spec_files import SPEC
from scripts.texts import harmless
from tests.drift.pairs import BASE
from tests.drift.publishing import contents, operation, publish, run
from tests.drift.running import Desk, Json, changed
from tests.drift.test_bad_input import spoilt
from tests.drift.test_judge import answers, holds, schema, shown

EVIL = (
    "`@everyone` <img src=x> [a](http://b.example) #1\n- [ ] done\n::error::owned\r\n\x1b[31m\u202e"
)


def live(markdown: str) -> list[str]:
    """What GitHub would act on: outside of code spans, and lines that are not ours."""
    found = []
    for line in markdown.splitlines():
        outside = "".join(line.split("`")[::2])
        found += re.findall(r"@\w+|<\w+|\]\(|https?://|(?<!&)#\d", outside)
        found += re.findall(r"^\s*- \[ \] (?!\*\*)", line)
    return found


def evil_field(new: Json) -> None:
    schema(new, "LongTask")["properties"][EVIL] = {"type": "string"}


def evil_word(new: Json) -> None:
    schema(new, "LongTask")["properties"]["status"] = {"type": "string", "enum": [EVIL]}


def evil_status(new: Json) -> None:
    new["paths"]["/wiki/rest/api/longtask/{id}"]["get"]["responses"][f"2{EVIL}"] = {}


def evil_media(new: Json) -> None:
    path = ("/wiki/rest/api/longtask/{id}", "get")
    answers(path, "200", shown({"type": "string"}, EVIL))(new)


def evil_scope(new: Json) -> None:
    look = new["paths"]["/wiki/rest/api/longtask/{id}"]["get"]
    look["security"] = [{"basicAuth": []}, {EVIL: [EVIL]}]


def evil_path(new: Json) -> None:
    new["paths"][f"/wiki/rest/api/{EVIL}"] = {"post": {"responses": {"303": {}}}}


def evil_parameter(new: Json) -> None:
    more = {"name": EVIL, "in": "query", "required": True, "schema": {"type": "string"}}
    look = new["paths"]["/wiki/rest/api/longtask/{id}"]["get"]
    look["parameters"].append(more)


EVILS = [evil_field, evil_word, evil_status, evil_media, evil_scope, evil_path, evil_parameter]


@pytest.mark.parametrize("change", EVILS)
def test_text_of_a_document_is_data(desk: Desk, change: Callable[[Json], object]) -> None:
    old, new = changed("confluence-v1", change)
    paths = desk.write("old.json", old), desk.write("new.json", new)

    for form in ("markdown", "text", "github", "json"):
        _, out, err = desk.run(*paths, "--format", form)
        assert not err
        assert "\x1b" not in out
        if form == "markdown":
            assert live(out) == [], out
        if form == "github":
            annotations = ("::error title=", "::warning title=", "::notice title=")
            assert all(line.startswith(annotations) for line in out.splitlines())


@pytest.mark.parametrize("change", [evil_field, evil_scope])
def test_text_of_a_document_is_data_where_the_build_stops(
    tmp_path: Path, folder: Path, spec: Path, change: Callable[[Json], object]
) -> None:
    def spoil(document: Json) -> None:
        look = operation(document, "/wiki/rest/api/longtask/{id}", "get")
        media = next(iter(look["responses"]["200"]["content"].values()))
        media["schema"] = holds(**{EVIL: {"type": "string"}}, id={"type": "integer"})
        look["security"] = [{"basicAuth": []}, {"oAuth": [EVIL]}]

    publish(folder, "confluence-v1", spoil)
    report_path = tmp_path / "report.md"

    assert run(spec, folder, "--report", str(report_path)) == 1
    told = report_path.read_text()
    assert "- [ ] " in told
    outside = "".join(part for line in told.splitlines() for part in line.split("`")[::2])
    assert not re.findall(r"@everyone|<img|\]\(|https?://", outside)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`@a` b", "`@a` b"),
        ("@a <b> [c](d) #1", "&#64;a &lt;b> [c] (d) &#35;1"),
        ("`a @b", "`a &#64;b"),
        ("``@a`", "`@a`"),
        ("http://a", "http:&#47;/a"),
    ],
)
def test_what_is_outside_of_code_does_not_act(text: str, expected: str) -> None:
    assert harmless(text) == expected


def put(pointer: str, value: Json) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        *way, last = [part.replace("~1", "/") for part in pointer.split("/")[1:]]
        node = document
        for part in way:
            node = node[int(part)] if isinstance(node, list) else node[part]
        if isinstance(node, list):
            node[int(last)] = value
        else:
            node[last] = value

    return change


THING = "/components/schemas/Thing"
GET = "/paths/~1things~1{id}/get"
SPOILT = {
    f"{THING}/properties": ["id"],
    f"{THING}/properties/id": "string",
    f"{THING}/properties/state/enum": "ON",
    f"{THING}/properties/either/oneOf": {"type": "string"},
    f"{THING}/properties/either/oneOf/0": 7,
    f"{THING}/required": "id",
    f"{THING}/required/0": 3,
    f"{THING}/type": 5,
    f"{THING}/allOf": {},
    f"{THING}/items": [],
    f"{THING}/format": {},
    f"{THING}/discriminator": "kind",
    f"{GET}/parameters": {},
    f"{GET}/parameters/0": "id",
    f"{GET}/parameters/0/name": None,
    f"{GET}/parameters/0/schema": [],
    f"{GET}/responses": [],
    f"{GET}/responses/200": None,
    f"{GET}/responses/200/content": [],
    f"{GET}/responses/200/content/application~1json": "x",
    f"{GET}/responses/200/headers": [],
    f"{GET}/security": {},
    f"{GET}/security/0": "oauth",
    f"{GET}/security/0/oauth": "read",
    f"{GET}/x-atlassian-oauth2-scopes": {"a": 1},
    f"{GET}/tags": 3,
    "/paths/~1things~1{id}/post/requestBody": [],
    "/paths/~1things~1{id}/parameters": 1,
    "/paths/~1things~1{id}": [],
    "/components": [],
    "/components/schemas": [],
    "/servers": {},
    "/servers/0": "x",
    "/servers/0/url": 1,
    "/info": [],
}


@pytest.mark.parametrize("pointer", SPOILT)
def test_a_spoilt_document_is_refused_with_its_file_and_place(desk: Desk, pointer: str) -> None:
    bad = spoilt(put(pointer, SPOILT[pointer]))

    for first, second in ((BASE, bad), (bad, BASE)):
        names = ("bad.json" if one is bad else "good.json" for one in (first, second))
        code, out, err = desk.run(
            *(desk.write(name, one) for name, one in zip(names, (first, second), strict=True))
        )
        assert (code, out) == (3, "")
        assert err.startswith(f"error: bad.json is not well-formed: {pointer} is ")
        assert "Error" not in err
        assert "'" not in err


def test_what_is_lacking_is_said_with_its_place(desk: Desk) -> None:
    bad = spoilt(
        lambda document: document["paths"]["/things/{id}"]["get"]["parameters"][1].pop("in")
    )

    code, _, err = desk.run(desk.write("good.json", BASE), desk.write("bad.json", bad))
    assert code == 3
    assert err == f"error: bad.json is not well-formed: {GET}/parameters/1 has no in\n"


def test_a_stub_is_refused_whole(
    folder: Path, spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder, "jira-v2", lambda document: document.update(paths={}))
    before = contents(spec)

    assert run(spec, folder) == 3
    said = capsys.readouterr()
    assert "jira-v2 has no operations" in said.out + said.err
    assert contents(spec) == before


@pytest.mark.parametrize("paths", [{}, {"/x": {}}, {"/x": {"parameters": []}}])
def test_a_stub_is_no_document_to_compare(desk: Desk, paths: Json) -> None:
    stub = {"openapi": "3.0.3", "info": {}, "paths": paths}

    code, _, err = desk.run(desk.write("good.json", BASE), desk.write("stub.json", stub))
    assert code == 3
    assert err.startswith("error: stub.json has no operations")


def nested(kind: str, depth: int = 25) -> Json:
    document = copy.deepcopy(BASE)
    schemas = document["components"]["schemas"]
    schemas["S0"] = {"type": "object", "required": ["a"], "properties": {"a": {"type": kind}}}
    for number in range(1, depth + 1):
        below = {"$ref": f"#/components/schemas/S{number - 1}"}
        own = {"properties": {f"p{number}": {"type": kind}}, "required": [f"p{number}"]}
        schemas[f"S{number}"] = {"allOf": [below, {"allOf": [below, own]}]}
    schemas["Owner"]["properties"]["deep"] = {"$ref": f"#/components/schemas/S{depth}"}
    return document


def test_nested_all_of_is_folded_once_each(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    folded = []
    fold = canonical.both

    def counted(left: dict[str, Json], right: dict[str, Json]) -> dict[str, Json]:
        folded.append(1)
        return fold(left, right)

    monkeypatch.setattr(canonical, "both", counted)

    schemas = Schemas(nested("string"))
    found = schemas.facts({"$ref": "#/components/schemas/S25"})
    assert len(found.properties) == len(found.required) == 26
    assert len(folded) < 200
    drift = desk.compare(nested("string"), nested("integer"))
    assert drift.code == 2


def test_many_starters_are_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    known, number = read_knowledge(SPEC), 2_000
    old, new = changed("jira-v3", lambda _: None)
    started = {"303": {"headers": {"Location": {"schema": {"type": "string"}}}}}
    for one in range(number):
        new["paths"][f"/rest/api/3/never/{one}"] = {"post": {"responses": started}}
    before, after = (outline("jira-v3", one, known.sources) for one in (old, new))
    handled: list[str] = []
    join = impacts.joined

    def counted(names: Iterable[Iterable[str]]) -> tuple[str, ...]:
        known_names = [list(some) for some in names]
        handled.extend(name for some in known_names for name in some)
        return join(known_names)

    monkeypatch.setattr(impacts, "joined", counted)

    found = report(before, after, known)
    assert len(found.impacts) == number
    assert number <= len(handled) < 10 * number


def test_many_alternatives_are_not_all_compared_with_all(desk: Desk) -> None:
    def many(kind: str) -> Json:
        document = copy.deepcopy(BASE)
        one_of = [holds(**{f"{kind}{n}": {"type": "string"}}) for n in range(2_000)]
        document["components"]["schemas"]["Owner"]["properties"]["key"] = {"oneOf": one_of}
        return document

    drift = desk.compare(many("a"), many("b"))
    assert "response-property-one-of-added" in drift.rules


_ALSO = ("deviations.py", "documents.py", "slicing.py", "texts.py")


def test_no_message_of_the_scripts_is_a_python_repr() -> None:
    folder = SPEC.parent / "scripts"
    paths = [*(folder / "drift").glob("*.py"), *map(folder.joinpath, _ALSO)]

    assert [path.name for path in paths if "!r}" in path.read_text()] == []
