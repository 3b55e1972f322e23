"""What AWS does not offer in a Region is no gap, and nothing else passes for it."""

from __future__ import annotations

import gzip
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from collectors import COLLECTORS
from collectors.offered import LISTS
from collectors.records import UNRESOLVED, Collection
from scanner.demo.encode import Response, encode_error
from scanner.errors import SnapshotError
from scanner.judging.results import Report
from scanner.snapshot import folder
from tests import lab
from tests.collectors.wrong import answering

REGIONS = [
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1",
    "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2",
    "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
]  # fmt: skip
"""The Regions that an account has from the start."""
CUSTOMIZATION = ("ListCustomModels", "ListImportedModels", "ListProvisionedModelThroughputs")
CUSTOM, IMPORTED = "bedrock:ListCustomModels", "bedrock:ListImportedModels"
BASES = "bedrock-agent:ListKnowledgeBases"
AGENTS, FLOWS = "bedrock-agent:ListAgents", "bedrock-agent:ListFlows"
QBUSINESS = "qbusiness:ListApplications"
UNKNOWN = {"code": "ValidationException", "message": "Unknown operation", "status": 400}
FAULT = {"code": "InternalServerException", "message": "The server encountered an error.", "status": 500}


def _published(name: str) -> list[str]:
    """Return the Regions of a service in AWS's public parameters, of which moto has a copy."""
    raw = json.loads(gzip.decompress((files("moto.ssm") / "resources/services.json.gz").read_bytes()))
    while len(raw) == 1:
        (raw,) = raw.values()
    return sorted(raw[name]["regions"])


def _error(call: str, region: str, error: dict[str, Any]) -> dict[str, Any]:
    return {"call": call, "region": region, "error": error}


def _today(regions: list[str], *, lists: bool = True) -> dict[str, Any]:
    """Return an account that uses nothing, with what AWS offers in these Regions today.

    `lists`: whether Systems Manager says where the services are.
    """
    account = lab.account("empty")
    account["regions"] = regions
    for name in sorted({c.offered_as for c in COLLECTORS if c.offered_as and lists}):
        path = f"/aws/service/global-infrastructure/services/{name}/regions"
        found = [{"Name": f"{path}/{region}", "Value": region} for region in _published(name)]
        account["answers"].append(
            {"call": "ssm:GetParametersByPath", "with": {"Path": path}, "answer": {"Parameters": found}}
        )
    for region in regions:
        if region not in ("us-east-1", "us-west-2"):
            account["answers"] += [_error(f"bedrock:{name}", region, UNKNOWN) for name in CUSTOMIZATION]
    agents = [c for c in COLLECTORS if c.service == "bedrock-agent"]
    listings = [c.name(row) for c in agents for row in c.rows if not row.parents]
    account["answers"] += [_error(call, "us-west-1", FAULT) for call in listings]
    account["answers"].append(_error(BASES, "ap-southeast-4", FAULT))
    return account


def _kinds(report: Report) -> dict[str, set[str]]:
    return {control: lab.kinds(report, control) for control in report.controls}


def test_an_account_that_uses_nothing_is_judged_alike_in_one_region_and_in_all() -> None:
    """No verdict is unknown, and each control says in 17 Regions what it says in one."""
    everywhere, one = lab.scan(_today(REGIONS)), lab.scan(_today(["us-east-1"]))
    assert everywhere.head.counts["unknown"] == 0
    assert everywhere.head.gaps == ()
    assert _kinds(everywhere) == _kinds(one)
    assert "not_applicable" in set().union(*_kinds(one).values())


@pytest.mark.parametrize("region", ["us-west-1", "ap-southeast-4", "eu-north-1"])
def test_a_region_with_a_part_of_the_services_is_judged_like_one_with_all(region: str) -> None:
    """The controls say there what they say in us-east-1."""
    found, one = lab.scan(_today([region])), lab.scan(_today(["us-east-1"]))
    assert found.head.counts["unknown"] == 0
    assert _kinds(found) == _kinds(one)


