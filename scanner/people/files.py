"""One way to read and check the YAML files that people write: the configuration, and others to come.

A file is read with the line of every key, and checked against a JSON Schema by jsonschema-rs. Every mistake
is one sentence with file, line, key, what is wrong and the nearest valid name. Editors use the same schema.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scanner.errors import UsageError, nearest
from scanner.text import visible

Schema = Mapping[str, Any]
"""A JSON Schema, draft 2020-12. A `description` that completes "... is needed" is shown to people."""

MOST_BYTES = 1 << 20
MOST_VALUES = 100_000
"""The size of a file, in bytes and in values. Aliases can make a small file expand without end."""
MOST_INTEGER = 2**53
"""Beyond it, the engines would not agree on a number."""

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

Place = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its content in JSON's types, and the line of each value, from 1."""

    path: Path
    data: Any
    lines: Mapping[Place, int]

    def error(self, place: Place, said: str, next_step: str = "") -> UsageError:
        """Return the error for a value: `FILE:LINE: said`."""
        while place and place not in self.lines:
            place = place[:-1]
        return UsageError(f"{self.path}:{self.lines.get(place, 1)}: {said}", next_step)


def read(path: Path, schema: Schema, *, option: str) -> Document:
    """Read a YAML file and check it. `option` is the command-line option that names such a file.

    Raises `UsageError` for the first mistake in the file.
    """
    document = _parsed(path, option)
    from jsonschema_rs import Draft202012Validator

    errors = list(Draft202012Validator(dict(schema)).iter_errors(document.data))
    if errors:
        raise min((_explained(document, schema, error) for error in errors), key=_line)
    return document


def name(place: Sequence[str | int]) -> str:
    """Return a place as people write it: `accounts.123456789012.regions[0]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{visible(step)}" for step in place).lstrip(
        "."
    )


def shown(value: Any) -> str:
    """Return a value with its kind, because a value's look can mislead: `'7' (a string)`."""
    said = visible(repr(value))
    return f"{said if len(said) <= 80 else said[:77] + '...'} ({kind(value)})"


def kind(value: Any) -> str:
    """Return the kind of a value in YAML's words: `a list of strings`. An empty list is a list of strings."""
    if isinstance(value, list):
        kinds = sorted({_KINDS[type(element)] for element in value}) or ["string"]
        return f"a list of {' and '.join(f'{k}s' for k in kinds)}"
    return _article(_KINDS[type(value)])


def _parsed(path: Path, option: str) -> Document:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(
                f"{path} is larger than {MOST_BYTES:,} bytes.", f"Name a smaller file with {option}."
            )
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"{path} cannot be read: {reason}.", f"Name a file with {option}.") from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(
            f"{path}:{line}: the file is not YAML: {error.problem}.", "Fix this line."
        ) from error
    except yaml.YAMLError as error:
        raise UsageError(
            f"{path} is not YAML: it has a character that YAML does not allow.", "Remove it."
        ) from error
    lines: dict[Place, int] = {}
    data = {} if node is None else _Reader(path, lines).value(node, ())
    return Document(path, data, lines)


