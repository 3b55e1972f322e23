"""Read YAML with PyYAML's safe loader, in its libyaml version if installed (ten times as fast)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

_SEXAGESIMAL = re.compile(r"(?::[0-5]?[0-9]){50}")
"""A number in base 60, which PyYAML reads in quadratic time."""

UNREADABLE = (ValueError, ArithmeticError, LookupError, AttributeError)
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
    """Return the content of YAML text. Raises `NotYaml`."""
    if _SEXAGESIMAL.search(text):
        raise NotYaml("it cannot be read: it has a number with more than 50 colons")
    try:
        return yaml.load(text, Loader=loader())  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        line, column = position(error)
        raise NotYaml(f"it is not YAML from column {column}", line) from error
    except UNREADABLE as error:
        raise NotYaml("it cannot be read: it has a value that YAML cannot hold") from error
