"""Evaluate with regorus, in this process.

regorus always treats an error of a built-in as an error. `scanner.catalog.vetting` checks every
module before it is loaded, because regorus cannot restrict the built-ins itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
import regorus

from scanner.catalog.vetting import vet
from scanner.engines.interface import Document, Evaluation, isolated, why_not
from scanner.rego import Module, PolicyError, reason

_RESULTS = "data.lens.results"
_UNDEFINED = "<undefined>"
"""What regorus returns for a rule without a value."""
_NO_CONTROLS = '{"params": {}}'
"""An input that selects no control."""


_last = threading.local()
"""The last modules of a thread, with the engine that parsed them.

regorus panics if another thread uses an engine.
"""


class Regorus:
    """The regorus engine. Evaluations of a thread share the parsed modules, and nothing else."""

    def evaluate(
        self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]
    ) -> Evaluation:
        """See `scanner.engines.interface.Engine`."""
        vet(modules)
        document = (facts if isinstance(facts, bytes) else orjson.dumps(facts)).decode()

        def run(some: Sequence[Module], part: Document) -> Any:
            engine = _with(tuple(some), part)
            engine.set_input_json(document)
            return _value(engine, _RESULTS)

        return isolated(run, modules, catalog)


def _with(modules: tuple[Module, ...], catalog: Document) -> Any:
    """Return an engine with these modules. The last ones are parsed and planned only once.

    So a second account costs neither. Raises `PolicyError`.
    """
    if getattr(_last, "loaded", None) != (modules, catalog):
        engine = regorus.Engine()
        load(engine, modules, {"catalog": catalog})
        engine.set_input_json(_NO_CONTROLS)
        _value(engine, _RESULTS)  # regorus plans the order of expressions at the first evaluation
        _last.loaded, _last.engine = (modules, catalog), engine
    return _last.engine.clone()


def reasons(modules: Sequence[Module], data: Mapping[str, Any]) -> Callable[[Sequence[str]], list[str]]:
    """Return a function that tells why each of some rules (`data.PACKAGE.NAME`) is not true.

    The reason is empty for a rule that is true. `data` is the document below `data.lens`. Raises
    `PolicyError` if the modules do not parse.
    """
    engine = regorus.Engine()
    load(engine, modules, data)

    def why(rule: str) -> str:
        try:
            value = _value(engine, rule)
        except PolicyError as error:
            return str(error)
        return why_not([] if value == _UNDEFINED else [value])

    return lambda rules: [why(rule) for rule in rules]


def with_input(facts: bytes) -> Any:
    """Return an engine whose input is the facts. A clone shares them."""
    engine = regorus.Engine()
    engine.set_input_json(facts.decode())
    return engine


def results(engine: Any, modules: Sequence[Module], catalog: Document) -> Any:
    """Return the value of `data.lens.results`, without vetting the modules.

    `engine` has the input and no modules. Raises `PolicyError`.
    """
    load(engine, modules, {"catalog": catalog})
    return _value(engine, _RESULTS)


def _value(engine: Any, rule: str) -> Any:
    """Return the value of a rule, or `_UNDEFINED`. Raises `PolicyError`."""
    try:
        return orjson.loads(engine.eval_rule_as_json(rule))
    except RuntimeError as error:
        raise PolicyError(reason(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's, which is not an `Exception`
            raise
        raise PolicyError("regorus panicked, which is a defect of the engine") from error


def load(engine: Any, modules: Sequence[Module], data: Mapping[str, Any]) -> None:
    """Add the modules, and `data` below `data.lens`. Parsing takes about 1 ms per module."""
    engine.add_data_json(orjson.dumps({"lens": data}).decode())
    for module in modules:
        try:
            engine.add_policy(module.path, module.text)
        except RuntimeError as error:
            raise PolicyError(reason(error)) from error
