"""What docs/versions.md promises: numbers of formats, fingerprints and old ids."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from scanner import __version__
from scanner.catalog.controls import Selection, load, select
from scanner.catalog.digest import FORMAT as DIGESTS
from scanner.errors import UsageError
from scanner.judging.results import fingerprint
from scanner.judging.rows import Subject
from scanner.people.config import read, resolved
from scanner.reports.git_inventory import FORMAT as FILES
from scanner.reports.inventory import FORMAT as LIST
from scanner.reports.results_json import FORMAT as RESULTS
from scanner.snapshot.verified import FORMAT as SNAPSHOT
from tests import lab
from tests.scanner.cli.command import run

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "versions.md").read_text(encoding="utf-8")
ID, OLD = "GENSEC01-BP01/api-keys-expire", "GENSEC01-BP01/old-name"


def test_the_page_has_the_numbers_of_the_formats() -> None:
    """Whoever changes a format also says on the page what that means for old files."""
    rows = re.findall(r"^\| \[(.*?)\]\([^)]*\) \| (\d+) \|", PAGE, re.M)
    assert {name.replace("`", ""): int(number) for name, number in rows} == {
        "snapshot": SNAPSHOT,
        "results.json": RESULTS,
        "files of --inventory": FILES,
        "inventory --format json": LIST,
        "policies.json": DIGESTS,
    }


def test_the_command_that_shows_what_a_new_version_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It works beside the results of the old version, and nothing is new if nothing changed."""
    (command,) = re.findall(r"`genai-lens (evaluate [^`]*)`", PAGE)
    monkeypatch.chdir(tmp_path)
    lab.snapshot_of("bad", Path("out/snapshot"))
    options = ("--format", "json", "--allow-incomplete")
    assert run("evaluate", "out/snapshot", *options).exit_code == 1
    old = Path("out/results.json")
    old.write_text(old.read_text().replace(f'"version": "{__version__}"', '"version": "0.0.1"', 1))
    done = run(*command.split(), *options)
    assert done.exit_code == 0, done.stderr


def test_fingerprints_stay() -> None:
    """Another fingerprint would close and open every alert: it is a break, and in CHANGELOG.md."""
    subject = Subject(
        type="AWS::IAM::User", id="arn:aws:iam::123456789012:user/ml-dev", region="global", item="ACCA1"
    )
    found = fingerprint(ID, "123456789012", subject)
    assert found == "cc72c280ab53bc838aacba4e63a6eb310e9125f684115d5d5000a4c6fc9c490d"


def test_an_old_id_is_accepted(tmp_path: Path) -> None:
    """The selection and the configuration know the old id of a control."""
    catalog = load()
    control = catalog.controls[ID]
    renamed = replace(control, meta=replace(control.meta, aliases=(OLD,)))
    catalog = replace(catalog, controls={**catalog.controls, ID: renamed})
    assert [*select(catalog, Selection(controls=(OLD,))).controls] == [ID]
    file = tmp_path / "genai-lens.yaml"
    file.write_text(f"params: {{{OLD}: {{max_lifetime_days: 7}}}}\n")
    changed = resolved(read(file, catalog), catalog, "123456789012")
    assert changed[ID]["max_lifetime_days"] == 7
    with pytest.raises(UsageError, match="old-name"):
        read(file, load())
