"""Evaluate on an OPA server that serves the bundle of this version. Nothing is uploaded to it.

OPA lets no client write below a root that a bundle owns, and returns the bundle's revision with
each answer.
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
    """Return the bundle revisions of a server that serves a bundle of ours, whatever its version.

    If the server has no bundle of ours, the set is empty.
    """
    with explained(where):
        try:
            return _revisions(client.get_data("lens/edition", {"provenance": "true"}))
        except (PolicyNotFoundError, AttributeError, TypeError):  # no bundle of ours, or not an answer of OPA
            return frozenset()


def _revisions(answer: Mapping[str, Any]) -> Set[str]:
    bundles = (answer.get("provenance") or {}).get("bundles") or {}
    return {bundle.get("revision", "") for bundle in bundles.values()}


class BundleServer(Opa):
    """An engine on a server that serves our bundle.

    Raises `EngineError` for another version's bundle.
    """

    def __init__(self, client: Any, where: str, found: Set[str]) -> None:
        super().__init__(where)
        ours = load()
        self._client, self._revision, self._modules = client, digest(ours), frozenset(ours.modules)
        self._require(found)

    def _require(self, found: Set[str]) -> None:
        if self._revision not in found:
            held = one_line(", ".join(sorted(found)))
            raise EngineError(
                f"{self._where} serves other policies of genai-lens: "
                f"revision {held}, and these are {self._revision}.",
                _STEP,
            )

    def _answer(
        self, modules: Sequence[Module], catalog: Document, facts: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        if not self._modules.issuperset(modules):
            raise EngineError(f"{self._where} serves a bundle, and these policies are not in it.", _STEP)
        # main.rego judges exactly the controls in `params`.
        asked = {meta["id"] for controls in catalog.values() for meta in controls.values()}
        params = {control: given for control, given in facts["params"].items() if control in asked}
        answer: Mapping[str, Any] = ask(self._client, {**facts, "params": params}, provenance="true")
        self._require(_revisions(answer))  # the server may have loaded another bundle meanwhile
        return answer

    def _path(self, file: str) -> str:
        return next((module.path for module in self._modules if file.endswith(f"/{module.path}")), file)
