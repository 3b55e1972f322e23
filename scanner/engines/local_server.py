"""Evaluate on OPA servers that the scanner starts on the loopback address.

Only this scanner uses such a server, and always stops it, by its process id.
"""

from __future__ import annotations

import atexit
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from opa_client.opa import OpaClient

from scanner.engines.connection import HELLO
from scanner.engines.interface import Document
from scanner.engines.opa import TIMEOUT, Opa, ask, give
from scanner.engines.program import INSTALL, environment, run, usable
from scanner.errors import EngineError
from scanner.rego import Module
from scanner.text import one_line

STARTED = 180.0
"""Seconds within which our server must be ready. It compiles all policies first."""


class LocalServer(Opa):
    """An engine with one server for each set of modules.

    The server reads the modules when it starts. Loading them over REST would recompile all modules
    for each one.
    """

    def __init__(self, path: str) -> None:
        super().__init__(f"the OPA server that {path} started")
        self._binary = path
        self._server = ExitStack()
        self._client: Any = None
        self._modules: tuple[Module, ...] = ()

    def close(self) -> None:
        """Stop the server."""
        self._client = None
        self._server.close()

    def _path(self, file: str) -> str:
        return self._modules[int(Path(file).stem)].path

    def _answer(
        self, modules: Sequence[Module], catalog: Document, facts: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        if self._client is None or self._modules != tuple(modules):
            self.close()
            self._client = self.start(modules)
        give(self._client, catalog)
        answer: Mapping[str, Any] = ask(self._client, facts)
        return answer

    def start(self, modules: Sequence[Module]) -> Any:
        """Start a server with the modules and return its client. It runs until `close`."""
        self._modules = tuple(modules)
        folder = Path(self._server.enter_context(TemporaryDirectory(prefix="genai-lens-opa-")))
        (folder / "policies").mkdir()
        # Files are named by number, because OPA gives some file names a meaning.
        for number, module in enumerate(modules):
            (folder / "policies" / f"{number}.rego").write_text(module.text, encoding="utf-8", newline="\n")
        for _ in range(5):  # another program may take the port before OPA does
            port = _free_port()
            process = self._server.enter_context(_process(self._binary, port, folder))
            client = self._server.enter_context(OpaClient("127.0.0.1", port, retries=0, timeout=HELLO))
            client._session.trust_env = False  # no proxy for loopback
            if _ready(process, client):
                client.timeout = TIMEOUT
                return client
            said = (folder / "log").read_text(encoding="utf-8", errors="replace")
            if "address already in use" not in said:
                break
        checked = run([self._binary, "check", "--format", "json", "policies"], folder)
        with suppress(ValueError, KeyError, TypeError):
            raise self._error(orjson.loads(checked.stderr)["errors"])
        gone = "it gave no reason"
        if process.poll() is None:
            gone = f"it was not ready after {STARTED:.0f} seconds"
        raise EngineError(f"{self._binary} did not start a server: {one_line(said[-250:]) or gone}.", INSTALL)


@contextmanager
def local_server() -> Iterator[LocalServer]:
    """Yield the engine. Its servers use free loopback ports and are stopped when the block ends."""
    opa = LocalServer(usable())
    try:
        yield opa
    finally:
        opa.close()


@contextmanager
def _process(path: str, port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server with the policies in `folder`, and yield its process.

    The server is stopped when the block ends, when the interpreter exits and, on Linux, when this
    process dies.
    """
    options = ["--skip-version-check", "--log-level", "error", "--shutdown-grace-period", "1"]
    with (folder / "log").open("wb") as log:
        try:
            process = subprocess.Popen(  # noqa: S603 - the user's own binary
                [*_tied(), path, "run", "--server", "--addr", f"127.0.0.1:{port}", *options, "policies"],
                cwd=folder,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # the scanner handles Ctrl-C, not OPA
            )
        except OSError as error:
            raise EngineError(f"{path} does not run.", INSTALL) from error
    stop = partial(_stop, process)
    atexit.register(stop)
    try:
        yield process
    finally:
        stop()
        atexit.unregister(stop)


def _tied() -> list[str]:
    """Return the command prefix that ends a program with its parent; empty without util-linux."""
    setpriv = shutil.which("setpriv")
    tie = [setpriv, "--pdeathsig", "TERM"] if setpriv else []
    if not tie:
        return []
    tried = subprocess.run([*tie, "true"], capture_output=True, check=False)  # noqa: S603
    return tie if tried.returncode == 0 else []


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)
    finally:
        process.kill()  # has no effect on a process that has ended
        process.wait()


def _ready(process: subprocess.Popen[bytes], client: Any) -> bool:
    """Return whether our server becomes healthy within `STARTED` seconds."""
    until = time.monotonic() + STARTED
    while process.poll() is None and time.monotonic() < until:
        if client.check_health():
            return process.poll() is None
        time.sleep(0.02)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
