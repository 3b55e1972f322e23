"""The policy engines: modules, catalog and input in, rows of `data.lens.results` out.

Both give the same rows, in the same order. When the whole query errs, the controls are evaluated one by one, so that only the culprit is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from scanner.engines import guard
from scanner.errors import EngineError

QUERY = "data.lens.results"
_PACKAGE = re.compile(r"^package lens\.controls\.(\w+)\.(\w+)\s*$", re.M)


@dataclass(frozen=True, slots=True)
class Module:
    """A Rego file: `path` relative to the policies, and its text."""

    path: str
    text: str

    @property
    def control(self) -> tuple[str, str] | None:
        """(best practice, name) when it is a control's; None for the library and the entry point."""
        found = _PACKAGE.search(self.text)
        return (found[1], found[2]) if found else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Rows sorted by their bytes, and control id -> why it failed."""

    rows: list[dict[str, Any]]
    failures: Mapping[str, str] = field(default_factory=dict)


class QueryError(Exception):
    """The engine could not compile or evaluate; the text is its own first error, on one line."""


class Backend(Protocol):
    """One query in one engine. Raises `QueryError` for policies that do not compile or err."""

    def rows(self, modules: Sequence[Module], catalog: Mapping[str, Any], facts: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows of `data.lens.results`, in any order."""


class Engine:
    """A backend with the rules that hold for both."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def evaluate(self, modules: Sequence[Module], catalog: Mapping[str, Any], facts: Mapping[str, Any]) -> Evaluation:
        """Judge. `catalog` is best practice -> name -> METADATA. Raises `EngineError` when the library itself does not compile,
        and `UsageError` for a module that calls what it may not.
        """
        for module in modules:
            guard.hold(module.path, module.text)
        try:
            return Evaluation(_sorted(self._backend.rows(modules, catalog, facts)))
        except QueryError as error:
            base = [m for m in modules if m.control is None]
            own = [m for m in modules if m.control is not None]
            try:
                self._backend.rows(base, {}, facts)
            except QueryError as broken:
                raise EngineError(f"the policy library does not evaluate: {broken}.", "Reinstall genai-lens, or mend the file that is named.") from error
        rows: list[dict[str, Any]] = []
        failures: dict[str, str] = {}
        for module in own:
            practice, name = module.control or ("", "")
            meta = catalog.get(practice, {}).get(name)
            if meta is None:
                continue
            try:
                rows += self._backend.rows([*base, module], {practice: {name: meta}}, facts)
            except QueryError as error:
                failures[meta["id"]] = str(error)
        return Evaluation(_sorted(rows), failures)


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: orjson.dumps(row, option=orjson.OPT_SORT_KEYS))


@contextmanager
def engine(name: str) -> Iterator[Engine]:
    """The engine of that name (`regorus` or `opa`), ready to evaluate and stopped when the block ends."""
    if name == "regorus":
        from scanner.engines.regorus import Regorus

        yield Engine(Regorus())
    else:
        from scanner.engines.opa import Opa

        with Opa.started() as backend:
            yield Engine(backend)
