"""The developers' scripts: their tables name what is there, and `make control` finds mistakes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.catalog.controls import load
from scanner.catalog.lens import POLICIES
from scripts import workflows
from scripts.control import page, samples
from scripts.mutate import REASONS
from scripts.sabotage import POLICIES as POLICY_TESTS
from scripts.sabotage import Mistake, mistakes
from scripts.steps import ROOT, Failed
from tests import lab


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.name)
def test_a_mistake_can_still_be_made(mistake: Mistake) -> None:
    """Each text that a mistake replaces is in its file, and the tests that must notice it exist."""
    assert mistake.changes
    for change in mistake.changes:
        assert change.text in (ROOT / change.file).read_text(encoding="utf-8"), change.file
        assert change.text != change.instead
    assert mistake.tests
    for name in mistake.tests:
        assert name == POLICY_TESTS or (ROOT / name.partition("::")[0]).exists(), name


def test_no_two_mistakes_have_one_name() -> None:
    """The name of a mistake chooses it."""
    names = [mistake.name for mistake in mistakes()]
    assert len({*names}) == len(names)


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


def test_make_control_judges_the_whole_good_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """`make control` fails where a control passes on its own samples, but not beside all others."""
    account = lab.account

    def whole_is_denied(name: str, controls: Iterable[str] | None) -> dict[str, Any]:
        return account(name if controls else "denied", controls)

    monkeypatch.setattr(lab, "account", whole_is_denied)
    with pytest.raises(Failed) as failed:
        samples(load().controls["GENSEC05-BP01/agent-role-bounded"])
    assert str(failed.value).startswith(
        "the whole account 'good' must give only 'pass', and gives ['unknown']"
    )


GOOD = """name: good
on: {push: {branches: [main]}}
permissions: {}
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "$NAME"
        env: {NAME: "${{ github.event.head_commit.message }}"}
"""
ZIZMOR = Path(sys.executable).parent / "zizmor"
BAD = GOOD.replace('echo "$NAME"', 'echo "${{ github.event.head_commit.message }}"')


@pytest.mark.skipif(not ZIZMOR.exists(), reason="there is no zizmor beside this Python")
@pytest.mark.parametrize(("text", "found"), [(GOOD, ""), (BAD, "template-injection")], ids=["good", "bad"])
def test_workflows_are_checked_without_actionlint_too(
    text: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """zizmor checks the examples too. Without actionlint and Go, a line says so, and CI fails."""
    (tmp_path / "docs" / "workflows").mkdir(parents=True)
    (tmp_path / "docs" / "workflows" / "a.yml").write_text(text)
    monkeypatch.setattr(workflows, "ROOT", tmp_path)
    monkeypatch.setattr(workflows, "TOOLS", tmp_path / "tools")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert workflows.main() == bool(found)
    said = capsys.readouterr().out
    assert said.startswith("scripts/workflows.py: there is no actionlint, and no Go that installs it.\n")
    assert found in said
    assert (said.count("\n") == 1) == (not found)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert workflows.main() == 1
