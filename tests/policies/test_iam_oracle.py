"""Compare the grants of the IAM library with a plain evaluator, over generated accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.engines.program import binary
from scanner.errors import EngineError
from tests.policies import iam_oracle as oracle

ACTIONS = (
    "bedrock:InvokeModel",
    "bedrock:InvokeModelWithResponseStream",
    "bedrock:InvokeAgent",
    "bedrock-agentcore:InvokeGateway",
    "qbusiness:Chat",
    "qbusiness:ChatSync",
    "s3:GetObject",
    "iam:PassRole",
    "glue:StartJobRun",  # known because a parameter names it
)
PARAMS = {"A/control": {"names": ["glue:StartJobRun"]}}
RESOURCES = (
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v1:0",
    "arn:aws:bedrock:us-east-1:111122223333:agent-alias/A1/L1",
    "arn:aws:qbusiness:us-east-1:111122223333:application/a",
    "arn:aws:s3:::own/Key[1].txt",
)
ODD = [
    "*",
    "**",
    "*:*",
    "bedrock:*",
    "bedroc\u212a:InvokeModel",
    "b?drock*:Invoke*",
    "bedrock",
    "",
    "?",
    "s3:Get.*",
    "(*",
    "a\nb*",
]


def _patterns(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Return names with some part replaced by a wildcard, sometimes in another case."""

    def mutated(name: str, start: int, length: int, wildcard: str, case: int) -> str:
        start %= len(name)
        kept = name if not wildcard else name[:start] + wildcard + name[start + length :]
        return [kept, kept, kept.upper(), kept.swapcase()][case]

    wildcards = st.sampled_from(["", "", "*", "?", "**", "?*"])
    return st.builds(
        mutated, st.sampled_from(names), st.integers(0, 80), st.integers(0, 30), wildcards, st.integers(0, 3)
    )


