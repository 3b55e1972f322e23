"""`doctor` finds in seconds what would keep a scan from seeing, each with its cure."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from unittest.mock import patch

import orjson
import pytest
from click.testing import Result

from collectors import ROWS
from collectors.doctor import settings
from collectors.limits import Limits
from collectors.own import OWN_OPERATIONS
from scanner.demo.server import _Handler
from tests import lab
from tests.scanner.cli.command import run, without_credentials


@pytest.fixture
def bad(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[lab.AwsServer]:
    """Serve the bad account, in an empty working folder."""
    with lab.sample("bad") as (server, _):
        for name in ("REQUESTS_CA_BUNDLE", "AWS_MAX_ATTEMPTS"):
            monkeypatch.delenv(name, raising=False)
        yield server


def _lines(done: Result, name: str) -> list[tuple[str, str, str]]:
    """Return (state, what was found, cure) of the checks of a name."""
    found = re.findall(r"^(ok|warn|fail) +(\S+) +(.*)(?:\n +cure: (.*))?$", done.stdout, re.M)
    return [(state, said, cure) for state, of, said, cure in found if of == name]


def test_an_account_that_answers(bad: lab.AwsServer) -> None:
    """Who is calling, the Regions, the clock, the services and the engines; exit code 0."""
    Path("genai-lens.yaml").write_text('accounts: {"999900001111": {name: prod}}\n')
    done = run("doctor")
    assert done.exit_code == 0, done.output
    assert _lines(done, "caller") == [
        (
            "ok",
            "arn:aws:sts::999900001111:assumed-role/genai-lens/scan in account 999900001111 (prod), "
            "with credentials from the environment",
            "",
        )
    ]
    assert _lines(done, "regions") == [("ok", "2 enabled: eu-west-1, us-east-1", "")]
    assert _lines(done, "clock") == [("ok", "less than 2 seconds from AWS's", "")]
    (well, untried) = _lines(done, "services")
    assert well[:2] == ("ok", well[1])
    assert well[1].startswith("32 of 32 services answered one call each: iam, organizations, savingsplans, ")
    assert untried[1] == (
        "not tried, since each call needs what a scan finds: apigateway, apigatewayv2, "
        "application-autoscaling, application-signals, ce, cloudformation, codepipeline, config, events, "
        "kms, macie2, neptune-graph, observabilityadmin, rds, scheduler, service-quotas, sns, sqs, wafv2, "
        "xray"
    )
    assert _lines(done, "regorus") == [("ok", "the engine runs", "")]
    assert ("warn", f"34 services at {bad.url}, chosen by AWS_ENDPOINT_URL") in [
        line[:2] for line in _lines(done, "endpoints")
    ]
    assert done.stdout.endswith("\n0 failures, 2 warnings. A scan can start.\n")


def test_it_reads_little_and_writes_nothing(bad: lab.AwsServer) -> None:
    """Each service is asked once, and each Region: only reads that `permissions` prints."""
    run("doctor")
    asked = Counter(request.call for request, _ in bad.requests)
    own = {"sts:GetCallerIdentity": 2, "account:ListRegions": 1, "ssm:GetParametersByPath": 6}
    assert {name: asked.pop(name) for name in own} == own
    assert asked.keys() <= ROWS.keys()
    assert not [name for name in asked if ROWS[name][0][1].parents]
    services = Counter(name.partition(":")[0] for name in asked.elements())
    assert services.pop("bedrock") == 2  # also in the Region that no other service was asked in
    assert set(services.values()) == {1}
    assert {r.region for r, _ in bad.requests if r.call == "bedrock:ListGuardrails"} == {
        "us-east-1",
        "eu-west-1",
    }
    assert list(Path().iterdir()) == []


def test_a_selection_needs_less(bad: lab.AwsServer) -> None:
    """Only the services of the selected controls are asked."""
    bad.fault("lambda:*", "denied")
    done = run("doctor", "--control", "GENSEC02-BP01/guardrail-available", "--region", "eu-west-1")
    assert done.exit_code == 0, done.output
    services = {request.service for request, _ in bad.requests}
    assert "bedrock" in services
    assert services.isdisjoint({"lambda", "iam", "sagemaker"})
    assert {r.region for r, _ in bad.requests if r.service == "bedrock"} == {"eu-west-1"}


def test_a_permission_that_is_denied(bad: lab.AwsServer) -> None:
    """The action is the cure, and the exit code is 3, as that of a scan without the evidence."""
    bad.fault("lambda:*", "denied")
    done = run("doctor")
    assert done.exit_code == 3
    said = "lambda:ListFunctions in us-east-1: AccessDeniedException"
    assert ("fail", said, "allow lambda:ListFunctions") in _lines(done, "services")
    assert "31 of 32 services answered one call each: " in done.stdout
    assert done.stdout.endswith(
        "1 failure, 2 warnings. A scan would leave results unknown.\n"
        "The whole policy that a scan needs: genai-lens permissions\n"
    )


def test_a_region_that_is_denied(bad: lab.AwsServer) -> None:
    """A policy that denies everything in one Region is found, though services answer elsewhere."""
    bad.fault("*", "denied", region="eu-west-1", spared=("sts:*",))
    done = run("doctor")
    assert done.exit_code == 3
    said = "bedrock:ListGuardrails in eu-west-1: AccessDeniedException"
    assert ("fail", said, "allow bedrock:ListGuardrails") in _lines(done, "services")


def test_calls_that_a_scan_can_do_without(bad: lab.AwsServer) -> None:
    """One list of Regions is enough; where AWS offers a service, and tags, need not be known."""
    bad.fault("resourcegroupstaggingapi:*", "denied")
    bad.fault("account:*", "denied")
    bad.fault("ssm:*", "denied")
    done = run("doctor")
    assert done.exit_code == 0, done.output
    for action in ("account:ListRegions", "ssm:GetParametersByPath"):
        found = ("warn", f"{action}: AccessDeniedException", f"allow {action}")
        assert _lines(done, "services").count(found) == 1
    said = "resourcegroupstaggingapi:GetResources in us-east-1: AccessDeniedException"
    assert ("warn", said, "allow tag:GetResources") in _lines(done, "services")


def test_a_rate_that_is_reached(bad: lab.AwsServer) -> None:
    """It is a warning, and the call is not made again."""
    bad.fault("sagemaker:*", "throttled")
    done = run("doctor")
    assert done.exit_code == 0, done.output
    cure = "AWS limited the rate: scan again, or with a lower --max-rate"
    said = "sagemaker:ListEndpoints in us-east-1: ThrottlingException"
    assert ("warn", said, cure) in _lines(done, "services")
    assert sum(request.service == "sagemaker" for request, _ in bad.requests) == 1


@pytest.mark.parametrize("kind", ["reset", "cut", "error500", "garbled"])
def test_a_service_that_does_not_answer(kind: str, bad: lab.AwsServer) -> None:
    """Evidence would be missing, so the exit code is 3; each has a cure."""
    bad.fault("qbusiness:*", kind)
    done = run("doctor")
    assert done.exit_code == 3
    ((_, said, cure),) = [line for line in _lines(done, "services") if line[0] == "fail"]
    assert said.startswith("qbusiness:ListApplications in us-east-1: ")
    assert cure


def test_a_service_that_says_nothing(bad: lab.AwsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not hold up the others, and the cure names no option that `doctor` lacks."""
    monkeypatch.setattr("scanner.doctor.LIMITS", Limits(request_seconds=2, throttled_seconds=0))
    bad.fault("qbusiness:*", "stalled", seconds=20)
    done = run("doctor")
    assert done.exit_code == 3
    said = "qbusiness:ListApplications in us-east-1: no answer within 2 seconds"
    cure = "check the name of the Region, the network, and service control policies"
    assert ("fail", said, cure) in _lines(done, "services")
    assert "31 of 32 services answered" in done.stdout


