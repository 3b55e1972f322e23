"""A listing that waits: one call in each Region where an item of one of its parents is found."""

from __future__ import annotations

from typing import Any

from collectors import dependencies, waits
from collectors.records import Collection
from scanner.judging.gaps import placed
from scanner.snapshot.folder import Target
from tests import lab

ALARMS, RULES, RULE = (
    f"cloudwatch:{name}" for name in ("DescribeAlarms", "ListAlarmMuteRules", "GetAlarmMuteRule")
)
GUARDRAILS, BASES = "bedrock:ListGuardrails", "bedrock-agent:ListKnowledgeBases"
SUBJECTS = (GUARDRAILS, BASES)
ARN = "arn:aws:cloudwatch:us-east-1:444455556666"


def _account(guardrails: int = 2, *, alarms: bool = True) -> dict[str, Any]:
    """Return an account with guardrails in us-east-1, and an alarm with a mute rule."""
    sample = lab.account("empty")
    listed = [
        {
            "id": f"g{number}",
            "arn": f"arn:aws:bedrock:us-east-1:444455556666:guardrail/g{number}",
            "status": "READY",
            "name": "g",
            "version": "DRAFT",
            "createdAt": "2026-01-01T00:00:00Z",
            "updatedAt": "2026-01-01T00:00:00Z",
        }
        for number in range(guardrails)
    ]
    alarm = {"AlarmName": "a", "AlarmArn": f"{ARN}:alarm:a", "ActionsEnabled": True}
    rule = f"{ARN}:alarm-mute-rule:nightly"
    answers = {
        GUARDRAILS: {"guardrails": listed},
        ALARMS: {"MetricAlarms": [alarm] if alarms else []},
        RULES: {"AlarmMuteRuleSummaries": [{"AlarmMuteRuleArn": rule, "Status": "ACTIVE"}]},
        RULE: {"Name": "nightly", "MuteTargets": {"AlarmNames": ["a"]}},
    }
    sample["answers"] = [e for e in sample["answers"] if e["call"] not in answers]
    sample["answers"] += [
        {"call": call, "region": "us-east-1", "answer": answer} for call, answer in answers.items()
    ]
    return sample


def _read(lost: str = "", **account: Any) -> Collection:
    with lab.serving(_account(**account)) as (server, client):
        if lost:
            server.fault(lost, "denied")
        return lab.read(client, [*SUBJECTS, RULE])


def _called(found: Collection) -> list[tuple[str, str]]:
    """Return the calls of CloudWatch: operation, Region."""
    return sorted((c.operation, c.region) for c in found.calls if c.service == "cloudwatch")


def test_rows_that_wait() -> None:
    """A row with parents and without parameters waits for one of their items."""
    assert waits(ALARMS)
    assert waits(RULES)
    assert not waits(RULE)
    assert not waits(GUARDRAILS)
    assert dependencies(RULE, (), {ALARMS}) == (RULES, ALARMS)
    assert dependencies(RULE, SUBJECTS) == (RULES, ALARMS, *SUBJECTS)


def test_one_call_however_many_items() -> None:
    """The call is made once in the Region of the items, and what it finds is of none of them."""
    found = _read(guardrails=3)
    expected = [(name.split(":")[1], "us-east-1") for name in (ALARMS, RULE, RULES)]
    assert _called(found) == sorted(expected)
    (alarm,) = [r for r in found.resources if r.type == "AWS::CloudWatch::Alarm"]
    assert (alarm.name, alarm.region) == ("a", "us-east-1")
    (rule,) = [r for r in found.resources if r.type == "AWS::CloudWatch::AlarmMuteRule"]
    assert rule.id == "arn:aws:cloudwatch:us-east-1:444455556666:alarm-mute-rule:nightly"
    assert rule.properties["MuteTargets"] == {"AlarmNames": ["a"]}


