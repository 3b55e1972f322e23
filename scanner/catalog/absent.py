"""Find what a policy reads although its input never has it.

Such a reference is undefined in each account: a control that iterates over it judges nothing, and
one that negates it may pass. The engines say nothing about it. This module compares the constant
keys of references with the collector tables, with the keys of `workload` and with the METADATA.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from collectors import TYPES
from scanner.catalog.metadata import Metadata, unknown
from scanner.catalog.names import Names
from scanner.catalog.nodes import only
from scanner.catalog.scopes import scopes
from scanner.catalog.workload import KEYS, keys_of
from scanner.rego import REFERENCES, Module, mappings, name, parts, tree, whole_paths

MEMBERS = (
    *("account", "partition", "started", "kind", "regions", "resources", "at", "gaps"),
    *("params", "attestations", "workload", "other_signs"),
)
"""The members of `input`, as `scanner/judging/facts.py` builds it."""

_STRINGS = frozenset({"String", "RawString"})
_MOST_STEPS = 10
"""The maximum number of rules that name one another on the way to `input`."""

Path = tuple[str, ...]


def absent(module: Module, meta: Metadata | None = None) -> tuple[str, ...]:
    """Return what a module reads that its input never has, each as `LINE: sentence`, by line.

    `meta` is the METADATA of a control: it may read its own parameters only. A module of the
    library has none, and its parameters are not checked. Raises `PolicyError` if the module does
    not parse.
    """
    found = _Input.of(module)
    rules = tree(module)["rules"]
    paths = {(line, found.whole(path)) for line, path in whole_paths(rules, _STRINGS)}
    paths |= set(found.looked_up(rules))
    wrong = {(line, said) for line, path in paths if (said := _wrong(path, meta))}
    return tuple(f"{line}: {said}" for line, said in sorted(wrong))


def _wrong(path: Path, meta: Metadata | None) -> str:
    """Return what is wrong with a path, or an empty text."""
    if path[:1] != ("input",) or len(path) < 2:
        return ""
    if path[1] not in MEMBERS:
        return unknown("input has no member", path[1], MEMBERS)
    if path[1] == "resources" and len(path) > 2 and path[2] not in TYPES:
        return unknown("no collector finds resources of the type", path[2], TYPES)
    if path[1] == "workload" and len(path) > 2:
        return _undeclared(path[2:], meta)
    if path[1] != "params" or not meta or len(path) < 3:
        return ""
    if path[2] != meta.id:
        said = f'a control has only its own parameters, input.params["{meta.id}"], and not those of'
        return unknown(said, path[2], ())
    if len(path) > 3 and path[3] not in meta.params:
        return unknown("the params of its METADATA have no", path[3], meta.params)
    return ""


def _undeclared(path: Path, meta: Metadata | None) -> str:
    """Return what is wrong with a path below `input.workload`, or an empty text."""
    keys = keys_of(path)
    if not keys:
        return unknown("the section workload of the configuration has no key", ".".join(path), KEYS)
    if meta and not {*keys} & {*meta.workload}:
        return unknown("the workload of its METADATA does not name", ".".join(path), ())
    return ""


@dataclass(frozen=True)
class _Input:
    """The names that a module gives to parts of its input.

    `parts`: each import or rule that is nothing but a reference -> the path of that reference.
    """

    names: Names
    parts: dict[str, Path] = field(default_factory=dict)

    @classmethod
    def of(cls, module: Module) -> _Input:
        """Read a module. A name that is also a variable of a body is left out."""
        names = Names.of(module)
        found = {called: tuple(source.split(".")) for called, source in names.imports.items()}
        found |= {called: path for called, rules in names.rules.items() if (path := _reference(rules))}
        hidden = frozenset().union(*(scope.known for scope in scopes(names)))
        return cls(names, {called: path for called, path in found.items() if called not in hidden})

    def whole(self, path: Path) -> Path:
        """Return a path from `input` or `data` on, if its first part is a name of such a path."""
        for _ in range(_MOST_STEPS):
            if not path or path[0] not in self.parts:
                break
            path = self.parts[path[0]] + path[1:]
        return path

    def looked_up(self, part: Any) -> Iterator[tuple[int, Path]]:
        """Yield (line, path) of each key that `object.get` or `facts.get` looks up."""
        for found in mappings(part):
            if "Call" in found and (path := self._called(found["Call"])):
                yield found["Call"]["span"]["line"], path

    def _called(self, call: Mapping[str, Any]) -> Path:
        """Return the path that a call looks up; empty if it looks up none or data decides it."""
        called, given = self.names.full(name(call["fcn"])), [only(param) for param in call["params"]]
        if called == "data.lens.lib.facts.get" and len(given) == 2 and given[0][0] in _STRINGS:
            return ("input", "resources", given[0][1]["value"])
        if called != "object.get" or len(given) != 3 or not (keys := _keys(*given[1])):
            return ()
        kind, body = given[0]
        if kind == "Call":
            path = self._called(body)
        else:
            path = self.whole(_constant({kind: body}) if kind in REFERENCES else ())
        return path + keys if path else ()


def _keys(kind: str, body: Mapping[str, Any]) -> Path:
    """Return the key that `object.get` looks up, or the constants that begin a list of keys."""
    found = [only(item) for item in body["items"]] if kind == "Array" else [(kind, body)]
    return tuple(item["value"] for _, item in takewhile(lambda one: one[0] in _STRINGS, found))


def _constant(reference: Mapping[str, Any]) -> Path:
    """Return the parts of a reference; empty if one of them is not a constant."""
    found = tuple(parts(reference, _STRINGS))
    return found if all(found) else ()


def _reference(rules: list[dict[str, Any]]) -> Path:
    """Return the path of a rule that is nothing but a reference, else an empty path."""
    kind, body = only(rules[0])
    if len(rules) > 1 or kind == "Default" or body["bodies"]:
        return ()
    form, top = only(body["head"])
    if form != "Compr" or "Var" not in top["refr"] or not top["assign"]:
        return ()
    value = top["assign"]["value"]
    return _constant(value) if only(value)[0] in REFERENCES else ()
