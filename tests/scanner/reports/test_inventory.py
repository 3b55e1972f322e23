"""The list of what there is: as a table that fits, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import orjson
import pytest
from rich.cells import cell_len

from scanner.judging.configured import Severity
from scanner.judging.present import NotRead, Present, not_read, present
from scanner.judging.results import Excluded
from scanner.reports.cells import MARK
from scanner.reports.inventory import Inventory, as_csv, as_json, as_table, beside, missing
from tests import lab
from tests.scanner.reports import sample

HOSTILE = "=cmd|'/c x'!A1 \x1b[31m\u202e\n::error::x"


def _present(name: str, *findings: Any, **fields: Any) -> Present:
    arn = f"arn:aws:bedrock:us-east-1:{sample.ACCOUNT}:agent/{name}"
    found = Present(
        "Agents", "Bedrock agent", "AWS::Bedrock::Agent", arn, name, sample.ACCOUNT, "us-east-1", {}, findings
    )
    return replace(found, **fields)


FAILURES = [sample.result("fail", key, "arn", "it fails") for key in (sample.KEYS, sample.WILDCARDS)]
UNKNOWN = sample.result("unknown", sample.GUARDRAILS, "arn", "not seen")


def _inventory(*found: Present, missing: tuple[NotRead, ...] = (), **fields: Any) -> Inventory:
    return Inventory(sample.report([]), found, missing, **fields)


def test_the_table_is_as_agreed() -> None:
    """The table shows each resource with its owner and its worst finding, in 80 columns."""
    found = _inventory(
        _present("refunds", *FAILURES, UNKNOWN, tags={"Team": "payments"}),
        _present("a-name-that-is-much-longer-than-its-column-can-be", UNKNOWN),
        _present("フレンドリーボット", region="eu-west-1"),
        replace(_present("support"), kind="Guardrails", what="Guardrail"),
    )
    assert as_table(found, 80).splitlines() == [
        "Account 123456789012, read at 2026-06-01 00:00 UTC.",
        "",
        "  NAME                      REGION     OWNER     FAIL  WORST FINDING",
        "Bedrock agent: 3",
        "  refunds                   us-east-1  payments  2     critical: api-keys-expire",
        "  a-name-that-is-much-lon…  us-east-1  -         -     1 unknown",
        "  フレンドリーボット        eu-west-1  -         -     -",
        "Guardrail: 1",
        "  support                   us-east-1  -         -     -",
        "",
        "4 resources, 1 with failures.",
    ]


@pytest.mark.parametrize("width", [50, 60, 80, 120])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    """Names of any length and width are cut, and sentences are wrapped."""
    lost = tuple(NotRead(f"A type {n}", "x", sample.ACCOUNT, ("us-east-1",)) for n in range(20))
    found = _inventory(_present("x" * 200, *FAILURES), _present("広" * 90), missing=lost)
    text = as_table(found, width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert "A type 19." in text


def test_a_pipe_gets_whole_names() -> None:
    """Without a width, nothing is cut or wrapped."""
    text = as_table(_inventory(_present("x" * 200, *FAILURES)), None)
    assert "x" * 200 in text
    assert "critical: api-keys-expire\n" in text


def test_the_owner_is_the_value_of_the_tag_that_is_named() -> None:
    """With --owner-tag, the owner comes from this tag alone."""
    one = _present("a", tags={"Team": "payments", "Unit": "cards"})
    assert " payments " in as_table(_inventory(one), 80)
    assert " cards " in as_table(_inventory(one, owner_tag="unit"), 80)
    assert as_json(_inventory(one, owner_tag="unit"))["resources"][0]["owner"] == "cards"


def test_several_accounts_have_a_column() -> None:
    """With two accounts, each line names its account."""
    found = Inventory(sample.accounts(2), [_present("a", account="000000000002")], ())
    assert "ACCOUNT" in as_table(found, None)
    assert "  000000000002  " in as_table(found, None)
    assert "ACCOUNT" not in as_table(_inventory(_present("a")), None)


def test_what_was_not_read_is_said_once_for_a_place() -> None:
    """Types that lack the same Regions share a sentence. A list may lack what is in them."""
    lost = [
        NotRead("Bedrock agent", "x", sample.ACCOUNT, ("us-east-1",)),
        NotRead("Guardrail", "x", sample.ACCOUNT, ("us-east-1",)),
        NotRead("Prompt", "x", sample.ACCOUNT, tuple(sample.REGIONS)),
    ]
    found = _inventory(missing=tuple(lost))
    assert missing(found) == [
        "not read to the end in us-east-1: Bedrock agent, Guardrail.",
        "not read to the end in 17 Regions: Prompt.",
    ]
    assert "INCOMPLETE: not read to the end in us-east-1: Bedrock agent, Guardrail.\n" in as_table(
        found, None
    )
    assert as_json(found)["not_read"][2]["regions"] == sample.REGIONS


def test_the_foot_says_what_the_configuration_and_unread_tags_change() -> None:
    """Switched-off controls, other severities, exclusions and unread tags are said, and in JSON.

    Otherwise a resource without a finding or an owner looks as if it had none.
    """
    out = Excluded({"env": "dev"}, "a sandbox")
    judged = sample.report([replace(FAILURES[0], excluded=out)])
    severity = Severity("low", "high", "no keys here")
    settings = replace(
        judged.head.configuration,
        file="genai-lens.yaml",
        off={sample.ACCOUNT: {sample.WILDCARDS: "tested elsewhere"}},
        severities={sample.ACCOUNT: {sample.KEYS: severity}},
        changed={},
    )
    judged = replace(judged, head=replace(judged.head, configuration=settings, notes=("A note.",)))
    found = Inventory(judged, [_present("toy", excluded=out)], (), ["Tags were not read."])
    lines = [
        f"{sample.WILDCARDS}: off, because: tested elsewhere",
        f"{sample.KEYS}: low instead of high, because: no keys here",
        "1 result left out by the tag env=dev, because: a sandbox",
    ]
    assert as_table(found, None).splitlines()[4:] == [
        "  toy   us-east-1  -      -     left out by tag",
        "",
        "1 resource, 0 with failures.",
        "Changed by genai-lens.yaml:",
        *(f"  {line}" for line in lines),
        "NOTE: A note.",
        "NOTE: Tags were not read.",
    ]
    assert max(map(cell_len, as_table(found, 50).splitlines())) <= 50
    assert beside(found) == [*lines, "A note.", "Tags were not read."]
    document = orjson.loads(orjson.dumps(as_json(found)))
    assert document["notes"] == ["A note.", "Tags were not read."]
    assert document["excluded"] == 1
    assert document["configuration"]["off"] == {sample.ACCOUNT: {sample.WILDCARDS: "tested elsewhere"}}
    assert document["configuration"]["severities"][sample.ACCOUNT][sample.KEYS]["severity"] == "low"
    assert document["resources"][0]["excluded"] == "a sandbox"


def test_json_and_csv_have_the_same_members() -> None:
    """Both forms have each resource with its worst finding."""
    found = _inventory(_present("refunds", *FAILURES, UNKNOWN), _present("support"))
    document = orjson.loads(orjson.dumps(as_json(found)))
    first, second = document["resources"]
    assert (first["failing"], first["unknown"], first["severity"]) == (2, 1, "critical")
    assert (first["control"], first["message"]) == (sample.KEYS, "it fails")
    assert (second["failing"], second["severity"], second["control"]) == (0, "", "")
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert [{**row, MARK: ""} for row in rows] == [
        {**{key: str(value) for key, value in one.items()}, MARK: ""} for one in (first, second)
    ]


def test_hostile_names_do_nothing() -> None:
    """A name is escaped in the table, and no formula in CSV."""
    found = _inventory(_present(HOSTILE, tags={"owner": HOSTILE}))
    text = as_table(found, None)
    assert len(text.splitlines()) == 7
    assert all(line.isprintable() for line in text.splitlines())
    (row,) = csv.DictReader(io.StringIO(as_csv(found)))
    assert row["name"].startswith("'=cmd")
    assert row["owner"].startswith("'=cmd")
    assert row["name"].isprintable()


def test_nothing_there_is_said() -> None:
    """An account without generative AI has a table without lines, and CSV with the column names."""
    assert as_table(_inventory(), 80).endswith("UTC.\n\n0 resources, 0 with failures.\n")
    assert as_csv(_inventory()).startswith("kind,what,type,name,id,account,")


def test_the_demo_is_listed() -> None:
    """The demo's agents, gateways and guardrails are listed with their worst findings."""
    report, resources = lab.report("demo"), lab.collection("demo").resources
    found = Inventory(report, present(resources, report.results), not_read([]))
    lines = as_table(found, 80).splitlines()
    assert "Bedrock agent: 3" in lines
    (refunds,) = [line.split() for line in lines if line.startswith("  refunds ")]
    assert refunds == ["refunds", "eu-west-1", "-", "9", "critical:", "agent-role-no-admin"]
