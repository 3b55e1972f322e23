"""Read YAML into the types of JSON, with the line of every value.

This is the only reader of YAML, of our own files and of users'. It uses PyYAML's parser (libyaml if
installed), and makes the values itself, because PyYAML accepts duplicate keys and tags, and makes
values that JSON cannot represent. A date is read as its text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scanner.text import visible

MOST_VALUES = 100_000
"""The maximum number of values in a file. Aliases can expand a small file to any size."""
MOST_LEVELS = 64
"""The maximum depth of nested values. An alias to a value that contains it has no end."""
MOST_SHOWN = 80
"""The maximum length of a value or a key in a message, in characters."""
MOST_OF_A_NUMBER = 1000
"""The maximum length of a number. PyYAML reads `1:1:1:...` in quadratic time."""
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
_PLAIN_TAGS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_OF_COLLECTIONS = _PLAIN_TAGS | {f"tag:yaml.org,2002:{name}" for name in ("set", "omap", "pairs")}
_NUMBERS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("int", "float"))
_MERGE = "tag:yaml.org,2002:merge"
_TIME = "tag:yaml.org,2002:timestamp"

_UNREADABLE = (ValueError, ArithmeticError, LookupError, AttributeError, TypeError)
"""What PyYAML raises for a value that does not fit its tag: `!!bool x`, `!!int ""`."""

Place = tuple[str | int, ...]
"""The path of a value: keys and indexes."""


class NotYaml(Exception):
    """A text cannot be read as YAML.

    The message is a sentence that begins with `it` or with the place of the value. It never quotes
    the words of a parser. `line` counts from 1, and 0 is unknown. `next_step` says what to do.
    """

    def __init__(self, said: str, next_step: str, line: int = 0) -> None:
        super().__init__(said)
        self.next_step, self.line = next_step, line


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a YAML text.

    `data`: the content, in the types of JSON; None for a text without a value.
    `lines`: the line of each value, counted from 1.
    `odd`: the values that JSON cannot represent, such as binary data, as messages show them. `data`
    has None in their place.
    """

    data: Any
    lines: Mapping[Place, int]
    odd: Mapping[Place, str]


def parse(text: str) -> Content:
    """Return the content of YAML text.

    Raises `NotYaml`, also for a key that comes twice or is not a string, for tags and merge keys,
    for too many values, counted as aliases expand them, and for values that are nested too deeply.
    """
    try:
        node = yaml.compose(text, Loader=_loader())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise NotYaml(
            f"it is not YAML from column {column} of this line",
            "Check brackets, quotes, colons and indentation (no tabs) here and in the line before.",
            line,
        ) from error
    except yaml.YAMLError as error:
        raise NotYaml("it is not YAML: it has a character that YAML does not allow", "Remove it.") from error
    except RecursionError as error:  # PyYAML without libyaml does not limit the depth
        raise NotYaml("it is nested too deeply", "Write a smaller file.") from error
    reader = _Reader()
    data = None if node is None else reader.value(node, ())
    return Content(data, reader.lines, reader.odd)


def parse_yaml(text: str) -> Any:
    """Return the content of YAML text, without lines.

    Raises `NotYaml`, also for a value that JSON cannot represent.
    """
    found = parse(text)
    for place, said in found.odd.items():
        raise NotYaml(f"{name(place) or 'it'} is {said}", "Put it in quotes.", found.lines[place])
    return found.data


def load_yaml(path: Path) -> Any:
    """Return the content of a YAML file.

    Raises `OSError`, `UnicodeDecodeError` and `NotYaml`.
    """
    return parse_yaml(path.read_text(encoding="utf-8"))


