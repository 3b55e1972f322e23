"""The tags of resources, from AWS's answer to the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import orjson
import pytest
from botocore.stub import Stubber
from click.testing import CliRunner, Result

from collectors.calls import Answer, Pages
from collectors.records import Resource
from collectors.tagging import MAPPING, TAGGING, TAGS
from scanner.catalog.controls import Selection, select
from scanner.cli.main import cli
from scanner.people.config import Config, LeftOut
from scanner.reports import REPORTS
from scanner.snapshot.tags import tagged
from tests import lab

AGENTS, GUARDRAILS = "GENSEC02-BP01/agent-versions-have-guardrail", "GENSEC02-BP01/content-filters-complete"
AVAILABLE = "GENSEC02-BP01/guardrail-available"
CHOSEN = ("--control", AGENTS, "--control", GUARDRAILS)
ACCOUNT, ARN = "123456789012", "arn:aws:bedrock:eu-west-1:123456789012:"
TRAVEL, TRY_OUT = f"{ARN}agent/TRAVEL0001", f"{ARN}guardrail/gr9example000"
SANDBOX = "leave_out: [{tags: {env: sandbox}, reason: a sandbox}]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder whose configuration leaves sandboxes out."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "genai-lens.yaml").write_text(SANDBOX)
    return tmp_path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def _scan(folder: Path, *arguments: str) -> tuple[Result, dict[str, Any]]:
    """Scan, and return what was printed and results.json."""
    done = _run("scan", *CHOSEN, "--force", *arguments)
    return done, orjson.loads((folder / "out/results.json").read_bytes())


def _excluded(found: dict[str, Any]) -> set[str]:
    return {r["resource"]["id"] for r in found["results"] if r["excluded"]}


def _tag(account: dict[str, Any], region: str, arn: str, *pairs: tuple[str, str]) -> None:
    """Add tags to what the sample answers in a Region."""
    tags = [{"Key": key, "Value": value} for key, value in pairs]
    answer = {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": tags}]}
    for entry in account["answers"]:
        if entry["call"] == TAGS and entry["region"] == region:
            entry["answer"]["ResourceTagMappingList"] += answer["ResourceTagMappingList"]
            return
    account["answers"].append({"call": TAGS, "region": region, "answer": answer})


def test_agents_and_guardrails_are_left_out_by_tag(folder: Path) -> None:
    """What has the tag counts nowhere, the rest is judged, and policies see the tags too.

    The listing is made once a Region.
    """
    with lab.serving(lab.account("demo")) as (server, _):
        done, found = _scan(folder)
        regions = sorted(r.region for r, _ in server.requests if r.call == TAGS)
    assert regions == ["ap-southeast-2", "eu-west-1", "us-east-1", "us-west-2"]
    assert _excluded(found) == {TRAVEL, TRY_OUT}
    assert f"{ARN}agent/REFUNDS001" in {r["resource"]["id"] for r in found["results"] if r["kind"] == "fail"}
    assert found["notes"] == []
    assert done.exit_code == 1
    document = orjson.loads(_run("input", "out/snapshot").stdout)
    tags = {r["id"]: r["tags"] for kind in document["resources"].values() for r in kind}
    assert tags[TRAVEL] == {"owner": "research", "env": "sandbox"}
    assert tags[TRY_OUT] == {"owner": "research", "env": "sandbox"}


def test_every_page_of_tags_is_read() -> None:
    """Tags on a later page count."""
    with lab.serving(lab.account("demo")) as (server, aws):
        server.fault(TAGS, "page_size", size=1)
        found = lab.read(aws, [TAGS], ["eu-west-1"])
    assert {r.properties["ResourceARN"] for r in found.resources} >= {TRAVEL, TRY_OUT}


def test_without_tags_all_is_judged_and_a_note_says_so(folder: Path) -> None:
    """A denied listing makes nothing unknown. The note is there only if tags matter."""
    with lab.serving(lab.account("demo")) as (server, _):
        _, seen = _scan(folder)
        server.fault(TAGS, "denied", region="eu-west-1")
        done, found = _scan(folder)
        (folder / "genai-lens.yaml").unlink()
        _, plain = _scan(folder)
    assert _excluded(found) == set()
    kinds = [[(r["fingerprint"], r["kind"]) for r in each["results"]] for each in (seen, found, plain)]
    assert kinds[0] == kinds[1] == kinds[2]
    (note,) = found["notes"]
    assert "some tags were not read, so resources that leave_out would leave out may be judged" in note
    assert note.endswith(f"{TAGS} gave AccessDeniedException in eu-west-1 (allow tag:GetResources).")
    assert note in " ".join(done.stdout.split())
    assert plain["notes"] == []


def test_without_tags_no_exit_code_changes(folder: Path) -> None:
    """Tags are no evidence: `scan` and `collect` exit with 0, and `collect` names the gap."""
    chosen = ("--control", "GENSEC01-BP01/api-keys-expire", "--region", "us-east-1")
    with lab.serving(lab.account("empty")) as (server, _):
        server.fault(TAGS, "denied")
        scan = _run("scan", *chosen)
        collect = _run("collect", *chosen, "--output", "c")
    assert (scan.exit_code, collect.exit_code) == (0, 0)
    assert f"{TAGS} gave AccessDeniedException in us-east-1: allow tag:GetResources" in collect.stderr


def test_a_snapshot_without_tags_says_so(folder: Path) -> None:
    """A snapshot that was collected without the listing gives the note too."""
    chosen = select(lab.everything(), Selection(controls=(AGENTS,)))
    config = Config(leave_out=(LeftOut({"env": "sandbox"}, "a sandbox"),))
    found = lab.collection("demo")
    complete = {operation: regions for operation, regions in found.complete.items() if operation != TAGS}
    report = lab.judge(replace(found, complete=complete), chosen=chosen, config=config)
    (note,) = report.head.notes
    said = f"{TAGS} gave NotCollected in ap-southeast-2 and 3 more Regions"
    assert note.endswith(f"may be judged: {said} (collect again with this selection).")
    assert "some tags were not read" in REPORTS["markdown"](report).decode()


def test_hostile_tags_do_nothing(folder: Path) -> None:
    """Tags with control characters, commands for GitHub, or in great number leave no mark."""
    account = lab.account("demo")
    hostile = [("::error::x", "\n::error::gotcha\x1b[31m"), ("\r\n::stop-commands::x", "\u202e"), ("k", "")]
    _tag(account, "eu-west-1", TRAVEL, *hostile, *((f"k{n}", "v") for n in range(10_000)), ("env", "sandbox"))
    _tag(account, "eu-west-1", f"arn:aws:iam::{ACCOUNT}:root", ("env", "sandbox"))
    _tag(account, "eu-west-1", "\x1b[31m::error::", ("env", "sandbox"))
    with lab.serving(account):
        done, found = _scan(folder, "--control", AVAILABLE)
    assert _excluded(found) == {TRAVEL, TRY_OUT}
    assert "AWS::Account" in {r["resource"]["type"] for r in found["results"]}  # the root has no tags
    assert done.exit_code == 1
    assert "\x1b" not in done.output
    assert not [line for line in done.output.splitlines() if line.startswith("::")]


def _resource(
    kind: str, arn: str, account: str = ACCOUNT, region: str = "eu-west-1", **tags: str
) -> Resource:
    properties = {"ResourceARN": arn} if kind == MAPPING else {}
    name = f"arn:aws:tag:{region}:{account}:mapping/{arn}" if kind == MAPPING else arn
    return Resource(kind, name, "", account, region, "x", tags, (), properties)


POLICY = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_tags_belong_to_one_resource_of_one_account() -> None:
    """Those of another account, Region or resource are not taken, and own ones win."""
    found = tagged(
        [
            _resource("AWS::IAM::ManagedPolicy", POLICY, "210987654321"),
            _resource(MAPPING, POLICY, env="other account"),
            _resource(
                MAPPING, TRAVEL.replace("eu-west-1", "us-east-1"), region="us-east-1", env="other Region"
            ),
            _resource(MAPPING, f"{TRAVEL}:1", env="version"),
            _resource("AWS::Bedrock::Agent", TRAVEL),
            _resource("AWS::EC2::VPC", "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1", owner="own"),
            _resource(MAPPING, "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1", owner="mapped", env="mapped"),
            _resource("AWS::S3::Bucket", "arn:aws:s3:::logs", region="global"),
            _resource(MAPPING, "arn:aws:s3:::logs", owner="platform"),
            _resource(MAPPING, "arn:aws:s3:::logs", region="us-east-1", owner="second"),
            replace(_resource(MAPPING, "", env="x"), properties={"ResourceARN": ["no", "text"]}),
        ]
    )
    tags = {r.id: r.tags for r in found if r.type != MAPPING}
    assert tags == {
        POLICY: {},
        TRAVEL: {},
        "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1": {"owner": "own"},
        "arn:aws:s3:::logs": {"owner": "platform"},
    }


REFUSED = "InvalidParameterException"
(LISTING,) = TAGGING.rows
PLAIN = {"ResourcesPerPage": 100}


def _listed(*answers: str | dict[str, Any]) -> tuple[Answer | None, int]:
    """List the tags of a Region with these answers, of which a text is the code of an error.

    Returns the answer, and the number of requests. Each request is checked: the first has filters,
    and so have all until one is refused.
    """
    client = boto3.client("resourcegroupstaggingapi", "us-east-1")
    pages = Pages(client, TAGGING.service, "us-east-1", LISTING, LISTING.constants)
    with Stubber(client) as stub:
        sent, token = dict(LISTING.constants), {}
        for answer in answers:
            if isinstance(answer, str):
                stub.add_client_error("get_resources", answer, expected_params={**sent, **token})
                sent = PLAIN
            else:
                stub.add_response("get_resources", answer, {**sent, **token})
                token = {"PaginationToken": answer.get("PaginationToken", "")}
        found = None
        number = 0
        while found is None:
            found, number = pages.request(), number + 1
        stub.assert_no_pending_responses()
    return found, number


def test_tags_are_listed_without_filters_if_aws_refuses_these() -> None:
    """An unknown service in the filter costs one request, and not the tags of the Region."""
    mapping = {"ResourceARN": f"{ARN}agent/A", "Tags": [{"Key": "a", "Value": "b"}]}
    first = {"ResourceTagMappingList": [mapping], "PaginationToken": "more"}
    last = {"ResourceTagMappingList": [], "PaginationToken": ""}
    found, number = _listed(REFUSED, first, last)
    assert found
    assert (found.failure, found.pages, number) == (None, [first, last], 3)
    assert [(call.error, "ResourceTypeFilters" in call.parameters) for call in found.calls] == [
        (REFUSED, True),
        ("", False),
        ("", False),
    ]
    assert len({call.id for call in found.calls}) == 3


@pytest.mark.parametrize("answers", [(REFUSED, REFUSED), ("AccessDeniedException",)])
def test_another_refusal_of_the_tags_is_a_gap(answers: tuple[str, ...]) -> None:
    """The listing is repeated once, and only for this reason."""
    found, number = _listed(*answers)
    assert found
    assert found.failure
    assert (found.failure[0], number) == (answers[-1], len(answers))


def test_a_refusal_of_a_later_page_is_a_gap() -> None:
    """If the first page took the filters, the reason is another one."""
    first = {"ResourceTagMappingList": [], "PaginationToken": "more"}
    found, number = _listed(first, REFUSED)
    assert found
    assert found.failure
    assert (found.failure[0], number, len(found.pages)) == (REFUSED, 2, 1)
