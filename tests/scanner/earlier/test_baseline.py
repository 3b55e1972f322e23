"""Tests of `--baseline` by the commands: files, exit codes, reports, hostile files."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from scanner.snapshot.folder import write
from tests import lab
from tests.scanner.cli.command import run
from tests.scanner.reports.html_pages import Reader

KEYS = "GENSEC01-BP01/api-keys-expire"


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the snapshot of the bad sample account, in a repository with a workflow."""
    monkeypatch.chdir(tmp_path)
    lab.workflow(tmp_path)
    return lab.snapshot_of("bad", tmp_path / "out" / "snapshot")


def _evaluate(snapshot: Path, folder: str, *options: str) -> Any:
    return run(
        *("evaluate", snapshot, "--format", "json", "--format", "sarif", "--format", "table"),
        *("--allow-incomplete", "--output", folder, *options),
    )


def _json(folder: str, file: str = "results.json") -> Any:
    return orjson.loads((Path(folder) / file).read_bytes())


@pytest.mark.parametrize("file", ["results.json", "results.sarif"])
def test_known_failures_do_not_count_for_the_exit_code(snapshot: Path, file: str) -> None:
    """The same account again has nothing new. Each report says so, and keeps the failures."""
    assert _evaluate(snapshot, "first").exit_code == 1
    again = _evaluate(snapshot, "again", "--baseline", f"first/{file}")
    assert again.exit_code == 0, again.stderr
    number = _json("first")["counts"]["fail"]
    assert f"0 new, {number} known, 0 fixed." in again.stdout
    assert "Known failures" in again.stdout
    assert "New failures" not in again.stdout
    results = _json("again")
    assert {one["since"] for one in results["results"] if one["kind"] == "fail"} == {"known"}
    assert results["baseline"]["known"] == number
    (log,) = _json("again", "results.sarif")["runs"]
    assert [one["baselineState"] for one in log["results"]] == ["unchanged"] * number


@pytest.mark.parametrize("file", ["results.json", "results.sarif"])
def test_failures_of_controls_that_are_not_selected_stay_open(snapshot: Path, file: str) -> None:
    """They are uploaded again, also if the baseline carried them over itself."""
    _evaluate(snapshot, "first")
    _evaluate(snapshot, "second", "--control", KEYS, "--baseline", f"first/{file}")
    third = _evaluate(snapshot, "third", "--control", KEYS, "--baseline", f"second/{file}")
    assert third.exit_code == 0, third.stderr
    number, own = _json("first")["counts"]["fail"], _json("third")["counts"]["fail"]
    assert 0 < own < number
    assert f"{number - own} carried over" in third.stdout
    assert "The control was not selected" in third.stdout
    (first,), (log,) = _json("first", "results.sarif")["runs"], _json("third", "results.sarif")["runs"]
    assert {one["partialFingerprints"]["primaryLocationLineHash"] for one in log["results"]} == {
        one["partialFingerprints"]["primaryLocationLineHash"] for one in first["results"]
    }
    assert log["properties"]["carriedOver"] == number - own
    carried = [one for one in log["results"] if one["properties"]["carriedOver"]]
    assert len(carried) == number - own
    assert all("the control was not selected" in one["message"]["text"] for one in carried)


def test_alerts_of_controls_that_are_not_selected_keep_title_and_severity(snapshot: Path) -> None:
    """GitHub takes them from the rule, so the rule of such a control is written too."""
    _evaluate(snapshot, "first")
    _evaluate(snapshot, "second", "--control", KEYS, "--baseline", "first/results.json")
    (first,), (log,) = _json("first", "results.sarif")["runs"], _json("second", "results.sarif")["runs"]
    rules = {rule["id"]: rule for rule in first["tool"]["driver"]["rules"]}
    again = log["tool"]["driver"]["rules"]
    for one in log["results"]:
        assert again[one["ruleIndex"]]["id"] == one["ruleId"]
        assert {**again[one["ruleIndex"]], "relationships": []} == {
            **rules[one["ruleId"]],
            "relationships": [],
        }
    names = [taxon["id"] for taxon in log["taxonomies"][0]["taxa"]]
    for rule in again:
        target = rule["relationships"][0]["target"]
        assert names[target["index"]] == target["id"] == rule["id"].split("/")[0]


