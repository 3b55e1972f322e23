"""Modules of Terraform as they would be applied: what names mean in them, and their instances."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from collectors.iac.terraform import bodies, policy_documents, providers, types
from collectors.iac.terraform.expressions import Evaluator, Names
from collectors.iac.terraform.files import Declared, Folder, Key, is_local
from collectors.iac.terraform.instances import Instances, Make, Uncertain, as_value, each_of, expanded
from collectors.iac.terraform.kinds import Budget, Named, Refused, TooMuch, in_blocks
from collectors.iac.terraform.root import Root, Work
from collectors.iac.terraform.syntax import Block, Expression, Member, Name, children, literal
from collectors.iac.things import ModuleCall
from collectors.iac.values import REFERENCE, Unknown, cleaned, reference
from collectors.records import Source

_MOST_MODULES, _MOST_LEVELS = 2_000, 20
_MODULE_META = bodies.META | {"source", "version"}


class Lookup(Named):
    """A name such as `var` or `data.aws_region`: its members are looked up."""

    def __init__(self, get: Callable[[str], Any]) -> None:
        self._get = get

    def member(self, name: str) -> Any:
        """Return a member. Raises `Refused` if there is none."""
        return self._get(name)


class Instance(Named):
    """One instance of a resource or a data source."""

    def __init__(self, module: Module, declared: Declared, address: str, names: Names, is_data: bool) -> None:
        self.module, self.declared, self.address = module, declared, address
        self.names, self.is_data = names, is_data
        self.type = declared.block.labels[0]
        self.lines: bodies.Lines = {}
        self.why = f"the whole of {address} is not a value that the code fixes"

    def argument(self, name: str) -> Any:
        """Return the value of an argument, or the blocks of a name."""
        body, evaluator = self.declared.block.body, self.module.evaluator
        return self.module.once(
            (self.address, name), lambda: bodies.argument(body, name, self.names, evaluator, self.lines)
        )

    def attributes(self) -> dict[str, Any]:
        """Return all that the code gives: null counts as left out, as in Terraform."""
        found = {name: self.argument(name) for name in bodies.names_in(self.declared.block.body)}
        return {name: value for name, value in found.items() if value is not None}

    def member(self, name: str) -> Any:
        """Return an attribute: what the code gives, else a reference to what AWS makes up."""
        if self.is_data and (known := self._known(name)) is not None:
            return known
        if name in bodies.names_in(self.declared.block.body):
            value = self.module.once((self.address, name, "as a value"), lambda: self._value(name))
            if value is not None:
                return value
        if self.declared.block.body.broken:
            return Unknown(f"{self.address} cannot be read")
        return reference(self.address, name)

    def _value(self, name: str) -> Any:
        value = self.argument(name)
        written = name in self.declared.block.body.attributes
        return value if written or not isinstance(value, list) else in_blocks(value, self.address, name)

    def _known(self, name: str) -> Any:
        if self.type == "aws_region":
            region = self.region()
            return region if region and name in ("name", "region", "id") else None
        if self.type == "aws_partition" and name in ("partition", "id"):
            return providers.partition(self.region()) or None
        if self.type == "aws_iam_policy_document" and name in ("json", "minified_json"):
            render = partial(policy_documents.render, budget=self.module.work)
            return self.module.once((self.address, "document"), lambda: render(self.attributes()))
        return None

    def region(self) -> str:
        """Return the Region of its provider, or an empty text."""
        return providers.region_of(self.module, self.declared.block, self.names)


class Module:
    """One instance of a module: the scope of its expressions."""

    def __init__(
        self,
        root: Root,
        folder: Folder,
        prefix: str = "",
        inputs: Mapping[str, Callable[[], Any]] | None = None,
        calls: tuple[ModuleCall, ...] = (),
        caller: tuple[Module, Block] | None = None,
    ) -> None:
        self.root, self.folder, self.prefix, self.calls = root, folder, prefix, calls
        self.steps: tuple[str, ...] = (*caller[0].steps, caller[1].labels[0]) if caller else ()
        self.inputs, self.caller = inputs or {}, caller
        self.work = Work(root)
        self.evaluator = Evaluator(self, self.work)
        self._done: dict[Any, Any] = {}
        self._busy: set[Any] = set()
        types_of = {type_ for type_, _ in folder.resources}
        self._spaces: dict[str, Any] = {type_: Lookup(partial(self._resource, type_)) for type_ in types_of}
        self._spaces |= {
            "var": Lookup(self.variable),
            "local": Lookup(self._local),
            "module": Lookup(self._module_value),
            "data": Lookup(lambda type_: Lookup(partial(self._data, type_))),
            "path": {"module": self._path(), "root": ".", "cwd": "."},
            "terraform": Lookup(lambda name: Unknown(f"terraform.{name} is not in the code")),
            "self": Unknown("self is known when the code is applied"),
        }

    def _path(self) -> str:
        return Path(os.path.relpath(self.folder.path, self.root.folder)).as_posix()

    # Names

    def name(self, name: str) -> Any:
        """Return what a name stands for in this module. Raises `Refused`."""
        if name in self._spaces:
            return self._spaces[name]
        return self._lacking(name)

    def _lacking(self, name: str) -> Unknown:
        """Raise `Refused` for a name that is not declared, if all files of the module were read."""
        if self.folder.broken:
            return Unknown(f"{name} may be in a file that cannot be read")
        raise Refused(f"there is no {name}")

    def file_function(self, name: str, arguments: list[Any], evaluator: Evaluator) -> Any:
        """Return the result of a function that reads a file."""
        return self.root.reader.call(name, arguments, evaluator)

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what `make` makes, which is done once. What needs itself is unknown."""
        if key in self._done:
            return self._done[key]
        if key in self._busy:
            return Unknown(f"{'.'.join(key)} depends on itself")
        self._busy.add(key)
        try:
            with self.work.of_a_value():
                made = make()
                measure(made, self.work)
        except Refused as error:
            made = Unknown(f"Terraform refuses {'.'.join(key)}: {error}")
        except TooMuch as error:
            made = Unknown(f"{'.'.join(key)} is not computed: {error}")
        except RecursionError:
            made = Unknown(f"{'.'.join(key)} is nested too deep")
        finally:
            self._busy.discard(key)
        self._done[key] = made
        return made

    def variable(self, name: str) -> Any:
        """Return the value of a variable. Raises `Refused` if it is not declared."""
        declared = self.folder.variables.get(name)
        if declared is None:
            return self._lacking(f"var.{name}")
        return self.once(("var", name), lambda: self._variable(name, declared.block))

    def _variable(self, name: str, block: Block) -> Any:
        body = block.body
        if body.broken:
            return Unknown(f"var.{name} cannot be read")
        for mark in ("sensitive", "ephemeral"):
            if mark in body.attributes and literal(body, mark) is not False:
                return Unknown(f"var.{name} is marked as {mark}")
        given = self.inputs.get(name)
        value = given() if given else None
        default = body.expression("default")
        if given is None or (value is None and literal(body, "nullable") is False):
            if default is None:
                return Unknown(f"var.{name} has no value")
            value = self.evaluator.value(default, {})
        kind = body.expression("type")
        if kind is None:
            return value
        return types.convert(value, kind, lambda node: self.evaluator.value(node, {}), self.work)

    def _local(self, name: str) -> Any:
        if name not in self.folder.locals:
            return self._lacking(f"local.{name}")
        return self.once(("local", name), lambda: self.evaluator.value(self.folder.locals[name], {}))

    def output(self, name: str) -> Any:
        """Return the value of an output. Raises `Refused` if it is not declared."""
        declared = self.folder.outputs.get(name)
        value = declared.block.body.expression("value") if declared else None
        if value is None:
            return self._lacking(f"output {name}")
        return self.once(("output", name), lambda: self.evaluator.value(value, {}))

    def _resource(self, type_: str, name: str) -> Any:
        key = type_, name
        if key not in self.folder.resources:
            return self._lacking(f"{type_}.{name}")
        return as_value(self.instances(key, is_data=False))

    def _data(self, type_: str, name: str) -> Any:
        key = type_, name
        if key not in self.folder.data:
            return self._lacking(f"data.{type_}.{name}")
        return as_value(self.instances(key, is_data=True))

    # Instances

    def instances(self, key: Key, is_data: bool) -> Instances:
        """Return the instances of a resource or a data source."""
        declared = (self.folder.data if is_data else self.folder.resources)[key]
        address = f"{self.prefix}{'data.' if is_data else ''}{key[0]}.{key[1]}"

        def made(at: str, names: Names) -> Instance:
            return Instance(self, declared, at, names, is_data)

        return self._instances(address, declared, made)

    def _instances(self, address: str, declared: Declared, make: Make) -> Instances:
        key = ("instances", address)
        if key in self._done:
            return self._done[key]
        if key in self._busy:
            return Uncertain(Unknown(f"{address} depends on itself"), None)
        self._busy.add(key)
        try:
            with self.work.of_a_value():
                self._done[key] = expanded(declared.block.body, address, self.evaluator, make)
        finally:
            self._busy.discard(key)
        return self._done[key]

    def module_instances(self, name: str) -> Instances:
        """Return the instances of a called module: `ModuleNamed`, or `Unknown`."""
        declared = self.folder.modules[name]
        address = f"{self.prefix}module.{name}"
        folder = self._folder_of(name, declared)

        def made(at: str, names: Names) -> Any:
            return self._called(declared, folder, name, at, names)

        return self._instances(address, declared, made)

    def _module_value(self, name: str) -> Any:
        if name not in self.folder.modules:
            return self._lacking(f"module.{name}")
        return as_value(self.module_instances(name))

    def _folder_of(self, name: str, declared: Declared) -> Path | None:
        source = literal(declared.block.body, "source")
        if is_local(source):
            found = self.root.files.inside(self.folder.path / str(source))
        else:
            found = self.root.manifest.get(".".join([*self.steps, name]))
        return found if found and found.is_dir() else None

    def _called(self, declared: Declared, folder: Path | None, name: str, address: str, names: Names) -> Any:
        block = declared.block
        call = ModuleCall(address, Source(declared.file, block.start, block.end))
        wanted = cleaned(str(literal(block.body, "source") or "a source that is computed"))
        if folder is None:
            self.root.missing.append((call, wanted, partial(self._touched, block, names)))
            return Unknown(f"module.{name} is not in the tree")
        if folder in self._ancestors():
            self.root.problem(declared, f"the module {wanted} calls itself")
            return Unknown(f"module.{name} calls itself")
        self.root.modules += 1
        if len(self.calls) >= _MOST_LEVELS or self.root.modules > _MOST_MODULES:
            self.root.problem(declared, "the modules are too many, or nested too deep: this one is not read")
            return Unknown(f"module.{name} is not read: there are too many modules")
        inputs = {
            key: partial(self.evaluator.value, one.value, names)
            for key, one in block.body.attributes.items()
            if key not in _MODULE_META
        }
        below = self.root.files.folder(folder)
        return ModuleNamed(
            Module(self.root, below, f"{address}.", inputs, (*self.calls, call), (self, block))
        )

    def _ancestors(self) -> Iterator[Path]:
        module: Module | None = self
        while module:
            yield module.folder.path
            module = module.caller[0] if module.caller else None

    # What a missing module is given

    def _touched(self, block: Block, names: Names) -> set[str]:
        """Return the addresses of the resources that a call hands over, by name or by value.

        A value alone does not tell: that of `aws_iam_role.r.name` is the name that the code gives.
        """
        found: set[str] = set()
        waiting: list[Any] = [
            one.value for key, one in block.body.attributes.items() if key not in _MODULE_META
        ]
        for value in waiting:
            found |= self._given(value, names)
        seen: set[str] = set()
        while waiting:
            node = waiting.pop()
            waiting += children(node)
            if not isinstance(node, Member) or not isinstance(node.of, Name):
                continue
            if (node.of.name, node.name) in self.folder.resources:
                instances = self.instances((node.of.name, node.name), is_data=False)
                found |= {one.address for one, _ in each_of(instances) if one}
            elif node.of.name == "local" and node.name in self.folder.locals and node.name not in seen:
                seen.add(node.name)
                waiting.append(self.folder.locals[node.name])
        return found

    def _given(self, expression: Expression, names: Names) -> set[str]:
        try:
            with self.work.of_a_value():
                return _referenced(self.evaluator.value(expression, names), self.work)
        except TooMuch:
            return set()


class ModuleNamed(Named):
    """A module as expressions see it: its members are its outputs."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.why = f"the whole of {module.prefix.rstrip('.')} is not a value that the code fixes"

    def member(self, name: str) -> Any:
        """Return an output. Raises `Refused` if there is none."""
        return self.module.output(name)


def _referenced(value: Any, budget: Budget) -> set[str]:
    """Return the addresses of the resources that a value refers to."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        budget.spend()
        if isinstance(one, str):
            found |= {match[1] for match in REFERENCE.finditer(one)}
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, Instance):
            found.add(one.address)
    return found


def measure(value: Any, budget: Budget) -> None:
    """Spend a step for each value at any depth: a value that is copied often grows too large."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        budget.spend()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()
