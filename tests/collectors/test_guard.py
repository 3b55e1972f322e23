"""The guard: no request but that of botocore's built-in model reaches the wire."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest
from botocore.loaders import Loader

from collectors import COLLECTORS, guard, models
from collectors.aws import Aws
from collectors.calls import CannotCollect, Refused
from collectors.collect import collect
from collectors.own import CREDENTIAL_OPERATIONS, REDIRECT
from tests import lab
from tests.collectors.wire import Sent, smallest_input
from tests.collectors.wrong import OPERATIONS, model_of


def _call(aws: Aws, operation: str, **parameters: Any) -> None:
    service, _, name = operation.partition(":")
    getattr(aws.client(service, "eu-west-1"), xform_name(name))(**parameters)


@pytest.mark.parametrize("endpoint", ["", "http://127.0.0.1:9", "https://bucket.example.com"])
def test_every_request_of_the_tables_is_sent(
    endpoint: str, wire: list[AWSPreparedRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard knows the requests of all rows: S3's buckets in the host and in the path too."""
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    aws = Aws()
    for operation in OPERATIONS:
        with pytest.raises(Sent):
            _call(aws, operation, **smallest_input(model_of(operation).input_shape))
    assert len(wire) == len(OPERATIONS)
    assert all(
        request.method == model_of(op).http["method"] for request, op in zip(wire, OPERATIONS, strict=True)
    )


