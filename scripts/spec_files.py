"""How the pipeline refuses, reads and writes: in sentences, one form, all files or none."""

from __future__ import annotations

import copy
import functools
import gzip
import json
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import yaml

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "spec"
LARGEST = 32 * 1024 * 1024


class SpecError(Exception):
    """What a person has to put right in the documents, the data or the tools: a sentence each."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def about(self, what: str) -> SpecError:
        """The same, each sentence beginning with what it is about."""
        return SpecError(*(f"{what} {one}" for one in self.sentences))


@contextmanager
def about(what: str) -> Iterator[None]:
    """Let each refusal begin with what it is about; a document of another shape is one, too."""
    try:
        yield
    except SpecError as error:
        raise error.about(what) from error
    except RecursionError as error:
        raise SpecError(f"{what} nests deeper than any real document") from error
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        raise SpecError(f"{what} is not well-formed OpenAPI") from error


def touch(left: str, right: str) -> bool:
    """Whether one JSON pointer is, or leads on from, the other."""
    return f"{left}/".startswith(f"{right}/") or f"{right}/".startswith(f"{left}/")


class Misfits:
    """What does not fit, gathered, so that one run names all that can be known.

    Each sentence says what is wrong and what to do about it; a warning is to do some time, and
    stops nothing.
    """

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.warnings: list[str] = []

    def note(self, *sentences: str) -> None:
        """Keep what is wrong, each thing once."""
        self.sentences += [one for one in sentences if one not in self.sentences]

    def warn(self, sentence: str) -> None:
        """The same for a warning."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def gather(self, work: Callable[[], T]) -> T | None:
        """Do some work; what it refuses is noted, and there is no result."""
        try:
            return work()
        except SpecError as error:
            self.note(*error.sentences)
            return None

    def refuse(self) -> None:
        """Raise everything that was noted, if anything was."""
        if self.sentences:
            raise SpecError(*self.sentences)


class Loader(yaml.CSafeLoader):
    """Refuses what YAML forgives: a key written twice, a status code that became a number."""

    takes_numbers = False
    """Whether 200 will do for "200", as people write it who are not us."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping whose keys are texts."""
        mapping = super().construct_mapping(node, deep=deep)
        place = f"in the mapping at line {node.start_mark.line + 1}"
        for key in [key for key in mapping if not isinstance(key, str)]:
            if not self.takes_numbers or type(key) is not int:
                raise SpecError(f"the key {key} {place} needs quotes")
            mapping[str(key)] = mapping.pop(key)
        if len(mapping) != len(node.value):
            raise SpecError(f"a key is written twice {place}")
        return mapping


class _Dumper(yaml.CSafeDumper):
    """Writes every node in full: anchors would hide what a diff should show."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def parse_json(text: bytes | str, name: str) -> Any:
    """Read JSON, or say which document is not."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{name} is not JSON: {error}") from error


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def read_content(path: Path) -> bytes:
    """A file's bytes, decompressed; it is refused if it is not there, or larger than the cap."""
    try:
        with gzip.GzipFile(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise SpecError(f"{path.name} is not a whole gzip file: {error}") from error
    except OSError as error:
        raise SpecError(f"cannot read {path.name}: {error.strerror or error}") from error
    if len(content) > LARGEST:
        raise SpecError(f"{path.name} is larger than {LARGEST >> 20} MB, as no real document is")
    return content


def read_yaml(path: Path) -> Any:
    """Read a YAML file in which every key is a string and is written once."""
    try:
        return copy.deepcopy(_parsed(read_content(path)))
    except (yaml.YAMLError, SpecError, RecursionError) as error:
        raise SpecError(f"{path.name}: {' '.join(str(error).split())}") from error


def read_form(path: Path) -> Any:
    """Read a YAML file that has a form in spec/forms.yaml, or say all that does not fit it."""
    from jsonschema import Draft202012Validator  # slow to import, and few scripts need it

    value, form = read_yaml(path), read_yaml(SPEC / "forms.yaml")[path.stem]
    misfits = Draft202012Validator(form).iter_errors(value)
    if told := dict.fromkeys(f"{path.name}{_told(one, value)}" for one in misfits):
        raise SpecError(*told)
    return value


def _told(misfit: Any, value: Any) -> str:
    """Where something does not fit, and what does; an entry of a list by its name or number."""
    place, form = list[str](), misfit.schema
    for step in misfit.absolute_path:
        value = value[step]
        if isinstance(step, str):
            place.append(step)
        else:
            is_named = isinstance(value, dict) and "name" in value
            place.append(f"'{value['name']}'" if is_named else str(step + 1))
    where = f": {' / '.join(place)}" if place else ""
    if misfit.validator == "required":
        lacking = [one for one in form["required"] if one not in value]
        return f"{where} does not say: {', '.join(lacking)}"
    if misfit.validator == "additionalProperties":
        strange = sorted(value.keys() - form["properties"])
        return f"{where} says what nobody reads: {', '.join(strange)}"
    given = "" if isinstance(value, dict | list) else f", not {json.dumps(value, default=str)}"
    return f"{where} needs {form['description']}{given}"


@functools.lru_cache(maxsize=16)
def _parsed(content: bytes) -> Any:
    """Parse once what a run reads several times: a copy takes a tenth of that."""
    # A SafeLoader: S506 does not see through the subclass.
    return yaml.load(content, Loader=Loader)  # noqa: S506


def to_json(value: Any) -> bytes:
    """The canonical form of a slice: sorted keys, one fact a line."""
    text = json.dumps(value, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def to_yaml(value: Any, heading: str, width: int = 100) -> bytes:
    """Write YAML below a comment, keys in the order given."""
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=width)
    return f"# {heading}\n{text}".encode()


def publish(
    files: Mapping[Path, bytes | None], *, check: bool, remedy: str, base: Path | None = None
) -> int:
    """Put files in place and tell their names, from a base; with `check`, only say what differs."""
    changed = [path for path, new in files.items() if current(path) != new]
    names = [path.relative_to(base).as_posix() if base else path.name for path in changed]
    if check:
        for name in names:
            print(f"{name} is not what its inputs make; {remedy}", file=sys.stderr)
        return 1 if changed else 0
    replace({path: files[path] for path in changed})
    for name in names:
        print(f"wrote {name}")
    return 0


def current(path: Path) -> bytes | None:
    """What a file holds, None if it is not there."""
    return path.read_bytes() if path.is_file() else None


def replace(files: Mapping[Path, bytes | None]) -> None:
    """Put all files in place or none, without those of None."""
    contents = {path: content for path, content in files.items() if content is not None}
    staged = {path: path.with_name(f".{path.name}.new") for path in contents}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path].write_bytes(content)
        for path in files:
            if path in staged:
                staged[path].replace(path)
            else:
                path.unlink()
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def run(work: Callable[[], int]) -> int:
    """Do a script's work; trouble is a line for each thing on stderr and exit code 3."""
    try:
        return work()
    except SpecError as error:
        for one in error.sentences:
            print(f"error: {' '.join(one.splitlines())}", file=sys.stderr)
    except UnicodeEncodeError as error:
        print(f"error: a text cannot be written: {error.reason}", file=sys.stderr)
    except OSError as error:
        name = Path(error.filename).name if error.filename else "a file"
        print(f"error: {name}: {error.strerror or error}", file=sys.stderr)
    return 3
