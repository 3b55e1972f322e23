"""Tests of facts: normalised policy documents, gaps by place, and gaps for missing data."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest

from collectors import POLICY_DOCUMENTS, ROWS, is_regional
from collectors.records import NOT_OPTED_IN, Call, Gap, Resource
from scanner.catalog.input_schema import input_schema
from scanner.engines.program import binary
from scanner.errors import EngineError
from scanner.iam_documents import normal_document
from scanner.judging.facts import facts
from scanner.people.config import Config
from scanner.snapshot import folder as snapshot
from tests import lab
from tests.collectors.canaries import Canaries, account


def _facts(collection: Any, tmp_path: Path, **changes: Any) -> dict[str, Any]:
    snapshot.write(collection, tmp_path / "s")
    catalog, found = lab.everything(), snapshot.read(tmp_path / "s")
    (target,) = found.targets
    return facts(found, target, catalog, Config().stated(catalog, target.account))


@pytest.mark.parametrize("name", ["good", "bad", "empty", "denied"])
def test_facts_fit_the_input_schema(name: str, tmp_path: Path) -> None:
    """The facts of the samples are valid under the schema that `opa check -s` uses."""
    with lab.serving(lab.account(name)) as (_, aws):
        document = _facts(lab.read(aws), tmp_path)
    jsonschema.Draft7Validator(input_schema()).validate(document)
    assert all(
        document["resources"][r["type"]][i]["id"] == r["id"]
        for rs in document["resources"].values()
        for i, r in enumerate(rs)
    )


def test_facts_of_every_operation_fit_the_input_schema(tmp_path: Path) -> None:
    """With all members of all answers filled, what is redacted is an object in facts and schema."""
    with lab.serving(account(Canaries(one=True))) as (_, aws):
        document = _facts(lab.read(aws, ROWS), tmp_path)
    jsonschema.Draft7Validator(input_schema()).validate(document)
    (agent,) = document["resources"]["AWS::Bedrock::Agent"]
    assert set(agent["properties"]["description"]) == {"redacted"}


def test_a_control_that_reads_a_redacted_member_is_refused(tmp_path: Path) -> None:
    """OPA's check with the schema of the input finds a comparison, and a call that takes text."""
    try:
        opa = binary()
    except EngineError as error:
        pytest.skip(f"not checked with OPA: {error}")
    (tmp_path / "input.json").write_bytes(orjson.dumps(input_schema()))

    def checked(test: str) -> str:
        agent = 'some r in input.resources["AWS::Bedrock::Agent"]'
        (tmp_path / "a.rego").write_text(f"package a\n\na if {{\n\t{agent}\n\t{test}\n}}\n")
        command = [opa, "check", "-s", "input.json", "a.rego"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stderr

    assert checked('r.properties.agentName == "x"') == ""
    assert "rego_type_error" in checked('r.properties.description == "x"')
    assert "rego_type_error" in checked('startswith(r.properties.description, "x")')


def test_policy_documents_have_one_form() -> None:
    """Single values become lists, `*` becomes an object, numbers and booleans become text."""
    given = {
        "Statement": {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "a:B",
            "Resource": "*",
            "Condition": {
                "Bool": {"aws:SecureTransport": True},
                "NumericLessThan": {"aws:MultiFactorAuthAge": 3600},
            },
        }
    }
    assert normal_document(given) == {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": ["*"]},
                "Action": ["a:B"],
                "Resource": ["*"],
                "Condition": {
                    "Bool": {"aws:SecureTransport": ["true"]},
                    "NumericLessThan": {"aws:MultiFactorAuthAge": ["3600"]},
                },
            }
        ]
    }


@pytest.mark.parametrize(
    "document",
    [
        "text",
        {},
        {"Statement": ["text"]},
        {"Statement": {"Action": "a:B"}},
        {"Statement": {"Effect": "allow", "Action": "a:B"}},
        {"Statement": {"Effect": "Allow"}},
        {"Statement": {"Effect": "Allow", "Action": "a:B", "NotAction": "a:C"}},
        {"Statement": {"Effect": "Allow", "Action": {"a": "b"}}},
        {"Statement": {"Effect": "Allow", "Action": "a:B", "Principal": "everybody"}},
        {"Statement": {"Effect": "Allow", "Action": "a:B", "Condition": {"Bool": "true"}}},
        {"Statement": {"Effect": "Allow", "Action": "a:B", "Condition": []}},
    ],
)
def test_what_is_no_policy_document_is_refused(document: Any) -> None:
    """A document that breaks the grammar of IAM policies raises `ValueError`."""
    with pytest.raises(ValueError, match=r"."):
        normal_document(document)


