"""Make random calls of the built-ins that policies may use."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from scanner.catalog.lens import POLICIES
from scanner.catalog.patterns import PATTERN_AT
from scanner.catalog.vetting import LIBRARY_ONLY

INFIX = {
    "plus": "+", "minus": "-", "mul": "*", "div": "/", "rem": "%", "and": "&", "or": "|",
    "equal": "==", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=",
}  # fmt: skip
"""Built-ins that are written between their arguments."""

FORMS = {
    "assign": "out := x if x := {0} == {1}",
    "eq": "out := x if [x, {1}] = [{0}, {1}]",
    "internal.member_2": "out := x in y if {{ x := {0}; y := {1} }}",
    "internal.member_3": "out := [k | k := {0}; v := {1}; c := {2}; k, v in c]",
    "walk": "out := [[p, v] | walk({0}, [p, v])]",
}
"""Built-ins that are written in another way."""

TEXTS = (
    *("", "a", "abc", "a:b", "a/b/c", "Abc", " a ", "%", "%s", "\n", "\t", '"', "\\", "a" * 300, "--", "*?"),
    *(
        "0",
        "1",
        "-1",
        "007",
        "12",
        "1.5",
        "1e3",
        "0x1F",
        "true",
        "null",
        "[1, 2]",
        '{"a": [1, "b"]}',
        "{",
        "1s",
    ),
    *("2026-06-01T00:00:00Z", "2024-02-29T23:59:59.5+02:00", "1970-01-01T00:00:00Z", "2026-13-01T00:00:00Z"),
    *("1h30m", "-5m", "10.0.0.0/8", "10.1.2.3/32", "0.0.0.0/0", "::/0", "2001:db8::/32", "::ffff:1.2.3.4/96"),
    *("YWJj", "YWI=", "YQ", "/+8=", "_-8", "616263", "6g", "arn:aws:iam::111122223333:role/x", "a.b.c"),
    *("ä", "ß", "ÄÖ", "日本", "😀", "e\u0301", "\u00a0", "\u2028", "İ", "Σς", "\x00", "\x7f"),
)
"""Texts that functions read in a special way, and texts that are long, empty or not ASCII."""

PLAIN = tuple(text for text in TEXTS if text.isascii())
WHOLE = (-7, -1, 0, 1, 2, 3, 7, 10, 16, 63, 64, 100, 365, 1000, 2**31, 2**53)
"""Whole numbers as policies have them, and extreme ones."""
SMALL = (0, 1, 2, 3, 5, 8, 62)
TIMES = (0, 1, 10**9, 1_780_272_000 * 10**9, 951_782_399 * 10**9)
"""Nanoseconds since 1970."""
OWN_TEXTS: dict[str, tuple[str, ...]] = {
    "hex.decode": ("", "616263", "00"),
    "json.unmarshal": ("1.5", "null", "[1, 2]", '{"a": [1, "b"]}', '"a"', "true"),
    "time.parse_duration_ns": ("1s", "1h30m", "-5m", "100ms"),
    "time.parse_rfc3339_ns": ("2026-06-01T00:00:00Z", "2024-02-29T23:59:59.5+02:00", "1970-01-01T00:00:00Z"),
    "to_number": ("0", "12", "1000"),
}
"""Texts of the form that a built-in needs. Most of its arguments are these."""
OWN_NUMBERS = {"format_int": (2, 8, 10, 16)}
"""The numbers that a built-in needs as its second argument."""
ASCII = frozenset({"lower", "upper"})
"""Built-ins that agree on ASCII only: docs/rego-subset.md, "What no check sees"."""
KEYS = ("a", "b", "c")
PATTERNS = (
    "a",
    "^a",
    "[a-c]+",
    "b?$",
    "(a)(b)?",
    "[^:]*",
    ".",
    r"\.",
    "a|b",
    "a{2,3}",
    "(?:x|y)*",
    "(?i)A",
    "",
)


def built_ins() -> dict[str, Sequence[Mapping[str, Any]]]:
    """Return the allowed built-ins: name -> the types of the arguments, in OPA's form."""
    listed = json.loads((POLICIES / "capabilities.json").read_text(encoding="utf-8"))
    return {found["name"]: found["decl"]["args"] for found in listed["builtins"]}


