"""Read and validate YAML files that people write, such as the configuration.

The reader keeps the line of every key, and jsonschema-rs validates the content with a JSON Schema,
which editors can use too. An error message is one sentence with file, line, key and what is wrong,
and the next step names the most similar valid name. Messages show values as YAML writes them, and
never quote the words of a parser.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scanner.errors import UsageError, nearest, unreadable
from scanner.text import plural, size, visible
from scanner.yaml_files import UNREADABLE, loader, position

Schema = Mapping[str, Any]
"""A JSON Schema, draft 2020-12. Errors quote a `description` before the words "is needed"."""

MOST_BYTES = 1 << 20
"""The maximum size of a file, in bytes."""
MOST_VALUES = 100_000
"""The maximum number of values in a file. Aliases can expand a small file to any size."""
MOST_LEVELS = 64
"""The maximum depth of nested values."""
MOST_SHOWN = 80
"""The maximum length of a value or a key in a message, in characters."""
MOST_MISTAKES = 10
"""The maximum number of mistakes of one file that are told at once."""
MOST_OF_A_NUMBER = 1000
"""The maximum length of a number or a time. PyYAML reads `1:1:1:...` in quadratic time."""
MOST_COMPARED = 500
"""The maximum number of values in a file whose errors are all reported.

jsonschema-rs copies the mapping for each wrong name. So of a larger file it reports one error.
"""
MOST_INTEGER = 2**53
"""The largest number that both engines represent exactly."""

_KINDS = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "list",
    dict: "mapping",
    type(None): "null",
}
_TYPES = {
    "boolean": "boolean",
    "integer": "integer",
    "number": "number",
    "string": "string",
    "array": "list",
    "object": "mapping",
}

_ODD = {
    "date": "a date unless it is quoted",
    "datetime": "a time unless it is quoted",
    "bytes": "binary data",
}
_PLAIN_TAGS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_OF_COLLECTIONS = _PLAIN_TAGS | {f"tag:yaml.org,2002:{name}" for name in ("set", "omap", "pairs")}
_NUMBERS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp"))
_MERGE = "tag:yaml.org,2002:merge"

Hints = Mapping[str, Callable[[str], str]]
"""The `description` of a schema -> a function that returns the next step for a wrong string."""

Place = tuple[str | int, ...]
"""The path of a value: keys and indexes."""

Mistake = tuple[Place, str, str]
"""(place, sentence, next step)."""


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a file.

    `data`: the content, in the types of JSON.
    `digest`: the sha256 of the file's bytes.
    `lines`: the line of each value, counted from 1.
    `odd`: the values that JSON cannot represent, such as dates, as messages show them. `data` has
    None in their place.
    """

    path: Path
    data: Any
    digest: str
    lines: Mapping[Place, int]
    odd: Mapping[Place, str]

    def line(self, place: Place) -> int:
        """Return the line of a value, or of its nearest parent if the value is not in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def error(self, place: Place, said: str, next_step: str = "") -> UsageError:
        """Return the error for a value: `FILE:LINE: said`."""
        return UsageError(f"{self.path}:{self.line(place)}: {said}", next_step)


def read(path: Path, schema: Schema, *, option: str, hints: Hints | None = None) -> Document:
    """Read and validate a YAML file. `option` is the command-line option that names such a file.

    Raises `UsageError` with the first ten mistakes of the file, or with any mistake of a large one.
    """
    document = _parsed(path, option)
    mistakes = [
        mistake
        for error in _errors(document, schema)
        for mistake in _explained(document, schema, error, hints or {})
    ]
    mistakes += [
        (place, f"{name(place)} is {said}.", "Put it in quotes.") for place, said in document.odd.items()
    ]
    first: dict[Place, Mistake] = {}  # one value may break several rules: one sentence is enough
    for mistake in mistakes:
        first.setdefault(mistake[0], mistake)
    if first:
        ordered = sorted(first.values(), key=lambda mistake: document.line(mistake[0]))
        raise _together([document.error(*mistake) for mistake in ordered])
    return document


def _together(errors: Sequence[UsageError]) -> UsageError:
    """Return the first error, with the others of the first ten."""
    others = [*errors[1:MOST_MISTAKES]]
    if len(errors) > MOST_MISTAKES:
        rest = plural(len(errors) - MOST_MISTAKES, "more mistake")
        others.append(UsageError(f"the file has {rest}.", "Fix these first."))
    return UsageError(errors[0].sentence, errors[0].next_step, others)


def name(place: Sequence[str | int]) -> str:
    """Return a place in the notation of messages: `accounts.123456789012.regions[0]`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{_cut(visible(step))}" for step in place)
    return "".join(steps).removeprefix(".")


def shown(value: Any) -> str:
    """Return a value with its type, because its text alone can mislead: `"7" (a string)`."""
    text = _cut(visible(json.dumps(value, ensure_ascii=False)))
    return text if value is None else f"{text} ({kind(value)})"