def test_only_policy_documents_of_the_tables_are_normalised(tmp_path: Path) -> None:
    """Type and path decide which members are policy documents; other members do not change."""
    policy = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}
    known = {
        "AWS::S3::Bucket": {
            "GetBucketPolicy": {"Policy": policy},
            "Policy": policy,
            "Other": {"Policy": policy},
        },
        "AWS::IAM::ManagedPolicy": {"PolicyVersionList": [{"Document": policy}], "Document": policy},
        "AWS::Logs::LogGroup": {"Policy": policy, "PolicyDocument": policy, "Document": "not a document"},
    }
    with lab.serving(lab.account("empty")) as (_, aws):
        collection = lab.read(aws, [])
    records = [
        Resource(kind, f"arn:{kind}", "", collection.account, "us-east-1", "s3", {}, ("0" * 16,), properties)
        for kind, properties in known.items()
    ]
    call = Call("0" * 16, "s3", "X", "global", {}, 0, 200, "", "", "2026-06-01T00:00:00Z", 0.0, 0)
    document = _facts(replace(collection, resources=tuple(records), calls=(call,)), tmp_path)
    found = {kind: document["resources"][kind][0]["properties"] for kind in known}
    normal = normal_document(policy)
    assert normal != policy
    assert found == {
        "AWS::S3::Bucket": {
            "GetBucketPolicy": {"Policy": normal},
            "Policy": policy,
            "Other": {"Policy": policy},
        },
        "AWS::IAM::ManagedPolicy": {"PolicyVersionList": [{"Document": normal}], "Document": policy},
        "AWS::Logs::LogGroup": known["AWS::Logs::LogGroup"],
    }
    assert "arn:AWS::Logs::LogGroup" not in orjson.dumps(document["gaps"]).decode()


def test_the_tables_name_the_documents_of_each_type() -> None:
    """A policy document in a detail belongs to the item's type, at its path in the snapshot."""
    assert POLICY_DOCUMENTS["AWS::S3::Bucket"] == {"GetBucketPolicy.Policy": "s3:GetBucketPolicy"}
    assert POLICY_DOCUMENTS["AWS::EC2::VPCEndpoint"] == {"PolicyDocument": "ec2:DescribeVpcEndpoints"}
    assert [*POLICY_DOCUMENTS["AWS::IAM::User"]] == ["UserPolicyList[].PolicyDocument"]
    assert "AWS::Logs::LogGroup" not in POLICY_DOCUMENTS


def test_a_malformed_document_makes_its_verdicts_unknown() -> None:
    """An endpoint with a policy that is not valid is `unknown`, and so is its Region."""
    sample = lab.account("good")
    lab.entry(sample, "ec2:DescribeVpcEndpoints")["VpcEndpoints"][0]["PolicyDocument"] = {
        "Statement": [{"Effect": "Maybe"}]
    }
    control = "GENSEC01-BP02/endpoint-policy-restrictive"
    found = {(r.kind, r.region) for r in lab.scan(sample).results if r.control == control}
    assert found == {("unknown", "us-east-1"), ("pass", "eu-west-1")}


def test_ages_are_measured_from_the_start_of_the_scan(tmp_path: Path) -> None:
    """The same snapshot gives the same facts on every day."""
    found = lab.collection("empty")
    started = "2024-02-29T12:00:00Z"
    assert _facts(replace(found, started=started), tmp_path)["started"] == started


def test_what_was_not_asked_for_makes_results_unknown(tmp_path: Path) -> None:
    """A `NotOptedIn` gap reaches the controls: without the answer they know nothing."""
    found, operation = lab.collection("empty"), "bedrock:ListGuardrails"
    lost = Gap(found.account, "us-east-1", "bedrock", operation, None, NOT_OPTED_IN, "", "")
    facts = _facts(replace(found, gaps=(*found.gaps, lost)), tmp_path)
    assert {gap["code"] for gap in facts["gaps"][operation]["us-east-1"]} == {NOT_OPTED_IN}


def test_a_lost_detail_is_a_gap_of_all_that_it_was_read_for(tmp_path: Path) -> None:
    """The agent and its aliases wait for the answer about a version: each place has the gap."""
    found = lab.collection("good")
    places = ("arn:version", "arn:alias/1", "arn:agent")
    operation = "bedrock-agent:GetAgentVersion"
    gap = Gap(found.account, "us-east-1", "bedrock-agent", operation, places[0], "Lost", "", "", places[1:])
    facts = _facts(replace(found, gaps=(*found.gaps, gap)), tmp_path)
    assert sorted(facts["gaps"][operation]) == sorted(("*", *places))