def test_a_write_in_a_table_is_not_sent(
    wire: list[AWSPreparedRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a row names a write by mistake, the guard refuses it: its name is not that of a read."""
    monkeypatch.setattr(guard, "_ALLOWED", guard._ALLOWED | {"bedrock:DeleteGuardrail"})
    monkeypatch.setattr(models, "operations", lambda service: {"DeleteGuardrail"})
    monkeypatch.setattr(models.LOADER, "_cache", {})
    with pytest.raises(Refused, match="nothing was sent"):
        _call(Aws(), "bedrock:DeleteGuardrail", guardrailIdentifier="x")
    assert not wire


def test_a_client_has_no_method_but_those_of_the_tables(wire: list[AWSPreparedRequest]) -> None:
    """Nothing that changes an account can even be called."""
    aws = Aws()
    ours = {*guard._ALLOWED, *CREDENTIAL_OPERATIONS, REDIRECT}
    for service in {collector.service for collector in COLLECTORS}:
        names = aws.client(service, "eu-west-1").meta.method_to_api_mapping.values()
        assert names
        assert {f"{service}:{name}" for name in names} <= ours
    assert not wire


CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "method": ("bedrock:GetGuardrail", {"method": "DELETE"}),
    "path": ("bedrock:GetGuardrail", {"url": ("/guardrails/x", "/guardrails/x/versions")}),
    "other path": (
        "lambda:ListFunctions",
        {"url": ("/2015-03-31/functions", "/2015-03-31/functions/f/invocations")},
    ),
    "query": ("s3:GetBucketPolicy", {"url": ("?policy", "?acl")}),
    "more query": ("s3:GetBucketPolicy", {"url": ("?policy", "?policy&delete")}),
    "object": ("s3:GetBucketPolicy", {"url": ("?policy", "/key?policy")}),
    "bucket of a list": ("s3:ListBuckets", {"url": (".com/", ".com/bucket")}),
    "action": ("iam:ListRoles", {"body": (b"Action=ListRoles", b"Action=DeleteRole")}),
    "two actions": ("iam:ListRoles", {"body": (b"Action=ListRoles", b"Action=ListRoles&Action=DeleteRole")}),
    "version": ("iam:ListRoles", {"body": (b"2010-05-08", b"2009-01-01")}),
    "target": ("kms:DescribeKey", {"header": ("X-Amz-Target", "TrentService.DisableKey")}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_request_is_not_sent(change: str, wire: list[AWSPreparedRequest]) -> None:
    """A request that something changed after botocore made it is refused."""
    operation, changes = CHANGES[change]
    aws = Aws()
    client = aws.client(operation.partition(":")[0], "eu-west-1")
    parameters = smallest_input(model_of(operation).input_shape)
    if "guardrailIdentifier" in parameters:
        parameters["guardrailIdentifier"] = "x"

    def patched(request: AWSPreparedRequest, **_: Any) -> None:
        for name, value in changes.items():
            if name == "header":
                request.headers[value[0]] = value[1]
            elif name == "body":
                body = request.body if isinstance(request.body, bytes) else request.body.encode()
                assert value[0] in body
                request.body = body.replace(*value)
            elif name == "url":
                assert value[0] in request.url
                request.url = request.url.replace(*value)
            else:
                setattr(request, name, value)

    client.meta.events.register("before-send", patched)
    with pytest.raises(Refused, match="nothing was sent"):
        _call(aws, operation, **parameters)
    assert not wire


@pytest.mark.parametrize("name", [".", ".."])
def test_a_name_that_leads_to_another_path_is_not_sent(name: str, wire: list[AWSPreparedRequest]) -> None:
    """An id of an answer cannot climb to another path: the HTTP library would resolve the dots."""
    aws = Aws()
    with pytest.raises(Refused):
        _call(aws, "bedrock-agent:ListAgentAliases", agentId=name)
    with pytest.raises(Sent):
        _call(aws, "bedrock-agent:ListAgentAliases", agentId="..x")
    assert len(wire) == 1


def test_an_endpoint_with_a_path_is_refused(
    wire: list[AWSPreparedRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A custom endpoint cannot put another path in front."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9/other")
    with pytest.raises(CannotCollect, match="differs from the one of boto3's model"):
        collect(Aws(), ["iam:ListRoles"], ["us-east-1"])
    assert not wire


def test_a_model_of_the_user_is_not_read(tmp_path: Path) -> None:
    """A model in ~/.aws/models that gives a read the method DELETE has no effect."""
    models = tmp_path / ".aws" / "models" / "bedrock"
    (built_in,) = (Path(Loader.BUILTIN_DATA_PATH) / "bedrock").iterdir()
    shutil.copytree(built_in, models / built_in.name)
    model = Loader().load_service_model("bedrock", "service-2")
    model["operations"]["ListGuardrails"]["http"]["method"] = "DELETE"
    for file in (models / built_in.name).glob("service-2*"):
        file.unlink()
    (models / built_in.name / "service-2.json").write_text(json.dumps(model))
    program = (
        "from collectors.aws import Aws\n"
        "from collectors.collect import collect\n"
        "found = collect(Aws(), ['bedrock:ListGuardrails'], ['us-east-1'])\n"
        "assert not found.gaps, found.gaps\n"
    )
    with lab.serving(lab.account("good")) as (server, _):
        environ = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
        subprocess.run([sys.executable, "-c", program], env=environ, check=True)
        asked = [request.call for request, _ in server.requests]
    assert "bedrock:ListGuardrails" in asked
    assert not [call for call in asked if "DELETE" in call]


def test_plugins_are_refused(wire: list[AWSPreparedRequest], monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin of botocore could remove the guard, so the command does not start."""
    monkeypatch.setenv("BOTOCORE_EXPERIMENTAL__PLUGINS", "evil=evil")
    with pytest.raises(CannotCollect, match="BOTOCORE_EXPERIMENTAL__PLUGINS"):
        Aws()
    monkeypatch.setenv("BOTOCORE_EXPERIMENTAL__PLUGINS", "DISABLED")
    Aws()


def test_a_profile_cannot_change_what_is_asked(
    wire: list[AWSPreparedRequest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older models, reports of calls and bearer tokens in the configuration have no effect."""
    config = tmp_path / "config"
    config.write_text(
        "[default]\ncsm_enabled = true\nauth_scheme_preference = httpBearerAuth\n"
        "api_versions =\n    lambda = 2014-11-11\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_CSM_ENABLED", "true")
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "CANARY")
    aws = Aws()
    assert aws.client("lambda", "us-east-1").meta.service_model.api_version == "2015-03-31"
    assert aws._session._session._get_internal_component("monitor") is None
    with pytest.raises(Sent):
        _call(aws, "bedrock:ListGuardrails")
    (request,) = wire
    signed = str(request.headers["Authorization"])
    assert "AWS4-HMAC-SHA256" in signed
    assert "CANARY" not in signed


@pytest.mark.parametrize("setting", ["environment", "profile"])
def test_every_request_is_signed_with_the_callers_own_keys(
    setting: str, wire: list[AWSPreparedRequest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bearer token may be of another principal or account: no service is asked with one."""
    names = {service_model.signing_name for service_model in map(_service_of, OPERATIONS)}
    for name in names:
        monkeypatch.setenv(f"AWS_BEARER_TOKEN_{name.upper().replace('-', '_')}", "CANARY")
    if setting == "environment":
        monkeypatch.setenv("AWS_AUTH_SCHEME_PREFERENCE", "httpBearerAuth,sigv4a")
    else:
        (tmp_path / "config").write_text("[default]\nauth_scheme_preference = httpBearerAuth\n")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    aws = Aws()
    for operation in OPERATIONS:
        with pytest.raises(Sent):
            _call(aws, operation, **smallest_input(model_of(operation).input_shape))
    assert "bedrock" in names
    for request in wire:
        signed = request.headers["Authorization"]
        text = signed.decode() if isinstance(signed, bytes) else signed
        assert text.startswith("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/")
    assert len(wire) == len(OPERATIONS)


def _service_of(operation: str) -> Any:
    return model_of(operation).service_model
