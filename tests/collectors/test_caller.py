"""Who is calling: any Region may say it, and credentials that expire end the asking."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from collectors import dependencies, is_regional, with_dependencies
from collectors.asking import EXPIRED
from collectors.aws import Aws
from collectors.calls import CannotCollect
from collectors.collect import collect
from collectors.own import OWN_OPERATIONS
from collectors.paid import Paid
from collectors.records import CREDENTIALS, GLOBAL, UNREACHABLE, Collection
from scanner.demo import wire
from tests import lab
from tests.collectors.hostile import Hostile, hostile

AGENTS = "bedrock-agent:ListAgents"
REGIONS = ("us-east-1", "eu-west-1")


@pytest.mark.parametrize("barred", REGIONS)
@pytest.mark.parametrize("wanted", [REGIONS, REGIONS[::-1], ()])
def test_any_region_may_say_who_is_calling(barred: str, wanted: tuple[str, ...]) -> None:
    """The Region that refuses is a gap, and the others are read, whatever the order."""
    with lab.serving(lab.account("good")) as (server, aws):
        aws.default_region = "eu-west-1"
        server.fault("sts:*", "denied", region=barred)
        found = collect(aws, [AGENTS], wanted)
    (other,) = set(REGIONS) - {barred}
    assert [(gap.region, gap.code) for gap in found.gaps] == [(barred, UNREACHABLE)]
    assert found.regions == ("eu-west-1", "us-east-1")
    assert found.complete == {AGENTS: (other,)}
    assert (found.account, found.partition) == ("111122223333", "aws")


def test_regions_of_an_account_are_read() -> None:
    """A function may choose the Regions when the account is known."""
    asked = []

    def regions(account: str) -> tuple[str, ...]:
        asked.append(account)
        return ("eu-west-1",)

    with lab.serving(lab.account("good")) as (_, aws):
        assert collect(aws, [AGENTS], regions).regions == ("eu-west-1",)
    assert asked == ["111122223333"]


def _account_of(account: str) -> dict[str, str]:
    return {"Account": account, "Arn": f"arn:aws:iam::{account}:user/scan", "UserId": "x"}


def test_regions_that_name_different_accounts_are_not_collected() -> None:
    """One of the endpoints is not AWS's, so nothing is believed."""
    with hostile() as server:
        server.answers = lambda request, _: (
            server.encoded(request, _account_of("222233334444"))
            if (request.service, request.region) == ("sts", "eu-west-1")
            else None
        )
        with pytest.raises(CannotCollect, match="do not agree") as caught:
            collect(Aws(), [AGENTS], REGIONS)
    assert "222233334444" in caught.value.sentence


def test_without_an_identity_nothing_starts() -> None:
    """Refused or missing credentials end the collection with one sentence and a next step."""
    with lab.serving(lab.account("empty")) as (server, aws):
        server.fault("sts:*", "denied")
        for regions in ((), REGIONS):
            with pytest.raises(CannotCollect, match="AWS refused the credentials"):
                collect(aws, [AGENTS], regions)
        assert {request.call for request, _ in server.requests} == {"sts:GetCallerIdentity"}
    with patch.dict(
        os.environ,
        {
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        },
    ):
        for role in ("", "arn:aws:iam::111122223333:role/reader"):
            with pytest.raises(CannotCollect, match="no AWS credentials were found"):
                collect(Aws(role_arn=role), [AGENTS])
        with pytest.raises(CannotCollect, match="nobody"):
            Aws(profile="nobody")


def test_regions_come_from_either_source() -> None:
    """Without account:ListRegions the Regions come from EC2. Without both, the error names both."""
    with lab.serving(lab.account("empty")) as (server, aws):
        server.fault("account:*", "denied")
        assert collect(aws, [AGENTS]).regions == ("eu-west-1", "us-east-1")
        server.fault("ec2:DescribeRegions", "denied")
        with pytest.raises(CannotCollect, match="Regions could not be listed"):
            collect(aws, [AGENTS])


def test_a_list_of_regions_that_lacks_a_page_is_not_used() -> None:
    """If page 2 is denied, the Regions of page 1 are not all: EC2 is asked."""
    with lab.serving(lab.account("empty")) as (server, aws):
        server.fault("account:ListRegions", "page_size", size=1)
        server.fault("account:ListRegions", "denied", page=2)
        found = collect(aws, [AGENTS])
    assert found.regions == ("eu-west-1", "us-east-1")
    assert {(c.page, c.error) for c in found.calls if c.operation == "ListRegions"} == {
        (0, ""),
        (1, "AccessDeniedException"),
    }


