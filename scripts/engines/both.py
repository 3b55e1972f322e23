"""Evaluate a module in OPA and in regorus, and say whether the answers differ."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import regorus

from scanner.catalog.vetting import forbidden
from scanner.engines.local_server import local_server
from scanner.rego import Module, PolicyError, reason

VALUE, UNDEFINED, FAILED = "a value", "undefined", "an error"
NOT_LOADED, PANIC = "not loaded", "a panic"
"""The kinds of answers."""
_KNOWN = re.compile("expects array/set/object|multiple outputs|conflicting values|keys must be unique")
"""Errors that docs/rego-subset.md names: `some x in` a text, and two values for one rule or key."""
_NAMES = re.compile(r"\w*\d\w*|\(path.*")
"""Names and places in a message."""
_ASKED = "package asked\n\nout := data.t.out\n"
"""regorus cannot be asked for a rule whose head has a key that is a text."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of an engine for `data.t.out`.

    `said` is the value as canonical JSON, `UNDEFINED`, `FAILED` or `NOT_LOADED`. `why` is the
    engine's message for the last two.
    """

    said: str
    why: str = ""

    @property
    def kind(self) -> str:
        """What the answer is, without the value."""
        return self.said if self.said in (UNDEFINED, FAILED, NOT_LOADED, PANIC) else VALUE

    def __str__(self) -> str:
        return f"{self.said} ({self.why})" if self.why else self.said


@dataclass(frozen=True, slots=True)
class Difference:
    """Two answers that differ."""

    opa: Answer
    regorus: Answer

    @property
    def kind(self) -> tuple[str, ...]:
        """What stays the same while a module is made smaller."""
        starts = [answer.said[0] for answer in (self.opa, self.regorus) if answer.kind == VALUE]
        return (self.opa.kind, self.regorus.kind, *starts, _NAMES.sub("", self.regorus.why))

    def __str__(self) -> str:
        return f"OPA: {self.opa}. regorus: {self.regorus}."


def accepted(text: str) -> bool:
    """Return whether a policy may have this text."""
    try:
        return not forbidden(Module("t.rego", text))
    except PolicyError:
        return False


class Both:
    """Both engines, for one module of the package `t` at a time.

    OPA runs as a server with strict errors, as the scanner runs it.
    """

    def __init__(self, client: Any) -> None:
        self._session, self._root = client._session, client.root_url
        self._loaded = ("", Answer(""))

    def difference(self, text: str, document: Any) -> Difference | None:
        """Return how the answers differ, or None.

        There is no difference in a module that no policy may have, nor in one that OPA does not
        load: then a user gets OPA's error before anything is judged. Nor is there one in what
        docs/rego-subset.md lists below "What no check sees".
        """
        return self.compare(text, document) if accepted(text) else None

    def compare(self, text: str, document: Any) -> Difference | None:
        """Return how the answers differ, or None, whether a policy may have the text or not."""
        found = Difference(self.opa(text, document), self.regorus(text, document))
        if found.opa.said in (found.regorus.said, NOT_LOADED):
            return None
        return None if _KNOWN.search(f"{found.opa.why} {found.regorus.why}") else found

    def opa(self, text: str, document: Any) -> Answer:
        """Return OPA's answer."""
        if self._loaded[0] != text:
            self._loaded = (text, self._load(text))
        if self._loaded[1].said:
            return self._loaded[1]
        found = self._session.post(
            f"{self._root}/data/t/out?strict-builtin-errors=true", data=json.dumps({"input": document})
        ).json()
        if "errors" in found:
            return Answer(FAILED, found["errors"][0]["message"])
        return Answer(canonical(found["result"]) if "result" in found else UNDEFINED)

    def _load(self, text: str) -> Answer:
        put = self._session.put(f"{self._root}/policies/t", data=text.encode())
        return Answer("") if put.ok else Answer(NOT_LOADED, put.json()["errors"][0]["message"])

    def regorus(self, text: str, document: Any) -> Answer:
        """Return the answer of regorus."""
        engine = regorus.Engine()
        try:
            engine.add_policy("t.rego", text)
            engine.add_policy("asked.rego", _ASKED)
        except RuntimeError as error:
            return Answer(NOT_LOADED, reason(error))
        try:
            engine.set_input_json(json.dumps(document))
            found = json.loads(engine.eval_rule_as_json("data.asked.out"))
        except RuntimeError as error:
            return Answer(FAILED, reason(error))
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # pyo3's, which is not an `Exception`
                raise
            return Answer(PANIC, str(error))
        return Answer(UNDEFINED if found == "<undefined>" else canonical(found))


@contextmanager
def both() -> Iterator[Both]:
    """Start OPA and yield both engines. Raises `EngineError` without OPA."""
    with local_server() as server:
        yield Both(server.start(()))


def canonical(value: Any) -> str:
    """Return a value as JSON. 1.0 is written as 1, and the members of objects are sorted."""
    return json.dumps(_whole(value), sort_keys=True)


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _whole(inner) for key, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list) else value
