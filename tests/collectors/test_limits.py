"""Answers that are late or too large: the scan ends, and each is one gap."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from collectors.aws import Aws
from collectors.collect import collect
from collectors.limits import Limits, NoAnswer, within
from collectors.paid import Paid
from collectors.records import GLOBAL, TIME_LIMIT, TOO_LARGE, UNREACHABLE, Collection
from scanner.demo import wire
from tests import lab
from tests.collectors.hostile import DRIPS, ENDLESS, Hostile, Raw, hostile

AGENTS, GUARDRAILS = "bedrock-agent:ListAgents", "bedrock:ListGuardrails"
DATA_STORES = "cloudtrail:ListEventDataStores"
SECONDS = 2
"""For one request. A busy machine needs more than a second for an ordinary one."""
ROOT = Path(__file__).resolve().parents[2]

PAID = Paid(agree=lambda bill: True)
"""What costs money is asked too, so what was not asked for is no gap."""


def _answering(server: Hostile, call: str, answer: Any, region: str = "us-east-1") -> None:
    """Give one call in one Region an answer: raw bytes, or members with a new page token."""

    def answers(request: wire.Request, _: str) -> Any:
        if request.call != call or request.region != region:
            return None
        if isinstance(answer, Raw):
            return answer
        name, items = answer
        return server.encoded(request, {**items, name: f"token {time.monotonic_ns()}"})

    server.answers = answers


def _gaps(found: Collection) -> list[tuple[str, str, str]]:
    return [(gap.operation, gap.region, gap.code) for gap in found.gaps]


def test_the_limits_are_those_of_the_documentation() -> None:
    """docs/output.md names each limit of a question."""
    most = Limits()
    sentence = (
        f"a request with its retries may take {most.request_seconds:g} seconds (`TimeLimit`). "
        f"A body may have {most.body_bytes / 2**20:g} MB and {most.body_values:,} values; "
        f"all pages of a question {most.question_bytes / 2**20:g} MB, {most.question_items:,} items and "
        f"{most.question_pages:,} pages"
    )
    page = " ".join((ROOT / "docs" / "output.md").read_text(encoding="utf-8").split())
    assert sentence in page
    assert f"is made again for up to {most.throttled_seconds:g} seconds" in page


@pytest.mark.parametrize("kind", DRIPS)
def test_an_answer_that_drips_ends(kind: str) -> None:
    """A byte now and then does not hold the scan: these calls are late, and others are answered."""
    drips = {
        ("account:ListRegions", "us-east-1"),
        ("ssm:GetParametersByPath", "us-east-1"),
        ("sts:GetCallerIdentity", "eu-west-1"),
        (GUARDRAILS, "us-east-1"),
    }
    with hostile() as server:
        server.answers = lambda request, _: DRIPS[kind] if (request.call, request.region) in drips else None
        begun = time.monotonic()
        found = collect(Aws(limits=Limits(request_seconds=SECONDS)), [GUARDRAILS, AGENTS])
    assert time.monotonic() - begun < 3 * SECONDS + 30
    assert _gaps(found) == [
        ("*", "eu-west-1", UNREACHABLE),
        (GUARDRAILS, "us-east-1", TIME_LIMIT),
    ]
    assert found.complete == {GUARDRAILS: (), AGENTS: ("us-east-1",)}
    assert {offered["source"] for offered in found.offered.values()} == {
        "unknown: ssm:GetParametersByPath TimeLimit"
    }
    assert not found.ended
    late = {f"{c.service}:{c.operation}" for c in found.calls if (c.error, c.status) == (TIME_LIMIT, 0)}
    assert late == {call for call, _ in drips}
    assert "DescribeRegions" in {c.operation for c in found.calls if not c.error}


@pytest.mark.parametrize(
    ("call", "token", "items", "gaps"),
    [
        (GUARDRAILS, "nextToken", {"guardrails": []}, [(GUARDRAILS, "us-east-1", TOO_LARGE)]),
        (DATA_STORES, "NextToken", {"EventDataStores": []}, [(DATA_STORES, "us-east-1", TOO_LARGE)]),
        ("ssm:GetParametersByPath", "NextToken", {"Parameters": []}, []),
        ("account:ListRegions", "NextToken", {"Regions": []}, []),
    ],
)
def test_pages_without_an_end_end(
    call: str, token: str, items: dict[str, Any], gaps: list[tuple[str, str, str]]
) -> None:
    """Each page has a new token, and after the last page that is allowed there is a gap."""
    with hostile() as server:
        _answering(server, call, (token, items))
        found = collect(Aws(limits=Limits(question_pages=20)), [GUARDRAILS, DATA_STORES])
        asked = [1 for request, _ in server.requests if (request.call, request.region) == (call, "us-east-1")]
    assert _gaps(found) == gaps
    assert {(c.error, c.page) for c in found.calls if c.error} == {(TOO_LARGE, 20)}
    assert len(asked) % 20 == 0
    assert asked


@pytest.mark.parametrize("most", [Limits(question_items=25), Limits(question_bytes=4000)])
def test_pages_before_the_limit_stay(most: Limits) -> None:
    """The items of the pages that were read are kept, and the listing is not complete."""
    sample = lab.account("empty")
    one = {"agentStatus": "PREPARED", "updatedAt": "2025-04-01T00:00:00Z"}
    agents = [{**one, "agentId": f"AGENT{i:05}", "agentName": f"agent {i}"} for i in range(100)]
    sample["answers"].append({"call": AGENTS, "answer": {"agentSummaries": agents}})
    with hostile(sample) as server:
        server.fault(AGENTS, "page_size", size=10)
        found = collect(Aws(limits=most), [AGENTS], ["us-east-1"])
    assert [gap.code for gap in found.gaps] == [TOO_LARGE]
    assert len(found.resources) in (20, 30)
    assert found.complete == {AGENTS: ()}


_PEAK = """
from pathlib import Path
from collectors.aws import Aws
from collectors.collect import collect
found = collect(Aws(), ["bedrock:ListGuardrails"], ["us-east-1"], time_limit=20)
print([(gap.operation, gap.code) for gap in found.gaps])
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
"""A collection in a process of its own, which prints its gaps and its peak memory in KiB.

A child's `ru_maxrss` is no less than what its parent had, so it says nothing.
"""