def test_own_questions_are_in_the_ledger_and_credentials_are_not() -> None:
    """Each request but AssumeRole has a line."""
    sample = lab.account("empty")
    sample["answers"].append(
        {"call": "sts:AssumeRole", "answer": {"Credentials": _keys("ASIAEXAMPLE00001", 3600)}}
    )
    with hostile(sample) as server:
        found = collect(Aws(role_arn="arn:aws:iam::111122223333:role/reader"), [AGENTS])
        asked = sorted(request.call for request, _ in server.requests)
    assert "sts:AssumeRole" in asked
    ledger = sorted(f"{call.service}:{call.operation}" for call in found.calls)
    assert ledger == [call for call in asked if call != "sts:AssumeRole"]
    assert set(ledger) == {AGENTS, *OWN_OPERATIONS} - {"ec2:DescribeRegions"}


def _keys(name: str, seconds: float) -> dict[str, Any]:
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))
    return {"AccessKeyId": name, "SecretAccessKey": "secret", "SessionToken": "token", "Expiration": at}


def _expiring(server: Hostile, code: str, after: int, *, key: str = "") -> list[str]:
    """Refuse all requests after the `after`-th that is not STS's. Return the refused calls.

    If there is a `key`, only requests that are signed with it are refused.
    """
    count, refused = iter(range(10**6)), []

    def answers(request: wire.Request, signed: str) -> Any:
        if request.service == "sts" and request.operation != "GetCallerIdentity":
            return None
        seen = next(count) if request.service != "sts" else None
        expired = bool(refused) if seen is None else seen >= after
        if not expired or (key and signed != key):
            return None
        refused.append(request.call)
        return server.refused(request, code)

    server.answers = answers
    return refused


def _collect(aws: Aws) -> Collection:
    """Ask every operation, those that cost money and those of what people declare included."""
    return collect(
        aws,
        lab.everything().operations,
        threads=4,
        workload=lambda _: lab.ALL_DECLARED,
        paid=Paid(agree=lambda bill: True),
    )


def _silently_lost(found: Collection) -> set[tuple[str, str]]:
    """Return the operations and Regions that are neither complete nor explained by a gap."""
    gaps = {(gap.operation, gap.region) for gap in found.gaps}
    plan = with_dependencies(lab.everything().operations)
    places = {op: found.regions if is_regional(op) else (GLOBAL,) for op in plan}
    return {
        (op, place)
        for op in plan
        for place in places[op]
        if place not in found.complete[op]
        and gaps.isdisjoint(
            (name, place if is_regional(name) else GLOBAL) for name in (op, *dependencies(op, plan))
        )
    }


@pytest.mark.parametrize("code", sorted(EXPIRED - {CREDENTIALS}))
def test_expired_credentials_end_the_asking(code: str) -> None:
    """Nothing more is sent, what was not asked is a gap with the code, and a sentence says it."""
    with hostile(lab.account("good")) as server:
        refused = _expiring(server, code, after=60)
        found = _collect(Aws())
    assert found.ended["code"] == code
    assert found.ended["sentence"].startswith("The credentials expired during the scan at ")
    assert code in found.ended["sentence"]
    # In flight when the first was refused, and STS, to ask whether it still accepts them.
    assert refused.count("sts:GetCallerIdentity") == 1
    assert len(refused) <= 5
    assert {gap.code for gap in found.gaps} == {code}
    assert len(found.gaps) > len(refused)
    assert not _silently_lost(found)


def test_one_place_that_refuses_does_not_end_the_asking() -> None:
    """STS, which is asked once, still accepts the credentials, so there are gaps of that place."""
    with hostile(lab.account("good")) as server:
        server.answers = lambda request, _: (
            server.refused(request, "UnrecognizedClientException")
            if (request.service, request.region) == ("bedrock", "eu-west-1")
            else None
        )
        found = collect(Aws(), lab.everything().operations, threads=1, paid=Paid(agree=lambda bill: True))
        asked = sum(request.call == "sts:GetCallerIdentity" for request, _ in server.requests)
    assert not found.ended
    assert {(gap.service, gap.region, gap.code) for gap in found.gaps} == {
        ("bedrock", "eu-west-1", "UnrecognizedClientException")
    }
    assert len(found.gaps) > 2
    assert asked == len(REGIONS) + 1