def test_an_endpoint_that_nobody_serves(bad: lab.AwsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service cannot be reached, and the setting that is the cause is named."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_QBUSINESS", "http://user:CANARY@127.0.0.1:9")
    done = run("doctor")
    assert done.exit_code == 3
    said = "qbusiness:ListApplications in us-east-1: EndpointConnectionError"
    cure = "check the network and the name of the Region, then scan again"
    assert ("fail", said, cure) in _lines(done, "services")
    said = "qbusiness at http://127.0.0.1:9, chosen by AWS_ENDPOINT_URL_QBUSINESS"
    cure = "unset AWS_ENDPOINT_URL_QBUSINESS, unless you want these endpoints"
    assert ("warn", said, cure) in _lines(done, "endpoints")
    assert "CANARY" not in done.output


@pytest.mark.parametrize(
    ("ahead", "state", "said", "code"),
    [
        (0, "ok", "less than 2 seconds from AWS's", 0),
        (30, "ok", r"(29|30|31|32) seconds from AWS's", 0),
        (
            90,
            "warn",
            r"1 minute (29|30|31|32) seconds ahead of AWS's; AWS refuses every request beyond 5 minutes",
            0,
        ),
        (
            -90,
            "warn",
            r"1 minute (28|29|30|31) seconds behind AWS's; AWS refuses every request beyond 5 minutes",
            0,
        ),
        (7200, "fail", r"(1 hour 59 minutes|2 hours( . seconds?)?) ahead of AWS's; AWS refuses .*", 4),
    ],
)
def test_a_clock_that_is_wrong(ahead: int, state: str, said: str, code: int, bad: lab.AwsServer) -> None:
    """The dates of AWS's answers tell it."""
    with patch.object(_Handler, "date_time_string", lambda _: formatdate(time.time() - ahead, usegmt=True)):
        done = run("doctor")
    ((found, text, cure),) = _lines(done, "clock")
    assert (found, done.exit_code) == (state, code)
    assert re.fullmatch(said, text)
    assert cure == ("" if state == "ok" else "set the clock of this machine")


