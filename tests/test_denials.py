"""An operation denied in one Region costs no control, and both engines give the same report.

Each test denies the operations of one service, one after the other and in the last Region in which
they are called, in a sample account. It collects what the controls that need the operation need,
and judges only these. With GENAI_LENS_WHOLE_DENIALS=1 there are more accounts, each Region has its
turn, and OPA judges all services:

    GENAI_LENS_WHOLE_DENIALS=1 pytest tests/test_denials.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from collectors import is_regional
from collectors.records import GLOBAL
from scanner.catalog.controls import Catalog
from scanner.engines.interface import Engine
from scanner.engines.registry import engine
from scanner.judging.results import Report
from tests import lab
from tests.scanner.engines.servers import opa_or_skip

OPERATIONS = sorted(lab.everything().operations)
SERVICES = sorted({operation.partition(":")[0] for operation in OPERATIONS})
WHOLE = os.environ.get("GENAI_LENS_WHOLE_DENIALS") == "1"
SAMPLES = ("good", "demo", "bad", "denied", "empty") if WHOLE else ("good", "demo")
COMPARED = SERVICES if WHOLE else ["ec2"]
UNNOTICED = {"kendra": "an account without a knowledge base: those of the samples have one"}
"""Service -> what decides whether it matters, and the samples do not have."""


def _samples(service: str) -> tuple[str, ...]:
    """Return the samples to judge: `bad` for a service that no other one calls."""
    called = {call.service for sample in SAMPLES for call in lab.collection(sample).calls}
    return SAMPLES if service in called else ("bad",)


def _denied(service: str, *engines: Engine) -> Iterator[tuple[str, Catalog, list[Report]]]:
    """Yield the sample, the controls and each engine's report, for each operation and Region.

    A Region in which the operation is not called for the sample is left out.
    """
    for sample in _samples(service):
        regions = lab.report(sample).head.regions
        for operation in (op for op in OPERATIONS if op.partition(":")[0] == service):
            controls = lab.needing(operation)
            for region in reversed(regions) if is_regional(operation) else (GLOBAL,):
                with lab.sample(sample) as (server, aws), lab.remembering(sample, lost=[operation]):
                    server.fault(operation, "denied", region="" if region == GLOBAL else region)
                    collection = lab.read(aws, controls.operations)
                if not any(gap.operation == operation for gap in collection.gaps):
                    continue
                yield sample, controls, [lab.judge(collection, chosen=controls, running=e) for e in engines]
                if not WHOLE:
                    break


@pytest.mark.parametrize("service", SERVICES)
def test_an_operation_denied_in_one_region_costs_no_control(service: str) -> None:
    """No control fails, no verdict gets better or worse, and some verdict becomes unknown.

    The second account is judged only if the first one shows nothing of the service.
    """
    unknown, judged = 0, ""
    with engine("regorus") as regorus:
        for sample, controls, (report,) in _denied(service, regorus):
            if unknown and sample != judged and not WHOLE:
                break
            judged = sample
            assert report.head.defects == ()
            before = lab.verdicts_of(controls, lab.verdicts(lab.report(sample)))
            after = lab.verdicts(report)
            changed = {key: kind for key, kind in after.items() if before.get(key) != kind}
            assert {*changed.values()} <= {"unknown"}
            unknown += len(changed)
    assert unknown or service in UNNOTICED


@pytest.mark.parametrize("service", COMPARED)
def test_both_engines_judge_an_account_alike_where_an_operation_is_denied(service: str) -> None:
    """The reports of regorus and OPA are equal."""
    opa_or_skip()
    with engine("regorus") as regorus, engine("opa") as other:
        for _, _, (ours, theirs) in _denied(service, regorus, other):
            assert theirs.head.defects == ()
            assert ours.results == theirs.results
