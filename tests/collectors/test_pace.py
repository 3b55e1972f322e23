"""The pace: AWS's rates are kept, found out and shared, and no call is lost to them."""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest

from collectors import ROWS, pace
from collectors.aws import Aws
from collectors.collect import collect
from collectors.limits import Limits
from collectors.pace import PUBLISHED, Pace
from collectors.records import TIME_LIMIT, Collection
from scanner.demo.wire import Request
from tests import lab
from tests.collectors.hostile import Hostile, hostile

AGENT, ALIASES, VERSION = (
    f"bedrock-agent:{name}" for name in ("GetAgent", "ListAgentAliases", "GetAgentVersion")
)
BUCKETS, POLICY = "s3:ListBuckets", "s3:GetBucketPolicy"
TIME = "2025-04-01T00:00:00Z"
KEY = ("iam:ListRoles", "us-east-1")
"""An operation without a published rate."""


class Clock:
    """A clock that stands still until it is set."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _send(paced: Pace, clock: Clock, number: int) -> list[float]:
    """Send requests as early as the pace allows it, and return their moments."""
    sent = []
    for _ in range(number):
        clock.now += paced.take(KEY)
        sent.append(clock.now)
    return sent


@pytest.mark.parametrize("rate", [0.5, 1, 7.3, 10, 200])
def test_no_second_has_more_requests_than_the_rate(rate: float, clock: Clock) -> None:
    """Neither at the start nor later, and the rate is nearly used."""
    sent = _send(Pace(rate, clock), clock, 60)
    stretch = max(1, 1 / rate)
    for moment in sent:
        assert sum(moment <= at < moment + stretch for at in sent) <= max(1, rate)
    assert sent[-1] - sent[0] <= 1.06 * 60 / rate


def test_what_is_not_published_has_no_pace(clock: Clock) -> None:
    """Nothing waits until AWS refuses a request."""
    paced = Pace(clock=clock)
    assert [paced.take(KEY) for _ in range(1000)] == [0] * 1000
    paced.answered(KEY, refused=False)
    assert paced.next(KEY) == -math.inf


def test_refusals_lower_the_rate_once_a_second_and_others_raise_it_slowly(clock: Clock) -> None:
    """Sixteen requests at once, which AWS refuses, are one sign and not sixteen."""
    paced = Pace(100, clock)
    lane = paced._lane(KEY)
    _send(paced, clock, 100)
    for _ in range(50):
        paced.answered(KEY, refused=False)
    for _ in range(16):
        paced.answered(KEY, refused=True)
    assert lane.rate == 0.5 * 100
    assert paced.said() == {"seconds": 0, "refused": 16}
    rates = []
    for _ in range(200):
        clock.now += 1
        paced.answered(KEY, refused=False)
        rates.append(lane.rate)
    assert rates == sorted(rates)
    assert rates[0] == 51
    assert rates[-1] == 100
    for _ in range(50):
        clock.now += 1
        paced.answered(KEY, refused=True)
    assert lane.rate == pace._LOWEST


def test_what_aws_accepted_says_the_rate(clock: Clock) -> None:
    """After a rush of 200 requests, of which AWS took 150, the rate is a little below 150."""
    paced = Pace(clock=clock)
    for _ in range(200):
        paced.take(KEY)
    for _ in range(150):
        paced.answered(KEY, refused=False)
    paced.answered(KEY, refused=True)
    assert paced._lane(KEY).rate == 0.8 * 150


def test_the_published_rates_are_of_operations_that_are_asked() -> None:
    """A name that no row has would be a mistake."""
    assert set(PUBLISHED) <= set(ROWS)
    assert PUBLISHED[VERSION] == 10
    agents = {name for name in ROWS if name.startswith("bedrock-agent:")}
    unpublished = {
        *("GetResourcePolicy", "GetRetrievalInstruction", "GetVpcConfiguration"),
        *("ListRetrievalInstructions", "ListVpcConfigurations"),
    }
    assert agents - set(PUBLISHED) == {f"bedrock-agent:{name}" for name in unpublished}


class Paced(Hostile):
    """An AWS that takes `rates` requests a second of an operation, each with a burst of a second.

    `throttled` counts the requests that it refused.
    """

    rates: Mapping[str, float]

    def __init__(self, account: Any) -> None:
        super().__init__(account)
        self.throttled: Counter[str] = Counter()
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}
        self._counting = threading.Lock()
        self.answers = self._paced

    def _paced(self, request: Request, _: str) -> Any:
        if (rate := self.rates.get(request.call)) is None:
            return None
        with self._counting:
            now, key = time.monotonic(), (request.call, request.region)
            left, last = self._buckets.get(key, (max(1, rate), now))
            left = min(max(1, rate), left + (now - last) * rate)
            self._buckets[key] = (left - (left >= 1), now)
            if left >= 1:
                return None
            self.throttled[request.call] += 1
        return self.refused(request, "SlowDown" if request.service == "s3" else "ThrottlingException")


@contextmanager
def _serving(account: dict[str, Any], rates: Mapping[str, float]) -> Iterator[Paced]:
    paced = patch("tests.collectors.hostile.Hostile", Paced)
    with paced, patch.object(Paced, "rates", rates, create=True), hostile(account) as server:
        assert isinstance(server, Paced)
        yield server


def agents(number: int, versions: int = 2) -> dict[str, Any]:
    """Return an account with agents that each have aliases of so many versions."""
    sample = lab.account("empty")
    ids = [f"AGENT{i:05}" for i in range(number)]
    one = {"agentStatus": "PREPARED", "updatedAt": TIME}
    summaries = [{**one, "agentId": name, "agentName": name} for name in ids]
    answers = [
        {"call": "bedrock-agent:ListAgents", "region": "us-east-1", "answer": {"agentSummaries": summaries}}
    ]
    for name in ids:
        named = [str(version) for version in range(1, versions + 1)]
        aliases = [
            {
                "agentAliasId": f"ALIAS{version:>05}",
                "agentAliasName": version,
                "agentAliasStatus": "PREPARED",
                "createdAt": TIME,
                "updatedAt": TIME,
                "routingConfiguration": [{"agentVersion": version}],
            }
            for version in named
        ]
        answers.append(
            {"call": ALIASES, "with": {"agentId": name}, "answer": {"agentAliasSummaries": aliases}}
        )
        detail = {
            **one,
            "createdAt": TIME,
            "agentId": name,
            "agentName": name,
            "agentArn": f"arn:aws:bedrock:us-east-1:111122223333:agent/{name}",
            "agentResourceRoleArn": "arn:aws:iam::111122223333:role/agent",
            "idleSessionTTLInSeconds": 600,
        }
        whole = {**detail, "agentVersion": "DRAFT"}
        answers.append({"call": AGENT, "with": {"agentId": name}, "answer": {"agent": whole}})
        for version in named:
            answers.append(
                {
                    "call": VERSION,
                    "with": {"agentId": name, "agentVersion": version},
                    "answer": {"agentVersion": {**detail, "version": version}},
                }
            )
    sample["answers"] += answers
    return sample


def _lost(found: Collection) -> list[tuple[str, str]]:
    return [(gap.operation, gap.code) for gap in found.gaps]


def _moments(found: Collection, operation: str) -> list[float]:
    """Return when the calls of an operation that AWS answered were made, in order."""
    return sorted(
        datetime.fromisoformat(call.started).timestamp()
        for call in found.calls
        if f"{call.service}:{call.operation}" == operation and call.status
    )


@pytest.mark.parametrize("known", [True, False])
def test_agents_are_read_without_a_gap(known: bool) -> None:
    """60 agents at twice AWS's rates: the rate is published, or must be found out."""
    rates = {name: 2 * rate for name, rate in PUBLISHED.items()}
    with _serving(agents(60), rates) as server, patch.dict(PUBLISHED, rates if known else {}, clear=True):
        begun = time.monotonic()
        found = collect(Aws(), [VERSION], ["us-east-1"])
        seconds = time.monotonic() - begun
    assert not found.gaps
    versions = [r for r in found.resources if r.type == "AWS::Bedrock::AgentVersion"]
    assert len(versions) == 120
    assert bool(server.throttled) != known
    assert found.pace["refused"] == sum(server.throttled.values())
    assert 0 < found.pace["seconds"] <= seconds
    assert seconds < 20


