"""OPA servers for the tests, plain and with TLS, that the scanner did not start.

And servers that are not OPA.
"""

from __future__ import annotations

import ipaddress
import json
import os
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scanner.engines.local_server import _free_port
from scanner.engines.program import binary
from scanner.errors import EngineError

TOKEN = "correct-horse.battery~staple=="


def opa_or_skip() -> str:
    """The path of `opa`. Without it the test is skipped, and fails in CI."""
    try:
        return binary()
    except EngineError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must have OPA: {error}")
        pytest.skip(f"{error} {error.next_step}")


@dataclass(frozen=True)
class Running:
    """A server, and how the tests themselves come in."""

    url: str
    token: str = ""
    context: ssl.SSLContext | None = None

    def ask(self, method: str, path: str, body: str | None = None) -> Any:
        """What the server answers, or None for an empty answer."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        request = urllib.request.Request(
            self.url + path, data=body.encode() if body else None, method=method, headers=headers
        )
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self.context)
        )
        with opener.open(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def holdings(self) -> Any:
        """All policies and data of the server."""
        policies = {p["id"]: p["raw"] for p in self.ask("GET", "/v1/policies")["result"]}
        return policies, self.ask("GET", "/v1/data")["result"]


@contextmanager
def serving(
    opa: str,
    *options: str | Path,
    scheme: str = "http",
    token: str = "",
    context: ssl.SSLContext | None = None,
    log: Path = Path(os.devnull),
) -> Iterator[Running]:
    """An OPA server with these options on loopback, stopped by its process id."""
    address = f"127.0.0.1:{_free_port()}"
    command = [
        opa,
        "run",
        "--server",
        "--addr",
        address,
        "--skip-version-check",
        "--log-level",
        "error",
        *map(str, options),
    ]
    running = Running(f"{scheme}://{address}", token, context)
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            for _ in range(500):
                try:
                    running.ask("GET", "/v1/config")
                    break
                except OSError:
                    assert process.poll() is None, f"{command} ended"
                    time.sleep(0.02)
            yield running
        finally:
            process.terminate()
            process.wait()


@contextmanager
def answering(handle: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """The URL of an HTTP server on loopback that does what `handle` does, whatever is asked."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    for method in ("GET", "PUT", "POST", "DELETE"):
        setattr(Handler, f"do_{method}", handle)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def says(status: int, body: bytes, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """A handler that always gives this answer."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.rfile.read(int(request.headers.get("Content-Length", 0)))
        request.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return handle


class Authority:
    """A certificate authority of the tests: `ca` is its own certificate, `issue` makes another's."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.ca, _ = self._write(
            f"{name}-ca", self._name, self._key, x509.BasicConstraints(ca=True, path_length=0)
        )

    def issue(self, name: str, host: str | None = None, password: bytes = b"") -> tuple[Path, Path]:
        """The files of a certificate and its key: a server's for `host`, or a client's."""
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        extensions: list[x509.ExtensionType] = [x509.BasicConstraints(ca=False, path_length=None)]
        if host:
            names = [x509.IPAddress(ipaddress.ip_address(host)) if host[0].isdigit() else x509.DNSName(host)]
            extensions.append(x509.SubjectAlternativeName(names))
        return self._write(
            name, subject, ec.generate_private_key(ec.SECP256R1()), *extensions, password=password
        )

    def _write(
        self,
        name: str,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *extensions: x509.ExtensionType,
        password: bytes = b"",
    ) -> tuple[Path, Path]:
        start = datetime.now(UTC) - timedelta(hours=1)
        builder = x509.CertificateBuilder(
            self._name, subject, key.public_key(), x509.random_serial_number(), start, start + timedelta(1)
        )
        identifier = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        for extension in (
            *extensions,
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
        ):
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        cert, secret = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        cert.write_bytes(builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        hidden = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        secret.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, hidden)
        )
        return cert, secret


AUTHZ = f'package system.authz\n\ndefault allow := false\n\nallow if input.identity == "{TOKEN}"\n'


@contextmanager
def serving_with_tokens(opa: str, folder: Path, authority: Authority) -> Iterator[Running]:
    """An OPA server with TLS that serves those who have `TOKEN`."""
    cert, key = authority.issue("token-server", "127.0.0.1")
    (folder / "authz.rego").write_text(AUTHZ)
    context = ssl.create_default_context(cafile=authority.ca)
    options = [
        "--tls-cert-file",
        cert,
        "--tls-private-key-file",
        key,
        "--authentication",
        "token",
        "--authorization",
        "basic",
    ]
    with serving(
        opa, *options, folder / "authz.rego", scheme="https", token=TOKEN, context=context
    ) as running:
        yield running


@contextmanager
def serving_with_certificates(opa: str, authority: Authority) -> Iterator[Running]:
    """An OPA server with TLS that serves those whose certificate the authority signed."""
    cert, key = authority.issue("mutual-server", "127.0.0.1")
    context = ssl.create_default_context(cafile=authority.ca)
    context.load_cert_chain(*authority.issue("tests"))
    options = [
        "--tls-cert-file",
        cert,
        "--tls-private-key-file",
        key,
        "--tls-ca-cert-file",
        authority.ca,
        "--authentication",
        "tls",
    ]
    with serving(opa, *options, scheme="https", context=context) as running:
        yield running


def forwarding(running: Running, after: Callable[[str], bool]) -> Callable[[BaseHTTPRequestHandler], None]:
    """A handler that passes each request on to a server, and the answer back if `after(method)` is true."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        passed = urllib.request.Request(running.url + request.path, data=body or None, method=request.command)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                passed, timeout=10
            ) as answer:
                status, said = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, said = error.code, error.read()
        if after(request.command):
            del request.headers["Content-Length"]  # the body was read
            says(status, said)(request)

    return handle
