"""SARIF as people see it on GitHub: the words of a result, its line, and what is only counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import orjson
import pytest

from collectors.records import Source
from scanner.errors import OutputError, UsageError
from scanner.judging.configured import Configuration, Severity
from scanner.judging.results import AccountHead, Defect, Proof, Report
from scanner.reports.alerts import closing_alerts
from scanner.reports.places import Place, Places
from scanner.reports.sarif import log
from tests import lab
from tests.scanner.reports import sample

HOSTILE = "a](http://evil.example) {0} \u202e ::error:: \x1b[31m"
OPEN = f"arn:aws:bedrock-agentcore:eu-west-1:{sample.ACCOUNT}:gateway/open-1"
ROOT = f"arn:aws:iam::{sample.ACCOUNT}:root"
OFF = "model invocation logging is off"


def _run(report: Report, places: Places = lab.ANCHORED, **options: str) -> dict[str, Any]:
    (run,) = orjson.loads(lab.sarif(report, places, **options))["runs"]
    found: dict[str, Any] = run
    return found


def _only(places: Places = lab.ANCHORED, *, name: str = "", **fields: Any) -> dict[str, Any]:
    """Return the SARIF result of a failure. `name`: of the account, from the configuration."""
    arn = fields.pop("arn", OPEN)
    message = fields.pop("message", "anyone may call it: its authorizer type is NONE")
    fields.setdefault("region", "eu-west-1")
    found = sample.result("fail", fields.pop("control", sample.KEYS), arn, message, **fields)
    account = AccountHead(sample.ACCOUNT, name, sample.CALLER, ("eu-west-1",))
    (one,) = _run(sample.report([found], accounts=(account,)), places)["results"]
    result: dict[str, Any] = one
    return result


def test_a_message_says_what_fails_and_where() -> None:
    """A message names the kind, the name, the Region and the account of the subject.

    GitHub shows nothing else of a result.
    """
    kind = "AWS::BedrockAgentCore::Gateway"
    found = sample.result(
        "fail",
        sample.KEYS,
        OPEN,
        "anyone may call it: its authorizer type is NONE",
        type=kind,
        region="eu-west-1",
        name="open",
    )
    (result,) = _run(sample.report([found]))["results"]
    assert result["message"]["text"] == (
        'Gateway "open" (eu-west-1, account 123456789012): anyone may call it: its authorizer type is NONE.'
    )


@pytest.mark.parametrize(
    ("region", "item", "said"),
    [
        ("us-west-2", "", f"Account 123456789012 (prod), us-west-2: {OFF}."),
        ("global", "", f"Account 123456789012 (prod): {OFF}."),
        ("global", "x", f'Account 123456789012 (prod), item "x": {OFF}.'),
    ],
)
def test_an_account_is_named_and_its_root_is_not(region: str, item: str, said: str) -> None:
    """A result about the account names it with its name, and never as `...:root`."""
    found = _only(name="prod", arn=ROOT, type="AWS::Account", region=region, item=item, message=OFF)
    assert found["message"]["text"] == said


@pytest.mark.parametrize(
    ("kind", "noun"),
    [
        ("AWS::EC2::VPCEndpoint", "VPC endpoint"),
        ("AWS::IAM::ManagedPolicy", "Managed policy"),
        ("AWS::S3::Bucket", "Bucket"),
        ("AWS::Lambda::EventSourceMapping", "Event source mapping"),
        ("odd", "odd"),
    ],
)
def test_a_type_is_a_noun(kind: str, noun: str) -> None:
    """The name of a type becomes words. Without a name, the end of the ARN names the resource."""
    said = f'{noun} "gateway/open-1" (eu-west-1, account 123456789012): '
    assert _only(type=kind)["message"]["text"].startswith(said)


def test_the_kind_of_an_item_is_named() -> None:
    """The item of a result has the word of its control's METADATA before it."""
    control = sample.CONTROLS[sample.KEYS]
    versions = replace(control, meta=replace(control.meta, item="version"))
    report = sample.report([sample.result("fail", sample.KEYS, OPEN, "bad", item="3", name="a")])
    (found,) = _run(replace(report, controls={sample.KEYS: versions}))["results"]
    assert found["message"]["text"] == 'Role "a" (version "3", us-east-1, account 123456789012): bad.'