def _one_or_many(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.one_of(values, st.lists(values, min_size=1, max_size=3))


ACTION_LISTS = _one_or_many(st.one_of(_patterns(ACTIONS), _patterns(ACTIONS), st.sampled_from(ODD)))
VARIABLES = (
    "arn:aws:qbusiness:us-east-1:${aws:PrincipalAccount}:application/a",
    "arn:aws:qbusiness:us-east-1:${aws:ResourceAccount, 'none'}:application/${aws:PrincipalTag/app}",
    "arn:aws:s3:::${aws:PrincipalTag/bucket, 'own'}/Key[1].txt",
    "arn:aws:s3:::own/Key${*}1].txt",
    "arn:aws:s3:::own/${aws:username}*",
)
SHORT = ("arn:*/anthropic.claude-v1:0", "arn:aws:s3*own/*", "arn:aws?s3:::own/*", "arn:aws:q*application/a")
"""ARNs of fewer than six fields, with text after a wildcard."""
WHOLE = (
    *SHORT,
    "*",
    "?*",
    "arn:aws:bedrock:*",
    "arn:aws:bedrock:*:*:*",
    "arn:*",
    "arn:aws:s3",
    "arn:aws:q*:*:*:*",
)
RESOURCE_LISTS = _one_or_many(
    st.one_of(st.sampled_from(WHOLE), _patterns(RESOURCES), _patterns(VARIABLES), st.sampled_from(VARIABLES))
)
CONDITIONS = st.sampled_from(
    [
        {},
        {},
        {},
        {"StringEquals": {"aws:SourceAccount": oracle.ACCOUNT}},
        {"Bool": {"aws:SecureTransport": False}},
    ]
)


@st.composite
def _statements(draw: st.DrawFn) -> dict[str, Any]:
    action, resource = (
        draw(st.sampled_from(["Action"] * 4 + ["NotAction"])),
        draw(st.sampled_from(["Resource"] * 4 + ["NotResource"])),
    )
    statement = {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        action: draw(ACTION_LISTS),
        resource: draw(RESOURCE_LISTS),
    }
    condition = draw(CONDITIONS)
    return {**statement, "Condition": condition} if condition else statement


DOCUMENTS = st.builds(
    lambda found, version: {**version, "Statement": found[0] if len(found) == 1 else found},
    st.lists(_statements(), min_size=1, max_size=3),
    st.sampled_from([{"Version": "2012-10-17"}] * 3 + [{"Version": "2008-10-17"}, {}]),
)


@dataclass(frozen=True)
class Account:
    """Records for the library; each principal's policies and boundary for the evaluator."""

    records: list[dict[str, Any]]
    principals: dict[str, tuple[list[dict[str, Any]], dict[str, Any] | None]]


@st.composite
def _accounts(draw: st.DrawFn) -> Account:
    policies = {
        oracle.iam(f"policy/m{i}"): document
        for i, document in enumerate(draw(st.lists(DOCUMENTS, min_size=2, max_size=4)))
    }
    records = [oracle.managed(arn, document) for arn, document in policies.items()]
    some_policies = st.lists(st.sampled_from(sorted(policies)), max_size=2, unique=True)
    boundaries = st.sampled_from(["", "", *sorted(policies)])
    groups = {f"g{i}": (draw(st.lists(DOCUMENTS, max_size=1)), draw(some_policies)) for i in range(2)}
    records += [oracle.group(name, *held) for name, held in groups.items()]
    principals: dict[str, tuple[list[dict[str, Any]], dict[str, Any] | None]] = {}
    for i in range(6):
        inline, attached, boundary = (
            draw(st.lists(DOCUMENTS, max_size=2)),
            draw(some_policies),
            draw(boundaries),
        )
        held = [*inline, *(policies[arn] for arn in attached)]
        if i % 2:
            record = oracle.role(f"r{i}", inline, attached, boundary)
        else:
            member = draw(st.lists(st.sampled_from(sorted(groups)), max_size=2, unique=True))
            record = oracle.user(f"u{i}", inline, attached, boundary, member)
            held += [
                document
                for name in member
                for document in (*groups[name][0], *(policies[arn] for arn in groups[name][1]))
            ]
        records.append(record)
        principals[record["id"]] = (held, policies.get(boundary))
    return Account(records, principals)


QUERY = f"""{{
    "granted": data.lens.lib.principals.granted,
    "model_use": data.lens.lib.principals.model_use,
    "granted_on": [[arn, action, resource] |
        some arn, _ in data.lens.lib.boundaries.of
        some action in {orjson.dumps([a.lower() for a in ACTIONS]).decode()}
        some resource in {orjson.dumps(RESOURCES).decode()}
        data.lens.lib.principals.granted_on(arn, action, resource)
    ],
    "stated": {{arn: [[s.policy, s.effect, s.actions] | some s in list] |
        some arn, list in data.lens.lib.principals.statements
    }},
    "known": data.lens.lib.actions.known,
    "model_use_actions": data.lens.lib.actions.model_use,
}}"""


def _check(account: Account, said: dict[str, Any]) -> None:
    lowered = [a.lower() for a in ACTIONS]
    assert set(lowered) <= set(said["known"])
    expected = {
        arn: sorted(a for a in lowered if oracle.granted(policies, boundary, a))
        for arn, (policies, boundary) in account.principals.items()
    }
    assert {
        arn: sorted(set(said["granted"].get(arn, [])) & set(lowered)) for arn in account.principals
    } == expected
    model_use = set(said["model_use_actions"])
    found = {arn: sorted(set(actions) & model_use) for arn, actions in said["granted"].items()}
    assert {arn: sorted(actions) for arn, actions in said["model_use"].items()} == {
        arn: actions for arn, actions in found.items() if actions
    }
    assert sorted(map(tuple, said["granted_on"])) == sorted(
        (arn, action, resource)
        for arn, (policies, boundary) in account.principals.items()
        for action in lowered
        for resource in RESOURCES
        if oracle.granted(policies, boundary, action, resource)
    )
    for arn, granted in said["granted"].items():
        given = {
            action for _, effect, actions in said["stated"][arn] if effect == "Allow" for action in actions
        }
        assert set(granted) <= given


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(account=_accounts())
def test_grants_are_those_of_a_plain_evaluator(account: Account) -> None:
    """Grants with and without a resource equal the evaluator's.

    The roles and users have groups, managed policies and boundaries.
    """
    _check(account, oracle.ask_regorus(oracle.facts(account.records, PARAMS), QUERY))


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(account=_accounts())
def test_opa_grants_the_same(account: Account) -> None:
    """OPA gives the same grants for a sample."""
    try:
        opa = binary()
    except EngineError:
        pytest.skip("there is no opa")
    _check(account, oracle.ask_opa(opa, oracle.facts(account.records, PARAMS), QUERY))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("", "", True),
        ("*", "", True),
        ("a*c", "abbc", True),
        ("a?c", "ac", False),
        ("a*b", "abc", False),
        ("[a]", "a", False),
    ],
)
def test_the_evaluator_matches_wildcards(pattern: str, text: str, expected: bool) -> None:
    """The evaluator matches whole texts: `*` any characters, `?` one, and all others literally."""
    assert oracle.like(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a${*}c", "abc", False),
        ("a${*}c", "a*c", True),
        ("${aws:PrincipalAccount}", oracle.ACCOUNT, True),
        ("${aws:PrincipalAccount}", "444455556666", False),
        ("a-${aws:PrincipalTag/x, 'd'}", "a-b", True),
        ("arn:aws:sqs", "arn:aws:sqs:us-east-1:111122223333:q", True),
        ("arn:aws:s3:::b", "arn:aws:s3:::b/k", False),
        ("arn:*/k", "arn:aws:s3:::b/k", True),
        ("arn:aws:s3*x/k", "arn:aws:s3:::b/k", True),
        ("arn:aws:sqs*x", "arn:aws:s3:::b/k", False),
    ],
)
def test_the_evaluator_reads_resources(pattern: str, text: str, expected: bool) -> None:
    """The evaluator knows the account, and completes an ARN."""
    assert oracle.may_match(oracle.read(pattern, "2012-10-17"), text) is expected
    assert oracle.may_match(oracle.read("a${*}c", "2008-10-17"), "a${b}c")
