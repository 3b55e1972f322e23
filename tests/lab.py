"""The laboratory of the tests: sample accounts behind the embedded AWS, read by the ordinary collectors over HTTP."""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from collectors.aws import Aws
from collectors.collect import collect
from collectors.records import Collection
from scanner.catalog import controls as catalog
from scanner.demo import samples
from scanner.demo.server import AwsServer, load_account
from scanner.engines.registry import engine
from scanner.judging.evaluate import evaluate
from scanner.judging.results import Report
from scanner.people.config import Config
from scanner.snapshot import folder as snapshot

STARTED = datetime(2026, 6, 1, tzinfo=UTC)
"""When the samples are judged: ages and expiries in them are meant for this day."""

Verdicts = dict[tuple[str, str, str, str], str]
"""(control, resource id, region, item) -> kind."""


@cache
def _sample(name: str, controls: tuple[str, ...] | None) -> dict[str, Any]:
    return samples.sample(name, controls)


def account(name: str, controls: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a sample account, to change at will, with the samples of all controls or of `controls` alone."""
    return copy.deepcopy(_sample(name, None if controls is None else tuple(controls)))


def entry(sample: dict[str, Any], call: str, **parameters: Any) -> dict[str, Any]:
    """Return the answer of a sample to a call with these parameters: the one of us-east-1, or else of every Region."""
    entries = [e for e in sample["answers"] if e["call"] == call and e.get("with", {}) == parameters]
    found = [e for e in entries if e.get("region") == "us-east-1"] or [e for e in entries if "region" not in e]
    assert len(found) == 1, f"{call} {parameters}: {len(found)} entries"
    answer: dict[str, Any] = found[0]["answer"]
    return answer


@cache
def everything() -> catalog.Catalog:
    """The whole catalog."""
    return catalog.load()


@contextmanager
def serving(sample: dict[str, Any], timeout: float = 30) -> Iterator[tuple[AwsServer, Aws]]:
    """The embedded AWS with a sample account, and a client of it that tries each call once and waits `timeout` seconds."""
    with AwsServer(load_account(sample)) as server:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | server.environ()
        with patch.dict(os.environ, environ | {"AWS_MAX_ATTEMPTS": "1"}, clear=True):
            yield server, Aws(timeout=timeout)


def read(aws: Aws, operations: Iterable[str] | None = None, regions: Iterable[str] = ()) -> Collection:
    """Collect what all controls need, or the named operations."""
    return collect(aws, everything().operations if operations is None else operations, regions, started=STARTED)


def snapshot_of(name: str, folder: Path) -> Path:
    """A sample account, served, collected and written to a folder that is not there yet; gives the folder."""
    with serving(account(name)) as (_, aws):
        snapshot.write(read(aws), folder)
    return folder


def judge(
    collection: Collection,
    *,
    chosen: catalog.Catalog | None = None,
    params: Mapping[str, Mapping[str, Any]] | None = None,
    engine_name: str = "regorus",
) -> Report:
    """Write a collection, read it back and judge it, as `scan` does."""
    controls = chosen or everything()
    with tempfile.TemporaryDirectory() as folder:
        snapshot.write(collection, Path(folder) / "snapshot")
        found = snapshot.read(Path(folder) / "snapshot")
        with engine(engine_name) as running:
            return evaluate(found, controls, Config(params or {}), running)


def verdicts(report: Report) -> Verdicts:
    """What was said of what."""
    return {(r.control, r.resource.id, r.region, r.item): r.kind for r in report.results}


def scan(sample: dict[str, Any] | str, **options: Any) -> Report:
    """A sample account, served, collected and judged."""
    with serving(account(sample) if isinstance(sample, str) else sample) as (_, aws):
        return judge(read(aws), **options)


def kinds(report: Report, control: str) -> set[str]:
    """The kinds of verdict that a control gave."""
    return {r.kind for r in report.results if r.control == control}
