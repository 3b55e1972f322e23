"""Hostile answers through whole scans: each costs its own question, and no verdict is believed.

GENAI_LENS_RANDOM_ANSWERS=5000 tries that many random changes instead of a few.
"""

from __future__ import annotations

import json
import os
import random
import urllib.parse
from pathlib import Path
from typing import Any

import pytest

from collectors.aws import Aws
from collectors.calls import CannotCollect
from collectors.collect import collect
from collectors.records import MALFORMED, Collection
from scanner.demo.encode import Response
from scanner.snapshot import folder as snapshot
from tests import lab
from tests.collectors.wrong import JSON, WRONG, XML, answering, garbled, json_places, model_of

ODD = (
    "../x", "/x", "a/b", "", ".", "r" * 300, "us-east-1\x00", "us-east-1\n", "US-EAST-1", "global", "PREPARED"
)  # fmt: skip
TRAILS = "cloudtrail:DescribeTrails"
PATH = "/aws/service/global-infrastructure/services/bedrock/regions"


@pytest.mark.parametrize("region", ODD)
def test_a_home_region_of_another_form_is_a_gap(region: str, tmp_path: Path) -> None:
    """The trail is a Malformed gap of its listing, and the snapshot can be written and read."""
    sample = lab.account("good")
    trails = [e["answer"]["trailList"] for e in sample["answers"] if e["call"] == TRAILS]
    assert any(trails)
    for trail in (trail for listed in trails for trail in listed):
        trail["HomeRegion"] = region
    with lab.serving(sample) as (_, aws):
        found = lab.read(aws, [TRAILS])
    assert {(gap.operation, gap.code) for gap in found.gaps} == {(TRAILS, MALFORMED)}
    snapshot.write(found, tmp_path / "a" / "s")
    assert snapshot.read(tmp_path / "a" / "s").resources == ()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("account", [*ODD, "12345678901", "1234567890123"])
def test_an_account_of_another_form_is_not_collected(account: str) -> None:
    """The scan ends before anything is read."""
    with lab.serving(lab.account("empty")) as (server, aws):
        client = aws.client("sts", "us-east-1")
        client.get_caller_identity = lambda: {"Account": account, "Arn": "arn:aws:iam::111122223333:user/x"}
        with pytest.raises(CannotCollect, match="did not say which account"):
            lab.read(aws, [], ["us-east-1"])
        assert not server.requests


def _listed(name: str, value: str) -> dict[str, Any]:
    return {"Parameters": [{"Name": name, "Type": "String", "Value": value, "Version": 1}]}


