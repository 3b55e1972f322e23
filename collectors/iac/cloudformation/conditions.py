"""The conditions of a template, with three results: true, false and not known.

Source: "Condition functions" in the user guide of CloudFormation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectors.iac.cloudformation.budget import size
from collectors.iac.cloudformation.functions import Refused, equal, nodes
from collectors.iac.cloudformation.nodes import Node
from collectors.iac.values import Unknown

if TYPE_CHECKING:
    from collectors.iac.cloudformation.scope import Scope


_STEPS = 2
"""A condition that waits takes more calls of Python than a value."""


class Conditions:
    """The conditions of one scope. Each is tested once, when it is asked for."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._results: dict[str, bool | Unknown] = {}
        self.nodes: dict[str, Node] = {}

    def result(self, name: str) -> bool | Unknown:
        """Return the result of a condition."""
        if name not in self._results:
            node = self.nodes.get(name)
            if node is None:
                return Unknown(f"there is no condition {name}")
            self._results[name] = Unknown(f"the condition {name} depends on itself")
            self._results[name] = self._test(node)
        return self._results[name]

    def _test(self, node: Node) -> bool | Unknown:
        if not isinstance(node.value, dict) or len(node.value) != 1:
            return Unknown("a condition that is no function")
        ((name, argument),) = node.value.items()
        budget = self._scope.budget
        try:
            if not budget.enter(_STEPS):
                return Unknown("a condition that depends on too many others")
            return self._tested(name, argument)
        except Refused as error:
            return Unknown(f"{name}: {error}")
        finally:
            budget.leave(_STEPS)

    def _tested(self, name: str, argument: Node) -> bool | Unknown:
        if name == "Condition" and isinstance(argument.value, str):
            return self.result(argument.value)
        if name == "Fn::Equals":
            left, right = (self._scope.known(one) for one in nodes(argument, 2))
            self._scope.budget.spend(size(left) + size(right))
            return equal(left, right)
        if name == "Fn::Not":
            (inner,) = nodes(argument, 1)
            result = self._test(inner)
            return result if isinstance(result, Unknown) else not result
        if name not in ("Fn::And", "Fn::Or") or not isinstance(argument.value, list):
            return Unknown(f"{name} in a condition")
        decides = name == "Fn::Or"
        results = [self._test(inner) for inner in argument.value]
        if decides in results:
            return decides
        return next((result for result in results if isinstance(result, Unknown)), not decides)