def test_the_clock_is_the_cure_of_refused_credentials(bad: lab.AwsServer) -> None:
    """AWS refuses a signature that is too old; its refusal has a date too."""
    bad.fault("sts:*", "denied")
    with patch.object(_Handler, "date_time_string", lambda _: formatdate(time.time() - 9000, usegmt=True)):
        done = run("doctor")
    assert done.exit_code == 4
    ((state, said, cure),) = _lines(done, "caller")
    assert (state, cure) == ("fail", "set the clock of this machine")
    assert said.startswith("AWS refused the credentials: ")


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Mon, 99 Xxx 2026 99:99:99 GMT", "Mon, 01 Jun 2026 00:00:00"]
)
def test_a_date_that_is_none(date: str, bad: lab.AwsServer) -> None:
    """It is a warning, and no defect."""
    with patch.object(_Handler, "date_time_string", lambda _: date):
        done = run("doctor")
    assert _lines(done, "clock") == [("warn", "not compared: no answer of AWS had a date", "")]
    assert done.exit_code == 0


def test_regions_that_are_wrong(bad: lab.AwsServer) -> None:
    """They are wrong usage, and the other Regions are tried all the same."""
    done = run("doctor", "--region", "us-esat-1", "--region", "eu-west-1")
    assert done.exit_code == 2
    said = "--region us-esat-1 is not among the enabled Regions of account 999900001111."
    assert ("fail", said, "Did you mean us-east-1?") in _lines(done, "regions")
    assert "32 of 32 services answered" in done.stdout
    assert {r.region for r, _ in bad.requests if r.service == "bedrock"} == {"eu-west-1"}


@pytest.mark.parametrize(
    ("regions", "state", "code"), [((), "fail", 4), (("--region", "us-east-1"), "warn", 0)]
)
def test_regions_that_cannot_be_listed(
    regions: tuple[str, ...], state: str, code: int, bad: lab.AwsServer
) -> None:
    """A scan of all Regions cannot start; the names of those that are given are not checked."""
    bad.fault("account:*", "denied")
    bad.fault("ec2:DescribeRegions", "denied")
    done = run("doctor", *regions)
    assert done.exit_code == code
    ((found, said, cure),) = _lines(done, "regions")
    assert found == state
    assert "the account's Regions could not be listed: " in said
    assert cure.startswith("Allow account:ListRegions or ec2:DescribeRegions")
    assert _lines(done, "caller")[0][0] == "ok"


def test_services_that_aws_does_not_offer_there(bad: lab.AwsServer, tmp_path: Path) -> None:
    """They are passed over, and are not missing."""
    sample = lab.account("bad")
    path = "/aws/service/global-infrastructure/services/qbusiness/regions"
    sample["answers"].append(
        {
            "call": "ssm:GetParametersByPath",
            "with": {"Path": path},
            "answer": {"Parameters": [{"Name": f"{path}/us-west-2", "Value": "us-west-2"}]},
        }
    )
    with lab.serving(sample):
        done = run("doctor")
    assert done.exit_code == 0, done.output
    assert ("ok", "not read, because AWS does not offer it there: qbusiness", "") in _lines(done, "services")


def test_a_call_that_aws_does_not_offer_there(bad: lab.AwsServer) -> None:
    """AWS's answer says so. Nothing can be there, so nothing is missing, as in a scan."""
    sample = lab.account("bad")
    sample["answers"] = [a for a in sample["answers"] if a["call"] != "qbusiness:ListApplications"]
    error = {"code": "UnknownOperationException", "message": "Unknown operation", "status": 400}
    sample["answers"].append({"call": "qbusiness:ListApplications", "error": error})
    with lab.serving(sample) as (server, _):
        done = run("doctor")
        assert ("qbusiness:ListApplications", 400) in [(r.call, status) for r, status in server.requests]
    assert done.exit_code == 0, done.output


