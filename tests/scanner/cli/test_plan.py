"""`scan --plan` says what a scan would ask, and asks almost nothing itself."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from collectors.plan import Plan, plan
from scanner.demo.stated import accounts
from scanner.people.config import Config
from tests import lab
from tests.scanner.cli.command import run

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (("--region", "eu-west-1"), ["sts:GetCallerIdentity"]),
        ((), ["sts:GetCallerIdentity", "account:ListRegions"]),
    ],
)
def test_the_plan_asks_who_is_calling(arguments: tuple[str, ...], asked: list[str]) -> None:
    """And, without --region, for the list of Regions. It says so, and writes nothing."""
    with lab.sample("bad") as (server, _):
        done = run("scan", "--plan", *arguments)
        assert [request.call for request, _ in server.requests] == asked
    assert done.exit_code == 0, done.output
    assert f"AWS was asked {' and '.join(asked)} only." in done.stdout
    first = done.stdout.splitlines()[0]
    assert first.endswith(" Whether the account has enabled it was not checked.") == bool(arguments)
    assert list(Path().iterdir()) == []


def test_the_numbers_are_those_of_a_scan() -> None:
    """In an account without resources, a scan makes exactly the calls that are known."""
    with lab.sample("empty") as (_, aws):
        operations = lab.everything().plan
        planned = plan(aws, operations, paid=True)
        made = Counter(f"{c.service}:{c.operation}" for c in lab.read(aws, operations).calls)
    assert {one.operation: one.calls for one in planned.operations if one.calls} == made
    assert planned.regions == ("eu-west-1", "us-east-1")


def test_what_depends_on_findings_is_planned() -> None:
    """Each other call of a full account is planned, as one for each resource of a type."""
    planned = {one.operation: one for one in _planned("bad").operations}
    made = Counter(f"{c.service}:{c.operation}" for c in lab.collection("bad").calls)
    assert made.keys() <= planned.keys() | {"s3:HeadBucket"}
    more = {name for name, number in made.items() if number > planned[name].calls}
    assert len(more) > 10
    assert all(planned[name].each for name in more)
    assert planned["bedrock-agent:GetAgent"].each == ("AWS::Bedrock::Agent",)
    assert planned["bedrock-agent:GetAgent"].rate == 15


def test_a_call_that_waits_is_planned_once_in_a_region() -> None:
    """The plan says so, and not that there is one call for each resource."""
    planned = {one.operation: one for one in _planned("bad").operations}
    assert planned["sqs:ListQueues"].once
    assert not planned["bedrock-agent:GetAgent"].once
    assert {one.operation for one in planned.values() if one.once and not one.each} == set()
    with lab.sample("bad"):
        said = run("scan", "--plan", "--control", "GENREL03-BP02/function-failures-captured").stdout
    assert "\n     + ListQueues: one in each Region that has any function\n" in said


def test_models_are_asked_about_in_the_declared_regions() -> None:
    """The plan names the declared Regions that are scanned. Other calls stay in their Region."""
    Path("genai-lens.yaml").write_text("workload:\n  regions: [us-east-1, eu-west-1, sa-east-1]\n")
    with lab.sample("bad"):
        said = run("scan", "--plan", "--control", "GENREL05-BP01/models-available-in-all-regions").stdout
    lines = [line.strip() for line in said.splitlines() if "that you declared" in line]
    assert [line.partition(":")[0] for line in lines] == [
        "+ ListFoundationModels",
        "+ GetFoundationModelAvailability",
    ]
    assert all(
        line.endswith("; also in the Regions that you declared: eu-west-1, us-east-1") for line in lines
    )


def _planned(sample: str) -> Plan:
    with lab.sample(sample) as (_, aws):
        declared = Config(accounts=accounts()).workload_of
        return plan(aws, lab.everything().plan, workload=declared, paid=True)


def test_the_text_of_a_plan() -> None:
    """It shows the number of each call, what findings add, the rates and the least time."""
    chosen = ("--best-practice", "GENSEC02-BP01", "--max-rate", "0.5")
    with lab.sample("bad"):
        said = run("scan", "--plan", *chosen, "--region", "us-east-1").stdout
    assert said.startswith("A scan of account 999900001111 would make these calls in 1 Region: us-east-1. ")
    assert "\nbedrock-agent 4 calls and more for what is found\n" in said
    assert "\n    1  ListAgents (0.5 a second)\n" in said
    assert "\n     + GetAgent (0.5 a second): one for each agent\n" in said
    assert "\n    1+ ListGuardrails (0.5 a second): one for each guardrail, guardrail version\n" in said
    # ListInferenceProfiles is called twice in a Region, at one call in two seconds.
    assert "\nAt the rates (of each operation in each Region), these calls take 2 seconds or more. " in said
    assert "Each 100 guardrails in a Region add 3 minutes 20 seconds or more.\n" in said


def test_services_that_are_passed_over() -> None:
    """The plan names the Regions where AWS does not offer a service, and counts no call there."""
    sample = lab.account("empty")
    sample["regions"] = ["us-east-1", "us-west-1"]
    with lab.serving(sample):
        said = run("scan", "--plan").stdout
    assert "\nqbusiness is passed over where AWS does not offer it: us-west-1 (as of 2026-11; " in said
    assert "\n    1  ListApplications\n" in said
    assert "\n     + GetBrowser: one for each custom browser\n" in said
    assert "\n    2  ListAgents (10 a second)\n" in said


def test_a_service_that_is_passed_over_everywhere() -> None:
    """It has no calls, so the list of calls leaves it out. No service has a number of 0 calls."""
    sample = lab.account("empty")
    sample["regions"] = ["us-west-1"]
    with lab.serving(sample):
        said = run("scan", "--plan").stdout
    assert "\nqbusiness is passed over where AWS does not offer it: us-west-1 " in said
    assert said.count("qbusiness") == 1
    assert "ListDataAccessors" not in said
    assert not re.search(r"^\S+ 0 calls", said, re.M)
    assert "\nkms calls for what is found\n     + DescribeKey: one for each " in said


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("us-esat-1", "Did you mean us-east-1?"),
        ("xx-zzzzzz-9", "Write the name of a Region, such as us-east-1."),
    ],
)
def test_a_region_that_no_partition_has(name: str, step: str) -> None:
    """It is wrong usage of --region, and AWS is not asked."""
    with lab.sample("bad") as (server, _):
        done = run("scan", "--plan", "--region", "us-gov-west-1", "--region", name)
        said = f"error: --region {name} is not a Region that AWS has.\nnext:  {step}\n"
        assert (done.exit_code, done.stderr) == (2, said)
        assert not server.requests


def test_credentials_that_aws_refuses() -> None:
    """Without credentials there is no plan, and the error is that of a scan."""
    with lab.sample("bad") as (server, _):
        server.fault("sts:*", "denied")
        done = run("scan", "--plan")
    assert done.exit_code == 4
    assert "AWS refused the credentials" in done.stderr