def test_the_other_reports_show_known_and_carried_failures_apart(snapshot: Path) -> None:
    """HTML, Markdown and CSV say what the terminal says."""
    _evaluate(snapshot, "first")
    results = _json("first")
    one = next(r for r in results["results"] if r["control"] == KEYS and r["kind"] == "fail")
    results["results"].remove(one)
    Path("old.json").write_bytes(orjson.dumps(results))
    number = results["counts"]["fail"] - 1
    done = run(
        *("evaluate", snapshot, "--output", "again", "--allow-incomplete", "--baseline", "old.json"),
        *(
            "--best-practice",
            KEYS.split("/")[0],
            *(f"--format={name}" for name in ("html", "markdown", "csv")),
        ),
    )
    assert done.exit_code == 1, done.stderr
    with Path("again/results.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["fingerprint"] for row in rows if row["since"] == "new"] == [one["fingerprint"]]
    known = sum(row["since"] == "known" for row in rows)
    assert known > 0
    assert {row["since"] for row in rows if row["kind"] != "fail"} == {""}
    carried = number - known
    sentence = f"1 new, {known} known, 0 fixed, {carried} carried over"
    text = Path("again/results.md").read_text(encoding="utf-8")
    assert sentence in text
    new, rest = text.split("## New failures")[1].split("## Known failures")
    assert new.count("#### ") == 1
    known_text, carried_text = rest.split("## Carried over")
    assert f"<summary>{known} known failing results</summary>" in known_text
    assert f"- {carried} failures: the control was not selected." in carried_text
    page = Reader(Path("again/results.html").read_bytes()).root
    assert sentence in page.by_id("first").parent.parent.parent.text  # type: ignore[union-attr]
    assert [h.text for h in page.by_id("first").all("h3")] == ["New", "Known since the earlier run"]
    assert [h.text for h in page.by_id("carried").all("h3")] == ["The control was not selected"]
    titles = [h.text for h in page.by_id(KEYS).all("h5")]
    assert titles[0] == "1 failing, new"
    assert titles[1].endswith("failing, known")


@pytest.mark.parametrize("file", ["results.json", "results.sarif"])
def test_reading_fewer_regions_fixes_nothing(snapshot: Path, file: str) -> None:
    """What a control finds in no Region can depend on all of them: such as the roles that are used.

    A second run with the same Regions remembers those that the first one read.
    """
    with lab.sample("bad") as (_, aws), lab.remembering("bad"):
        write(lab.read(aws, regions=["eu-west-1"]), Path("fewer"))
    _evaluate(snapshot, "first")
    _evaluate(Path("fewer"), "second", "--baseline", f"first/{file}")
    _evaluate(Path("fewer"), "third", "--baseline", f"second/{file}")
    number = _json("first")["counts"]["fail"]
    for folder in ("second", "third"):
        found = _json(folder)["baseline"]
        assert found["fixed"] == 0
        assert found["unread"] == {"999900001111": ["us-east-1"]}
        (log,) = _json(folder, "results.sarif")["runs"]
        assert len(log["results"]) == number + found["new"]
        number += found["new"]
    fourth = _evaluate(snapshot, "fourth", "--baseline", f"first/{file}")
    assert fourth.exit_code == 0
    assert _json("fourth")["baseline"]["unread"] == {}


@pytest.mark.parametrize("file", ["results.json", "results.sarif"])
def test_an_account_that_was_not_read_has_no_run(snapshot: Path, file: str) -> None:
    """An upload of its old failures would close the alerts that its own scan opened since."""
    _evaluate(snapshot, "first")
    other = lab.snapshot_of("good", Path("other"))
    done = _evaluate(other, "second", "--baseline", f"first/{file}")
    assert "The account was not read" in done.stdout
    (note,) = (one for one in _json("second")["notes"] if "no account is in both runs" in one)
    assert f"warning: {note}" in done.stderr
    assert note in done.stdout
    assert _json("second")["baseline"]["carried"] == _json("first")["counts"]["fail"]
    (log,) = _json("second", "results.sarif")["runs"]
    (own,) = _json("second")["accounts"]
    assert log["automationDetails"]["id"] == f"genai-lens/{own['id']}/"
    assert {result["properties"]["account"] for result in log["results"]} == {own["id"]}


def test_sarif_that_lacks_failures_is_no_baseline(snapshot: Path) -> None:
    """The failures that it lacks would count as new."""
    _evaluate(snapshot, "first", "--sarif-severity", "critical")
    done = _evaluate(snapshot, "second", "--baseline", "first/results.sarif")
    assert done.exit_code == 2
    assert done.stderr == (
        "error: first/results.sarif lacks failures, which --sarif-severity left out.\n"
        "next:  Name the results.json of that run with --baseline.\n"
    )


@pytest.mark.parametrize("file", ["results.json", "results.sarif"])
def test_another_parameter_fixes_nothing(snapshot: Path, file: str) -> None:
    """The failures of its control are gone, and nothing in the account was repaired."""
    _evaluate(snapshot, "first")
    parameter = f"params: {{{KEYS}: {{allow_long_term_keys: true, max_lifetime_days: 100000}}}}\n"
    Path("genai-lens.yaml").write_text(parameter)
    done = _evaluate(snapshot, "second", "--baseline", f"first/{file}")
    assert done.exit_code == 0, done.stderr
    then, now = (
        sum(one["control"] == KEYS and one["kind"] == "fail" for one in _json(folder)["results"])
        for folder in ("first", "second")
    )
    found = _json("second")["baseline"]
    assert (found["fixed"], found["changed"]) == (0, then - now)
    assert then > now
    said = f"0 fixed, {then - now} no longer failing after policies, parameters or workload changed"
    assert said in done.stdout


def test_a_new_failure_counts(snapshot: Path) -> None:
    """A baseline of another selection knows nothing of this control."""
    _evaluate(snapshot, "first", "--control", "GENSEC05-BP01/agent-role-no-admin")
    done = _evaluate(snapshot, "second", "--control", KEYS, "--baseline", "first/results.json")
    assert done.exit_code == 1
    assert "New failures" in done.stdout


def test_the_baseline_may_be_what_the_run_replaces(snapshot: Path) -> None:
    """It is read before anything is written."""
    _evaluate(snapshot, "out")
    done = _evaluate(snapshot, "out", "--force", "--baseline", "out/results.json")
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not a results.json of genai-lens"),
        (b'{"format": 1}', "has format 1, and this version reads format 2"),
        (b'{"format": 2}', "does not hold to the schema"),
        (b'{"runs": []}', "is not a results.sarif of this version of genai-lens"),
        (b'{"runs": 5}', "is not a results.sarif of this version of genai-lens"),
        (b'{"runs": [{"tool": {"driver": {"name": "CodeQL"}}}]}', "is not a results.sarif"),
    ],
)
def test_another_file_is_wrong_usage(snapshot: Path, body: bytes, said: str) -> None:
    """One sentence, before AWS is asked or anything is written."""
    Path("old.json").write_bytes(body)
    for command in (("evaluate", snapshot), ("scan",)):
        done = run(*command, "--baseline", "old.json", "--output", "new")
        assert done.exit_code == 2
        assert said in done.stderr
        assert not Path("new").exists()


