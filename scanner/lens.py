"""The lens as data: the best practices, their pillars, and which controls cover them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

POLICIES = Path(__file__).resolve().parent.parent / "policies"
"""The folder of the policies that come with the tool."""


@lru_cache(maxsize=1)
def lens() -> Mapping[str, Any]:
    """`policies/lens.yaml`: title, edition, pillars, focus areas, and `practices`."""
    found: Mapping[str, Any] = load_yaml(POLICIES / "lens.yaml")
    return found


def practices() -> dict[str, dict[str, Any]]:
    """The best practices by id, in lens order: id, title, pillar, focus_area, risk, lifecycle."""
    data = lens()
    return {
        p["id"]: {
            **p,
            "pillar": data["pillars"][p["pillar"]],
            "focus_area": data["focus_areas"][p["id"].split("-")[0]],
            "folder": p["pillar"],
        }
        for p in data["practices"]
    }


def load_yaml(path: Path) -> Any:
    """A YAML file, by libyaml where PyYAML has it (ten times as fast)."""
    return parse_yaml(path.read_text(encoding="utf-8"))


def parse_yaml(text: str) -> Any:
    """YAML text, safely. Raises `yaml.YAMLError`."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
