"""Make random Rego modules and inputs.

Modules are typed: most calls get arguments that they accept, and `some x in y` gets a collection or
something undefined. So most modules have a value. Many have forms that the subset refuses; only the
others are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

ELEMENT = {
    "texts": "text",
    "set": "text",
    "numbers": "number",
    "things": "thing",
    "pairs": "pair",
    "map": "number",
}
"""The type of a collection -> the type of its elements."""

PATHS = {
    "text": ("input.text", "input.keys[0]", "input.keys[1]", "input.missing"),
    "number": ("input.number", "input.map.a", "input.numbers[0]", "input.missing"),
    "flag": ("input.flag", "input.null", "input.missing"),
    "texts": ("input.keys", "input.none", "input.missing", "input.thing.texts"),
    "numbers": ("input.numbers", "input.missing"),
    "things": ("input.things", "input.things", "input.missing"),
    "thing": ("input.thing", "input.things[0]"),
    "map": ("input.map", "input.empty", "input.thing.map"),
    "pairs": ("input.pairs",),
}
"""The type of a value -> where the input has such values, or may have them."""

MEMBERS = {"id": "text", "size": "number", "ok": "flag", "texts": "texts", "map": "map", "part": "thing"}
"""The members of a thing, each with its type. Every thing lacks some."""

TYPES = ("text", "number", "flag", "texts", "numbers", "things", "thing", "map", "set")
KEYS = ("a", "b", "zz", "")

Variables = tuple[tuple[str, str], ...]
"""The variables that have a value: name and type."""


def document(random: Random) -> dict[str, Any]:
    """Return a random input. Each member may be absent."""
    texts, numbers = list(KEYS), [0, 1, 2, 3, 9]

    def some(values: Sequence[Any], most: int = 3) -> list[Any]:
        return [random.choice(values) for _ in range(random.randint(0, most))]

    def table() -> dict[str, Any]:
        return {key: random.choice(numbers) for key in some(texts)}

    def thing(depth: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": random.choice(texts),
            "size": random.choice(numbers),
            "ok": random.choice((True, False, None)),
            "texts": some(texts),
            "map": table(),
        }
        if depth < 2:
            found["part"] = thing(depth + 1)
        return {key: value for key, value in found.items() if random.random() < 0.7}

    found = {
        "text": random.choice(texts),
        "number": random.choice(numbers),
        "flag": random.choice((True, False)),
        "null": None,
        "keys": some(texts),
        "numbers": some(numbers),
        "none": [],
        "empty": {},
        "things": [thing() for _ in range(random.randint(0, 3))],
        "thing": thing(),
        "map": table(),
        "pairs": [[random.choice(texts), random.choice(numbers)] for _ in range(random.randint(0, 2))],
    }
    return {key: value for key, value in found.items() if random.random() < 0.9}


class Grammar:
    """Makes the parts of one module."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._number = 0
        self._values: list[tuple[str, str]] = []
        self._functions: list[tuple[str, str, str]] = []

    def module(self) -> str:
        """Return a random module of the package `t` that defines `out`."""
        rules = [self._helper() for _ in range(self.random.randint(1, 4))]
        rules.append(self._out())
        if self.random.random() < 0.2:
            self.random.shuffle(rules)
        return "package t\n\n" + "\n\n".join(rules) + "\n"

    def fresh(self, letters: str = "xyzw") -> str:
        """Return a new name."""
        self._number += 1
        return f"{self.random.choice(letters)}{self._number}"

    def _one(self, choices: Sequence[Callable[[], Any]]) -> Any:
        return self.random.choice(choices)()

    # Rules

    def _helper(self) -> str:
        name, kind = self.fresh("r"), self.random.choice(TYPES)
        return self.random.choice((self._value_rule, self._function_rule))(name, kind)

    def _value_rule(self, name: str, kind: str) -> str:
        lines, scope = self.body(())
        text = self._one(
            [
                lambda: ("set", f"{name} contains {self._bound('text', scope)} if {{\n{lines}\n}}"),
                lambda: (
                    "map",
                    f"{name}[{self._bound('text', scope)}] := {self._bound('number', scope)}"
                    f" if {{\n{lines}\n}}",
                ),
                lambda: (kind, f"{name} := {self.expression(kind, ())}"),
                lambda: (kind, f"{name} := {self._bound(kind, scope)} if {{\n{lines}\n}}"),
                lambda: (kind, f"default {name} := {self._constant(kind)}\n\n{self._alone(name, kind)}"),
                lambda: (kind, self._chain(name, kind, ())),
            ]
        )
        self._values.append((name, text[0]))
        return str(text[1])

    def _alone(self, name: str, kind: str) -> str:
        lines, scope = self.body(())
        return f"{name} := {self._bound(kind, scope)} if {{\n{lines}\n}}"

    def _bound(self, kind: str, scope: Variables) -> str:
        """Return an expression that mostly has a value for every binding, as a head must."""
        names = [name for name, type_ in scope if type_ == kind]
        if self.random.random() < 0.1:
            return self.expression(kind, scope, 1)
        return self.random.choice(names) if names else self._constant(kind)

    def _function_rule(self, name: str, kind: str) -> str:
        taken = self.random.choice(TYPES)
        argument = self.fresh("a")
        lines, scope = self.body(((argument, taken),))
        value = f" := {self._bound(kind, scope)}"
        if self.random.random() < 0.4:
            kind, value = "flag", ""
        head = f"{name}({argument})"
        text = self._one(
            [
                lambda: f"{head}{value} if {{\n{lines}\n}}",
                lambda: self._chain(head, kind, ((argument, taken),)),
                lambda: f"default {name}(_) := {self._constant(kind)}\n\n{head}{value} if {{\n{lines}\n}}",
                lambda: f"{head} := {self.expression(kind, ((argument, taken),))}",
            ]
        )
        self._functions.append((name, taken, kind))
        return str(text)

    def _chain(self, head: str, kind: str, scope: Variables) -> str:
        text = head
        for number in range(self.random.randint(2, 3)):
            lines, inner = self.body(scope, most=2)
            start = " else" if number else ""
            text += f"{start} := {self._bound(kind, inner)} if {{\n{lines}\n}}"
        return text

    def _out(self) -> str:
        lines, scope = self.body((), most=4)
        kind = self.random.choice(TYPES)

        def part(kind: str = kind) -> str:
            names = [name for name, _ in scope]
            if names and self.random.random() < 0.9:
                return self.random.choice(names)
            return self._constant(kind) if self.random.random() < 0.7 else self.expression(kind, scope, 1)

        return str(
            self._one(
                [
                    lambda: f"out contains {part()} if {{\n{lines}\n}}",
                    lambda: f"out contains [{part()}, {part()}] if {{\n{lines}\n}}",
                    lambda: f'out contains {{"k": {part()}}} if {{\n{lines}\n}}',
                    lambda: f"out[{part('text')}] := {part()} if {{\n{lines}\n}}",
                    lambda: f"out := {part()} if {{\n{lines}\n}}",
                    lambda: f"default out := 5\n\nout := {part()} if {{\n{lines}\n}}",
                    lambda: f"out := [{part()} |\n{lines}\n]",
                    lambda: f"out := {{{part()} |\n{lines}\n}}",
                    lambda: f"out := {{{part('text')}: {part()} |\n{lines}\n}}",
                    lambda: self._chain("out", kind, ()),
                    lambda: f"out if {{\n{lines}\n}}",
                ]
            )
        )

    # Bodies

    def body(self, scope: Variables, depth: int = 0, most: int = 3) -> tuple[str, Variables]:
        """Return statements, one on each line, and the variables that have a value after them."""
        lines: list[str] = []
        for _ in range(self.random.randint(1, most)):
            line, new = self._statement(scope, depth)
            lines.append(line)
            scope += new
        if self.random.random() < 0.1:
            self.random.shuffle(lines)
        return "\n".join(lines), scope

    def _statement(self, scope: Variables, depth: int) -> tuple[str, Variables]:
        choices: list[Callable[[], tuple[str, Variables]]] = [
            lambda: self._some(scope),
            lambda: self._some(scope),
            lambda: self._assign(scope, depth),
            lambda: self._assign(scope, depth),
            lambda: self._index(scope),
            lambda: self._walk(scope),
            lambda: (f"not {self._negated(scope, depth)}", ()),
            lambda: (f"not {self._negated(scope, depth)}", ()),
            lambda: (self._condition(scope, depth), ()),
            lambda: (self._condition(scope, depth), ()),
        ]
        if depth < 2:
            choices.append(lambda: self._every(scope, depth))
        return self.random.choice(choices)()

    def _collection(self, scope: Variables) -> tuple[str, str]:
        kind = self.random.choice(list(ELEMENT))
        return self.expression(kind, scope, 1), ELEMENT[kind]

    def _some(self, scope: Variables) -> tuple[str, Variables]:
        taken, kind = self._collection(scope)
        name = self.fresh()
        if kind == "pair":
            other = self.random.choice(("_", self.fresh()))
            found: Variables = ((name, "text"), *(((other, "number"),) if other != "_" else ()))
            return f"some [{name}, {other}] in {taken}", found
        if self.random.random() < 0.25:
            key = self.random.choice(("_", self.fresh()))
            return f"some {key}, {name} in {taken}", (
                (name, kind),
                *(((key, "number"),) if key != "_" else ()),
            )
        return f"some {name} in {taken}", ((name, kind),)

    def _assign(self, scope: Variables, depth: int) -> tuple[str, Variables]:
        name, kind = self.fresh(), self.random.choice(TYPES)
        operator = self.random.choice((":=", ":=", ":=", "="))
        pairs = [called for called, type_ in scope if type_ == "pair"]
        if pairs and self.random.random() < 0.5:
            return f"[{name}, _] {operator} {self.random.choice(pairs)}", ((name, "text"),)
        return f"{name} {operator} {self.expression(kind, scope, depth)}", ((name, kind),)

    def _index(self, scope: Variables) -> tuple[str, Variables]:
        name, kind = self.fresh(), self.random.choice(("texts", "map", "things"))
        path = self.random.choice(PATHS[kind])
        found: Variables = ((name, "text" if kind == "map" else "number"),)
        value = self.expression(ELEMENT[kind], scope, 1)
        return str(
            self._one(
                [
                    lambda: f"{path}[{name}]",
                    lambda: f"{path}[{name}] == {value}",
                    lambda: f"some {name}\n{path}[{name}] == {value}",
                ]
            )
        ), found

    def _walk(self, scope: Variables) -> tuple[str, Variables]:
        name, path = self.fresh(), self.random.choice(("_", self.fresh()))
        found: Variables = ((name, "any"), *(((path, "texts"),) if path != "_" else ()))
        return (
            f"walk({self.random.choice(('input.map', 'input.things', 'input.thing'))}, [{path}, {name}])",
            found,
        )

    def _every(self, scope: Variables, depth: int) -> tuple[str, Variables]:
        taken, kind = self._collection(scope)
        name = self.fresh()
        lines, _ = self.body((*scope, (name, kind)), depth + 1, 2)
        used = f"\n{name} != 7" if name not in lines else ""
        return f"every {name} in {taken} {{\n{lines}{used}\n}}", ()

    def _negated(self, scope: Variables, depth: int) -> str:
        names = [name for name, _ in scope]
        if self.random.random() < 0.1:
            return self._condition(scope, depth)
        if not names:
            return self.random.choice(
                ("input.flag", "input.thing.ok", 'input.thing.id == "a"', "input.number == 1")
            )
        x, y = self.random.choice(names), self.random.choice(names)
        member = self.random.choice(list(MEMBERS))
        sets = [name for name, kind in self._values if kind == "set"] or ['{"a", 1}']
        functions = [name for name, _, _ in self._functions] or ["is_string"]
        return str(
            self.random.choice(
                (
                    x,
                    f"{x}.{member}",
                    f"{x}.part.{member}",
                    f"{x}[{y}]",
                    f"input.map[{x}]",
                    f"input.map[{x}] == 1",
                    f"input.thing.{member}",
                    f"{self.random.choice(sets)}[{x}]",
                    f"{x}.{member} == 1",
                    f"{x}.{member} == {y}",
                    f"{x}.{member} == input.map.a",
                    f"{x} == {y}",
                    f"{x} in {self.random.choice(sets)}",
                    f"{x} in {{{y}, 1}}",
                    f"{self.random.choice(functions)}({x})",
                    f"{self.random.choice(functions)}({x}) with input.map as {{}}",
                    f"{x} in {self.expression('texts', scope, 1)}",
                    f"count({self._comprehension('text', scope, depth + 1)}) == 1",
                )
            )
        )

    def _condition(self, scope: Variables, depth: int) -> str:
        kind = self.random.choice(("text", "number"))
        any_kind = self.random.choice(TYPES)

        def value(kind: str) -> str:
            return self.expression(kind, scope, depth + 1)

        return str(
            self._one(
                [
                    lambda: value(any_kind),
                    lambda: f"{value(any_kind)} {self.random.choice(('==', '!='))} {value(any_kind)}",
                    lambda: f"{value(kind)} {self.random.choice(('<', '<=', '>', '>='))} {value(kind)}",
                    lambda: f"{value('text')} in {value('texts')}",
                    lambda: f'{self._bound("text", scope)}, {self._bound("number", scope)} in {{"a": 1}}',
                    lambda: f"{value('set')}[{value('text')}]",
                    lambda: f"{value(any_kind)} with input.map as {value('map')}",
                    lambda: f"{value(any_kind)} with input.thing as {value('thing')}",
                ]
            )
        )

    # Expressions

    def expression(self, kind: str, scope: Variables, depth: int = 0) -> str:
        """Return an expression that has this type, or no value."""
        things = [name for name, type_ in scope if type_ == "thing"]
        choices: list[Callable[[], str]] = [lambda: self._constant(kind)]
        choices += [lambda path=path: path for path in PATHS.get(kind, ())]  # type: ignore[misc]
        held = [name for name, type_ in (*scope, *self._values) if type_ == kind]
        choices += [lambda: self.random.choice(held)] * (4 if held else 0)
        members = [member for member, type_ in MEMBERS.items() if type_ == kind]
        if things and members:
            choices += [lambda: f"{self.random.choice(things)}.{self.random.choice(members)}"] * 4
        if depth < 2:
            choices += self._made(kind, scope, depth + 1)
        return self.random.choice(choices)()

    def _constant(self, kind: str) -> str:
        return str(
            self.random.choice(
                {
                    "text": ('"a"', '"zz"', '""'),
                    "number": ("0", "1", "3"),
                    "flag": ("true", "false"),
                    "texts": ('["a"]', "[]"),
                    "set": ('{"a", "b"}', "set()"),
                    "numbers": ("[1, 2]",),
                    "things": ('[{"id": "a"}]',),
                    "thing": ('{"id": "a", "size": 1}', "{}"),
                    "map": ('{"a": 1}', "{}"),
                    "pairs": ('[["a", 1]]',),
                }.get(kind, ("null",))
            )
        )

    def _comprehension(self, kind: str, scope: Variables, depth: int) -> str:
        lines, inner = self.body(scope, depth, 2)
        left, right = self.random.choice(("[]", "{}"))
        return f"{left}{self.expression(kind, inner, 2)} |\n{lines}\n{right}"

    def _made(self, kind: str, scope: Variables, depth: int) -> list[Callable[[], str]]:
        """Return the functions that make an expression of this type from others."""

        def value(kind: str) -> str:
            return self.expression(kind, scope, depth)

        def own(kind: str) -> str:
            lines, inner = self.body(scope, depth, 2)
            return f"{{{self.expression(kind, inner, 2)} |\n{lines}\n}}"

        def called() -> str:
            name, taken, _ = self.random.choice(functions)
            return f"{name}({value(taken)})"

        found: dict[str, list[Callable[[], str]]] = {
            "text": [
                lambda: f"lower({value('text')})",
                lambda: f'concat("-", [{value("text")}, {value("text")}])',
                lambda: f'sprintf("%s/%s", [{value("text")}, {value("text")}])',
                lambda: f'object.get({value("thing")}, "id", {value("text")})',
                lambda: f"trim_prefix({value('text')}, {value('text')})",
                lambda: f'regex.replace({value("text")}, "^[a-z]", "<$0>")',
            ],
            "number": [
                lambda: f"count({value(self.random.choice(list(ELEMENT)))})",
                lambda: f"{value('number')} + {value('number')}",
                lambda: f"({value('number')} * 2) - {value('number')}",
                lambda: f"{value('map')}[{value('text')}]",
                lambda: f"max({value('numbers')})",
                lambda: f"sum({value('numbers')})",
            ],
            "flag": [
                lambda: f"startswith({value('text')}, {value('text')})",
                lambda: f"({value('number')} > {value('number')})",
                lambda: f"({value('text')} in {value('texts')})",
                lambda: f"is_string({value('text')})",
            ],
            "texts": [
                lambda: self._comprehension("text", scope, depth),
                lambda: f"[{value('text')}, {value('text')}]",
                lambda: f'object.get({value("thing")}, ["part", "texts"], {value("texts")})',
                lambda: f'split({value("text")}, "a")',
                lambda: value("set"),
            ],
            "set": [
                lambda: own("text"),
                lambda: f"{{q | some q in [{value('text')}, {value('text')}]}}",
                lambda: f"object.keys({value('map')})",
                lambda: f"({value('set')} {self.random.choice('|&-')} {value('set')})",
            ],
            "numbers": [
                lambda: self._comprehension("number", scope, depth),
                lambda: f"[{value('number')}, {value('number')}]",
                lambda: f"array.concat({value('numbers')}, [{value('number')}])",
                lambda: f"sort({value('numbers')})",
            ],
            "things": [
                lambda: self._comprehension("thing", scope, depth),
                lambda: f"[{value('thing')}]",
            ],
            "thing": [
                lambda: f'{{"id": {value("text")}, "size": {value("number")}}}',
                lambda: f'object.union({value("thing")}, {{"ok": {value("flag")}}})',
                lambda: f'object.remove({value("thing")}, ["id"])',
                lambda: f"{value('things')}[{value('number')}]",
            ],
            "map": [
                lambda: f"{{{value('text')}: {value('number')}}}",
                lambda: f"object.filter({value('map')}, {value('texts')})",
                lambda: f'object.get({value("thing")}, "map", {value("map")})',
            ],
        }
        choices = found.get(kind, [])
        functions = [function for function in self._functions if function[2] == kind]
        return choices + [called] * (3 if functions else 0)