def test_an_alert_stays_in_its_file_of_the_inventory(snapshot: Path) -> None:
    """Also if its Region was not read this time: its file is in the repository still."""
    options = ("--inventory", "inventory")
    _evaluate(snapshot, "first", *options)
    (first,) = _json("first", "results.sarif")["runs"]
    files = {_fingerprint(one): _file(one) for one in first["results"]}
    regional = {name for name in files.values() if not name.endswith("/global.json")}
    head = orjson.loads((snapshot / "snapshot.json").read_bytes())
    only = lab.collection("bad")
    kept = tuple(r for r in only.resources if r.region == "global")
    fewer = replace(
        only,
        regions=(),
        resources=kept,
        gaps=tuple(gap for gap in only.gaps if gap.region == "global"),
        complete={name: tuple(r for r in found if r == "global") for name, found in only.complete.items()},
    )
    assert head["targets"][0]["regions"]
    lab.snapshot.write(fewer, Path("less"))
    _evaluate(Path("less"), "second", *options, "--baseline", "first/results.json")
    (log,) = _json("second", "results.sarif")["runs"]
    carried = [one for one in log["results"] if "the Region was not read" in one["properties"]["carriedOver"]]
    # A failure of the whole account may rest on what a Region has.
    assert {name for name in map(_file, carried) if not name.endswith("/global.json")} == regional
    assert all(_file(one) == files[_fingerprint(one)] for one in carried)


def _fingerprint(one: Any) -> str:
    return str(one["partialFingerprints"]["primaryLocationLineHash"])


def _file(one: Any) -> str:
    return str(one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


def test_a_baseline_whose_time_is_none_is_wrong_usage(snapshot: Path) -> None:
    """The reports say when the earlier run was, so its time must be one."""
    _evaluate(snapshot, "first")
    for file, change in (
        ("results.json", lambda found: found.update(started="2026-02-30T00:00:00Z")),
        (
            "results.sarif",
            lambda found: found["runs"][0]["invocations"][0].update(startTimeUtc="99999-01-01T00:00:00Z"),
        ),
    ):
        found = _json("first", file)
        change(found)
        Path("old.json").write_bytes(orjson.dumps(found))
        done = _evaluate(snapshot, "second", "--baseline", "old.json")
        assert done.exit_code == 2
        assert "is no time" in done.stderr
