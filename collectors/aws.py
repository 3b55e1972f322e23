"""The session of an account: credentials, clients, Regions, and the guard that allows only reads.

`collectors.calls` makes the calls.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, cast

import boto3
import botocore.session
import orjson
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import (
    ClientError,
    NoCredentialsError,
    ProfileNotFound,
)
from botocore.model import OperationModel

from collectors import COLLECTORS
from collectors.calls import CannotCollect, Malformed, Refused, code_of, reason
from collectors.models import LOADER
from collectors.records import REGION

HOME = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""Partition -> the Region whose endpoints serve the global services."""

OWN_OPERATIONS = {
    "sts:GetCallerIdentity": "sts:GetCallerIdentity",
    "account:ListRegions": "account:ListRegions",
    "ec2:DescribeRegions": "ec2:DescribeRegions",
    "ssm:GetParametersByPath": "ssm:GetParametersByPath",
}
"""The calls that the scanner itself makes before any control: operation -> IAM action."""

_CREDENTIALS = frozenset(
    {
        "sts:AssumeRole",
        "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sso:GetRoleCredentials",
        "sso-oidc:CreateToken",
        "signin:CreateOAuth2Token",
    }
)
"""The calls that boto3 makes to get or renew credentials. None of them changes the account."""

_ACCOUNT = re.compile(r"[0-9]{12}")
_ARN = re.compile(r"arn:aws[a-z-]*:sts::[0-9]{12}:|arn:aws[a-z-]*:iam::[0-9]{12}:")
_READS = re.compile(r"(BatchGet|Describe|Get|List|Search)[A-Z0-9]")
_ALLOWED = frozenset({c.name(row) for c in COLLECTORS for row in c.rows} | set(OWN_OPERATIONS))


