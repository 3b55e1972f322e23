"""A botocore session whose clients and credentials are within the limits of a collection."""

from __future__ import annotations

from typing import Any

import botocore.session
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import NoCredentialsError

from collectors.calls import reason
from collectors.endpoints import Endpoints
from collectors.http import BoundedSession
from collectors.limits import Limits, NoAnswer
from collectors.models import LOADER
from collectors.records import CREDENTIALS, home_of


class Session(botocore.session.Session):  # type: ignore[misc]  # botocore has no types
    """A session of botocore with our loader of models and our HTTP session.

    botocore makes the clients that fetch credentials (STS, SSO) from its session too.
    """

    def __init__(self, profile: str | None, limits: Limits, endpoints: Endpoints) -> None:
        super().__init__(profile=profile)
        self.limits, self.endpoints = limits, endpoints
        self.register_component("data_loader", LOADER)

    def create_client(self, service_name: str, region_name: str | None = None, **kwargs: Any) -> Any:
        """Return a client that reads no body beyond the limits, and whose endpoints are noted.

        Without a Region, STS is asked in the home Region of the partition of the profile's role.
        """
        if service_name == "sts" and not region_name and not self.get_config_variable("region"):
            region_name = home_of(self.get_scoped_config().get("role_arn", ""))
        client = super().create_client(service_name, region_name, **kwargs)
        client._endpoint.http_session = BoundedSession(client._endpoint.http_session, self.limits)
        self.endpoints.watch(client)
        return client

    def get_credentials(self) -> Credentials:
        """Return the credentials. Raises `NoCredentialsError` if there are none."""
        found = super().get_credentials()
        if found is None:
            raise NoCredentialsError
        return Credentials(found)

    def renew(self) -> bool:
        """Fetch new credentials, if their provider can, and return whether they are new.

        Raises the provider's errors.
        """
        found = super().get_credentials()
        if not isinstance(found, RefreshableCredentials):
            return False
        before = found._frozen_credentials
        cache = getattr(getattr(found._refresh_using, "__self__", None), "_cache", None)
        if isinstance(cache, dict):  # of a role or SSO: it still has the credentials that AWS refuses
            cache.clear()
        with found._refresh_lock:
            found._protected_refresh(is_mandatory=True)
        return bool(found._frozen_credentials != before)

    def _create_credential_resolver(self) -> Any:
        resolver = super()._create_credential_resolver()
        for provider in resolver.providers:
            for name in ("_role_fetcher", "_fetcher"):  # of an instance, of a container
                if fetcher := getattr(provider, name, None):
                    fetcher._session = BoundedSession(fetcher._session, self.limits)
        return resolver


class Credentials:
    """Credentials of botocore. An error while they are fetched or renewed is `NoAnswer`."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._found, name)

    def get_frozen_credentials(self) -> Any:
        """Return the keys to sign with, renewed if they are about to expire."""
        try:
            return self._found.get_frozen_credentials()
        except (NoAnswer, NoCredentialsError):
            raise
        except Exception as error:  # whatever the cause, nothing can be signed
            raise NoAnswer(CREDENTIALS, f"the credentials cannot be fetched: {reason(error)}") from error
