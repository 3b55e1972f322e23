"""Open Policy Agent on a server that serves this version's bundle: nothing is put there, and nothing has to be compiled.

OPA lets nobody else write below the root that a bundle owns, and says with each answer from which revision of the bundle it came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from opa_client.errors import PolicyNotFoundError

from scanner.bundle import digest
from scanner.catalog import load
from scanner.engines import Document, Module, one_line
from scanner.engines.connection import INSTEAD, explained
from scanner.engines.opa import Opa, ask
from scanner.errors import EngineError

_STEP = f"Give it what `genai-lens policies bundle` writes for all controls, name a server without a bundle of genai-lens, {INSTEAD}"


def revisions(client: Any, where: str) -> Set[str]:
    """The revisions of the bundles on a server that has one of ours, of whatever version; else none."""
    with explained(where):
        try:
            return _revisions(client.get_data("lens/edition", {"provenance": "true"}))
        except (PolicyNotFoundError, AttributeError, TypeError):  # no edition, or an answer that is not OPA's
            return frozenset()


def _revisions(answer: Mapping[str, Any]) -> Set[str]:
    bundles = (answer.get("provenance") or {}).get("bundles") or {}
    return {bundle.get("revision", "") for bundle in bundles.values()}


class Served(Opa):
    """On a server that has one of our bundles. Raises `EngineError` when it is of another version than these policies."""

    def __init__(self, client: Any, where: str, found: Set[str]) -> None:
        super().__init__(where)
        ours = load()
        self._client, self._revision, self._modules = client, digest(ours), frozenset(ours.modules)
        self._demand(found)

    def _demand(self, found: Set[str]) -> None:
        if self._revision not in found:
            held = one_line(", ".join(sorted(found)))
            raise EngineError(f"{self._where} serves other policies of genai-lens: revision {held}, and these are {self._revision}.", _STEP)

    def _answer(self, modules: Sequence[Module], catalog: Document, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self._modules.issuperset(modules):
            raise EngineError(f"{self._where} serves a bundle, and these policies are not in it.", _STEP)
        asked = {meta["id"] for controls in catalog.values() for meta in controls.values()}  # lens/main.rego judges what has parameters
        params = {control: given for control, given in facts["params"].items() if control in asked}
        answer: Mapping[str, Any] = ask(self._client, {**facts, "params": params}, provenance="true")
        self._demand(_revisions(answer))  # it may have got another bundle meanwhile
        return answer

    def _path(self, file: str) -> str:
        return next((module.path for module in self._modules if file.endswith(f"/{module.path}")), file)
