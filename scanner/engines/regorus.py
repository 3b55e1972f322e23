"""regorus, in process: Microsoft's Rego interpreter, from the distribution `gordon-to-regorus`. The only file that knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import regorus

from scanner.engines import QUERY, Module, QueryError


class Regorus:
    """The backend. A built-in's error is always an error here; a fresh engine for each query costs milliseconds."""

    def rows(self, modules: Sequence[Module], catalog: Mapping[str, Any], facts: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows of `data.lens.results`."""
        engine = regorus.Engine()
        try:
            for module in modules:
                engine.add_policy(module.path, module.text)
            engine.add_data_json(orjson.dumps({"lens": {"catalog": catalog}}).decode())
            engine.set_input_json(orjson.dumps(facts).decode())
            rows: list[dict[str, Any]] = orjson.loads(engine.eval_rule_as_json(QUERY))  # eval_rule cannot return a set of objects
        except RuntimeError as error:
            raise QueryError(_reason(str(error))) from error
        return rows


def _reason(text: str) -> str:
    """The place and the error: regorus prints them over several lines, with a native stack trace behind."""
    place = re.search(r"--> (\S+:\d+)", text)
    errors = [line.strip().removeprefix("error:").strip() for line in text.splitlines() if line.strip().startswith("error:")]
    said = errors[0] if errors else " ".join(text.split())[:200]
    return f"{place[1]}: {said}" if place else said
