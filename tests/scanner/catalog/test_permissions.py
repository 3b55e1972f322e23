"""Tests of `genai-lens permissions`, in every format.

The printed actions are those that a scan uses, and the templates are valid for AWS and Terraform.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import orjson
import pytest
import yaml
from botocore.session import get_session
from click.testing import CliRunner
from moto import mock_aws

from collectors import ROWS
from collectors.own import OWN_OPERATIONS
from scanner.catalog.permissions import (
    MOST_CHARACTERS,
    MOST_POLICIES,
    PATHS,
    actions,
    split,
    statements,
)
from scanner.catalog.roles import TEMPLATES
from scanner.catalog.trust import GitHub
from scanner.cli.main import cli
from scanner.cli.options import ROLES
from scanner.errors import UsageError
from tests import lab
from tests.collectors.canaries import Canaries, account
from tests.hcl import declared
from tests.scanner.cli.command import without_credentials


def _policies(template: dict[str, Any]) -> list[list[str]]:
    """Return the actions of each managed policy in a CloudFormation template."""
    found = [
        r["Properties"]["PolicyDocument"]["Statement"]
        for r in template["Resources"].values()
        if r["Type"] == "AWS::IAM::ManagedPolicy"
    ]
    return [_actions(statements) for statements in found]


def _actions(statements: list[dict[str, Any]]) -> list[str]:
    """Return the actions of a policy's statements.

    Only those of API Gateway have a resource, which never covers the API keys.
    """
    found = []
    for statement in statements:
        assert statement["Effect"] == "Allow"
        if statement["Resource"] != "*":
            assert statement["Action"] == ["apigateway:GET"]
            paths = [resource.partition("::/")[2] for resource in statement["Resource"]]
            assert paths == ["account", "apis", "apis/*", "restapis", "restapis/*", "usageplans"]
        found += statement["Action"]
    return found


ACTIONS: dict[str, Callable[[str], list[list[str]]]] = {
    "json": lambda text: [_actions(orjson.loads(text)["Statement"])],
    "cloudformation": lambda text: _policies(yaml.safe_load(text)),
    "terraform": lambda text: [_actions(part) for part in declared(text)["locals",]["statements"]],
}
"""Format -> a function that returns the actions in an output, one list for each policy."""


@cache
def _used() -> frozenset[str]:
    """Return the actions that scans use, including the scanner's own.

    The good sample declares what some calls wait for, and the other account has every resource.
    """
    asked: set[str] = set()
    for one in (lab.account("good"), account(Canaries(one=True))):
        with lab.serving(one) as (server, aws):
            ledger = {f"{call.service}:{call.operation}" for call in lab.read(aws).calls}
            made = {f"{r.service}:{r.operation}" for r, _ in server.requests}
        assert made == ledger
        asked |= made
    return frozenset(
        OWN_OPERATIONS[op] if op in OWN_OPERATIONS else ROWS[op][0][0].action(op.split(":")[1])
        for op in asked
    )


@cache
def _several_hundred() -> list[str]:
    """Return 900 realistic action names: the operations of some services, as IAM actions."""
    session = get_session()
    services = ("bedrock", "bedrock-agent", "bedrock-agentcore-control", "sagemaker", "iam")
    found = {
        f"{service}:{name}"
        for service in services
        for name in session.get_service_model(service).operation_names
    }
    return sorted(found)[:900]


def test_every_form_is_tested() -> None:
    """The command's formats are those of the module and those of this test."""
    assert set(ROLES) == {"json", *TEMPLATES} == set(ACTIONS)


@pytest.mark.parametrize("form", ROLES)
def test_the_actions_printed_are_those_used(form: str) -> None:
    """The printed actions are exactly the used ones, except for the fallback that lists Regions."""
    done = CliRunner().invoke(cli, ["permissions", "--format", form])
    assert done.exit_code == 0
    printed = [name for part in ACTIONS[form](done.stdout) for name in part]
    assert len(printed) == len(set(printed))
    assert set(printed) - {"ec2:DescribeRegions"} == _used() - {"ec2:DescribeRegions"}


@pytest.mark.parametrize("form", ROLES)
def test_a_selection_is_printed_alone(form: str) -> None:
    """Only the actions of the selected controls and of every scan are printed."""
    done = CliRunner().invoke(
        cli, ["permissions", "--format", form, "--control", "GENSEC01-BP01/api-keys-expire"]
    )
    own = [
        "account:ListRegions",
        "ec2:DescribeRegions",
        "iam:ListServiceSpecificCredentials",
        "ssm:GetParametersByPath",
        "sts:GetCallerIdentity",
        "tag:GetResources",
    ]
    assert [
        action for action in ACTIONS[form](done.stdout)[0] if action != "iam:GetAccountAuthorizationDetails"
    ] == own


