"""`--metrics`: what costs money is asked for only if somebody agrees to the price."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import Result

from tests import lab
from tests.scanner.cli.command import run

pytestmark = pytest.mark.usefixtures("folder")

CONTROL = ("--control", "GENCOST02-BP01/idle-provisioned-throughput", "--region", "us-east-1")
METRICS = "cloudwatch:GetMetricData"
PRICE = (
    "AWS charges for the next calls: 1 of cloudwatch:GetMetricData, for 4 metrics, less than 0.01 USD at "
    "its list price."
)


@contextmanager
def _asked() -> Iterator[list[str]]:
    calls: list[str] = []
    with lab.sample("bad") as (server, _):
        yield calls
        calls += [request.call for request, _ in server.requests]


def _scan(*arguments: str) -> Result:
    return run("scan", *CONTROL, "--output", "out", *arguments)


def _results() -> list[Any]:
    return json.loads(Path("out/results.json").read_text())["results"]  # type: ignore[no-any-return]


def _codes() -> set[str]:
    return {cause["code"] for cause in json.loads(Path("out/results.json").read_text())["causes"]}


def test_nothing_that_costs_money_is_asked_without_the_switch() -> None:
    """The results say why they are unknown. That is no gap for the exit code or the file."""
    with _asked() as calls:
        done = _scan()
    assert METRICS not in calls
    assert done.exit_code == 0, done.output
    assert {result["kind"] for result in _results()} == {"unknown"}
    assert _codes() == {"NotOptedIn"}
    assert json.loads(Path("out/results.json").read_text())["gaps"] == []
    assert "add --metrics" in done.stdout


def test_the_price_is_shown_first() -> None:
    """With --yes the calls are made, and the results rest on the metrics."""
    with _asked() as calls:
        done = _scan("--metrics", "--yes")
    assert calls.count(METRICS) == 1
    assert PRICE in " ".join(done.stderr.split())
    assert done.exit_code == 1
    assert "fail" in {result["kind"] for result in _results()}


def test_without_a_terminal_and_a_yes_it_is_wrong_usage() -> None:
    """AWS is not asked at all."""
    with _asked() as calls:
        done = _scan("--metrics")
    assert (done.exit_code, calls) == (2, [])
    assert "there is no terminal to ask" in done.stderr
    assert "Add --yes" in done.stderr


@pytest.mark.parametrize(("answer", "code"), [(True, 1), (False, 0)])
def test_a_terminal_is_asked(answer: bool, code: int) -> None:
    """A no leaves the results unknown, as without the switch."""
    with (
        _asked() as calls,
        patch("scanner.cli.options.terminal", return_value=True),
        patch("click.confirm", return_value=answer) as confirm,
    ):
        done = _scan("--metrics")
    assert confirm.call_args.args == (f"{PRICE} Make them?",)
    assert (METRICS in calls, done.exit_code) == (answer, code)


def test_the_number_of_calls_is_bounded() -> None:
    """The bound is said with the price, and what was not asked is a gap."""
    with _asked(), patch("collectors.metrics.MOST", 1):
        done = _scan("--metrics", "--yes", "--max-paid-calls", "1")
    assert "--max-paid-calls ends them after 1." in " ".join(done.stderr.split())
    assert _codes() == {"PaidLimit"}
    assert sorted(result["kind"] for result in _results()) == ["fail", "unknown", "unknown", "unknown"]


def test_the_plan_shows_what_costs_money() -> None:
    """Only with the switch. Nobody has to agree to a plan."""
    with lab.sample("bad"):
        without, with_it = _scan("--plan"), _scan("--plan", "--metrics")
    assert "GetMetricData" not in without.stdout
    said = " ".join(with_it.stdout.split())
    assert (
        "+ GetMetricData: up to 500 metrics a call, for each provisioned model throughput "
        "(AWS charges 0.01 USD for 1,000 metrics)"
    ) in said


def test_a_snapshot_can_be_collected_with_metrics() -> None:
    """And judged later, without --metrics. A longer window than was read is unknown."""
    with _asked() as calls:
        done = run("collect", *CONTROL, "--output", "out", "--metrics", "--yes")
    assert (done.exit_code, METRICS in calls) == (0, True)
    name = CONTROL[1]
    judged = run("evaluate", "out/snapshot", *CONTROL[:2], "--format", "json", "--output", "out")
    assert judged.exit_code == 1, judged.output
    Path("genai-lens.yaml").write_text(f"params:\n  {name}: {{idle_days: 30}}\n")
    judged = run("evaluate", "out/snapshot", *CONTROL[:2], "--format", "json", "--output", "out", "--force")
    (found, *_) = _results()
    assert found["kind"] == "unknown"
    assert (
        found["message"]
        == 'metric "Invocations" was not read for the last 30 days; scan again with --metrics'
    )