def test_silence_is_a_gap(tmp_path: Path) -> None:
    """An operation that was not called has a `NotCollected` gap in each Region."""
    with lab.serving(lab.account("empty")) as (_, aws):
        gaps = _facts(lab.read(aws, ["bedrock:ListGuardrails"]), tmp_path)["gaps"]
    assert "bedrock:ListGuardrails" not in gaps
    assert sorted(gaps["bedrock-agent:ListAgents"]) == ["*", "eu-west-1", "us-east-1"]
    assert gaps["iam:GetAccountAuthorizationDetails"]["global"] == [
        {
            "operation": "iam:GetAccountAuthorizationDetails",
            "region": "global",
            "code": "NotCollected",
            "permission": "",
            "denied_by": "",
        }
    ]


def test_a_listing_speaks_for_its_details(tmp_path: Path) -> None:
    """Details inherit the gap of their listing, but not for items that were listed."""
    with lab.serving(lab.account("bad")) as (server, aws):
        server.fault("bedrock-agent:ListAgents", "denied", region="us-east-1")
        gaps = _facts(lab.read(aws), tmp_path)["gaps"]
    inherited = gaps["bedrock-agent:GetAgentVersion"]["us-east-1"]
    assert [(g["operation"], g["code"], g["spares"]) for g in inherited] == [
        ("bedrock-agent:ListAgents", "AccessDeniedException", ["AWS::Bedrock::Agent"])
    ]


def test_a_region_not_entered_is_a_gap_of_every_operation_there(tmp_path: Path) -> None:
    """A gap of the whole Region is a gap of every regional operation, and of no global one."""
    with lab.serving(lab.account("empty")) as (server, aws):
        server.fault("sts:*", "denied", region="eu-west-1")
        gaps = _facts(lab.read(aws), tmp_path)["gaps"]
    assert set(gaps) == {op for op in lab.everything().operations if is_regional(op)}
    assert all(list(places) == ["*", "eu-west-1"] for places in gaps.values())
    assert {gap["code"] for places in gaps.values() for gap in places["*"]} == {"Unreachable"}


def test_the_account_of_a_principal_is_known_in_identity_policies_only(tmp_path: Path) -> None:
    """Policies of IAM apply to own principals. Whoever uses a bucket may be of another account."""
    pattern = "arn:aws:iam::${aws:PrincipalAccount}:role/${aws:ResourceAccount}"
    allow = {"Effect": "Allow", "Action": "a:B", "Resource": pattern}
    policy = {"Version": "2012-10-17", "Statement": [allow]}
    known = {
        "AWS::S3::Bucket": {"GetBucketPolicy": {"Policy": policy}},
        "AWS::IAM::Role": {"RolePolicyList": [{"PolicyDocument": policy}]},
    }
    with lab.serving(lab.account("empty")) as (_, aws):
        collection = lab.read(aws, [])
    own = collection.account
    records = [
        Resource(kind, f"arn:{kind}", "", own, "global", "s3", {}, ("0" * 16,), properties)
        for kind, properties in known.items()
    ]
    call = Call("0" * 16, "s3", "X", "global", {}, 0, 200, "", "", "2026-06-01T00:00:00Z", 0.0, 0)
    document = _facts(replace(collection, resources=tuple(records), calls=(call,)), tmp_path)
    (bucket,), (role,) = (document["resources"][kind] for kind in known)
    held = bucket["properties"]["GetBucketPolicy"]["Policy"]["Statement"]
    assert held[0]["Resource"] == ["arn:aws:iam::*:role/*"]
    (inline,) = role["properties"]["RolePolicyList"]
    found = inline["PolicyDocument"]["Statement"][0]["Resource"]
    assert found == [f"arn:aws:iam::{own}:role/{own}"]


def test_other_phrases_than_those_of_the_scan_are_named(tmp_path: Path) -> None:
    """The head of the snapshot has their digest. The texts cannot be read again."""
    prompts = ["bedrock-agent:ListPrompts", "bedrock-agent:GetPrompt"]
    with lab.serving(lab.account("bad")) as (_, aws):
        read = lab.read(aws, prompts, phrases={"structured": ["HANDBOOK of the shop"]})
    snapshot.write(read, tmp_path / "s")
    catalog, found = lab.everything(), snapshot.read(tmp_path / "s")
    assert "handbook" not in str(found.head.signs).lower()
    (target,) = found.targets
    for own, other in (
        ({"structured": ["handbook OF the shop"]}, []),
        ({"structured": ["one word"]}, ["structured"]),
        ({}, ["structured"]),
    ):
        stated = Config(signs=own).stated(catalog, target.account)
        document = facts(found, target, catalog, stated)
        assert document["other_signs"] == other
        kept = str(document["resources"]["AWS::Bedrock::Prompt"])
        assert kept.count("'structured': True") == 1
        assert "handbook of the shop" not in kept.lower()
