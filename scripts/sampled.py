"""Scan a sample account at a fixed time, for what the documentation shows of it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from collectors.aws import Aws
from collectors.collect import collect
from collectors.limits import Limits
from scanner.catalog.controls import Catalog
from scanner.demo.samples import sample
from scanner.demo.server import AwsServer, load_account
from scanner.demo.stated import accounts, attestations
from scanner.engines.registry import engine
from scanner.judging.evaluate import evaluate
from scanner.judging.results import Report
from scanner.people.config import Config
from scanner.snapshot import folder as snapshots

STARTED = datetime(2026, 6, 1, tzinfo=UTC)
"""The time of the scan. The ages and expiry dates of the samples are written for it."""


def scanned(
    name: str, catalog: Catalog, folder: Path, started: datetime = STARTED, **changes: Any
) -> snapshots.Snapshot:
    """Write the snapshot of a sample account into `folder`, which must not exist, and return it.

    The user's own settings of AWS do not matter. A throttled call is not made again. `changes` are
    members of the collection, which would otherwise differ from scan to scan.
    """
    return collected(sample(name), catalog, folder, started, **changes)


def collected(
    account: dict[str, Any], catalog: Catalog, folder: Path, started: datetime = STARTED, **changes: Any
) -> snapshots.Snapshot:
    """Write the snapshot of an account as `scanned` does, and return it."""
    stated = Config(accounts=accounts())
    with AwsServer(load_account(account)) as server:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | server.environ()
        with patch.dict(os.environ, environ, clear=True):
            aws = Aws(limits=Limits(throttled_seconds=0))
            found = collect(aws, catalog.plan, workload=stated.workload_of, started=started)
    snapshots.write(replace(found, sample=True, **changes), folder)
    return snapshots.read(folder)


def judged(snapshot: snapshots.Snapshot, catalog: Catalog) -> Report:
    """Return the report on a snapshot, with what people of the sample accounts attest."""
    numbers = [target.account for target in snapshot.targets]
    config = Config(accounts=accounts(), attestations=attestations(numbers, controls=catalog.controls))
    with engine("regorus") as running:
        return evaluate(snapshot, catalog, config, running)