def test_many_details_take_little_more_than_their_rate() -> None:
    """At most 1.5 times the calls divided by the rate, on a machine that does other work too."""
    number, rates = 200, {VERSION: 25.0}
    with _serving(agents(number, versions=1), rates) as server, patch.dict(PUBLISHED, rates, clear=True):
        found = collect(Aws(), [VERSION], ["us-east-1"])
    assert not found.gaps
    assert not server.throttled
    moments = _moments(found, VERSION)
    assert len(moments) == number
    assert moments[-1] - moments[0] <= 1.5 * number / rates[VERSION]
    assert found.pace["seconds"] > 0


def test_calls_that_wait_for_a_rate_keep_no_others_waiting() -> None:
    """One operation may be asked once a second, by 4 threads. Another one is asked meanwhile."""
    with _serving(agents(40), {ALIASES: 1.0}), patch.dict(PUBLISHED, clear=True):
        found = collect(Aws(), [ALIASES, AGENT], ["us-east-1"], threads=4, time_limit=8)
    assert found.ended["code"] == TIME_LIMIT
    assert {gap.operation for gap in found.gaps if gap.code == TIME_LIMIT} == {ALIASES}
    moments = _moments(found, AGENT)
    assert len(moments) == 40
    assert moments[-1] - moments[0] < 6