HEAD = b"HTTP/1.1 %d OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n"
LARGE = {
    **{kind: (answer, TOO_LARGE) for kind, answer in ENDLESS.items() if kind != "line of a chunk"},
    "line of a chunk": (ENDLESS["line of a chunk"], "ConnectionClosedError"),
    "many small values": (Raw(HEAD % 200 + b'{"a":1},' * (3 * 2**20)), TOO_LARGE),
    "many small tags": (Raw(HEAD % 200 + b"<x>" + b"<a/>" * (6 * 2**20) + b"</x>"), TOO_LARGE),
    "entities": (Raw(HEAD % 200 + b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'), TOO_LARGE),
    "a long error": (Raw(HEAD % 403 + b'{"message":"' + b"x" * (40 * 2**20) + b'"}'), TOO_LARGE),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize("kind", LARGE)
def test_a_body_that_is_too_large_takes_little_memory(kind: str) -> None:
    """The body is read up to the limit and not parsed: one gap, and far less than 500 MB."""
    answer, code = LARGE[kind]
    with hostile() as server:
        _answering(server, GUARDRAILS, answer)
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", _PEAK],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    gaps, peak = done.stdout.splitlines()
    assert gaps == str([(GUARDRAILS, code)])
    assert int(peak) < 250 * 1024
    assert time.monotonic() - begun < 60


def test_a_body_that_is_cut_is_no_answer() -> None:
    """A body that is shorter than its Content-Length is not read, even if it is whole JSON."""
    body = b'{"guardrails":[]}'
    with hostile() as server:
        _answering(server, GUARDRAILS, Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + body))
        found = collect(Aws(), [GUARDRAILS], ["us-east-1"])
    assert [gap.code for gap in found.gaps] == ["ConnectionClosedError"]


def test_a_region_that_says_nothing_is_left_after_three_calls() -> None:
    """If a Region's services say nothing, only a few calls are late. The others are answered."""
    operations = lab.everything().operations
    with hostile() as server:
        server.answers = lambda request, _: (
            DRIPS["body"] if request.region == "eu-west-1" and request.service not in ("sts", "ssm") else None
        )
        begun = time.monotonic()
        found = collect(Aws(limits=Limits(request_seconds=SECONDS)), operations, threads=4, paid=PAID)
    assert time.monotonic() - begun < 3 * SECONDS + 30
    lost = [gap for gap in found.gaps if gap.region == "eu-west-1"]
    assert {gap.code for gap in lost} == {TIME_LIMIT}
    assert {gap.region for gap in found.gaps} == {"eu-west-1"}
    asked = [c for c in found.calls if c.region == "eu-west-1" and c.service != "sts"]
    assert 3 <= len(asked) <= 6 < len(lost)
    assert not found.ended


def test_the_time_limit_ends_the_asking_and_nothing_is_lost() -> None:
    """What was not asked by then is a gap, and the sentence says so."""
    operations = lab.everything().operations
    with hostile() as server:
        server.answers = lambda request, _: (
            DRIPS["body"] if request.service not in ("sts", "ssm", "account") else None
        )
        begun = time.monotonic()
        found = collect(Aws(), operations, time_limit=6, workload=lambda _: lab.ALL_DECLARED, paid=PAID)
        assert time.monotonic() - begun < 6 + 30
        assert found.ended["code"] == TIME_LIMIT
        assert "time limit of 6 seconds" in found.ended["sentence"]
        assert {gap.code for gap in found.gaps} == {TIME_LIMIT}
        assert not any(found.complete.values())
        time.sleep(0.2)
        sent = len(server.requests)
        time.sleep(0.5)
        assert len(server.requests) == sent
    unread = {(gap.operation, gap.region) for gap in found.gaps}
    from collectors import ROWS, is_regional, with_dependencies

    first = [op for op in with_dependencies(operations) if all(not row.parents for _, row in ROWS[op])]
    places = {op: found.regions if is_regional(op) else (GLOBAL,) for op in first}
    assert {(op, place) for op in first for place in places[op]} <= unread


def _run(folder: Path, *arguments: str, **environ: str) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "scanner.cli", "scan", "--region", "us-east-1", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environ,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_scan_ends_at_its_time_limit_with_a_report(tmp_path: Path) -> None:
    """The report is written, its head says why the asking ended, and so does a line on stderr."""
    with hostile(lab.account("bad")) as server:
        _answering(server, GUARDRAILS, DRIPS["head"])
        begun = time.monotonic()
        done = _run(tmp_path, "--time-limit", "6s", "--best-practice", "GENSEC02-BP01")
        assert time.monotonic() - begun < 6 + 30
    assert done.returncode == 1, done.stderr
    results = orjson.loads((tmp_path / "out" / "results.json").read_bytes())
    head = orjson.loads((tmp_path / "out" / "snapshot" / "snapshot.json").read_bytes())
    assert results["ended"] == head["ended"]
    assert head["ended"]["code"] == TIME_LIMIT
    assert head["ended"]["sentence"] in " ".join(done.stderr.split())
    assert {gap["code"] for gap in results["gaps"]} == {TIME_LIMIT}


def test_slow_instance_metadata_ends(tmp_path: Path) -> None:
    """Credentials that never come end the scan with one sentence, at the time limit."""
    import socket
    import threading

    with socket.create_server(("127.0.0.1", 0)) as listening, hostile():

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b" " * 1000:
                    try:
                        connection.sendall(bytes([byte]))
                    except OSError:
                        return
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        begun = time.monotonic()
        done = _run(
            tmp_path,
            "--time-limit",
            "2s",
            AWS_EC2_METADATA_DISABLED="false",
            AWS_EC2_METADATA_SERVICE_ENDPOINT=url,
            AWS_ACCESS_KEY_ID="",
            AWS_SECRET_ACCESS_KEY="",
        )
        assert time.monotonic() - begun < 2 + 30
    assert done.returncode == 4, done.stderr
    assert "no credentials in time" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["", "0", "1x", "-1s", "1.5h", "h", "1 h", "9999999"])
def test_another_time_limit_is_wrong_usage(text: str) -> None:
    """The error names what is accepted."""
    from click.testing import CliRunner

    from scanner.cli.main import cli

    done = CliRunner().invoke(cli, ["scan", "--time-limit", text])
    assert done.exit_code == 2
    assert "30s, 10m or 2h" in done.stderr


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("30s", 30), ("10m", 600), ("2h", 7200)])
def test_a_time_limit_is_read(text: str, seconds: float) -> None:
    """A plain number is in seconds."""
    from scanner.cli.options import _seconds

    assert _seconds(None, None, text) == seconds


def test_a_late_function_is_abandoned_and_its_thread_comes_back() -> None:
    """The caller gets on at once, and the error of a function that is in time is its own."""
    from collectors.limits import _IDLE

    begun = time.monotonic()
    with pytest.raises(NoAnswer, match="too late"):
        within(0.1, lambda: time.sleep(3), "too late")
    assert time.monotonic() - begun < 2
    with pytest.raises(ZeroDivisionError):
        within(1, lambda: 1 // 0)
    time.sleep(4)
    assert len(_IDLE) >= 2
