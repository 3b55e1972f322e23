"""The texts that `make sabotage` and `make mutate` look for still exist."""

from __future__ import annotations

import pytest
import yaml

from scanner.catalog.controls import load
from scanner.catalog.lens import POLICIES
from scripts.control import page
from scripts.mutate import REASONS
from scripts.sabotage import MISTAKES, ROOT


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_can_still_be_made(name: str) -> None:
    """Each text that a mistake replaces is in its file, and the replacement differs."""
    for file, text, instead in MISTAKES[name]:
        assert text in (ROOT / file).read_text(encoding="utf-8"), file
        assert text != instead


def test_survivors_are_of_lines_that_are_there() -> None:
    """Each survivor has a reason, and its file contains its text."""
    entries = yaml.safe_load(REASONS.read_text(encoding="utf-8"))
    assert entries
    for entry in entries:
        assert entry["reason"].strip(), entry
        assert entry["was"] in " ".join((POLICIES / entry["file"]).read_text(encoding="utf-8").split()), entry


def test_the_page_of_a_control_is_found() -> None:
    """`make control` compares the page that `make generate` writes."""
    page(load().controls["GENSEC05-BP01/agent-role-bounded"])
