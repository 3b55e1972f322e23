"""Records of a stack: ids, members, references, defaults, gaps, places and tags."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from collectors.iac.mapping.records import records
from collectors.iac.things import Missing, ModuleCall, Stack, Thing
from collectors.iac.values import Unknown, hole, reference
from collectors.records import GLOBAL, NOT_IN_CODE, Source
from tests.collectors.iac.stacks import ACCOUNT, PLACE, declared, gaps_of, listing_gaps, only, thing

AGENT, ROLE = "AWS::Bedrock::Agent", "AWS::IAM::Role"
WHY = Unknown("var.model has no value")


def agent(**attributes: Any) -> Thing:
    """Return an agent with a name."""
    return thing(
        "aws_bedrockagent_agent", "module.a.aws_bedrockagent_agent.this", agent_name="x", **attributes
    )


def test_an_agent_has_aws_own_members_and_a_stable_id() -> None:
    found = only(declared(agent(idle_session_ttl_in_seconds="600", nothing_of_aws=1)), AGENT)

    assert found.id == f"arn:aws:bedrock:{PLACE}:{ACCOUNT}:agent/module.a.aws_bedrockagent_agent.this"
    assert (found.name, found.region, found.service) == ("x", PLACE, "bedrock-agent")
    assert found.properties["agentName"] == "x"
    assert found.properties["idleSessionTTLInSeconds"] == 600
    assert found.properties["agentStatus"] == "PREPARED"
    assert "nothing_of_aws" not in str(found.properties)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("aws_bedrockagent_agent", "agent_name"),
        ("awscc_bedrock_agent", "agent_name"),
        ("AWS::Bedrock::Agent", "AgentName"),
    ],
)
def test_every_source_gives_the_same_members(kind: str, name: str) -> None:
    given: dict[str, Any] = {name: "x"}
    found = only(declared(thing(kind, "A", **given)), AGENT)

    assert found.properties["agentName"] == "x"


def test_what_is_not_known_is_a_gap_with_its_pointer_and_line() -> None:
    given = replace(agent(foundation_model=WHY), lines={"/foundation_model": (12, 12)})
    found = declared(given)

    assert "foundationModel" not in only(found, AGENT).properties
    (gap,) = [gap for gap in found.gaps if gap.resource]
    assert gap.pointer == "/properties/foundationModel"
    assert gap.message == "var.model has no value (main.tf:12)"
    assert (gap.code, gap.operation, gap.service) == (NOT_IN_CODE, "bedrock-agent:GetAgent", "bedrock-agent")
    assert (gap.account, gap.region, gap.permission) == (ACCOUNT, PLACE, "")


def test_an_element_that_is_not_known_keeps_its_place() -> None:
    found = declared(
        thing("aws_sagemaker_notebook_instance", "n", name="n", security_groups=[WHY, "sg-1"], role_arn="r")
    )
    notebook = only(found, "AWS::SageMaker::NotebookInstance")

    assert notebook.properties["SecurityGroups"] == ["(not known)", "sg-1"]
    assert [pointer for pointer, _ in gaps_of(found, notebook)] == ["/properties/SecurityGroups/0"]


def test_a_text_that_is_known_in_part_is_not_known() -> None:
    found = declared(agent(foundation_model=f"anthropic.{hole(WHY)}"))

    assert gaps_of(found, only(found, AGENT)) == [
        ("/properties/foundationModel", "var.model has no value (main.tf:10)")
    ]


def test_null_is_what_the_code_leaves_out() -> None:
    found = declared(agent(foundation_model=None, guardrail_configuration=[]))

    assert gaps_of(found, only(found, AGENT)) == []
    assert "guardrailConfiguration" not in only(found, AGENT).properties


def test_references_become_what_aws_shows() -> None:
    found = declared(
        agent(
            agent_resource_role_arn=reference("aws_iam_role.r", "arn"),
            guardrail_configuration=[
                {
                    "guardrail_identifier": reference("aws_bedrock_guardrail.g", "guardrail_id"),
                    "guardrail_version": reference("aws_bedrock_guardrail_version.v", "version"),
                }
            ],
        ),
        thing("aws_iam_role", "aws_iam_role.r", name="r", path="/x/", assume_role_policy="{}"),
        thing("aws_bedrock_guardrail", "aws_bedrock_guardrail.g", name="g"),
        thing(
            "aws_bedrock_guardrail_version",
            "aws_bedrock_guardrail_version.v",
            guardrail_arn=reference("aws_bedrock_guardrail.g", "guardrail_arn"),
        ),
    )
    properties = only(found, AGENT).properties

    assert properties["agentResourceRoleArn"] == f"arn:aws:iam::{ACCOUNT}:role/x/r" == only(found, ROLE).id
    assert properties["guardrailConfiguration"] == {
        "guardrailIdentifier": "aws_bedrock_guardrail.g",
        "guardrailVersion": "1",
    }


@pytest.mark.parametrize(
    ("address", "attribute", "value"),
    [
        ("AWS::AccountId", "Ref", ACCOUNT),
        ("AWS::Region", "Ref", PLACE),
        ("AWS::Partition", "Ref", "aws"),
        ("AWS::URLSuffix", "Ref", "amazonaws.com"),
        ("data.aws_caller_identity.c", "account_id", ACCOUNT),
        ("data.aws_region.c", "name", PLACE),
        ("data.aws_partition.c", "partition", "aws"),
        ("aws_kms_key.k", "arn", f"arn:aws:kms:{PLACE}:{ACCOUNT}:key/aws_kms_key.k"),
        ("aws_dynamodb_table.t", "arn", f"arn:aws:dynamodb:{PLACE}:{ACCOUNT}:table/things"),
        ("aws_dynamodb_table.t", "hash_key", "id"),
    ],
)
def test_a_reference_to_what_becomes_no_record(address: str, attribute: str, value: str) -> None:
    found = declared(
        agent(foundation_model=reference(address, attribute)),
        replace(thing("aws_caller_identity", "data.aws_caller_identity.c"), data=True),
        replace(thing("aws_region", "data.aws_region.c"), data=True),
        replace(thing("aws_partition", "data.aws_partition.c"), data=True),
        thing("aws_kms_key", "aws_kms_key.k"),
        thing("aws_dynamodb_table", "aws_dynamodb_table.t", name="things", hash_key="id"),
    )

    assert only(found, AGENT).properties["foundationModel"] == value


@pytest.mark.parametrize(
    ("address", "attribute", "why"),
    [
        ("aws_iam_role.r", "unique_id", "aws_iam_role.r.unique_id is known only after it is applied"),
        ("aws_nowhere.x", "arn", "aws_nowhere.x is not in the code"),
        ("random_id.r", "hex", "random_id.r.hex is known only after it is applied"),
        ("data.aws_ssm_parameter.p", "value", "data.aws_ssm_parameter.p.value is read when it is applied"),
        ("AWS::StackName", "Ref", "AWS::StackName is known only when it is deployed"),
        ("module.a.aws_bedrockagent_agent.this", "agent_arn", "refers to itself"),
    ],
)
def test_what_no_row_knows_is_not_known(address: str, attribute: str, why: str) -> None:
    found = declared(
        agent(foundation_model=reference(address, attribute)),
        thing("aws_iam_role", "aws_iam_role.r", name="r", assume_role_policy="{}"),
        thing("random_id", "random_id.r", byte_length=4),
        replace(thing("aws_ssm_parameter", "data.aws_ssm_parameter.p"), data=True),
    )
    (held,) = gaps_of(found, only(found, AGENT))

    assert held[0] == "/properties/foundationModel"
    assert why in held[1]


def test_a_name_that_is_not_known_has_a_stand_in_and_a_gap() -> None:
    found = declared(
        thing("aws_iam_role", "aws_iam_role.r", name=WHY, assume_role_policy="{}"),
        agent(agent_resource_role_arn=reference("aws_iam_role.r", "arn")),
    )
    role = only(found, ROLE)

    assert role.id == f"arn:aws:iam::{ACCOUNT}:role/aws_iam_role.r"
    assert only(found, AGENT).properties["agentResourceRoleArn"] == role.id
    assert "/properties/RoleName" in [pointer for pointer, _ in gaps_of(found, role)]


def test_a_made_up_name_is_no_gap() -> None:
    found = declared(thing("AWS::IAM::Role", "Role", AssumeRolePolicyDocument={"Statement": []}))

    assert only(found, ROLE).name == "Role"
    assert gaps_of(found, only(found, ROLE)) == []


def test_the_regions() -> None:
    here = thing("aws_iam_role", "r", name="r", assume_role_policy="{}")
    there = replace(agent(), region="eu-west-1")
    found = declared(here, there, region="us-west-2")

    assert only(found, ROLE).region == GLOBAL
    assert only(found, AGENT).region == "eu-west-1"
    assert ":eu-west-1:" in only(found, AGENT).id
    assert only(declared(agent(), region="us-west-2"), AGENT).region == "us-west-2"


def test_the_account_of_the_code_counts() -> None:
    found = records(Stack(".", "terraform", (agent(),), account="999988887777"), ACCOUNT, PLACE)

    assert only(found, AGENT).account == "999988887777"


def test_the_place_has_the_address_the_calls_and_the_lines() -> None:
    call = ModuleCall("module.a", Source("root.tf", 3, 7))
    given = replace(
        agent(guardrail_configuration=[{"guardrail_version": "1"}]),
        calls=(call,),
        lines={"/agent_name": (11, 11), "/guardrail_configuration/0": (12, 14), "/nothing": (1, 1)},
    )
    source = only(declared(given), AGENT).source

    assert source == Source(
        "main.tf",
        10,
        15,
        "module.a.aws_bedrockagent_agent.this",
        (Source("root.tf", 3, 7, "module.a"),),
        {"/properties/agentName": (11, 11), "/properties/guardrailConfiguration": (12, 14)},
    )


@pytest.mark.parametrize(
    "tags",
    [
        {"tags": {"team": "a", "gone": None}},
        {"Tags": [{"Key": "team", "Value": "a"}]},
        {"tags": [{"key": "team", "value": "a"}]},
    ],
)
def test_tags(tags: dict[str, Any]) -> None:
    assert only(declared(agent(**tags)), AGENT).tags == {"team": "a"}


def test_a_tag_that_is_not_known_is_a_gap() -> None:
    found = declared(agent(tags={"team": WHY}))

    assert only(found, AGENT).tags == {}
    assert gaps_of(found, only(found, AGENT)) == [("/tags/team", "var.model has no value (main.tf:10)")]


def test_whether_there_is_one_may_not_be_fixed() -> None:
    found = declared(replace(agent(), maybe="var.create has no value"))
    (gap,) = listing_gaps(found)

    assert (gap.operation, gap.region, gap.pointer) == ("bedrock-agent:ListAgents", PLACE, "")
    assert "var.create has no value" in gap.message
    assert [pointer for pointer, _ in gaps_of(found, only(found, AGENT))] == [""]


@pytest.mark.parametrize(("effect", "unread"), [("Allow", []), ("Deny", [""])])
def test_a_part_that_may_not_be_there_is_a_gap_of_what_it_adds_to(effect: str, unread: list[str]) -> None:
    policy = {"Statement": [{"Effect": effect, "Action": "s3:*", "Resource": "*"}]}
    found = declared(
        thing("aws_iam_role", "r", name="r", assume_role_policy="{}"),
        thing("aws_iam_role", "s", name="s", assume_role_policy={"Statement": []}),
        replace(thing("aws_iam_role_policy", "p", role="s", policy=policy), maybe="var.x has no value"),
    )
    (role,) = [one for one in found.resources if one.name == "s"]

    assert listing_gaps(found) == []
    assert [pointer for pointer, _ in gaps_of(found, role)] == [*unread, "/properties/RolePolicyList/0"]


def test_a_module_that_is_not_here_may_change_what_it_is_given() -> None:
    call = ModuleCall("module.b", Source("main.tf", 40, 44))
    touched = Missing(call, "git::x", ("module.a.aws_bedrockagent_agent.this", "data.nothing.x"))
    found = declared(agent(), missing=(touched,))

    assert gaps_of(found, only(found, AGENT)) == [
        ("/properties", "module.b is given this, and git::x is not here (main.tf:40)")
    ]


def test_two_blocks_with_one_id_are_one_record_in_doubt() -> None:
    roles = [thing("aws_iam_role", f"aws_iam_role.{k}", name="r", assume_role_policy="{}") for k in "ab"]
    found = declared(*roles)

    assert ("", "aws_iam_role.b declares it too (main.tf:10)") in gaps_of(found, only(found, ROLE))


def test_addresses_that_look_alike_have_ids_of_their_own() -> None:
    first, second = (thing("aws_bedrockagent_agent", f'aws_bedrockagent_agent.x["{k}"]') for k in "/:")
    found = declared(first, second)

    assert len({resource.id for resource in found.resources}) == 2


def test_silence_about_what_an_account_has_once_is_a_gap() -> None:
    (gap,) = declared().gaps

    assert gap.operation == "bedrock:GetModelInvocationLoggingConfiguration"
    assert gap.resource is None
    logging = thing("aws_bedrock_model_invocation_logging_configuration", "l", logging_config=[{}])
    assert [gap for gap in declared(logging).gaps if gap.resource is None] == []


def test_a_member_without_an_argument_is_not_known_only_where_its_structure_is() -> None:
    logging = thing("aws_bedrock_model_invocation_logging_configuration", "l", logging_config=[{}])
    found = declared(logging)
    (record,) = found.resources

    assert record.properties["loggingConfig"]["textDataDeliveryEnabled"] is True
    assert gaps_of(found, record) == [
        (
            "/properties/loggingConfig/audioDataDeliveryEnabled",
            "the provider has no argument for it (main.tf:10)",
        )
    ]


def test_defaults_are_not_shared() -> None:
    roles = [thing("aws_iam_role", f"r.{k}", name=k, assume_role_policy="{}") for k in "ab"]
    attached = thing("aws_iam_role_policy_attachment", "p", role="a", policy_arn="arn:aws:iam::aws:policy/X")
    found = declared(*roles, attached)

    assert [len(one.properties["AttachedManagedPolicies"]) for one in found.resources] == [1, 0]


def test_what_becomes_no_record_is_named() -> None:
    found = declared(
        thing("random_id", "random_id.r"),
        thing("aws_iam_role_policy", "p", role="x"),
        replace(thing("aws_region", "data.r"), data=True),
    )

    assert found.unjudged == {"random_id.r": "random_id"}
