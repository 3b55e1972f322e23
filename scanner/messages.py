"""What a control can say: the messages of its Rego, with `…` for what an account fills in.

regorus hands out the syntax tree; it is read here, never evaluated. Pages of controls list these messages, and tests/policies/test_conventions.py
holds the pieces that come from AWS to being quoted.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.engines import Module
from scanner.engines.regorus import tree

HOLE = "…"
EXPORTS = ("violations", "reviews", "unseen")
TRANSPARENT = (
    "array.concat",
    "concat",
    "lower",
    "object.get",
    "regex.replace",
    "replace",
    "sort",
    "split",
    "substring",
    "trim",
    "trim_prefix",
    "upper",
)
"""Functions whose answer is no better quoted than what they are given."""
_OPAQUE = ("text", "group")  # of the library: the one quotes, and what the other does is known here
_STRINGS = ("String", "RawString")
_VERB = re.compile(r"%[a-z]")
_MOST_TEXTS = 12  # that one message may become; beyond, its pieces stay holes
_DEEPEST = 12  # steps that an expression is followed

Node = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """An expression where it stands: `scopes` are the bodies and arguments that give its variables, innermost first, in the file `policy`."""

    node: Node
    scopes: tuple[Any, ...]
    policy: Policy

    def at(self, node: Node, *inner: Any) -> Found:
        """An expression within this one, below further scopes."""
        return Found(node, (*inner, *self.scopes), self.policy)


@dataclass(frozen=True)
class Rule:
    """A value that a rule gives, the body that it needs, and the names of the arguments; `member` for an element of a set."""

    value: Node
    body: Node
    arguments: tuple[str | None, ...]
    member: bool


class Policy:
    """A Rego file, by the names of its rules; `library` has the files that it may import, by the last word of their package."""

    def __init__(self, text: str, library: Mapping[str, Policy]) -> None:
        self.library = library
        self.tree: Node = tree(text, "policy.rego")
        self.rules: dict[str, list[Rule]] = {}
        for rule in self.tree["rules"]:
            for name, found in _rules(rule):
                self.rules.setdefault(name, []).append(found)

    def templates(self, export: str) -> list[str]:
        """The messages of an export, in the file's order, each once."""
        found = [text for message in self.messages(export) for text in _texts(message)]
        return list(dict.fromkeys(text for text in found if text != HOLE))

    def messages(self, export: str) -> Iterator[Found]:
        """What stands behind `message` in each member of an export."""
        for member in _elements(Found({"Var": {"value": export}}, (), self)):
            for made in _values(member):
                yield from _field(made, "message")

    def pieces(self, export: str) -> Iterator[Found]:
        """The expressions that fill the holes of an export's messages, as far as they can be followed; numbers (`%d`) are left out."""
        for message in self.messages(export):
            yield from _pieces(message)

    def named(self, words: Sequence[str]) -> tuple[Policy, list[Rule]]:
        """The rules that a reference names, in this file or in the library, and the file."""
        if len(words) == 2 and words[0] in self.library:
            return self.library[words[0]], self.library[words[0]].rules.get(words[1], [])
        return self, self.rules.get(words[0], []) if len(words) == 1 else []


def read(modules: Sequence[Module]) -> dict[str, Policy]:
    """The controls among the modules by their path, each with the library among them."""
    library: dict[str, Policy] = {}
    for module in modules:
        if module.path.startswith("lib/") and Path(module.path).stem not in _OPAQUE:
            library[Path(module.path).stem] = Policy(module.text, library)
    return {module.path: Policy(module.text, library) for module in modules if module.path.count("/") > 1}


def _values(found: Found, depth: int = 0) -> Iterator[Found]:
    """What an expression may be: variables, members and our own functions are followed to where something is made."""
    kind, inner = kind_of(found.node)
    if depth > _DEEPEST:
        yield found
    elif kind == "Var":
        bound = _bound_variable(found, inner["value"], depth)
        yield from _of_rules(found, [inner["value"]], depth) if bound is None else bound
    elif kind in ("RefDot", "RefBrack"):
        key = inner["field"][1] if kind == "RefDot" else _constant(inner["index"])
        if found.policy.named(path(found.node))[1]:
            yield from _of_rules(found, path(found.node), depth)
            return
        for base in _values(found.at(inner["refr"]), depth + 1):
            made = list(_field(base, key))
            for member in made:
                yield from _values(member, depth + 1)
            if not made:
                yield found
    elif kind == "Call" and found.policy.named(path(inner["fcn"]))[1]:
        policy, rules = found.policy.named(path(inner["fcn"]))
        for rule in rules:
            given = {name: found.at(node) for name, node in zip(rule.arguments, inner["params"], strict=False) if name}
            yield from _values(Found(rule.value, (rule.body, given), policy), depth + 1)
    else:
        yield found


