"""Call AWS: sessions, Regions, pages, the ledger, and the guard that allows only reads.

This is the only place where an AWS error becomes data. `ask` never raises an error for what AWS
did: a denied, throttled, cut, malformed or unreachable call is an `Answer` with a `failure`, and
the pages before the failure are kept.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import boto3
import botocore.session
import orjson
from botocore import xform_name
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import (
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PaginationError,
    ProfileNotFound,
)
from botocore.exceptions import ConnectionError as UnreachableError
from botocore.loaders import Loader
from botocore.model import OperationModel, Shape
from botocore.paginate import Paginator
from botocore.parsers import ResponseParserError

from collectors import COLLECTORS
from collectors.records import MALFORMED, UNKNOWN_OPERATION, Call
from collectors.table import Row

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

REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}")
"""The form of a Region's name. Names become paths of files, so nothing else is accepted."""
_ACCOUNT = re.compile(r"[0-9]{12}")
_ARN = re.compile(r"arn:aws[a-z-]*:sts::[0-9]{12}:|arn:aws[a-z-]*:iam::[0-9]{12}:")
_READS = re.compile(r"(BatchGet|Describe|Get|List|Search)[A-Z0-9]")
_ALLOWED = frozenset({c.name(row) for c in COLLECTORS for row in c.rows} | set(OWN_OPERATIONS))
_LOADER = Loader()  # one for all sessions: reading a service's model costs 30 ms the first time


class CannotCollect(Exception):
    """No collection can start. The error has one sentence and a next step."""

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


class Refused(Exception):
    """The guard refused an operation that is not a known read. It was not sent."""


