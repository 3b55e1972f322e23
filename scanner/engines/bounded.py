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
            asked = {"modules": [[m.path, m.text] for m in some], "catalog": part, "megabytes": self.megabytes}
            answer = self._child(orjson.dumps(asked) + b"\n" + document)
            if "rows" not in answer:
                raise PolicyError(answer["error"])
            return answer["rows"]

        return isolated(run, modules, catalog)

    def _child(self, asked: bytes) -> dict[str, Any]:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "scanner.engines.bounded"],
                input=asked,
                capture_output=True,
                timeout=self.seconds,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"error": f"it did not end within {self.seconds:g} s and was stopped"}
        if done.returncode:
            return {"error": f"its process ended with {done.returncode}, as one does that needs more than {self.megabytes} MB"}
        found: dict[str, Any] = orjson.loads(done.stdout)
        return found


def _answer(asked: bytes, document: bytes) -> dict[str, Any]:
    """What the child says: the rows of `data.lens.results`, or the error of a policy."""
    from scanner.engines.regorus import asked_for

    question = orjson.loads(asked)
    _limit(question["megabytes"])
    try:
        modules = [Module(path, text) for path, text in question["modules"]]
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
