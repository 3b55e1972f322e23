"""Connect to an OPA server that the user names: authentication, TLS, and clear errors."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from opa_client.errors import ConnectionsError
from opa_client.opa import OpaClient

from scanner.engines.interface import Server
from scanner.errors import EngineError, UsageError
from scanner.text import one_line

HELLO = 10.0
"""Seconds within which a server must answer the first requests."""

INSTEAD = "or use --engine regorus."


@contextmanager
def connected(server: Server) -> Iterator[tuple[Any, str]]:
    """Yield a client of the server, and the server's name for messages.

    The client waits `HELLO` seconds for an answer. Raises `UsageError` for a URL, token or
    certificate that cannot be valid, before anything is sent.
    """
    parts = _address(server.url)
    secure, host = (
        parts.scheme == "https",
        f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname),
    )
    port = parts.port or (443 if secure else 80)
    where = f"the OPA server at {parts.scheme}://{host}:{port}"
    _check(server, secure=secure, local=_is_local(str(parts.hostname)))
    cert = (str(server.cert), str(server.key or server.cert)) if server.cert else None
    with OpaClient(
        host, port, ssl=secure, cert=cert, token=server.token or None, retries=0, timeout=HELLO
    ) as client:
        session = client._session
        # With trust_env, requests would prefer .netrc to our token and an environment variable to
        # our CA. So only the proxies are read from the environment.
        session.trust_env = False
        session.proxies = (
            {} if _is_local(str(parts.hostname)) else requests.utils.get_environ_proxies(client.root_url)
        )
        session.verify = str(server.ca) if server.ca else True

        def checked(answer: requests.Response, **_: Any) -> None:
            if answer.status_code in (401, 403):
                raise EngineError(
                    f"{where} rejected the request (HTTP {answer.status_code}): {_what(server)}.",
                    "Give the token with --opa-token-file or GENAI_LENS_OPA_TOKEN, "
                    "or the certificate with --opa-cert; "
                    "it must open /v1/config, /v1/policies and /v1/data/lens.",
                )
            # OPA redirects a URL with a superfluous slash. Follow no redirect to another server:
            # the account's facts go only to the server that the user named.
            if answer.is_redirect:
                if not urljoin(answer.url, answer.headers["location"]).startswith(f"{client.root_url}/"):
                    raise _stranger(where)
            elif answer.content and not answer.content.lstrip().startswith(b"{"):
                raise _stranger(where)

        session.hooks["response"].append(checked)
        yield client, where


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn each network error into an `EngineError` that names the cause and the next step."""
    try:
        yield
    except requests.HTTPError:
        raise  # the server answered; the caller reads the answer
    except requests.exceptions.SSLError as error:
        raise _tls(where, error) from error
    except requests.Timeout as error:
        raise _slow(where) from error
    except requests.ConnectionError as error:
        if "timed out" in str(error):
            raise _slow(where) from error
        cause = _root(error)
        # With TLS 1.3 the server rejects a client certificate after the handshake. Its alert may
        # get lost, and then the connection is only reset.
        if isinstance(cause, ssl.SSLError) or (
            "https:" in where and isinstance(cause, (ConnectionResetError, BrokenPipeError))
        ):
            raise _tls(where, error) from error
        reason = one_line(getattr(cause, "strerror", None) or str(cause))
        raise EngineError(
            f"{where} cannot be reached: {reason}.",
            f"Check that it runs and that the URL is right, {INSTEAD}",
        ) from error
    except (requests.RequestException, ConnectionsError) as error:
        raise _stranger(where) from error


def _address(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
        right = (
            parts.scheme in ("http", "https")
            and parts.hostname
            and port != 0
            and not (parts.path.strip("/") or parts.query or parts.fragment)
        )
    except ValueError:
        right = False
    if "@" in url:  # the part before it may be a password: do not repeat it
        raise UsageError(
            "the URL of the OPA server has a user name or password.",
            "Leave them out and give a token with --opa-token-file.",
        )
    if not right:
        raise UsageError(
            f"{url!r} is not the URL of an OPA server.",
            "Give one such as https://opa.example:8181, with nothing after the port.",
        )
    return parts


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check(server: Server, *, secure: bool, local: bool) -> None:
    if not secure and (server.cert or server.key or server.ca):
        raise UsageError(
            "certificates need TLS, and the URL of the OPA server starts with http.",
            "Give a URL that starts with https.",
        )
    if not secure and server.token and not local:
        raise UsageError(
            "the token would cross the network unencrypted: the URL of the OPA server starts with http.",
            "Give a URL that starts with https.",
        )
    if not all("!" <= c <= "~" for c in server.token):
        raise UsageError(
            "the token for the OPA server has characters that a token cannot have.",
            "Check the file or variable that holds it.",
        )
    if server.key and not server.cert:
        raise UsageError("there is a key for the OPA server and no certificate.", "Add --opa-cert.")
    try:
        context = ssl.create_default_context(cafile=server.ca)
    except OSError as error:
        raise UsageError(
            f"{server.ca} cannot be used as CA: {_because(error)}.",
            "Name a file of PEM certificates with --opa-ca.",
        ) from error
    try:
        if server.cert:
            # The empty password keeps OpenSSL from asking for one at the terminal.
            context.load_cert_chain(server.cert, server.key, password=lambda: "")
    except OSError as error:
        files = f"{server.cert} and {server.key}" if server.key else str(server.cert)
        raise UsageError(
            f"{files} cannot be used as client certificate: {_because(error)}.",
            "Name a PEM certificate and its key, which has no password.",
        ) from error


def _because(error: OSError) -> str:
    """Return the reason for an error. OpenSSL's own reasons (`PEM lib`) do not help a user."""
    return "OpenSSL cannot use it" if isinstance(error, ssl.SSLError) else str(error.strerror)


def _what(server: Server) -> str:
    given = [
        name for name, is_there in (("token", server.token), ("client certificate", server.cert)) if is_there
    ]
    if not given:
        return "it asks for a token or a client certificate"
    return f"the {' and '.join(given)} {'was' if len(given) == 1 else 'were'} rejected"


def _stranger(where: str) -> EngineError:
    return EngineError(
        f"{where} does not answer as OPA does.", f"Check the URL and what listens there, {INSTEAD}"
    )


def _slow(where: str) -> EngineError:
    return EngineError(
        f"{where} did not answer in time.", f"Check its load and the network between, {INSTEAD}"
    )


def _tls(where: str, error: requests.RequestException) -> EngineError:
    cause = _root(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return EngineError(
            f"{where} has a certificate that is not trusted: {one_line(cause.verify_message)}.",
            "Name the authority that signed it with --opa-ca, and the host as the certificate does.",
        )
    reason = (
        one_line(str(getattr(cause, "reason", None) or getattr(cause, "strerror", None) or cause))
        .replace("_", " ")
        .lower()
    )
    if reason in ("wrong version number", "record layer failure"):
        return EngineError(
            f"{where} does not speak TLS: {reason}.",
            "Check the port, and whether the URL should start with http.",
        )
    return EngineError(
        f"{where} refused the TLS connection: {reason}.",
        "It may want another client certificate: give one with --opa-cert and --opa-key.",
    )


def _root(error: BaseException) -> BaseException:
    """Return the innermost error, below those of requests and urllib3 that wrap it."""
    layers = (getattr(error, "reason", None), *error.args, error.__cause__, error.__context__)
    below = next((layer for layer in layers if isinstance(layer, BaseException)), None)
    return _root(below) if below else error
