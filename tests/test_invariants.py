"""Verdicts do not depend on order, pages, the account number, the engine or other controls."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import yaml

from scanner.catalog.controls import Selection, select
from scanner.engines.interface import Engine
from scanner.engines.program import binary
from scanner.engines.registry import engine
from scanner.errors import EngineError
from scanner.people.config import Config
from scanner.reports import REPORTS
from tests import lab

SAMPLES = ("good", "bad", "denied", "empty", "demo")
ORDERED = ("stages", "system", "ModelPackageSummaryList")


@pytest.fixture(scope="module")
def opa() -> Iterator[Engine]:
    """Start an OPA server. Without `opa` the test is skipped, and fails in CI."""
    try:
        binary()
    except EngineError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(f"not compared with OPA: {error}")
    with engine("opa") as running:
        yield running


def _reversed(value: Any, name: str = "") -> Any:
    """Return an answer, or its member `name`, with all lists reversed that have no order.

    The stages of a pipeline run one after another, a prompt is read from its start, and packages
    are listed from the newest on: of a group, only that one is described.
    """
    if isinstance(value, dict):
        return {k: _reversed(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_reversed(v) for v in (value if name in ORDERED else reversed(value))]
    return value


@pytest.mark.parametrize("name", SAMPLES)
def test_order_does_not_matter(name: str) -> None:
    """Listings in another order, and records in another order, give the same verdicts."""
    turned = lab.account(name)
    for entry in turned["answers"]:
        if "answer" in entry:
            entry["answer"] = _reversed(entry["answer"])
    expected = lab.verdicts(lab.report(name))
    assert lab.verdicts(lab.scan(turned)) == expected
    collection = lab.collection(name)
    resources = list(collection.resources)
    random.Random(7).shuffle(resources)
    assert lab.verdicts(lab.judge(replace(collection, resources=tuple(resources)))) == expected


@pytest.mark.parametrize("name", ["good", "bad", "demo"])
def test_pages_do_not_matter(name: str) -> None:
    """One item per page gives the same results as all items on one page."""
    with lab.sample(name) as (server, aws):
        server.fault("*", "page_size", size=1)
        paged = lab.judge(lab.read(aws))
    assert lab.verdicts(paged) == lab.verdicts(lab.report(name))


@pytest.mark.parametrize("name", ["good", "bad", "demo"])
def test_the_account_does_not_matter(name: str) -> None:
    """The same account under another number has the same verdicts.

    Nobody attests anything: an attestation may be for one account.
    """
    sample, nobody = lab.account(name), Config()
    number = sample["account"]
    renamed = yaml.safe_load(yaml.safe_dump(sample).replace(number, "121212121212"))
    expected = {
        (
            control,
            resource.replace(number, "121212121212"),
            region,
            item.replace(number, "121212121212"),
        ): kind
        for (control, resource, region, item), kind in lab.verdicts(
            lab.judge(lab.collection(name), config=nobody)
        ).items()
    }
    with lab.serving(renamed) as (_, aws):
        assert lab.verdicts(lab.judge(lab.read(aws), config=nobody)) == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_engines_agree_to_the_byte(opa: Engine, name: str) -> None:
    """A snapshot gives the same results.json each time and in both engines."""
    collection = lab.collection(name)
    reports = [lab.report(name), lab.judge(collection), lab.judge(collection, running=opa)]
    bodies = [
        REPORTS["json"](replace(r, head=replace(r.head, snapshot="", snapshot_digest=""))) for r in reports
    ]
    assert bodies[0] == bodies[1] == bodies[2]
    assert not reports[0].head.defects


@pytest.mark.parametrize("control", sorted(lab.everything().controls))
def test_a_control_can_be_judged_alone(control: str) -> None:
    """With its own operations only, a control gives the verdicts that it gives among the others."""
    alone = select(lab.everything(), Selection(controls=(control,)))
    for name in ("good", "bad"):
        with lab.sample(name) as (_, aws), lab.remembering(name):
            own = lab.verdicts(lab.judge(lab.read(aws, alone.operations), chosen=alone))
        assert own == lab.verdicts_of(alone, lab.verdicts(lab.report(name)))
