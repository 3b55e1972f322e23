"""The digests by which the policies of a release are recognised."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from scanner.catalog import digest as digests
from scanner.catalog.controls import Selection, load, select
from scanner.catalog.lens import POLICIES
from tests import lab
from tests.scanner.cli.command import run

ROOT = POLICIES.parent
ONE = "GENSEC05-BP01/agent-role-bounded"


def test_reports_have_the_digests_of_their_release() -> None:
    """A report on all controls, and a report on one control, have a digest of the list."""
    found = digests.digests(load())
    assert found["policy_digest"] == lab.report("good").head.policy_digest
    alone = select(load(), Selection(controls=(ONE,)))
    judged = lab.judge(lab.collection("good"), chosen=alone)
    assert found["controls"][ONE] == judged.head.policy_digest
    assert found["controls"].keys() == load().controls.keys()
    assert len({*found["controls"].values()}) == len(load().controls)


def test_the_files_are_those_of_the_release() -> None:
    """`sha256sum` in an unpacked wheel gives the digests of the files. Tests are not among them."""
    files = digests.digests(load())["files"]
    assert {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in files} == files
    assert not [path for path in files if path.endswith("_test.rego")]
    assert {"policies/main.rego", "policies/lens.yaml", "policies/capabilities.json"} < files.keys()
    assert {f"collectors/{path.name}" for path in (ROOT / "collectors").glob("*.py")} < files.keys()


def test_a_changed_collector_changes_its_digests_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What AWS is asked can change although the policies do not."""
    before = digests.digests(load())
    folder = tmp_path / "collectors"
    folder.mkdir()
    (folder / "table.py").write_text("row = 1\n")
    monkeypatch.setattr(digests, "COLLECTORS", folder)
    after = digests.digests(load())
    (folder / "table.py").write_text("row = 2\n")
    changed = digests.digests(load())
    assert len({each["collectors_digest"] for each in (before, after, changed)}) == 3
    assert {each["policy_digest"] for each in (before, after, changed)} == {before["policy_digest"]}
    assert before["controls"] == changed["controls"]


def test_the_command_prints_them() -> None:
    """`policies digests` prints the file of the release."""
    assert json.loads(run("policies", "digests").stdout) == digests.digests(load())


def test_the_digest_of_a_control_is_that_of_a_report_on_it_alone() -> None:
    """It is the digest of the catalog with this control selected."""
    catalog = load()
    chosen = list(catalog.controls)[::40]
    alone = {name: digests.digest(select(catalog, Selection(controls=(name,)))) for name in chosen}
    assert {name: found for name, found in digests.by_control(catalog).items() if name in alone} == alone
