"""The clients of an account, behind `collectors.guard`.

`collectors.calls` makes the calls.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import boto3
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import ProfileNotFound, UnknownRegionError

from collectors.calls import CannotCollect, reason
from collectors.endpoints import Endpoints
from collectors.guard import protect
from collectors.limits import Limits, NoAnswer, within
from collectors.records import CREDENTIALS, home_of
from collectors.session import Session


class Aws:
    """The clients of one account, each created once, all behind the read-only guard.

    Credentials come from where boto3 finds them (environment, profile, SSO, role of the machine).
    If `role_arn` is given, the role is assumed with them, and renewed when it expires. `timeout` is
    in seconds, for a connection and for each read. Nothing is sent before the first call.

    `run` is a random name of this scan, which CloudTrail shows with each request, and in the
    session name of the assumed role. `endpoints` has the endpoints that are not AWS's default.
    """

    def __init__(
        self,
        *,
        profile: str | None = None,
        role_arn: str = "",
        external_id: str = "",
        threads: int = 16,
        timeout: float = 60,
        limits: Limits = Limits(),  # noqa: B008 (it is frozen)
    ) -> None:
        self.limits = limits
        self.run = secrets.token_hex(6)
        self.endpoints = Endpoints(profile)
        try:
            base = Session(profile, limits, self.endpoints)
            base.get_config_variable("region")  # raises here for a profile that does not exist
        except ProfileNotFound as error:
            raise CannotCollect(
                f"{error}.", "Name a profile of your AWS configuration with --profile, or leave it out."
            ) from error
        protect(base)
        self._sessions = [base]
        if role_arn:
            if not role_arn.startswith("arn:"):
                raise CannotCollect(f"{role_arn[:200]!a} is not the ARN of a role.", "Check --role-arn.")
            self._sessions.append(_assuming(base, role_arn, external_id, self.run))
        self._session = boto3.Session(botocore_session=self._sessions[-1])
        self._config = Config(
            connect_timeout=min(timeout, 10),
            read_timeout=timeout,
            max_pool_connections=threads,
            user_agent_extra=f"genai-lens/{self.run}",
            auth_scheme_preference="sigv4",  # the caller's own keys, not AWS_BEARER_TOKEN_BEDROCK
            defaults_mode="legacy",  # "auto" would ask the instance metadata for each client
            retries={"mode": "standard"},  # for faults of the network and of AWS; rates have a pace
        )
        self._clients: dict[tuple[str, str], Any] = {}
        self._creating = threading.Lock()
        self.default_region: str | None = self._session.region_name

    def client(self, service: str, region: str, seconds: float | None = None) -> Any:
        """Return a boto3 client. To create the first one, boto3 looks for credentials.

        Raises botocore's errors, and `NoAnswer` if a client is not created within `seconds`
        (default: `limits.request_seconds`).
        """
        found = self._clients.get((service, region))
        if found is None:
            most = self.limits.request_seconds if seconds is None else seconds
            found = within(most, lambda: self._create(service, region), "no credentials in time")
        return found

    def _create(self, service: str, region: str) -> Any:
        with self._creating:  # boto3 cannot create two clients at once
            if (service, region) not in self._clients:
                client = self._session.client(service, region_name=region, config=self._config)
                self._clients[service, region] = client
            return self._clients[service, region]

    def knows(self, service: str, operation: str) -> bool:
        """Return whether this version of boto3 has the operation."""
        if service not in self._session.get_available_services():
            return False
        return operation in self._session._session.get_service_model(service).operation_names

    def listen(self, note: Callable[..., None]) -> None:
        """Call `note(http_response=...)` with each answer. Call this before the first client."""
        for session in self._sessions:
            session.register("after-call", note)

    def source(self) -> str:
        """Return botocore's name of the provider of the credentials, such as `env` or `sso`."""
        return str(self._sessions[0].get_credentials().method)

    def profile_settings(self) -> Mapping[str, Any]:
        """Return the keys of the profile in the AWS configuration."""
        return cast(Mapping[str, Any], self._sessions[0].get_scoped_config())

    def renew(self) -> bool:
        """Fetch new credentials, if their provider can, and return whether they are new."""
        return [session.renew() for session in self._sessions][-1]


def _assuming(base: Session, role_arn: str, external_id: str, run: str) -> Session:
    """Return a session with credentials from STS AssumeRole, renewed when they expire.

    The role's partition has an STS of its own. It is asked in the default Region, if that is one of
    the partition.
    """
    extra = {"RoleSessionName": f"genai-lens-{run}", **({"ExternalId": external_id} if external_id else {})}
    region = base.get_config_variable("region")
    if not region or _partition(base, region) != role_arn.split(":")[1]:
        region = home_of(role_arn)
    create = partial(base.create_client, region_name=region)

    def fetch() -> dict[str, Any]:
        source = base.get_credentials()
        fetcher = AssumeRoleCredentialFetcher(create, source, role_arn, extra_args=extra)
        try:
            return cast(dict[str, Any], fetcher.fetch_credentials())
        except Exception as error:  # whatever the cause, there are no credentials
            raise NoAnswer(CREDENTIALS, f"the role {role_arn} cannot be assumed: {reason(error)}") from error

    assumed = Session(base.profile, base.limits, base.endpoints)
    protect(assumed)
    assumed._credentials = DeferredRefreshableCredentials(method="assume-role", refresh_using=fetch)
    return assumed


def _partition(session: Session, region: str) -> str:
    """Return the partition of a Region; empty if botocore does not know it."""
    try:
        return str(session.get_partition_for_region(region))
    except UnknownRegionError:
        return ""
