"""regorus, in process: nothing to start. Its parser also guards every module, for OPA too.

Strict without asking: a built-in's error is an error. It has no capabilities check, no way to refuse data that hides a rule, and it looks a
built-in up by name even where a local name shadows it, so `vet` refuses all of that here, on regorus' own syntax tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
import regorus

from scanner.engines import Document, Evaluation, Module, PolicyError, Row, isolated, one_line
from scanner.errors import UsageError
from scanner.lens import POLICIES

_ENTRY = "data.lens.results"


class Regorus:
    """The engine. Modules that were parsed once are not parsed again while the next evaluation uses the same ones."""

    def __init__(self) -> None:
        self._modules: tuple[Module, ...] = ()
        self._parsed = regorus.Engine()

    def evaluate(self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]) -> Evaluation:
        """See `scanner.engines.Engine`."""
        text = (facts if isinstance(facts, bytes) else orjson.dumps(facts)).decode()
        bare = regorus.Engine()
        bare.set_input_json(text)  # once: its clones share it

        def run(some: Sequence[Module], part: Document) -> list[Row]:
            vet(some)
            with_policies = self._parse(tuple(some)) if len(some) == len(modules) else None
            asked = with_policies.clone() if with_policies else bare.clone()
            if with_policies:
                asked.set_input_json(text)
            else:
                _add(asked, some)
            asked.add_data_json(orjson.dumps({"lens": {"catalog": part}}).decode())
            return rows(asked)

        return isolated(run, modules, catalog)
