"""Open Policy Agent on a server that the user names.

If it serves this version's bundle, it is used as it stands (`bundle_server.py`). If not, other programs may
share it: it must hold nothing else below `data.lens`, and everything that this run puts there is removed again,
whatever happens.
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
from opa_client.errors import DeleteDataError, DeletePolicyError, PolicyNotFoundError, RegoParseError

from scanner.engines.bundle_server import BundleServer, revisions
from scanner.engines.connection import INSTEAD, connected, explained
from scanner.engines.interface import Document, Server
from scanner.engines.opa import TIMEOUT, Opa, ask
from scanner.engines.program import check_version
from scanner.errors import EngineError, ScanError
from scanner.rego import Module, PolicyError, data_names, package
from scanner.text import one_line

_CLEARING = 60.0
"""Seconds that a removal may take: OPA compiles what stays, each time."""

_SHARED = "Wait for another run to end, remove what a broken one left, or name another server."


class SharedServer(Opa):
    """The engine on a shared server: what was there is left alone, and what is put there is removed again."""

    def __init__(self, client: Any, where: str) -> None:
        super().__init__(where)
        self._client = client
        self._prefix = f"genai-lens-{uuid.uuid4().hex[:12]}/"  # of this run's policy ids
        self._loaded: dict[str, str] = {}  # policy id -> text, in the order in which OPA got them
        self._touched = False
        with self.asking():
            with _as_opa():
                self._refuse_foreign()
            if self._data("lens"):
                raise EngineError(f"{where} has data at /lens that this run did not put there.", _SHARED)

    def clear(self) -> None:
        """Remove from the server everything that this run put there, and check that it is gone."""
        if not self._touched:
            return
        self._client.timeout = _CLEARING
        try:
            with self.asking():
                self._unload(0)
                for _ in range(3):  # what was on its way when we were interrupted may arrive late
                    for policy in self._ours():
                        self._delete(policy)
                    with _absent(DeleteDataError):
                        self._client.delete_data("lens")  # none was there before
                    if not self._ours() and not self._data("lens/catalog"):
                        self._touched = False
                        return
            raise self.refusal("what was removed comes back")
        except ScanError as error:
            left = f"It may still hold policies named {self._prefix}... and data at /lens: remove them there."
            raise EngineError(error.sentence, f"{error.next_step} {left}") from error

    def _data(self, path: str) -> Any:
        """Return the server's data at a path, or None."""
        with _absent(PolicyNotFoundError):
            return self._client.get_data(path)["result"]

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
        self._client.update_or_create_data(dict(catalog), "lens/catalog")
        answer: Mapping[str, Any] = ask(self._client, facts)
        self._refuse_foreign()  # another run may have come meanwhile
        return answer

    def _refuse_foreign(self) -> None:
        lens = f"{self._client.root_url}/data/lens/"
        for policy, about in self._client.get_policies_info().items():
            if not policy.startswith(self._prefix) and f"{about['path']}/".startswith(lens):
                raise EngineError(
                    f"{self._where} has a policy in package lens that this run did not put there: {one_line(policy)}.",
                    _SHARED,
                )

    def _load(self, modules: Sequence[Module]) -> None:
        """Send what the server lacks. OPA refuses a policy that calls an unknown function; it is sent again later."""
        wanted = {quote(self._prefix + module.path): module.text for module in _called_first(modules)}
        self._unload(len(list(takewhile(lambda item: wanted.get(item[0]) == item[1], self._loaded.items()))))
        self._touched = True
        waiting = [policy for policy in wanted if policy not in self._loaded]
        while waiting:
            refused: dict[str, PolicyError] = {}
            for policy in waiting:
                self._loaded[policy] = wanted[policy]  # first: it may arrive and we be interrupted
                try:
                    self._client.update_policy_from_string(wanted[policy], policy, rego_compat=False)
                except RegoParseError as error:
                    del self._loaded[policy]
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
            self._delete(policy)
            del self._loaded[policy]

    def _delete(self, policy: str) -> None:
        with _absent(DeletePolicyError):
            self._client.delete_policy(policy)


@contextmanager
def _absent(kind: type[Any]) -> Iterator[None]:
    """Ignore the error that the client raises for a thing that is not there.

    It is OPA's own word for it, or the client's for an answer without a result.
    """
    try:
        yield
    except kind as error:
        if error.expression not in ("resource_not_found", PolicyNotFoundError.__name__):
            raise


def _called_first(modules: Sequence[Module]) -> list[Module]:
    """Return the modules, each after those that it names: each module that OPA refuses costs a compilation of all."""
    packages = {package(module.text): module for module in modules}
    out: dict[str, Module] = {}

    def add(module: Module, waiting: frozenset[str]) -> None:
        if module.path in out or module.path in waiting:
            return
        for name in data_names(module.text):
            parts = name.split(".")
            for end in range(len(parts), 0, -1):  # a name ends in a rule's, or in the package's own
                if called := packages.get(".".join(parts[:end])):
                    add(called, waiting | {module.path})
                    break
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
    """Raise `EngineError` for a server that is not OPA, is too old, or would log what it is asked."""
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
    """Give the engine on a server that is already running; the server is left as it was found."""
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
            opa.clear()  # nothing is left to do, unless an interruption cut the first one short


@contextmanager
def _interrupted_once() -> Iterator[None]:
    """Make SIGTERM and SIGHUP end the block as Ctrl-C does; a second signal does not disturb the removal."""
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
    before = {
        n: handler for n in numbers if (handler := signal.getsignal(n)) not in (None, signal.SIG_IGN)
    }  # nohup's stays ignored
    try:
        for number in before:
            signal.signal(number, interrupt)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
