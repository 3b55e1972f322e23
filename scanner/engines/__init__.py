"""Engines: policies, catalog and facts in, rows out. The same rows from every engine, in the same order.

`evaluate` asks for `data.lens.results`. A control that errs costs the others nothing: it is named in `failures`, and they stand. What no
engine may load at all is refused before (`UsageError`), and policies whose common part is broken are an `EngineError`.

Importing this package imports no engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import orjson

from scanner.errors import EngineError, UsageError, nearest

Row = dict[str, Any]
"""One object of `data.lens.results`."""

Document = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""`data.lens.catalog`: best practice -> name -> METADATA, both as the control's package spells them."""


@dataclass(frozen=True, slots=True)
class Module:
    """One Rego file: its path relative to the policies, with slashes, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the policies said, in canonical order, and the controls that could not be evaluated: id -> reason, one line."""

    rows: Sequence[Row]
    failures: Mapping[str, str]


class Engine(Protocol):
    """What evaluates policies."""

    def evaluate(self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]) -> Evaluation:
        """Evaluate `data.lens.results` with `catalog` as `data.lens.catalog` and `facts` (a document, or its JSON) as `input`.

        Raises `UsageError` for a module that calls a built-in which is not allowed, and `EngineError` when the engine fails or when
        what all controls share does not compile.
        """
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """An OPA server that is already running: its URL, the bearer token or client certificate that it asks for, and whose certificate to trust.

    `key` is the certificate's key where `cert` does not hold it too, `ca` a file of authorities to trust instead of the public ones.
    """

    url: str
    token: str = field(default="", repr=False)
    cert: Path | None = None
    key: Path | None = None
    ca: Path | None = None


class PolicyError(Exception):
    """A policy does not compile or raised an error; the message is one line with file and line. It never leaves this package."""


def engine(name: str, server: Server | None = None) -> AbstractContextManager[Engine]:
    """The named engine, running for the length of a `with` block. `server` names an OPA server that is already running."""
    if name not in ENGINES:
        raise UsageError(f"there is no engine {name!r}.", nearest(name, ENGINES) or f"The engines are {', '.join(ENGINES)}.")
    return ENGINES[name](server)


def _regorus(server: Server | None) -> AbstractContextManager[Engine]:
    from scanner.engines.regorus import Regorus

    if server is not None:
        raise UsageError("regorus runs inside the scanner and asks no server.", "Add --engine opa, or leave the server out.")
    return nullcontext(Regorus())


def _opa(server: Server | None) -> AbstractContextManager[Engine]:
    from scanner.engines.named import named
    from scanner.engines.opa import started

    return started() if server is None else named(server)


ENGINES: Mapping[str, Callable[[Server | None], AbstractContextManager[Engine]]] = {"regorus": _regorus, "opa": _opa}
"""Every engine by name: what opens it, given a server or None."""


def isolated(run: Callable[[Sequence[Module], Document], Any], modules: Sequence[Module], catalog: Document) -> Evaluation:
    """Evaluate everything at once or, when a policy errs, what all share and then each control by itself.

    `run` gives the value of `data.lens.results` for some of the modules and a part of the catalog, and raises `PolicyError`. A module
    belongs to a control when its package is the control's or lies under it; what belongs to none is shared.
    """
    try:
        return Evaluation(_ordered(run(modules, catalog)), {})
    except PolicyError:
        pass
    shared = [module for module in modules if _owner(module) is None]
    try:
        _ordered(run(shared, {}))
    except PolicyError as error:
        raise EngineError(f"the policies that all controls share cannot be evaluated: {error}.", "Mend or reinstall the policies.") from error
    rows: list[Row] = []
    failures: dict[str, str] = {}
    for practice, controls in catalog.items():
        for name, meta in controls.items():
            own = [module for module in modules if _owner(module) == (practice, name)]
            try:
                rows += run([*shared, *own], {practice: {name: meta}})
            except PolicyError as error:
                failures[meta["id"]] = str(error)
    return Evaluation(_ordered(rows), failures)


def one_line(text: str) -> str:
    """Text of an engine, which may quote the account's own values, as one printable line of at most 300 characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= 300 else f"{line[:299]}…"


def _ordered(rows: Any) -> list[Row]:
    if not isinstance(rows, list):
        raise PolicyError("data.lens.results is undefined")
    return sorted(rows, key=lambda row: orjson.dumps(row, option=orjson.OPT_SORT_KEYS))


_PACKAGE = re.compile(r"^package\s+lens\.controls\.(\w+)\.(\w+)", re.M)


def _owner(module: Module) -> tuple[str, str] | None:
    found = _PACKAGE.search(module.text)
    return (found[1], found[2]) if found else None
