"""Open Policy Agent on a server that serves this version's bundle: nothing is put there, nothing is compiled.

OPA lets nobody else write below the root that a bundle owns, and says with each answer from which revision of
the bundle it came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from opa_client.errors import PolicyNotFoundError

from scanner.catalog.controls import load
from scanner.catalog.digest import digest
from scanner.engines.connection import INSTEAD, explained
from scanner.engines.interface import Document
from scanner.engines.opa import Opa, ask
from scanner.errors import EngineError
from scanner.rego import Module
from scanner.text import one_line

_STEP = (
    "Give it what `genai-lens policies bundle` writes for all controls, "
    f"name a server without a bundle of genai-lens, {INSTEAD}"
)


def revisions(client: Any, where: str) -> Set[str]:
    """Return the revisions of the bundles on a server that has one of ours, of any version; else an empty set."""
    with explained(where):
        try:
            return _revisions(client.get_data("lens/edition", {"provenance": "true"}))
        except (PolicyNotFoundError, AttributeError, TypeError):  # no edition, or not an answer of OPA
            return frozenset()


def _revisions(answer: Mapping[str, Any]) -> Set[str]:
    bundles = (answer.get("provenance") or {}).get("bundles") or {}
    return {bundle.get("revision", "") for bundle in bundles.values()}


class BundleServer(Opa):
    """The engine on a server with our bundle. Raises `EngineError` if the bundle is of another version."""

    def __init__(self, client: Any, where: str, found: Set[str]) -> None:
        super().__init__(where)
        ours = load()
        self._client, self._revision, self._modules = client, digest(ours), frozenset(ours.modules)
        self._require(found)

    def _require(self, found: Set[str]) -> None:
        if self._revision not in found:
            held = one_line(", ".join(sorted(found)))
            raise EngineError(
                f"{self._where} serves other policies of genai-lens: revision {held}, and these are {self._revision}.",
                _STEP,
            )

    def _answer(
        self, modules: Sequence[Module], catalog: Document, facts: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        if not self._modules.issuperset(modules):
            raise EngineError(f"{self._where} serves a bundle, and these policies are not in it.", _STEP)
        # main.rego judges the controls that have parameters.
        asked = {meta["id"] for controls in catalog.values() for meta in controls.values()}
        params = {control: given for control, given in facts["params"].items() if control in asked}
        answer: Mapping[str, Any] = ask(self._client, {**facts, "params": params}, provenance="true")
        self._require(_revisions(answer))  # the server may have loaded another bundle since
        return answer

    def _path(self, file: str) -> str:
        return next((module.path for module in self._modules if file.endswith(f"/{module.path}")), file)
