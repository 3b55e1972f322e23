"""Reading Rego text: the only module that looks into a policy's source or syntax tree.

regorus parses; nothing here is evaluated. Patterns on the text are used where a file may not parse
yet (its package, its METADATA block, the names of its tests).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

import orjson

from scanner.text import one_line


@dataclass(frozen=True, slots=True)
class Module:
    """One Rego file: its path relative to the policies, with slashes, and its text."""

    path: str
    text: str


class PolicyError(Exception):
    """A policy does not compile, or an evaluation raised an error.

    The message is one line: `FILE:LINE: reason`.
    """


_METADATA = re.compile(r"\A# METADATA\n((?:#.*\n)+)package (\S+)\n", re.M)
_PACKAGE = re.compile(r"^package\s+([\w.]+)", re.M)
_RULE = re.compile(r"^(?:default\s+)?([A-Za-z_][A-Za-z0-9_]*)(?=[\s(\[.:=]|$)", re.M)
_TEST = re.compile(r"^(test_[a-z0-9_]*)\b", re.M)
_DATA = re.compile(r"\bdata\.[\w.]+")
_KEYWORDS = frozenset({"package", "import", "else"})


def package(text: str) -> str:
    """Return the name of a module's package, or an empty string if the text has none."""
    found = _PACKAGE.search(text)
    return found[1] if found else ""


def metadata(text: str) -> tuple[str, str]:
    """Return the YAML of the METADATA block at the start of a module, and the package below it.

    Both are empty strings if the text does not start with such a block (OPA documentation,
    "Annotations").
    """
    found = _METADATA.search(text)
    return (re.sub(r"^# ?", "", found[1], flags=re.M), found[2]) if found else ("", "")


def rules(text: str) -> frozenset[str]:
    """Return the names of the rules and functions that a module defines."""
    body = _PACKAGE.search(text)
    return frozenset(_RULE.findall(text[body.start() :] if body else text)) - _KEYWORDS


def tests(text: str) -> tuple[str, ...]:
    """Return the names of a module's test rules, in order, each once."""
    return tuple(dict.fromkeys(_TEST.findall(text)))


def data_names(text: str) -> tuple[str, ...]:
    """Return the dotted names below `data` that the text mentions, without `data.`, sorted."""
    return tuple(sorted({name.removeprefix("data.") for name in _DATA.findall(text)}))


@lru_cache(maxsize=1024)
def tree(module: Module) -> dict[str, Any]:
    """Return a module's syntax tree, as regorus makes it.

    Raises `PolicyError` if regorus cannot parse it.
    """
    import regorus

    parser = regorus.Engine()
    try:
        parser.add_policy(module.path, module.text)
    except RuntimeError as error:
        raise PolicyError(reason(error)) from error
    found: dict[str, Any] = orjson.loads(parser.get_ast_as_json())[0]["ast"]
    return found


_PLACE = re.compile(r"^--> (.*):(\d+):\d+$", re.M)
_ERROR = re.compile(r"^error: (.*)$", re.M)


def reason(error: RuntimeError) -> str:
    """Return `FILE:LINE: what is wrong` from an error of regorus.

    The error also quotes source and has a stack trace.
    """
    text = str(error).split("\nStack backtrace:")[0]
    place, said = _PLACE.search(text), _ERROR.search(text)
    return one_line((f"{place[1]}:{place[2]}: " if place else "") + (said[1] if said else text))


REFERENCES = frozenset({"Var", "RefDot", "RefBrack"})
"""The kinds of node that refer to something: a variable, `x.y` and `x["y"]`."""


def nodes(part: Any) -> Iterator[tuple[str, Any]]:
    """Yield (kind, body) of every reference and call in a part of a syntax tree.

    A modifier is ("with", body).
    """
    waiting = [part]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            for kind, body in value.items():
                if kind == "with_mods":
                    yield from (("with", modifier) for modifier in body)
                elif kind in REFERENCES or kind == "Call":
                    yield kind, body


def whole_references(part: Any) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of every whole reference in a part of a syntax tree.

    A name ends before the first index that is not a plain string, since data decides what follows.
    """
    waiting = [part]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            for kind, body in value.items():
                if kind not in REFERENCES:
                    waiting.append(body)
                    continue
                yield body["span"]["line"], ".".join(takewhile(bool, _parts({kind: body}, {"String"})))
                while "refr" in body:
                    waiting.append(body.get("index"))
                    ((kind, body),) = body["refr"].items()
                    if kind not in REFERENCES:  # `[data.x][0]` refers to part of a value
                        waiting.append({kind: body})


def names(reference: Mapping[str, Any]) -> tuple[str, str]:
    """Return a reference's dotted name as regorus reads it and as OPA reads it.

    regorus leaves out an index that is not a plain string; OPA also reads raw strings.
    """
    return name(reference), name(reference, {"String", "RawString"})


def name(reference: Mapping[str, Any], strings: Set[str] = frozenset({"String"})) -> str:
    """Return a reference's dotted name, without the parts that are not written out."""
    return ".".join(part for part in _parts(reference, strings) if part)


def _parts(reference: Mapping[str, Any], strings: Set[str]) -> list[str]:
    """Return the parts of a reference, root first.

    An empty string for each part that is not written out.
    """
    parts: list[str] = []
    while True:
        ((kind, body),) = reference.items()
        if kind == "Var":
            parts.append(body["value"])
        elif kind == "RefDot":
            parts.append(body["field"][1])
        elif kind == "RefBrack":
            parts.append(
                next((index["value"] for form, index in body["index"].items() if form in strings), "")
            )
        else:
            parts.append("")
        if "refr" not in body:
            return parts[::-1]
        reference = body["refr"]
