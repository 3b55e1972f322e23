"""Read Rego source text and syntax trees, without evaluating anything. No other module does.

regorus parses. Regular expressions read what must also work for a file that does not parse: its
package, its METADATA block, the names of its rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import Any, TypeVar

import orjson

from scanner.text import one_line

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Module:
    """One Rego file: its path (relative to the policies, with slashes) and its text.

    `shipped`: whether it is a part of genai-lens, and not a user's. The tests vet those.
    """

    path: str
    text: str
    shipped: bool = field(default=False, compare=False)


class PolicyError(Exception):
    """A policy does not compile, or its evaluation failed. The message is `FILE:LINE: reason`."""


_METADATA = re.compile(r"\A# METADATA\n((?:#.*\n)+)package (\S+)\n", re.M)
_PACKAGE = re.compile(r"^package\s+([\w.]+)", re.M)
_RULE = re.compile(r"^(?:default\s+)?([A-Za-z_][A-Za-z0-9_]*)(?=[\s(\[.:=]|$)", re.M)
_DATA = re.compile(r"\bdata\.[\w.]+")
_KEYWORDS = frozenset({"package", "import", "else"})


@lru_cache(maxsize=1024)
def package(text: str) -> str:
    """Return the name of a module's package, or an empty string if the text has none."""
    found = _PACKAGE.search(text)
    return found[1] if found else ""


def metadata(text: str) -> tuple[str, str]:
    """Return the YAML of the METADATA block at the start of a module, and the name of its package.

    Both are empty if the text does not start with such a block (OPA documentation, "Annotations").
    """
    found = _METADATA.search(text)
    return (re.sub(r"^# ?", "", found[1], flags=re.M), found[2]) if found else ("", "")


def rules(text: str) -> frozenset[str]:
    """Return the names of the rules and functions that a module defines."""
    body = _PACKAGE.search(text)
    return frozenset(_RULE.findall(text[body.start() :] if body else text)) - _KEYWORDS


def is_library(module: Module) -> bool:
    """Return whether controls may import the module."""
    return package(module.text).startswith("lens.lib.")


@lru_cache(maxsize=1024)
def data_names(text: str) -> tuple[str, ...]:
    """Return every dotted name that follows `data.` in the text, sorted."""
    return tuple(sorted({name.removeprefix("data.").rstrip(".") for name in _DATA.findall(text)}))


def with_package(name: str, packages: Mapping[str, T]) -> T | None:
    """Return what belongs to the package that a dotted name is, or that it begins with; or None.

    `packages` is the name of a package -> what belongs to it. The longest name counts.
    """
    parts = name.split(".")
    starts = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((packages[start] for start in starts if start in packages), None)


def reached(modules: Sequence[Module], roots: Iterable[Module]) -> list[Module]:
    """Return the roots and the modules that they refer to, directly or not, in the order given."""
    packages: dict[str, list[Module]] = {}
    for module in modules:
        packages.setdefault(package(module.text), []).append(module)
    waiting, found = list(roots), set[str]()
    while waiting:
        module = waiting.pop()
        if module.path in found:
            continue
        found.add(module.path)
        for name in data_names(module.text):
            # A name that is shorter than a package means all packages below it.
            waiting += with_package(name, packages) or [
                below for other, some in packages.items() if other.startswith(f"{name}.") for below in some
            ]
    return [module for module in modules if module.path in found]


MOST_BRACKETS = 12
"""The most `[` and `{` inside each other. regorus needs twice the time for each, here 0.2 s."""
MOST_CALLS = 32
"""The most `(` inside each other. regorus ends this process if there are thousands."""

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|`[^`]*`|#[^\n]*|[\[\]{}()]', re.S)


def too_deep(text: str) -> int:
    """Return the first line where too many brackets are open, or 0."""
    brackets = calls = 0
    for token in _TOKEN.finditer(text):
        brackets += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        calls += {"(": 1, ")": -1}.get(token[0], 0)
        if brackets > MOST_BRACKETS or calls > MOST_CALLS:
            return text.count("\n", 0, token.start()) + 1
    return 0


MOST_OPERATORS = 100
"""The most operators in one expression. The time that regorus needs is their number squared."""

_PART = re.compile(
    r'"(?:\\.|[^"\\])*"|`[^`]*`|#[^\n]*|[\[\]{}(),;]|(?P<operator>[-+*/%|&]|[:=!<>]=|[<>])|(?P<end>\n)', re.S
)
_CONTINUED = re.compile(r"\s*(?:[-+*/%|&<>]|[=!]=)")


def too_long(text: str) -> int:
    """Return the first line where an expression has too many operators, or 0."""
    counts = [0]  # one for each open bracket
    pending = -1  # the end of an operator, and of the comments and line breaks after it
    for part in _PART.finditer(text):
        blank = pending >= 0 and not text[pending : part.start()].strip()
        pending = part.end() if part["operator"] or (blank and part[0][0] in "#\n") else -1
        if part["operator"]:
            counts[-1] += 1
            if counts[-1] > MOST_OPERATORS:
                return text.count("\n", 0, part.start()) + 1
        elif part[0] in "([{":
            counts.append(0)
        elif part[0] in ")]}":
            counts = counts[:-1] or [0]
        elif part[0] in ",;" or (part["end"] and pending < 0 and not _CONTINUED.match(text, part.end())):
            counts[-1] = 0
    return 0


