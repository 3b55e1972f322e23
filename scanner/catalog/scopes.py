"""Say what each body of a policy binds: its variables, their scopes, and what is always defined.

A scope is one body: that of a rule, a comprehension or an `every`. It has the terms that are
evaluated for each binding of the body (the head of the rule or of the comprehension).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scanner.catalog.names import TOTAL, Names
from scanner.catalog.nodes import COMPREHENSIONS, CONSTANTS, Node, members, only, own, variables
from scanner.rego import name


@dataclass
class Scope:
    """One body of a module, and the terms that are evaluated for each of its bindings."""

    names: Names
    stmts: list[Any]
    terms: list[Any]
    outer: frozenset[str] = frozenset()
    """Variables of the bodies around this one, and the arguments of the function."""
    parent: Scope | None = None
    every: bool = False
    """Whether this is the body of an `every`, or is inside of one."""
    inherited: frozenset[str] = frozenset()
    """The variables of `every` and late variables of the bodies around this one."""
    enclosing: frozenset[str] = frozenset()
    """The late variables of the bodies around this one."""
    added: frozenset[str] = frozenset()
    """The variables of the `every` whose body this is."""
    kind: str = ""
    """The kind of the node whose body this is, or an empty text for the body of a rule."""

    @cached_property
    def literals(self) -> list[Node]:
        """The statements: kind (`Expr`, `NotExpr`, `SomeIn`, `SomeVars`, `Every`) and body."""
        return [only(statement["literal"]) for statement in self.stmts]

    @cached_property
    def nodes(self) -> list[Node]:
        """All nodes of the body and its terms, without those inside nested bodies."""
        return list(own([self.stmts, self.terms]))

    def of(self, kind: str) -> list[Any]:
        """Return the bodies of the nodes of one kind."""
        return self._by_kind.get(kind, [])

    @cached_property
    def _by_kind(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for kind, body in self.nodes:
            found.setdefault(kind, []).append(body)
        return found

    @cached_property
    def walks(self) -> list[Any]:
        """The statements that call `walk` with two arguments."""
        return [
            body["expr"]["Call"]
            for kind, body in self.literals
            if kind == "Expr" and "Call" in body["expr"] and is_walk(body["expr"]["Call"])
        ]

    @cached_property
    def some(self) -> list[tuple[Any, str]]:
        """The variables of `some`, each with the span of its statement."""
        found: list[tuple[Any, str]] = []
        for kind, body in self.literals:
            if kind == "SomeVars":
                found += [(body["span"], self.names.at(span)) for span in body["vars"]]
            elif kind == "SomeIn":
                found += [(body["span"], called) for called in variables([body["key"], body["value"]])]
        return found

    @cached_property
    def assigned(self) -> frozenset[str]:
        """The variables that `:=` or `some` defines here."""
        patterns = [body["lhs"] for body in self.of("AssignExpr") if body["op"] == "ColEq"]
        return frozenset([*variables(patterns), *(called for _, called in self.some)])

    @cached_property
    def used(self) -> frozenset[str]:
        """The variables of this body that do not stand under `not`, rules among them."""
        return frozenset(variables([self.stmts, self.terms]))

    @cached_property
    def implicit(self) -> frozenset[str]:
        """The variables that a reference with an index, `=` or `walk` binds here."""
        used = self.used - self.assigned - self.outer
        return frozenset(called for called in used if called not in self.names)

    @cached_property
    def known(self) -> frozenset[str]:
        """All variables that have a value in this body."""
        return self.outer | self.assigned | self.implicit

    @cached_property
    def copied(self) -> frozenset[str]:
        """The variables that `:=` gives the value of another variable of this body.

        So are variables that are made of these. regorus evaluates these statements after those that
        look up by such a variable.
        """
        return self._with_what_is_made_of(self._copies("ColEq"))

    @cached_property
    def late(self) -> frozenset[str]:
        """The variables that regorus may define late: of `walk`, and copies by `:=` or `=`."""
        walked = self.known - self.outer if self.walks else frozenset()
        return walked | self._with_what_is_made_of(self._copies("ColEq") | self._copies("Eq"))

    @cached_property
    def deferred(self) -> frozenset[str]:
        """The variables of `walk`, copies by `:=` or `=`, and variables that are made of these.

        regorus evaluates their statements after those that do not need them.
        """
        walked = frozenset(variables([call["params"][1] for call in self.walks])) - self.outer
        return self._with_what_is_made_of(walked | self._copies("ColEq") | self._copies("Eq"))

    @cached_property
    def fragile(self) -> frozenset[str]:
        """The variables by which no reference under `not` may look up here: regorus iterates."""
        return self.inherited | self.late

    def _copies(self, operator: str) -> frozenset[str]:
        """Return the variables that get the value of another variable of this body."""
        here = self.known - self.outer
        pairs = [(body["lhs"], body["rhs"]) for body in self.of("AssignExpr") if body["op"] == operator]
        if operator == "Eq":
            pairs += [(right, left) for left, right in pairs]
        copies = [left for left, right in pairs if "Var" in right and right["Var"]["value"] in here]
        return frozenset(variables(copies)) & (self.implicit if operator == "Eq" else here)

    def _with_what_is_made_of(self, copies: frozenset[str]) -> frozenset[str]:
        """Return variables and those that are defined in a statement with one of them."""
        found = set(copies)
        pairs = [(self.defined(stmt), set(variables(stmt))) for stmt in self.stmts] if copies else []
        while more := {one for new, used in pairs if used & found for one in new} - found:
            found |= more
        return frozenset(found)

    def defined(self, stmt: Mapping[str, Any]) -> set[str]:
        """Return the variables that a statement may define."""
        kind, body = only(stmt["literal"])
        if kind == "SomeIn":
            return set(variables([body["key"], body["value"]]))
        if kind == "SomeVars":
            return set()
        expression = body.get("expr", {}) if kind == "Expr" else {}
        if expression.get("AssignExpr", {}).get("op") == "ColEq":
            return set(variables(expression["AssignExpr"]["lhs"]))
        return set(variables(stmt)) & (self.implicit | self._declared)

    @cached_property
    def _declared(self) -> frozenset[str]:
        """The variables of `some x`, without those of `some x in y`."""
        spans = (span for kind, body in self.literals if kind == "SomeVars" for span in body["vars"])
        return frozenset(map(self.names.at, spans))

    @cached_property
    def free(self) -> frozenset[str]:
        """The variables of bodies around this one that it uses, nested bodies included."""
        used = set(self.used) | {body["value"] for body in self.of("Var")}
        return frozenset(used.union(*(inner.free for inner in self.inner)) - self.assigned - self.added)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The variables of bodies around this one that an `every` inside of it uses."""
        used = (inner.free if inner.kind == "Every" else inner.hidden for inner in self.inner)
        return frozenset().union(*used) - self.assigned - self.added

    @cached_property
    def iterates(self) -> bool:
        """Whether the body may have more than one binding."""
        if self.walks or any(kind in {"SomeIn", "SomeVars"} for kind, _ in self.literals):
            return True
        return self.looks_up_all([self.stmts, self.terms])

    def looks_up_all(self, part: Any) -> bool:
        """Return whether a part has a reference with an index that may have several values."""
        several = self.implicit | {"_"} | {called for _, called in self.some}
        found = own([body["index"] for kind, body in own(part) if kind == "RefBrack"])
        return any(kind == "Var" and body["value"] in several for kind, body in found)

    def total(self, part: Mapping[str, Any]) -> bool:
        """Return whether an expression has a value for every binding of this body."""
        kind, body = only(part)
        if kind == "Var":
            called = body["value"]
            return called in self.known or called in self.names.total
        if kind in CONSTANTS | COMPREHENSIONS:
            return True
        if kind == "UnaryExpr":
            return "Number" in body["expr"]
        if kind == "Call":
            called = self.names.full(name(body["fcn"]))
            if called == "count" and len(body["params"]) == 1:
                return self._collection(body["params"][0])
            return called in TOTAL and all(map(self.total, body["params"]))
        parts = members(kind, body)
        return parts is not None and all(map(self.total, parts))

    def _collection(self, part: Mapping[str, Any]) -> bool:
        kind, body = only(part)
        if kind == "Var":
            return body["value"] in self.names.total and body["value"] not in self.known
        return kind in COMPREHENSIONS | {"Array", "Set", "Object"} and self.total(part)

    @cached_property
    def inner(self) -> list[Scope]:
        """The scopes of the nested bodies."""
        found = []
        for kind, body in self.nodes:
            if kind in COMPREHENSIONS:
                terms = [body[term] for term in ("term", "key", "value") if term in body]
                found.append(self._nested(body, terms, frozenset(), self.every, kind))
            elif kind == "Every":
                added = frozenset(every_names(self.names, body))
                found.append(self._nested(body, [], added, True, kind))
        return found

    def _nested(self, body: Any, terms: list[Any], added: frozenset[str], every: bool, kind: str) -> Scope:
        known, fragile = self.known | added, self.fragile | added
        late = self.enclosing | self.late
        stmts = body["query"]["stmts"]
        return Scope(self.names, stmts, terms, known, self, every, fragile, late, added, kind)