class Call:
    """A random call of one built-in: a module of the package `t`, and its input."""

    def __init__(self, name: str, arguments: Sequence[Mapping[str, Any]], random: Random) -> None:
        self._name, self._random = name, random
        self.document: dict[str, Any] = {}
        # The engines do not agree on the order of a set and an object, so a call has one of both.
        self._keyed = random.choice(("set", "object"))
        given = [self._argument(number, kind) for number, kind in enumerate(arguments)]
        self.text = f"package t\n\n{self._library()}{self._rule(given)}\n"

    def _rule(self, given: Sequence[str]) -> str:
        if self._name in FORMS:
            return FORMS[self._name].format(*given)
        if self._name in INFIX:
            return f"out := x if x := {given[0]} {INFIX[self._name]} {given[1]}"
        if self._name in LIBRARY_ONLY:
            return f"out := [[1 | inside({given[0]}, {given[-1]})], [1 | everyone({given[0]})]]"
        return f"out := x if x := {self._name}({', '.join(given)})"

    def _library(self) -> str:
        """Return the library's functions for built-ins that nothing else may call."""
        if self._name not in LIBRARY_ONLY:
            return ""
        text = (POLICIES / "lib" / "cidr.rego").read_text(encoding="utf-8")
        return text.split("package lens.lib.cidr\n", 1)[1] + "\n"

    def _argument(self, number: int, kind: Mapping[str, Any]) -> str:
        if self._name == "sprintf":
            return self._format() if number == 0 else self._formatted
        if PATTERN_AT.get(self._name) == number:
            return json.dumps(self._random.choice(PATTERNS))
        if self._random.random() < 0.05:
            kind = {"type": self._random.choice(("string", "number", "boolean", "null", "array", "object"))}
            return self._held(number, self._value(kind))
        value = self._value(kind, number)
        return (
            value
            if value.startswith(("{", "set(")) or self._random.random() < 0.5
            else self._held(number, value)
        )

    def _held(self, number: int, value: str) -> str:
        """Put a value into the input, and return the reference to it."""
        try:
            self.document[f"x{number}"] = json.loads(value)
        except ValueError:  # a set is no JSON
            return value
        return f"input.x{number}"

    def _format(self) -> str:
        verbs = [self._random.choice(("%s", "%d")) for _ in range(self._random.randint(0, 3))]
        values = [json.dumps(self._random.choice(TEXTS if verb == "%s" else WHOLE[2:])) for verb in verbs]
        self._formatted = f"[{', '.join(values)}]"
        return json.dumps("%%".join(["-", *(f"{verb} " for verb in verbs)]))

    def _value(self, kind: Mapping[str, Any], number: int = 0, depth: int = 0) -> str:
        """Return a Rego literal of a type, as OPA writes types."""
        random, form = self._random, kind["type"]
        if form == "any":
            several = kind.get("of")
            if several and isinstance(several, list):
                return self._value(random.choice(several), number, depth)
            forms = ("string", "number", "boolean", "null", "array", self._keyed)
            return self._value({"type": random.choice(forms[:4] if depth > 1 else forms)}, number, depth)
        if form == "string":
            return json.dumps(random.choice(self._texts()))
        if form == "number":
            return str(random.choice(self._numbers(number)))
        if form == "boolean":
            return random.choice(("true", "false"))
        if form == "null":
            return "null"
        inner: Mapping[str, Any] = {"type": "any"}
        many = range(random.randint(0, 3))
        if form == "array":
            inner = kind.get("dynamic") or inner
            return f"[{', '.join(self._value(inner, number, depth + 1) for _ in many)}]"
        if form == "set":
            inner = kind.get("of") or inner
            found = {self._value(inner, number, depth + 1) for _ in many}
            return f"{{{', '.join(sorted(found))}}}" if found else "set()"
        inner = (kind.get("dynamic") or {}).get("value") or inner
        keys = random.sample(KEYS, len(many))
        return f"{{{', '.join(f'{json.dumps(k)}: {self._value(inner, number, depth + 1)}' for k in keys)}}}"

    def _texts(self) -> Sequence[str]:
        own = OWN_TEXTS.get(self._name)
        if own and self._random.random() < 0.7:
            return own
        return PLAIN if self._name in ASCII else TEXTS

    def _numbers(self, number: int) -> Sequence[int]:
        if self._name.startswith("time."):
            return TIMES
        if number == 1 and self._name in OWN_NUMBERS:
            return OWN_NUMBERS[self._name]
        return SMALL if self._name.startswith(("numbers.", "bits.")) else WHOLE