def _of_rules(found: Found, words: Sequence[str], depth: int) -> Iterator[Found]:
    """The values of the rules that a reference names; itself for a set, whose members are asked for elsewhere, and for what is no rule."""
    policy, rules = found.policy.named(words)
    if not rules or rules[0].member:
        yield found
        return
    for rule in rules:
        yield from _values(Found(rule.value, (rule.body,), policy), depth + 1)


def _elements(found: Found, depth: int = 0, *, keys: bool = False) -> Iterator[Found]:
    """What an element of a collection (or a key of an object) may be."""
    for whole in _values(found, depth + 1):
        kind, inner = kind_of(whole.node)
        policy, rules = whole.policy.named(path(whole.node))
        if kind in ("Set", "Array"):
            yield from (whole.at(item) for item in inner["items"])
        elif kind in ("SetCompr", "ArrayCompr"):
            yield whole.at(inner["term"], inner["query"])
        elif kind == "Object":
            yield from (whole.at(key if keys else value) for _, key, value in inner["fields"])
        elif kind == "ObjectCompr":
            yield whole.at(inner["key" if keys else "value"], inner["query"])
        elif kind == "BinExpr":
            sides = [list(_elements(whole.at(inner[side]), depth + 1)) for side in ("lhs", "rhs")]
            literal = [side for side in sides if side and all("String" in element.node for element in side)]
            yield from literal[0] if inner["op"] == "Intersection" and literal else itertools.chain(*sides)
        elif kind == "ArithExpr":  # one set less another
            yield from _elements(whole.at(inner["lhs"]), depth + 1)
        elif kind == "Call" and called(inner) in ("array.concat", "object.union", "sort"):
            for part in inner["params"]:
                yield from _elements(whole.at(part), depth + 1, keys=keys)
        elif kind == "Call" and called(inner) == "group.by_first":  # pairs, by their first: sets of their second
            for pair in _elements(whole.at(inner["params"][0]), depth + 1):
                for member in _field(pair, 0 if keys else 1):
                    yield member if keys else member.at({"Set": {"items": [member.node]}})
        elif rules:
            yield from (Found(rule.value, (rule.body,), policy) for rule in rules)
        else:
            yield whole  # not made here: an element of it is as good or bad as itself


def _bound_variable(found: Found, name: str, depth: int) -> Iterator[Found] | None:
    """What the scopes give to a variable; None where none does."""
    for place, scope in enumerate(found.scopes):
        if isinstance(scope.get(name), Found):
            return _values(scope[name], depth + 1)
        for statement in scope.get("stmts", []):
            bound = list(_bound(statement["literal"], name, Found({}, found.scopes[place:], found.policy), depth))
            if bound:
                return itertools.chain.from_iterable(_values(value, depth + 1) for value in bound)
    return None


def _bound(literal: Node, name: str, here: Found, depth: int) -> Iterator[Found]:
    """What a statement gives to a variable: `name := e`, `some name in e`, `some name, _ in e`, `some [name, _] in e`."""
    kind, inner = kind_of(literal)
    if kind == "Expr" and "AssignExpr" in inner["expr"] and _name(inner["expr"]["AssignExpr"]["lhs"]) == name:
        yield here.at(inner["expr"]["AssignExpr"]["rhs"])
    elif kind == "SomeIn":
        collection = here.at(inner["collection"])
        if _name(inner["key"]) == name:
            yield from _elements(collection, depth, keys=True)
        elif _name(inner["value"]) == name:
            yield from _elements(collection, depth)
        elif "Array" in inner["value"]:
            for place in (i for i, item in enumerate(inner["value"]["Array"]["items"]) if _name(item) == name):
                for element in _elements(collection, depth):
                    for whole in _values(element, depth + 1):
                        yield from list(_field(whole, place)) or [whole]


def _field(found: Found, key: object) -> Iterator[Found]:
    """A member of an object, or an element of an array, that was made here."""
    kind, inner = kind_of(found.node)
    if kind == "Object":
        yield from (found.at(value) for _, name, value in inner["fields"] if _constant(name) == key)
    elif kind == "Array" and isinstance(key, int) and key < len(inner["items"]):
        yield found.at(inner["items"][key])
    elif kind == "Call" and called(inner) == "object.union":
        for part in inner["params"]:
            for made in _values(found.at(part)):
                yield from _field(made, key)


