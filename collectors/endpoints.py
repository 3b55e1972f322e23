"""The endpoints that are asked instead of those that AWS has by default.

An environment variable or a profile can choose them, and who answers decides the verdicts. What is
noted is where each request really goes, compared with botocore's rules without any setting: so no
setting can be missed, whatever its name.
"""

from __future__ import annotations

import os
import re
import threading
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import BotoCoreError

_SCOPE = re.compile(rb"Credential=[^/, ]+/\d{8}/([a-z0-9-]+)/")
_BUCKET = re.compile(r".+\.(?=s3[.-])")
"""S3 puts the bucket before the endpoint's name, and S3 Control the account."""
_VARIABLES = {
    "fips": "AWS_USE_FIPS_ENDPOINT",
    "api.aws": "AWS_USE_DUALSTACK_ENDPOINT",
    "dualstack": "AWS_USE_DUALSTACK_ENDPOINT",
    "sts.amazonaws.com": "AWS_STS_REGIONAL_ENDPOINTS",
}
"""A part of an endpoint -> the environment variable that may have chosen it."""


class Endpoints:
    """The endpoints of one account's clients that a setting chose. `profile` has the settings."""

    def __init__(self, profile: str | None) -> None:
        self._profile = profile or os.environ.get("AWS_PROFILE") or "default"
        self._seen: set[tuple[str, str, str]] = set()
        self._found: dict[str, tuple[set[str], str]] = {}
        self._lock = threading.Lock()

    def watch(self, client: Any) -> None:
        """Note the endpoints of the requests that this client sends."""

        def note(request: AWSPreparedRequest, event_name: str, **_: Any) -> None:
            self._note(client, request, event_name.rpartition(".")[2])

        client.meta.events.register_last("before-send", note, unique_id="genai-lens-endpoints")

    def said(self) -> dict[str, dict[str, Any]]:
        """Return service -> `{urls, source}` for the head of a snapshot. No URL has credentials."""
        with self._lock:
            found = sorted(self._found.items())
            return {service: {"urls": sorted(urls), "source": source} for service, (urls, source) in found}

    def _note(self, client: Any, request: AWSPreparedRequest, operation: str) -> None:
        service, url = client.meta.service_model.service_name, urlsplit(request.url)
        host = url.netloc.rpartition("@")[2]
        signed = request.headers.get("Authorization", b"")
        scope = _SCOPE.search(signed if isinstance(signed, bytes) else signed.encode())
        region = scope[1].decode() if scope else client.meta.region_name
        with self._lock:
            if (service, region, host) in self._seen:
                return
            self._seen.add((service, region, host))
            defaults = {_default(client, one, operation) for one in (region, client.meta.region_name)}
            if url.scheme == "https" and any(_is_of(host, default) for default in defaults - {""}):
                return
            configured = urlsplit(client.meta.endpoint_url).netloc.rpartition("@")[2]
            shown = configured if host.endswith(f".{configured}") else _BUCKET.sub("", host)
            urls, _ = self._found.setdefault(service, (set(), self._source(client, shown)))
            urls.add(f"{url.scheme}://{shown}")

    def _source(self, client: Any, host: str) -> str:
        """Return the environment variable that chose an endpoint, or else the profile."""
        service = client.meta.service_model.service_id.hyphenize().replace("-", "_").upper()
        names = [f"AWS_ENDPOINT_URL_{service}", "AWS_ENDPOINT_URL"]
        for name in names:
            if urlsplit(os.environ.get(name, "")).netloc.rpartition("@")[2] == host:
                return name
        for part, name in _VARIABLES.items():
            if part in host and os.environ.get(name):
                return name
        return f"profile {self._profile}"


def _is_of(host: str, default: str) -> bool:
    """Return whether a host is this default, maybe with a bucket, an account or a label before it.

    Some services put `fips` there.
    """
    return host == default or (host.endswith(f".{default}") and host != f"fips.{default}")


def _default(client: Any, region: str, operation: str) -> str:
    """Return the host of a service in a Region without any setting; empty if there is none.

    S3 in us-east-1 has a name without the Region by default. Neptune Analytics has hosts for kinds
    of operations, which the model names.
    """
    rules = client._ruleset_resolver._provider
    known = rules.ruleset.parameters
    given = {"Region": region, "UseFIPS": False, "UseDualStack": False, "UseGlobalEndpoint": False}
    if client.meta.service_model.service_name == "s3":
        given["UseGlobalEndpoint"] = region == "us-east-1"
    fixed = client.meta.service_model.operation_model(operation).static_context_parameters
    given |= {one.name: one.value for one in fixed if isinstance(one.value, str)}
    try:
        found = rules.resolve_endpoint(**{name: value for name, value in given.items() if name in known})
    except BotoCoreError:
        return ""
    return str(urlsplit(found.url).netloc)
