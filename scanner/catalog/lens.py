"""The lens as data: best practices, pillars and focus areas, from `policies/lens.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from scanner.yaml_files import load_yaml

POLICIES = Path(__file__).resolve().parent.parent.parent / "policies"
"""The folder of the built-in policies."""

SEVERITIES = ("critical", "high", "medium", "low")
"""The severities of a control, worst first."""


def severities_from(least: str) -> tuple[str, ...]:
    """Return this severity and those above it."""
    return SEVERITIES[: SEVERITIES.index(least) + 1]


@lru_cache(maxsize=1)
def lens() -> Mapping[str, Any]:
    """Return `policies/lens.yaml`: title, edition, pillars, focus areas and best practices."""
    found: Mapping[str, Any] = load_yaml(POLICIES / "lens.yaml")
    return found


def practices() -> dict[str, dict[str, Any]]:
    """Return the best practices by id, in the order of the lens.

    Each has id, title, pillar, focus_area, risk, lifecycle and folder.
    """
    data = lens()
    return {
        practice["id"]: {
            **practice,
            "pillar": data["pillars"][practice["pillar"]],
            "focus_area": data["focus_areas"][practice["id"].split("-")[0]],
            "folder": practice["pillar"],
        }
        for practice in data["practices"]
    }