def test_the_lists_are_those_of_aws() -> None:
    """`LISTS` has what AWS publishes. If this fails, moto has a newer list: copy it."""
    assert {name: sorted(listed.regions) for name, listed in LISTS.items()} == {
        name: _published(name) for name in LISTS
    }
    everywhere = {"sagemaker"}  # in every Region, like S3
    assert {c.offered_as for c in COLLECTORS if c.offered_as} == {*LISTS, *everywhere}


def _read(operations: list[str], *answers: dict[str, Any], region: str) -> Collection:
    account = lab.account("empty")
    account["regions"] = [region]
    account["answers"] += answers
    with lab.serving(account) as (_, aws):
        return lab.read(aws, operations, [region])


@pytest.mark.parametrize(
    ("operation", "code", "message"),
    [
        (CUSTOM, "ValidationException", "Unknown operation"),
        (CUSTOM, "ValidationException", "Unknown Operation."),
        (CUSTOM, "UnknownOperationException", ""),
        (
            CUSTOM,
            "UnknownOperationException",
            "The requested operation is not supported in the called region.",
        ),
        (
            "cloudtrail:ListEventDataStores",
            "UnknownOperationException",
            "Operation is disabled in this region.",
        ),
    ],
)
def test_an_operation_that_aws_says_it_does_not_offer_is_complete(
    operation: str, code: str, message: str
) -> None:
    """There is no gap, and the proof is kept: operation, Region, code and AWS's text."""
    error = _error(operation, "eu-west-1", {"code": code, "message": message, "status": 400})
    found = _read([operation], error, region="eu-west-1")
    assert found.gaps == ()
    assert found.complete[operation] == ("eu-west-1",)
    (proof,) = found.not_offered
    assert (proof.operation, proof.region, proof.code, proof.sign) == (operation, "eu-west-1", code, "")
    assert message.rstrip(".") in proof.message
    (call,) = [c for c in found.calls if f"{c.service}:{c.operation}" == operation]
    assert call.error == code


@pytest.mark.parametrize(
    "operation", ["cloudtrail:DescribeTrails", "ec2:DescribeVpcEndpoints", "ec2:DescribeVpcs"]
)
def test_what_aws_has_everywhere_is_offered(operation: str) -> None:
    """Whatever the answer says, nobody may conclude that there are no networks or trails."""
    error = _error(
        operation, "eu-west-1", {"code": "UnknownOperationException", "message": "None", "status": 400}
    )
    found = _read([operation], error, region="eu-west-1")
    assert {gap.operation for gap in found.gaps} == {operation}
    assert found.not_offered == ()


@pytest.mark.parametrize(
    ("code", "message", "status"),
    [
        ("AccessDeniedException", "Unknown operation", 403),
        ("AccessDeniedException", "The requested operation is not supported in the called region.", 403),
        ("ValidationException", "Operation not allowed", 400),
        ("ValidationException", "Unknown operation. You are not authorized to perform it.", 400),
        ("ValidationException", "1 validation error detected: Unknown operation", 400),
        ("UnknownOperationException", "no operation of the models matches this request", 404),
        ("UnrecognizedClientException", "Unknown operation", 403),
        ("ThrottlingException", "Unknown operation", 429),
        ("InternalServerException", "Unknown operation", 500),
        (UNRESOLVED, "Unknown operation", 400),
    ],
)
def test_no_other_error_says_it(code: str, message: str, status: int) -> None:
    """Code and text must both be right, so a refusal, a fault or a false server stays a gap."""
    error = _error(CUSTOM, "us-west-1", {"code": code, "message": message, "status": status})
    found = _read([CUSTOM], error, region="us-west-1")
    assert found.not_offered == ()
    assert [gap.operation for gap in found.gaps] == [CUSTOM]
    assert found.complete[CUSTOM] == ()


