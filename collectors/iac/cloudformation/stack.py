"""Makes the things of one stack: a template, and the templates that it nests in the tree."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from collectors.iac.cloudformation import cdk
from collectors.iac.cloudformation.budget import Budget, Exhausted, size
from collectors.iac.cloudformation.definitions import STATE_MACHINE, complete
from collectors.iac.cloudformation.document import PROCESSED, Document, name_of_macro
from collectors.iac.cloudformation.files import beside
from collectors.iac.cloudformation.functions import Refused
from collectors.iac.cloudformation.nodes import Node
from collectors.iac.cloudformation.scope import Lines, Scope, is_nested
from collectors.iac.things import Missing, ModuleCall, Problem, Stack, Thing
from collectors.iac.values import HOLE, REFERENCE, Unknown, cleaned, has_tokens
from collectors.records import Source

MAX_NESTED = 20
"""Templates that nest each other, one in the other."""

_LOGICAL_ID = re.compile("[A-Za-z0-9]+")
_HARMLESS = ("AWS::SecretsManager-", "AWS::CodeDeployBlueGreen")
"""Transforms that add resources of their own, and change none that we judge."""


class StackReader:
    """Reads one stack.

    `root` is the folder of the tree, `documents` are its templates, `unreadable` the files that
    cannot be read.
    """

    def __init__(
        self, root: Path, documents: Mapping[str, Document], unreadable: Mapping[str, Problem]
    ) -> None:
        self._root = root
        self._documents, self._unreadable = documents, unreadable
        self._budget = Budget()
        self._scopes: dict[str, Scope | Unknown] = {}
        self._chains: dict[str, tuple[str, ...]] = {}
        self._things: list[Thing] = []
        self._missing: list[Missing] = []
        self._problems: list[Problem] = []

    def read(self, root: Document, given: Mapping[str, Any]) -> Stack:
        """Return the stack of a template, with what could be read of it."""
        try:
            self._chains[""] = (root.file,)
            self._read(Scope(root, given, self._budget, self._nested), (), "")
        except Exhausted:
            self._problem(root.file, 0, "it makes more work than its size allows: the rest is not read")
        except Exception as error:  # whatever the cause, it costs the rest of this stack only
            self._problem(root.file, 0, f"the rest cannot be read ({type(error).__name__})")
        return Stack(
            root.file,
            root.format,
            tuple(self._things),
            tuple(self._missing),
            tuple(self._problems),
            root.region,
            root.account,
        )

    def _problem(self, file: str, line: int, sentence: str) -> None:
        problem = Problem(file, line, sentence)
        if problem not in self._problems:
            self._problems.append(problem)

    def _read(self, scope: Scope, calls: tuple[ModuleCall, ...], maybe: str) -> None:
        """Add the things of a template that `calls` lead to."""
        first = len(self._things)
        for name, declared in scope.resources.items():
            node = declared.node
            source = Source(scope.document.file, node.start, node.end)
            if name == "Fn::Transform":
                self._lacks(scope, name, source, f"what the macro {name_of_macro(node)} adds", ())
            elif not _LOGICAL_ID.fullmatch(name) and not declared.maybe:
                self._problem(source.file, source.start_line, f"{name!r} is no logical id")
            elif not node.text("Type"):
                self._problem(source.file, source.start_line, f"the resource {name} has no type")
            else:
                self._add(scope, name, source, calls, maybe)
        self._macros(scope, tuple(thing.address for thing in self._things[first:]))

    def _add(
        self, scope: Scope, name: str, source: Source, calls: tuple[ModuleCall, ...], maybe: str
    ) -> None:
        node = scope.resources[name].node
        created = scope.created(name)
        if created is False:
            return
        maybe = maybe or (created.why if isinstance(created, Unknown) else "")
        lines: Lines = {}
        attributes = self._attributes(scope, name, source, lines)
        if node.text("Type") == STATE_MACHINE:
            complete(attributes, lines, lambda place: self._text(source.file, place))
        address = scope.prefix + name
        self._things.append(
            Thing(
                node.text("Type"),
                address,
                attributes,
                source,
                _shorter(lines),
                calls,
                maybe,
                scope.document.region,
                cdk.path_of(node),
            )
        )
        if is_nested(node):
            self._hide(scope, name, attributes)
            self._add_nested(scope, name, attributes, (*calls, ModuleCall(address, source)), maybe)
        elif node.text("Type").endswith("::MODULE"):
            wanted = f"the module {node.text('Type')}"
            self._lacks(scope, name, source, wanted, _touched(attributes))

    def _attributes(self, scope: Scope, name: str, source: Source, lines: Lines) -> dict[str, Any]:
        """Return the attributes of a resource. If they are not known, the resource is touched."""
        node = scope.resources[name].node
        properties = node.get("Properties")
        if "Fn::Transform" in node.value:
            macro = name_of_macro(node.value["Fn::Transform"])
            self._lacks(scope, name, source, f"the macro {macro}", (scope.prefix + name,))
        if properties is None:
            return {}
        macro_node = properties.get("Fn::Transform")
        if macro_node is not None:
            rest = {key: one for key, one in properties.value.items() if key != "Fn::Transform"}
            properties = Node(rest, properties.start, properties.end)
            wanted = f"the macro {name_of_macro(macro_node)}"
            self._lacks(scope, name, source, wanted, (scope.prefix + name,))
        found = scope.value(properties, "", lines)
        if isinstance(found, dict):
            return found
        why = found.why if isinstance(found, Unknown) else "they are no map"
        self._lacks(scope, name, source, f"the properties of {name}: {why}", (scope.prefix + name,))
        return {}

    def _text(self, file: str, place: str) -> str | Unknown:
        """Return the text of a file beside a template."""
        below = _below(file, place)
        text = beside(self._root, below) if below else None
        if text is None:
            return Unknown(f"the file {place} is not in the tree")
        self._budget.spend(size(text))
        return cleaned(text)

    def _lacks(self, scope: Scope, name: str, source: Source, wanted: str, touches: tuple[str, ...]) -> None:
        self._missing.append(Missing(ModuleCall(scope.prefix + name, source), wanted, touches))

    def _macros(self, scope: Scope, addresses: tuple[str, ...]) -> None:
        """Say which macros change the whole template: nothing in it is fixed then."""
        section = scope.document.root.get("Transform")
        for name in scope.document.transforms:
            if name not in PROCESSED and section:
                touches = () if name.startswith(_HARMLESS) else addresses
                source = Source(scope.document.file, section.start, section.end)
                self._lacks(scope, "Transform", source, f"the macro {name}", touches)

    def _add_nested(
        self,
        scope: Scope,
        name: str,
        attributes: Mapping[str, Any],
        calls: tuple[ModuleCall, ...],
        maybe: str,
    ) -> None:
        inner = self._nested(scope, name)
        if isinstance(inner, Scope):
            self._read(inner, calls, maybe)
            return
        wanted = attributes.get("TemplateURL")
        text = _readable(wanted) if isinstance(wanted, str) else inner.why
        self._missing.append(Missing(calls[-1], text, _touched(attributes)))

    def _hide(self, scope: Scope, name: str, attributes: dict[str, Any]) -> None:
        """Take out of a call what the nested template marks as secret."""
        inner, given = self._nested(scope, name), attributes.get("Parameters")
        if isinstance(inner, Scope) and isinstance(given, dict):
            for parameter in given:
                if inner.is_secret(parameter):
                    given[parameter] = Unknown(f"the parameter {parameter} is secret (NoEcho)")

    def _nested(self, scope: Scope, name: str) -> Scope | Unknown:
        """Return the scope of a nested stack, or why there is none. Each is made once."""
        address = scope.prefix + name
        if address not in self._scopes:
            self._scopes[address] = Unknown(f"the nested stack {address} depends on itself")
            self._scopes[address] = self._open(scope, name)
        return self._scopes[address]

    def _open(self, scope: Scope, name: str) -> Scope | Unknown:
        self._budget.spend(10)
        node = scope.resources[name].node
        file = self._file(scope, node)
        if isinstance(file, Unknown):
            return file
        chain = self._chains[scope.prefix]
        if file in chain or len(chain) >= MAX_NESTED:
            why = "nests itself" if file in chain else f"is nested more than {MAX_NESTED} deep"
            self._problem(scope.document.file, node.start, f"the template {file} {why}")
            return Unknown(f"the template {file} {why}")
        if file in self._unreadable:
            return Unknown(f"the template {file} cannot be read")
        found = self._documents.get(file)
        if found is None:
            return Unknown(f"the template {file} is not in the tree")
        outer = scope.document
        inner = replace(found, account=outer.account, region=outer.region, name="")
        prefix = f"{scope.prefix}{name}."
        self._chains[prefix] = (*chain, file)
        return Scope(inner, self._given(scope, node, found), self._budget, self._nested, prefix)

    def _file(self, scope: Scope, node: Node) -> str | Unknown:
        """Return the file with the template of a nested stack, below the root."""
        if file := wanted_file(scope.document.file, node):
            return file
        place = node.members("Properties").get("TemplateURL")
        value = scope.value(place) if place else None
        if isinstance(value, Unknown):
            return value
        if isinstance(value, str) and not has_tokens(value) and (file := _below(scope.document.file, value)):
            return file
        text = _readable(value) if isinstance(value, str) else "of a nested stack"
        return Unknown(f"the template {text} is not in the tree")

    def _given(self, scope: Scope, node: Node, inner: Document) -> Mapping[str, Any]:
        """Return the parameters of a nested stack. What is not known makes all of them unknown."""
        place = node.members("Properties").get("Parameters")
        try:
            value = scope.known(place) if place else {}
        except Refused as error:
            value = Unknown(str(error))
        if isinstance(value, dict):
            return value
        unknown = value if isinstance(value, Unknown) else Unknown("the parameters are no map")
        return dict.fromkeys(inner.root.members("Parameters"), unknown)


def wanted_file(file: str, resource: Node) -> str:
    """Return the file below the root that holds a nested stack's template, if the text says so."""
    properties = resource.get("Properties")
    if properties is None:
        return ""
    if is_nested(resource):
        return _below(file, cdk.asset_of(resource) or properties.text("TemplateURL"))
    if resource.text("Type") == "AWS::Serverless::Application":
        return _below(file, properties.text("Location"))
    return ""


def _below(file: str, place: str) -> str:
    """Return a path beside a file as a path below the root. Nothing for an address or outside."""
    if not place or "://" in place or "{{" in place or place.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), place))
    return "" if path.startswith("../") or path == ".." else path


def _readable(text: str) -> str:
    """Return a text with tokens in the words of a template."""
    named = REFERENCE.sub(lambda token: f"${{{token[1]}.{token[2]}}}".replace(".Ref}", "}"), text)
    return HOLE.sub("${?}", named)


def _touched(value: Any) -> tuple[str, ...]:
    """Return the addresses of the resources that a value refers to."""
    return tuple(sorted({address for address in _addresses(value) if "::" not in address}))


def _addresses(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (token[1] for token in REFERENCE.finditer(value))
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _addresses(one)


def _shorter(lines: Lines) -> Lines:
    """Return the lines without those of values that have the lines of the one that holds them."""
    return {
        pointer: span
        for pointer, span in lines.items()
        if pointer == "" or lines.get(pointer.rpartition("/")[0]) != span
    }
