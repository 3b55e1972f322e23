"""A row with several parents: its dependencies, and the effect of a lost parent on verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from collectors import (
    CHILDREN,
    COLLECTORS,
    ROWS,
    chosen_parents,
    dependencies,
    guard,
    models,
    with_dependencies,
)
from collectors.table import Collector, Row
from scanner.catalog.controls import Catalog, Selection, read, select
from scanner.catalog.metadata import Shared
from scanner.judging.results import Report
from scanner.rego import Module
from tests import lab

TAGS = "bedrock:ListTagsForResource"
GUARDRAILS, MODELS = "bedrock:ListGuardrails", "bedrock:ListImportedModels"
ALIASES = "bedrock-agent:ListAgentAliases"
GUARDRAIL = "arn:aws:bedrock:us-east-1:111122223333:guardrail/g1"
MODEL = "arn:aws:bedrock:us-east-1:111122223333:imported-model/m1"

TABLE = Collector(
    service="bedrock",
    prefix="bedrock",
    rows=(
        Row(
            "ListTagsForResource",
            parents=("ListGuardrails", "ListImportedModels", ALIASES),
            params={"resourceARN": "arn || modelArn || agentAliasArn"},
        ),
    ),
)
"""One operation with several parents, from two services."""

CONTROL = """\
# METADATA
# title: A made-up control
# description: It judges the tags of things.
# custom:
#   id: GENSEC01-BP01/{name}
#   severity: low
#   precision: high
#   mode: automated
#   resources: []
#   lists: [{lists}]
#   evidence: [{evidence}]
#   params: {{}}
#   messages:
#     untagged: it has no tag
#     none: nothing has a tag
#   item: none
#   remediation: Tag it.
package lens.controls.gensec01_bp01.{module}

import data.lens.lib.facts
import data.lens.lib.finding

_things := [r | some type in {types}; some r in input.resources[type]]

_tags(r) := object.get(r.properties, ["ListTagsForResource", "tags"], [])

"""
OF_THINGS = """\
subjects := {facts.subject(r) | some r in _things}

violations contains finding.absent(subject, "untagged", [], [], ["bedrock:ListTagsForResource"]) if {
	some r in _things
	count(_tags(r)) == 0
	subject := facts.subject(r)
}
"""
OF_THE_ACCOUNT = """\
_account := facts.account("us-east-1")

subjects contains _account

violations contains finding.absent(_account, "none", [], [], ["bedrock:ListTagsForResource"]) if {
	count([r | some r in _things; count(_tags(r)) > 0]) == 0
}
"""

TYPES = {GUARDRAILS: "AWS::Bedrock::Guardrail", MODELS: "AWS::Bedrock::ImportedModel"}
CONTROLS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "guardrails": ((GUARDRAILS,), (TAGS,), OF_THINGS),
    "models": ((MODELS,), (TAGS,), OF_THINGS),
    "both": ((GUARDRAILS, MODELS), (TAGS,), OF_THINGS),
    "any-guardrail": ((), (GUARDRAILS, TAGS), OF_THE_ACCOUNT),
    "any": ((), (TAGS,), OF_THE_ACCOUNT),
    "listed": ((TAGS, GUARDRAILS), (), OF_THINGS),
}
"""Control name -> what it lists, its evidence, and its rules."""


@pytest.fixture(autouse=True)
def tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the table of this file to the product's tables."""
    (row,) = TABLE.rows
    monkeypatch.setitem(ROWS, TAGS, ((TABLE, row),))
    for parent in TABLE.parents(row):
        monkeypatch.setitem(CHILDREN, parent, (*CHILDREN.get(parent, ()), (TABLE, row)))
    monkeypatch.setattr(guard, "_ALLOWED", guard._ALLOWED | {TAGS})
    monkeypatch.setattr(models.LOADER, "_cache", {})  # a loaded model lacks the operation
    monkeypatch.setattr(models, "operation_model", models.operation_model.__wrapped__)
    monkeypatch.setattr(models, "_service_model", models._service_model.__wrapped__)
    monkeypatch.setattr(guard, "operation_model", models.operation_model)
    assert TABLE not in COLLECTORS  # all its rows have parents


