"""The options of SARIF and of the inventory: when SARIF is written, and what it points at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
import pytest

from tests import lab
from tests.scanner.cli.command import run

ACCOUNT = "999900001111"
CONTROL = (
    "--control",
    "GENSEC05-BP01/gateway-inbound-authorized",
    "--control",
    "GENSEC02-BP01/guardrail-available",
)


@pytest.fixture
def bad(folder: Path) -> Iterator[None]:
    """Let `collect` return the bad account, without AWS."""
    with patch("collectors.aws.Aws"), patch("collectors.collect.collect") as collect:
        collect.return_value = lab.collection("bad")
        yield


@pytest.fixture
def old(folder: Path) -> Path:
    """Return a snapshot of the bad account."""
    return lab.snapshot_of("bad", folder / "old" / "snapshot")


def _results(path: str) -> list[dict[str, Any]]:
    (found,) = orjson.loads(Path(path, "results.sarif").read_bytes())["runs"]
    results: list[dict[str, Any]] = found["results"]
    assert results
    return results


def _places(path: str) -> set[tuple[str, int]]:
    places = [result["locations"][0]["physicalLocation"] for result in _results(path)]
    return {(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places}


def test_sarif_that_nothing_can_show_is_wrong_usage(bad: None, folder: Path) -> None:
    """`--format sarif` without any place ends before AWS is asked, and names the options."""
    with patch("collectors.collect.collect") as collect:
        done = run("scan", "--format", "sarif")
    assert done.exit_code == 2
    assert collect.call_count == 0
    assert "results.sarif needs a file of the repository" in done.stderr
    assert "--anchor" in done.stderr
    assert "--inventory" in done.stderr
    assert list(folder.iterdir()) == []


def test_by_default_sarif_is_left_out_with_one_note(bad: None, folder: Path) -> None:
    """Without any place, the default formats leave SARIF out and say so once."""
    done = run("scan", *CONTROL)
    assert done.exit_code == 1, done.output
    assert done.stderr.count("results.sarif") == 1
    assert "--anchor" in done.stderr
    assert {path.name for path in Path("out").iterdir()} == {"results.html", "results.json", "snapshot"}
    assert run("scan", *CONTROL, "--quiet", "--force").stderr == ""


def test_an_account_without_an_entry_is_found_after_it_was_read(bad: None, folder: Path) -> None:
    """If only other accounts have entries, the snapshot is kept, and SARIF is wrong usage."""
    Path("genai-lens.yaml").write_text('accounts: {"123456789012": {name: prod}}\n')
    done = run("scan", *CONTROL, "--format", "sarif")
    assert done.exit_code == 2
    assert f"shows the results of account {ACCOUNT}" in done.stderr
    assert "genai-lens evaluate out/snapshot" in done.stderr
    assert {path.name for path in Path("out").iterdir()} == {"snapshot"}
    assert run("scan", *CONTROL, "--force").exit_code == 1
    assert {path.name for path in Path("out").iterdir()} == {"results.html", "results.json", "snapshot"}


def test_the_output_folder_does_not_change_places(bad: None, folder: Path) -> None:
    """A scan into a dated folder gives the same locations, so the same alerts."""
    lab.workflow(folder)
    for name in ("out", "out/2026-11-28"):
        assert run("scan", *CONTROL, "--quiet", "--output", name).exit_code == 1
    assert _places("out") == {(".github/workflows/scan.yml", 2)}
    assert [(r["locations"], r["message"]) for r in _results("out")] == [
        (r["locations"], r["message"]) for r in _results("out/2026-11-28")
    ]


def test_the_line_of_the_account(old: Path, folder: Path) -> None:
    """The account's entry in the configuration goes before the anchor, and its name is shown."""
    lab.workflow(folder)
    Path("genai-lens.yaml").write_text(f'regions: []\naccounts:\n  "{ACCOUNT}": {{name: prod}}\n')
    assert run("evaluate", old, *CONTROL, "--format", "sarif", "--quiet").exit_code == 1
    assert _places("out") == {("genai-lens.yaml", 3)}
    said = [result["message"]["text"] for result in _results("out")]
    assert not [text for text in said if f"ccount {ACCOUNT} (prod)" not in text or ":root" in text]


