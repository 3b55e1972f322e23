"""Resolves the values of one template, with its parameters, conditions, mappings and references.

Source: "Intrinsic function reference" in the user guide of CloudFormation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.iac.cloudformation import parameters as parameters_of
from collectors.iac.cloudformation import pseudo
from collectors.iac.cloudformation.budget import Budget, size
from collectors.iac.cloudformation.conditions import Conditions
from collectors.iac.cloudformation.document import SAM, Document, name_of_macro
from collectors.iac.cloudformation.functions import PURE, Refused, later, made, nodes, substituted, text_of
from collectors.iac.cloudformation.loops import EACH, expanded, members
from collectors.iac.cloudformation.nodes import Node
from collectors.iac.cloudformation.sam import Sam
from collectors.iac.values import Unknown, escaped, has_tokens, is_plain, reference

NOTHING = object()
"""What AWS::NoValue gives: the member or the element is left out."""

TOO_DEEP = Unknown("a value that depends on too many others")

Lines = dict[str, tuple[int, int]]

_NESTED_STEPS = 10
"""Opening a nested stack takes many calls of Python."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A member of Resources. `maybe` says why a loop does not fix whether there is one."""

    node: Node
    maybe: str = ""


class Scope:
    """One use of a template.

    `given` are the values of parameters, `prefix` what stands before logical ids in addresses.
    `nested` returns the scope of a nested stack, by its logical id, or why there is none.
    """

    def __init__(
        self,
        document: Document,
        given: Mapping[str, Any],
        budget: Budget,
        nested: Callable[[Scope, str], Scope | Unknown],
        prefix: str = "",
    ) -> None:
        self.document, self.budget, self.prefix = document, budget, prefix
        self._given, self._nested = given, nested
        root = document.root
        self._parameters = root.members("Parameters")
        self._mappings = root.members("Mappings")
        self._values: dict[str, Any] = {}
        self._outputs_read: dict[str, Any] = {}
        self._named: Mapping[str, str] = {}
        self.conditions = Conditions(self)
        self.resources: dict[str, Declared] = {}
        budget.allow(document.file, document.letters)
        self.conditions.nodes = {name: node for name, node, _ in members(self, root, "Conditions")}
        self._outputs = {name: node for name, node, _ in members(self, root, "Outputs")}
        self.resources = self._declared()

    def _declared(self) -> dict[str, Declared]:
        root = self.document.root
        found = {name: Declared(node, maybe) for name, node, maybe in members(self, root, "Resources")}
        if SAM not in self.document.transforms:
            return found
        sam = Sam(root)
        self._named = sam.named
        for name, node, maybe in sam.implied:
            found.setdefault(name, Declared(node, maybe))
        return {
            name: Declared(node, declared.maybe)
            for logical_id, declared in found.items()
            for name, node in sam.resources(logical_id, declared.node)
            if name == logical_id or name not in found
        }

    def value(self, node: Node, pointer: str = "", lines: Lines | None = None) -> Any:
        """Return the value of a node, or `NOTHING`. Add the lines of each part at its pointer."""
        if lines is not None:
            lines.setdefault(pointer, (node.start, node.end))
        self.budget.spend()
        found = node.value
        if isinstance(found, str):
            return made(found) if "{{resolve:" in found else found
        if not isinstance(found, dict | list):
            return found
        try:
            if not self.budget.enter():
                return TOO_DEEP
            if isinstance(found, list):
                return self._list(found, pointer, lines)
            return self._map(found, pointer, lines)
        except Refused as error:
            return Unknown(str(error))
        finally:
            self.budget.leave()

    def known(self, node: Node) -> Any:
        """Return the value of an argument. Raises `Refused` where AWS::NoValue stands alone."""
        value = self.value(node)
        if value is NOTHING:
            raise Refused("AWS::NoValue stands where a value is needed")
        return value

    def _list(self, nodes: list[Node], pointer: str, lines: Lines | None) -> list[Any]:
        found: list[Any] = []
        for node in nodes:
            place = f"{pointer}/{len(found)}"
            value = self.value(node, place, lines)
            if value is not NOTHING:
                found.append(value)
            elif lines is not None:
                lines.pop(place, None)
        return found

    def _map(self, members: dict[str, Node], pointer: str, lines: Lines | None) -> Any:
        for name in members:
            if name == "Ref" and len(members) == 1:
                return self._call(name, members[name], pointer, lines)
            if name.startswith("Fn::") and not name.startswith(EACH):
                if len(members) == 1 or name == "Fn::Transform":
                    return self._call(name, members[name], pointer, lines)
                raise Refused(f"{name} stands beside other keys")
        found = {}
        for name, node, maybe in expanded(self, members):
            if maybe:
                return Unknown(maybe)
            place = f"{pointer}/{escaped(name)}"
            value = self.value(node, place, lines)
            if value is not NOTHING:
                found[name] = value
            elif lines is not None:
                lines.pop(place, None)
        return found

    def _call(self, name: str, argument: Node, pointer: str, lines: Lines | None) -> Any:
        try:
            if name in PURE:
                return self._computed(name, argument)
            if name == "Fn::If":
                return self._if(argument, pointer, lines)
            if name in _CALLS:
                return _CALLS[name](self, argument)
        except Refused as error:
            return Unknown(f"{name}: {error}")
        return Unknown(f"the function {name}")

    def _computed(self, name: str, argument: Node) -> Any:
        given = self.known(argument)
        self.budget.spend(size(given))
        found = PURE[name](given)
        self.budget.spend(size(found))
        return found

    def _if(self, argument: Node, pointer: str, lines: Lines | None) -> Any:
        name, yes, no = nodes(argument, 3)
        if not isinstance(name.value, str):
            raise Refused("needs the name of a condition")
        result = self.conditions.result(name.value)
        if not isinstance(result, Unknown):
            return self.value(yes if result else no, pointer, lines)
        first, second = self.value(yes), self.value(no)
        if first is second or (NOTHING not in (first, second) and is_plain(first) and _same(first, second)):
            return first
        return Unknown(f"the condition {name.value} is not known: {result.why}")

    def created(self, name: str) -> bool | Unknown:
        """Return whether the stack has a resource of `resources`."""
        declared = self.resources[name]
        if declared.node.get("Condition") is None:
            return Unknown(declared.maybe) if declared.maybe else True
        condition = declared.node.text("Condition")
        result = self.conditions.result(condition)
        if result is False or (result is True and not declared.maybe):
            return result
        if isinstance(result, Unknown):
            return Unknown(f"the condition {condition} is not known: {result.why}")
        return Unknown(declared.maybe)

    def refer(self, name: str) -> Any:
        """Return what `Ref` gives for a name."""
        if name == "AWS::NoValue":
            return NOTHING
        if (known := pseudo.value_of(name, self.document)) is not None:
            return known
        if name in self._parameters:
            if name not in self._values:
                declaration = self._parameters[name]
                self._values[name] = parameters_of.value_of(name, declaration, self._given)
            return self._values[name]
        return self.attribute(name, "Ref")

    def is_secret(self, name: str) -> bool:
        """Return whether a parameter is marked with NoEcho."""
        return name in self._parameters and parameters_of.is_secret(self._parameters[name])

    def attribute(self, name: str, attribute: str) -> Any:
        """Return what `GetAtt` gives. Raises `Refused` for a resource that is not there."""
        name = self._named.get(name, name)
        if name not in self.resources:
            raise Refused(f"{name} is neither a parameter nor a resource of the template")
        if self.created(name) is False:
            raise Refused(f"{name} is not created")
        if attribute.startswith("Outputs.") and is_nested(self.resources[name].node):
            return self._output_of(name, attribute.removeprefix("Outputs."))
        return reference(self.prefix + name, attribute)

    def _output_of(self, name: str, output: str) -> Any:
        try:
            if not self.budget.enter(_NESTED_STEPS):
                return TOO_DEEP
            scope = self._nested(self, name)
            return scope if isinstance(scope, Unknown) else scope.output(output)
        finally:
            self.budget.leave(_NESTED_STEPS)

    def output(self, name: str) -> Any:
        """Return the value of an output of this template. Raises `Refused` if there is none."""
        node = self._outputs.get(name)
        if node is None:
            raise Refused(f"the nested stack has no output {name}")
        if node.get("Condition") and self.conditions.result(node.text("Condition")) is False:
            raise Refused(f"the output {name} is not created")
        value = node.get("Value")
        if name not in self._outputs_read:
            self._outputs_read[name] = Unknown(f"the output {name} depends on itself")
            self._outputs_read[name] = self.known(value) if value else Unknown(f"the output {name} is empty")
        return self._outputs_read[name]

    def _ref(self, argument: Node) -> Any:
        name = self.known(argument)
        if isinstance(name, Unknown):
            return name
        if not isinstance(name, str):
            raise Refused("needs a name")
        return self.refer(name)

    def _get_att(self, argument: Node) -> Any:
        if isinstance(argument.value, str):
            steps: list[Any] = list(argument.value.partition(".")[::2])
        else:
            steps = [self.known(step) for step in argument.items()]
        for step in steps:
            if isinstance(step, Unknown):
                return step
            if not isinstance(step, str) or not step or has_tokens(step):
                raise Refused("needs the name of a resource and of an attribute")
        if len(steps) < 2:
            raise Refused("needs the name of a resource and of an attribute")
        return self.attribute(steps[0], ".".join(steps[1:]))

    def _sub(self, argument: Node) -> Any:
        variables: dict[str, Node] = {}
        text = argument
        if isinstance(argument.value, list):
            text, given = nodes(argument, 2)
            variables = given.value if isinstance(given.value, dict) else {}
        if not isinstance(text.value, str):
            raise Refused("needs a text")

        def value_of(name: str) -> Any:
            self.budget.spend()
            if name in variables:
                value = self.known(variables[name])
            elif "." in name and name not in self._named:
                value = self.attribute(*name.split(".", 1))
            else:
                value = self.refer(name)
            if value is NOTHING:
                raise Refused("AWS::NoValue stands in a text")
            return value

        self.budget.spend(size(text.value))
        found = substituted(text.value, value_of)
        self.budget.spend(size(found))
        return found

    def _find_in_map(self, argument: Node) -> Any:
        if not isinstance(argument.value, list) or len(argument.value) not in (3, 4):
            raise Refused("needs the name of a map and two keys")
        default = argument.value[3].get("DefaultValue") if len(argument.value) == 4 else None
        keys = [self.known(key) for key in argument.value[:3]]
        found = [Node(self._mappings, 0, 0)]
        why: Unknown | None = None
        for key in keys:
            if isinstance(key, dict | list):
                raise Refused("a key is no text")
            if isinstance(key, Unknown) or has_tokens(key):
                why = why or (key if isinstance(key, Unknown) else later(key))
                found = [
                    inner for one in found if isinstance(one.value, dict) for inner in one.value.values()
                ]
                self.budget.spend(len(found))
            else:
                found = [inner for one in found if (inner := one.get(text_of(key)))]
        if why:
            return self._same_in_all(found, why) if default is None else why
        if found:
            return self.known(found[0])
        if default:
            return self.known(default)
        raise Refused(f"there is no {'.'.join(map(text_of, keys))}")

    def _same_in_all(self, candidates: list[Node], why: Unknown) -> Any:
        """Return the value that all candidates share, or why it is not known."""
        values = [self.known(one) for one in candidates]
        if values and is_plain(values) and all(_same(values[0], one) for one in values[1:]):
            return values[0]
        return why

    def _transform(self, argument: Node) -> Any:
        return Unknown(f"the macro {name_of_macro(argument)} makes it")


_CALLS: dict[str, Callable[[Scope, Node], Any]] = {
    "Ref": Scope._ref,
    "Fn::GetAtt": Scope._get_att,
    "Fn::Sub": Scope._sub,
    "Fn::FindInMap": Scope._find_in_map,
    "Fn::Transform": Scope._transform,
}


def is_nested(node: Node) -> bool:
    """Return whether a resource is a nested stack."""
    return node.text("Type") == "AWS::CloudFormation::Stack"


def _same(first: Any, second: Any) -> bool:
    """Return whether two values are equal, of the same type: for Python, 1 == True."""
    return type(first) is type(second) and bool(first == second)