def test_a_detail_that_is_not_offered_is_a_gap() -> None:
    """The item is there, so what the operation would say of it is missing."""
    account = lab.account("good")
    answers = [e for e in account["answers"] if e["call"] != "bedrock:GetGuardrail"]
    account["answers"] = [*answers, _error("bedrock:GetGuardrail", "us-east-1", UNKNOWN)]
    with lab.serving(account) as (_, aws):
        found = lab.read(aws, ["bedrock:GetGuardrail"], ["us-east-1"])
    assert found.not_offered == ()
    assert {gap.operation for gap in found.gaps} == {"bedrock:GetGuardrail"}


def test_an_operation_that_gave_a_page_is_offered() -> None:
    """If a later page fails with such an error, the page is lost, and that is a gap."""
    account = lab.account("good")
    lab.entry(account, "bedrock:ListGuardrails")["guardrails"] *= 2
    pages = iter([None])

    def second_fails(response: Response) -> Response:
        refused = encode_error("rest-json", 400, UNKNOWN["code"], UNKNOWN["message"], "id")
        return next(pages, refused) or response

    with lab.serving(account) as (server, aws), answering("bedrock:ListGuardrails", second_fails):
        server.fault("bedrock:ListGuardrails", "page_size", size=1)
        found = lab.read(aws, ["bedrock:ListGuardrails"], ["us-east-1"])
    assert found.not_offered == ()
    assert "ValidationException" in {gap.code for gap in found.gaps}
    assert found.complete["bedrock:ListGuardrails"] == ()


def test_an_internal_error_counts_only_where_a_fact_agrees() -> None:
    """Agents do not exist in us-west-1. Elsewhere, the same errors are gaps."""
    calls = [AGENTS, BASES, FLOWS]
    there = _read(calls, *[_error(call, "us-west-1", FAULT) for call in calls], region="us-west-1")
    assert there.gaps == ()
    assert {(one.operation, one.code) for one in there.not_offered} == {(c, FAULT["code"]) for c in calls}
    assert all("2026-09" in one.sign for one in there.not_offered)
    elsewhere = _read(calls, *[_error(call, "us-west-2", FAULT) for call in calls], region="us-west-2")
    assert {gap.operation for gap in elsewhere.gaps} == {*calls}
    assert elsewhere.not_offered == ()


def test_a_fact_about_a_service_ends_when_the_service_answers() -> None:
    """If one listing is answered, AWS offers the service by now, and an error is a gap."""
    found = _read([AGENTS, FLOWS], _error(FLOWS, "us-west-1", FAULT), region="us-west-1")
    assert [gap.operation for gap in found.gaps] == [FLOWS]
    assert found.complete[AGENTS] == ("us-west-1",)


def test_a_fact_about_an_operation_says_nothing_of_another() -> None:
    """In ap-southeast-4 there are agents, and no knowledge bases."""
    errors = [_error(call, "ap-southeast-4", FAULT) for call in (BASES, FLOWS)]
    found = _read([AGENTS, BASES, FLOWS], *errors, region="ap-southeast-4")
    assert [gap.operation for gap in found.gaps] == [FLOWS]
    assert [one.operation for one in found.not_offered] == [BASES]


@contextmanager
def _unresolved(errno: int, *services: str) -> Iterator[None]:
    """Make the names of these services' endpoints fail to resolve, within `lab.serving`."""
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **named: Any) -> Any:
        if str(host).endswith(".example"):
            raise socket.gaierror(errno, "no address")
        return real(host, *rest, **named)

    for service in services:
        name = service.upper().replace("-", "_")
        os.environ[f"AWS_ENDPOINT_URL_{name}"] = f"http://{service}.example"
    with patch("socket.getaddrinfo", resolve):
        yield