def _catalog() -> Catalog:
    controls = {}
    modules = [m for m in lab.everything().modules if m.path.count("/") < 2]
    for name, (lists, evidence, rules) in CONTROLS.items():
        types = [found for operation, found in TYPES.items() if operation in (*lists, *evidence)]
        module = name.replace("-", "_")
        text = CONTROL.format(
            name=name,
            module=module,
            lists=", ".join(lists),
            evidence=", ".join(evidence),
            types="{" + ", ".join(f'"{found}"' for found in types or TYPES.values()) + "}",
        )
        policy = Module(f"security/gensec01_bp01/{module}.rego", text + rules)
        control = read(policy, Shared({}, {}))
        controls[control.id] = control
        modules.append(policy)
    return Catalog(controls, modules)


def _account(*, tagged: Iterable[str] = (GUARDRAIL, MODEL)) -> dict[str, Any]:
    """Return an account with a guardrail and an imported model."""
    guardrail = {
        "id": "g1",
        "arn": GUARDRAIL,
        "status": "READY",
        "name": "g",
        "version": "DRAFT",
        "createdAt": "2026-01-01T00:00:00Z",
        "updatedAt": "2026-01-01T00:00:00Z",
    }
    model = {"modelArn": MODEL, "modelName": "m", "creationTime": "2026-01-01T00:00:00Z"}
    sample = lab.account("empty")
    sample["answers"] = [e for e in sample["answers"] if e["call"] not in (GUARDRAILS, MODELS)]
    for call, answer in ((GUARDRAILS, {"guardrails": [guardrail]}), (MODELS, {"modelSummaries": [model]})):
        sample["answers"].append({"call": call, "region": "us-east-1", "answer": answer})
    for arn in (GUARDRAIL, MODEL):
        tags = [{"key": "team", "value": "x"}] if arn in tagged else []
        sample["answers"].append({"call": TAGS, "with": {"resourceARN": arn}, "answer": {"tags": tags}})
    return sample


def _said(report: Report, control: str) -> dict[tuple[str, str], str]:
    """Return (last part of the resource's id, Region) -> kind of verdict, for one control."""
    assert not report.head.defects
    return {
        (r.resource.id.split("/")[-1].split(":")[-1], r.region): r.kind
        for r in report.results
        if r.control == f"GENSEC01-BP01/{control}"
    }


def _scan(lost: str = "", *, tagged: Iterable[str] = (GUARDRAIL, MODEL)) -> Report:
    catalog = _catalog()
    with lab.serving(_account(tagged=tagged)) as (server, client):
        if lost:
            server.fault(lost, "denied", region="us-east-1")
        return lab.judge(lab.read(client, catalog.operations), chosen=catalog)


def test_a_selection_chooses_among_the_parents() -> None:
    """Only the named parents are added, with their own; all parents, if none is named.

    The function adds nothing to its own result.
    """
    assert dependencies(TAGS) == (GUARDRAILS, MODELS, ALIASES, "bedrock-agent:ListAgents")
    assert chosen_parents(TABLE, TABLE.rows[0], {MODELS}) == (MODELS,)
    assert with_dependencies([TAGS, MODELS]) == {TAGS, MODELS}
    assert with_dependencies([TAGS, ALIASES]) == {TAGS, ALIASES, "bedrock-agent:ListAgents"}
    assert with_dependencies([TAGS]) == {TAGS, *dependencies(TAGS)}
    for names in ([TAGS], [TAGS, MODELS], [TAGS, "bedrock-agent:GetAgentVersion"]):
        assert with_dependencies(with_dependencies(names)) == with_dependencies(names)


def test_what_one_control_names_takes_nothing_from_another() -> None:
    """A control that names no parent depends on all, even beside a control that names one."""
    catalog = _catalog()
    assert catalog.controls["GENSEC01-BP01/models"].operations == {TAGS, MODELS}
    both = select(catalog, Selection(controls=("GENSEC01-BP01/models", "GENSEC01-BP01/any")))
    assert both.operations == {TAGS, *dependencies(TAGS)}


