"""The part `configuration` of a plan: what the expressions of its code name.

A plan does not say what an expression does with what it names: `"${aws_x.y.id}-logs"` names the
same as `aws_x.y.id`. It is taken for the reference alone where it names one attribute of one
resource, that attribute is an id or a name, and the argument takes an id (`_TAKES`).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from collectors.iac.values import Unknown, cleaned, reference

_STEPS = 50
_STEP = re.compile(r'\.?([\w-]+)((?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?)')
_IDS = re.compile(
    r"(^|_)(arns?|ids?|identifiers?|role|bucket|name|key|policy|topic|queue|function|principal)$"
)


_TAKES = re.compile(r"(^|_)(arns?|ids?|identifiers?|role|bucket|key|principal|function_name|topic|queue)$")


def dictionary(value: Any) -> dict[str, Any]:
    """Return a value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: Any) -> list[dict[str, Any]]:
    """Return the mappings of a list, or nothing."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


class _Place(NamedTuple):
    """A module in the configuration: its address, its part, and how it is called from above."""

    prefix: str
    module: dict[str, Any]
    call: dict[str, Any]
    above: _Place | None


class Configuration:
    """The configuration of a plan. `addresses` are those of the planned resources."""

    def __init__(self, plan: dict[str, Any], addresses: frozenset[str]) -> None:
        configuration = dictionary(plan.get("configuration"))
        self._root = _Place("", dictionary(configuration.get("root_module")), {}, None)
        self._providers = dictionary(configuration.get("provider_config"))
        self._variables = dictionary(plan.get("variables"))
        self._addresses = addresses

    def expressions(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the expressions of the arguments of a planned resource."""
        return dictionary(self._resource(row).get("expressions"))

    def _resource(self, row: dict[str, Any]) -> dict[str, Any]:
        module = self._place(str(row.get("address"))).module
        for one in rows(module.get("resources")):
            if all(one.get(name) == row.get(name) for name in ("mode", "type", "name")):
                return one
        return {}

    def region(self, row: dict[str, Any] | None = None) -> str:
        """Return the Region of the provider of a resource, or of `aws`, or an empty text."""
        key = str(self._resource(row).get("provider_config_key")) if row else "aws"
        provider = dictionary(self._providers.get(key))
        region = dictionary(dictionary(provider.get("expressions")).get("region"))
        if isinstance(region.get("constant_value"), str):
            return cleaned(region["constant_value"])
        names = region.get("references")
        if isinstance(names, list) and len(names) == 1 and ":" not in key:
            declared = dictionary(self._root.module.get("variables")).get(str(names[0])[4:])
            value = dictionary(self._variables.get(str(names[0])[4:])).get("value")
            if isinstance(value, str) and not dictionary(declared).get("sensitive"):
                return cleaned(value)
        return ""

    def follow(self, written: Any, address: str, name: str) -> Any:
        """Return the reference that the expression of an argument is, or `Unknown`."""
        found = dictionary(written).get("references")
        names = [str(one) for one in found] if isinstance(found, list) else []
        target = (
            self._followed(names, self._place(address), _STEPS)
            if names and self._takes(address, name)
            else None
        )
        if target:
            return reference(*target)
        beside = f": it is made of {cleaned(names[0])}" if names else ""
        return Unknown(f"it is known after the plan is applied{beside}")

    def _takes(self, address: str, name: str) -> bool:
        """Return whether an argument takes an id, and is not the name of the resource itself."""
        bare = re.sub(r'\[(\d+|"([^"\\]|\\.)*")\]', "", address)
        type_ = bare.split(".")[-2:][0]
        return bool(_TAKES.search(name)) and not type_.endswith(f"_{name}")

    def _place(self, address: str) -> _Place:
        """Return the module in which an address stands."""
        place, at = self._root, 0
        while found := re.compile(r"module\.").match(address, at):
            step = _STEP.match(address, found.end())
            if not step:
                break
            call = dictionary(dictionary(place.module.get("module_calls")).get(step[1]))
            at = step.end() + 1
            place = _Place(address[:at], dictionary(call.get("module")), call, place)
        return place

    def _followed(self, names: list[str], place: _Place, left: int) -> tuple[str, str] | None:
        """Return (address, attribute) of the one resource that references name, through modules."""
        first = max(names, key=len)
        if left <= 0 or any(not first.startswith(one) for one in names):
            return None
        steps = _STEP.findall(first)
        if not steps:
            return None
        if steps[0][0] == "var" and place.above and len(steps) == 2:
            given = dictionary(dictionary(place.call.get("expressions")).get(steps[1][0]))
            return self._next(given, place.above, left)
        if steps[0][0] == "module" and len(steps) == 3:
            call = dictionary(dictionary(place.module.get("module_calls")).get(steps[1][0]))
            module = dictionary(call.get("module"))
            output = dictionary(dictionary(module.get("outputs")).get(steps[2][0]))
            prefix = f"{place.prefix}module.{steps[1][0]}{steps[1][1]}."
            below = _Place(prefix, module, call, place)
            return self._next(dictionary(output.get("expression")), below, left)
        if len(steps) != 3 or steps[2][1] or not _IDS.search(steps[2][0]):
            return None
        address = f"{place.prefix}{steps[0][0]}.{steps[1][0]}{steps[1][1]}"
        return (cleaned(address), cleaned(steps[2][0])) if address in self._addresses else None

    def _next(self, expression: dict[str, Any], place: _Place, left: int) -> tuple[str, str] | None:
        names = expression.get("references")
        return self._followed([str(one) for one in names], place, left - 1) if names else None
