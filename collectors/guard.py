"""The guard: what genai-lens registers on botocore's events, for every request and answer.

Only reads of the tables are made. Each request has the method, the path and the operation of
botocore's built-in model. Each answer has the form that the model describes. A request or answer
that has not is refused, whatever the credentials would allow.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import botocore.session
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ClientError
from botocore.model import OperationModel

from collectors import COLLECTORS
from collectors.answers import check_body
from collectors.calls import CannotCollect, Refused
from collectors.errors import is_throttled
from collectors.limits import current
from collectors.models import LOADER, operation_model
from collectors.own import CREDENTIAL_OPERATIONS, OWN_OPERATIONS, REDIRECT

_NO_REQUESTS_OF_ITS_OWN = {
    "endpoint_discovery_enabled": False,  # DescribeEndpoints of some services
    "s3_disable_express_session_auth": True,  # CreateSession for a directory bucket
    "account_id_endpoint_mode": "disabled",  # an endpoint by the account of the credentials
}
"""Settings with which botocore makes no other requests of its own."""

_READS = re.compile(
    r"(BatchGet|Describe|Get|List|Search)[A-Z0-9]|Search$|GenerateServiceLastAccessedDetails$"
)
"""The last one makes a report of IAM, and changes nothing."""
_ALLOWED = frozenset({c.name(row) for c in COLLECTORS for row in c.rows} | set(OWN_OPERATIONS))
_PLUGINS = "BOTOCORE_EXPERIMENTAL__PLUGINS"


def protect(session: botocore.session.Session) -> None:
    """Put a session behind the guard. Call this before the session makes a client.

    Raises `CannotCollect` if the environment names plugins of botocore: they run code that could
    remove the guard.
    """
    if os.environ.get(_PLUGINS, "DISABLED") not in ("", "DISABLED"):
        raise CannotCollect(
            f"the environment variable {_PLUGINS} names plugins, which could change what is asked of AWS.",
            "Unset it for this command.",
        )
    session.register_component("data_loader", LOADER)
    session.set_config_variable("api_versions", {})  # a profile can name older models
    session.set_config_variable("csm_enabled", False)  # a profile can have each call reported elsewhere
    for name, value in _NO_REQUESTS_OF_ITS_OWN.items():
        session.set_config_variable(name, value)
    guard = _Guard()
    session.register("before-call", guard.refuse_writes, unique_id="genai-lens-reads")
    emitter = session.get_component("event_emitter")
    emitter.register_last("before-send", guard.refuse_others, unique_id="genai-lens-requests")
    emitter.register_first("needs-retry", leave_to_pace, unique_id="genai-lens-pace")
    session.register("before-parse", refuse_garbage, unique_id="genai-lens-answers")
    session.register("after-call.s3.HeadBucket", note_redirect, unique_id="genai-lens-redirects")


class _Guard:
    """The checks of one session's requests."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def refuse_writes(self, model: OperationModel, **_: Any) -> None:
        """Raise `Refused` for an operation that is no read of the tables, before it is signed."""
        service = model.service_model
        name = f"{service.service_name}:{model.name}"
        if name not in {*CREDENTIAL_OPERATIONS, REDIRECT} and (
            name not in _ALLOWED or not _READS.match(model.name)
        ):
            raise Refused(f"{name} is not a read that the collectors know; nothing was sent")
        self._names[f"{service.service_id.hyphenize()}.{model.name}"] = name

    def refuse_others(self, request: AWSPreparedRequest, event_name: str, **_: Any) -> None:
        """Raise `Refused` for a request that the built-in model would not make, before it is sent.

        Every retry comes here too. A custom endpoint cannot have a path.
        """
        name = self._names.get(event_name.removeprefix("before-send."))
        if name is None or not is_request_of(operation_model(*name.split(":")), request):
            raise Refused(
                f"the request of {name or event_name} differs from the one of boto3's model; nothing was sent"
            )


def is_request_of(model: OperationModel, request: AWSPreparedRequest) -> bool:
    """Return whether a request has the method, the path, the query and the name of an operation."""
    url = urlsplit(request.url)
    template, _, fixed = model.http["requestUri"].partition("?")
    sent, inputs = dict(parse_qsl(url.query, keep_blank_values=True)), model.input_shape
    constants = dict(parse_qsl(fixed, keep_blank_values=True))
    members = inputs.members if inputs else {}
    named = {
        member.serialization.get("name", name)
        for name, member in members.items()
        if member.serialization.get("location") == "querystring"
    }
    return bool(
        request.method == model.http["method"]
        and _path(model, template, members).fullmatch(url.path)
        and sent.items() >= constants.items()
        and set(sent) <= {*constants, *named}
        and _says(model, request)
    )


def _path(model: OperationModel, template: str, members: Mapping[str, Any]) -> re.Pattern[str]:
    """Return the pattern of an operation's path.

    A label stands for one segment, and never for `.` or `..`, which would lead to another path. S3
    has the bucket in the host's name or in the path, and botocore removes it from the model.
    """
    bucket = model.service_model.service_name == "s3" and "Bucket" in members
    parts = re.split(r"\{\w+\}", template.removeprefix("/{Bucket}") if bucket else template)
    segment = r"(?!\.{1,2}(?:/|$))[^/]+"
    pattern = segment.join(re.escape(part) for part in parts)
    return re.compile(rf"(?:/{segment})?{pattern or '/?'}" if bucket else pattern)


def _says(model: OperationModel, request: AWSPreparedRequest) -> bool:
    """Return whether the request names the operation, where the path does not."""
    service = model.service_model
    if service.resolved_protocol in ("query", "ec2"):
        body = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
        form = parse_qsl(body, keep_blank_values=True)
        named = [pair for pair in form if pair[0] in ("Action", "Version")]
        return sorted(named) == [("Action", model.name), ("Version", service.api_version)]
    if service.resolved_protocol == "json":
        target = request.headers.get("X-Amz-Target", b"")
        said = target.decode() if isinstance(target, bytes) else target
        return bool(said == f"{service.metadata['targetPrefix']}.{model.name}")
    return True


def refuse_garbage(operation_model: OperationModel, response_dict: Mapping[str, Any], **_: Any) -> None:
    """Raise `Malformed` for a successful answer that is not what the model describes.

    An answer to HEAD has no body.
    """
    if response_dict["status_code"] < 300 and operation_model.http["method"] != "HEAD":
        check_body(operation_model, response_dict["headers"], response_dict["body"])


def leave_to_pace(operation: OperationModel, response: Any = None, **_: Any) -> None:
    """Raise `ClientError` for a request of the tables that AWS refused for its rate.

    botocore would make it again up to twice, without regard to the other requests.
    `collectors.pace` says when. Requests that botocore makes for credentials are left to botocore.
    """
    name = f"{operation.service_model.service_name}:{operation.name}"
    if response is None or name not in _ALLOWED:  # there was no answer
        return
    http, parsed = response
    if is_throttled(parsed.get("Error", {}).get("Code", ""), http.status_code):
        raise ClientError(parsed, operation.name)


def note_redirect(
    http_response: Any, parsed: Mapping[str, Any], context: Mapping[str, Any], **_: Any
) -> None:
    """Put boto3's question where a bucket is into the ledger of the question that needs it."""
    if budget := current()[1]:
        bucket = context.get("s3_redirect", {}).get("bucket", "")
        budget.redirects.append((str(bucket), int(http_response.status_code), parsed))
