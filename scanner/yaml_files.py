"""Read YAML with PyYAML's safe loader, in its libyaml version if installed (ten times as fast)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def load_yaml(path: Path) -> Any:
    """Return the content of a YAML file.

    Raises `OSError`, `UnicodeDecodeError` and `yaml.YAMLError`.
    """
    return parse_yaml(path.read_text(encoding="utf-8"))


def parse_yaml(text: str) -> Any:
    """Return the content of YAML text. Raises `yaml.YAMLError`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
