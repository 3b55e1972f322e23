"""The interface of an engine: policies, catalog and facts in, rows out.

Every engine gives the same rows in the same order. A control that errs costs the others nothing: it is named
in `failures`, and they stand. A module that no engine may load is refused first (`UsageError`). Policies
whose shared part is broken raise `EngineError`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import orjson

from scanner.errors import EngineError
from scanner.rego import Module, PolicyError, package

Document = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""`data.lens.catalog`: best practice -> name -> METADATA, both as the control's package spells them."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The rows that the policies gave, in canonical order, and the controls that failed: id -> reason, one line.

    A row is an object of `data.lens.results` as JSON; `scanner.judging.results.Row` is its record.
    """

    rows: Sequence[Mapping[str, Any]]
    failures: Mapping[str, str]


class Engine(Protocol):
    """An engine evaluates policies."""

    def evaluate(
        self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]
    ) -> Evaluation:
        """Evaluate `data.lens.results` with `catalog` as `data.lens.catalog` and `facts` as `input`.

        `facts` is the document or its JSON. Raises `UsageError` for a module that calls a built-in that is not
        allowed, and `EngineError` if the engine fails or the shared modules do not compile.
        """
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """An OPA server that is already running, and how to reach it.

    `token` is its bearer token, `cert` our client certificate, `key` the certificate's key if `cert` does not
    hold it, `ca` a file of authorities to trust instead of the public ones.
    """

    url: str
    token: str = field(default="", repr=False)
    cert: Path | None = None
    key: Path | None = None
    ca: Path | None = None


def isolated(
    run: Callable[[Sequence[Module], Document], Any], modules: Sequence[Module], catalog: Document
) -> Evaluation:
    """Evaluate all controls at once; if a policy errs, evaluate the shared modules and then each control alone.

    `run` returns the value of `data.lens.results` for some modules and a part of the catalog, and raises
    `PolicyError`. A module belongs to a control if its package is the control's; any other module is shared.
    """
    try:
        return Evaluation(_ordered(run(modules, catalog)), {})
    except PolicyError:
        pass
    shared = [module for module in modules if _owner(module) is None]
    try:
        _ordered(run(shared, {}))
    except PolicyError as error:
        raise EngineError(
            f"the policies that all controls share cannot be evaluated: {error}.",
            "Fix or reinstall the policies.",
        ) from error
    rows: list[Mapping[str, Any]] = []
    failures: dict[str, str] = {}
    for practice, controls in catalog.items():
        for name, meta in controls.items():
            own = [module for module in modules if _owner(module) == (practice, name)]
            try:
                rows += run([*shared, *own], {practice: {name: meta}})
            except PolicyError as error:
                failures[meta["id"]] = str(error)
    return Evaluation(_ordered(rows), failures)


def _ordered(rows: Any) -> list[Mapping[str, Any]]:
    if not isinstance(rows, list):
        raise PolicyError("data.lens.results is undefined")
    return sorted(rows, key=lambda row: orjson.dumps(row, option=orjson.OPT_SORT_KEYS))


def _owner(module: Module) -> tuple[str, str] | None:
    """Return (best practice, name) of the control that a module belongs to, or None if it is shared."""
    match package(module.text).split("."):
        case ["lens", "controls", practice, name, *_]:
            return practice, name
    return None
