"""A failed call never makes a verdict better or worse: it makes it unknown.

Each test makes every operation of one service fail in one way, one after the other, in both
sample accounts. It collects what the controls that need the operation need, and judges only these.
With GENAI_LENS_WHOLE_LOSSES=1 it also collects the whole account over HTTP and judges all controls.
This proves that the selection misses nothing:

    GENAI_LENS_WHOLE_LOSSES=1 pytest tests/test_truth.py
"""

from __future__ import annotations

import os
from functools import cache

import pytest

from collectors import ROWS, dependencies, with_dependencies
from scanner.catalog.controls import Catalog, Selection, select
from tests import lab
from tests.collectors import members

OPERATIONS = sorted(lab.everything().operations)
SERVICES = sorted({operation.partition(":")[0] for operation in OPERATIONS})
LOSSES = ("denied", "cut", "garbled", "stripped", "skipped")
SAMPLES = ("good", "bad")
WHOLE = os.environ.get("GENAI_LENS_WHOLE_LOSSES") == "1"


FOR_PARAMETERS = {"ec2:DescribeRouteTables"}
"""Operations that matter only with a parameter, which is empty here: `central_endpoint_vpcs`."""


@cache
def _needing(operation: str) -> Catalog:
    """Return the controls that need an operation."""
    controls = lab.everything().controls.values()
    return select(
        lab.everything(), Selection(controls=tuple(c.id for c in controls if operation in c.operations))
    )


@cache
def _always(sample: str, operation: str) -> list[str]:
    """Return what AWS always sends of a sample's items or, if there is none, what holds them.

    Without it, each item is lost. Of a bucket's versioning, AWS always sends nothing.
    """
    answers = [
        e["answer"] for e in lab.account(sample)["answers"] if e["call"] == operation and "answer" in e
    ]
    there = {path for answer in answers for path in members.of(answer)}
    holders = {name for _, row in ROWS[operation] for name in row.holders}
    found = [path for path in members.always(operation) if path in there - holders]
    return found or sorted(holders)


def _lose(sample: str, operation: str, loss: str, controls: Catalog) -> lab.Verdicts:
    """Return the verdicts of these controls if `operation` fails in the way `loss`."""
    operations = controls.operations
    with lab.sample(sample) as (server, aws):
        if loss == "skipped":
            operations = frozenset(o for o in operations if operation not in (o, *dependencies(o)))
            assert operation not in with_dependencies(operations)
        else:
            server.fault(operation, loss, paths=_always(sample, operation) if loss == "stripped" else ())
        return lab.verdicts(lab.judge(lab.read(aws, operations), chosen=controls))


def _others(controls: Catalog, found: lab.Verdicts) -> lab.Verdicts:
    """Return the verdicts of all other controls."""
    return {key: kind for key, kind in found.items() if key[0] not in controls.controls}


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("loss", LOSSES)
def test_a_lost_call_never_decides(loss: str, service: str, record_property: pytest.RecordProperty) -> None:
    """No verdict becomes pass, no new fail or not_applicable appears, and some verdict changes."""
    operations = [operation for operation in OPERATIONS if operation.partition(":")[0] == service]
    changed: set[tuple[str, str]] = set()
    unchanged_others = 0
    for sample in SAMPLES:
        baseline = lab.verdicts(lab.report(sample))
        for operation in operations:
            controls = _needing(operation)
            before = lab.verdicts_of(controls, baseline)
            with lab.remembering(sample, lost=operation):
                after = _lose(sample, operation, loss, controls)
            worse = {
                key: kind
                for key, kind in after.items()
                if kind in ("pass", "fail", "not_applicable") and before.get(key) != kind
            }
            assert not worse, f"{loss} {operation} in {sample}: {worse}"
            keys = before.keys() | after.keys()
            changed |= {(operation, key[0]) for key in keys if before.get(key) != after.get(key)}
            if WHOLE:
                whole = _lose(sample, operation, loss, lab.everything())
                others = _others(controls, whole)
                assert others == _others(controls, baseline), f"{loss} {operation} in {sample}"
                assert lab.verdicts_of(controls, whole) == after, f"{loss} {operation} in {sample}"
                unchanged_others += len(others)
    record_property("lost", (loss, len(operations), len(changed), unchanged_others))
    unnoticed = set(operations) - {operation for operation, _ in changed} - FOR_PARAMETERS
    silent = {"s3:GetBucketVersioning"} if loss == "stripped" else set()
    assert unnoticed <= silent
