"""What must not matter does not: order, pages, the account's number, the engine, the second time."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import Any

import pytest
import yaml

from scanner.engines.program import binary
from scanner.errors import EngineError
from scanner.reports import REPORTS
from tests import lab

SAMPLES = ("good", "bad", "denied", "empty", "demo")


def _opa() -> None:
    try:
        binary()
    except EngineError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(f"not compared with OPA: {error}")


def _reversed(value: Any) -> Any:
    """The answer with every list of things turned round."""
    if isinstance(value, dict):
        return {k: _reversed(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_reversed(v) for v in reversed(value)]
    return value


@pytest.mark.parametrize("name", SAMPLES)
def test_order_does_not_matter(name: str) -> None:
    """Listings in another order, and records in another order, give the same verdicts."""
    sample = lab.account(name)
    turned = lab.account(name)
    for entry in turned["answers"]:
        if "answer" in entry:
            entry["answer"] = _reversed(entry["answer"])
    assert lab.verdicts(lab.scan(turned)) == lab.verdicts(lab.scan(sample))
    with lab.serving(sample) as (_, aws):
        collection = lab.read(aws)
    resources = list(collection.resources)
    random.Random(7).shuffle(resources)
    assert lab.verdicts(lab.judge(replace(collection, resources=tuple(resources)))) == lab.verdicts(lab.judge(collection))


@pytest.mark.parametrize("name", ["good", "bad", "demo"])
def test_pages_do_not_matter(name: str) -> None:
    """One thing a page gives the same results as all in one."""
    with lab.serving(lab.account(name)) as (server, aws):
        whole = lab.judge(lab.read(aws))
        server.fault("*", "page_size", size=1)
        paged = lab.judge(lab.read(aws))
    assert lab.verdicts(paged) == lab.verdicts(whole)


@pytest.mark.parametrize("name", ["good", "bad", "demo"])
def test_the_account_does_not_matter(name: str) -> None:
    """The same account under another number and partition's name has the same verdicts."""
    sample = lab.account(name)
    number = sample["account"]
    renamed = yaml.safe_load(yaml.safe_dump(sample).replace(number, "121212121212"))
    before = {(c, i.replace(number, "121212121212"), r, n): k for (c, i, r, n), k in lab.verdicts(lab.scan(sample)).items()}
    assert lab.verdicts(lab.scan(renamed)) == before


@pytest.mark.parametrize("name", SAMPLES)
def test_engines_agree_to_the_byte(name: str) -> None:
    """Judged twice, and in both engines, a snapshot gives the same results.json."""
    _opa()
    with lab.serving(lab.account(name)) as (_, aws):
        collection = lab.read(aws)
    reports = [lab.judge(collection, engine_name=engine) for engine in ("regorus", "regorus", "opa")]
    bodies = [REPORTS["json"](replace(r, head={**r.head, "snapshot": "", "snapshot_digest": ""})) for r in reports]
    assert bodies[0] == bodies[1] == bodies[2]
    assert not reports[0].head["defects"]


@pytest.mark.parametrize("control", sorted(lab.everything().controls))
def test_a_control_can_be_judged_alone(control: str) -> None:
    """With its own operations only, a control says what it says among the others."""
    from scanner.catalog.controls import select

    alone = select(lab.everything(), controls=[control])
    for name in ("good", "bad", "empty"):
        with lab.serving(lab.account(name)) as (_, aws):
            among = lab.verdicts(lab.judge(lab.read(aws)))
            own = lab.verdicts(lab.judge(lab.read(aws, alone.operations), chosen=alone))
        assert own == {k: v for k, v in among.items() if k[0] == control}
