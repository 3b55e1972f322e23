"""Read YAML with PyYAML's safe loader, in its libyaml version if installed (ten times as fast)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

MOST_VALUES = 100_000
"""The maximum number of values in a file. Aliases can expand a small file to any size."""
MOST_LEVELS = 64
"""The maximum depth of nested values. An alias to a value that contains it has no end."""

_SEXAGESIMAL = re.compile(r"(?::[0-5]?[0-9]){50}")
"""A number in base 60, which PyYAML reads in quadratic time."""
_DIGITS = re.compile(r"[0-9_]{1000}")
"""A number that Python converts in quadratic time, or refuses to convert."""

UNREADABLE = (ValueError, ArithmeticError, LookupError, AttributeError, TypeError)
"""What PyYAML raises for a value that does not fit its tag: `!!bool x`, `!!int ""`, 2026-13-01."""


class NotYaml(yaml.YAMLError):
    """Text is not YAML. The message has our own words; `line` counts from 1, and 0 is unknown."""

    def __init__(self, said: str, line: int = 0) -> None:
        super().__init__(said)
        self.line = line


def loader() -> Any:
    """Return PyYAML's safe loader, in its libyaml version if installed."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def position(error: yaml.YAMLError) -> tuple[int, int]:
    """Return the line and the column of a YAML error, counted from 1.

    Messages give these and not PyYAML's words, which quote the file.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def load_yaml(path: Path) -> Any:
    """Return the content of a YAML file.

    Raises `OSError`, `UnicodeDecodeError` and `NotYaml`.
    """
    return parse_yaml(path.read_text(encoding="utf-8"))


def parse_yaml(text: str) -> Any:
    """Return the content of YAML text.

    Raises `NotYaml`, also for a key that comes twice, for too many values, counted as aliases
    expand them, and for values that are nested too deeply.
    """
    if _SEXAGESIMAL.search(text) or _DIGITS.search(text):
        raise NotYaml("it cannot be read: it has a number that is too long")
    reading = loader()(text)
    try:
        node = reading.get_single_node()
        if node is None:
            return None
        _measure(node)
        return reading.construct_document(node)
    except NotYaml:
        raise
    except yaml.YAMLError as error:
        line, column = position(error)
        raise NotYaml(f"it is not YAML from column {column}", line) from error
    except RecursionError as error:  # PyYAML without libyaml does not limit the depth
        raise NotYaml("it is nested too deeply") from error
    except UNREADABLE as error:
        raise NotYaml("it cannot be read: it has a value that YAML cannot hold") from error
    finally:
        reading.dispose()


def _measure(root: yaml.Node) -> None:
    """Raise `NotYaml` for a document that is too large or too deep, or has a key twice."""
    waiting, seen = [(root, 1)], 0
    while waiting:
        node, level = waiting.pop()
        seen += 1
        if seen > MOST_VALUES or level > MOST_LEVELS:
            raise NotYaml("it has too many values, or is nested too deeply")
        if isinstance(node, yaml.MappingNode):
            keys: set[tuple[str, str]] = set()
            for key, value in node.value:
                waiting += [(key, level + 1), (value, level + 1)]
                if isinstance(key, yaml.ScalarNode):
                    if (key.tag, key.value) in keys:
                        raise NotYaml("it has a key twice", key.start_mark.line + 1)
                    keys.add((key.tag, key.value))
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(element, level + 1) for element in node.value]
