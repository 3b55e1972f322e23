"""The child process of `scanner.engines.bounded` that evaluates with regorus."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scanner import child
from scanner.engines.interface import owner, part
from scanner.engines.regorus import load, reasons, results, with_input
from scanner.rego import Module, PolicyError


def _prepare(question: Mapping[str, Any], document: bytes) -> Callable[[Any], Any]:
    modules, data = [Module(path, text) for path, text in question["modules"]], question["data"]
    return _rules(modules, data) if question["rules"] else _controls(modules, data["catalog"], document)


def _controls(
    modules: Sequence[Module], catalog: Mapping[str, Any], document: bytes
) -> Callable[[Sequence[Any]], Any]:
    prepared = with_input(document)
    load(prepared, [module for module in modules if owner(module) is None], {})

    def judge(controls: Sequence[Any]) -> Any:
        own = {(practice, name) for practice, name in controls}
        try:
            return results(
                prepared.clone(), [module for module in modules if owner(module) in own], part(catalog, own)
            )
        except PolicyError as error:
            return str(error)

    return judge


def _rules(modules: Sequence[Module], data: Mapping[str, Any]) -> Callable[[Sequence[str]], Any]:
    try:
        return reasons(modules, data)
    except PolicyError as error:
        said = {"broken": str(error)}
        return lambda rules: said


if __name__ == "__main__":
    child.answer(_prepare)