@pytest.mark.parametrize("operation", ["bedrock:ListGuardrails", BUCKETS, "iam:ListRoles"])
def test_a_refusal_without_an_end_is_a_gap(operation: str) -> None:
    """The request is made again for a while, and then the question is lost."""
    with _serving(lab.account("empty"), {operation: 0}) as server:
        server._buckets[operation, "us-east-1"] = (0, time.monotonic())
        begun = time.monotonic()
        found = collect(Aws(limits=Limits(throttled_seconds=3)), [operation], ["us-east-1"])
    assert 3 <= time.monotonic() - begun < 25
    code = "SlowDown" if operation == BUCKETS else "ThrottlingException"
    assert _lost(found) == [(operation, code)]
    (call,) = [c for c in found.calls if c.error]
    assert call.retries == server.throttled[operation] - 1 >= 1


def test_pages_after_a_refusal_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that was refused is asked for again, not by boto3, and those before it are not."""
    with hostile(agents(25)) as server:
        monkeypatch.delenv("AWS_MAX_ATTEMPTS")
        server.fault("bedrock-agent:ListAgents", "page_size", size=10)
        server.fault("bedrock-agent:ListAgents", "throttled", page=2, times=2)
        found = collect(Aws(), ["bedrock-agent:ListAgents"], ["us-east-1"])
    assert not found.gaps
    calls = [c for c in found.calls if c.operation == "ListAgents"]
    assert [(c.page, c.retries, c.error) for c in sorted(calls, key=lambda c: c.page)] == [
        (0, 0, ""),
        (1, 2, ""),
        (2, 0, ""),
    ]
    assert len(found.resources) == 25
    assert found.pace["refused"] == 2


def test_the_scanners_own_questions_have_a_pace_too() -> None:
    """A refusal of STS or of the list of Regions does not end the scan."""
    with hostile() as server:
        for call in ("sts:GetCallerIdentity", "account:ListRegions", "ssm:GetParametersByPath"):
            server.fault(call, "throttled", times=2)
        found = collect(Aws(), ["bedrock-agent:ListAgents"])
    assert not found.gaps
    assert found.regions == ("eu-west-1", "us-east-1")
    assert found.pace["refused"] == 6


def test_a_maximum_rate_holds_for_each_operation_and_region() -> None:
    """`--max-rate 20` leaves the rest of AWS's rate to others."""
    with hostile(agents(30, versions=1)) as server:
        server.latency = 0.01
        found = collect(Aws(), [VERSION], max_rate=20)
        asked = Counter(request.call for request, _ in server.requests)
    assert not found.gaps
    assert asked[VERSION] == 30
    assert found.pace["seconds"] >= 1
    moments = _moments(found, VERSION)
    assert moments[20] - moments[0] >= 1


def test_the_time_limit_ends_what_waits_for_a_rate() -> None:
    """Hundreds of calls that wait are ended at once, and each is a gap."""
    with hostile(agents(300)), patch.dict(PUBLISHED, {ALIASES: 10.0}, clear=True):
        begun = time.monotonic()
        found = collect(Aws(), [ALIASES], ["us-east-1"], time_limit=4)
        assert time.monotonic() - begun < 20
    assert found.ended["code"] == TIME_LIMIT
    assert {gap.code for gap in found.gaps} == {TIME_LIMIT}
    assert len(found.gaps) > 200