@pytest.fixture(params=["role", "process", "web identity", "instance"])
def renewable(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Give a server, and a function that returns a client whose credentials can be renewed."""
    sample, kind = lab.account("good"), request.param
    role = "arn:aws:iam::111122223333:role/reader"
    with hostile(sample) as server:
        issued: list[str] = []
        ordinary = server.answer

        def answer(asked: wire.Request) -> Any:
            if asked.operation not in ("AssumeRole", "AssumeRoleWithWebIdentity"):
                return ordinary(asked)
            issued.append(f"ASIAEXAMPLE0000{len(issued) + 1}")
            return server.encoded(asked, {"Credentials": _keys(issued[-1], 3600)})

        monkeypatch.setattr(server, "answer", answer)
        if kind != "role":
            monkeypatch.delenv("AWS_ACCESS_KEY_ID")
            monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        if kind == "process":
            program = tmp_path / "process.py"
            program.write_text(
                "import json, pathlib\n"
                f"count = pathlib.Path({str(tmp_path / 'count')!r})\n"
                "n = int(count.read_text()) + 1 if count.exists() else 1\n"
                "count.write_text(str(n))\n"
                f"keys = {_keys('', 3600)!r} | {{'Version': 1, 'AccessKeyId': f'ASIAEXAMPLE0000{{n}}'}}\n"
                "print(json.dumps(keys))\n"
            )
            (tmp_path / "config").write_text(f"[default]\ncredential_process = {sys.executable} {program}\n")
            monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        if kind == "web identity":
            (tmp_path / "token").write_text("token")
            monkeypatch.setenv("AWS_ROLE_ARN", role)
            monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "token"))
        if kind == "instance":
            from botocore.utils import InstanceMetadataFetcher

            def retrieve(_: Any) -> dict[str, str]:
                issued.append(f"ASIAEXAMPLE0000{len(issued) + 1}")
                keys = _keys(issued[-1], 3600)
                names = ("access_key", "secret_key", "token", "expiry_time")
                return {"role_name": "reader", **dict(zip(names, keys.values(), strict=True))}

            monkeypatch.setattr(InstanceMetadataFetcher, "retrieve_iam_role_credentials", retrieve)
        yield server, lambda: Aws(role_arn=role if kind == "role" else "")


def test_credentials_that_can_be_renewed_are_renewed(renewable: Any) -> None:
    """The refused calls are asked again with the new credentials: nothing is lost."""
    server, client = renewable
    refused = _expiring(server, "ExpiredToken", after=60, key="ASIAEXAMPLE00001")
    found = _collect(client())
    assert refused
    assert not found.ended
    assert not found.gaps
    assert not _silently_lost(found)


def test_new_credentials_that_are_refused_too_end_the_asking(renewable: Any) -> None:
    """One renewal is tried, and no more."""
    server, client = renewable
    refused = _expiring(server, "ExpiredToken", after=60)
    found = _collect(client())
    assert found.ended["code"] == "ExpiredToken"
    assert len(refused) <= 2 * 4 + 1
    assert not _silently_lost(found)


def test_a_role_that_cannot_be_renewed_ends_the_asking() -> None:
    """botocore renews credentials before they expire, and AWS refuses the role by then."""
    with hostile(lab.account("good")) as server:
        aws = Aws(role_arn="arn:aws:iam::111122223333:role/reader")

        def answers(asked: wire.Request, _: str) -> Any:
            if len(server.requests) == 60:
                aws._sessions[-1]._credentials._expiry_time = datetime.now(UTC)
            if asked.operation != "AssumeRole":
                return None
            if len(server.requests) >= 60:
                return server.refused(asked, "AccessDenied")
            return server.encoded(asked, {"Credentials": _keys("ASIAEXAMPLE00001", 3600)})

        server.answers = answers
        found = _collect(aws)
    assert found.ended["code"] == CREDENTIALS
    assert {gap.code for gap in found.gaps} == {CREDENTIALS}
    assert not _silently_lost(found)
