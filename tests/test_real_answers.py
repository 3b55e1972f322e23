"""Answers as AWS really sends them: agents without version or role, endpoints without a service."""

from __future__ import annotations

from typing import Any

from collectors.records import MALFORMED, Collection
from tests import lab

NO_ADMIN, BOUNDED, GUARDED, MANAGED = (
    "GENSEC05-BP01/agent-role-no-admin",
    "GENSEC05-BP01/agent-role-bounded",
    "GENSEC02-BP01/agent-versions-have-guardrail",
    "GENOPS04-BP01/resources-managed-by-iac",
)


def _found(account: dict[str, Any]) -> tuple[Collection, lab.Verdicts]:
    with lab.serving(account) as (_, aws):
        found = lab.read(aws)
    return found, lab.verdicts(lab.judge(found))


def _malformed(found: Collection) -> list[str]:
    return [gap.message for gap in found.gaps if gap.code == MALFORMED]


def test_agents_have_no_version_and_unfinished_ones_no_role() -> None:
    """Both are judged, and neither is a gap."""
    account = lab.account("bad")
    agents = lab.entry(account, "bedrock-agent:ListAgents")["agentSummaries"]
    finished = agents[0]["agentId"]
    agent = lab.entry(account, "bedrock-agent:GetAgent", agentId=finished)["agent"]
    assert "agentVersion" not in agent
    role = agent["agentResourceRoleArn"]
    summary = {"agentId": "SEEDLING01", "agentName": "seedling", "agentStatus": "NOT_PREPARED"}
    agents.append(summary | {"updatedAt": agents[0]["updatedAt"]})
    unwanted = ("agentResourceRoleArn", "foundationModel", "guardrailConfiguration")
    seedling = {k: v for k, v in agent.items() if k not in unwanted}
    arn = agent["agentArn"].replace(finished, "SEEDLING01")
    seedling |= summary | {"agentArn": arn}
    empty = {
        "ListAgentAliases": ({}, "agentAliasSummaries"),
        "ListAgentActionGroups": ({"agentVersion": "DRAFT"}, "actionGroupSummaries"),
        "ListAgentKnowledgeBases": ({"agentVersion": "DRAFT"}, "agentKnowledgeBaseSummaries"),
    }
    asked = {"agentId": "SEEDLING01"}
    account["answers"] += [
        {"call": "bedrock-agent:GetAgent", "with": asked, "answer": {"agent": seedling}},
        *(
            {"call": f"bedrock-agent:{operation}", "with": asked | more, "answer": {items: []}}
            for operation, (more, items) in empty.items()
        ),
    ]
    found, verdicts = _found(account)
    assert _malformed(found) == []
    before = lab.verdicts(lab.report("bad"))
    assert {key: kind for key, kind in before.items() if verdicts.get(key) != kind} == {}
    new = {(key[0], key[1]): kind for key, kind in verdicts.items() if key not in before}
    # Its draft has no guardrail, and no stack made it. It has no role to judge.
    assert new == {
        (GUARDED, arn): "fail",
        (MANAGED, arn): "fail",
        ("GENCOST03-BP01/agent-instruction-length", arn): "pass",
        ("GENCOST03-BP02/agent-max-length", arn): "fail",
        ("GENPERF02-BP02/agent-override-parameters", arn): "fail",
        ("GENSEC04-BP01/prompt-no-secrets", arn): "fail",
        ("GENSEC05-BP01/agent-cmk", arn): "fail",
    }
    assert verdicts[NO_ADMIN, role, "global", ""] == verdicts[BOUNDED, role, "global", ""] == "fail"


def test_an_endpoint_without_a_service_is_no_subject() -> None:
    """Endpoints of VPC Lattice are in the snapshot, change no verdict, and are no gap."""
    for sample in ("good", "bad"):
        account = lab.account(sample)
        endpoints = lab.entry(account, "ec2:DescribeVpcEndpoints")["VpcEndpoints"]
        unwanted = ("ServiceName", "PolicyDocument", "VpcEndpointId", "VpcEndpointType")
        plain = {k: v for k, v in endpoints[0].items() if k not in unwanted}
        for number, kind in enumerate(("Resource", "ServiceNetwork")):
            endpoints.insert(0, {**plain, "VpcEndpointId": f"vpce-lattice{number}", "VpcEndpointType": kind})
        found, verdicts = _found(account)
        assert _malformed(found) == []
        assert verdicts == lab.verdicts(lab.report(sample))
        ids = {r.id.rpartition("/")[2] for r in found.resources if r.type == "AWS::EC2::VPCEndpoint"}
        assert ids > {"vpce-lattice0", "vpce-lattice1"}


def test_a_role_whose_longest_session_is_not_shown_is_unknown() -> None:
    """ListRoles leaves out MaxSessionDuration: the one control that needs it says unknown."""
    account = lab.account("good")
    for role in lab.entry(account, "iam:ListRoles")["Roles"]:
        role.pop("MaxSessionDuration", None)
    found, verdicts = _found(account)
    assert _malformed(found) == []
    before = lab.verdicts(lab.report("good"))
    changed = {key[0]: kind for key, kind in verdicts.items() if before[key] != kind}
    assert changed == {"GENSEC01-BP01/inference-principals-bounded": "unknown"}
