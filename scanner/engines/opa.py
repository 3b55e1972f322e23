"""Open Policy Agent: a server that the user names or one that is started on loopback, asked through opa-python-client.

The server that is started knows only this scanner and is stopped by its process id, whatever happens. One that the user names may be shared, so
it must hold nothing else below `data.lens`, and all that was put there is removed again. Facts are the query's `input` and are never stored.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import partial
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlsplit

import orjson
import requests
from opa_client.errors import ConnectionsError, DeleteDataError, DeletePolicyError, PolicyNotFoundError, RegoParseError
from opa_client.opa import OpaClient

from scanner.engines import Document, Evaluation, Module, PolicyError, isolated, one_line
from scanner.engines.regorus import forbidden, vet
from scanner.errors import EngineError, UsageError

TIMEOUT = 600.0
"""Seconds that OPA may take to answer: enough for an input of 100 MB. The client's own limit is 1.5."""

_HELLO = 10.0
"""Seconds within which a server must be there."""

_SHARED = "Wait for another run to end, remove what a broken one left, or name another server."
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
            with self._asking(), self._serving(some) as client:
                client.update_or_create_data(dict(part), "lens/catalog")
                answer = client.query_rule(document, "lens", "results", {"strict-builtin-errors": "true"})
            return answer.get("result")

        return isolated(run, modules, catalog)

    @abstractmethod
    def _serving(self, modules: Sequence[Module]) -> AbstractContextManager[Any]:
        """A client of a server that has these modules, for one query. Raises `PolicyError` when OPA cannot compile one."""

    @abstractmethod
    def _path(self, file: str) -> str:
        """The path of the module that OPA calls `file`."""

    def _error(self, errors: Sequence[Mapping[str, Any]]) -> PolicyError:
        """OPA's first error as `FILE:LINE: what is wrong`."""
        place = errors[0].get("location") or {}
        where = f"{self._path(place['file'])}:{place.get('row')}: " if place.get("file") else ""
        return PolicyError(one_line(where + str(errors[0].get("message"))))

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn what the client raises into `PolicyError` where a policy is to blame, else into `EngineError`."""
        try:
            yield
        except requests.HTTPError as error:
            answer: Any = error.response
            with suppress(ValueError, KeyError, TypeError):  # not what OPA says of a policy
                raise self._error(answer.json()["errors"]) from error
            raise EngineError(f"{self._where} refused the request: HTTP {answer.status_code}.", "Check what the server allows.") from error
        except requests.Timeout as error:
            raise EngineError(f"{self._where} did not answer in time.", "Check the server, or use --engine regorus.") from error
        except (requests.RequestException, ConnectionsError) as error:
            raise EngineError(
                f"{self._where} does not answer as OPA does.", "Check that it runs and is an OPA server, or use --engine regorus."
            ) from error
        except (RegoParseError, DeletePolicyError, DeleteDataError) as error:
            raise EngineError(f"{self._where} refused a change: {one_line(str(error.message))}.", "Check what the server allows.") from error


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

    @contextmanager
    def _serving(self, modules: Sequence[Module]) -> Iterator[Any]:
        if self._client is None or self._modules != tuple(modules):
            self.close()
            self._client = self._start(modules)
        yield self._client

    def _start(self, modules: Sequence[Module]) -> Any:
        self._modules = tuple(modules)
        folder = Path(self._server.enter_context(TemporaryDirectory(prefix="genai-lens-opa-")))
        (folder / "policies").mkdir()
        for number, module in enumerate(modules):  # by number: a path of the user's could mean something to OPA
            (folder / "policies" / f"{number}.rego").write_text(module.text, encoding="utf-8")
        for _ in range(5):  # another program may take the port between our look and OPA's
            port = _free_port()
            process = self._server.enter_context(_process(self._binary, port, folder))
            client = self._server.enter_context(OpaClient("127.0.0.1", port, retries=0, timeout=_HELLO))
            client._session.trust_env = False  # no proxy stands between us and loopback
            if _ready(process, client):
                client.timeout = TIMEOUT
                return client
            said = (folder / "log").read_text(encoding="utf-8", errors="replace")
            if "address already in use" not in said:
                break
        checked = _run([self._binary, "check", "--format", "json", "policies"], folder)
        with suppress(ValueError, KeyError, TypeError):
            raise self._error(orjson.loads(checked.stderr)["errors"])
        raise EngineError(f"{self._binary} did not start a server: {one_line(said[-250:]) or 'it gave no reason'}.", _INSTALL)


class Named(Opa):
    """On a server that may be shared: what is there before is left alone, and what is put there is removed again."""

    def __init__(self, client: Any, where: str) -> None:
        super().__init__(where)
        self._client = client
        self._prefix = f"genai-lens-{uuid.uuid4().hex[:12]}/"  # of this run's policy ids
        self._loaded: dict[str, str] = {}  # policy id -> text, in the order in which OPA got them
        self._stored = False
        with self._asking():
            _check_version(client.ad_hoc_query("version := opa.runtime().version")["result"][0]["version"], where)
            self._refuse_foreign()
            with suppress(PolicyNotFoundError):  # as it should be
                if client.get_data("lens")["result"]:
                    raise EngineError(f"{where} has data at /lens that this run did not put there.", _SHARED)

    def clear(self) -> None:
        """Remove from the server all that this run put there."""
        with self._asking():
            self._unload(0)
            if self._stored:
                self._client.delete_data("lens")  # none was there before
                self._stored = False

    def _path(self, file: str) -> str:
        return file.removeprefix(self._prefix)

    @contextmanager
    def _serving(self, modules: Sequence[Module]) -> Iterator[Any]:
        self._load(modules)
        yield self._client
        self._refuse_foreign()  # another run may have come meanwhile

    def _refuse_foreign(self) -> None:
        lens = f"{self._client.root_url}/data/lens/"
        for policy, about in self._client.get_policies_info().items():
            if not policy.startswith(self._prefix) and f"{about['path']}/".startswith(lens):
                raise EngineError(f"{self._where} has a policy in package lens that this run did not put there: {one_line(policy)}.", _SHARED)

    def _load(self, modules: Sequence[Module]) -> None:
        """Send what the server lacks. OPA refuses a policy that calls a function which it does not know yet: it gets another turn."""
        wanted = {quote(self._prefix + module.path): module.text for module in modules}
        self._unload(len(list(takewhile(lambda item: wanted.get(item[0]) == item[1], self._loaded.items()))))
        self._stored = True
        waiting = [policy for policy in wanted if policy not in self._loaded]
        while waiting:
            refused: dict[str, PolicyError] = {}
            for policy in waiting:
                try:
                    self._client.update_policy_from_string(wanted[policy], policy, rego_compat=False)
                    self._loaded[policy] = wanted[policy]
                except RegoParseError as error:
                    if not error.errors:
                        raise
                    refused[policy] = self._error(error.errors)
            if len(refused) == len(waiting):
                # One that waits for another's function is not the culprit.
                raise min(refused.values(), key=lambda error: "undefined function" in str(error))
            waiting = list(refused)

    def _unload(self, kept: int) -> None:
        """Remove the policies after the first `kept`, last first: none may lose what it calls."""
        for policy in reversed(list(self._loaded)[kept:]):
            self._client.delete_policy(policy)
            del self._loaded[policy]


@contextmanager
def started() -> Iterator[Opa]:
    """The engine on servers that are started on free loopback ports, and gone when the block ends."""
    path = binary()
    said = _run([path, "version"]).stdout
    _check_version(said.partition("Version: ")[2].split("\n")[0], path)
    opa = Started(path)
    try:
        yield opa
    finally:
        opa.close()


@contextmanager
def named(url: str) -> Iterator[Opa]:
    """The engine on a server that is already running, left as it was found."""
    parts = urlsplit(url)
    try:
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        if not parts.hostname or parts.username or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError
    except (ValueError, KeyError):
        raise UsageError(
            f"{url!r} is not the URL of an OPA server.", "Give one such as http://localhost:8181, with nothing after the port."
        ) from None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    with OpaClient(host, port, ssl=parts.scheme == "https", retries=0, timeout=_HELLO) as client:
        opa = Named(client, f"the OPA server at {parts.scheme}://{host}:{port}")
        client.timeout = TIMEOUT
        try:
            yield opa
        except BaseException:
            with suppress(EngineError):  # the first error is the one to tell
                opa.clear()
            raise
        opa.clear()


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


def _check_version(version: str, where: str) -> None:
    major = version.strip().split(".")[0]
    if not major.isdigit() or int(major) < 1:
        raise EngineError(f"{where} is not OPA 1.0 or newer, which the policies need.", _INSTALL)


def _run(command: Sequence[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
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
    until = time.monotonic() + _HELLO
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
