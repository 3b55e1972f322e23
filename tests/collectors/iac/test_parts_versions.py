"""Versions, aliases, and the children that CloudFormation has in an agent's own block."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from collectors.iac.mapping.records import Declared
from collectors.iac.things import Thing
from collectors.iac.values import Unknown, reference
from tests.collectors.iac.stacks import declared, gaps_of, only, thing

WHY = Unknown("var.x has no value")
VERSION, ALIAS = "AWS::Bedrock::AgentVersion", "AWS::Bedrock::AgentAlias"
ACTIONS, BASES = "AWS::Bedrock::AgentActionGroup", "AWS::Bedrock::AgentKnowledgeBase"


def ids(found: Declared, kind: str) -> list[str]:
    """Return the ends of the ids of a type, from the agent on."""
    return [one.id.partition(":agent/")[2] for one in found.resources if one.type == kind]


def agent(**attributes: Any) -> Thing:
    """Return an agent of Terraform."""
    return thing("aws_bedrockagent_agent", "a", agent_name="x", **attributes)


def alias(**attributes: Any) -> Thing:
    """Return an alias of that agent."""
    return thing(
        "aws_bedrockagent_agent_alias",
        "l",
        agent_id=reference("a", "agent_id"),
        agent_alias_name="l",
        **attributes,
    )


def test_an_alias_makes_a_version_with_the_children_of_the_agent() -> None:
    found = declared(
        agent(foundation_model=WHY),
        alias(),
        thing(
            "aws_bedrockagent_agent_action_group", "g", agent_id=reference("a", "id"), action_group_name="g"
        ),
        thing(
            "aws_bedrockagent_agent_knowledge_base_association",
            "k",
            agent_id=reference("a", "id"),
            knowledge_base_id="KB",
        ),
    )
    version = only(found, VERSION)

    assert only(found, ALIAS).properties["routingConfiguration"] == [{"agentVersion": "1"}]
    assert version.id.endswith(":agent/a:1")
    assert version.properties["version"] == "1"
    assert ids(found, ACTIONS) == ["a:1:action-group/g", "a:DRAFT:action-group/g"]
    assert ids(found, BASES) == ["a:1:knowledge-base/KB", "a:DRAFT:knowledge-base/KB"]
    assert [pointer for pointer, _ in gaps_of(found, version)] == ["/properties/foundationModel"]


def test_what_an_older_version_has_is_not_known() -> None:
    found = declared(agent(), alias(routing_configuration=[{"agent_version": "3"}]))
    (gap,) = [gap for gap in found.gaps if gap.resource == only(found, ALIAS).id]

    assert ids(found, VERSION) == []
    assert gap.operation == "bedrock-agent:GetAgentVersion"


def test_an_alias_whose_route_is_not_known() -> None:
    found = declared(agent(), alias(routing_configuration=WHY))

    assert ids(found, VERSION) == []
    assert gaps_of(found, only(found, ALIAS))[0][0] == "/properties/routingConfiguration"


def test_the_children_in_an_agent_of_cloudformation() -> None:
    nested = thing(
        "AWS::Bedrock::Agent",
        "A",
        AgentName="x",
        ActionGroups=[{"ActionGroupName": "g", "ActionGroupExecutor": {"Lambda": WHY}}],
        KnowledgeBases=[{"KnowledgeBaseId": "KB", "Description": "d"}],
    )
    found = declared(replace(nested, lines={"/ActionGroups/0": (20, 24)}))
    group = only(found, ACTIONS)

    assert ids(found, ACTIONS) == ["A:DRAFT:action-group/A.action_groups.0"]
    assert ids(found, BASES) == ["A:DRAFT:knowledge-base/KB"]
    assert group.name == "g"
    assert group.source
    assert (group.source.start_line, group.source.address) == (20, "A")
    assert [pointer for pointer, _ in gaps_of(found, group)] == ["/properties/actionGroupExecutor/lambda"]


def test_children_that_are_not_known_are_a_gap_of_their_listing() -> None:
    found = declared(thing("AWS::Bedrock::Agent", "A", AgentName="x", ActionGroups=WHY))
    (gap,) = [gap for gap in found.gaps if gap.resource]

    assert gap.operation == "bedrock-agent:ListAgentActionGroups"
    assert gap.resource == only(found, "AWS::Bedrock::Agent").id


@pytest.mark.parametrize("attribute", ["guardrail_arn", "guardrail_id"])
def test_a_version_of_a_guardrail_is_a_copy(attribute: str) -> None:
    filters = [{"filters_config": [{"type": "HATE", "input_strength": WHY, "output_strength": "HIGH"}]}]
    found = declared(
        thing("aws_bedrock_guardrail", "g", name="g", content_policy_config=filters),
        thing("aws_bedrock_guardrail_version", "v", guardrail_arn=reference("g", attribute)),
    )
    guardrail, version = only(found, "AWS::Bedrock::Guardrail"), only(found, "AWS::Bedrock::GuardrailVersion")

    assert version.id == f"{guardrail.id}:1"
    assert (guardrail.properties["version"], version.properties["version"]) == ("DRAFT", "1")
    assert version.properties["contentPolicy"] == guardrail.properties["contentPolicy"]
    pointer = "/properties/contentPolicy/filters/0/inputStrength"
    assert [p for p, _ in gaps_of(found, version)] == [pointer]


def test_two_versions_have_two_numbers() -> None:
    versions = [
        thing("aws_bedrock_guardrail_version", name, guardrail_arn=reference("g", "guardrail_arn"))
        for name in "vw"
    ]
    found = declared(thing("aws_bedrock_guardrail", "g", name="g"), *versions)

    assert [one.id.rpartition(":")[2] for one in found.resources if one.type.endswith("Version")] == [
        "1",
        "2",
    ]


def test_a_version_of_what_is_not_here_is_no_record() -> None:
    found = declared(thing("AWS::Bedrock::GuardrailVersion", "V", GuardrailIdentifier="elsewhere"))

    assert found.resources == ()


def test_a_version_of_a_prompt_has_an_arn_of_its_own() -> None:
    found = declared(
        thing("AWS::Bedrock::Prompt", "P", Name="p"),
        thing("AWS::Bedrock::PromptVersion", "V", PromptArn=reference("P", "Arn")),
    )
    prompt, version = only(found, "AWS::Bedrock::Prompt"), only(found, "AWS::Bedrock::PromptVersion")

    assert version.id == f"{prompt.id}:1" == version.properties["arn"]


def test_the_version_of_an_agent_that_may_not_be_there_may_not_be_there_either() -> None:
    found = declared(replace(agent(), maybe="var.x has no value"), alias())

    assert [pointer for pointer, _ in gaps_of(found, only(found, VERSION))] == [""]
