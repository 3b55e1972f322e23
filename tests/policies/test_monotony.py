"""Monotony: less access never turns `pass` into `fail`, nor more access `fail` into `pass`.

Chains of documents are generated. Each gives less than the one before it, because a condition was
added to an Allow, a Deny was added, or a pattern or a value was narrowed. All documents lie in one
account, each in its own role, endpoint or bucket, and are judged in one evaluation.

    MONOTONY_CHAINS=1000 pytest tests/policies/test_monotony.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from tests import lab
from tests.policies.narrower import GRANTS, PRINCIPALS, Generator
from tests.policies.one_account import Case, Document, Verdicts, verdicts

CHAINS = int(os.environ.get("MONOTONY_CHAINS", "25"))
"""How many chains there are for each seed and place; three times as many for resource policies."""

STEPS = 4
"""How many times a document of a chain is made narrower."""

SEEDS = (1, 2, 3)

NEEDS_ACCESS = {
    "GENSEC01-BP04/invocation-log-destination-valid": "the service must be able to write",
}
"""Control -> why it fails for too little access. For these the rule holds the other way round."""

SKIPPING = {
    "GENSEC01-BP01/endpoint-invoke-resource-scoped",
    "GENSEC01-BP01/model-invoke-resource-scoped",
    "GENSEC01-BP01/model-subscription-restricted",
    "GENSEC05-BP01/agent-role-resource-scoped",
}
"""Controls that skip statements for whole services, because another control fails these (D12).

If an action of such a statement is narrowed, the statement is theirs, and they may fail.
"""

OPTIONS: dict[str, tuple[dict[str, Any], ...]] = {
    "trust": ({}, {"agent": False}),
    "endpoint": ({"service": "bedrock-runtime"}, {"service": "bedrock-agent-runtime"}),
}


@dataclass(frozen=True)
class Pair:
    """A document, one that gives less, and in which way."""

    more: Case
    less: Case
    way: str


def _pairs(seed: int) -> Iterator[Pair]:
    for place in GRANTS:
        random = Random(f"{seed} {place}")
        generator = Generator(random, place)
        for chain in range(CHAINS * (3 if place in PRINCIPALS else 1)):
            options = random.choice(OPTIONS.get(place, ({},)))
            document = generator.document()
            more = _case(f"{place}-{chain}-0", place, document, options)
            for step in range(1, STEPS + 1):
                way = random.choice(WAYS if generator.place != "trust" else WAYS[:4])
                document = generator.less(document, way) or document
                less = _case(f"{place}-{chain}-{step}", place, document, options)
                yield Pair(more, less, way)
                more = less


def _case(name: str, place: str, document: Document, options: Document) -> Case:
    return Case(name, place, _named(document, name), options)


def _named(document: Any, name: str) -> Any:
    """Return a document with the name of its case in the place of `§`."""
    if isinstance(document, dict):
        return {key: _named(value, name) for key, value in document.items()}
    if isinstance(document, list):
        return [_named(value, name) for value in document]
    return document.replace("§", name) if isinstance(document, str) else document


def _broken(pair: Pair, said: Verdicts) -> Iterator[str]:
    """Return the controls that break the rule for a pair."""
    more, less = said[pair.more.name], said[pair.less.name]
    for control, before in more.items():
        if pair.way == "action_pattern" and control in SKIPPING and "fail" in more.values():
            continue
        wrong = ("fail", "pass") if control in NEEDS_ACCESS else ("pass", "fail")
        if (before, less[control]) == wrong:
            yield control


WAYS = ("condition", "condition", "value", "deny", "pattern", "pattern", "pattern", "action_pattern")
"""The ways to give less. A pattern of a resource has the most forms."""


@pytest.mark.parametrize("seed", SEEDS)
def test_less_access_never_fails_what_passed(seed: int) -> None:
    """No control passes a document and fails one that gives less."""
    pairs = list(_pairs(seed))
    cases = {case.name: case for pair in pairs for case in (pair.more, pair.less)}
    said = verdicts(list(cases.values()), lab.everything())
    broken: dict[str, list[Pair]] = {}
    for pair in pairs:
        for control in _broken(pair, said):
            broken.setdefault(control, []).append(pair)
    assert not broken, "\n".join(
        f"{control}, {len(found)} times, as ({found[0].way})\n  {found[0].more}\nand\n  {found[0].less}"
        for control, found in sorted(broken.items())
    )
    kinds = {kind for of_case in said.values() for kind in of_case.values()}
    assert kinds >= {"fail", "pass"}