def _without_endpoint(region: str, errno: int) -> Collection:
    with lab.serving(_today([region], lists=False)) as (_, aws), _unresolved(errno, "qbusiness"):
        return lab.read(aws, [QBUSINESS], [region])


@pytest.mark.parametrize(
    ("partition", "regions", "services"),
    [
        (
            "aws-cn",
            ["cn-north-1", "cn-northwest-1"],
            ["bedrock", "bedrock-agent", "bedrock-data-automation", "qbusiness"],
        ),
        (
            "aws-us-gov",
            ["us-gov-east-1"],
            ["bedrock-agentcore-control", "bedrock-data-automation", "qbusiness"],
        ),
    ],
)
def test_a_partition_without_some_services_is_judged_alike(
    partition: str, regions: list[str], services: list[str]
) -> None:
    """Their endpoints have no names there, and Systems Manager has no lists."""
    account = lab.account("empty")
    caller = account["caller"].replace("arn:aws:", f"arn:{partition}:")
    account |= {"partition": partition, "caller": caller, "regions": regions}
    with lab.serving(account) as (_, aws), _unresolved(socket.EAI_NONAME, *services):
        found = lab.read(aws, regions=regions)
    assert {(one.operation.split(":")[0], one.region) for one in found.not_offered} == {
        (service, region) for service in services for region in regions
    }
    report = lab.judge(found)
    assert report.head.counts["unknown"] == 0
    assert _kinds(report) == _kinds(lab.scan(_today(["us-east-1"])))


def test_an_endpoint_without_a_name_counts_only_where_aws_lists_no_service() -> None:
    """Amazon Q Business is in four Regions. Elsewhere, an unresolved name means: not there."""
    found = _without_endpoint("eu-north-1", socket.EAI_NONAME)
    (proof,) = found.not_offered
    assert (proof.operation, proof.code) == (QBUSINESS, UNRESOLVED)
    assert "Systems Manager" in proof.sign
    assert found.gaps == ()
    offered = _without_endpoint("eu-west-1", socket.EAI_NONAME)
    assert [gap.code for gap in offered.gaps] == [UNRESOLVED]
    assert offered.not_offered == ()


def test_a_name_server_that_is_down_proves_nothing() -> None:
    """Without an answer of DNS nobody knows whether the name exists."""
    found = _without_endpoint("eu-north-1", socket.EAI_AGAIN)
    assert [gap.code for gap in found.gaps] == ["EndpointConnectionError"]
    assert found.not_offered == ()


def test_the_list_of_today_wins_over_the_one_that_is_shipped() -> None:
    """If the service is in the Region by now, an unresolved name is a gap."""
    account = _today(["eu-north-1"])
    for entry in account["answers"]:
        if "qbusiness" in entry.get("with", {}).get("Path", ""):
            path = entry["with"]["Path"]
            entry["answer"]["Parameters"].append({"Name": f"{path}/eu-north-1", "Value": "eu-north-1"})
    with lab.serving(account) as (_, aws), _unresolved(socket.EAI_NONAME, "qbusiness"):
        found = lab.read(aws, [QBUSINESS], ["eu-north-1"])
    assert [gap.code for gap in found.gaps] == [UNRESOLVED]


def test_the_snapshot_keeps_the_proof(tmp_path: Path) -> None:
    """It is in the head, and a head without the list is refused."""
    found = _read([CUSTOM, IMPORTED], _error(CUSTOM, "eu-west-1", UNKNOWN), region="eu-west-1")
    folder.write(found, tmp_path / "snapshot")
    (target,) = folder.read(tmp_path / "snapshot").targets
    assert target.not_offered == found.not_offered != ()
    head = tmp_path / "snapshot" / "snapshot.json"
    said = json.loads(head.read_text())
    del said["targets"][0]["not_offered"]
    head.write_text(json.dumps(said))
    with pytest.raises(SnapshotError, match="not_offered"):
        folder.read(tmp_path / "snapshot")
