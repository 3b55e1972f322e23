"""The command `inventory`: its forms, its options and its exit codes."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from unittest.mock import MagicMock, patch

import orjson
import pytest
from click.testing import CliRunner, Result

from scanner.cli.main import cli
from scanner.engines.interface import Evaluation
from tests import lab

CONTROL = "GENSEC05-BP01/agent-role-no-admin"


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["inventory", *map(str, arguments)])


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the demo's snapshot, in the working folder."""
    monkeypatch.chdir(tmp_path)
    return lab.snapshot_of("demo", tmp_path / "snapshot")


def test_the_list_is_printed_and_failures_do_not_change_the_exit_code(demo: Path) -> None:
    """A pipe gets the table with whole names, and exit code 0 although agents fail."""
    done = _run(demo)
    assert done.exit_code == 0, done.output
    assert "critical: gateway-inbound-authorized\n" in done.stdout
    assert done.stdout.endswith("19 resources, 15 with failures.\n")
    assert "warning" not in done.stderr  # a slow machine gets a line of progress


def test_json_and_csv_go_to_standard_output(demo: Path) -> None:
    """Both forms can be read by a program, and have the same resources."""
    document = orjson.loads(_run(demo, "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(_run(demo, "--format", "csv").stdout)))
    assert document["format"] == 2
    assert [one["id"] for one in document["resources"]] == [row["id"] for row in rows]
    assert len(rows) == 19


def test_the_selection_decides_the_findings_and_not_the_list(demo: Path) -> None:
    """With one control selected, all resources are listed, and only its failures count."""
    document = orjson.loads(_run(demo, "--control", CONTROL, "--format", "json").stdout)
    assert len(document["resources"]) == 19
    assert {one["control"] for one in document["resources"]} == {"", CONTROL}


def test_a_configuration_decides_as_in_evaluate(demo: Path) -> None:
    """The name of an account, and a control that is off, come from the configuration."""
    Path("genai-lens.yaml").write_text(
        f"accounts:\n  '123456789012':\n    name: payments\nswitched_off:\n  {CONTROL}: tested elsewhere\n"
    )
    document = orjson.loads(_run(demo, "--format", "json").stdout)
    assert {one["account_name"] for one in document["resources"]} == {"payments"}
    assert CONTROL not in {one["control"] for one in document["resources"]}


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_what_the_configuration_takes_out_is_said(demo: Path, form: str) -> None:
    """A control that is off is in the table's foot, and on standard error beside CSV and JSON."""
    Path("genai-lens.yaml").write_text(f"switched_off:\n  {CONTROL}: tested elsewhere\n")
    done = _run(demo, "--format", form)
    assert f"{CONTROL}: off, because: tested elsewhere" in (done.stdout if form == "table" else done.stderr)
    if form == "json":
        document = orjson.loads(done.stdout)
        assert document["configuration"]["off"] == {"123456789012": {CONTROL: "tested elsewhere"}}


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_an_owner_that_nobody_could_read_is_said(tmp_path: Path, form: str) -> None:
    """If tags could not be read, an empty owner does not mean that there is none."""
    with lab.serving(lab.account("demo")) as (server, aws):
        server.fault("resourcegroupstaggingapi:GetResources", "denied", region="us-east-1")
        lab.snapshot.write(lab.read(aws), tmp_path / "snapshot")
    done = _run(tmp_path / "snapshot", "--format", form)
    said = done.stdout if form == "table" else done.stderr
    assert "some tags were not read, so an owner may be missing: " in said
    assert "allow tag:GetResources" in said or "AccessDenied" in said
    if form == "json":
        assert "an owner may be missing" in orjson.loads(done.stdout)["notes"][0]


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_list_that_may_lack_something_exits_with_3(tmp_path: Path, form: str) -> None:
    """A listing that was denied is named, and the code is 3 unless --allow-incomplete."""
    with lab.serving(lab.account("demo")) as (server, aws):
        server.fault("bedrock:ListGuardrails", "denied", region="us-east-1")
        lab.snapshot.write(lab.read(aws), tmp_path / "snapshot")
    done = _run(tmp_path / "snapshot", "--format", form)
    assert done.exit_code == 3
    assert "Guardrail" in done.output
    if form == "json":
        document = orjson.loads(done.stdout)
        assert [(one["what"], one["regions"]) for one in document["not_read"]] == [
            ("Guardrail", ["us-east-1"])
        ]
    else:
        said = done.stdout if form == "table" else done.stderr
        assert "not read to the end in us-east-1: Guardrail." in said
    assert _run(tmp_path / "snapshot", "--format", form, "--allow-incomplete").exit_code == 0


def test_a_defect_of_a_control_exits_with_70(demo: Path) -> None:
    """If a control failed, the worst finding may be missing. The code is 70 after the list."""
    broken = MagicMock(side_effect=lambda *_: Evaluation([], {CONTROL: "it broke"}))
    with patch("scanner.engines.regorus.Regorus.evaluate", broken):
        done = _run(demo, "--control", CONTROL)
    assert done.exit_code == 70
    assert f"{CONTROL} failed on account 123456789012: it broke" in done.stderr
    assert "19 resources" in done.stdout


def test_no_snapshot_is_an_error(tmp_path: Path) -> None:
    """A folder without a snapshot is one sentence and code 4."""
    done = _run(tmp_path)
    assert done.exit_code == 4
    assert done.stderr.startswith("error: ")
    assert done.stdout == ""