def test_no_call_without_items() -> None:
    """Where no item is found, nothing is asked, and that is complete."""
    found = _read(guardrails=0)
    assert _called(found) == []
    assert found.complete[ALARMS] == found.regions
    assert _called(_read(alarms=False)) == [("DescribeAlarms", "us-east-1")]


def test_an_item_that_is_found_later_asks_nothing_again() -> None:
    """An answer is read once, although items of several parents wait for it."""
    with lab.serving(_account()) as (_, client):
        found = lab.read(client, [*SUBJECTS, "sagemaker:ListEndpoints", "lambda:ListFunctions", ALARMS])
    assert [name for name, _ in _called(found)] == ["DescribeAlarms"]
    (alarm,) = [r for r in found.resources if r.type == "AWS::CloudWatch::Alarm"]
    assert len(alarm.calls) == 1


def _gaps(found: Collection) -> dict[str, set[tuple[str, str]]]:
    """Return operation -> (operation, Region) of the gaps that the policies see."""
    target = Target(found.account, found.partition, found.caller, found.regions, found.complete, {})
    known = {resource.id for resource in found.resources}
    seen = placed(found.gaps, lab.everything(), target, known)
    return {
        name: {(gap["operation"], gap["region"]) for gap in seen.get(name, {}).get("*", [])}
        for name in (ALARMS, RULES, RULE)
    }


def test_what_it_waited_for_is_no_gap_where_it_was_called() -> None:
    """A denied parent is a gap only in the Region where no other parent's item led to the call."""
    found = _read(BASES)
    assert "us-east-1" in found.complete[ALARMS]
    assert found.complete[RULE] == ("us-east-1",)
    seen = _gaps(found)
    for operation in (ALARMS, RULES, RULE):
        assert ("bedrock-agent:ListKnowledgeBases", "us-east-1") not in seen[operation]
        assert ("bedrock-agent:ListKnowledgeBases", "eu-west-1") in seen[operation]


def test_a_lost_call_is_a_gap_of_its_region() -> None:
    """A denied listing that waited is a gap of the Region, and of what waits for its items."""
    found = _read(ALARMS)
    (gap,) = found.gaps
    assert (gap.operation, gap.region, gap.resource, gap.parents) == (ALARMS, "us-east-1", None, ())
    assert gap.parent_operations == (GUARDRAILS,)
    assert all((ALARMS, "us-east-1") in gaps for gaps in _gaps(found).values())


def test_log_groups_of_endpoints_and_of_inference_components() -> None:
    """One call brings the log groups of both, in the Region that has an endpoint."""
    name = "talk"
    endpoint = {
        "EndpointName": name,
        "EndpointArn": f"arn:aws:sagemaker:us-east-1:444455556666:endpoint/{name}",
        "CreationTime": 1767225600,
        "LastModifiedTime": 1767225600,
        "EndpointStatus": "Creating",
    }
    groups = [f"/aws/sagemaker/Endpoints/{name}", "/aws/sagemaker/InferenceComponents/adapter"]
    listed = [
        {"logGroupName": group, "arn": f"arn:aws:logs:us-east-1:444455556666:log-group:{group}:*"}
        for group in groups
    ]
    sample = lab.account("empty")
    sample["answers"] = [e for e in sample["answers"] if e["call"] != "sagemaker:ListEndpoints"]
    sample["answers"] += [
        {"call": "sagemaker:ListEndpoints", "region": "us-east-1", "answer": {"Endpoints": [endpoint]}},
        {
            "call": "logs:DescribeLogGroups",
            "with": {"logGroupNamePrefix": "/aws/sagemaker/"},
            "answer": {"logGroups": listed},
        },
    ]
    with lab.serving(sample) as (_, client):
        found = lab.read(client, ["sagemaker:ListEndpoints", "logs:DescribeLogGroups"])
    seen = [(r.name, r.region) for r in found.resources if r.type == "AWS::Logs::LogGroup"]
    assert sorted(seen) == [(group, "us-east-1") for group in groups]