def _texts(message: Found, depth: int = 0) -> list[str]:
    """The texts that an expression may be; a hole for one that is not made here."""
    out: list[str] = []
    for found in _values(message, depth):
        kind, inner = kind_of(found.node)
        name = called(inner) if kind == "Call" else ""
        if kind in _STRINGS:
            out.append(inner["value"])
        elif depth < _DEEPEST and (template := _template(inner, name)):
            items = [_texts(found.at(item), depth + 1) for item in inner["params"][1]["Array"]["items"]]
            out += _filled(_VERB.split(template), items)
        elif depth < _DEEPEST and name == "concat" and (between := _text(inner["params"][0])) is not None:
            # Of what is computed (`sort({...})`) one element stands for all.
            items = [[text for one in ones for text in _texts(one, depth + 1)] or [HOLE] for ones in _listed(found.at(inner["params"][1]))]
            out += _filled(["", *[between] * (len(items) - 1), ""], items)
        else:
            out.append(HOLE)
    return list(dict.fromkeys(out))


def _template(call: Node, name: str) -> str:
    """The first argument of a call of sprintf whose arguments are written out; else nothing."""
    if name != "sprintf" or "Array" not in call["params"][1]:
        return ""
    return _text(call["params"][0]) or ""


def _text(node: Node) -> str | None:
    """A text that is written out, of either form; None for what is computed."""
    kind, inner = kind_of(node)
    return str(inner["value"]) if kind in _STRINGS else None


def _listed(found: Found) -> list[list[Found]]:
    """The elements of a list: one after the other where they are written out, else those that one may be."""
    kind, inner = kind_of(found.node)
    if kind == "Array":
        return [[found.at(item)] for item in inner["items"]]
    if kind == "Call" and called(inner) == "array.concat":
        return [element for part in inner["params"] for element in _listed(found.at(part))]
    return [list(_elements(found))]


def _pieces(message: Found, depth: int = 0) -> Iterator[Found]:
    for found in _values(message):
        kind, inner = kind_of(found.node)
        name = called(inner) if kind == "Call" else ""
        if depth > _DEEPEST:
            yield found
        elif template := _template(inner, name):
            verbs = _VERB.findall(template)
            for verb, item in zip(verbs, inner["params"][1]["Array"]["items"], strict=True):
                if verb != "%d":
                    yield from _pieces(found.at(item), depth + 1)
        elif name in TRANSPARENT:
            for part in (p for place, p in enumerate(inner["params"]) if (name, place) != ("object.get", 1)):  # the key is not the answer
                for element in _elements(found.at(part)):
                    yield from _pieces(element, depth + 1)
        elif kind not in _STRINGS:
            yield found


def kind_of(node: Node) -> tuple[str, Node]:
    """A node's kind and what it holds."""
    ((kind, inner),) = node.items()
    return kind, inner


def called(call: Node) -> str:
    """The name of the function that a call node calls: `sprintf`, `text.quoted`."""
    return ".".join(path(call["fcn"]))


def path(node: Node) -> list[str]:
    """The words of a reference; `[]` for what stands in brackets and is no string, `?` for what is no reference."""
    kind, inner = kind_of(node)
    if kind == "Var":
        return [inner["value"]]
    if kind == "RefDot":
        return [*path(inner["refr"]), inner["field"][1]]
    if kind == "RefBrack":
        key = _constant(inner["index"])
        return [*path(inner["refr"]), key if isinstance(key, str) else "[]"]
    return ["?"]


def _name(node: Node | None) -> str | None:
    return node["Var"]["value"] if node and "Var" in node else None


def _constant(node: Node) -> object:
    kind, inner = kind_of(node)
    return inner["value"] if kind in ("String", "Number") else None


def _rules(rule: Node) -> Iterator[tuple[str, Rule]]:
    """A rule's name with each value that it may give, `else` among them."""
    kind, inner = kind_of(rule)
    if kind == "Default":
        yield path(inner["refr"])[0], Rule(inner["value"], {}, (), member=False)
        return
    form, head = kind_of(inner["head"])
    name, arguments = path(head["refr"])[0], tuple(_name(a) for a in head.get("args", []))
    value = head["key"] if form == "Set" else (head.get("assign") or {}).get("value")
    if value:
        for query in [b["query"] for b in inner["bodies"] if not b["is_else"]] or [{}]:
            yield name, Rule(value, query, arguments, member=form == "Set")
    for other in inner["bodies"]:
        if other["is_else"] and other["assign"]:
            yield name, Rule(other["assign"]["value"], other["query"], arguments, member=False)


def _filled(literals: list[str], pieces: list[list[str]]) -> list[str]:
    """The template with each combination of its pieces."""
    if math.prod(len(piece) for piece in pieces) > _MOST_TEXTS:
        pieces = [[HOLE]] * len(pieces)
    out = []
    for chosen in itertools.product(*pieces):
        text = "".join(itertools.chain.from_iterable(itertools.zip_longest(literals, chosen, fillvalue="")))
        out.append(re.sub(rf"{HOLE}( {HOLE})+", HOLE, text))
    return out