def test_many_actions_are_split_at_iams_limit() -> None:
    """Each part fits in a managed policy; the order is kept; no part has room for another."""
    chosen = _several_hundred()
    assert len(chosen) == 900
    parts = split(chosen)
    documents = [
        orjson.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Sid": "GenaiLens", "Effect": "Allow", "Action": part, "Resource": "*"}],
            }
        )
        for part in parts
    ]
    assert [action for part in parts for action in part] == chosen
    assert 4 < len(parts) <= MOST_POLICIES
    assert max(len(document) for document in documents) <= MOST_CHARACTERS
    for document, following in zip(documents, parts[1:], strict=False):
        assert len(document) + len(following[0]) + 3 > MOST_CHARACTERS


@pytest.mark.parametrize("form", ROLES)
def test_an_action_on_some_paths_is_not_allowed_on_all(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`apigateway:GET` on every path could read API keys: it has a statement of its own."""
    assert set(PATHS) == {"apigateway:GET"}
    monkeypatch.setattr("scanner.catalog.permissions.actions", lambda _: ["apigateway:GET", "ec2:DescribeX"])
    done = CliRunner().invoke(cli, ["permissions", "--format", form])
    assert ACTIONS[form](done.stdout) == [["ec2:DescribeX", "apigateway:GET"]]
    assert done.stdout.count("apigateway:GET") == 1


def test_more_than_a_role_may_have_is_refused() -> None:
    """If a role cannot have enough policies, the error says how to select fewer controls."""
    with pytest.raises(UsageError, match="managed policies, and a role may have 10") as caught:
        split([f"bedrock:ListSomethingOfANameThatIsRatherLong{number}" for number in range(1_500)])
    assert "--pillar" in caught.value.next_step


def test_a_policy_that_is_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The JSON remains one document, and standard error says that it is longer than IAM allows."""
    monkeypatch.setattr("scanner.catalog.permissions.actions", lambda _: _several_hundred())
    done = CliRunner().invoke(cli, ["permissions"])
    assert done.exit_code == 0
    assert ACTIONS["json"](done.stdout) == [_several_hundred()]
    assert "The other formats split it" in done.stderr


@pytest.mark.parametrize("number", [5, 900])
def test_the_cloudformation_role_is_narrow(number: int) -> None:
    """The role trusts the given ARN, with an external id, for an hour, and has all the policies.

    The template outputs the role's ARN.
    """
    chosen = _several_hundred()[:number]
    template = yaml.safe_load(TEMPLATES["cloudformation"](chosen))
    parts = [
        name
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
    ]
    assert _policies(template) == split(chosen)
    assert template["Resources"]["Role"] == {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Ref": "RoleName"},
            "Description": "Reads what genai-lens judges, and changes nothing",
            "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": {"Ref": "PrincipalArn"}},
                        "Action": "sts:AssumeRole",
                        "Condition": {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
                    }
                ],
            },
            "ManagedPolicyArns": [{"Ref": name} for name in parts],
        },
    }
    assert template["Outputs"]["RoleArn"]["Value"] == {"Fn::GetAtt": ["Role", "Arn"]}
    assert set(template["Parameters"]) == {"PrincipalArn", "ExternalId", "RoleName"}
    # The trusted principal has no default.
    assert [name for name, p in template["Parameters"].items() if "Default" in p] == ["RoleName"]


