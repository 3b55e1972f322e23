"""regorus in a process of its own, with an end to its time and memory: for policies that nobody here wrote.

The child gets the policies and the facts on its standard input and nothing of the environment, and answers with rows. Memory is bounded where the
system can (`RLIMIT_AS`: Linux); time everywhere. What a policy may call is checked before (`vet`), so this guards against one that does not end or
grows without end.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from scanner.engines import Document, Evaluation, Module, PolicyError, isolated

SECONDS = 60
"""How long an evaluation may take."""
SECONDS_OF_A_RULE = 5
"""How long one rule may take where all together did not end; as OPA gives a test."""
MEGABYTES = 4096
"""How much address space it may take."""

_ENVIRONMENT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "VIRTUAL_ENV")


class Bounded:
    """The engine: all policies in one child, or each control in its own when that one fails."""

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds, self.megabytes = seconds, megabytes

    def evaluate(self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]) -> Evaluation:
        """See `scanner.engines.Engine`."""
        document = facts if isinstance(facts, bytes) else orjson.dumps(facts)

        def run(some: Sequence[Module], part: Document) -> Any:
            answer = self._child(some, part, document)
            if "rows" not in answer:
                raise PolicyError(answer.get("error") or answer["ended"])
            return answer["rows"]

        return isolated(run, modules, catalog)

    def holds(self, modules: Sequence[Module], catalog: Document, rules: Sequence[str]) -> list[tuple[bool, str]]:
        """Whether each rule (`data.PACKAGE.NAME`) is true, and what stopped it where something did.

        Raises `PolicyError` when the policies do not compile.
        """
        answer = self._child(modules, catalog, b"{}", rules)
        if "error" in answer:
            raise PolicyError(answer["error"])
        if "held" in answer:
            return [(held, "") for held in answer["held"]]
        if len(rules) == 1:
            return [(False, answer["ended"])]
        alone = Bounded(min(self.seconds, SECONDS_OF_A_RULE), self.megabytes)
        return [found for rule in rules for found in alone.holds(modules, catalog, [rule])]

    def _child(self, modules: Sequence[Module], catalog: Document, document: bytes, rules: Sequence[str] = ()) -> dict[str, Any]:
        """`rows`, or `held` for the rules; `error` when a policy does not compile or raises one, `ended` when the child was stopped."""
        question = {"modules": [[m.path, m.text] for m in modules], "catalog": catalog, "rules": rules, "megabytes": self.megabytes}
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "scanner.engines.bounded"],
                input=orjson.dumps(question) + b"\n" + document,
                capture_output=True,
                timeout=self.seconds,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"ended": f"it did not end within {self.seconds:g} s and was stopped"}
        if done.returncode:
            return {"ended": f"its process ended with {done.returncode}, as one does that needs more than {self.megabytes} MB"}
        found: dict[str, Any] = orjson.loads(done.stdout)
        return found


def _answer(asked: bytes, document: bytes) -> dict[str, Any]:
    """What the child says: the rows of `data.lens.results`, whether the rules hold that were asked for, or the error of a policy."""
    from scanner.engines.regorus import asked_for, held

    question = orjson.loads(asked)
    _limit(question["megabytes"])
    try:
        modules = [Module(path, text) for path, text in question["modules"]]
        if question["rules"]:
            return {"held": held(modules, question["catalog"], question["rules"])}
        return {"rows": asked_for(modules, question["catalog"], document)}
    except PolicyError as error:
        return {"error": str(error)}


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


if __name__ == "__main__":
    first, _, rest = sys.stdin.buffer.read().partition(b"\n")
    sys.stdout.buffer.write(orjson.dumps(_answer(first, rest)))