def name(place: Sequence[str | int]) -> str:
    """Return a place in the notation of messages: `accounts.123456789012.regions[0]`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{cut(visible(step))}" for step in place)
    return "".join(steps).removeprefix(".")


def kind(value: Any) -> str:
    """Return the type of a value in the words of YAML: `a list of strings`.

    An empty list counts as a list of strings.
    """
    if isinstance(value, list):
        kinds = sorted({_KINDS[type(element)] for element in value}) or ["string"]
        return f"a list of {' and '.join(f'{k}s' for k in kinds)}"
    return article(_KINDS[type(value)])


def quoted(key: str) -> str:
    """Return a key in quotes, shortened and safe to print."""
    return f"'{cut(visible(key))}'"


def cut(text: str) -> str:
    """Return a text, shortened if it is long."""
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 3]}..."


def article(noun: str) -> str:
    """Return a noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _loader() -> Any:
    """Return PyYAML's safe loader, in its libyaml version (ten times as fast) if installed."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Reader:
    """Converts YAML nodes to JSON types; records lines, and values that JSON cannot represent."""

    def __init__(self) -> None:
        self.lines: dict[Place, int] = {}
        self.odd: dict[Place, str] = {}
        self._scalars = yaml.SafeLoader("")

    def value(self, node: yaml.Node, place: Place) -> Any:
        """Return the value of a node.

        Raises `NotYaml` for a duplicate key, a key that is not a string, and a tag.
        """
        self.lines[place] = node.start_mark.line + 1
        if len(self.lines) > MOST_VALUES or len(place) > MOST_LEVELS:
            raise _error(node, "it has too many values, or is nested too deeply", "Write a smaller file.")
        if isinstance(node, yaml.ScalarNode) and node.tag not in _OF_COLLECTIONS:
            value, odd = self._scalar(node)
            if odd:
                self.odd[place] = f"{cut(visible(node.value))} ({odd})"
            return value
        if isinstance(node, yaml.ScalarNode) or node.tag not in _PLAIN_TAGS:
            said = f"{name(place) or 'it'} has the tag {cut(visible(node.tag))}, which is not supported"
            raise _error(node, said, "Remove the tag.")
        if isinstance(node, yaml.MappingNode):
            return dict(self._members(node, place))
        return [self.value(element, (*place, index)) for index, element in enumerate(node.value)]

    def _members(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        inside = f"{name(place) or 'it'} has"
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            key, line = self._key(key_node, inside), key_node.start_mark.line + 1
            if key in seen:
                said = f"{inside} the key {quoted(key)} twice; the first is in line {seen[key]}"
                raise _error(key_node, said, "Remove one of them.")
            seen[key] = line
            value = self.value(value_node, (*place, key))
            self.lines[*place, key] = line  # the key's line: a value may start in the next line
            yield key, value

    def _key(self, node: yaml.Node, inside: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            of = "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
            raise _error(node, f"{inside} a key that is {of}, and not a string", "Write a string.")
        if node.tag == _MERGE:
            raise _error(node, f"{inside} the key <<, and merging is not supported", "Write the keys out.")
        value, odd = self._scalar(node)
        if value == "":
            raise _error(node, f"{inside} an empty key", "Write a name.")
        if isinstance(value, str):
            return value
        text = cut(visible(node.value))
        said = f"{inside} the key {text}, which is {odd or kind(value)}, and not a string"
        raise _error(node, said, f'Write "{text}".')

    def _scalar(self, node: yaml.ScalarNode) -> tuple[Any, str]:
        """Return (value, ""), or (None, description) for a scalar that JSON cannot represent.

        A date or a time is its text.
        """
        if node.tag == _TIME:
            return node.value, ""
        if node.tag in _NUMBERS and len(node.value) > MOST_OF_A_NUMBER:
            return None, "a value that YAML cannot read"
        try:
            value = self._scalars.construct_object(node)
        except (yaml.YAMLError, *_UNREADABLE):
            return None, "a value that YAML cannot read"
        if type(value) not in _KINDS:
            return None, "binary data" if isinstance(value, bytes) else "a value that JSON cannot hold"
        if type(value) is int and abs(value) > MOST_INTEGER:
            return None, "a number beyond 2^53"
        if isinstance(value, float):
            if not math.isfinite(value):
                return None, "a number that JSON cannot hold"
            if value.is_integer() and abs(value) <= MOST_INTEGER:
                # 7.0 is an integer in JSON Schema; as a float, the engines would print it as 7.0.
                return int(value), ""
        return value, ""


def _error(node: yaml.Node, said: str, next_step: str) -> NotYaml:
    return NotYaml(said, next_step, node.start_mark.line + 1)