class Aws:
    """The clients of one account, each created once, all behind the read-only guard.

    Credentials come from where boto3 finds them (environment, profile, SSO, role of the machine).
    If `role_arn` is given, the role is assumed with them, and renewed when it expires. `timeout` is
    in seconds, for a connection and for each read.
    """

    def __init__(
        self,
        *,
        profile: str | None = None,
        role_arn: str = "",
        external_id: str = "",
        threads: int = 16,
        timeout: float = 60,
    ) -> None:
        try:
            base = botocore.session.Session(profile=profile)
            base.get_config_variable("region")  # raises here for a profile that does not exist
        except ProfileNotFound as error:
            raise CannotCollect(
                f"{error}.", "Name a profile of your AWS configuration with --profile, or leave it out."
            ) from error
        base.register_component("data_loader", LOADER)
        _guard(base)
        if role_arn:
            base = _assume(base, role_arn, external_id)
        self._session = boto3.Session(botocore_session=base)
        self._config = Config(
            connect_timeout=min(timeout, 10),
            read_timeout=timeout,
            max_pool_connections=threads,
            user_agent_extra="genai-lens",
            retries=None if "AWS_RETRY_MODE" in os.environ else {"mode": "standard"},
        )
        self._clients: dict[tuple[str, str], Any] = {}
        self.default_region: str | None = self._session.region_name

    def client(self, service: str, region: str) -> Any:
        """Return a boto3 client. Do not call this from two threads at once."""
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = self._session.client(service, region_name=region, config=self._config)
        return self._clients[key]

    def knows(self, service: str, operation: str) -> bool:
        """Return whether this version of boto3 has the operation."""
        if service not in self._session.get_available_services():
            return False
        return operation in self._session._session.get_service_model(service).operation_names

    def identity(self, region: str) -> dict[str, str]:
        """Return `{Account, Arn, UserId}` of the caller, from STS.

        Raises `CannotCollect` with AWS's reason.
        """
        try:
            found = self.client("sts", region).get_caller_identity()
        except NoCredentialsError as error:
            raise CannotCollect(
                "no AWS credentials were found.", "Set AWS_PROFILE, run `aws sso login`, or use --profile."
            ) from error
        except ClientError as error:
            raise CannotCollect(
                f"AWS refused the credentials: {reason(error)}.",
                "Renew them (`aws sso login`), or choose others with --profile.",
            ) from error
        except Exception as error:  # whatever the cause, the scan cannot start
            raise CannotCollect(
                f"AWS could not be asked who is calling: {reason(error)}.",
                "Check the network and AWS_ENDPOINT_URL.",
            ) from error
        if not _ACCOUNT.fullmatch(str(found.get("Account"))) or not _ARN.match(str(found.get("Arn"))):
            raise CannotCollect(
                "AWS did not say which account the credentials belong to.", "Check AWS_ENDPOINT_URL."
            )
        return cast(dict[str, str], found)

    def enabled_regions(self, region: str) -> tuple[str, ...]:
        """Return the account's enabled Regions.

        Calls Account ListRegions or, if that fails, EC2 DescribeRegions. Raises `CannotCollect` if
        both calls fail.
        """
        try:
            pages = (
                self.client("account", region)
                .get_paginator("list_regions")
                .paginate(RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"])
            )
            found = [r["RegionName"] for page in pages for r in page["Regions"]]
        except Exception:  # try the second source
            try:
                found = [r["RegionName"] for r in self.client("ec2", region).describe_regions()["Regions"]]
            except Exception as error:
                raise CannotCollect(
                    f"the account's regions could not be listed: {reason(error)}.",
                    "Allow account:ListRegions or ec2:DescribeRegions, or name the regions with --region.",
                ) from error
        if not found:
            raise CannotCollect("AWS listed no enabled region.", "Name the regions with --region.")
        if not all(isinstance(name, str) and REGION.fullmatch(name) for name in found):
            raise CannotCollect(
                "AWS listed a region with a name that no region can have.", "Name the regions with --region."
            )
        return tuple(sorted(found))

    def offered(self, name: str, region: str) -> tuple[list[str] | None, str]:
        """Return (Regions in which AWS offers a service, the source of that).

        The Regions are None if they are unknown; then the service is called everywhere. AWS
        publishes the list as Systems Manager parameters
        (`/aws/service/global-infrastructure/services/NAME/regions`). botocore's own list lacks some
        services and names Regions in which others do not exist. Every page must have parameters,
        and every parameter must lie below the path and end in its value. Otherwise the list is not
        used: an incomplete list would hide what the missing Regions hold.
        """
        path = f"/aws/service/global-infrastructure/services/{name}/regions"
        try:
            pages = self.client("ssm", region).get_paginator("get_parameters_by_path").paginate(Path=path)
            found = [(p["Name"], p["Value"]) for page in pages for p in page["Parameters"]]
        except Exception as error:  # without the list there are more calls, but the verdicts are the same
            return None, f"unknown: ssm:GetParametersByPath {code_of(error)}"
        if not found:
            return None, f"unknown: ssm:{path} is empty"
        if any(key != f"{path}/{value}" or not REGION.fullmatch(value) for key, value in found):
            return None, f"unknown: ssm:{path} lists something else"
        return sorted(value for _, value in found), f"ssm:{path}"


def _guard(session: botocore.session.Session) -> None:
    """Register the checks that allow only reads of the tables and only answers that parse."""
    session.register("before-call", _refuse_writes, unique_id="genai-lens-guard")
    session.register("before-parse", _refuse_garbage, unique_id="genai-lens-parse")


def _refuse_writes(model: OperationModel, **_: Any) -> None:
    name = f"{model.service_model.service_name}:{model.name}"
    if name in _CREDENTIALS:
        return
    if name not in _ALLOWED or not _READS.match(model.name):
        raise Refused(f"{name} is not a read that the collectors know; nothing was sent")


def _refuse_garbage(operation_model: OperationModel, response_dict: Mapping[str, Any], **_: Any) -> None:
    """Raise `Malformed` for a body that is cut or not JSON, which botocore would read as empty."""
    if response_dict["status_code"] >= 300 or not operation_model.service_model.resolved_protocol.endswith(
        "json"
    ):
        return
    if not operation_model.has_streaming_output and operation_model.output_shape is not None:
        try:
            body = orjson.loads(response_dict["body"])
        except orjson.JSONDecodeError as error:
            said = f"the body of {operation_model.name} is not JSON from line {error.lineno}"
            raise Malformed(f"{said}, column {error.colno}") from error
        if not isinstance(body, dict):
            raise Malformed(f"the body of {operation_model.name} is not an object")


def _assume(base: botocore.session.Session, role_arn: str, external_id: str) -> botocore.session.Session:
    """Return a session with credentials from STS AssumeRole, renewed when they expire."""
    credentials = base.get_credentials()
    if credentials is None:
        raise CannotCollect(
            "no AWS credentials were found to assume the role with.",
            "Set AWS_PROFILE, run `aws sso login`, or use --profile.",
        )
    extra = {"RoleSessionName": "genai-lens", **({"ExternalId": external_id} if external_id else {})}
    fetcher = AssumeRoleCredentialFetcher(base.create_client, credentials, role_arn, extra_args=extra)

    def fetch() -> dict[str, Any]:
        try:
            return cast(dict[str, Any], fetcher.fetch_credentials())
        except Exception as error:  # whatever the cause, there are no credentials
            raise CannotCollect(
                f"the role {role_arn} cannot be assumed: {reason(error)}.",
                "Check its trust policy and external id.",
            ) from error

    assumed = botocore.session.Session(profile=base.profile)
    assumed.register_component("data_loader", LOADER)
    assumed._credentials = DeferredRefreshableCredentials(method="assume-role", refresh_using=fetch)
    _guard(assumed)
    return assumed