def test_hostile_names_stay_text() -> None:
    """Names, items, messages and account names are no links, placeholders or control characters."""
    found = sample.result("fail", sample.KEYS, OPEN, HOSTILE, name=HOSTILE, item=HOSTILE)
    account = AccountHead(sample.ACCOUNT, HOSTILE, sample.CALLER, ())
    (result,) = _run(sample.report([found], accounts=(account,)))["results"]
    text = result["message"]["text"]
    escaped = "a\\](http://evil.example) {{0}} \\\\u202e ::error:: \\\\x1b\\[31m"
    assert text == (
        f'Role "{escaped}" (item "{escaped}", us-east-1, account 123456789012 ({escaped})): {escaped}.'
    )
    assert result["locations"][0]["logicalLocations"][0]["name"].isprintable()


def test_the_first_place_that_exists_is_shown() -> None:
    """The order is: code, the inventory, the line of the account, the anchor."""
    resource, region = Place("inv/eu-west-1.json", 7, (6, 40)), Place("inv/eu-west-1.json", 4)
    account, anchor = Place("genai-lens.yaml", 3), Place("scan.yml", 9)
    key = (sample.ACCOUNT, OPEN)
    everything = Places({key: resource}, {(sample.ACCOUNT, "eu-west-1"): region}, {key[0]: account}, anchor)
    source = Source("infra/agent.tf", 12, 31)

    def shown(places: Places, **fields: Any) -> tuple[str, dict[str, int]]:
        place = _only(places, **fields)["locations"][0]["physicalLocation"]
        return place["artifactLocation"]["uri"], place["region"]

    assert shown(everything, source=source) == ("infra/agent.tf", {"startLine": 12})
    assert shown(everything) == ("inv/eu-west-1.json", {"startLine": 7})
    assert shown(everything, arn=ROOT, type="AWS::Account") == ("inv/eu-west-1.json", {"startLine": 4})
    assert shown(replace(everything, resources={}, regions={})) == ("genai-lens.yaml", {"startLine": 3})
    assert shown(Places(anchor=anchor)) == ("scan.yml", {"startLine": 9})
    elsewhere = replace(everything, regions={(sample.ACCOUNT, "global"): region}, resources={})
    assert shown(elsewhere) == ("inv/eu-west-1.json", {"startLine": 4})
    with pytest.raises(UsageError, match="account 123456789012") as error:
        shown(Places())
    assert "--anchor" in error.value.next_step


