"""Evaluate untrusted policies in a child process (`scanner.child`), with regorus or with OPA.

Another check has already refused policies that call forbidden built-ins
(`scanner.catalog.vetting`), so the limits stop policies that run forever or use too much memory.

`regorus_child` and `opa_child` are the children. The question has `modules` ([path, text] of each),
`data` (the document below `data.lens`), `rules` (what the names of the items are), and for OPA its
`program` and an empty `folder`. An item is a list of names: a control is [best practice, name], a
rule is `data.PACKAGE.NAME`. The answer to an item is one of these:

- a list: the rows of the controls, or for each rule the reason why it is not true (empty if it is);
- a text: the error of one of the names;
- an object with the member `broken`: the error of a policy that does not compile. Rules only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from math import isqrt
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import orjson

from scanner import child
from scanner.child import Limits, Stopped
from scanner.engines.interface import Document, Evaluation, ordered
from scanner.rego import Module, PolicyError

SECONDS = 50.0
"""The time for all controls. A run that needs it ends within 70 seconds, also on a busy machine."""
MEGABYTES = 250
"""The limit of the child's memory without the facts."""
TIMES = 40
"""The megabytes that each megabyte of facts adds to that limit. An evaluation needs about 30."""
ANSWER = 32 << 20
"""The bytes of all rows without the facts. Each byte of facts adds four."""
LEAST_OF_OPA = 0.5
"""The least seconds for a start of `opa`, which needs 0.2 on a machine that is not busy."""

Name = TypeVar("Name", str, tuple[str, str])


class Bounded:
    """An engine that evaluates all policies in one child process, with regorus.

    With `program`, the path of `opa`, it evaluates with OPA. If the evaluation fails, it evaluates
    small groups of controls, and then each control alone, in the order of the catalog. So a control
    that never ends costs the others some time, and not their results.
    """

    def __init__(self, program: str = "", *, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._program, self._seconds, self._megabytes = program, seconds, megabytes

    def evaluate(
        self, modules: Sequence[Module], catalog: Document, facts: bytes | Mapping[str, Any]
    ) -> Evaluation:
        """See `scanner.engines.interface.Engine`."""
        document = facts if isinstance(facts, bytes) else orjson.dumps(facts)
        ids = {
            (practice, name): str(meta["id"])
            for practice, some in catalog.items()
            for name, meta in some.items()
        }

        def ask(groups: Sequence[Sequence[tuple[str, str]]], seconds: float) -> list[Any]:
            return self._ask(modules, {"catalog": catalog}, groups, seconds, document)

        def read(group: Sequence[tuple[str, str]], said: Any) -> list[Mapping[str, Any]]:
            return _rows(said, {ids[control] for control in group})

        # Together is fastest, but it must leave time for each of many controls alone.
        together = min(self._seconds / 2, self._seconds / 6 + 2 * (len(document) >> 20))
        found, failures = self._divided([*ids], ask, read, together)
        rows = [row for _, some in found for row in some]
        return Evaluation(ordered(rows), {ids[control]: reason for control, reason in failures.items()})

    def holds(
        self, modules: Sequence[Module], data: Mapping[str, Any], rules: Sequence[str]
    ) -> dict[str, str]:
        """Return for each rule the reason why it is not true, or an empty text if it is.

        A rule is named `data.PACKAGE.NAME`. `data` is the document below `data.lens`. Raises
        `PolicyError` if the policies do not compile.
        """

        def ask(groups: Sequence[Sequence[str]], seconds: float) -> list[Any]:
            return self._ask(modules, data, groups, seconds)

        together = self._seconds / 4 if self._program else 0
        try:
            found, failures = self._divided(rules, ask, _reasons, together)
        except Broken as error:
            raise PolicyError(str(error)) from error
        told = {rule: reason for group, reasons in found for rule, reason in zip(group, reasons, strict=True)}
        return {rule: (told | failures)[rule] for rule in rules}

    def _divided(
        self,
        names: Sequence[Name],
        ask: Callable[[Sequence[Sequence[Name]], float], list[Any]],
        read: Callable[[Sequence[Name], Any], list[Any]],
        together: float,
    ) -> tuple[list[tuple[Sequence[Name], list[Any]]], dict[Name, str]]:
        """Return what `read` made of the answer to each group, and the errors of other names.

        `ask` returns the answers to groups of names within some seconds. `read` raises
        `PolicyError` for an answer that is an error: then the group is divided. `together`: the
        seconds for all names at once.
        """
        end = time.monotonic() + self._seconds
        found: list[tuple[Sequence[Name], list[Any]]] = []
        waiting, reasons, stopped = list(names), dict[Name, str](), False
        for size in self._sizes(len(names), together):
            if stopped and size > 1:
                continue  # a group with a control that does not end would not end
            groups = [waiting[start : start + size] for start in range(0, len(waiting), size)]
            seconds = together if size == len(names) > 1 else (end - time.monotonic()) / (1 + (size > 1))
            waiting = []
            for group, said in zip(groups, ask(groups, seconds) if groups else [], strict=True):
                try:
                    found.append((group, read(group, said)))
                except PolicyError as error:
                    waiting += group
                    reasons |= dict.fromkeys(group, str(error))
                    stopped |= isinstance(said, Stopped)
        return found, {name: reasons[name] for name in waiting}

    def _sizes(self, count: int, together: float) -> list[int]:
        """Return the sizes of the groups of each round.

        To evaluate a control alone costs regorus a fork, and OPA a start. So only OPA has a round
        with groups between all and one.
        """
        all_at_once = [count] if together and count > 1 else []
        return [*all_at_once, *([isqrt(count)] if self._program and count > 4 else []), 1]

    def _ask(
        self,
        modules: Sequence[Module],
        data: Mapping[str, Any],
        groups: Sequence[Sequence[Any]],
        seconds: float,
        document: bytes = b"",
    ) -> list[Any]:
        question = {
            "modules": [[module.path, module.text] for module in modules],
            "data": data,
            "rules": not document,
            "program": self._program,
        }
        limits = Limits(
            seconds,
            self._megabytes + TIMES * (len(document) >> 20),
            ANSWER + 4 * len(document),
            named=self._seconds,
        )
        if not self._program:
            return child.ask("scanner.engines.regorus_child", question, groups, document, limits)
        limits.forks, limits.memory, limits.least = False, "RLIMIT_DATA", LEAST_OF_OPA
        with TemporaryDirectory(prefix="genai-lens-own-") as folder:
            question["folder"] = folder
            return child.ask("scanner.engines.opa_child", question, groups, document, limits)


def _rows(said: Any, controls: Collection[str]) -> list[Mapping[str, Any]]:
    """Return the rows of an answer. Raises `PolicyError` for anything but rows of the controls."""
    if isinstance(said, Stopped | str):
        raise PolicyError(said if isinstance(said, str) else said.reason)
    if not isinstance(said, list) or not all(
        isinstance(row, dict) and row.get("control") in controls for row in said
    ):
        raise PolicyError("it gave something that is no result of it")
    return said


class Broken(Exception):
    """The policies do not compile."""


def _reasons(group: Sequence[str], said: Any) -> list[str]:
    """Return the answer about each rule. Raises `PolicyError` if it is an error."""
    match said:
        case Stopped(reason=reason) | str(reason):
            raise PolicyError(reason)
        case {"broken": str(error)}:
            raise Broken(error)
        case list() if len(said) == len(group) and all(isinstance(reason, str) for reason in said):
            return said
    raise PolicyError("the answer about it has another form")