@pytest.mark.parametrize(
    ("names", "called"),
    [([TAGS, GUARDRAILS], [GUARDRAIL]), ([TAGS, MODELS], [MODEL]), ([TAGS], [GUARDRAIL, MODEL])],
)
def test_only_the_items_of_chosen_parents_are_called_for(names: list[str], called: list[str]) -> None:
    """The operation is called once per item of each chosen parent; its gaps name that parent."""
    with lab.serving(_account()) as (server, client):
        found = lab.read(client, names, ["us-east-1"])
        server.fault(TAGS, "denied")
        lost = lab.read(client, names, ["us-east-1"])
    arns = [c.parameters["resourceARN"] for c in found.calls if c.operation == "ListTagsForResource"]
    assert sorted(arns) == called
    assert found.complete[TAGS] == ("us-east-1",)
    parent = {GUARDRAIL: GUARDRAILS, MODEL: MODELS}
    assert [(g.resource, g.parent_operations) for g in lost.gaps] == [(arn, (parent[arn],)) for arn in called]
    assert lost.complete[TAGS] == ()


def test_a_lost_parent_gives_no_verdict_that_rests_on_it() -> None:
    """If only a lost listing could show something, the verdict is unknown, not pass or fail."""
    assert _said(_scan(tagged=[]), "any") == {("root", "us-east-1"): "fail"}
    for lost in (GUARDRAILS, MODELS, "bedrock-agent:ListAgents"):
        assert _said(_scan(lost, tagged=[]), "any") == {("root", "us-east-1"): "unknown"}, lost
    assert _said(_scan(MODELS), "models") == {("root", "us-east-1"): "unknown"}
    assert _said(_scan(TAGS), "models") == {("m1", "us-east-1"): "unknown"}


def test_a_lost_parent_spares_the_subjects_of_another() -> None:
    """A lost parent does not affect subjects that another parent listed.

    The account gets an unknown for what was not listed.
    """
    whole = {("g1", "us-east-1"): "pass", ("m1", "us-east-1"): "fail"}
    assert _said(_scan(tagged=[GUARDRAIL]), "both") == whole
    assert _said(_scan(MODELS, tagged=[GUARDRAIL]), "both") == {
        ("g1", "us-east-1"): "pass",
        ("root", "us-east-1"): "unknown",
    }
    assert _said(_scan(GUARDRAILS, tagged=[GUARDRAIL]), "both") == {
        ("m1", "us-east-1"): "fail",
        ("root", "us-east-1"): "unknown",
    }


@pytest.mark.parametrize("lost", ["", TAGS, GUARDRAILS, MODELS, ALIASES, "bedrock-agent:ListAgents"])
@pytest.mark.parametrize("tagged", [(), (GUARDRAIL,), (GUARDRAIL, MODEL)])
def test_a_control_says_the_same_alone_and_among_others(lost: str, tagged: tuple[str, ...]) -> None:
    """A control gives the same verdicts alone and among others.

    Collected alone, judged alone from the collection of all controls, and judged with all.
    """
    catalog = _catalog()
    with lab.serving(_account(tagged=tagged)) as (server, client):
        if lost:
            server.fault(lost, "denied", region="us-east-1")
        together = lab.read(client, catalog.operations)
        among = lab.verdicts(lab.judge(together, chosen=catalog))
        for control in catalog.controls:
            alone = select(catalog, Selection(controls=(control,)))
            own = lab.judge(lab.read(client, alone.operations), chosen=alone)
            expected = {k: v for k, v in among.items() if k[0] == control}
            assert not own.head.defects
            assert lab.verdicts(own) == expected, control
            assert lab.verdicts(lab.judge(together, chosen=alone)) == expected, control


def test_what_was_not_asked_is_unknown() -> None:
    """A snapshot for one control has no evidence for a control that depends on another parent."""
    catalog = _catalog()
    with lab.serving(_account()) as (_, client):
        found = lab.read(client, catalog.controls["GENSEC01-BP01/guardrails"].operations)
    report = lab.judge(found, chosen=catalog)
    assert set(_said(report, "guardrails").values()) == {"pass"}
    assert set(_said(report, "any").values()) == {"unknown"}
    assert set(_said(report, "models").values()) == {"unknown"}
