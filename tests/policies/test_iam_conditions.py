"""No statement that lets an outsider in is judged as closed.

The outsiders are requests. Generated policies are evaluated for each of them by the plain evaluator
and judged by the library: if a request of an outsider is allowed, the library must say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scanner.iam_documents import normal_document
from tests.policies import iam_oracle as oracle
from tests.policies.iam_conditions import Request, holds

OWN, FOREIGN = oracle.ACCOUNT, "444455556666"
OURS, THEIRS = "o-ours", "o-theirs"

ANYBODY: dict[str, list[str]] = {
    "aws:securetransport": ["true"],
    "aws:requestedregion": ["us-east-1"],
    "aws:viaawsservice": ["false"],
}
"""What a caller can choose."""
SIGNED = {"aws:principalisawsservice": ["false"], "aws:principaltag/team": ["ai"], **ANYBODY}
ADDRESS = {"aws:sourceip": ["198.51.100.9"]}
ALONE = {
    "aws:principalaccount": [FOREIGN],
    "aws:principalarn": [f"arn:aws:iam::{FOREIGN}:role/Admin"],
    "aws:userid": ["AROAFOREIGNFOREIGN00:s"],
    **SIGNED,
}
MEMBER = {
    "aws:principalorgid": [THEIRS],
    "aws:principalorgpaths": [f"{THEIRS}/r-ab12/ou-ab12-11111111/"],
    **ALONE,
}
HIDDEN = {**ALONE, "aws:principalarn": [f"arn:aws:iam::{FOREIGN}:role/:iam::{OWN}:role/Admin"]}
"""The path of a role may hold colons."""
THEIR_NETWORK = {
    "aws:sourcevpc": ["vpc-theirs"],
    "aws:sourcevpce": ["vpce-theirs"],
    "aws:vpceaccount": [FOREIGN],
    "aws:vpceorgid": [THEIRS],
    "aws:vpcsourceip": ["10.0.0.5"],
}
OUR_NETWORK = {
    "aws:sourcevpc": ["vpc-ours"],
    "aws:sourcevpce": ["vpce-ours"],
    "aws:vpceaccount": [OWN],
    "aws:vpceorgid": [OURS],
    "aws:vpcsourceip": ["10.0.0.5"],
}
UNSIGNED = {"aws:principalaccount": ["anonymous"], **ANYBODY}
SERVICE = {
    "aws:principalisawsservice": ["true"],
    "aws:principalservicename": ["bedrock.amazonaws.com"],
    "aws:principalservicenameslist": ["bedrock.amazonaws.com", "bedrock.us-east-1.amazonaws.com"],
    "aws:sourceaccount": [FOREIGN],
    "aws:sourcearn": [f"arn:aws:bedrock:us-east-1:{FOREIGN}:agent/A1"],
    **ANYBODY,
}
MEMBERS_SERVICE = {
    **SERVICE,
    "aws:sourceorgid": [THEIRS],
    "aws:sourceorgpaths": [f"{THEIRS}/r-ab12/ou-ab12-11111111/"],
}
HIDDEN_SERVICE = {**SERVICE, "aws:sourcearn": [f"arn:aws:logs:us-east-1:{FOREIGN}:log-group:{OWN}:*"]}
"""The name of a log group may be a number."""
OUR_RESOURCE = {"aws:resourceaccount": [OWN], "aws:resourceorgid": [OURS]}
THEIR_RESOURCE = {
    "aws:resourceaccount": [FOREIGN],
    "aws:resourceorgid": [THEIRS],
    "aws:resourceorgpaths": [f"{THEIRS}/r-ab12/"],
}

PRINCIPALS: tuple[Request, ...] = tuple(
    {**caller, **place} for caller in (ALONE, MEMBER, HIDDEN) for place in (ADDRESS, THEIR_NETWORK)
)
SILENT_SERVICE = {key: values for key, values in SERVICE.items() if not key.startswith("aws:source")}
"""No documentation promises that a service always tells for whom it calls."""
SERVICES: tuple[Request, ...] = (SERVICE, MEMBERS_SERVICE, SILENT_SERVICE, HIDDEN_SERVICE)

TEXTS = ("StringEquals", "StringLike", "StringEqualsIgnoreCase")
ARNS = (*TEXTS, "ArnEquals", "ArnLike")
KEYS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "aws:PrincipalAccount": (TEXTS, [OWN, FOREIGN, "1111*", "????????????", "*", "${aws:PrincipalAccount}"]),
    "aws:PrincipalArn": (
        ARNS,
        [
            f"arn:aws:iam::{OWN}:role/Admin",
            f"arn:*:iam::{OWN}:role/Admin",
            "arn:aws:iam::*:role/Admin",
            "arn:aws:*:*:*:*",
            f"arn:aws:iam::{FOREIGN}:role/*",
        ],
    ),
    "aws:PrincipalOrgID": (TEXTS, [OURS, THEIRS, "o-*", "${aws:PrincipalOrgID}", "${aws:ResourceOrgID}"]),
    "aws:PrincipalOrgPaths": (
        TEXTS,
        [f"{OURS}/*", f"{OURS}/r-ab12/ou-ab12-11111111/", "*/ou-ab12-11111111/*", f"{THEIRS}/*"],
    ),
    "aws:PrincipalIsAWSService": (("Bool",), ["true", "false"]),
    "aws:PrincipalServiceName": (TEXTS, ["bedrock.amazonaws.com", "*.amazonaws.com"]),
    "aws:PrincipalServiceNamesList": (TEXTS, ["bedrock.amazonaws.com"]),
    "aws:PrincipalTag/team": (TEXTS, ["ai", OWN]),
    "aws:userid": (TEXTS, ["AROAEXAMPLEEXAMPLE00:*", "AROAFOREIGNFOREIGN00:*", "*:s", OWN]),
    "aws:SourceAccount": (TEXTS, [OWN, FOREIGN, "*1*", "${aws:ResourceAccount}", "${aws:SourceAccount}"]),
    "aws:SourceArn": (
        ARNS,
        [
            f"arn:aws:bedrock:us-east-1:{OWN}:*",
            "arn:aws:bedrock:us-east-1:*:*",
            f"arn:aws:bedrock:*:{FOREIGN}:*",
            f"arn:*:*:*:{OWN}:*",
            f"arn:aws:logs:*:{OWN}:*",
        ],
    ),
    "aws:SourceOrgID": (TEXTS, [OURS, THEIRS, "*"]),
    "aws:SourceOrgPaths": (TEXTS, [f"{OURS}/*", "o-*/*"]),
    "aws:SourceVpc": (TEXTS, ["vpc-ours", "vpc-*"]),
    "aws:SourceVpce": (TEXTS, ["vpce-ours", "vpce-theirs*", "*"]),
    "aws:VpceAccount": (TEXTS, [OWN, FOREIGN]),
    "aws:VpceOrgID": (TEXTS, [OURS, THEIRS]),
    "aws:VpcSourceIp": (("IpAddress",), ["10.0.0.0/8"]),
    "aws:SourceIp": (("IpAddress",), ["203.0.113.0/24", "198.51.100.0/24", "0.0.0.0/0", "128.0.0.0/1"]),
    "aws:ResourceAccount": (TEXTS, [OWN, FOREIGN, "*", "${aws:PrincipalAccount}"]),
    "aws:ResourceOrgID": (TEXTS, [OURS, "o-*"]),
    "aws:RequestedRegion": (TEXTS, ["us-east-1"]),
    "aws:ViaAWSService": (("Bool",), ["false"]),
}
"""Condition key -> the positive operators and the values that are tried."""
NEGATED = {
    "StringEquals": "StringNotEquals",
    "StringLike": "StringNotLike",
    "StringEqualsIgnoreCase": "StringNotEqualsIgnoreCase",
    "ArnEquals": "ArnNotEquals",
    "ArnLike": "ArnNotLike",
    "IpAddress": "NotIpAddress",
}

Statement = dict[str, Any]


@st.composite
def _conditions(draw: st.DrawFn, most: int) -> dict[str, dict[str, list[str]]]:
    out: dict[str, dict[str, list[str]]] = {}
    for key in draw(st.lists(st.sampled_from(sorted(KEYS)), max_size=most, unique=True)):
        operators, values = KEYS[key]
        operator = draw(st.sampled_from(operators))
        if draw(st.booleans()):
            operator = NEGATED.get(operator, operator)
        if not draw(st.integers(0, 8)):
            operator = "Null"
            values = ["true", "false"]
        else:
            prefix = draw(st.sampled_from(["", "", "", "ForAnyValue:", "ForAllValues:"]))
            operator = prefix + operator + draw(st.sampled_from(["", "", "IfExists"]))
        out.setdefault(operator, {})[key] = draw(st.lists(st.sampled_from(values), min_size=1, max_size=2))
    return out


@st.composite
def _statement(draw: st.DrawFn, effect: str, principals: list[Any]) -> Statement:
    return {
        "Effect": effect,
        "Principal": draw(st.sampled_from(principals)),
        "Action": "*",
        "Resource": "*",
        "Condition": draw(_conditions(2)),
    }


TO_BUCKET = [("s3:GetObject", "arn:aws:s3:::b/k"), ("s3:PutObject", "arn:aws:s3:::b/j")]
TO_BEDROCK = [
    ("bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/m"),
    ("bedrock:GetAgent", f"arn:aws:bedrock:us-east-1:{FOREIGN}:agent/A1"),
]
OWN_ROLE = f"arn:aws:iam::{OWN}:role/service"
"""Calls: the action and the resource."""
NOT_PRINCIPALS = [{"AWS": OWN}, {"AWS": [FOREIGN, OWN]}, {"Service": "bedrock.amazonaws.com"}, {"AWS": "*"}]


@st.composite
def _deny(draw: st.DrawFn, resources: list[str]) -> Statement:
    """Return a Deny that is for all actions and resources, or for all but some."""
    deny = draw(_statement("Deny", ["*", "*", {"Service": "bedrock.amazonaws.com"}, {"*": "*"}]))
    for member, others in (
        ("Principal", NOT_PRINCIPALS),
        ("Action", ["iam:*", "s3:GetObject", "bedrock:InvokeModel", "sts:*"]),
        ("Resource", resources),
    ):
        if others and not draw(st.integers(0, 3)):
            del deny[member]
            deny[f"Not{member}"] = draw(st.sampled_from(others))
    return deny


def _policies(allowed: list[Any], *resources: str) -> st.SearchStrategy[list[Statement]]:
    """Return policies with one Allow and some Deny statements, which may spare `resources`."""
    denies = st.lists(_deny(list(resources)), max_size=2)
    return st.builds(lambda allow, rest: [allow, *rest], _statement("Allow", allowed), denies)


def _reaches(statement: Statement, request: Request) -> bool:
    """Whether the Principal of a statement includes whoever makes the request."""
    if "NotPrincipal" in statement:
        return not _names(statement["NotPrincipal"], request)
    everybody = [{"*": "*"}] if statement["Effect"] == "Allow" else []
    return statement["Principal"] in everybody or _names(statement["Principal"], request)


def _names(principal: Any, request: Request) -> bool:
    if principal in ("*", {"AWS": "*"}):
        return True
    if "aws:principalservicename" in request:
        return "Service" in principal
    named = principal.get("AWS", [])
    return request["aws:principalaccount"][0] in (named if isinstance(named, list) else [named])


def _is_about(statement: Statement, action: str, resource: str) -> bool:
    """Whether a statement is about an action and a resource."""
    return all(
        oracle.like(statement.get(member, statement.get(f"Not{member}")), value) is (member in statement)
        for member, value in (("Action", action), ("Resource", resource))
    )


def _admitted(
    policy: list[Statement], requests: Iterable[Request], calls: Iterable[tuple[str, str]]
) -> list[Request]:
    """Return the requests that the first statement allows and no other denies, for some call."""
    return [
        request
        for request in requests
        if _reaches(policy[0], request)
        and holds(policy[0]["Condition"], request)
        and any(
            not any(
                _is_about(deny, *call) and _reaches(deny, request) and holds(deny["Condition"], request)
                for deny in policy[1:]
            )
            for call in calls
        )
    ]


ORGANIZATION = {
    "type": "AWS::Organizations::Organization",
    "id": f"arn:aws:organizations::{OWN}:organization/{OURS}",
    "region": "global",
    "properties": {"Id": OURS},
}


def _ask(policy: list[Statement], query: str) -> Any:
    """Return the value of a query in which `input.policy` is the list of statements."""
    document = orjson.loads(oracle.facts([]))
    document["resources"][ORGANIZATION["type"]] = [ORGANIZATION]
    document["policy"] = normal_document({"Statement": policy})["Statement"]
    return oracle.ask_regorus(orjson.dumps(document).decode(), f"[x | x := {query}][0]")


def _bucket_is_open(policy: list[Statement]) -> bool:
    return bool(
        _ask(
            policy,
            "data.lens.lib.bucket_access.opens(input.policy, input.policy[0], set()) | "
            '{1 | data.lens.lib.resource_policies.by_address(input.policy, input.policy[0], "s3", set())}',
        )
    )


def _endpoint_is_open(policy: list[Statement]) -> bool:
    library = "data.lens.lib.endpoint_policies"
    document = '{"Statement": input.policy}, "bedrock"'
    return bool(_ask(policy, f"{library}.open({document}) | {library}.by_address({document})"))


def _role_is_open(policy: list[Statement]) -> bool:
    role = '{"properties": {"AssumeRolePolicyDocument": {"Statement": input.policy}}}'
    sources = f'data.lens.lib.trust.sources({role}, input.policy[0], {{"bedrock.amazonaws.com"}})'
    own = "data.lens.lib.exposure.ours(set())"
    closed = "data.lens.lib.exposure.closed(sources, own)"
    return bool(_ask(policy, f"{{1 | sources := {sources}; own := {own}; not {closed}}}"))


def _unnamed(request: Request) -> Request:
    """Return the request of an account and an organization that no policy names."""
    return {
        key: [value.replace(FOREIGN, "777788889999").replace(THEIRS, "o-strangers") for value in values]
        for key, values in request.items()
    }


MANY = settings(max_examples=150, suppress_health_check=list(HealthCheck))
EVERYONE = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {}}


@MANY
@given(
    policy=_policies(
        ["*", "*", {"AWS": FOREIGN}, {"Service": "bedrock.amazonaws.com"}],
        *("arn:aws:s3:::b/k", "arn:aws:s3:::c*", "arn:aws:bedrock:*:*:*", "*"),
    )
)
@example(policy=[{**EVERYONE, "Condition": {"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/Admin"]}}}])
@example(
    policy=[{**EVERYONE, "Condition": {"StringLike": {"aws:PrincipalArn": [f"arn:*:iam::{OWN}:role/Admin"]}}}]
)
@example(policy=[{**EVERYONE, "Condition": {"StringLike": {"aws:userid": ["AROAFOREIGNFOREIGN00:*"]}}}])
@example(
    policy=[{**EVERYONE, "Condition": {"IpAddress": {"aws:SourceIp": [f"{n}.0.0.0/8" for n in range(256)]}}}]
)
def test_a_bucket_that_lets_an_outsider_in_is_reported(policy: list[Statement]) -> None:
    """A bucket policy under which an outsider's call is allowed opens the bucket, or by address."""
    unsigned = {**UNSIGNED, **ADDRESS}
    requests = [{**request, **OUR_RESOURCE} for request in (*PRINCIPALS, *SERVICES, unsigned)]
    admitted = _admitted(policy, requests, TO_BUCKET)
    assert not admitted or _bucket_is_open(policy), admitted