def test_without_credentials_the_rest_is_checked(bad: lab.AwsServer) -> None:
    """The exit code is that of a scan, and the engines are shown."""
    with without_credentials():
        for arguments, said in (((), "no AWS credentials were found."), (("--profile", "nobody"), "nobody")):
            done = run("doctor", *arguments)
            assert done.exit_code == 4
            ((state, text, cure),) = _lines(done, "caller")
            assert (state, said in text, "--profile" in cure) == ("fail", True, True)
            assert _lines(done, "regorus") == [("ok", "the engine runs", "")]
            assert _lines(done, "clock") == []


def test_wrong_usage_is_an_error(bad: lab.AwsServer) -> None:
    """An unknown control and a faulty configuration end it before any call."""
    assert run("doctor", "--control", "GENSEC01-BP01/none").exit_code == 2
    Path("genai-lens.yaml").write_text("regions: [global]\n")
    assert run("doctor").exit_code == 2
    assert not bad.requests


@pytest.mark.parametrize(("chosen", "state"), [("", "ok"), ("/nowhere/opa", "warn")])
def test_an_opa_that_is_not_there(
    chosen: str, state: str, bad: lab.AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OPA is optional: only a name in GENAI_LENS_OPA that does not run is a warning."""
    monkeypatch.setenv("GENAI_LENS_OPA", chosen)
    monkeypatch.setattr("scanner.engines.program.shutil.which", lambda *_, **__: None)
    done = run("doctor", "--control", "GENSEC02-BP01/guardrail-available")
    assert done.exit_code == 0
    ((found, said, cure),) = _lines(done, "opa")
    assert (found, bool(cure)) == (state, state == "warn")
    assert ("Only --engine opa and signed bundles need it." in said) == (state == "ok")


def test_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the environment and the profile set, whether it is used, and no secret."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "REQUESTS_"))]:
        monkeypatch.delenv(name)
    assert settings({"region": "us-east-1"}) == ()
    profile = {"max_attempts": "3", "ca_bundle": str(tmp_path)}
    assert [(s.name, s.harmful) for s in settings(profile)] == [
        ("max_attempts of the profile", False),
        ("ca_bundle of the profile", False),
    ]
    for name, value in {
        "AWS_BEARER_TOKEN_BEDROCK": "CANARY",
        "HTTPS_PROXY": "http://me:CANARY@proxy.example.com:3128",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_CA_BUNDLE": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("no_proxy", "NO_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    found = {s.name: (s.effect, s.harmful) for s in settings(profile)}
    assert found == {
        "AWS_BEARER_TOKEN_BEDROCK": ("ignored: every call is signed with the caller's own keys", False),
        "HTTPS_PROXY": ("requests go through the proxy proxy.example.com:3128", False),
        "AWS_MAX_ATTEMPTS": ("attempts for each call, at most: 1", True),
        "AWS_CA_BUNDLE": ("certificates are checked with the CAs in /nowhere", True),
    }


def test_json(bad: lab.AwsServer) -> None:
    """The same checks, for programs."""
    bad.fault("lambda:*", "denied")
    done = run("doctor", "--format", "json")
    document = orjson.loads(done.stdout)
    assert (done.exit_code, document["exit_code"]) == (3, 3)
    assert {
        "state": "fail",
        "name": "services",
        "found": "lambda:ListFunctions in us-east-1: AccessDeniedException",
        "cure": "allow lambda:ListFunctions",
        "exit_code": 3,
    } in document["checks"]


def test_a_terminal_of_60_columns(bad: lab.AwsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the lines are wrapped below themselves. Piped, they are not."""
    assert max(map(len, run("doctor").stdout.splitlines())) > 100
    monkeypatch.setattr("scanner.cli.say.columns", lambda: 60)
    lines = run("doctor").stdout.splitlines()
    assert max(map(len, lines)) <= 60
    at = next(number for number, line in enumerate(lines) if line.startswith("ok    services"))
    assert [line[:17].isspace() for line in lines[at + 1 : at + 4]] == [True] * 3


def test_the_permissions_of_the_calls_are_printed(bad: lab.AwsServer) -> None:
    """`doctor` needs no permission that a scan does not need."""
    run("doctor")
    printed = set(orjson.loads(run("permissions").stdout)["Statement"][0]["Action"])
    for name in {request.call for request, _ in bad.requests}:
        action = OWN_OPERATIONS.get(name) or ROWS[name][0][0].action(name.partition(":")[2])
        assert action in printed
