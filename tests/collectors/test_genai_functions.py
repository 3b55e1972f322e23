"""Which functions cost a call: those that may be of generative AI, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jmespath
import pytest

from collectors import ROWS
from collectors.compute import NAMED
from collectors.genai_functions import genai_functions, named_functions
from collectors.model_callers import SERVICES
from collectors.records import Resource
from collectors.workload import NOTHING, Workload
from scanner.people.patterns import fits
from tests import lab

ACCOUNT = "444455556666"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/tool"
SHARED = f"arn:aws:iam::{ACCOUNT}:policy/shared"
TOOL = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:tool"


def _record(type_: str, id_: str, properties: dict[str, Any], service: str = "iam") -> Resource:
    name = re.split("[:/]", id_)[-1]
    return Resource(type_, id_, name, ACCOUNT, "us-east-1", service, {}, (), properties)


FUNCTION = _record("AWS::Lambda::Function", TOOL, {"Role": ROLE}, "lambda")


def _role(*documents: Any, attached: tuple[str, ...] = ()) -> Resource:
    return _record(
        "AWS::IAM::Role",
        ROLE,
        {
            "RolePolicyList": [{"PolicyDocument": document} for document in documents],
            "AttachedManagedPolicies": [{"PolicyArn": arn} for arn in attached],
        },
    )


def _managed(*documents: Any) -> Resource:
    versions = [{"Document": document} for document in documents]
    return _record("AWS::IAM::ManagedPolicy", SHARED, {"PolicyVersionList": versions})


def _allows(action: Any) -> dict[str, Any]:
    return {"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


@pytest.mark.parametrize(
    ("document", "chosen"),
    [
        (_allows("bedrock:InvokeModel"), True),
        (_allows(["s3:GetObject", "SageMaker:InvokeEndpoint"]), True),
        (_allows("*"), True),
        (_allows("bed*:Invoke*"), True),
        (_allows("s3:*"), False),
        (_allows(["logs:PutLogEvents"]), False),
        ({"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}, True),
        ({"Statement": []}, False),
        ({"Statement": ["?"]}, True),
        ({"redacted": {"length": 3}, "Statement": [{"Action": None}]}, False),
        ("not a document", True),
    ],
)
def test_a_role_that_may_call_a_model_chooses_its_functions(document: Any, chosen: bool) -> None:
    """A document that is not read may allow it."""
    assert (TOOL in genai_functions([FUNCTION, _role(document)], NOTHING)) is chosen
    assert (
        TOOL in genai_functions([FUNCTION, _managed(document), _role(attached=(SHARED,))], NOTHING)
    ) is chosen


def test_a_managed_policy_that_was_not_read_may_allow_it() -> None:
    """AWS's own policies are not among the account's."""
    assert genai_functions([FUNCTION, _role(attached=("arn:aws:iam::aws:policy/X",))], NOTHING) == {TOOL}
    assert genai_functions([FUNCTION, _role()], NOTHING) == set()
    assert genai_functions([FUNCTION], NOTHING) == set()


@pytest.mark.parametrize(
    ("service", "text", "chosen"),
    [
        ("bedrock-agent", TOOL, True),
        ("bedrock-agent", f"{TOOL}:live", True),
        ("bedrock-agentcore-control", f"{TOOL}:$LATEST", True),
        ("bedrock-agent", f"{TOOL}-2", False),
        ("stepfunctions", TOOL, False),
    ],
)
def test_a_function_that_something_of_bedrock_names_is_chosen(service: str, text: str, chosen: bool) -> None:
    """At any depth, and by the ARN of an alias too."""
    user = _record("AWS::X::Y", "user", {"a": [{"b": {"c": text}}]}, service)
    assert (TOOL in genai_functions([FUNCTION, user], NOTHING)) is chosen
    assert (TOOL in named_functions([FUNCTION, user], NOTHING)) is chosen


def test_a_function_that_only_calls_a_model_is_not_named() -> None:
    """Its role chooses it, and nothing of Bedrock leads to it."""
    found = [FUNCTION, _role(_allows("bedrock:InvokeModel"))]
    assert genai_functions(found, NOTHING) == {TOOL}
    assert named_functions(found, NOTHING) == set()


def test_only_an_alias_or_a_version_has_a_policy_of_its_own() -> None:
    """The function itself is asked about once, wherever it is named."""
    (_, row) = ROWS["lambda:GetPolicy"][1]
    asked = row.asks["FunctionName"]
    assert [asked(arn) for arn in (TOOL, f"{TOOL}:$LATEST", f"{TOOL}:live", f"{TOOL}:3")] == [
        None,
        None,
        f"{TOOL}:live",
        f"{TOOL}:3",
    ]


@pytest.mark.parametrize(
    "names",
    [
        {"actionGroupExecutor": {"lambda": TOOL}},
        {"promptOverrideConfiguration": {"overrideLambda": TOOL}},
        {"hooks": [{"afterToolCall": {"name": "log", "target": {"lambda": {"arn": TOOL}}}}]},
        {
            "vectorIngestionConfiguration": {
                "customTransformationConfiguration": {
                    "transformations": [
                        {"transformationFunction": {"transformationLambdaConfiguration": {"lambdaArn": TOOL}}}
                    ]
                }
            }
        },
    ],
)
def test_what_names_a_function(names: dict[str, Any]) -> None:
    """Whatever calls it for an agent, a harness or a data source."""
    assert jmespath.search(NAMED, names) == [TOOL]


@pytest.mark.parametrize(("name", "chosen"), [("tool", True), (TOOL, True), ("to*", True), ("other", False)])
def test_a_function_that_people_declare_is_chosen(name: str, chosen: bool) -> None:
    """By its name or its ARN."""
    assert (TOOL in genai_functions([FUNCTION], Workload({"functions": [name]}, fits))) is chosen


def test_every_service_that_policies_count_is_known() -> None:
    """`actions.model_use` of the policies names no other service."""
    text = (Path(lab.__file__).parents[1] / "policies" / "lib" / "actions.rego").read_text(encoding="utf-8")
    found = re.search(r"^model_use := \{(.*?)^\}", text, re.M | re.S)
    assert found
    assert set(re.findall(r'"([a-z-]+):', found[1])) == SERVICES


def test_only_chosen_functions_cost_a_call() -> None:
    """The policy of the function whose role may call no model is not read."""
    account = lab.account("empty")
    roles = [
        {
            "RoleName": name,
            "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
            "Path": "/",
            "AssumeRolePolicyDocument": "{}",
            "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": document}],
            "AttachedManagedPolicies": [],
        }
        for name, document in (
            ("caller", '{"Statement": [{"Action": "bedrock:InvokeModel"}]}'),
            ("other", '{"Statement": [{"Action": "s3:GetObject"}]}'),
        )
    ]
    functions = [
        {
            "FunctionName": name,
            "FunctionArn": TOOL.replace(":tool", f":{name}"),
            "Role": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        }
        for name in ("caller", "other")
    ]
    answers = {
        "iam:GetAccountAuthorizationDetails": {
            "RoleDetailList": roles,
            "UserDetailList": [],
            "GroupDetailList": [],
            "Policies": [],
            "IsTruncated": False,
        },
        "lambda:ListFunctions": {"Functions": functions},
        "lambda:GetPolicy": {"Policy": "{}"},
    }
    kept = [entry for entry in account["answers"] if entry["call"] not in answers]
    account["answers"] = [{"call": call, "answer": answer} for call, answer in answers.items()] + kept
    with lab.serving(account) as (_, aws):
        found = lab.read(aws, answers, ["us-east-1"])
    assert not found.gaps
    asked = [call.parameters["FunctionName"] for call in found.calls if call.operation == "GetPolicy"]
    assert asked == [functions[0]["FunctionArn"]]