class _Reader:
    """Turns YAML's nodes into JSON's types, and notes the lines."""

    def __init__(self, path: Path, lines: dict[Place, int]) -> None:
        self._path, self._lines, self._scalars = path, lines, yaml.SafeLoader("")

    def value(self, node: yaml.Node, place: Place) -> Any:
        """Return the value of a node. Raises `UsageError` for a duplicate key, and for what JSON cannot hold."""
        self._lines[place] = node.start_mark.line + 1
        if len(self._lines) > MOST_VALUES or len(place) > 64:
            raise UsageError(
                f"{self._path} has too many values, or is nested too deeply.", "Write a smaller file."
            )
        if isinstance(node, yaml.MappingNode):
            return dict(self._members(node, place))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(element, (*place, index)) for index, element in enumerate(node.value)]
        return self._scalar(node, f"{name(place) or 'the file'} is")

    def _members(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        inside = f"{name(place)} has" if place else "there is"
        for key_node, value_node in node.value:
            key, line = self._scalar(key_node, f"{inside} the key"), key_node.start_mark.line + 1
            if not isinstance(key, str):
                raise UsageError(
                    f"{self._path}:{line}: {inside} the key {key_node.value}, which is {kind(key)}, and not a string.",
                    f'Write "{key_node.value}".',
                )
            if key in seen:
                raise UsageError(
                    f"{self._path}:{line}: {inside} the key {visible(key)!r} twice; the first is in line {seen[key]}.",
                    "Remove one of them.",
                )
            seen[key] = line
            value = self.value(value_node, (*place, key))
            self._lines[*place, key] = line  # the key's line: a long value may start in the next one
            yield key, value

    def _scalar(self, node: yaml.Node, said: str) -> Any:
        try:
            value = self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            raise self._unusable(node, said, "a value that YAML cannot read") from error
        if type(value) not in _KINDS or isinstance(value, (dict, list)):
            raise self._unusable(node, said, f"{_article(type(value).__name__)}, unless it is quoted")
        if isinstance(value, float) and not math.isfinite(value):
            raise self._unusable(node, said, "a number that JSON cannot hold")
        return value

    def _unusable(self, node: yaml.Node, said: str, what: str) -> UsageError:
        text = visible(str(node.value))[:80]
        return UsageError(
            f"{self._path}:{node.start_mark.line + 1}: {said} {text}, which is {what}.", f'Write "{text}".'
        )


def _explained(document: Document, schema: Schema, error: Any) -> UsageError:
    """Return our sentence for an error of jsonschema-rs."""
    place: Place = tuple(error.instance_path)
    needed, default = _subschema(schema, error.schema_path)
    hint = f"Its default is {shown(default)}." if default is not None else ""
    if unexpected := getattr(error.kind, "unexpected", None):
        inside = f"{name(place)} has" if place else "there is"
        said = f"{inside} an unknown key {visible(unexpected[0])!r}."
        return document.error((*place, unexpected[0]), said, nearest(unexpected[0], _keys(needed)))
    if type(error.kind).__name__.endswith("PropertyNames"):
        bad = error.kind.error.instance
        said = f"{name(place)} has the key {visible(bad)!r}, which is not {needed['propertyNames']['description']}."
        return document.error((*place, bad), said)
    if type(error.kind).__name__.endswith("Required"):
        return document.error(
            place,
            f"{name(place) or 'the file'} lacks {error.kind.property!r}.",
            f"Add {error.kind.property}.",
        )
    if options := needed.get("enum"):
        hint = nearest(str(error.instance), options) or f"Use one of {', '.join(options)}."
    where = name(place) or "the file"
    return document.error(
        place, f"{where} is {shown(error.instance)}, and {_needed(needed)} is needed.", hint
    )


def _subschema(schema: Schema, path: Sequence[str | int]) -> tuple[Schema, Any]:
    """Return the schema that holds the keyword at the end of `path`, and the innermost default on the way."""
    found: Any = schema
    default = None
    for step in path[:-1]:
        found = found[step]
        if isinstance(found, Mapping):
            default = found.get("default", default)
    return found, default


def _keys(schema: Schema) -> list[str]:
    return list(schema.get("properties", {}))


def _needed(schema: Schema) -> str:
    """Return what a schema asks for, in words."""
    if "description" in schema:
        return str(schema["description"])
    if schema.get("type") == "array":
        return f"a list of {_TYPES.get(schema.get('items', {}).get('type', 'string'), 'value')}s"
    bound = " of at most 2^53" if schema.get("maximum") == MOST_INTEGER else ""
    return f"{_article(_TYPES[schema['type']])}{bound}"


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _line(error: UsageError) -> int:
    """Return the line that an error's sentence names, to show the first mistake first."""
    return int(error.sentence.split(": ", 1)[0].rsplit(":", 1)[1])
