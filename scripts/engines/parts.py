"""The parts of `make engines`. Each makes one case after another from its seed, and checks it."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections import Counter
from random import Random
from typing import Any

from scanner.catalog.vetting import LIBRARY_ONLY
from scripts.engines import refused
from scripts.engines.accounts import SAMPLES, Engines, account, document
from scripts.engines.both import FAILED, NOT_LOADED, UNDEFINED, VALUE, Both, accepted
from scripts.engines.calls import Call, built_ins
from scripts.engines.grammar import Grammar
from scripts.engines.grammar import document as random_input
from scripts.engines.shrink import smallest

INPUTS = 3
"""The inputs for one module."""


class Part(ABC):
    """One part. `least` is the number of cases that it always runs, whatever the time."""

    name: str
    least: int

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.tried: Counter[str] = Counter()

    def random(self, number: int) -> Random:
        """Return the random numbers of a case."""
        return Random(f"{self.name} {self.seed} {number}")

    @abstractmethod
    def case(self, number: int) -> str:
        """Check one case. Return what is wrong, with a test to paste, or an empty text."""

    @abstractmethod
    def summary(self) -> str:
        """Return how many of each were tried."""

    @abstractmethod
    def untried(self) -> str:
        """Return what was never tried, or an empty text."""


class Modules(Part):
    """Random modules of the subset, with random inputs: both engines give the same value."""

    name, least = "modules", 40

    def __init__(self, seed: int, both: Both) -> None:
        super().__init__(seed)
        self._both = both

    def case(self, number: int) -> str:
        """See `Part`."""
        random = self.random(number)
        text = Grammar(random).module()
        self.tried["made"] += 1
        if not accepted(text):
            return ""
        self.tried["accepted"] += 1
        for _ in range(INPUTS):
            put = random_input(random)
            if found := self._both.difference(text, put):
                kind = found.kind

                def same(text: str, put: Any, kind: tuple[str, ...] = kind) -> bool:
                    less = self._both.difference(text, put)
                    return less is not None and less.kind == kind

                return _test(*smallest(text, put, same), self._both)
            self.tried[self._both.opa(text, put).kind] += 1
        return ""

    def summary(self) -> str:
        """See `Part`."""
        tried = self.tried
        return (
            f"{tried['made']} made, {tried['accepted']} in the subset, equal for {tried[VALUE]} inputs with"
            f" a value, {tried[UNDEFINED]} without, {tried[FAILED]} with an error;"
            f" OPA does not load {tried[NOT_LOADED] // INPUTS}"
        )

    def untried(self) -> str:
        """See `Part`."""
        return "" if self.tried[VALUE] else "no module had a value"


class Refused(Part):
    """Forms that no policy may have, in random surroundings: each is refused."""

    name = "refused forms"

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._kinds = refused.kinds()
        self.least = len(self._kinds)

    def case(self, number: int) -> str:
        """See `Part`."""
        kind = self._kinds[number % len(self._kinds)]
        self.tried[kind.template] += 1
        text = refused.module(kind, self.random(number))
        if not refused.missed(kind, text):
            return ""
        alone = refused.module(kind, self.random(number), alone=True)
        text = alone if refused.missed(kind, alone) else text
        return f'The form "{kind.form}" is not refused.\n' + _paste(
            text, "assert not accepted(module)", f"The form {kind.form} is refused."
        )

    def summary(self) -> str:
        """See `Part`."""
        return f"{self.tried.total()} modules of {len(self.tried)} kinds, all refused"

    def untried(self) -> str:
        """See `Part`."""
        return ", ".join(kind.form for kind in self._kinds if kind.template not in self.tried)


class Calls(Part):
    """Random calls of all allowed built-ins: both engines give the same value."""

    name = "calls"

    def __init__(self, seed: int, both: Both) -> None:
        super().__init__(seed)
        self._both = both
        self._built_ins = built_ins()
        self._values = 0
        self.least = 3 * len(self._built_ins)

    def case(self, number: int) -> str:
        """See `Part`."""
        called = list(self._built_ins)[number % len(self._built_ins)]
        call = Call(called, self._built_ins[called], self.random(number))
        compare = self._both.compare if called in LIBRARY_ONLY else self._both.difference
        self.tried[called] += 1
        if compare(call.text, call.document):
            return f"The built-in {called} differs.\n" + _test(call.text, call.document, self._both)
        self._values += self._both.opa(call.text, call.document).kind == VALUE
        return ""

    def summary(self) -> str:
        """See `Part`."""
        return f"{self.tried.total()} of {len(self.tried)} built-ins, equal; {self._values} had a value"

    def untried(self) -> str:
        """See `Part`."""
        if never := self._built_ins.keys() - self.tried.keys():
            return f"{', '.join(sorted(never))} were not called"
        return "" if self._values else "no call had a value"


class Accounts(Part):
    """Changed sample accounts: all controls give the same bytes in both engines."""

    name, least = "accounts", 3

    def __init__(self, seed: int, engines: Engines) -> None:
        super().__init__(seed)
        self._engines = engines

    def case(self, number: int) -> str:
        """See `Part`."""
        from tests import lab

        random = self.random(number)
        sample = lab.collection(SAMPLES[number // 10 % len(SAMPLES)])
        put = document(account(sample, random), self._engines.catalog)
        self.tried["judged" if put else "refused"] += 1
        apart = self._engines.apart(put) if put else {}
        for control, said in apart.items():
            return f"{control} differs.\n{said}\n{self._engines.fixture(put or {}, control)}"
        return ""

    def summary(self) -> str:
        """See `Part`."""
        return (
            f"{self.tried['judged']} judged by {len(self._engines.catalog.controls)} controls, equal;"
            f" {self.tried['refused']} not accepted by the snapshot; {self._engines.failed} times a"
            " control failed in one engine alone, and is unknown there"
        )

    def untried(self) -> str:
        """See `Part`."""
        return "" if self.tried["judged"] else "no account was judged"


def _test(text: str, put: Any, both: Both) -> str:
    """Return the answers, and a test that fails until they are equal or the module is refused."""
    check = f"assert engines.compare(module, json.loads({json.dumps(put)!r})) is None"
    said = both.compare(text, put)
    return f"{said}\n" + _paste(
        text, f"if accepted(module):\n        {check}", "Both engines give the same value."
    )


def _paste(text: str, check: str, says: str) -> str:
    name = f"test_found_{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    lines = ",\n            ".join(map(repr, text.splitlines()))
    return (
        f'def {name}(engines: Both) -> None:\n    """{says}"""\n'
        f'    module = "\\n".join(\n        (\n            {lines},\n        )\n    )\n    {check}\n'
    )
