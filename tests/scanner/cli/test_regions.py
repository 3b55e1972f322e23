"""The names of Regions are checked against the account's list before anything else is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import lab
from tests.scanner.cli.command import run

ACCOUNT = "999900001111"
CONTROL = ("--control", "GENSEC05-BP01/gateway-inbound-authorized")


@pytest.fixture
def bad(folder: Path) -> Iterator[lab.AwsServer]:
    """Serve the bad account, which has us-east-1 and eu-west-1, in an empty working folder."""
    with lab.sample("bad") as (server, _):
        yield server


def _asked(server: lab.AwsServer) -> list[tuple[str, str]]:
    return [(request.call, request.region) for request, _ in server.requests]


@pytest.mark.parametrize(
    ("region", "said", "step"),
    [
        ("us-esat-1", "not among the enabled Regions of account 999900001111", "Did you mean us-east-1?"),
        ("me-south-1", "not enabled in account 999900001111", "Enable it in the account, or leave it out."),
        ("xx-zzzzzz-9", "not among the enabled Regions", "They are us-east-1, eu-west-1."),
    ],
)
@pytest.mark.parametrize("others", [(), ("--region", "eu-west-1")])
def test_a_region_that_the_account_has_not_enabled(
    region: str, said: str, step: str, others: tuple[str, ...], bad: lab.AwsServer
) -> None:
    """It is wrong usage: AWS is asked who is calling and for the list, and nothing is written.

    STS refuses the credentials in a Region that is not enabled. A name that no Region has is not
    asked at all: another Region says who is calling.
    """
    bad.fault("sts:*", "denied", region=region)
    done = run("scan", "--region", region, *others)
    assert done.exit_code == 2, done.output
    assert f"error: --region {region} is {said}" in done.stderr
    assert f"next:  {step}" in done.stderr
    asked = _asked(bad)
    assert {call for call, _ in asked} == {"sts:GetCallerIdentity", "account:ListRegions"}
    assert len(asked) <= 3
    assert (region in {place for _, place in asked}) == (region == "me-south-1")
    assert list(Path().iterdir()) == []


def test_each_wrong_region_is_told(bad: lab.AwsServer) -> None:
    """One run tells all mistakes, as for the configuration."""
    done = run("collect", "--region", "us-esat-1", "--region", "eu-wset-1")
    assert done.exit_code == 2
    assert "Did you mean us-east-1?" in done.stderr
    assert "Did you mean eu-west-1?" in done.stderr


@pytest.mark.parametrize("number", [ACCOUNT, ""])
def test_a_region_of_the_configuration_that_is_not_enabled(number: str, bad: lab.AwsServer) -> None:
    """The message has the file and the line, of the account's entry or of the top level."""
    text = "regions:\n  - eu-west-1\n  - me-south-1\n"
    if number:
        text = f"regions: [eu-west-1]\naccounts:\n  '{number}':\n    regions: [\n    me-south-1]\n"
    Path("genai-lens.yaml").write_text(text)
    done = run("scan")
    assert done.exit_code == 2
    line = 5 if number else 3
    said = f"error: genai-lens.yaml:{line}: the Region me-south-1 is not enabled in account {ACCOUNT}."
    assert said in done.stderr
    assert run("scan", "--region", "us-east-1", *CONTROL).exit_code == 1  # the option wins


@pytest.mark.parametrize(
    ("text", "place", "name", "step"),
    [
        ("regions: [{}]", "regions[0]", "us-esat-1", "Did you mean us-east-1?"),
        ("workload: {{regions: [{}]}}", "workload.regions[0]", "EU-WEST-1", "Did you mean eu-west-1?"),
        (
            "accounts: {{'123456789012': {{regions: [{}]}}}}",
            "accounts.123456789012.regions[0]",
            "xx-zzzzzz-9",
            "Write the name of a Region, such as us-east-1.",
        ),
        (
            "accounts: {{'123456789012': {{workload: {{regions: [{}]}}}}}}",
            "accounts.123456789012.workload.regions[0]",
            "eu-wset-1",
            "Did you mean eu-west-1?",
        ),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ("scan",),
        ("scan", "--region", "us-east-1"),
        ("scan", "--plan"),
        ("collect",),
        ("evaluate", "x"),
        ("config", "check"),
    ],
)
def test_a_region_of_the_configuration_that_aws_does_not_have(
    command: tuple[str, ...], text: str, place: str, name: str, step: str, bad: lab.AwsServer
) -> None:
    """Every command that reads the configuration refuses it, with its line, and asks nothing."""
    Path("genai-lens.yaml").write_text(f"# a comment\n{text.format(name)}\n")
    done = run(*command)
    assert done.exit_code == 2
    said = f'{place} is "{name}" (a string), and the name of a Region that AWS has is needed.'
    assert done.stderr == f"error: genai-lens.yaml:2: {said}\nnext:  {step}\n"
    assert not bad.requests


def test_a_list_that_is_denied_does_not_end_the_scan(bad: lab.AwsServer) -> None:
    """The scan goes on, and says that the names could not be checked."""
    bad.fault("account:*", "denied")
    bad.fault("ec2:DescribeRegions", "denied")
    done = run("scan", "--region", "us-east-1", *CONTROL)
    assert done.exit_code == 1, done.output
    said = "warning: The names of the Regions were not checked: the account's Regions could not be listed: "
    assert said in done.stderr


@pytest.mark.parametrize(
    ("value", "step"),
    [
        ("us-east-1,eu-west-1", "Give --region twice: --region us-east-1 --region eu-west-1"),
        ("us-east-1 eu-west-1", "Give --region twice: --region us-east-1 --region eu-west-1"),
        (
            "us-east-1, us-west-2,eu-west-1",
            "Give --region once for each: --region us-east-1 --region us-west-2 --region eu-west-1",
        ),
    ],
)
def test_several_regions_in_one_option(value: str, step: str, bad: lab.AwsServer) -> None:
    """The message says how to give several Regions."""
    done = run("scan", "--region", value)
    assert done.exit_code == 2
    assert done.stderr == f"error: --region {value!r} is not the name of a Region.\nnext:  {step}\n"
    assert not bad.requests
