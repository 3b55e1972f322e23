"""A plan of Terraform (`terraform show -json PLAN`) -> a stack.

Source: Terraform's "JSON Output Format". A plan has the values that will be, marks those that are
known only after it is applied and those that are sensitive, and has no lines. Of what is not known
yet, it tells which expressions name: `plan_references.py` follows them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from collectors.iac.terraform.plan_references import Configuration, dictionary, rows
from collectors.iac.things import ModuleCall, Problem, Stack, Thing
from collectors.iac.values import Unknown, cleaned
from collectors.records import Source

_LARGEST = 100_000_000
_DEPTH = 100
_MODULE = re.compile(r'module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?')
_SENSITIVE = Unknown("the plan marks the value as sensitive")


def read_plan(file: Path) -> Stack:
    """Return the stack of a plan. What cannot be read is a `Problem`, and no error."""
    name = cleaned(file.name)
    try:
        if file.stat().st_size > _LARGEST:
            return _unread(name, f"it is larger than {_LARGEST // 1_000_000} MB")
        plan = json.loads(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError:
        return _unread(name, "it cannot be opened")
    except (ValueError, RecursionError):
        return _unread(name, "it is no JSON: write the plan with `terraform show -json`")
    if not isinstance(plan, dict) or "planned_values" not in plan:
        return _unread(name, "it is no plan: write it with `terraform show -json`")
    try:
        return _Plan(plan, name).stack()
    except Exception as error:  # whatever the cause, it costs this plan only
        return _unread(name, f"it is not as Terraform writes plans ({type(error).__name__})")


def _unread(name: str, why: str) -> Stack:
    return Stack(name, "plan", (), problems=(Problem(name, 0, why),))


class _Plan:
    """One plan, read by `json`."""

    def __init__(self, plan: dict[str, Any], name: str) -> None:
        self._name = name
        self._planned = list(_resources(dictionary(plan["planned_values"]).get("root_module")))
        prior = dictionary(dictionary(plan.get("prior_state")).get("values")).get("root_module")
        self._read = [row for row in _resources(prior) if row.get("mode") == "data"]
        self._unknown: dict[str, Any] = {}
        self._sensitive: dict[str, Any] = {}
        for change in rows(plan.get("resource_changes")):
            address, made = str(change.get("address")), dictionary(change.get("change"))
            self._unknown[address] = made.get("after_unknown")
            self._sensitive[address] = made.get("after_sensitive")
        addresses = frozenset(str(row["address"]) for row in self._planned)
        self._configuration = Configuration(plan, addresses)
        self._region = self._configuration.region() or self._fact("aws_region", ("region", "name", "id"))

    def stack(self) -> Stack:
        """Return the things of the plan, with the data sources that Terraform has read."""
        things = tuple(self._thing(row) for row in [*self._planned, *self._read])
        account = self._fact("aws_caller_identity", ("account_id",))
        return Stack(self._name, "plan", things, region=self._region, account=account)

    def _fact(self, type_: str, names: tuple[str, ...]) -> str:
        """Return what a data source of the root module says of the account or the Region."""
        for row in self._read:
            values = dictionary(row.get("values"))
            if row.get("type") == type_ and not str(row["address"]).startswith("module."):
                found = [values[name] for name in names if isinstance(values.get(name), str)]
                if found:
                    return cleaned(found[0])
        return ""

    def _thing(self, row: dict[str, Any]) -> Thing:
        address = str(row["address"])
        written = self._configuration.expressions(row)
        values = _hidden(dictionary(row.get("values")), row.get("sensitive_values"))
        values = _hidden(values, self._sensitive.get(address))
        made = self._merged(values, self._unknown.get(address), written, address, 0)
        attributes = dictionary(made)
        own = attributes.get("region")
        region = own if isinstance(own, str) else self._configuration.region(row) or self._region
        return Thing(
            str(row.get("type")),
            cleaned(address),
            attributes,
            Source(self._name, 1, 1),
            calls=tuple(_calls(address, self._name)),
            region=cleaned(region),
            data=row.get("mode") == "data",
        )

    def _merged(
        self, value: Any, unknown: Any, written: Any, address: str, depth: int, name: str = ""
    ) -> Any:
        """Return a planned value with what is not known yet, or None for what nobody wrote.

        `written` is what the configuration says of it: expressions, or those of the blocks. `name`
        is that of the argument.
        """
        if depth > _DEPTH:
            return Unknown("the value is nested too deep")
        if unknown is True:
            return self._configuration.follow(written, address, name) if written else None
        if isinstance(value, dict) or isinstance(unknown, dict):
            return self._mapping(dictionary(value), dictionary(unknown), written, address, depth)
        if isinstance(value, list) or isinstance(unknown, list):
            return self._list(_as_list(value), _as_list(unknown), written, address, depth, name)
        return cleaned(value) if isinstance(value, str) else value

    def _mapping(
        self, value: dict[str, Any], unknown: dict[str, Any], written: Any, address: str, depth: int
    ) -> dict[str, Any]:
        is_block = isinstance(written, Mapping) and not _is_expression(written)
        made = {}
        for name in dict.fromkeys([*value, *unknown]):
            said = written.get(name) if is_block else written
            one = self._merged(value.get(name), unknown.get(name), said, address, depth + 1, name)
            empty = one is None or (is_block and one in ([], {}, "") and said is None)
            if not empty:
                made[cleaned(name)] = one
        return made

    def _list(
        self, value: list[Any], unknown: list[Any], written: Any, address: str, depth: int, name: str
    ) -> list[Any]:
        count = max(len(value), len(unknown))
        made = []
        for i in range(count):
            said = written[i] if isinstance(written, list) and i < len(written) else written
            if count > 1 and _is_expression(said):
                said = {"references": []}
            one = value[i] if i < len(value) else None
            doubt = unknown[i] if i < len(unknown) else None
            merged = self._merged(one, doubt, said, address, depth + 1, name)
            known_late = doubt is True and merged is None
            made.append(Unknown("it is known after the plan is applied") if known_late else merged)
        return made


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_expression(written: Any) -> bool:
    return isinstance(written, Mapping) and ("references" in written or "constant_value" in written)


def _hidden(value: Any, sensitive: Any) -> Any:
    """Return a value without the parts that Terraform marks as sensitive."""
    if sensitive is True:
        return _SENSITIVE
    if isinstance(sensitive, dict) and isinstance(value, dict):
        return {name: _hidden(one, sensitive.get(name)) for name, one in value.items()}
    if isinstance(sensitive, list) and isinstance(value, list):
        marks = sensitive + [None] * (len(value) - len(sensitive))
        return [_hidden(one, mark) for one, mark in zip(value, marks, strict=False)]
    return value


def _resources(module: Any) -> Iterator[dict[str, Any]]:
    """Yield the resources and data sources of a module and of those below it."""
    waiting = [module]
    while waiting:
        one = dictionary(waiting.pop())
        yield from (row for row in rows(one.get("resources")) if isinstance(row.get("address"), str))
        waiting += reversed(rows(one.get("child_modules")))


def _calls(address: str, file: str) -> Iterator[ModuleCall]:
    """Yield the calls of modules that lead to an address."""
    place = 0
    while found := _MODULE.match(address, place):
        yield ModuleCall(cleaned(address[: found.end()]), Source(file, 1, 1))
        place = found.end() + 1
