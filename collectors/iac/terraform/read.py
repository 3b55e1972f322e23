"""Terraform below a folder -> stacks: one for each root module, as it would be applied.

Variables have the values of `terraform.tfvars`, `*.auto.tfvars` and the files that the user names,
else their defaults. What the code does not fix is unknown (`values.py`).

Data sources are things too. Of `aws_iam_policy_document`, `json` is the rendered document. Of
`aws_region` and `aws_partition`, what the provider's Region fixes is known. Of
`aws_caller_identity` and all others, attributes are references. An attribute in `jsonencode({...})`
has lines at the pointers that its value would have: `/policy/Statement/0`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from collectors.iac.terraform import bodies, providers
from collectors.iac.terraform.expressions import Evaluator
from collectors.iac.terraform.files import Files
from collectors.iac.terraform.instances import each_of
from collectors.iac.terraform.kinds import Budget, Refused, TooMuch
from collectors.iac.terraform.modules import Instance, Module, ModuleNamed
from collectors.iac.terraform.root import Root, manifest
from collectors.iac.terraform.syntax import Body
from collectors.iac.things import Missing, Problem, Stack, Thing
from collectors.iac.values import Unknown
from collectors.records import Source

_MOST_THINGS, _SIZE_OF_THING = 20_000, 50_000
_RECURSION = 10_000


def read_terraform(root: Path, var_files: Sequence[Path] = ()) -> list[Stack]:
    """Return the stack of each root module below a folder, by path.

    Nothing is run, nothing fetched, and no file outside of the folder is opened but `var_files`.
    What cannot be read is a `Problem` of its stack; this raises no error for what is in the files.
    """
    files = Files(root)
    with _deep():
        folders = files.roots()
        stacks = [_guarded(files, folder, var_files) for folder in folders]
    told = {one for stack in stacks for one in stack.problems}
    rest = tuple(dict.fromkeys(one for one in files.problems if one not in told))
    if not rest:
        return stacks
    if not stacks:
        return [Stack(".", "terraform", (), problems=rest)]
    return [replace(stacks[0], problems=stacks[0].problems + rest), *stacks[1:]]


@contextmanager
def _deep() -> Iterator[None]:
    """Allow the recursion that the nesting of expressions, names and modules needs together."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _guarded(files: Files, folder: Path, var_files: Sequence[Path]) -> Stack:
    try:
        return _stack(files, folder, var_files)
    except Exception as error:  # whatever the cause, it costs this root module only
        key = files.relative(folder)
        problem = Problem(key, 0, f"the root module cannot be read ({type(error).__name__})")
        return Stack(key, "terraform", (), problems=(problem,))


def _stack(files: Files, folder: Path, var_files: Sequence[Path]) -> Stack:
    key = files.relative(folder)
    root = Root(files, folder, manifest(files, folder))
    module = Module(root, files.folder(folder), inputs=values_of(files, folder, var_files))
    things = tuple(_things(root, module))
    read = {*_folders_of(root, module), folder}
    problems = [one for place in sorted(read) for one in files.of_folder.get(place, ())]
    return Stack(
        key,
        "terraform",
        things,
        tuple(Missing(call, wanted, tuple(sorted(touched()))) for call, wanted, touched in root.missing),
        tuple(dict.fromkeys([*problems, *root.problems])),
        providers.default_region(module),
        providers.account_of(module),
    )


def values_of(files: Files, folder: Path, var_files: Sequence[Path]) -> dict[str, Callable[[], Any]]:
    """Return the values of the variables of a root module: the later file wins."""
    found: dict[str, Callable[[], Any]] = {}
    try:
        names = set(os.listdir(folder))
    except OSError:
        names = set()
    own = sorted(names & {"terraform.tfvars", "terraform.tfvars.json"})
    own += sorted(name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json")))
    bodies_of = [files.parsed(folder / name) for name in own]
    bodies_of += [files.parsed(path, chosen=True) for path in var_files]
    evaluator = Evaluator(_Constants(), Budget(1_000_000))
    for body in bodies_of:
        for name, attribute in body.attributes.items():
            found[name] = partial(evaluator.value, attribute.value, {})
    return found


class _Constants:
    """The scope of a file of values: it has no names."""

    def name(self, name: str) -> Any:
        """Raise `Refused`: there are no names."""
        raise Refused(f"there is no {name}")

    def file_function(self, name: str, arguments: list[Any], evaluator: Evaluator) -> Any:
        """Raise `Refused`: no function may be called."""
        raise Refused("a file of values calls no functions")


def _called(module: Module) -> Iterator[tuple[Module, str]]:
    """Yield the modules that a module calls, and why it is not certain that it does."""
    for name in module.folder.modules:
        for one, maybe in each_of(module.module_instances(name)):
            if isinstance(one, ModuleNamed):
                yield one.module, maybe


def _folders_of(root: Root, module: Module) -> Iterator[Path]:
    waiting = [module]
    while waiting:
        one = waiting.pop()
        yield one.folder.path
        waiting += [below for below, _ in _called(one)]


def _things(root: Root, top: Module) -> Iterator[Thing]:
    """Yield the resources and data sources of a module and of those that it calls."""
    waiting, left = [(top, "")], _MOST_THINGS
    while waiting:
        module, maybe = waiting.pop()
        for is_data, table in ((False, module.folder.resources), (True, module.folder.data)):
            for key in table:
                for instance, doubt in each_of(module.instances(key, is_data)):
                    left -= 1
                    if left < 0:
                        root.problems.append(
                            Problem(
                                "", 0, f"it declares more than {_MOST_THINGS} things: the rest is not read"
                            )
                        )
                        return
                    yield _thing(root, instance, doubt or maybe)
        waiting += reversed([(below, doubt or maybe) for below, doubt in _called(module)])


def _thing(root: Root, instance: Instance, maybe: str) -> Thing:
    block, module = instance.declared.block, instance.module
    attributes: dict[str, Any] = {}
    budget = Budget(_SIZE_OF_THING)
    for name, value in instance.attributes().items():
        try:
            attributes[name] = bodies.plain(value, budget)
        except TooMuch:
            attributes[name] = Unknown("the value is larger than the reader allows")
    broken = _broken(block.body)
    if broken:
        maybe = maybe or f"line {broken} of the block cannot be read"
    return Thing(
        block.labels[0],
        instance.address,
        attributes,
        Source(instance.declared.file, block.start, block.end),
        instance.lines,
        module.calls,
        maybe,
        instance.region(),
        data=instance.is_data,
    )


def _broken(body: Body) -> int:
    """Return the line of a syntax error in a block, or 0."""
    return body.broken or next((line for block in body.blocks if (line := _broken(block.body))), 0)
