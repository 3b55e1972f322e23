"""What all modules of one root module share: its files, its limits, and what it found."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from collectors.iac.terraform.file_functions import FileReader
from collectors.iac.terraform.files import Declared, Files
from collectors.iac.terraform.kinds import Budget, TooMuch
from collectors.iac.things import ModuleCall, Problem

_STEPS_OF_ROOT, _STEPS_OF_VALUE = 4_000_000, 300_000


@dataclass(slots=True)
class Root:
    """One root module.

    `manifest` is where `terraform init` has put modules, by their keys. `missing` are the calls of
    modules that are not in the tree, what they want, and what finds the things that they are given.
    """

    files: Files
    folder: Path
    manifest: Mapping[str, Path] = field(default_factory=dict)
    steps: int = _STEPS_OF_ROOT
    modules: int = 0
    missing: list[tuple[ModuleCall, str, Callable[[], set[str]]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    reader: FileReader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = FileReader(self.files, self.folder)

    def problem(self, declared: Declared, sentence: str) -> None:
        """Remember a problem of a block, once."""
        found = Problem(declared.file, declared.block.start, sentence)
        if found not in self.problems:
            self.problems.append(found)


class Work(Budget):
    """The steps that are left for one value. They are taken from those of the root as well."""

    def __init__(self, root: Root) -> None:
        super().__init__(_STEPS_OF_VALUE)
        self._root = root

    def spend(self, steps: int = 1) -> None:
        """Take steps. Raises `TooMuch` if none are left."""
        self.left -= steps
        self._root.steps -= steps
        if self.left < 0 or self._root.steps < 0:
            raise TooMuch("it takes more steps than the reader allows")

    @contextmanager
    def of_a_value(self) -> Iterator[None]:
        """Give a value steps of its own, beside those of the value that needs it."""
        before, self.left = self.left, _STEPS_OF_VALUE
        try:
            yield
        finally:
            self.left = before


def manifest(files: Files, folder: Path) -> dict[str, Path]:
    """Return the folders of the modules that `terraform init` has fetched, by their keys."""
    path = folder / ".terraform" / "modules" / "modules.json"
    data = files.read(path, lambda _: None) if os.path.lexists(path) else None
    try:
        rows = json.loads(data or b"{}").get("Modules") or []
        places = {str(row["Key"]): files.inside(folder / str(row["Dir"])) for row in rows}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return {key: place for key, place in places.items() if place}
