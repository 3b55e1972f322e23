"""The pinned versions, the declared dependencies and the shards."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from scripts.shards import shard

ROOT = Path(__file__).resolve().parent.parent
OURS = {"bench", "collectors", "policies", "scanner", "scripts", "tests"}


def _project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def _names(requirements: list[str]) -> set[str]:
    """Return the normalised names of requirements."""
    return {re.split(r"[\[<>=~!; ]", r)[0].lower().replace("_", "-") for r in requirements}


def test_pins_are_names_and_versions_only() -> None:
    """constraints.txt has only version pins, and pins each direct dependency."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    wrong = [li for li in lines if not re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*( ; [\w.<>!=' ()]+)?", li)]
    assert wrong == []
    extras = _project()["optional-dependencies"]
    direct = _names([*_project()["dependencies"], *extras["test"], *extras["dev"]]) - {"genai-lens"}
    assert direct <= _names(lines)


def test_every_dependency_has_a_floor_and_is_imported() -> None:
    """The tool declares exactly the packages that it imports, each with a lower bound."""
    modules = {
        name.split(".")[0]
        for folder in ("collectors", "scanner")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
    }
    installed = packages_distributions()
    foreign = modules - OURS - set(sys.stdlib_module_names)
    assert _names([installed[name][0] for name in foreign]) == _names(_project()["dependencies"])
    assert all(">=" in requirement for requirement in _project()["dependencies"])


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def test_shards_share_everything_once() -> None:
    """Each item is in exactly one shard, and text that does not name a shard is refused."""
    assert sorted(shard(range(10), "1/3") + shard(range(10), "2/3") + shard(range(10), "3/3")) == [*range(10)]
    for wrong in ("0/3", "4/3", "1", "a/b"):
        with pytest.raises(ValueError, match="is not a shard"):
            shard(range(10), wrong)
