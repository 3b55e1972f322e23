"""What is said of a Cedar policy: whether a statement permits everything."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.cedar import permits

_GATEWAY = 'AgentCore::Gateway::"arn:aws:bedrock-agentcore:us-east-1:111122223333:gateway/gw-1"'


@pytest.mark.parametrize(
    "text",
    [
        "permit(principal, action, resource);",
        "permit(principal,action,resource);",
        "// everybody {\npermit (\n  principal,\n  action,\n  resource\n);",
        "permit(principal, action, resource) when { true };",
        "permit(principal, action, resource) when { (true) } unless { !true };",
        "permit(principal, action, resource) unless { false };",
        'permit(principal, action, resource); // when { principal.team == "support" }',
        '@id("all") @note permit(principal, action, resource);',
        'permit(principal, action, resource) when { principal.hasTag("team") || true };',
        "permit(principal, action, resource) when { ((true || (context.a && context.b))) };",
        "permit(principal, action, resource) when { !false || context.a };",
        "permit(principal, action, resource) unless { (false) || false };",
    ],
)
def test_a_statement_that_permits_everything(text: str) -> None:
    """With comments, white space, annotations, and conditions that are always true."""
    assert permits(text) == {"statements": 1, "everything": 1, "gateway": 0, "unclear": 0}


@pytest.mark.parametrize(
    "scope",
    [
        f"resource == {_GATEWAY}",
        "resource is AgentCore::Gateway",
        f"resource is AgentCore::Gateway in {_GATEWAY}",
    ],
)
@pytest.mark.parametrize("condition", ["", "when { true }", "unless { resource.closed }"])
def test_a_statement_for_everything_of_a_gateway(scope: str, condition: str) -> None:
    """The resource of a call is always a gateway."""
    found = permits(f"permit(principal, action, {scope}) {condition};")
    assert found == {"statements": 1, "everything": 0, "gateway": 1, "unclear": 0}


@pytest.mark.parametrize(
    "condition",
    [
        f"when {{ resource == {_GATEWAY} }}",
        f"when {{ (resource in [{_GATEWAY}]) }} when {{ true }}",
        f"when {{ principal.admin || resource == {_GATEWAY} }}",
        f"unless {{ resource == {_GATEWAY} }}",
    ],
)
def test_a_condition_on_the_gateway_alone(condition: str) -> None:
    """It limits the callers and their tools there no more than the scope would."""
    found = permits(f"permit(principal, action, resource) {condition};")
    assert found == {"statements": 1, "everything": 0, "gateway": 1, "unclear": 0}


@pytest.mark.parametrize(
    "text",
    [
        f'permit(principal, action == AgentCore::Action::"t1___look", resource == {_GATEWAY});',
        f"permit(principal is AgentCore::OAuthUser, action, resource == {_GATEWAY});",
        'permit(principal, action in [A::Action::"a", A::Action::"b"], resource);',
        'permit(principal, action, resource) when { principal.hasTag("team") };',
        "permit(principal, action, resource) when { true } unless { context.input.amount > 500 };",
        "permit(principal, action, resource) when { false };",
        "permit(principal, action, resource) unless { true };",
        "permit(principal, action, resource) unless { true || context.a };",
        "permit(principal, action, resource) unless { context.a || false };",
        "permit(principal, action, resource) when { context.a || principal.b };",
        "permit(principal, action, resource) when { if context.a then context.b || true else false };",
        'permit(principal, action, resource) when { ["a || true"].contains(context.a) };',
        f"permit(principal, action, resource) unless {{ resource == {_GATEWAY} || context.a }};",
        f"permit(principal, action, resource) when {{ resource == {_GATEWAY} && context.a }};",
        "forbid(principal, action, resource);",
        "forbid(principal, action, resource) unless { context.input.amount < -500 };",
        r'permit(principal == A::User::"a\"), action, (", action, resource);',
        'permit(principal == A::User::"// x", action, resource);',
    ],
)
def test_a_statement_that_is_limited(text: str) -> None:
    """By a principal, an action or a condition on the request; or it permits nothing."""
    assert permits(text) == {"statements": 1, "everything": 0, "gateway": 0, "unclear": 0}


@pytest.mark.parametrize("condition", ["1 == 1", '"a" like "a"', "true && true", "", "context.a || 1 == 1"])
def test_a_condition_that_says_nothing_of_the_request(condition: str) -> None:
    """It is true for all requests, or for none."""
    found = permits(f"permit(principal, action, resource) when {{ {condition} }};")
    assert found == {"statements": 1, "everything": 0, "gateway": 0, "unclear": 1}


def test_several_statements_count_one_by_one() -> None:
    """A narrow one beside it does not help."""
    both = "permit(principal, action == A, resource); permit(principal, action, resource);"
    assert permits(both) == {"statements": 2, "everything": 1, "gateway": 0, "unclear": 0}


@pytest.mark.parametrize(
    "text",
    [
        None,
        5,
        "",
        " // nothing",
        "CANARY000001Z",
        "permit(principal, action, resource)",
        "permit(principal, action);",
        "permit(action, principal, resource);",
        "permit(principal, action, resource) when { [true) };",
        "permit(principal, action, resource) within 5 minutes;",
        'permit(principal, action, resource) when { "true };',
        "permit(principal, action, resource) when { true }; é",
        "permit(principal, action, resource",
        "@",
        "(" * 100_000,
    ],
)
def test_a_text_that_is_not_understood(text: Any) -> None:
    """It has no numbers."""
    assert permits(text) == {}
