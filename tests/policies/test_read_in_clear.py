"""Policies compare no member that every snapshot holds redacted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.model import Shape

from collectors import ROWS
from collectors.models import operation_model
from collectors.redaction import stored_in_clear
from scanner.catalog.controls import Selection, select
from tests import lab

POLICIES = Path(__file__).parents[2] / "policies"
TEXTS = {"string", "blob", "map"}
_WORD = re.compile(r"\.([A-Za-z]\w+)|\"([A-Za-z]\w+)\"")


def _members(shape: Shape, path: str = "", above: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield (path, type of the value) of each member of an answer, once in a recursive shape."""
    if shape.name in above:
        return
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from _members(member, f"{path}.{name}".lstrip("."), (*above, shape.name))
    elif shape.type_name == "list":
        yield from _members(shape.member, f"{path}[]", (*above, shape.name))
    else:
        yield path, shape.type_name


def redacted() -> set[str]:
    """Return the names of members that are texts, and redacted in the answers of all operations."""
    known: dict[bool, set[str]] = defaultdict(set)
    for rows in ROWS.values():
        for collector, row in rows:
            clear = stored_in_clear(collector.service, row)
            output = operation_model(collector.service, row.operation).output_shape
            for path, kind in _members(output):
                is_clear = kind not in TEXTS or any(path.startswith(one) for one in clear)
                known[is_clear].add(path.replace("[]", "").rpartition(".")[2])
    return known[False] - known[True]


def read() -> set[str]:
    """Return the words that may be names of members in policies."""
    code = (
        re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
        for path in POLICIES.rglob("*.rego")
        if not path.name.endswith("_test.rego")
    )
    return {found[1] or found[2] for text in code for found in _WORD.finditer(text)}


FINE = {
    name: reason
    for reason, names in {
        "only whether it is there, or how many there are": (
            "IncludedPaths OnCreate TargetBucket VPCId allowedAudience allowedClients allowedScopes "
            "emitSystemFieldDimensions expression fieldSelectionCriteria matchValueString "
            "matchValueStringList payload retrievalConfig servicePrincipal workloadIdentities"
        ),
        "signs beside the redaction": (
            "additionalModelRequestFields basePromptTemplate discoveryUrl "
            "environmentVariables headers instruction statement text textPromptTemplate url "
            "variables description"
        ),
        "clear inside of a document or of a part that the table outlines": (
            "Amount ApiEndpoint Parameters Principal Tags Task"
        ),
        "a member of something else, or no member at all": (
            "Endpoint Endpoints LabelNamespace Source condition context endpoint errorMessage "
            "excludes features identifier includes label memory model node output paths pattern "
            "properties qualifier service"
        ),
    }.items()
    for name in names.split()
}
"""Name of a member that is redacted everywhere -> what policies read of it."""


def test_what_policies_read_is_in_clear() -> None:
    """A member that a policy compares is in clear in some answer: its table has a `keep` for it."""
    found = redacted() & read()
    assert found == set(FINE)


@pytest.mark.parametrize(
    "member", [{"DestinationCidrBlock": "0.0.0.0/0"}, {"DestinationIpv6CidrBlock": "::/0"}]
)
def test_a_default_route_is_seen_in_the_answer(member: dict[str, str]) -> None:
    """A runtime fails if its subnets have a default route to an internet gateway."""
    sample = lab.account("good")
    for table in lab.entry(sample, "ec2:DescribeRouteTables")["RouteTables"]:
        table["Routes"].append(
            {**member, "GatewayId": "igw-0123456789abcdef0", "Origin": "CreateRoute", "State": "active"}
        )
    control = "GENSEC01-BP02/agentcore-runtime-in-vpc"
    chosen = select(lab.everything(), Selection(controls=(control,)))
    found = {r.message.partition(",")[0] for r in lab.scan(sample, chosen=chosen).results if r.kind == "fail"}
    assert found == {"subnets have a default route to an internet gateway"}
