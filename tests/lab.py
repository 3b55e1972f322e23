"""Sample accounts for the tests: served by the embedded AWS, read by the real collectors over HTTP.

Reading and judging a whole account costs about a second of CPU, and its AWS clients another. So
`sample`, `collection` and `report` do it once per process for each sample account. `serving` starts
a new server, for an account that a test changes.
"""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from collectors.aws import Aws
from collectors.calls import Answer, Pages
from collectors.collect import collect
from collectors.limits import Limits
from collectors.paid import Paid
from collectors.records import Collection
from collectors.table import NO_PHRASES, Phrases, Row
from collectors.workload import Workload
from scanner.catalog import controls as catalog
from scanner.catalog.workload import KEYS
from scanner.demo import samples
from scanner.demo.server import AwsServer, load_account
from scanner.demo.stated import accounts, attestations
from scanner.engines.interface import Engine
from scanner.engines.regorus import Regorus
from scanner.judging.evaluate import evaluate
from scanner.judging.results import Report
from scanner.people.attestations import Attestations
from scanner.people.config import Config
from scanner.people.patterns import fits
from scanner.reports.places import Place, Places
from scanner.reports.sarif.log import sarif as sarif_log
from scanner.snapshot import folder as snapshot

STARTED = datetime(2026, 6, 1, tzinfo=UTC)
"""The time of every scan in the tests. The samples' ages and expiry dates are written for it."""

PARAMS = {"GENSEC01-BP01/api-keys-expire": {"allow_long_term_keys": True}}
"""Parameters with which the samples are judged. Without them, an account with an API key that works
would always fail, and api-key-owner-least-privilege could not pass in the sample `good`."""

ONCE = Limits(throttled_seconds=0)
"""With these limits, a call that AWS refuses for its rate is not made again."""

ANCHORED = Places(anchor=Place(".github/workflows/scan.yml", 12))
"""Places with an anchor only."""

Verdicts = dict[tuple[str, str, str, str], str]
"""(control, resource id, region, item) -> kind."""


@cache
def _sample(name: str, controls: tuple[str, ...] | None) -> dict[str, Any]:
    return samples.sample(name, controls)


