"""Open Policy Agent, asked through opa-python-client, and the server that the scanner starts for itself.

That server listens on loopback, knows only this scanner, and is stopped by its process id, whatever happens. Facts are the query's `input` and are
never stored. `named.py` and `served.py` have the server that the user names.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import requests
from opa_client.errors import DeleteDataError, DeletePolicyError, PolicyNotFoundError, RegoParseError
from opa_client.opa import OpaClient

from scanner.engines import Document, Evaluation, Module, PolicyError, isolated, one_line
from scanner.engines.connection import HELLO, INSTEAD, explained
from scanner.engines.regorus import forbidden, vet
from scanner.errors import EngineError

TIMEOUT = 600.0
"""Seconds that OPA may take to answer: enough for an input of 100 MB. The client's own limit is 1.5."""

_INSTALL = "Run scripts/opa in the source tree, name the binary in GENAI_LENS_OPA, or use --engine regorus."


class Opa(ABC):
    """The engine on some server. `where` names the server in messages."""

    def __init__(self, where: str) -> None:
        self._where = where

    def evaluate(self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]) -> Evaluation:
        """See `scanner.engines.Engine`. What regorus cannot parse is refused here too: nothing is loaded that was not vetted."""
        vet(modules)
        document = orjson.loads(facts) if isinstance(facts, bytes) else dict(facts)

        def run(some: Sequence[Module], part: Document) -> Any:
            for module in some:
                forbidden(module.text, module.path)
            with self.asking():
                return self._answer(some, part, document).get("result")

        return isolated(run, modules, catalog)

    @abstractmethod
    def _answer(self, modules: Sequence[Module], catalog: Document, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the server answers to the question for `data.lens.results`. Raises `PolicyError` when OPA cannot compile one of the modules."""

    @abstractmethod
    def _path(self, file: str) -> str:
        """The path of the module that OPA calls `file`."""

    def _error(self, errors: Sequence[Mapping[str, Any]]) -> PolicyError:
        """OPA's first error as `FILE:LINE: what is wrong`."""
        place = errors[0].get("location") or {}
        where = f"{self._path(place['file'])}:{place.get('row')}: " if place.get("file") else ""
        return PolicyError(one_line(where + str(errors[0].get("message"))))

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Turn what the client raises into `PolicyError` where a policy is to blame, else into `EngineError`."""
        try:
            with explained(self._where):
                yield
        except requests.HTTPError as error:
            answer: Any = error.response
            with suppress(ValueError, KeyError, TypeError):  # not what OPA says of a policy
                raise self._error(answer.json()["errors"]) from error
            raise self.refusal(f"HTTP {answer.status_code} {answer.text}") from error
        except (RegoParseError, PolicyNotFoundError, DeletePolicyError, DeleteDataError) as error:
            raise self.refusal(str(error.message)) from error

    def refusal(self, said: str) -> EngineError:
        """The server will not do what was asked, in its own words."""
        return EngineError(f"{self._where} refused the request: {one_line(said)}.", f"Check what the server allows, {INSTEAD}")


def ask(client: Any, facts: Mapping[str, Any], **more: str) -> Any:
    """The answer to the question for `data.lens.results`, of a server that has the policies and the catalog."""
    return client.query_rule(facts, "lens", "results", {"strict-builtin-errors": "true", **more})


class Started(Opa):
    """On a server of its own: one for each set of modules, which reads them as it starts (one by one over REST, each costs a compilation of all)."""

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

    def _answer(self, modules: Sequence[Module], catalog: Document, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._client is None or self._modules != tuple(modules):
            self.close()
            self._client = self._start(modules)
        self._client.update_or_create_data(dict(catalog), "lens/catalog")
        answer: Mapping[str, Any] = ask(self._client, facts)
        return answer

    def _start(self, modules: Sequence[Module]) -> Any:
        self._modules = tuple(modules)
        folder = Path(self._server.enter_context(TemporaryDirectory(prefix="genai-lens-opa-")))
        (folder / "policies").mkdir()
        for number, module in enumerate(modules):  # by number: a path of the user's could mean something to OPA
            (folder / "policies" / f"{number}.rego").write_text(module.text, encoding="utf-8")
        for _ in range(5):  # another program may take the port between our look and OPA's
            port = _free_port()
            process = self._server.enter_context(_process(self._binary, port, folder))
            client = self._server.enter_context(OpaClient("127.0.0.1", port, retries=0, timeout=HELLO))
            client._session.trust_env = False  # no proxy stands between us and loopback
            if _ready(process, client):
                client.timeout = TIMEOUT
                return client
            said = (folder / "log").read_text(encoding="utf-8", errors="replace")
            if "address already in use" not in said:
                break
        checked = run([self._binary, "check", "--format", "json", "policies"], folder)
        with suppress(ValueError, KeyError, TypeError):
            raise self._error(orjson.loads(checked.stderr)["errors"])
        raise EngineError(f"{self._binary} did not start a server: {one_line(said[-250:]) or 'it gave no reason'}.", _INSTALL)


@contextmanager
def started() -> Iterator[Opa]:
    """The engine on servers that are started on free loopback ports, and gone when the block ends."""
    path = binary()
    said = run([path, "version"]).stdout
    check_version(said.partition("Version: ")[2].split("\n")[0], path, _INSTALL)
    opa = Started(path)
    try:
        yield opa
    finally:
        opa.close()


def binary() -> str:
    """The path of `opa`: $GENAI_LENS_OPA, or on PATH, in Go's bin folder, or in .tools. Raises `EngineError` when there is none."""
    if chosen := os.environ.get("GENAI_LENS_OPA"):
        if found := shutil.which(chosen):
            return os.path.abspath(found)
        raise EngineError(f"GENAI_LENS_OPA is {chosen!r}, which cannot be run.", _INSTALL)
    go = os.environ.get("GOBIN") or os.path.join(os.environ.get("GOPATH") or Path.home() / "go", "bin")
    for folder in (None, go, ".tools"):
        if found := shutil.which("opa", path=folder):
            return os.path.abspath(found)
    raise EngineError("there is no `opa` on this machine.", _INSTALL)


def check_version(version: str, where: str, next_step: str) -> None:
    """Raise `EngineError` for an OPA that is too old, or is none."""
    major = version.strip().split(".")[0]
    if not major.isdigit() or int(major) < 1:
        raise EngineError(f"{where} is not OPA 1.0 or newer, which the policies need.", next_step)


def run(command: Sequence[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """What `opa` does with these arguments, in a folder. Raises `EngineError` when it does not run, or not end within a minute."""
    try:
        return subprocess.run(command, cwd=folder, env=_environ(), capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"{command[0]} does not run.", _INSTALL) from error


def _environ() -> dict[str, str]:
    """Only what a program needs: OPA takes options from variables of its own, and secrets are not its business."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}


@contextmanager
def _process(path: str, port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server with the policies of `folder`, stopped by its process id at the end of the block, at exit, and on Linux when this process dies."""
    command = [path, "run", "--server", "--addr", f"127.0.0.1:{port}", "--skip-version-check", "--log-level", "error", "--shutdown-grace-period", "1"]
    with (folder / "log").open("wb") as log:
        try:
            process = subprocess.Popen(  # noqa: S603 - the binary that the user has
                [*_bound(), *command, "policies"],
                cwd=folder,
                env=_environ(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is ours to handle
            )
        except OSError as error:
            raise EngineError(f"{path} does not run.", _INSTALL) from error
    stop = partial(_stop, process)
    atexit.register(stop)
    try:
        yield process
    finally:
        stop()
        atexit.unregister(stop)


def _bound() -> list[str]:
    """What makes a program end with the process that started it, where util-linux has it."""
    setpriv = shutil.which("setpriv")
    tie = [setpriv, "--pdeathsig", "TERM"] if setpriv else []
    return tie if tie and subprocess.run([*tie, "true"], capture_output=True, check=False).returncode == 0 else []  # noqa: S603


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)
    finally:
        process.kill()  # does nothing to one that has ended
        process.wait()


def _ready(process: subprocess.Popen[bytes], client: Any) -> bool:
    """Whether the server is healthy in time, and is the one that we started."""
    until = time.monotonic() + HELLO
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
