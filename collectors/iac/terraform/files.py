"""The files of Terraform below one root: what they declare. Each file is parsed once.

Nothing outside of the root is opened, and nothing that is no plain file.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from collectors.iac.terraform import hcl, json_syntax
from collectors.iac.terraform.syntax import Block, Body, Expression, Literal
from collectors.iac.things import Problem
from collectors.iac.values import cleaned

LARGEST = 500_000
"""How many bytes a file may have: tree-sitter takes up to 1,500 bytes of memory for one of them."""

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")

_MOST_FOLDERS = 20_000
_SKIPPED = {"node_modules", "__pycache__"}

Key = tuple[str, str]
"""The type and the name of a resource or a data source."""


@dataclass(slots=True)
class Declared:
    """A block, and the file in which it stands."""

    block: Block
    file: str


@dataclass(slots=True)
class Folder:
    """What the files of one folder declare: a module.

    `broken` says whether a file, or a part of one, could not be read: something may be lacking.
    """

    path: Path
    broken: bool = False
    variables: dict[str, Declared] = field(default_factory=dict)
    locals: dict[str, Expression] = field(default_factory=dict)
    outputs: dict[str, Declared] = field(default_factory=dict)
    resources: dict[Key, Declared] = field(default_factory=dict)
    data: dict[Key, Declared] = field(default_factory=dict)
    modules: dict[str, Declared] = field(default_factory=dict)
    providers: list[tuple[str, Declared]] = field(default_factory=list)

    def add(self, body: Body, file: str) -> None:
        """Add the blocks of a file."""
        self.broken = self.broken or bool(body.broken)
        for block in body.blocks:
            self._add(Declared(block, file))

    def _add(self, one: Declared) -> None:
        type_, labels = one.block.type, one.block.labels
        if type_ == "locals":
            self.locals.update((name, found.value) for name, found in one.block.body.attributes.items())
        elif type_ == "variable" and labels:
            self.variables[labels[0]] = one
        elif type_ == "output" and labels:
            self.outputs[labels[0]] = one
        elif type_ == "module" and labels:
            self.modules[labels[0]] = one
        elif type_ == "provider" and labels:
            self.providers.append((labels[0], one))
        elif type_ == "resource" and len(labels) == 2:
            self.resources[labels[0], labels[1]] = one
        elif type_ == "data" and len(labels) == 2:
            self.data[labels[0], labels[1]] = one

    def override(self, body: Body) -> None:
        """Change blocks as an override file does: its arguments replace those of the same block."""
        for block in body.blocks:
            if block.type == "locals":
                self._add(Declared(block, ""))
            elif target := self._target(block):
                target.block.body.attributes.update(block.body.attributes)
                new = {inner.type for inner in block.body.blocks}
                kept = [inner for inner in target.block.body.blocks if inner.type not in new]
                target.block.body.blocks[:] = kept + block.body.blocks

    def _target(self, block: Block) -> Declared | None:
        if len(block.labels) == 2:
            table = self.resources if block.type == "resource" else self.data
            return table.get((block.labels[0], block.labels[1]))
        if len(block.labels) != 1:
            return None
        name = block.labels[0]
        named = {"variable": self.variables, "output": self.outputs, "module": self.modules}
        if block.type == "provider":
            return next((one for label, one in self.providers if label == name), None)
        return named.get(block.type, {}).get(name)


class Files:
    """The files below a root."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.problems: list[Problem] = []
        self.of_folder: dict[Path, list[Problem]] = defaultdict(list)
        self._folders: dict[Path, Folder] = {}

    def relative(self, path: Path) -> str:
        """Return the path of a file below the root, for people."""
        try:
            return cleaned(path.relative_to(self.root).as_posix())
        except ValueError:
            return cleaned(path.name)

    def inside(self, path: Path) -> Path | None:
        """Return where a path leads, without links, or None if that is not below the root."""
        try:
            found = Path(os.path.realpath(path))
        except (OSError, ValueError):
            return None
        return found if found.is_relative_to(self.root) else None

    def folder(self, path: Path) -> Folder:
        """Return what a folder below the root declares."""
        if path in self._folders:
            return self._folders[path]
        made = self._folders[path] = Folder(path)
        overrides: list[Body] = []
        for file in sorted(_names(path, (".tf", ".tf.json"))):
            body = self.parsed(path / file)
            stem = file.partition(".")[0]
            if stem == "override" or stem.endswith("_override"):
                overrides.append(body)
            else:
                made.add(body, self.relative(path / file))
        for body in overrides:
            made.override(body)
        return made

    def parsed(self, path: Path, chosen: bool = False) -> Body:
        """Return the body of a file. What cannot be read is a problem.

        `chosen` says that the user named the file, so that it may stand outside of the root.
        """
        data = self.read(path, lambda why: self._problem(path, 0, why), chosen)
        if data is None:
            return Body(broken=1)
        if _BINARY.search(data):
            self._problem(path, 0, "it is no text")
            return Body(broken=1)
        parse = hcl.parse
        if path.name.endswith(".json"):
            parse = json_syntax.parse_values if ".tfvars" in path.name else json_syntax.parse
        try:
            body, errors = parse(data)
        except Exception as error:  # whatever the cause, it costs this file only
            self._problem(path, 0, f"it cannot be read ({type(error).__name__})")
            return Body(broken=1)
        for found in errors:
            self._problem(path, found.line, found.sentence)
        return body

    def read(self, path: Path, problem: Callable[[str], None], chosen: bool = False) -> bytes | None:
        """Return the bytes of a file, or None. `problem` is told why not."""
        found = path if chosen else self.inside(path)
        if found is None:
            problem("it is a link that leads out of the tree")
            return None
        try:
            if not found.is_file():
                problem("it is no file")
                return None
            with found.open("rb") as file:
                data = file.read(LARGEST + 1)
        except (OSError, ValueError):
            problem("it cannot be opened")
            return None
        if len(data) > LARGEST:
            problem(f"it is larger than {LARGEST // 1_000} kB")
            return None
        return data

    def _problem(self, path: Path, line: int, sentence: str) -> None:
        found = Problem(self.relative(path), line, sentence)
        self.problems.append(found)
        self.of_folder[path.parent].append(found)

    def roots(self) -> list[Path]:
        """Return the folders that are deployed by themselves: those that no other folder calls.

        Of folders that call each other in a circle, the first one is taken.
        """
        calls = {folder: self._called(folder) for folder in self._walk()}
        called = {one for folder, found in calls.items() for one in found if one != folder}
        roots = {folder for folder in calls if folder not in called}
        reached: set[Path] = set()
        for folder in [*sorted(roots), *calls]:
            if folder not in reached:
                roots.add(folder)
            waiting = [folder]
            while waiting:
                one = waiting.pop()
                if one not in reached:
                    reached.add(one)
                    waiting += calls.get(one, ())
        return sorted(roots)

    def _walk(self) -> Iterator[Path]:
        """Yield the folders with files of Terraform."""
        left = _MOST_FOLDERS
        for place, folders, names in os.walk(self.root):
            left -= 1
            if not left:
                self._problem(
                    self.root, 0, f"the tree has more than {_MOST_FOLDERS} folders: the rest is not read"
                )
                return
            folders[:] = sorted(one for one in folders if one[0] != "." and one not in _SKIPPED)
            if any(name.endswith((".tf", ".tf.json")) for name in names):
                yield Path(place)

    def _called(self, folder: Path) -> set[Path]:
        found: set[Path | None] = set()
        for one in self.folder(folder).modules.values():
            source = one.block.body.expression("source")
            if isinstance(source, Literal) and is_local(source.value):
                found.add(self.inside(folder / source.value))
        return {one for one in found if one}


def is_local(source: object) -> bool:
    """Return whether the source of a module is a path (Terraform's "Module Sources")."""
    return (isinstance(source, str) and source.startswith(("./", "../"))) or source in (".", "..")


def _names(folder: Path, ends: tuple[str, ...]) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.endswith(ends) and not name.startswith(".")]
    except OSError:
        return []
