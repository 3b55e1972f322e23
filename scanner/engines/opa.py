"""Open Policy Agent: a server on loopback, started from the `opa` binary, asked through opa-python-client, and stopped whatever happens."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import requests
from opa_client.opa import OpaClient

from scanner.engines import Module, QueryError
from scanner.errors import EngineError

TIMEOUT = 600.0
"""Seconds that one query may take: enough for an input of 100 MB."""

_READY = 30.0  # seconds for the server to answer
_HINT = "Install it (scripts/opa in the source tree does), name it in GENAI_LENS_OPA, or use --engine regorus."


def binary() -> str:
    """The path of `opa`: GENAI_LENS_OPA, PATH, or `.tools/opa` here. Raises `EngineError` when there is none."""
    for found in (os.environ.get("GENAI_LENS_OPA"), shutil.which("opa"), ".tools/opa"):
        if found and Path(found).is_file():
            return str(Path(found).resolve())
    raise EngineError("there is no `opa` binary.", _HINT)


class Opa:
    """The backend: each query runs in a server of its own, which holds nothing afterwards because it is gone."""

    def __init__(self, path: str) -> None:
        self._path = path

    def rows(self, modules: Sequence[Module], catalog: Mapping[str, Any], facts: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows of `data.lens.results`."""
        with tempfile.TemporaryDirectory(prefix="genai-lens-opa-") as folder:
            root = Path(folder)
            for module in modules:
                path = root / "policies" / module.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(module.text, encoding="utf-8")
            (root / "data.json").write_bytes(orjson.dumps({"lens": {"catalog": catalog}}))
            with _server(self._path, root) as port, OpaClient("127.0.0.1", port, retries=0, timeout=TIMEOUT) as client:
                try:
                    answer = client.query_rule(dict(facts), "lens", "results", {"strict-builtin-errors": "true"})
                except requests.HTTPError as error:
                    raise QueryError(_reason(error.response.text, root)) from error
                except requests.RequestException as error:
                    raise EngineError(f"OPA did not answer: {type(error).__name__}.", "Try --engine regorus.") from error
        rows: list[dict[str, Any]] = answer.get("result", [])
        return rows

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Opa]:
        """A backend, once the binary is known to be there and to be OPA 1.x."""
        path = binary()
        try:
            said = subprocess.run([path, "version"], capture_output=True, text=True, timeout=30, check=True).stdout
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineError(f"{path} does not run: {error}.", _HINT) from error
        version = re.search(r"^Version: (\d+)\.(\S+)", said, re.M)
        if not version or int(version[1]) < 1:
            raise EngineError(f"{path} is not OPA 1.0 or newer.", _HINT)
        yield cls(path)


@contextmanager
def _server(path: str, root: Path) -> Iterator[int]:
    """The port of a server that serves `root`; it is stopped when the block ends, however it ends."""
    log = root / "log"
    with log.open("wb") as sink:
        for attempt in range(3):  # another program may take the port between our look and OPA's
            port = _free_port()
            command = [path, "run", "--server", "--addr", f"127.0.0.1:{port}", "--disable-telemetry", "--log-level", "error"]
            process = subprocess.Popen([*command, "policies", "data.json"], cwd=root, stdout=sink, stderr=sink, stdin=subprocess.DEVNULL)
            try:
                if not _ready(process, port):
                    said = log.read_text(errors="replace")
                    if "address already in use" in said and attempt < 2:
                        continue
                    if "rego_" in said or "load error" in said:
                        raise QueryError(_reason(said, root))
                    raise EngineError(f"OPA did not start: {' '.join(said.split())[:300] or 'it gave no reason'}.", _HINT)
                yield port
                return
            finally:
                _stop(process)


def _ready(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + _READY
    with requests.Session() as session:
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(requests.RequestException):
                if session.get(f"http://127.0.0.1:{port}/health", timeout=1).ok:
                    return True
            time.sleep(0.02)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process that was started, by its id: asked first, then made to."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _reason(text: str, root: Path) -> str:
    """OPA's first error with file and line, without our scratch folder."""
    text = text.replace(f"{root}/", "").replace("policies/", "")
    found = re.search(r"(\S+\.rego):(\d+): (rego_\w+): ([^\\\n\"]+)", text)
    if found:
        return f"{found[1]}:{found[2]}: {found[4].strip()}"
    try:
        first = orjson.loads(text)["errors"][0]
        place = first.get("location", {})
        return f"{place.get('file', '?')}:{place.get('row', '?')}: {first['message']}"
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError):
        return " ".join(text.split())[:300]