def account(name: str, controls: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a copy of a sample account, with the samples of all controls or only of `controls`."""
    return copy.deepcopy(_sample(name, None if controls is None else tuple(controls)))


def entry(sample: dict[str, Any], call: str, **parameters: Any) -> dict[str, Any]:
    """Return the answer of a sample to a call: that of us-east-1, or else of all Regions."""
    entries = [e for e in sample["answers"] if e["call"] == call and e.get("with", {}) == parameters]
    found = [e for e in entries if e.get("region") == "us-east-1"] or [
        e for e in entries if "region" not in e
    ]
    assert len(found) == 1, f"{call} {parameters}: {len(found)} entries"
    answer: dict[str, Any] = found[0]["answer"]
    return answer


@cache
def everything() -> catalog.Catalog:
    """Return the whole catalog, loaded once per process."""
    return catalog.load()


@contextmanager
def _environment(server: AwsServer) -> Iterator[None]:
    """Make boto3 call this server and nothing else, and try each call once."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | server.environ()
    with patch.dict(os.environ, environ | {"AWS_MAX_ATTEMPTS": "1"}, clear=True):
        yield


@contextmanager
def serving(account: dict[str, Any], timeout: float = 30) -> Iterator[tuple[AwsServer, Aws]]:
    """Start a server for an account, and a client that tries each call once.

    `timeout` is in seconds.
    """
    with AwsServer(load_account(account)) as server, _environment(server):
        yield server, Aws(timeout=timeout, limits=ONCE)


@cache
def _started(name: str) -> tuple[AwsServer, Aws]:
    server = AwsServer(load_account(account(name))).__enter__()  # its threads end with the process
    with _environment(server):
        return server, Aws(timeout=30, limits=ONCE)


@contextmanager
def sample(name: str) -> Iterator[tuple[AwsServer, Aws]]:
    """Give the server and the client of an unchanged sample account.

    All tests of the process share them. Faults that a test sets end with the block.
    """
    server, aws = _started(name)
    server.requests.clear()
    with _environment(server):
        try:
            yield server, aws
        finally:
            server.clear()


def answers(name: str, operation: str) -> list[Any]:
    """Return what a sample account answers to an operation, without its errors."""
    entries = account(name)["answers"]
    return [entry["answer"] for entry in entries if entry["call"] == operation and "answer" in entry]


@cache
def needing(operation: str) -> catalog.Catalog:
    """Return the controls that need an operation."""
    found = (control.id for control in everything().controls.values() if operation in control.operations)
    return catalog.select(everything(), catalog.Selection(controls=tuple(found)))


@contextmanager
def remembering(name: str, lost: Iterable[str] = ()) -> Iterator[None]:
    """Answer the calls of a sample account from memory, except those of the operations `lost`.

    A fault on these operations does not change the answers of the others, so each of those goes
    over HTTP only once per process.
    """

    asked = frozenset(lost)

    def answer(key: Call, ask: Callable[[], Answer]) -> Answer:
        if key[0] in asked:
            return ask()
        if (name, key) not in _remembered:
            _remembered[name, key] = ask()
        return _remembered[name, key]

    with answering(answer):
        yield


REGORUS = Regorus()
"""One engine for all tests of a process. It parses the policies again only if they change."""

Call = tuple[str, str, str]
"""(`service:Operation`, Region, parameters and the way to page) of a call with all its pages."""


@contextmanager
def answering(answer: Callable[[Call, Callable[[], Answer]], Answer]) -> Iterator[None]:
    """Let a function answer each call.

    The second argument is a function that makes the call, with all its pages.
    """

    class Answered(Pages):
        def __init__(self, client: Any, service: str, region: str, row: Row, *rest: Any) -> None:
            super().__init__(client, service, region, row, *rest)
            self.key = (f"{service}:{row.operation}", region, repr((row.token, sorted(rest[0].items()))))

        def request(self) -> Answer | None:
            return answer(self.key, self.ask)

        def ask(self) -> Answer:
            while (found := super().request()) is None:
                pass
            return found

    with patch("collectors.asking.Pages", Answered):
        yield


_remembered: dict[tuple[str, Call], Answer] = {}


ALL_DECLARED = Workload(dict.fromkeys(KEYS, ("*",)), fits)
"""A workload to which everything belongs."""


def read(
    aws: Aws,
    operations: Iterable[str] | None = None,
    regions: Iterable[str] = (),
    workload: Workload | None = None,
    phrases: Phrases = NO_PHRASES,
) -> Collection:
    """Collect what a scan with all controls collects, or the named operations.

    `workload` is what is declared. By default it is what the sample accounts declare. `phrases` are
    those that people look for in texts that are redacted. What costs money is read too.
    """
    stated = Config(accounts=accounts())
    return collect(
        aws,
        everything().plan if operations is None else operations,
        regions,
        workload=(lambda _: workload) if workload else stated.workload_of,
        phrases=phrases,
        started=STARTED,
        paid=Paid(agree=lambda bill: True, days=partial(stated.days_of, everything())),
    )


@cache
def collection(name: str) -> Collection:
    """Return a whole sample account, collected once per process."""
    with sample(name) as (_, aws), remembering(name):
        return read(aws)


@cache
def report(name: str) -> Report:
    """Return the report of a whole sample account and all controls, made once per process."""
    return judge(collection(name))


def snapshot_of(name: str, folder: Path) -> Path:
    """Write the collection of a sample account to a new `folder`, and return the folder."""
    snapshot.write(collection(name), folder)
    return folder


def attested(found: snapshot.Snapshot, controls: catalog.Catalog) -> Attestations:
    """Return what people of the sample accounts in a snapshot attest for these controls."""
    return attestations((target.account for target in found.targets), controls=controls.controls)


def judge(
    collection: Collection,
    *,
    chosen: catalog.Catalog | None = None,
    params: Mapping[str, Mapping[str, Any]] | None = None,
    config: Config | None = None,
    running: Engine | None = None,
) -> Report:
    """Write a collection, read it back and judge it, as `scan` does.

    The engine is regorus, or one that is `running`.
    """
    controls = chosen or everything()
    with tempfile.TemporaryDirectory() as folder:
        with patch("os.fsync"):  # nothing here must outlast the machine
            snapshot.write(collection, Path(folder) / "snapshot")
        found = snapshot.read(Path(folder) / "snapshot")
        config = config or Config(
            PARAMS if params is None else params, accounts(), attestations=attested(found, controls)
        )
        return evaluate(found, controls, config, running or REGORUS)


def sarif(report: Report, places: Places = ANCHORED, **options: str) -> bytes:
    """Return the SARIF of a report. By default, all results are shown at the anchor."""
    return sarif_log(report, places, **options)


def workflow(folder: Path) -> None:
    """Write a workflow that names genai-lens. It is the anchor of SARIF, by default."""
    (folder / ".github" / "workflows").mkdir(parents=True)
    (folder / ".github" / "workflows" / "scan.yml").write_text("jobs:\n  - run: genai-lens scan\n")


def verdicts(report: Report) -> Verdicts:
    """Return the kind of each verdict of a report."""
    return {(r.control, r.resource.id, r.region, r.item): r.kind for r in report.results}


def verdicts_of(controls: catalog.Catalog, found: Verdicts) -> Verdicts:
    """Return the verdicts of these controls."""
    return {key: kind for key, kind in found.items() if key[0] in controls.controls}


def scan(account: dict[str, Any] | str, *, chosen: catalog.Catalog | None = None) -> Report:
    """Serve, collect and judge an account. For a name, judge the sample's cached collection."""
    if isinstance(account, str):
        return judge(collection(account), chosen=chosen)
    with serving(account) as (_, aws):
        return judge(read(aws), chosen=chosen)


def kinds(report: Report, control: str) -> set[str]:
    """Return the kinds of a control's verdicts."""
    return {r.kind for r in report.results if r.control == control}