def _linted(template: str, tmp_path: Path, *options: str) -> tuple[int, str]:
    (tmp_path / "role.yaml").write_text(template)
    command = [sys.executable, "-c", "import cfnlint.runner; cfnlint.runner.main()", "role.yaml", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


NEWER = {"getvpcconfiguration", "listvpcconfigurations", "describedomainreplication"}
"""Actions, in lower case, that the newest cfn-lint does not know: they are younger than it."""


def test_cloudformation_is_what_its_linter_takes(tmp_path: Path) -> None:
    """For the role with the actions of all controls, cfn-lint reports those that it lacks alone."""
    template = TEMPLATES["cloudformation"](actions(lab.everything()))
    _, said = _linted(template, tmp_path)
    assert re.findall(r"^[EWI]\d{4}(?! '\w+' is not one of \[)", said, re.M) == []
    assert set(re.findall(r"^W3037 '(\w+)'", said, re.M)) == NEWER
    assert _linted(template, tmp_path, "--ignore-checks", "W3037") == (0, "")


def test_cloudformation_stays_so_when_it_grows(tmp_path: Path) -> None:
    """cfn-lint also accepts a template with several policies.

    It ignores W3037 because some of these operation names are not IAM actions.
    """
    assert _linted(TEMPLATES["cloudformation"](_several_hundred()), tmp_path, "--ignore-checks", "W3037") == (
        0,
        "",
    )


@pytest.mark.parametrize("number", [5, 900])
def test_the_terraform_role_is_narrow(number: int) -> None:
    """The Terraform role equals the CloudFormation role, with a policy for each list of actions."""
    chosen = _several_hundred()[:number]
    found = declared(TEMPLATES["terraform"](chosen))
    role, policy, attachment = (
        found["resource", f"aws_iam_{kind}", "genai_lens"]
        for kind in ("role", "policy", "role_policy_attachment")
    )
    variables = {name: found["variable", name] for name in ("principal_arn", "external_id", "role_name")}
    assert len(found) == 8
    assert found["locals",] == {"statements": [statements(part) for part in split(chosen)]}
    assert [name for name, v in variables.items() if "default" in v] == ["role_name"]
    assert role["max_session_duration"] == 3600
    assert "Principal = {AWS = var.principal_arn}" in role["assume_role_policy"]
    assert 'Condition = {StringEquals = {"sts:ExternalId" = var.external_id}}' in role["assume_role_policy"]
    assert policy["count"] == attachment["count"] == "${length(local.statements)}"
    assert "Statement = local.statements[count.index]" in policy["policy"]
    assert attachment["role"] == "${aws_iam_role.genai_lens.name}"
    assert attachment["policy_arn"] == "${aws_iam_policy.genai_lens[count.index].arn}"
    assert found["output", "role_arn"]["value"] == "${aws_iam_role.genai_lens.arn}"


WORKFLOWS = {
    "octo-org/octo-repo": "repo:octo-org/octo-repo:ref:refs/heads/main",
    "octo-org@12/octo.repo@345": "repo:octo-org@12/octo.repo@345:ref:refs/heads/main",
    "o/.github --branch release/1.x": "repo:o/.github:ref:refs/heads/release/1.x",
    "o_corp/r --environment aws-audit": "repo:o_corp/r:environment:aws-audit",
}
"""The options of --github -> the subject of GitHub's token, by GitHub's documentation."""


AUDIENCE = {"Fn::Sub": "sts.${AWS::URLSuffix}"}
"""The name of STS, which the Action puts into the token: sts.amazonaws.com, in China with .cn."""


def _github(form: str, options: str) -> str:
    """Return the role for a workflow of GitHub, as the command prints it."""
    chosen = ["--control", "GENSEC01-BP01/api-keys-expire", "--format", form]
    done = CliRunner().invoke(cli, ["permissions", *chosen, "--github", *options.split()])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(("options", "subject"), WORKFLOWS.items())
def test_cloudformation_trusts_one_workflow_of_github(options: str, subject: str, tmp_path: Path) -> None:
    """The trust policy has the subject letter by letter and the audience. The linter accepts it.

    The ARN of the provider and the audience are those of the partition.
    """
    text = _github("cloudformation", options)
    assert _linted(text, tmp_path) == (0, "")
    template = yaml.safe_load(text)
    trust = template["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]
    there = "arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com"
    provider = {"Fn::If": ["Creates", {"Fn::GetAtt": ["Provider", "Arn"]}, {"Fn::Sub": there}]}
    assert trust["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Federated": provider},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    "token.actions.githubusercontent.com:aud": AUDIENCE,
                    "token.actions.githubusercontent.com:sub": subject,
                }
            },
        }
    ]
    assert template["Resources"]["Provider"]["Condition"] == "Creates"
    assert template["Resources"]["Provider"]["Properties"]["ClientIdList"] == [AUDIENCE]
    assert template["Conditions"] == {"Creates": {"Fn::Equals": [{"Ref": "CreateProvider"}, "true"]}}
    assert [name for name, one in template["Parameters"].items() if "Default" not in one] == []


def test_cloudformation_uses_the_provider_that_is_there() -> None:
    """With CreateProvider=false, the stack makes the role alone, which trusts the one provider.

    moto cannot create the provider by a stack, so the other case is left to cfn-lint.
    """
    text = _github("cloudformation", "octo-org/octo-repo")
    with without_credentials(), mock_aws():
        stacks, iam = (boto3.client(name, region_name="eu-west-1") for name in ("cloudformation", "iam"))
        url = "https://token.actions.githubusercontent.com"
        arn = iam.create_open_id_connect_provider(Url=url)["OpenIDConnectProviderArn"]
        chosen = [{"ParameterKey": "CreateProvider", "ParameterValue": "false"}]
        stacks.create_stack(
            StackName="one", TemplateBody=text, Parameters=chosen, Capabilities=["CAPABILITY_NAMED_IAM"]
        )
        role = iam.get_role(RoleName="genai-lens")["Role"]
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        audience = statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:aud"]
        assert audience == "sts.amazonaws.com"
        assert statement["Principal"] == {"Federated": arn}
        (output,) = stacks.describe_stacks(StackName="one")["Stacks"][0]["Outputs"]
        assert output["OutputValue"] == role["Arn"]


