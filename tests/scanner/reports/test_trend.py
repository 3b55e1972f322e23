"""Tests of `genai-lens trend`: which files it reads, its numbers in each form, hostile files."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scanner.judging.results import AccountHead, Carried, Excluded, Report, Result, Waived
from scanner.reports import trend
from scanner.reports.html.trend import _step, trend_page
from scanner.reports.results_json import results_json
from tests.scanner.cli.command import run
from tests.scanner.reports import sample
from tests.scanner.reports.html_pages import ATTACKS, Element, Reader

OTHER = "210987654321"
WAIVER = Waived("ml", "a test", "", "2026-12-31", "waivers.yaml:3")


def _fail(number: int = 0, **fields: Any) -> Result:
    return sample.result(
        "fail", sample.WILDCARDS, f"arn:aws:iam::{sample.ACCOUNT}:role/{number}", "no", **fields
    )


def _write(path: str, report: Report, started: str = "2026-06-01T00:00:00Z") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(results_json(replace(report, head=replace(report.head, started=started))))


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write three runs, the newest first by name; the last one is about two accounts."""
    monkeypatch.chdir(tmp_path)
    waived = replace(_fail(7), waived=WAIVER)
    left_out = replace(_fail(8), excluded=Excluded({"env": "test"}, "no data"))
    unknown = sample.result("unknown", sample.KEYS, "arn:x", "allow x")
    key = sample.result("fail", sample.KEYS, "arn:y", "no")
    both = (AccountHead(sample.ACCOUNT, "prod", "", ()), AccountHead(OTHER, "", "", ()))
    two = sample.report([_fail(1), _fail(2, account=OTHER), key], accounts=both)
    _write("runs/a/b/c/results.json", two, "2026-06-03T00:00:00+02:00")
    _write("runs/b/monday-results.json", sample.report([_fail(1), _fail(2), waived, left_out, unknown]))
    accepted = replace(_fail(3), waived=WAIVER)
    carried = replace(
        sample.report([_fail(1)]), carried=(Carried(_fail(2), "not selected"), Carried(accepted, "x"))
    )
    _write("runs/c/results.json", carried, "2026-06-02T00:00:00Z")


def test_runs_are_read_at_any_depth_and_sorted_by_their_time() -> None:
    found = trend.trend(Path("runs"))
    assert {account: [point.file for point in points] for account, points in found.accounts.items()} == {
        sample.ACCOUNT: ["b/monday-results.json", "c/results.json", "a/b/c/results.json"],
        OTHER: ["a/b/c/results.json"],
    }
    first, second, last = found.accounts[sample.ACCOUNT]
    assert first.severities == {"critical": 0, "high": 2, "medium": 0, "low": 0}
    assert first.states == {"failing": 2, "waived": 1, "unknown": 1, "carried over": 0}
    assert second.states == {"failing": 1, "waived": 1, "unknown": 0, "carried over": 1}
    assert last.severities == {"critical": 1, "high": 1, "medium": 0, "low": 0}
    assert last.practices["GENSEC01-BP01"] == 2
    assert last.practices["GENSEC02-BP01"] == 0
    assert last.name == "prod"


