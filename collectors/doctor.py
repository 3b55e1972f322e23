"""Try a scan: ask each service once, and note what the environment changes, in seconds.

The calls go through the same clients, guard and pace as those of a scan.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from botocore.utils import get_environ_proxies

from collectors import COLLECTORS, with_dependencies
from collectors.asking import Asked, Asking
from collectors.aws import Aws
from collectors.caller import Arrival, Wanted, arrive
from collectors.calls import Answer, CannotCollect
from collectors.entry import Entry, enter
from collectors.errors import denied_by, is_curable
from collectors.limits import Limits
from collectors.offered import not_offered
from collectors.own import OWN_OPERATIONS, SSM, STS
from collectors.records import GLOBAL
from collectors.scheduler import UNKNOWN, Question, filled
from collectors.table import Collector

SECONDS = 60.0
"""The most that all calls may take."""
LIMITS = Limits(request_seconds=10, throttled_seconds=0)
"""The limits of each call: a scan waits longer."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A call that was tried.

    `code` and `message` say why it failed, as in a gap; they are empty if it did not. `permission`
    is the IAM action that would help, and `denied_by` the kind of policy that refused it.
    """

    service: str
    operation: str
    region: str
    code: str = ""
    message: str = ""
    permission: str = ""
    denied_by: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the environment or the profile. `harmful`: whether it may lose answers."""

    name: str
    effect: str
    harmful: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found.

    `arrival` is None if AWS did not say who is calling, and `error` is why nothing else was tried.
    `source` is botocore's name of where the credentials come from. `refused` is Region -> why its
    STS did not answer. `passed_over` are the services that AWS offers in none of the Regions, and
    `untried` those without a call that needs no resource. `unknown` are the operations that boto3
    does not have. `clock` is how far this machine's clock is ahead of AWS's, in seconds; None if
    no answer had a date. `answered`: whether AWS answered at all. `endpoints` is as in the head of
    a snapshot.
    """

    arrival: Arrival | None
    error: CannotCollect | None
    source: str
    refused: Mapping[str, str]
    trials: tuple[Trial, ...]
    passed_over: tuple[str, ...]
    untried: tuple[str, ...]
    unknown: tuple[str, ...]
    clock: float | None
    answered: bool
    endpoints: Mapping[str, Mapping[str, Any]]
    settings: tuple[Setting, ...]


def examine(aws: Aws, operations: Iterable[str], regions: Wanted = ()) -> Findings:
    """Try what a scan of `operations` in `regions` would need. Raises no error for what AWS did."""
    plan = with_dependencies(operations)
    clock = _Clock()
    aws.listen(clock.note)
    asking = Asking(aws, SECONDS)
    pool = ThreadPoolExecutor(16, thread_name_prefix="doctor")
    arrival, error, entry = None, None, None
    answers: list[tuple[Question, Answer]] = []
    try:
        arrival = arrive(asking, pool, regions, aws.default_region)
        if arrival.regions:
            entry = enter(asking, pool, arrival, plan)
            asked = questions(plan, entry, arrival.caller.region)
            answers = _asked(asking, pool, asked, entry.home)
    except CannotCollect as caught:
        error = caught
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    absent = {(n.operation, n.region) for n in not_offered(answers, entry.offered if entry else {})}
    passed_over = [c.service for c in _services(plan) if entry and not entry.places(c)]
    tried = {question.collector.service for question, _ in answers}
    untried = {c.service for c in _services(plan)}.difference(tried, passed_over)
    return Findings(
        arrival=arrival,
        error=error,
        source=aws.source() if arrival else "",
        refused=entry.refused if entry else {},
        trials=(
            *(_trial(question, answer, absent) for question, answer in answers),
            *(_own_trials(entry, listed=not arrival.unlisted) if entry and arrival else ()),
        ),
        passed_over=tuple(passed_over),
        untried=tuple(sorted(untried)) if entry else (),
        unknown=tuple(sorted(name for name in plan if not asking.knows(*name.split(":")))),
        clock=clock.ahead,
        answered=clock.answered,
        endpoints=aws.endpoints.said(),
        settings=settings(aws.profile_settings()),
    )


def questions(plan: frozenset[str], entry: Entry, near: str) -> list[Question]:
    """Return the calls to try: each service once, and each Region at least once.

    So a policy that denies a whole Region is found too. A service is asked in the Region `near` if
    it is one of its Regions, with a row of `plan` that has no parent: a listing, if there is one.
    """
    rows = {}
    for collector in _services(plan):
        found = [r for r in collector.rows if not (r.parents or r.paid) and collector.name(r) in plan]
        if found and entry.places(collector):
            listing = next((row for row in found if row.operation.startswith("List")), found[0])
            rows[collector.service] = collector, listing
    asked = []
    for collector, row in rows.values():
        places = entry.places(collector)
        asked.append(Question(collector, row, near if near in places else places[0]))
    for region in entry.regions:
        there = [one for one in rows.values() if region in entry.places(one[0])]
        if there and all(question.region != region for question in asked):
            asked.append(Question(*there[0], region))
    for question in asked:
        question.parameters = filled(question.row.constants, entry.account, datetime.now(UTC))
    return asked


def _services(plan: frozenset[str]) -> list[Collector]:
    """Return the tables with an operation of `plan`."""
    return [c for c in COLLECTORS if any(c.name(row) in plan for row in c.rows)]


def _asked(asking: Asking, pool: Executor, asked: list[Question], home: str) -> list[tuple[Question, Answer]]:
    """Return the first page of each answer, or why there is none."""

    def ask(question: Question) -> Answer:
        collector, row, region = question.collector, question.row, question.region
        if not asking.knows(collector.service, row.operation):
            return UNKNOWN
        endpoint = home if region == GLOBAL else region
        one = Asked(collector, row, region, question.parameters, endpoint)
        asking.pace.take(one.key)
        return asking.request(one) or Answer()

    return list(zip(asked, pool.map(ask, asked), strict=True))


def _trial(question: Question, answer: Answer, absent: Container[tuple[str, str]]) -> Trial:
    """Return what an answer says. `absent` are operations that AWS does not offer in a Region."""
    collector, operation, region = question.collector, question.operation, question.region
    if not answer.failure or (operation, region) in absent:
        return Trial(collector.service, operation, region)
    code, message = answer.failure
    permission = collector.action(question.row.operation) if is_curable(code, message) else ""
    return Trial(collector.service, operation, region, code, message, permission, denied_by(code, message))


def _own_trials(entry: Entry, *, listed: bool) -> Iterator[Trial]:
    """Yield the scanner's own questions that failed, without what other findings say.

    `listed`: whether the account's Regions were listed, maybe by another call.
    """
    for call in {(c.service, c.operation, c.error): c for c in entry.calls}.values():
        name = f"{call.service}:{call.operation}"
        if call.error and call.service != STS.service and (listed or call.service == SSM.service):
            permission = OWN_OPERATIONS[name] if is_curable(call.error, "") else ""
            yield Trial(call.service, name, call.region, call.error, "", permission)


class _Clock:
    """Compares this machine's clock with the dates of AWS's answers, refusals too."""

    def __init__(self) -> None:
        self.ahead: float | None = None
        self.answered = False

    def note(self, http_response: Any, **_: Any) -> None:
        """Note how far the clock is ahead. Of several answers, the least distance counts."""
        self.answered = True
        try:
            date = parsedate_to_datetime(http_response.headers["Date"])
            ahead = (datetime.now(UTC) - date).total_seconds()
        except (KeyError, TypeError, ValueError, OverflowError):
            return  # no date, or one that is none
        if self.ahead is None or abs(ahead) < abs(self.ahead):
            self.ahead = ahead


_ATTEMPTS = "attempts for each call, at most: {}"
_TLS = "certificates are checked with the CAs in {}"
_SETTINGS = (
    (("AWS_MAX_ATTEMPTS", "max_attempts"), _ATTEMPTS),
    (("AWS_RETRY_MODE", "retry_mode"), "ignored: a call is made again as in the mode standard"),
    (("AWS_CA_BUNDLE", "ca_bundle", "REQUESTS_CA_BUNDLE"), _TLS),
)
"""(environment variables and keys of a profile, the first one counts; what the value does)."""


def settings(profile: Mapping[str, Any]) -> tuple[Setting, ...]:
    """Return the settings of the environment and of a profile that a scan uses, or does not use.

    No text has a credential. `Findings.endpoints` has the settings of endpoints.
    """
    found = [
        Setting(name, "ignored: every call is signed with the caller's own keys")
        for name in sorted(os.environ)
        if name.startswith("AWS_BEARER_TOKEN_")
    ]
    if proxy := get_environ_proxies("https://sts.us-east-1.amazonaws.com").get("https"):
        parts = urlsplit(proxy)
        place = parts.netloc.rpartition("@")[2] or proxy.rpartition("@")[2]
        found.append(Setting("HTTPS_PROXY", f"requests go through the proxy {place}"))
    values = {**{key: str(value) for key, value in profile.items()}, **os.environ}
    for names, effect in _SETTINGS:
        name = next((name for name in names if values.get(name)), "")
        if name:
            value = values[name]
            harmful = not os.path.exists(value) if effect == _TLS else effect == _ATTEMPTS and value == "1"
            shown = name if name in os.environ else f"{name} of the profile"
            found.append(Setting(shown, effect.format(value), harmful))
    return tuple(found)
