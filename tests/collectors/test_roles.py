"""A role that is assumed: with an external id, from another role, and again when it expires.

moto's server issues the credentials.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs

import pytest

from collectors.aws import Aws
from collectors.calls import CannotCollect
from collectors.collect import collect
from tests import lab
from tests.collectors.hostile import hostile
from tests.moto_server import moto_server

ACCOUNT, OTHER = "111122223333", "222233334444"
READER = f"arn:aws:iam::{ACCOUNT}:role/audit/genai-lens"
FIRST = f"arn:aws:iam::{OTHER}:role/first"
ROLES = "iam:ListRoles"


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """The URL of moto's server."""
    with moto_server() as place:
        yield f"http://{place}"


@pytest.fixture
def profile(moto: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty configuration without a default Region, and moto as AWS."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    (tmp_path / "credentials").write_text("[base]\naws_access_key_id = testing\naws_secret_access_key = s\n")
    (tmp_path / "config").write_text("[profile base]\n")
    for name, value in (
        ("AWS_ENDPOINT_URL", moto),
        ("AWS_CONFIG_FILE", str(tmp_path / "config")),
        ("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials")),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("no_proxy", "*"),
    ):
        monkeypatch.setenv(name, value)
    return tmp_path / "config"


def _assumed(aws: Aws) -> list[dict[str, str]]:
    """Return a list that will have the parameters and the key of each AssumeRole."""
    found: list[dict[str, str]] = []

    def note(request: Any, **_: Any) -> None:
        form = parse_qs(request.body if isinstance(request.body, str) else request.body.decode())
        key = str(request.headers["Authorization"]).partition("Credential=")[2].partition("/")[0]
        found.append({name: values[0] for name, values in form.items()} | {"key": key})

    for session in aws._sessions:
        session.register("before-send.sts.AssumeRole", note)
    return found


def test_a_role_is_assumed_without_a_default_region(profile: Path) -> None:
    """As the README shows it. The caller is the role, in a session with the name of the scan."""
    aws = Aws(profile="base", role_arn=READER, external_id="4711")
    assumed = _assumed(aws)
    assert aws.default_region is None
    found = collect(aws, [ROLES], ["us-east-1"])
    assert found.caller == f"arn:aws:sts::{ACCOUNT}:assumed-role/genai-lens/genai-lens-{found.run}"
    assert (found.account, found.gaps) == (ACCOUNT, ())
    (asked,) = assumed
    assert (asked["RoleArn"], asked["ExternalId"], asked["key"]) == (READER, "4711", "testing")
    assert asked["RoleSessionName"] == f"genai-lens-{found.run}"
    assert "ExternalId" not in _without_id()[0]


def _without_id() -> list[dict[str, str]]:
    aws = Aws(profile="base", role_arn=READER)
    assumed = _assumed(aws)
    collect(aws, [ROLES], ["us-east-1"])
    return assumed


def test_each_scan_has_a_name_of_its_own(profile: Path) -> None:
    """CloudTrail shows it with each request, also without a role: in the user agent."""
    first, second = Aws(profile="base"), Aws(profile="base")
    assert first.run != second.run
    assert f"genai-lens/{first.run}" in first.client("iam", "us-east-1").meta.config.user_agent_extra


def test_a_role_is_assumed_with_another_role(profile: Path) -> None:
    """The profile's role is assumed first, and with it the role of the option."""
    profile.write_text(f"[profile base]\n[profile chained]\nrole_arn = {FIRST}\nsource_profile = base\n")
    aws = Aws(profile="chained", role_arn=READER)
    assumed = _assumed(aws)
    found = collect(aws, [ROLES], ["us-east-1"])
    assert found.caller.endswith(f"genai-lens-{found.run}")
    assert found.account == ACCOUNT
    assert [one["RoleArn"] for one in assumed] == [FIRST, READER]
    assert assumed[0]["key"] == "testing"
    assert assumed[1]["key"].startswith("ASIA")


def test_a_role_is_assumed_again_before_it_expires(profile: Path) -> None:
    """During the scan, and nothing is lost."""
    aws = Aws(profile="base", role_arn=READER)
    assumed = _assumed(aws)

    def late(*_: int) -> None:
        aws._sessions[-1]._credentials._expiry_time = datetime.now(UTC) + timedelta(seconds=5)

    names = ("VpcEndpoints", "Vpcs", "Subnets", "RouteTables", "SecurityGroups")
    operations = [ROLES, "lambda:ListFunctions", *(f"ec2:Describe{name}" for name in names)]
    found = collect(aws, operations, ["us-east-1", "eu-west-1"], threads=1, progress=late)
    assert not found.gaps
    assert not found.ended
    assert len(assumed) > 1
    assert {one["RoleSessionName"] for one in assumed} == {f"genai-lens-{found.run}"}


@pytest.mark.parametrize(
    ("partition", "default", "region"),
    [
        ("aws", "", "us-east-1"),
        ("aws", "eu-west-1", "eu-west-1"),
        ("aws", "cn-north-1", "us-east-1"),
        ("aws-us-gov", "", "us-gov-west-1"),
        ("aws-us-gov", "us-gov-east-1", "us-gov-east-1"),
        ("aws-us-gov", "us-east-1", "us-gov-west-1"),
        ("aws-cn", "", "cn-north-1"),
    ],
)
def test_a_role_is_asked_of_its_own_partition(partition: str, default: str, region: str) -> None:
    """Each partition has an STS of its own, which knows no credentials of another."""
    with hostile(lab.account("empty")) as server:
        with patch.dict(os.environ, {"AWS_DEFAULT_REGION": default} if default else {}):
            aws = Aws(role_arn=f"arn:{partition}:iam::{ACCOUNT}:role/reader")
        server.answers = lambda request, _: (
            server.refused(request, "AccessDenied") if request.operation == "AssumeRole" else None
        )
        with pytest.raises(CannotCollect, match="cannot be assumed"):
            collect(aws, [ROLES], [region])
        assert {request.region for request, _ in server.requests} == {region}
