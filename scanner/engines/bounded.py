"""Evaluate untrusted policies with regorus in a child process that has a time and memory limit.

The child reads the policies and the facts from standard input and writes rows to standard output.
It gets only the environment variables that Python needs to start. The time limit works everywhere;
the memory limit (`RLIMIT_AS`) works where the system supports it, for example on Linux. Another
check has already refused policies that call forbidden built-ins (`scanner.catalog.vetting`), so the
limits stop policies that run forever or use too much memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from scanner.engines.interface import Document, Evaluation, isolated
from scanner.rego import Module, PolicyError

SECONDS = 60
"""The time limit of an evaluation."""
SECONDS_OF_A_RULE = 5
"""The time limit of one rule, if evaluating all rules together timed out.

OPA gives a test the same.
"""
MEGABYTES = 4096
"""The limit of the child's address space."""

_ENVIRONMENT = ("PATH", "PYTHONPATH", "SYSTEMROOT", "VIRTUAL_ENV")


class Bounded:
    """An engine that evaluates all policies in one child process.

    If that fails, it evaluates each control in a child of its own.
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds, self.megabytes = seconds, megabytes

    def evaluate(
        self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]
    ) -> Evaluation:
        """See `scanner.engines.interface.Engine`."""
        document = facts if isinstance(facts, bytes) else orjson.dumps(facts)

        def run(some: Sequence[Module], part: Document) -> Any:
            answer = self._child(some, {"catalog": part}, document)
            if "rows" not in answer:
                raise PolicyError(answer.get("error") or answer["ended"])
            return answer["rows"]

        return isolated(run, modules, catalog)

    def holds(
        self, modules: Sequence[Module], data: Mapping[str, Any], rules: Sequence[str]
    ) -> list[tuple[bool, str]]:
        """Return for each rule whether it is true, and why it was stopped if it was.

        A rule is named `data.PACKAGE.NAME`. `data` is the document below `data.lens`. Raises
        `PolicyError` if the policies do not compile.
        """
        answer = self._child(modules, data, b"{}", rules)
        if "error" in answer:
            raise PolicyError(answer["error"])
        if "held" in answer:
            return [(held, "") for held in answer["held"]]
        if len(rules) == 1:
            return [(False, answer["ended"])]
        alone = Bounded(min(self.seconds, SECONDS_OF_A_RULE), self.megabytes)
        return [found for rule in rules for found in alone.holds(modules, data, [rule])]

    def _child(
        self, modules: Sequence[Module], data: Mapping[str, Any], document: bytes, rules: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Return the child's answer as an object with one member.

        The member is `rows`, or `held` for rules, or `error` if a policy is wrong, or `ended` if
        the child was stopped.
        """
        question = {
            "modules": [[module.path, module.text] for module in modules],
            "data": data,
            "rules": rules,
            "megabytes": self.megabytes,
        }
        try:
            done = subprocess.run(
                # Without -P, Python would import modules of the working folder first.
                [sys.executable, "-P", "-m", "scanner.engines.bounded"],
                input=orjson.dumps(question) + b"\n" + document,
                capture_output=True,
                timeout=self.seconds,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"ended": f"it did not end within {self.seconds:g} s and was stopped"}
        if done.returncode:
            limit = f"it may have needed more than the {self.megabytes} MB allowed"
            return {"ended": f"its process ended with exit code {done.returncode}; {limit}"}
        found: dict[str, Any] = orjson.loads(done.stdout)
        return found


def _answer(asked: bytes, document: bytes) -> dict[str, Any]:
    """Return the child's answer to one question."""
    from scanner.engines.regorus import holds, results

    question = orjson.loads(asked)
    _limit(question["megabytes"])
    try:
        modules = [Module(path, text) for path, text in question["modules"]]
        if question["rules"]:
            return {"held": holds(modules, question["data"], question["rules"])}
        return {"rows": results(modules, question["data"]["catalog"], document)}
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