@pytest.mark.parametrize(("options", "subject"), WORKFLOWS.items())
def test_terraform_trusts_one_workflow_of_github(options: str, subject: str) -> None:
    """The Terraform role has the same trust, and the provider or the one that is there."""
    found = declared(_github("terraform", options))
    trust = found["resource", "aws_iam_role", "genai_lens"]["assume_role_policy"]
    issuer = "token.actions.githubusercontent.com"
    assert f'"{issuer}:aud" = "sts.${{data.aws_partition.current.dns_suffix}}"' in trust
    assert f'"{issuer}:sub" = "{subject}"' in trust
    assert trust.count("StringEquals") == trust.count(f"{issuer}:sub") == 1
    assert 'Action = "sts:AssumeRoleWithWebIdentity"' in trust
    assert "AWS" not in trust
    made, there = (found[kind, "aws_iam_openid_connect_provider", "github"] for kind in ("resource", "data"))
    assert made["url"] == there["url"] == f"https://{issuer}"
    assert made["client_id_list"] == ["sts.${data.aws_partition.current.dns_suffix}"]
    assert (made["count"], there["count"]) == (
        "${var.create_provider ? 1 : 0}",
        "${var.create_provider ? 0 : 1}",
    )
    assert found["variable", "create_provider"]["default"] is True


@pytest.mark.parametrize(
    "repository",
    [
        *("octo-org", "octo-org/", "/octo-repo", "a/b/c", "octo-org/*", "*/octo-repo", "o?/r", "o/..", "o/."),
        *("octo-org/r:ref:refs/heads/x", "octo-org/r\n", "o/${aws:username}", "o/r@5", "o@5/r", "o@x/r@5"),
        *("o@0/r@1", "-o/r", "o/r é", 'o/r"', "o/%{x}", "https://github.com/o/r", f"{'o' * 40}/r"),
    ],
)
def test_a_repository_that_could_widen_the_trust_is_refused(repository: str) -> None:
    """A wildcard, another subject, a policy variable or half of the ids is wrong usage."""
    done = CliRunner().invoke(cli, ["permissions", "--format", "terraform", "--github", repository])
    assert done.exit_code == 2
    assert "is not the name of a repository" in done.stderr
    assert "Write OWNER/REPOSITORY" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("option", "name"),
    [
        *[("--branch", name) for name in ("", "*", "m?in", "refs/heads/main", "a:b", "a b", "a..b", "-a")],
        *[("--branch", name) for name in ("a//b", "/a", "a/", "a.lock", "${x}", "a\n", "a@{1}", 'a"', "é")],
        *[("--environment", name) for name in ("", "*", "prod:x", "a b", "a/b", "${x}", "a\n", 'a"', "é")],
    ],
)
def test_a_branch_or_environment_that_could_widen_the_trust_is_refused(option: str, name: str) -> None:
    """Only a name that IAM compares letter by letter, and that GitHub does not encode, is used."""
    given = ["permissions", "--format", "cloudformation", "--github", "o/r", option, name]
    done = CliRunner().invoke(cli, given)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{option} " in done.stderr
    assert "cannot be used." in done.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--github", "o/r"], "--format json has none"),
        (["--branch", "main"], "need --github"),
        (["--environment", "prod"], "need --github"),
        (
            ["--format", "terraform", "--github", "o/r", "--branch", "b", "--environment", "e"],
            "are both given",
        ),
    ],
)
def test_options_that_contradict_each_other_are_refused(given: list[str], said: str) -> None:
    """The options of a role on GitHub need each other, and the message says which."""
    done = CliRunner().invoke(cli, ["permissions", *given])
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_workflow_is_trusted_only_if_it_is_named() -> None:
    """Without --github, nothing in a template is about GitHub."""
    for template in TEMPLATES.values():
        assert "github" not in template(["sts:GetCallerIdentity"]).lower()
        named = template(["sts:GetCallerIdentity"], GitHub("o/r")).replace("[*].arn", "")
        named = named.replace('Resource = "*"', "")  # of the permissions, which Terraform has first
        assert "ExternalId" not in named
        assert "*" not in named.split("Permissions1:")[0].split('resource "aws_iam_policy"')[0]
