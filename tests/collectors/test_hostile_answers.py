"""Answers that name files, or that hide Regions, are not believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collectors.calls import CannotCollect
from collectors.records import MALFORMED
from scanner.snapshot import folder as snapshot
from tests import lab

ODD = ("../x", "/x", "a/b", "", ".", "r" * 300, "us-east-1\x00", "us-east-1\n", "US-EAST-1", "global")
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
        client.get_caller_identity = lambda: {"Account": account, "Arn": f"arn:aws:sts::{account}:x"}
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