def is_walk(call: Mapping[str, Any]) -> bool:
    """Return whether a call is `walk(x, [path, value])`."""
    return name(call["fcn"]) == "walk" and len(call["params"]) == 2


def every_names(names: Names, body: Mapping[str, Any]) -> list[str]:
    """Return the key and the value of an `every`, without `_`."""
    found = (names.at(span) for span in (body["key"], body["value"]) if span)
    return [called for called in found if called != "_"]


def rule_scopes(names: Names, rule: Mapping[str, Any]) -> list[Scope]:
    """Return a scope for each body of a rule, `else` included; one if it has no body."""
    if id(rule) not in names.bodies:
        names.bodies[id(rule)] = _rule_scopes(names, rule)
    return names.bodies[id(rule)]


def _rule_scopes(names: Names, rule: Mapping[str, Any]) -> list[Scope]:
    kind, body = only(rule)
    if kind == "Default":
        return [Scope(names, [], [body["value"]])]
    form, top = only(body["head"])
    outer = frozenset(variables(top["args"])) if form == "Func" else frozenset()
    keys = [top["key"]] if form == "Set" else []
    if "RefBrack" in top["refr"]:
        keys.append(top["refr"]["RefBrack"]["index"])
    assigned = [top.get("assign"), *(part["assign"] for part in body["bodies"][1:])]
    queries = [part["query"]["stmts"] for part in body["bodies"]] or [[]]
    return [
        Scope(names, stmts, [*keys, value["value"]] if value else list(keys), outer)
        for stmts, value in zip(queries, assigned, strict=True)
    ]


def scopes(names: Names) -> Iterator[Scope]:
    """Yield the scope of every body of a module, nested ones included."""
    waiting: list[Scope] = [
        s for rules in names.rules.values() for rule in rules for s in rule_scopes(names, rule)
    ]
    while waiting:
        scope = waiting.pop()
        yield scope
        waiting += scope.inner