@MANY
@given(policy=_policies(["*", {"*": "*"}], "arn:aws:s3:::b/k", "arn:aws:bedrock:*:*:*", "*"))
@example(policy=[{**EVERYONE, "Condition": {"StringLike": {"aws:PrincipalAccount": ["????????????"]}}}])
@example(
    policy=[{**EVERYONE, "Condition": {"StringEquals": {"aws:PrincipalOrgID": ["${aws:ResourceOrgID}"]}}}]
)
def test_an_endpoint_that_leads_a_stranger_to_its_own_resources_is_reported(policy: list[Statement]) -> None:
    """An endpoint policy under which a stranger reaches a stranger's resource is open.

    No policy names the stranger: an endpoint may be for another account.
    """
    requests = [_unnamed({**caller, **OUR_NETWORK, **THEIR_RESOURCE}) for caller in (ALONE, MEMBER, HIDDEN)]
    admitted = _admitted(policy, requests, TO_BEDROCK)
    assert not admitted or _endpoint_is_open(policy), admitted


@MANY
@given(policy=_policies([{"Service": "bedrock.amazonaws.com"}]))
@example(
    policy=[
        {**EVERYONE, "Principal": {"Service": "bedrock.amazonaws.com"}},
        {**EVERYONE, "Effect": "Deny", "Condition": {"Null": {"aws:SourceAccount": ["true"]}}},
    ]
)
@example(
    policy=[
        {**EVERYONE, "Principal": {"Service": "bedrock.amazonaws.com"}},
        {
            **EVERYONE,
            "Effect": "Deny",
            "Condition": {
                "StringNotEquals": {"aws:SourceAccount": [OWN]},
                "Null": {"aws:SourceAccount": ["false"]},
            },
        },
    ]
)
@example(
    policy=[
        {
            **EVERYONE,
            "Principal": {"Service": "bedrock.amazonaws.com"},
            "Condition": {"StringLike": {"aws:SourceArn": [f"arn:*:*:*:{OWN}:*"]}},
        }
    ]
)
def test_a_role_that_a_service_assumes_for_a_stranger_is_reported(policy: list[Statement]) -> None:
    """A role that Bedrock may assume for another account is not limited to our own source."""
    requests = [{**request, **OUR_RESOURCE} for request in SERVICES]
    admitted = _admitted(policy, requests, [("sts:AssumeRole", OWN_ROLE)])
    assert not admitted or _role_is_open(policy), admitted


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"a": "x"}}, True),
        ({"StringNotEquals": {"a": ["x", "y"]}}, False),
        ({"StringNotEquals": {"b": "x"}}, True),
        ({"StringEquals": {"b": "x"}}, False),
        ({"StringEqualsIfExists": {"b": "x"}}, True),
        ({"ForAllValues:StringEquals": {"b": "x"}}, True),
        ({"ForAnyValue:StringNotEquals": {"b": "x"}}, False),
        ({"ForAllValues:StringLike": {"many": "x*"}}, False),
        ({"ForAnyValue:StringLike": {"many": "x*"}}, True),
        ({"ForAnyValue:StringNotLike": {"many": "x*"}}, True),
        ({"Null": {"b": "true"}}, True),
        ({"Null": {"a": "true"}}, False),
        ({"StringEquals": {"a": "${a}"}}, True),
        ({"StringEquals": {"a": "${b}"}}, False),
        ({"ArnLike": {"arn": "arn:aws:iam::*:role/*"}}, True),
        ({"ArnLike": {"arn": "arn:*1:role/*"}}, False),
        ({"IpAddress": {"ip": "192.0.2.0/24"}}, True),
        ({"NotIpAddress": {"ip": "192.0.2.0/24"}}, False),
        ({"StringEquals": {"a": "x"}, "Bool": {"flag": "False"}}, True),
        ({"StringEquals": {"a": "x", "flag": "true"}}, False),
    ],
)
def test_the_evaluator_reads_conditions(condition: dict[str, Any], expected: bool) -> None:
    """All conditions of a statement must hold; what an absent key means depends on the operator."""
    request = {
        "a": ["x"],
        "many": ["x1", "y1"],
        "arn": ["arn:aws:iam::111122223333:role/r"],
        "ip": ["192.0.2.7"],
        "flag": ["false"],
    }
    assert holds(condition, request) is expected