@lru_cache(maxsize=1024)
def tree(module: Module) -> dict[str, Any]:
    """Return a module's syntax tree in the form of regorus.

    Raises `PolicyError` if regorus cannot parse the module.
    """
    import regorus

    if line := too_deep(module.text):
        raise PolicyError(f"{module.path}:{line}: too many brackets are open at once")
    parser = regorus.Engine()
    try:
        parser.add_policy(module.path, module.text)
    except RuntimeError as error:
        raise PolicyError(reason(error)) from error
    try:
        found: dict[str, Any] = orjson.loads(parser.get_ast_as_json())[0]["ast"]
    except orjson.JSONDecodeError as error:
        raise PolicyError(f"{module.path}:1: an expression has too many parts") from error
    return found


_PLACE = re.compile(r"^--> (.*):(\d+):\d+$", re.M)
_ERROR = re.compile(r"^error: (.*)$", re.M)


_VALUE = re.compile(r"\.? Got `.*", re.S)
"""Where regorus begins to quote a value of the account."""


def reason(error: RuntimeError) -> str:
    """Return `FILE:LINE: reason` from an error of regorus.

    Quoted source, quoted values and the stack trace are left out.
    """
    text = str(error).split("\nStack backtrace:")[0]
    place, said = _PLACE.search(text), _ERROR.search(text)
    words = _VALUE.sub("", said[1] if said else text)
    return one_line((f"{place[1]}:{place[2]}: " if place else "") + words)


_PLAIN = "without arguments, a key, `contains`, `default` or `else`, and only once"


def tests(module: Module) -> tuple[str, ...]:
    """Return the names of a module's tests, in file order.

    A test is a rule `test_NAME if { ... }` or `test_NAME := value`, and is defined once. Raises
    `PolicyError` for any other rule of such a name, which may look as if it ran and passed. Raises
    it too if the module does not parse.
    """
    found: list[str] = []
    for rule in tree(module)["rules"]:
        (kind, body), *_ = rule.items()
        form, head = (kind, body) if kind == "Default" else next(iter(body["head"].items()))
        called = name(head["refr"]).split(".")[0]
        if not called.startswith("test_"):
            continue
        if form != "Compr" or "Var" not in head["refr"] or len(body["bodies"]) > 1 or called in found:
            place = f"{module.path}:{body['span']['line']}"
            raise PolicyError(f"{place}: {called} is not a test; write `{called} if {{ ... }}`, {_PLAIN}")
        found.append(called)
    return tuple(found)


def span_text(module: Module, span: Mapping[str, Any]) -> str:
    """Return the text of a span of a module's syntax tree. Offsets count bytes."""
    return module.text.encode()[span["start"] : span["end"]].decode()


REFERENCES = frozenset({"Var", "RefDot", "RefBrack"})
"""The kinds of node that are references: a variable, `x.y` and `x["y"]`."""


def mappings(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping in a part of a syntax tree, at any depth."""
    waiting = [part]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            yield value
            waiting += value.values()


def nodes(part: Any) -> Iterator[tuple[str, Any]]:
    """Yield (kind, body) of every reference and call in a part of a syntax tree.

    For a `with` modifier, the kind is "with".
    """
    for value in mappings(part):
        for kind, body in value.items():
            if kind == "with_mods":
                yield from (("with", modifier) for modifier in body)
            elif kind in REFERENCES or kind == "Call":
                yield kind, body


def whole_references(part: Any) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of every complete reference in a part of a syntax tree.

    A name ends before the first index that is not a plain string: only data decides what follows.
    """
    return ((line, ".".join(path)) for line, path in whole_paths(part, {"String"}))


def whole_paths(part: Any, strings: Set[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield (line, parts) of every complete reference in a part of a syntax tree.

    `strings` are the kinds of string that count as constants. The parts end before the first index
    that is not one of them.
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
                yield body["span"]["line"], tuple(takewhile(bool, parts({kind: body}, strings)))
                while "refr" in body:
                    waiting.append(body.get("index"))
                    ((kind, body),) = body["refr"].items()
                    if kind not in REFERENCES:  # an index into a value, such as `[data.x][0]`
                        waiting.append({kind: body})


def names(reference: Mapping[str, Any]) -> tuple[str, str]:
    """Return a reference's dotted name as regorus reads it, and as OPA reads it.

    regorus reads only an index that is a plain string. OPA also reads raw strings.
    """
    return name(reference), name(reference, {"String", "RawString"})


def name(reference: Mapping[str, Any], strings: Set[str] = frozenset({"String"})) -> str:
    """Return a reference's dotted name, without the parts that are not constants.

    `strings` are the kinds of string that count as constants.
    """
    return ".".join(part for part in parts(reference, strings) if part)


def parts(reference: Mapping[str, Any], strings: Set[str]) -> list[str]:
    """Return the parts of a reference, root first; empty for each part that is not a constant.

    `strings` are the kinds of string that count as constants.
    """
    found: list[str] = []
    while True:
        ((kind, body),) = reference.items()
        if kind == "Var":
            found.append(body["value"])
        elif kind == "RefDot":
            found.append(body["field"][1])
        elif kind == "RefBrack":
            found.append(
                next((index["value"] for form, index in body["index"].items() if form in strings), "")
            )
        else:
            found.append("")
        if "refr" not in body:
            return found[::-1]
        reference = body["refr"]