@pytest.mark.parametrize(
    "pages",
    [
        [_listed(f"{PATH}/us-east-1", "us-east-1"), {}],
        [{}],
        [_listed("/aws/service/global-infrastructure/services/groundstation/regions/us-east-1", "us-east-1")],
        [_listed(f"{PATH}/us-east-1", "eu-west-1")],
        [_listed(f"{PATH}/../us-east-1", "../us-east-1")],
    ],
    ids=["page 2 without its list", "no list", "another service", "another value", "no Region"],
)
def test_a_list_of_regions_that_cannot_be_right_is_not_used(
    pages: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Regions are unknown, so the service is called in all of them."""
    with lab.serving(lab.account("empty")) as (_, aws):

        def answer(NextToken: str = "0", **_: Any) -> dict[str, Any]:  # noqa: N803
            page = int(NextToken)
            return pages[page] | ({"NextToken": str(page + 1)} if page + 1 < len(pages) else {})

        monkeypatch.setattr(aws.client("ssm", "us-east-1"), "get_parameters_by_path", answer)
        offered = lab.read(aws, ["bedrock:ListGuardrails"]).offered["bedrock"]
    assert offered["regions"] is None
    assert offered["source"].startswith("unknown: ")


RANDOM = int(os.environ.get("GENAI_LENS_RANDOM_ANSWERS", "60"))
"""How many answers are changed at random. The default takes some seconds."""

READ = sorted(lab.everything().operations)


def _held(operation: str, found: Collection, name: str = "good") -> None:
    """Assert that the changed account has no new verdict except `unknown`, and no defect."""
    controls = lab.needing(operation)
    report = lab.judge(found, chosen=controls)
    assert not report.head.defects
    before = lab.verdicts_of(controls, lab.verdicts(lab.report(name)))
    after = lab.verdicts(report)
    new = {key: kind for key, kind in after.items() if kind not in ("unknown", before.get(key))}
    assert not new


def _caller_of(operation: str) -> str:
    """Return the sample account in which an operation is called: `good`, or else `bad`."""
    calls = lab.collection("good").calls
    return "good" if operation in {f"{call.service}:{call.operation}" for call in calls} else "bad"


def _read(operation: str, *bodies: Any, name: str = "good") -> list[Collection]:
    """Return a collection of a sample account for each change of an operation's answers.

    A change is a function of the random numbers and the body, which is made once per answer.
    """
    out = []
    with lab.sample(name) as (_, aws), lab.remembering(name, lost=[operation]):
        for body in bodies:
            # AWS's error stays as it is: that there is none may be a fact.
            with answering(
                operation,
                lambda r, body=body: r if r.status >= 300 else Response(r.status, body(r.body), r.headers),
            ):
                out.append(lab.read(aws, lab.needing(operation).operations))
    return out


def _mistyped(operation: str, chance: random.Random) -> Any:
    """Return a change that gives one member of an answer in JSON a wrong type."""
    shape = model_of(operation).output_shape

    def change(body: bytes) -> bytes:
        answer = json.loads(body)
        places = [p for p in json_places(answer, shape) if not getattr(p[2], "is_document_type", False)]
        if places:
            holder, key, member = chance.choice(places)
            holder[key] = chance.choice(WRONG[member.type_name])
        return json.dumps(answer if places else []).encode()

    return change


@pytest.mark.parametrize("operation", [op for op in READ if op in JSON])
def test_a_wrong_type_is_not_believed(operation: str) -> None:
    """One member of another type, in every answer of an operation: no new verdict but unknown."""
    mistype, changed = _mistyped(operation, random.Random(operation)), list[bytes]()

    def change(body: bytes) -> bytes:
        changed.append(body)
        return mistype(body)

    (found,) = _read(operation, change)
    gaps = [gap for gap in found.gaps if gap.operation == operation]
    assert {gap.code for gap in gaps} == ({MALFORMED} if gaps else set())
    assert bool(gaps) == bool(changed)
    _held(operation, found)


@pytest.mark.parametrize("operation", [op for op in READ if op in XML])
@pytest.mark.parametrize("body", [b"", b"<x/>", b"<html xmlns='http://www.w3.org/1999/xhtml'/>"])
def test_another_document_is_not_believed(operation: str, body: bytes) -> None:
    """An empty or foreign body of a service with XML: no new verdict but unknown."""
    name = _caller_of(operation)
    (found,) = _read(operation, lambda _: body, name=name)
    if operation != "s3:GetBucketPolicy":
        assert {gap.code for gap in found.gaps if gap.operation == operation} == {MALFORMED}
    _held(operation, found, name)


@pytest.mark.parametrize("part", range(4))
def test_random_answers_end_no_scan(part: int) -> None:
    """Answers with random changes: the collection and the report are there, without a defect.

    A wrong type gives no new verdict. Garbled bytes may be another true answer.
    """
    for seed in range(part, RANDOM, 4):
        chance = random.Random(seed)
        operation = chance.choice(READ)
        typed = chance.random() < 0.5 and operation in JSON
        change = _mistyped(operation, chance) if typed else garbled(chance)
        try:
            (found,) = _read(operation, change)
            if typed:
                _held(operation, found)
            else:
                assert not lab.judge(found, chosen=lab.needing(operation)).head.defects
        except Exception as error:
            raise AssertionError(f"seed {seed}, {operation}: run it alone to see the cause") from error


def _nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize("depth", [65, 260, 500, 1000, 10_000])
@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("iam:GetAccountAuthorizationDetails", "AssumeRolePolicyDocument"),
        ("ec2:DescribeVpcEndpoints", "policyDocument"),
        ("bedrock-agent:GetAgent", "promptOverrideConfiguration"),
    ],
)
def test_deep_documents_cost_their_question(operation: str, name: str, depth: int) -> None:
    """A policy, or free JSON of an agent, that is nested deeply is a gap. The rest is read."""

    def change(body: bytes) -> bytes:
        if operation in JSON:
            answer = json.loads(body)
            answer["agent"][name] = {"promptConfigurations": [{"additionalModelRequestFields": "HERE"}]}
            return json.dumps(answer).replace('"HERE"', _nested(depth)).encode()
        text = body.decode()
        if f"<{name}>" not in text:
            return body
        start = text.index(f"<{name}>") + len(name) + 2
        document = urllib.parse.quote(_nested(depth)) if name[0] == "A" else _nested(depth)
        return f"{text[:start]}{document}{text[text.index(f'</{name}>') :]}".encode()

    (found,) = _read(operation, change)
    assert {gap.code for gap in found.gaps if gap.operation == operation} == {MALFORMED}
    _held(operation, found)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1e300", "-1e18"]
)
def test_times_at_the_ends_of_the_calendar(moment: str) -> None:
    """A time that policies cannot count is a gap."""

    def change(body: bytes) -> bytes:
        answer = json.loads(body)
        answer["agentSummaries"] = [{**a, "updatedAt": moment} for a in answer["agentSummaries"]]
        return json.dumps(answer).encode()

    (found,) = _read("bedrock-agent:ListAgents", change)
    assert {gap.code for gap in found.gaps} == {MALFORMED}
    _held("bedrock-agent:ListAgents", found)


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "x",
        "arn",
        "arn:aws",
        "arn:aws:sts::111122223333:",
        "arn:aws/../..:sts::111122223333:assumed-role/r/s",
        "arn:AWS:sts::111122223333:assumed-role/r/s",
        "arn:aws:sts::999900001111:assumed-role/r/s",
        "arn:aws:sts::111122223333:assumed-role/r/\x1b[2K",
        "arn:aws:sts::111122223333:assumed-role/r/s\n",
    ],
)
def test_a_caller_of_another_form_is_not_collected(arn: str) -> None:
    """An ARN without its parts, of another account, or with text that no ARN has."""
    with lab.serving(lab.account("empty")) as (_, aws):
        aws.client("sts", "us-east-1").get_caller_identity = lambda: {"Account": "111122223333", "Arn": arn}
        with pytest.raises(CannotCollect, match="did not say which account"):
            collect(aws, [TRAILS], ["us-east-1"])


@pytest.mark.parametrize("region", [*ODD, "us east 1", "eu-west-1/.."])
def test_a_region_that_none_has_is_not_asked(region: str) -> None:
    """A Region's name of another form is refused before anything is sent."""
    with lab.serving(lab.account("empty")) as (server, aws):
        with pytest.raises(CannotCollect, match="is not the name of a Region"):
            collect(aws, [TRAILS], ["us-east-1", region])
        assert not server.requests


@pytest.mark.parametrize("region", [*ODD, ["us-east-1"], None, {}])
def test_a_listed_region_that_none_has_ends_the_scan(region: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of Regions with another name or type in it is not used."""

    def change(response: Response) -> Response:
        body = json.dumps({"Regions": [{"RegionName": region, "RegionOptStatus": "ENABLED"}]}).encode()
        return Response(response.status, body, response.headers)

    with lab.serving(lab.account("empty")) as (server, _), answering("account:ListRegions", change):
        server.fault("ec2:DescribeRegions", "denied")
        with pytest.raises(CannotCollect, match=r"[Rr]egion"):
            collect(Aws(timeout=30), [TRAILS])
