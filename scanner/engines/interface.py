"""The interface of an engine: policies, catalog and facts in, rows out.

Every engine returns the same rows in the same order. If one control fails, it is listed in
`failures`, and the rows of the other controls are kept. A module that calls a forbidden built-in is
refused before the evaluation (`UsageError`). If the shared modules are broken, `EngineError` is
raised.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import orjson

from scanner.errors import EngineError
from scanner.rego import Module, PolicyError, package
from scanner.text import one_line

Document = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""`data.lens.catalog`:

best practice -> control name -> METADATA. Names are spelled as in the package.
"""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of an evaluation: rows in canonical order, and the controls that failed.

    A row is an object of `data.lens.results` as JSON; `scanner.judging.results.Row` is its record.
    `failures` maps a control's id to the reason, in one line.
    """

    rows: Sequence[Mapping[str, Any]]
    failures: Mapping[str, str]


class Engine(Protocol):
    """An engine evaluates policies."""

    def evaluate(
        self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]
    ) -> Evaluation:
        """Evaluate `data.lens.results` and return its rows.

        `catalog` becomes `data.lens.catalog`, and `facts` becomes `input`. `facts` is the document
        or its JSON. Raises `UsageError` for a module that calls a forbidden built-in, and
        `EngineError` if the engine fails or the shared modules do not compile.
        """
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """An OPA server that is already running, and how to reach it.

    `token` is a bearer token. `cert` is the client certificate, and `key` is its private key if
    `cert` does not contain it. `ca` is a file of certificate authorities to trust instead of the
    public ones.
    """

    url: str
    token: str = field(default="", repr=False)
    cert: Path | None = None
    key: Path | None = None
    ca: Path | None = None


def isolated(
    run: Callable[[Sequence[Module], Document], Any], modules: Sequence[Module], catalog: Document
) -> Evaluation:
    """Evaluate all controls at once; if that fails, evaluate each half, and so on to each control.

    `run` returns the value of `data.lens.results` for some modules and a part of the catalog, and
    raises `PolicyError`. A module belongs to a control if its package is the control's; any other
    module is shared. Raises `EngineError` if the shared modules alone fail.
    """
    try:
        return Evaluation(ordered(run(modules, catalog)), {})
    except PolicyError:
        pass
    shared = [module for module in modules if owner(module) is None]
    try:
        ordered(run(shared, {}))
    except PolicyError as error:
        raise EngineError(
            f"the policies that all controls share cannot be evaluated: {error}.",
            "Fix or reinstall the policies.",
        ) from error
    rows: list[Mapping[str, Any]] = []
    failures: dict[str, str] = {}
    every = [(practice, name) for practice, some in catalog.items() for name in some]
    waiting = _halves(every)  # all together have failed
    while waiting:
        controls = waiting.pop()
        own = [module for module in modules if owner(module) in controls]
        try:
            rows += ordered(run([*shared, *own], part(catalog, controls)))
        except PolicyError as error:
            if len(controls) == 1:
                practice, name = controls[0]
                failures[catalog[practice][name]["id"]] = str(error)
            else:
                waiting += _halves(controls)
    return Evaluation(ordered(rows), failures)


def _halves(controls: Sequence[tuple[str, str]]) -> list[Sequence[tuple[str, str]]]:
    """Return the second and the first half of some controls, without an empty one."""
    half = len(controls) // 2
    return [part for part in (controls[half:], controls[:half]) if part]


def ordered(rows: Any) -> list[Mapping[str, Any]]:
    """Return rows in canonical order. Raises `PolicyError` if they are not a list."""
    if not isinstance(rows, list):
        raise PolicyError("data.lens.results is undefined")
    return sorted(rows, key=lambda row: orjson.dumps(row, option=orjson.OPT_SORT_KEYS))


def part(catalog: Document, controls: Collection[tuple[str, str]]) -> Document:
    """Return the part of a catalog with these controls, each (best practice, name)."""
    return {
        practice: {name: meta for name, meta in some.items() if (practice, name) in controls}
        for practice, some in catalog.items()
        if any((practice, name) in controls for name in some)
    }


def why_not(values: Sequence[Any]) -> str:
    """Return why a rule is not true, or an empty text if it is. `values` is its value, if any."""
    if not values:
        return "it is undefined"
    return "" if values[0] is True else one_line(f"it is {orjson.dumps(values[0]).decode()}")


def owner(module: Module) -> tuple[str, str] | None:
    """Return (best practice, name) of the control that owns a module; None if it is shared."""
    match package(module.text).split("."):
        case ["lens", "controls", practice, name, *_]:
            return practice, name
    return None