def kind(value: Any) -> str:
    """Return the type of a value in the words of YAML: `a list of strings`.

    An empty list counts as a list of strings.
    """
    if isinstance(value, list):
        kinds = sorted({_KINDS[type(element)] for element in value}) or ["string"]
        return f"a list of {' and '.join(f'{k}s' for k in kinds)}"
    return _article(_KINDS[type(value)])


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 3]}..."


def _text(path: Path, option: str) -> tuple[str, str]:
    """Return the text of a file and the sha256 of its bytes.

    This reads a limited size, since the path may be a device.
    """
    try:
        if path.resolve().is_fifo():  # without a writer, opening it waits forever; `<(...)` has one
            raise UsageError(f"{path} is a named pipe.", f"Name a file with {option}.")
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
        text = body.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {unreadable(error)}.", f"Name a file with {option}."
        ) from error
    if len(body) > MOST_BYTES:
        raise UsageError(f"{path} is larger than {size(MOST_BYTES)}.", f"Name a smaller file with {option}.")
    return text, hashlib.sha256(body).hexdigest()


def _parsed(path: Path, option: str) -> Document:
    text, digest = _text(path, option)
    try:
        node = yaml.compose(text, Loader=loader())
    except yaml.MarkedYAMLError as error:
        line, column = position(error)
        raise UsageError(
            f"{path}:{line}: the file is not YAML from column {column} of this line.",
            "Check brackets, quotes, colons and indentation (no tabs) here and in the line before.",
        ) from error
    except yaml.YAMLError as error:
        raise UsageError(
            f"{path} is not YAML: it has a character that YAML does not allow.", "Remove it."
        ) from error
    except RecursionError as error:  # PyYAML without libyaml does not limit the depth
        raise UsageError(f"{path} is nested too deeply.", "Write a smaller file.") from error
    reader = _Reader(path)
    data = {} if node is None else reader.value(node, ())
    return Document(path, data, digest, reader.lines, reader.odd)