class Malformed(Exception):
    """An answer does not match the service's model."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one call: the pages in order, a ledger line for each, and how it ended.

    `failure` is (code, message) or None. `absent` is the error code if AWS said that nothing is
    set.
    """

    pages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    failure: tuple[str, str] | None = None
    absent: str = ""


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
        base.register_component("data_loader", _LOADER)
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
                f"AWS refused the credentials: {_reason(error)}.",
                "Renew them (`aws sso login`), or choose others with --profile.",
            ) from error
        except Exception as error:  # whatever the cause, the scan cannot start
            raise CannotCollect(
                f"AWS could not be asked who is calling: {_reason(error)}.",
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
                    f"the account's regions could not be listed: {_reason(error)}.",
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
            return None, f"unknown: ssm:GetParametersByPath {_code(error)}"
        if not found:
            return None, f"unknown: ssm:{path} is empty"
        if any(key != f"{path}/{value}" or not REGION.fullmatch(value) for key, value in found):
            return None, f"unknown: ssm:{path} lists something else"
        return sorted(value for _, value in found), f"ssm:{path}"


def ask(client: Any, service: str, region: str, row: Row, parameters: Mapping[str, Any]) -> Answer:
    """Make one call, with all its `parameters`, to the last page.

    `region` is where the answer counts: a region, or `global`.
    """
    answer = Answer()
    model = client.meta.service_model.operation_model(row.operation)
    pages = _pages(client, row, parameters)
    failure, absent = None, ""
    while True:
        page, begun, started = None, time.monotonic(), datetime.now(UTC)
        code = message = ""
        meta: Mapping[str, Any] = {}
        try:
            page = next(pages)
            meta = page.pop("ResponseMetadata", {})
            check(page, model, row.required)
            answer.pages.append(page)
        except StopIteration:
            break
        except Exception as error:  # any call without an answer is a gap, whatever the reason
            code, message = _code(error), _reason(error)
            meta = (getattr(error, "response", None) or {}).get("ResponseMetadata", meta)
        answer.calls.append(
            Call(
                id=call_id(service, row.operation, region, parameters, len(answer.calls)),
                service=service,
                operation=row.operation,
                region=region,
                parameters=dict(parameters),
                page=len(answer.calls),
                status=int(meta.get("HTTPStatusCode", 0)),
                error=code,
                request_id=str(meta.get("RequestId", "")),
                started=rfc3339(started),
                duration=round(time.monotonic() - begun, 4),
                retries=int(meta.get("RetryAttempts", 0)),
            )
        )
        if code in row.absent_codes and code:
            absent = code
            break
        if code:
            failure = (code, message)
            break
    return Answer(answer.pages, answer.calls, failure, absent)


def _pages(client: Any, row: Row, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the raw pages in order, with botocore's paginator.

    The description of the pages is boto3's, or the row's.
    """
    name = xform_name(row.operation)
    method, model = getattr(client, name), client.meta.service_model
    if row.token:
        sent, received = row.token
        description = {"input_token": sent, "output_token": received, "result_key": "@"}
    elif client.can_paginate(name):
        description = _LOADER.load_service_model(model.service_name, "paginators-1")["pagination"][
            row.operation
        ]
    else:
        yield method(**parameters)
        return
    sender = _each_token_once(method, row.operation, description["input_token"])
    yield from Paginator(sender, description, model.operation_model(row.operation)).paginate(**parameters)


def _each_token_once(
    method: Callable[..., dict[str, Any]], operation: str, tokens: str | list[str]
) -> Callable[..., dict[str, Any]]:
    """Return `method`, changed to raise `Malformed` if a page token is sent twice.

    Such a listing has no end. botocore itself only notices a token that comes twice in a row.
    """
    names = [tokens] if isinstance(tokens, str) else tokens
    seen: set[tuple[Any, ...]] = set()

    def sender(**parameters: Any) -> dict[str, Any]:
        token = tuple(parameters.get(name) for name in names)
        if any(token):
            if token in seen:
                raise Malformed(f"the page token of {operation} came twice")
            seen.add(token)
        return method(**parameters)

    return sender


def check(answer: Mapping[str, Any], model: OperationModel, required: Sequence[str]) -> None:
    """Raise `Malformed` if a member is missing that botocore or the row marks as required."""
    if model.output_shape is not None and (missing := _missing(answer, model.output_shape)):
        raise Malformed(f"the answer lacks {missing}")
    for path in required:
        if not any(_present(answer, choice.split(".")) for choice in path.split(" || ")):
            raise Malformed(f"the answer lacks {path}")


def _missing(value: Any, shape: Shape, path: str = "") -> str:
    """Return the path of the first required member that `value` lacks, or an empty string."""
    found = ""
    if shape.type_name == "structure" and isinstance(value, Mapping):
        for name in shape.required_members:
            if name not in value:
                return f"{path}.{name}".lstrip(".")
        members = shape.members
        found = next(
            (m for k, v in value.items() if k in members and (m := _missing(v, members[k], f"{path}.{k}"))),
            "",
        )
    elif shape.type_name == "list" and isinstance(value, list):
        found = next((m for v in value if (m := _missing(v, shape.member, f"{path}[]"))), "")
    elif shape.type_name == "map" and isinstance(value, Mapping):
        found = next((m for v in value.values() if (m := _missing(v, shape.value, f"{path}{{}}"))), "")
    return found


def _present(value: Any, path: list[str]) -> bool:
    """Return whether `path` exists in `value`.

    `name[]` checks each element of the list. A missing list has no elements to check.
    """
    if not path:
        return True
    name, rest = path[0], path[1:]
    if not isinstance(value, Mapping):
        return False
    if name.endswith("[]"):
        return all(_present(element, rest) for element in value.get(name[:-2]) or [])
    return value.get(name) is not None and _present(value[name], rest)


def call_id(service: str, operation: str, region: str, parameters: Mapping[str, Any], page: int) -> str:
    """Return the id of a call: 16 hex digits of a hash, the same in every collection."""
    text = orjson.dumps([service, operation, region, parameters, page], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()[:16]


def rfc3339(moment: datetime) -> str:
    """Return a time in UTC as RFC 3339 with Z, in seconds, or milliseconds if there are any."""
    moment = moment.astimezone(UTC)
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def _code(error: BaseException) -> str:
    """Return AWS's error code, or our own name for an error on the way to AWS."""
    response = getattr(error, "response", None)
    if isinstance(response, Mapping) and response.get("Error", {}).get("Code"):
        return str(response["Error"]["Code"])
    if isinstance(error, (Malformed, ResponseParserError, PaginationError)):
        return MALFORMED
    if isinstance(error, AttributeError):
        return UNKNOWN_OPERATION
    return type(error).__name__


def _reason(error: BaseException) -> str:
    """Return why a call failed: in AWS's words if AWS answered with an error, else in our own.

    The text of any other error may quote the answer, and an answer of STS holds credentials.
    """
    if isinstance(error, ClientError):
        return " ".join(str(error).split())[:500].rstrip(".")
    if isinstance(error, (Malformed, Refused, CannotCollect)):
        return str(error).rstrip(".")
    if isinstance(error, (ResponseParserError, PaginationError)):
        return "the answer is not in the form that the service's protocol prescribes"
    if isinstance(error, (HTTPClientError, UnreachableError)):
        return f"the endpoint could not be reached ({type(error).__name__})"
    return type(error).__name__


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
            raise Malformed(f"the body of {operation_model.name} is not JSON: {error}") from error
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
                f"the role {role_arn} cannot be assumed: {_reason(error)}.",
                "Check its trust policy and external id.",
            ) from error

    assumed = botocore.session.Session(profile=base.profile)
    assumed.register_component("data_loader", _LOADER)
    assumed._credentials = DeferredRefreshableCredentials(method="assume-role", refresh_using=fetch)
    _guard(assumed)
    return assumed