def test_csv_has_each_number() -> None:
    done = run("trend", "runs", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    found = {(row["started"], row["account"], row["group"], row["name"]): row["results"] for row in rows}
    start = ("2026-06-01T00:00:00Z", sample.ACCOUNT)
    assert found[(*start, "severity", "high")] == "2"
    assert found[(*start, "best practice", "GENSEC01-BP01")] == "2"
    assert found[(*start, "state", "waived")] == "1"
    assert found[(*start, "run", "controls")] == str(len(sample.CONTROLS))
    assert len(found) == len(rows) == 4 * (4 + 4 + 4 + 1)


def test_the_table_has_a_line_for_each_run() -> None:
    done = run("trend", "runs")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == f"Account {sample.ACCOUNT} (prod): 3 runs"
    assert lines[1].split()[:3] == ["read", "critical", "high"]
    assert lines[2].split()[:6] == ["2026-06-01", "00:00", "UTC", "0", "2", "0"]
    assert len({len(line.partition("controls")[0]) for line in lines if "critical" in line}) == 1


def test_the_page_has_a_plot_and_the_same_numbers_as_a_table() -> None:
    page = Reader(trend_page(trend.trend(Path("runs")), "0.0.0")).root
    assert not list(page.all("script"))
    plots = list(page.all("svg", "plot"))
    assert len(plots) == 2
    for plot in plots:
        names = plot.attributes["aria-labelledby"].split()
        title, said = (page.by_id(name) for name in names)
        assert (title.tag, said.tag) == ("title", "desc")
        assert said.text
    assert "critical 0 then and 1 now, high 2 then and 1 now" in page.by_id("d-1").text
    high = next(plots[0].all("g", "high"))
    places = [place.split(",") for place in next(high.all("polyline")).attributes["points"].split()]
    assert [float(x) for x, _ in places] == sorted(float(x) for x, _ in places)
    assert float(places[0][1]) < float(places[1][1]) == float(places[2][1])
    assert len(list(high.all("path"))) == 3
    runs, practices = list(page.all("table"))[:2]
    assert _cells(runs)[1][1:6] == ["1", "1", "0", "0", "2"]
    assert _cells(runs)[3][1:7] == ["0", "2", "0", "0", "2", "1"]
    by_practice = {row[0].split()[0]: row[2:] for row in _cells(practices)[1:]}
    assert by_practice["GENSEC01-BP01"] == ["2", "2"]
    assert by_practice["GENSEC02-BP01"] == ["0", "0"]


def _cells(table: Element) -> list[list[str]]:
    return [[cell.text for cell in row.all() if cell.tag in ("td", "th")] for row in table.all("tr")]


@pytest.mark.parametrize(
    ("most", "step"),
    [(0, 1), (5, 1), (6, 2), (10, 2), (11, 5), (25, 5), (26, 10), (51, 20), (101, 50), (20_000, 5_000)],
)
def test_ticks_are_round_and_few(most: int, step: int) -> None:
    assert _step(most) == step


def test_one_run_and_many_runs_have_a_plot() -> None:
    """One is in the middle. Of many, the table shows the newest, and CSV has all."""
    for number in range(70):
        _write(
            f"many/{number}/results.json", sample.report([_fail(1)]), f"2026-01-01T00:{number % 60:02}:00Z"
        )
    _write("one/results.json", sample.report([_fail(1)]))
    one = Reader(trend_page(trend.trend(Path("one")), "0.0.0")).root
    (place,) = next(next(one.all("g", "high")).all("polyline")).attributes["points"].split()
    assert place.split(",")[0] == "378.0"
    many = Reader(trend_page(trend.trend(Path("many")), "0.0.0")).root
    assert len(_cells(next(many.all("table", "runs")))) == 61
    assert "10 earlier runs are in the CSV" in many.text


def test_a_file_that_is_no_run_is_left_out_with_a_warning() -> None:
    """Also a link, a pipe, a run without a time, and a file of another format."""
    Path("runs/x-results.json").write_text("[" * 5000)
    Path("runs/y-results.json").write_text('{"format": 1}')
    _write("runs/z-results.json", sample.report([]), "2026-02-30T00:00:00Z")
    _write("runs/naive-results.json", sample.report([]), "2026-02-03T00:00:00")
    Path("runs/link-results.json").symlink_to("b/monday-results.json")
    Path("runs/loop").symlink_to(".")
    os.mkfifo("runs/pipe-results.json")
    done = run("trend", "runs")
    assert done.exit_code == 0
    assert done.stderr.count("warning:") == 4
    for said in ("x-results.json is not JSON", "has format 1", "z-results.json does not say when"):
        assert said in done.stderr
    assert "naive-results.json does not say when" in done.stderr
    assert "link" not in done.stdout


@pytest.mark.parametrize(
    ("folder", "said"),
    [("nowhere", "nowhere is not a folder"), ("empty", "there is no results.json")],
)
def test_wrong_usage(folder: str, said: str) -> None:
    Path("empty").mkdir()
    done = run("trend", folder)
    assert done.exit_code == 2
    assert said in done.stderr


def test_too_many_runs_are_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trend, "MOST_FILES", 2)
    done = run("trend", "runs")
    assert done.exit_code == 2
    assert "more than 2 runs" in done.stderr


def hostile(folder: Path) -> trend.Trend:
    """Return a trend whose names are hostile."""
    bad = "\x1b[31m\r\n::error::" + "".join(ATTACKS)
    for day in (1, 2, 3):
        report = sample.report([_fail(day)], accounts=(AccountHead(sample.ACCOUNT, bad, "", ()),))
        practices = {name: {**one, "title": bad} for name, one in report.practices.items()}
        path = folder / f"{day}" / "results.json"
        path.parent.mkdir(parents=True)
        started = f"2026-06-0{day}T00:00:00Z"
        path.write_bytes(
            results_json(replace(report, practices=practices, head=replace(report.head, started=started)))
        )
    (folder / "<script>window.ran=1<x>-results.json").write_text("{}")
    return trend.trend(folder)


@pytest.mark.parametrize("form", ["table", "csv", "html"])
def test_hostile_names_have_no_effect(form: str, tmp_path: Path) -> None:
    hostile(tmp_path / "hostile")
    done = run("trend", tmp_path / "hostile", "--format", form)
    assert done.exit_code == 0
    for bad in ("\x1b", "\r", "\u202e", "\n::error::"):
        assert bad not in done.stdout
    if form == "html":
        page = Reader(done.stdout.encode()).root
        assert not [*page.all("script"), *page.all("img")]
        assert ATTACKS[0] in page.text
