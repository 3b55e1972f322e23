"""Refuse the forms of Rego that regorus and OPA read differently: docs/rego-subset.md.

Both engines parse these forms, and most of them change a value without an error. So every policy,
ours and a user's, is checked on its syntax tree before an engine loads it. `FORMS` is the table of
what is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scanner.catalog import bodies, forms, patterns
from scanner.catalog.names import Names
from scanner.catalog.scopes import scopes
from scanner.rego import MOST_BRACKETS, MOST_CALLS, MOST_OPERATORS, Module, PolicyError


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """A form that a module has and may not have: its line, and its name in `FORMS`."""

    line: int
    form: str


class Refused(PolicyError):
    """A module has a form that policies may not use.

    `place` is `FILE:LINE`, `sentence` says what is wrong, and `instead` what to write.
    """

    def __init__(self, module: Module, found: Refusal) -> None:
        form = FORMS[found.form]
        self.place, self.sentence, self.instead = f"{module.path}:{found.line}", form.sentence, form.instead
        super().__init__(f"{self.place}: {self.sentence}; {self.instead}")


@dataclass(frozen=True, slots=True)
class Form:
    """A form that policies may not use: how to find it, what is wrong, what to write instead.

    `find` takes the text of a module and yields line numbers (`TEXTS`), or it yields spans and
    takes the names of a module (`MODULES`), these and a rule (`RULES`), or a scope (`BODIES`).
    """

    find: Callable[..., Iterable[Any]]
    sentence: str
    instead: str


TEXTS = {
    "long-line": Form(
        forms.long_line,
        f"a line has more than {forms.COLUMNS} characters, which regorus does not read",
        "break the line",
    ),
    "control-character": Form(
        forms.control_character,
        "the text has a control character or a byte order mark: OPA refuses some of them, and regorus reads"
        " nothing after a NUL",
        r"leave it out; in a text, write an escape, such as `\u0000`",
    ),
    "deep": Form(
        forms.deep,
        f"more than {MOST_BRACKETS} brackets or {MOST_CALLS} parentheses are open at once, and regorus"
        " takes too long to read them",
        "give the inner part a rule of its own",
    ),
    "long-expression": Form(
        forms.long_expression,
        f"an expression has more than {MOST_OPERATORS} operators, and regorus takes too long to read it",
        "use `sum`, `union` or `concat` of a list, or give a part a rule of its own",
    ),
}

MODULES = {
    "recursion": Form(
        forms.recursive,
        "the rule depends on itself, which OPA refuses and regorus does not survive",
        "use `walk`, `graph.reachable` or a comprehension",
    ),
    "with-in-policy": Form(
        forms.with_in_policy,
        "regorus may lose a rule that is first read in the value after `as`",
        "use `with` in tests only, and give a function what it needs as an argument",
    ),
    "with": Form(
        forms.with_itself,
        "the value after `as` uses a rule that the expression uses too, and regorus leaves it undefined",
        "write the value after `as` as a literal, or give it a rule of its own",
    ),
}

RULES = {
    "head-path": Form(
        forms.head_path,
        "the head of a rule is a path, and regorus leaves it undefined where it has no value",
        "write `name contains value` or `name[key] := value`",
    ),
    "head": Form(
        forms.open_head,
        "the body has several bindings, and regorus loses all of them if this part of the head is"
        " undefined for one",
        "bind it in the body: `name contains v if { some x in list; v := x.v }`",
    ),
    "else": Form(
        forms.open_else,
        "an `else` follows, and regorus does not use it if this value is undefined",
        "bind the value in the body: `f(x) := v if { v := x.v } else := 0`",
    ),
    "chained": Form(
        forms.chained,
        "a second body follows without `else`, and regorus gives it the value true",
        "write `else := value if { ... }`, or a rule for each body",
    ),
    "argument-name": Form(
        forms.bad_argument, "OPA accepts no argument named input or data", "give the argument another name"
    ),
    "object-argument": Form(
        forms.object_argument,
        "an object as an argument matches objects with more keys in regorus only",
        "take the whole object, and read its members: `f(x) := x.id`",
    ),
}

BODIES = {
    "not": Form(
        bodies.negation,
        "a part of the negated expression may be undefined, and OPA and regorus then disagree",
        "negate a reference, `reference == constant`, or a call or `in` with variables of the body:"
        " write a helper that takes the whole object, and negate it",
    ),
    "unsafe": Form(
        bodies.unsafe,
        "the body gives no value to a variable of the negated expression",
        "bind the variable with `some x in list` or `x := value`",
    ),
    "lookup": Form(
        bodies.lookup,
        "regorus may look up all keys here: under `not`, if `every`, `walk`, `=` or another variable"
        " defines the key, and without `not`, if that is another variable or stands around this body",
        "write a helper that takes the key, or `not y in keys` with the set of keys bound in the body before",
    ),
    "order": Form(
        bodies.order,
        "a comprehension or an `every` uses a variable that a later statement defines, or that regorus"
        " defines later: of `walk`, or a copy of a variable",
        "write the statement that defines it before; in `every`, use the variable itself, or call a"
        " helper that takes the whole collection",
    ),
    "array-order": Form(
        bodies.array_order,
        "regorus iterates here before an earlier `walk` or copy of a variable, and the array has another"
        " order",
        "iterate here first, or make a set",
    ),
    "set-order": Form(
        bodies.set_order,
        "OPA iterates over this set or object as it is written, so the array has another order",
        "iterate over an array: `some x in [a, b]`",
    ),
    "some-after": Form(
        bodies.some_after,
        "regorus stops at a `some x` that follows a look-up of all keys",
        "write `some x in list`, or write the `some x` first",
    ),
    "some-shadow": Form(
        bodies.shadow,
        "the variable of `some` has the name of a rule, an import, or a variable that has a value",
        "give it another name",
    ),
    "unused": Form(
        bodies.unused,
        "nothing uses a variable that is declared, which OPA refuses",
        "leave it out, or write `_`",
    ),
    "object-pattern": Form(
        bodies.object_pattern,
        "an object as a pattern matches objects with more keys in regorus only",
        "take the whole object, and read its members: `some x in list; id := x.id`",
    ),
    "unify-in-every": Form(
        bodies.unified_in_every, "regorus defines no variable with `=` inside `every`", "write `y := x`"
    ),
    "walk": Form(
        bodies.walk_value,
        "regorus does not iterate over `walk` as a value",
        "write the statement `walk(x, [path, value])`",
    ),
    "in-value": Form(
        bodies.membership_value,
        "`in` is used as a value or with a key, and regorus gives it a value where a part is undefined",
        "write it as a statement without a key, or bind its parts in the body before",
    ),
    "minus": Form(bodies.minus, "regorus has no `-` before anything but a number", "write `0 - x`"),
    "number": Form(
        bodies.number,
        "the engines calculate with different precision",
        "calculate with whole numbers of at most 2^53",
    ),
    "bar": Form(
        bodies.bar,
        "one engine reads this `|` as a union, and the other as that of a comprehension",
        "write a union in parentheses: `[(x | y)]`",
    ),
    "split-call": Form(
        bodies.split_call,
        "regorus reads a line that begins with `(` as a call of the line before",
        "do not begin a line with `(`",
    ),
    "some-in-literal": Form(
        bodies.text_walked,
        "regorus fails where `some x in` has no collection",
        "use an array, a set or an object",
    ),
    "regex": Form(
        patterns.bad_patterns,
        "the regular expression is not a text of this module, or has a form that the engines read"
        " differently",
        r"write it as a literal, and spell out the classes: `[0-9]` for \d, `[A-Za-z0-9_]` for \w",
    ),
    "sprintf": Form(
        patterns.bad_formats,
        "the engines write other formats than %s and %d differently",
        "use a literal format with %s for texts and %d for whole numbers from 0 on, and a list with one"
        " value for each; use format_int for other numbers",
    ),
}

FORMS = TEXTS | MODULES | RULES | BODIES


def check_text(module: Module) -> None:
    """Raise `Refused` if regorus cannot parse the text of a module, or not in time."""
    for found in _of_text(module)[:1]:
        raise Refused(module, found)


def check(module: Module) -> None:
    """Raise `Refused` for the first form of a module that the engines read differently.

    Raises `PolicyError` if the module does not parse.
    """
    for found in refusals(module)[:1]:
        raise Refused(module, found)


@lru_cache(maxsize=1024)
def refusals(module: Module) -> tuple[Refusal, ...]:
    """Return the forms of a module that the engines read differently, sorted by line.

    A test may negate any call: OPA fails it if an argument is undefined. Raises `PolicyError` if
    the module does not parse.
    """
    if unreadable := _of_text(module):
        return unreadable
    names = Names.of(module)
    in_bodies = {k: f for k, f in BODIES.items() if k != "not" or not names.package.startswith("lens_test.")}
    found = {Refusal(s["line"], key) for key, form in MODULES.items() for s in form.find(names)}
    for rule in (rule for same in names.rules.values() for rule in same):
        found |= {Refusal(s["line"], key) for key, form in RULES.items() for s in form.find(names, rule)}
    for scope in scopes(names):
        found |= {Refusal(s["line"], key) for key, form in in_bodies.items() for s in form.find(scope)}
    return tuple(sorted(found))


def _of_text(module: Module) -> tuple[Refusal, ...]:
    return tuple(sorted(Refusal(line, key) for key, form in TEXTS.items() for line in form.find(module.text)))
