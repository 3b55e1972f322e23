"""Make each known mistake alone, and check that a test fails. Exits with 1 if one is not noticed.

    make sabotage                       all mistakes of scripts/mistakes.yaml
    make sabotage SHARD=1/4             one part of them
    .venv/bin/python -m scripts.sabotage guard redaction    those with a word in the name

A mistake is made in a copy of the tree, so the work tree does not change. First its own tests run
there. If they pass, all others run. Prints one line per mistake, and the score.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.yaml_files import load_yaml
from scripts.rego import opa
from scripts.shards import shard
from scripts.steps import ROOT

FILE = ROOT / "scripts" / "mistakes.yaml"
POLICIES = "policies"
"""The name of the policy tests, among the tests of a mistake."""
_IGNORED = (".git", ".venv*", ".tools", "out", "node_modules", ".*_cache", "__pycache__", ".hypothesis")
_BLIND = "tests/test_scripts.py"
"""Fails for any change of a text that a mistake replaces, whatever the change does."""
_SLOW = "tests/test_truth.py"


@dataclass(frozen=True, slots=True)
class Change:
    """In `file`, the first `text` is replaced by `instead`."""

    file: str
    text: str
    instead: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake, and the tests that must notice it."""

    name: str
    tests: tuple[str, ...]
    changes: tuple[Change, ...]


def mistakes() -> list[Mistake]:
    """Return all mistakes, in the order of the file."""
    return [
        Mistake(found["name"], tuple(found["tests"]), tuple(Change(**change) for change in found["changes"]))
        for found in load_yaml(FILE)
    ]


def apply(mistake: Mistake, tree: Path) -> None:
    """Make the mistake in `tree`. If a text is missing there, the file is out of date: exit."""
    for change in mistake.changes:
        path = tree / change.file
        before = path.read_text(encoding="utf-8")
        if change.text not in before:
            sys.exit(f"{FILE.name} is out of date: {change.file} does not contain {change.text!r}")
        path.write_text(before.replace(change.text, change.instead, 1), encoding="utf-8")


def outcome(mistake: Mistake) -> tuple[str, str]:
    """Return how it ended, and the first line that says so.

    The end is `caught`, `elsewhere` (only tests that are not its own noticed it) or `SURVIVED`.
    """
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*_IGNORED))
        apply(mistake, tree)
        for command in _own(mistake):
            if said := _failure(command, tree):
                return "caught", said
        for command in _others():
            if said := _failure(command, tree):
                return "elsewhere", said
    return "SURVIVED", "no test noticed it"


def _own(mistake: Mistake) -> Iterator[list[str]]:
    if POLICIES in mistake.tests:
        yield ["scripts.policies"]
    if named := [name for name in mistake.tests if name != POLICIES]:
        yield ["pytest", "-x", "-p", "no:cacheprovider", f"--ignore={_BLIND}", *named]


def _others() -> Iterator[list[str]]:
    """Yield all tests, the slow ones last, because the quick ones find most mistakes."""
    pytest = ["pytest", "-x", "-n", "auto", "-p", "no:cacheprovider"]
    yield ["scripts.policies"]
    yield [*pytest, f"--ignore={_SLOW}", f"--ignore={_BLIND}"]
    yield [*pytest, _SLOW]


def _failure(module: Sequence[str], tree: Path) -> str:
    """Return the line of the first test that fails; empty if all pass."""
    environ = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *module], cwd=tree, env=environ, capture_output=True, text=True, check=False
    )
    if not done.returncode:
        return ""
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    named = [line for line in lines if line.startswith(("FAILED", "ERROR", "data.")) or " error" in line]
    return (named or lines or ["?"])[0][:150]


def main() -> None:
    """Try every mistake, or those whose name contains an argument, or one shard of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="WORD")
    parser.add_argument("--shard", default="1/1", metavar="I/N", help="part I of N parts")
    options = parser.parse_args()
    os.environ["GENAI_LENS_OPA"] = str(Path(opa()).resolve())  # the copies have no program of their own
    known = mistakes()
    named = [m for m in known if not options.names or any(word in m.name for word in options.names)]
    chosen = shard(named, options.shard)
    alive = 0
    for mistake in chosen:
        how, said = outcome(mistake)
        print(f"{how:<9} {mistake.name}: {said}", flush=True)
        alive += how == "SURVIVED"
    print(f"\n{len(chosen) - alive} of {len(chosen)} mistakes are caught")
    sys.exit(1 if alive else 0)


if __name__ == "__main__":
    main()
