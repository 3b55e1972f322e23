"""Say what a module defines and imports, and which of its rules always have a value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scanner.catalog.nodes import constant, only
from scanner.rego import Module, name, tree

TOTAL = frozenset({"data.lens.lib.finding.of", "data.lens.lib.finding.absent"})
"""Functions that have a value whenever their arguments have one."""
_ALWAYS = frozenset({"input", "data"})


@dataclass
class Names:
    """What a module defines and imports."""

    module: Module
    rules: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    """The name of each rule or function -> its definitions."""
    imports: dict[str, str] = field(default_factory=dict)
    """The name of each import in the module -> what it imports."""
    bodies: dict[int, list[Any]] = field(default_factory=dict)
    """The id of each rule's tree -> its scopes, once `scopes.rule_scopes` was asked."""

    @classmethod
    def of(cls, module: Module) -> Names:
        """Read a module. Raises `PolicyError` if it does not parse."""
        parsed, found = tree(module), cls(module)
        for imported in parsed["imports"]:
            source, alias = name(imported["refr"]), imported.get("as")
            found.imports[found.at(alias) if alias else source.split(".")[-1]] = source
        for rule in parsed["rules"]:
            found.rules[name(head(rule)["refr"]).split(".")[0]].append(rule)
        return found

    def at(self, span: Mapping[str, Any]) -> str:
        """Return the text of a span."""
        return self.text[span["start"] : span["end"]].decode()

    def full(self, called: str) -> str:
        """Return a dotted name with what its first part imports in the place of that part."""
        root, dot, rest = called.partition(".")
        return self.imports.get(root, root) + dot + rest

    def __contains__(self, called: str) -> bool:
        return called in self.rules or called in self.imports or called in _ALWAYS

    @cached_property
    def text(self) -> bytes:
        """The module's text, in which spans count."""
        return self.module.text.encode()

    @cached_property
    def package(self) -> str:
        """The name of the module's package."""
        return name(tree(self.module)["package"]["refr"])

    @cached_property
    def total(self) -> frozenset[str]:
        """The rules that always have a value: sets, objects by key, and constants."""
        return _ALWAYS | {called for called, rules in self.rules.items() if all(map(_total, rules))}


def head(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return the head of a rule; for a `default`, the rule itself."""
    kind, body = only(rule)
    found: dict[str, Any] = body if kind == "Default" else only(body["head"])[1]
    return found


def _total(rule: Mapping[str, Any]) -> bool:
    kind, body = only(rule)
    if kind == "Default":
        return not body["args"]
    form, top = only(body["head"])
    if form == "Set" or "RefBrack" in top["refr"]:
        return True
    return form == "Compr" and not body["bodies"] and bool(top["assign"]) and constant(top["assign"]["value"])
