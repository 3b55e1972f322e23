"""Evaluate on an OPA server that the user names.

If the server serves the bundle of this version, the bundle is used (`bundle_server.py`). Otherwise
the policies are uploaded. Other programs may share the server, so it must hold nothing else below
`data.lens`, and everything that this run uploads is removed again, even after an error.
"""

from __future__ import annotations

import signal
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import takewhile
from typing import Any
from urllib.parse import quote

import requests
from opa_client.errors import DeleteDataError, DeletePolicyError, RegoParseError

from scanner.engines.bundle_server import BundleServer, revisions
from scanner.engines.connection import INSTEAD, connected, explained
from scanner.engines.interface import Document, Server
from scanner.engines.opa import TIMEOUT, Opa, absent, ask, data, give
from scanner.engines.program import check_version
from scanner.errors import EngineError, ScanError
from scanner.rego import Module, PolicyError, data_names, package, with_package
from scanner.text import one_line

_CLEARING = 60.0
"""Seconds that a removal may take: OPA recompiles the remaining policies each time."""

_SHARED = (
    "If another run put it there, wait for that run to end. Otherwise remove it, or name another server."
)


class SharedServer(Opa):
    """An engine on a shared server. It removes what it uploads and changes nothing else."""

    def __init__(self, client: Any, where: str) -> None:
        super().__init__(where)
        self._client = client
        self._prefix = f"genai-lens-{uuid.uuid4().hex[:12]}/"  # prefix of the ids of this run's policies
        self._loaded: dict[str, str] = {}  # policy id -> text, in order of upload
        self._touched = False
        with self.asking():
            with _as_opa():
                self._refuse_foreign()
            if data(self._client, "lens"):
                raise EngineError(f"{where} has data at /lens that this run did not put there.", _SHARED)

    def clear(self) -> None:
        """Remove everything that this run uploaded, and check that it is gone."""
        if not self._touched:
            return
        self._client.timeout = _CLEARING
        try:
            with self.asking():
                self._unload(0)
                for _ in range(3):  # a request that was interrupted may still take effect
                    for policy in self._ours():
                        self._delete(policy)
                    with absent(DeleteDataError):
                        self._client.delete_data("lens")  # there was no data at /lens before this run
                    if not self._ours() and not data(self._client, "lens/catalog"):
                        self._touched = False
                        return
            raise self.refusal("policies or data that were removed are there again")
        except ScanError as error:
            left = f"It may still hold policies named {self._prefix}... and data at /lens: remove them there."
            raise EngineError(error.sentence, f"{error.next_step} {left}") from error

    def _ours(self) -> list[str]:
        """Return the ids of this run's policies that the server has."""
        return [
            quote(policy) for policy in self._client.get_policies_list() if policy.startswith(self._prefix)
        ]

    def _path(self, file: str) -> str:
        return file.removeprefix(self._prefix)

    def _answer(
        self, modules: Sequence[Module], catalog: Document, facts: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        self._load(modules)
        give(self._client, catalog)
        answer: Mapping[str, Any] = ask(self._client, facts)
        self._refuse_foreign()  # another run may have started meanwhile
        return answer

    def _refuse_foreign(self) -> None:
        lens = f"{self._client.root_url}/data/lens/"
        for policy, about in self._client.get_policies_info().items():
            if not policy.startswith(self._prefix) and f"{about['path']}/".startswith(lens):
                raise EngineError(
                    f"{self._where} has a policy in package lens that this run did not put there: "
                    f"{one_line(policy)}.",
                    _SHARED,
                )

    def _load(self, modules: Sequence[Module]) -> None:
        """Upload the policies that the server lacks.

        OPA refuses a policy that calls an unknown function, so a refused policy is sent again after
        the others.
        """
        wanted = {quote(self._prefix + module.path): module.text for module in _called_first(modules)}
        self._unload(len(list(takewhile(lambda item: wanted.get(item[0]) == item[1], self._loaded.items()))))
        self._touched = True
        waiting = [policy for policy in wanted if policy not in self._loaded]
        while waiting:
            refused: dict[str, PolicyError] = {}
            for policy in waiting:
                # Noted before the upload, which may arrive even if it is interrupted.
                self._loaded[policy] = wanted[policy]
                try:
                    self._client.update_policy_from_string(wanted[policy], policy, rego_compat=False)
                except RegoParseError as error:
                    del self._loaded[policy]
                    if not error.errors:
                        raise
                    refused[policy] = self._error(error.errors)
            if len(refused) == len(waiting):
                # Prefer another error: a policy that lacks a function may only wait for that one.
                raise min(refused.values(), key=lambda error: "undefined function" in str(error))
            waiting = list(refused)

    def _unload(self, kept: int) -> None:
        """Remove all but the first `kept` policies, in reverse order: callers before callees."""
        for policy in reversed(list(self._loaded)[kept:]):
            self._delete(policy)
            del self._loaded[policy]

    def _delete(self, policy: str) -> None:
        with absent(DeletePolicyError):
            self._client.delete_policy(policy)


def _called_first(modules: Sequence[Module]) -> list[Module]:
    """Return the modules in an order in which each one follows those that it refers to.

    Otherwise OPA would refuse modules, and each retry would recompile all of them.
    """
    packages = {package(module.text): module for module in modules}
    out: dict[str, Module] = {}

    def add(module: Module, waiting: frozenset[str]) -> None:
        if module.path in out or module.path in waiting:
            return
        for name in data_names(module.text):
            if called := with_package(name, packages):
                add(called, waiting | {module.path})
        out[module.path] = module

    for module in modules:
        add(module, frozenset())
    return list(out.values())


@contextmanager
def _as_opa() -> Iterator[None]:
    """Treat a response that OPA could not have sent as "this is not an OPA server"."""
    try:
        yield
    except (requests.HTTPError, KeyError, TypeError, AttributeError) as error:
        raise requests.RequestException from error


def _greet(client: Any, where: str) -> None:
    """Raise `EngineError` if the server is not OPA, is older than 1.0, or logs decisions."""
    with explained(where), _as_opa():
        config = client.get_config()["result"]
        version = config["labels"]["version"]
        logs = config.get("decision_logs")
    check_version(str(version), where, f"Upgrade the server, {INSTEAD}")
    if logs is not None:
        raise EngineError(
            f"{where} logs its decisions, and with them the facts of the account.",
            f"Name a server without decision_logs, {INSTEAD}",
        )


@contextmanager
def named_server(server: Server) -> Iterator[Opa]:
    """Yield an engine on a server that is already running. The server is left as it was found."""
    with _interrupted_once(), connected(server) as (client, where):
        _greet(client, where)
        if held := revisions(client, where):
            client.timeout = TIMEOUT
            yield BundleServer(client, where, held)
            return
        opa = SharedServer(client, where)
        client.timeout = TIMEOUT
        try:
            try:
                yield opa
            finally:
                opa.clear()
        finally:
            opa.clear()  # does nothing, unless an interruption cut the first call short


@contextmanager
def _interrupted_once() -> Iterator[None]:
    """End the block on SIGTERM and SIGHUP as on Ctrl-C, and ignore any further signal.

    So a second signal cannot interrupt the removal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    seen = False

    def interrupt(*_: Any) -> None:
        nonlocal seen
        if not seen:
            seen = True
            raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # A signal that is ignored, such as SIGHUP under nohup, stays ignored.
    before = {n: handler for n in numbers if (handler := signal.getsignal(n)) not in (None, signal.SIG_IGN)}
    try:
        for number in before:
            signal.signal(number, interrupt)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