@pytest.mark.parametrize("source", [None, Source("infra/agent.tf", 6, 40)])
def test_the_whole_block_is_a_related_location(source: Source | None) -> None:
    """The region of a result is one line, and its message links to the whole block (3.11.6)."""
    places = Places({(sample.ACCOUNT, OPEN): Place("inv.json", 6, (6, 40))})
    found = _only(places, source=source)
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 6}
    assert found["message"]["text"].endswith("NONE. See [the whole resource](1).")
    (related,) = found["relatedLocations"]
    assert related["id"] == 1
    assert related["physicalLocation"] == {
        "artifactLocation": {"uri": "infra/agent.tf" if source else "inv.json"},
        "region": {"startLine": 6, "endLine": 40},
    }
    assert "relatedLocations" not in _only(source=Source("infra/agent.tf", 6, 6))


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("infra/../main.tf", "main.tf"),
        ("../other/main.tf", "main.tf"),
        ("/srv/a b:c.tf", "a%20b%3Ac.tf"),
        ("in #1?/50%/é\udcff.json", "in%20%231%3F/50%25/%C3%A9%FF.json"),
        ("..", ".github/workflows/scan.yml"),
    ],
)
def test_a_path_is_relative_and_a_uri(file: str, uri: str) -> None:
    """A path is relative, without `..`, and escaped. GitHub refuses others."""
    found = _only(source=Source(file, 1, 1))
    assert found["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


def test_the_snapshot_is_a_property_and_no_location() -> None:
    """The proof names its file in the snapshot. The path of the output folder is nowhere."""
    proof = (Proof(OPEN, "/properties/a", "1/eu-west-1/a.json", 8),)
    found = sample.result("fail", sample.KEYS, OPEN, "bad", proof=proof)
    logs = {
        lab.sarif(sample.report([found], snapshot=f"{out}/snapshot")) for out in ("out", "out/2026-11-28")
    }
    (written,) = logs
    (result,) = orjson.loads(written)["runs"][0]["results"]
    assert result["properties"]["proof"] == [
        {"id": OPEN, "pointer": "/properties/a", "file": "1/eu-west-1/a.json", "line": 8}
    ]
    assert b"out/" not in written


def test_lower_failures_are_only_counted() -> None:
    """`least` leaves lower failures out, and the properties of the run count them."""
    report = sample.mixed()
    whole, part = _run(report), _run(report, least="critical")
    assert {r["level"] for r in whole["results"]} == {"error", "note"}
    assert [r["ruleId"] for r in part["results"]] == [sample.KEYS]
    assert (whole["properties"]["leastSeverity"], whole["properties"]["belowLeastSeverity"]) == ("low", 0)
    assert part["properties"]["leastSeverity"] == "critical"
    assert part["properties"]["belowLeastSeverity"] == len(whole["results"]) - 1
    assert part["properties"]["counts"] == whole["properties"]["counts"]
    many = sample.many(25_001)
    assert _run(many, least="critical")["properties"]["belowLeastSeverity"] == 25_001


def test_a_rule_has_the_severity_of_the_configuration() -> None:
    """GitHub takes an alert's severity from the rule, so the rule has the account's own."""
    found = replace(sample.result("fail", sample.KEYS, OPEN, "bad"), severity="medium")
    changed = Configuration(severities={sample.ACCOUNT: {sample.KEYS: Severity("medium", "critical", "x")}})
    for configuration, score, level in ((changed, "5.5", "warning"), (Configuration(), "9.5", "error")):
        run = _run(sample.report([found], configuration=configuration))
        rule = next(rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == sample.KEYS)
        assert rule["properties"]["security-severity"] == score
        assert rule["defaultConfiguration"]["level"] == level
        assert run["results"][0]["level"] == "warning"


def test_alerts_that_may_close_are_counted() -> None:
    """What is unknown because of a gap or a defect may close an alert, and a notification says so.

    What no call could decide was not an alert before, so it is not counted.
    """
    gap = sample.gap("us-east-1")
    lost = sample.result("unknown", sample.GUARDRAILS, ROOT, "x", causes=(sample.cause(gap),))
    broken = sample.result("unknown", sample.PROMPTS, OPEN, "the control failed: x")
    open_ = sample.result("unknown", sample.KEYS, OPEN, "no call shows it")
    assert closing_alerts(sample.report([open_])) == ""
    assert "alerts-may-close" not in str(_run(sample.report([open_]))["invocations"])
    report = sample.report([lost, broken, open_], defects=(Defect(sample.PROMPTS, sample.ACCOUNT, "x"),))
    run = _run(report)
    assert closing_alerts(report).startswith("2 results are unknown because ")
    assert (run["properties"]["mayClose"], run["properties"]["carriedOver"]) == (2, 0)
    assert run["invocations"][0]["executionSuccessful"] is True
    note = run["invocations"][0]["toolExecutionNotifications"][-1]
    assert note["message"]["text"] == closing_alerts(report, sample.ACCOUNT)
    assert closing_alerts(report, "another") == ""
    assert closing_alerts(sample.report([lost])).startswith("1 result is unknown because ")


def test_a_file_that_is_too_large_for_github_is_not_written() -> None:
    """GitHub takes 10 MB compressed. The error names the option with which less is written."""
    with patch.object(log, "MOST_BYTES", 1000), pytest.raises(OutputError, match="10 MB") as error:
        lab.sarif(sample.mixed())
    assert "--sarif-severity" in error.value.next_step
