"""Evaluate untrusted policies with regorus in a child process (`scanner.child`).

Another check has already refused policies that call forbidden built-ins
(`scanner.catalog.vetting`), so the limits stop policies that run forever or use too much memory.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import orjson

from scanner import child
from scanner.child import Limits, Stopped
from scanner.engines.interface import Document, Evaluation, ordered, owner
from scanner.engines.regorus import holds, load, results, with_input
from scanner.rego import Module, PolicyError

SECONDS = 50.0
"""The time for all controls. A run that needs it ends within 70 seconds, also on a busy machine."""
MEGABYTES = 250
"""The limit of the child's address space without the facts."""
TIMES = 40
"""The megabytes that each megabyte of facts adds to that limit. An evaluation needs about 30."""
ANSWER = 32 << 20
"""The bytes of all rows without the facts. Each byte of facts adds four."""


class Bounded:
    """An engine that evaluates all policies in one child process.

    If that fails, it evaluates each control alone, in the order of the catalog. So a control that
    never ends costs the others some time, and not their results.
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds, self._megabytes = seconds, megabytes

    def evaluate(
        self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]
    ) -> Evaluation:
        """See `scanner.engines.interface.Engine`."""
        document = facts if isinstance(facts, bytes) else orjson.dumps(facts)
        ids = {
            meta["id"]: (practice, name) for practice, some in catalog.items() for name, meta in some.items()
        }
        # Together is fastest, but it must leave time for each of many controls alone.
        together = min(self._seconds / 2, self._seconds / 6 + 2 * (len(document) >> 20))
        try:
            (whole,) = self._ask(modules, {"catalog": catalog}, [None], document, together)
            return Evaluation(_rows(whole, ids.keys()), {})
        except PolicyError:
            pass
        rows: list[Mapping[str, Any]] = []
        failures: dict[str, str] = {}
        answers = self._ask(
            modules, {"catalog": catalog}, [*ids.values()], document, self._seconds - together
        )
        for control, said in zip(ids, answers, strict=True):
            try:
                rows += _rows(said, {control})
            except PolicyError as error:
                failures[control] = str(error)
        return Evaluation(ordered(rows), failures)

    def holds(
        self, modules: Sequence[Module], data: Mapping[str, Any], rules: Sequence[str]
    ) -> list[tuple[bool, str]]:
        """Return for each rule whether it is true, and why it was stopped if it was.

        A rule is named `data.PACKAGE.NAME`. `data` is the document below `data.lens`. Raises
        `PolicyError` if the policies do not compile.
        """
        answers = self._ask(modules, data, rules, b"{}", self._seconds, rules=True)
        for said in answers:
            if isinstance(said, str):
                raise PolicyError(said)
        return [(False, said.reason) if isinstance(said, Stopped) else (said is True, "") for said in answers]

    def _ask(
        self,
        modules: Sequence[Module],
        data: Mapping[str, Any],
        items: Sequence[Any],
        document: bytes,
        seconds: float,
        *,
        rules: bool = False,
    ) -> list[Any]:
        given = [[module.path, module.text] for module in modules]
        question = {"modules": given, "data": data, "rules": rules}
        megabytes = self._megabytes + TIMES * (len(document) >> 20)
        limits = Limits(seconds, megabytes, ANSWER + 4 * len(document))
        return child.ask("scanner.engines.bounded", question, items, document, limits)


def _rows(said: Any, controls: Collection[str]) -> list[Mapping[str, Any]]:
    """Return the rows of an answer, in order.

    Raises `PolicyError` for anything but rows of these controls.
    """
    if isinstance(said, Stopped | str):
        raise PolicyError(said if isinstance(said, str) else said.reason)
    if not isinstance(said, list) or not all(
        isinstance(row, dict) and row.get("control") in controls for row in said
    ):
        raise PolicyError("it gave something that is no result of it")
    return ordered(said)


def _prepare(question: Mapping[str, Any], document: bytes) -> Callable[[Any], Any]:
    """Return the function that answers an item, or gives a text if a policy is wrong.

    The answer is the rows of a control (best practice, name) or of all controls (None), or whether
    a rule (its name) is true.
    """
    modules, data = [Module(path, text) for path, text in question["modules"]], question["data"]
    if question["rules"]:
        return _rules(modules, data)
    prepared = with_input(document)
    load(prepared, [module for module in modules if owner(module) is None], {})

    def judge(item: tuple[str, str] | None) -> Any:
        catalog, engine = data["catalog"], prepared.clone()
        if item:
            practice, name = item
            catalog = {practice: {name: catalog[practice][name]}}
        own = {(practice, name) for practice, some in catalog.items() for name in some}
        try:
            return results(engine, [module for module in modules if owner(module) in own], catalog)
        except PolicyError as error:
            return str(error)

    return judge


def _rules(modules: Sequence[Module], data: Mapping[str, Any]) -> Callable[[str], Any]:
    try:
        return holds(modules, data)
    except PolicyError as error:
        said = str(error)
        return lambda rule: said


if __name__ == "__main__":
    child.answer(_prepare)