def test_results_point_at_the_lines_of_the_inventory(old: Path, folder: Path) -> None:
    """With `--inventory`, each result points at the line of its resource in the files as written.

    A result about the account points at the Region.
    """
    inventory = Path("in v#1")
    done = run("evaluate", old, "--format", "sarif", "--quiet", "--inventory", inventory)
    assert done.exit_code == 1, done.output
    root = 0
    for result in _results("out"):
        place = result["locations"][0]["physicalLocation"]
        name = place["artifactLocation"]["uri"].removeprefix("in%20v%231/")
        line = (inventory / name).read_text().split("\n")[place["region"]["startLine"] - 1]
        arn = result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
        is_root = result["properties"]["resourceType"] == "AWS::Account"
        root += is_root
        assert line.strip() == (
            f'"region": "{result["properties"]["region"]}",' if is_root else f'"id": "{arn}",'
        )
    assert 0 < root < len(_results("out"))


def test_an_inventory_needs_no_sarif(old: Path, bad: None, folder: Path) -> None:
    """`evaluate --inventory` writes the same files as `scan --inventory`, in any format."""
    assert run("evaluate", old, *CONTROL, "--quiet", "--inventory", "a").exit_code == 1
    assert not Path("out").exists()
    assert run("scan", *CONTROL, "--quiet", "--format", "json", "--inventory", "b/c").exit_code == 1
    first, second = (
        {p.relative_to(f).as_posix(): p.read_bytes() for p in Path(f).rglob("*.json")} for f in ("a", "b/c")
    )
    assert first == second
    assert f"{ACCOUNT}/global.json" in first


def test_a_foreign_file_in_the_inventory_keeps_the_snapshot(bad: None, folder: Path) -> None:
    """A file that is not ours stops the run after the account was read, and stays."""
    mine = Path("inv", ACCOUNT, "global.json")
    mine.parent.mkdir(parents=True)
    mine.write_text("{}")
    done = run("scan", *CONTROL, "--inventory", "inv", "--quiet")
    assert done.exit_code == 4
    assert "is not an inventory of genai-lens" in done.stderr
    assert mine.read_text() == "{}"
    assert {path.name for path in Path("out").iterdir()} == {"snapshot"}
    with patch("collectors.collect.collect") as collect:
        assert run("scan", "--inventory", "out/inv", "--force").exit_code == 2
    assert collect.call_count == 0


@pytest.mark.parametrize("option", [("--anchor", "x.md"), ("--sarif-severity", "high")])
def test_an_option_of_sarif_without_sarif(option: tuple[str, str], old: Path, folder: Path) -> None:
    """An option of SARIF is wrong usage if no SARIF is written."""
    Path("x.md").write_text("x")
    for command in (("evaluate", old), ("scan", "--format", "json")):
        done = run(*command, *option)
        assert done.exit_code == 2
        assert re.search(rf"{option[0]} is for SARIF.*--format sarif", done.stderr, re.S)


def test_an_anchor_and_a_severity(old: Path, folder: Path) -> None:
    """`--anchor` names the file, and `--sarif-severity` leaves lower failures out."""
    Path("a b.md").write_text("x")
    options = ("--format", "sarif", "--quiet", "--anchor", "a b.md", "--sarif-severity", "critical")
    assert run("evaluate", old, *options).exit_code == 1
    assert _places("out") == {("a%20b.md", 1)}
    report = lab.report("bad")
    critical = [r for r in report.results if r.failing and r.severity == "critical"]
    assert len(_results("out")) == len(critical) < sum(r.failing for r in report.results)