class _Reader:
    """Converts YAML nodes to JSON types; records lines, and values that JSON cannot represent."""

    def __init__(self, path: Path) -> None:
        self.lines: dict[Place, int] = {}
        self.odd: dict[Place, str] = {}
        self._path, self._scalars = path, yaml.SafeLoader("")

    def value(self, node: yaml.Node, place: Place) -> Any:
        """Return the value of a node.

        Raises `UsageError` for a duplicate key, a key that is not a string, and a tag.
        """
        self.lines[place] = node.start_mark.line + 1
        if len(self.lines) > MOST_VALUES or len(place) > MOST_LEVELS:
            raise self._error(
                node, "the file has too many values, or is nested too deeply.", "Write a smaller file."
            )
        if isinstance(node, yaml.ScalarNode) and node.tag not in _OF_COLLECTIONS:
            value, odd = self._scalar(node)
            if odd:
                self.odd[place] = f"{_cut(visible(node.value))} ({odd})"
            return value
        if isinstance(node, yaml.ScalarNode) or node.tag not in _PLAIN_TAGS:
            said = (
                f"{name(place) or 'the file'} has the tag {_cut(visible(node.tag))}, which is not supported."
            )
            raise self._error(node, said, "Remove the tag.")
        if isinstance(node, yaml.MappingNode):
            return dict(self._members(node, place))
        return [self.value(element, (*place, index)) for index, element in enumerate(node.value)]

    def _members(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        inside = f"{name(place)} has" if place else "there is"
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            key, line = self._key(key_node, inside), key_node.start_mark.line + 1
            if key in seen:
                said = f"{inside} the key {_quoted(key)} twice; the first is in line {seen[key]}."
                raise self._error(key_node, said, "Remove one of them.")
            seen[key] = line
            value = self.value(value_node, (*place, key))
            self.lines[*place, key] = line  # the key's line: a value may start in the next line
            yield key, value

    def _key(self, node: yaml.Node, inside: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            kind_of_key = "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
            raise self._error(
                node, f"{inside} a key that is {kind_of_key}, and not a string.", "Write a string."
            )
        if node.tag == _MERGE:
            raise self._error(
                node, f"{inside} the key <<, and merging is not supported.", "Write the keys out."
            )
        value, odd = self._scalar(node)
        if value == "":
            raise self._error(node, f"{inside} an empty key.", "Write a name.")
        if isinstance(value, str):
            return value
        text = _cut(visible(node.value))
        said = f"{inside} the key {text}, which is {odd or kind(value)}, and not a string."
        raise self._error(node, said, f'Write "{text}".')

    def _scalar(self, node: yaml.ScalarNode) -> tuple[Any, str]:
        """Return (value, ""), or (None, description) for a scalar that JSON cannot represent."""
        if node.tag in _NUMBERS and len(node.value) > MOST_OF_A_NUMBER:
            return None, "a value that YAML cannot read"
        try:
            value = self._scalars.construct_object(node)
        except (yaml.YAMLError, *UNREADABLE):
            return None, "a value that YAML cannot read"
        if type(value) not in _KINDS:
            return None, _ODD.get(type(value).__name__, "a value that JSON cannot hold")
        if type(value) is int and abs(value) > MOST_INTEGER:
            return None, "a number beyond 2^53"
        if isinstance(value, float):
            if not math.isfinite(value):
                return None, "a number that JSON cannot hold"
            if value.is_integer() and abs(value) <= MOST_INTEGER:
                # 7.0 is an integer in JSON Schema; as a float, the engines would print it as 7.0.
                return int(value), ""
        return value, ""

    def _error(self, node: yaml.Node, said: str, next_step: str) -> UsageError:
        return UsageError(f"{self._path}:{node.start_mark.line + 1}: {said}", next_step)


def _errors(document: Document, schema: Schema) -> list[Any]:
    """Return the errors of jsonschema-rs: all of them, or one if the file is large."""
    from jsonschema_rs import Draft202012Validator, ValidationError

    validator = Draft202012Validator(dict(schema))
    if len(document.lines) <= MOST_COMPARED:
        return list(validator.iter_errors(document.data))
    try:
        validator.validate(document.data)
    except ValidationError as error:
        return [error]
    return []


def _explained(document: Document, schema: Schema, error: Any, hints: Hints) -> Iterator[Mistake]:
    """Yield each mistake in an error of jsonschema-rs: its place, our sentence, the next step."""
    place = _place(document.data, error.instance_path)
    where, needed, default = name(place), *_subschema(schema, error.schema_path)
    what = type(error.kind).__name__.rpartition("_")[2]
    if what == "AdditionalProperties":
        for key in sorted(error.kind.unexpected, key=lambda key: document.line((*place, key))):
            said = f"{f'{where} has' if place else 'there is'} an unknown key {_quoted(key)}."
            yield (*place, key), said, nearest(key, _keys(needed)) or _choice(_keys(needed))
            if len(document.lines) > MOST_COMPARED:
                return
        return
    if what == "PropertyNames":
        key = error.kind.error.instance
        said = f"{where or 'the file'} has the key {_quoted(key)}, which is not {_needed(needed)}."
        yield (*place, key), said, f"Write {_needed(needed)}."
        return
    if what == "Required":
        key = error.kind.property
        yield place, f"{where or 'the file'} lacks {_quoted(key)}.", f"Add {key}."
        return
    hint = f"Its default is {shown(default)}." if default is not None else f"Write {_needed(needed)}."
    if (known := hints.get(_needed(needed))) and isinstance(error.instance, str):
        hint = known(error.instance) or hint
    if options := needed.get("enum"):
        hint = nearest(str(error.instance), options) or f"Use one of {', '.join(options)}."
    given = document.odd.get(place) or shown(error.instance)
    if what in ("MaxItems", "MaxProperties"):
        most = needed[what[0].lower() + what[1:]]
        said = f"{where or 'the file'} has {len(error.instance):,} values, and at most {most:,} are allowed."
        yield place, said, "Write fewer, for example with wildcards."
        return
    bounds = {
        "Minimum": " of at most 2^53",
        "Maximum": " of at most 2^53",
        "MaxLength": f" of at most {needed.get('maxLength', 0):,} characters",
        "Pattern": " with fewer wildcards",
    }
    bound = "" if "description" in needed else bounds.get(what, "")
    yield place, f"{where or 'the file'} is {given}, and {_needed(needed)}{bound} is needed.", hint


def _place(data: Any, path: Sequence[str | int]) -> Place:
    """Convert a path of jsonschema-rs, which returns keys that look like numbers as integers.

    These are keys such as `5`, `05` and `+5`.
    """
    place: list[str | int] = []
    for step in path:
        if isinstance(data, dict) and step not in data:
            step = next(key for key in data if (key.lstrip("+").lstrip("0") or "0") == str(step))
        place.append(step)
        data = data[step]
    return tuple(place)


def _quoted(key: str) -> str:
    return f"'{_cut(visible(key))}'"


def _subschema(schema: Schema, path: Sequence[str | int]) -> tuple[Schema, Any]:
    """Return the schema that has the last keyword of `path`, and the last default on that path."""
    found: Any = schema
    default = None
    for step in _place(schema, path)[:-1]:
        found = found[step]
        if isinstance(found, Mapping):
            default = found.get("default", default)
    return found, default


def _keys(schema: Schema) -> list[str]:
    return list(schema.get("properties", {}))


def _choice(names: Sequence[str]) -> str:
    """Return the next step for a name that is like none of `names`."""
    if not names:
        return "Remove it: nothing can be set here."
    more = ", ..." if len(names) > MOST_MISTAKES else ""
    return f"Use one of {', '.join(names[:MOST_MISTAKES])}{more}."


def _needed(schema: Schema) -> str:
    """Return what a schema requires, in words. Of several types this names only the first."""
    if "description" in schema:
        return str(schema["description"])
    kinds = schema.get("type", "string")
    first = kinds if isinstance(kinds, str) else kinds[0]
    if first == "array":
        return f"a list of {_TYPES.get(schema.get('items', {}).get('type', 'string'), 'value')}s"
    return _article(_TYPES[first])


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
