"""Where requests go: what a setting changes is in the head of the snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest

from collectors import COLLECTORS
from collectors.aws import Aws
from collectors.collect import collect
from scanner.snapshot import folder as snapshot
from tests import lab
from tests.collectors.wire import Sent, smallest_input
from tests.collectors.wrong import OPERATIONS, model_of

REGIONS = ("us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1", "eu-isoe-west-1", "eusc-de-east-1")
SERVICES = {collector.service for collector in COLLECTORS} | {"sts", "account", "ssm"}


def _ask_everything(*regions: str, profile: str | None = None) -> dict[str, dict[str, Any]]:
    """Ask each operation of the tables in these Regions, and return what is noted."""
    aws = Aws(profile=profile)
    for region in regions:
        for operation in OPERATIONS:
            service, _, name = operation.partition(":")
            with pytest.raises(Sent):
                getattr(aws.client(service, region), xform_name(name))(
                    **smallest_input(model_of(operation).input_shape)
                )
    return aws.endpoints.said()


@pytest.mark.parametrize("region", REGIONS)
def test_without_a_setting_nothing_is_noted(wire: list[AWSPreparedRequest], region: str) -> None:
    """The default endpoints of every service, in every partition, are AWS's."""
    assert _ask_everything(region) == {}
    assert len(wire) == len(OPERATIONS)


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("AWS_USE_FIPS_ENDPOINT", "true", "fips"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true", "."),
        ("AWS_ENDPOINT_URL", "http://user:CANARY@127.0.0.1:9", "http://127.0.0.1:9"),
    ],
)
def test_a_setting_for_all_services_is_noted(
    wire: list[AWSPreparedRequest], monkeypatch: pytest.MonkeyPatch, name: str, value: str, part: str
) -> None:
    """Each service has its URLs and the setting. A URL has no credentials, bucket or account."""
    monkeypatch.setenv(name, value)
    found = _ask_everything("us-east-1", "eu-west-1")
    alone = {
        "application-signals",
        "qbusiness",
        "s3vectors",
        "sustainability",
    }  # their only endpoints are dual-stack
    same = alone if name == "AWS_USE_DUALSTACK_ENDPOINT" else set()
    assert set(found) == SERVICES - same
    assert {entry["source"] for entry in found.values()} == {name}
    urls = [url for entry in found.values() for url in entry["urls"]]
    assert all(part in url for url in urls)
    assert not [url for url in urls if "CANARY" in url or "a-bucket" in url or "111122223333" in url]
    assert all(len(entry["urls"]) <= 2 for entry in found.values())


PROFILE = """
[profile audit]
region = us-east-1
services = elsewhere
[services elsewhere]
bedrock =
    endpoint_url = https://bedrock.example.com
[profile fips]
use_fips_endpoint = true
[profile all]
endpoint_url = https://aws.example.com
[profile s3]
s3 =
    use_accelerate_endpoint = true
[profile sts]
sts_regional_endpoints = legacy
"""


@pytest.mark.parametrize(
    ("profile", "services", "url"),
    [
        ("audit", {"bedrock"}, "https://bedrock.example.com"),
        ("fips", SERVICES, "https://bedrock-fips.us-east-1.amazonaws.com"),
        ("all", SERVICES, "https://aws.example.com"),
        ("s3", {"s3"}, "https://s3-accelerate.amazonaws.com"),
        ("sts", {"sts"}, "https://sts.amazonaws.com"),
    ],
)
def test_a_setting_of_the_profile_is_noted(
    wire: list[AWSPreparedRequest],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    profile: str,
    services: set[str],
    url: str,
) -> None:
    """A section `services`, a URL for all, FIPS, and the settings of single services."""
    (tmp_path / "config").write_text(PROFILE)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    keys = f"[{profile}]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n"
    (tmp_path / "credentials").write_text(keys)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    found = _ask_everything("us-east-1", profile=profile)
    assert set(found) == services
    assert {entry["source"] for entry in found.values()} == {f"profile {profile}"}
    assert url in {url for entry in found.values() for url in entry["urls"]}


def test_a_setting_that_is_ignored_is_not_noted(
    wire: list[AWSPreparedRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is where the request goes, and not which variables there are."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK", "https://bedrock.example.com")
    assert set(_ask_everything("us-east-1")) == {"bedrock"}
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    assert _ask_everything("us-east-1") == {}


def test_the_snapshot_and_every_report_say_it(tmp_path: Path) -> None:
    """The head has the endpoints, the name of the run and the pace, and so have the reports."""
    from scanner.reports import REPORTS
    from tests.scanner.reports.sample import printed

    with lab.serving(lab.account("bad")) as (server, aws):
        found = collect(aws, lab.everything().operations, ["us-east-1"])
    snapshot.write(found, tmp_path / "snapshot")
    head = orjson.loads((tmp_path / "snapshot" / "snapshot.json").read_bytes())
    report = lab.judge(found)
    results = orjson.loads(REPORTS["json"](report))
    sarif = orjson.loads(lab.sarif(report))["runs"][0]["properties"]
    assert head["endpoints"]["bedrock"] == {"urls": [server.url], "source": "AWS_ENDPOINT_URL"}
    assert head["endpoints"]["s3control"] == {"urls": [server.url], "source": "AWS_ENDPOINT_URL_S3_CONTROL"}
    for name in ("endpoints", "run", "pace"):
        assert head[name] == results[name] == sarif[name]
    assert f"services at {server.url} (AWS_ENDPOINT_URL)" in " ".join(printed(report, 200).split())
