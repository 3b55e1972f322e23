"""A failed call never makes a verdict better or worse: it makes it unknown.

Each test makes one operation fail in several ways, one after the other, in both sample accounts.
It collects what the controls that need the operation need, and judges only these.
With GENAI_LENS_WHOLE_LOSSES=1 answers are also cut off and garbled, which loses what a denial
loses, and each time the whole account is collected over HTTP and all controls are judged. This
proves that the selection misses nothing:

    GENAI_LENS_WHOLE_LOSSES=1 pytest tests/test_truth.py
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import cache

import orjson
import pytest

from collectors import ROWS, dependencies, with_dependencies
from collectors.records import Collection
from scanner.catalog.controls import Catalog
from tests import lab
from tests.collectors import members

OPERATIONS = sorted(lab.everything().operations)
SAMPLES = ("good", "bad")
WHOLE = os.environ.get("GENAI_LENS_WHOLE_LOSSES") == "1"
LOSSES = ("denied", "stripped", "skipped", *(("cut", "garbled") if WHOLE else ()))

_HMAC = re.compile(rb'"hmac":"[0-9a-f]+"')

UNNOTICED = {
    "lambda:GetFunctionConcurrency": "the parameter require_concurrency, which is off",
    **{
        f"opensearchserverless:{name}": "a collection with standby replicas: that of the sample has none"
        for name in ("BatchGetVpcEndpoint", "ListVpcEndpoints")
    },
    **{
        f"bedrock:{name}": "an imported model: the samples have none"
        for name in ("GetModelImportJob", "ListModelImportJobs")
    },
    **{
        f"sagemaker:Describe{kind}JobDefinition": "a schedule of its kind: the sample has DataQuality"
        for kind in ("ModelBias", "ModelExplainability", "ModelQuality")
    },
    **{
        f"scheduler:{name}": "a notebook instance that started lately: that of the sample runs for long"
        for name in ("GetSchedule", "ListSchedules")
    },
    "sagemaker:ListMonitoringExecutions": "none: without it, more jobs are described",
    "kendra:DescribeIndex": "a knowledge base with an index of Amazon Kendra: the samples have none",
    "kendra:ListIndices": "an account without a knowledge base: those of the samples have one",
}
"""Operation -> what decides whether it matters, and the samples do not have."""

SILENT = {
    "lambda:GetPolicy": {"cut", "stripped"},  # no function of the samples has a policy
    "macie2:GetAdministratorAccount": {"stripped"},  # most accounts have no administrator
    "neptune-graph:GetGraph": {"stripped"},  # no table says what AWS always sends of a graph
    "s3:GetBucketLogging": {"stripped"},  # of a bucket without access logs, AWS sends nothing
    "s3:GetBucketVersioning": {"stripped"},  # of a new bucket, AWS sends nothing
    "sqs:ListQueues": {"stripped"},  # where there is no queue, AWS sends nothing
}
"""Operation -> the losses that take nothing away from the samples."""


@cache
def _always(sample: str, operation: str) -> list[str]:
    """Return what AWS always sends of a sample's items or, if there is none, what holds them.

    Without it, each item is lost. Of a bucket's versioning, AWS always sends nothing.
    """
    answers = lab.answers(sample, operation)
    there = {path for answer in answers for path in members.of(answer)}
    holders = {name for _, row in ROWS[operation] for name in row.holders}
    found = [path for path in members.always(operation) if path in there - holders]
    return found or sorted(holders)


def _lost(sample: str, operation: str, loss: str, controls: Catalog) -> Collection:
    """Return what is read for these controls if `operation` fails in the way `loss`."""
    operations = controls.operations
    with lab.sample(sample) as (server, aws):
        if loss == "skipped":
            operations = frozenset(o for o in operations if operation not in (o, *dependencies(o)))
            assert operation not in with_dependencies(operations)
        else:
            server.fault(operation, loss, paths=_always(sample, operation) if loss == "stripped" else ())
        return lab.read(aws, operations)


def _facts(found: Collection) -> bytes:
    """Return what verdicts depend on. The error of a gap changes only what reports say of it.

    Redacted texts get the numbers of their order, because each collection has a key of its own.
    """
    gaps = [replace(gap, code="", message="", permission="", denied_by="") for gap in found.gaps]
    whole = orjson.dumps([[replace(r, calls=()) for r in found.resources], gaps, found.complete])
    numbers = {text: b"%d" % number for number, text in enumerate(dict.fromkeys(_HMAC.findall(whole)))}
    return _HMAC.sub(lambda match: numbers[match[0]], whole)


def _named(key: tuple[str, ...], before: lab.Verdicts) -> tuple[str, ...] | None:
    """Return the key of the same verdict in the Region of what names a bucket, if there is one."""
    control, resource, region, item = key
    moved = (k for k in before if (k[0], k[1], k[3]) == (control, resource, item))
    return next(moved, None) if region == "global" and ":s3:::" in resource else None


def _others(controls: Catalog, found: lab.Verdicts) -> lab.Verdicts:
    """Return the verdicts of all other controls."""
    return {key: kind for key, kind in found.items() if key[0] not in controls.controls}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_lost_call_never_decides(operation: str, record_property: pytest.RecordProperty) -> None:
    """No verdict becomes pass, no new fail or not_applicable appears, and some verdict changes.

    Two ways to fail that lose the same are judged once. A bucket that only its listing shows is
    judged as `global`: elsewhere, what names it gives its Region.
    """
    controls = lab.needing(operation)
    noticed: set[str] = set()
    judged: dict[tuple[str, bytes], lab.Verdicts] = {}
    for loss in LOSSES:
        changed: set[str] = set()
        unchanged_others = 0
        for sample in SAMPLES:
            baseline = lab.verdicts(lab.report(sample))
            before = lab.verdicts_of(controls, baseline)
            with lab.remembering(sample, lost=[operation]):
                found = _lost(sample, operation, loss, controls)
            key = sample, _facts(found)
            if key not in judged:
                judged[key] = lab.verdicts(lab.judge(found, chosen=controls))
            after = judged[key]
            worse = {
                key: kind
                for key, kind in after.items()
                if kind in ("pass", "fail", "not_applicable")
                if kind not in {before.get(key), before.get(_named(key, before))}
            }
            assert not worse, f"{loss} {operation} in {sample}: {worse}"
            keys = before.keys() | after.keys()
            changed |= {key[0] for key in keys if before.get(key) != after.get(key)}
            if WHOLE:
                whole = lab.verdicts(lab.judge(_lost(sample, operation, loss, lab.everything())))
                others = _others(controls, whole)
                assert others == _others(controls, baseline), f"{loss} {operation} in {sample}"
                assert lab.verdicts_of(controls, whole) == after, f"{loss} {operation} in {sample}"
                unchanged_others += len(others)
        record_property("lost", (loss, 1, len(changed), unchanged_others))
        noticed |= {loss} if changed else set()
    silent = set(LOSSES) if operation in UNNOTICED else SILENT.get(operation, set())
    assert set(LOSSES) - noticed <= silent
