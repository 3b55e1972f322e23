"""Places: the lines of the repository at which GitHub shows results.

GitHub identifies an alert by its path too, and shows it only if the repository has the file. So a
place is never in the output folder, whose name may change with each scan. A result is shown at the
first of these that exists:

1. the line of code that declares the resource
2. the line of the resource in the inventory of `--inventory`
3. the line of the account in the configuration file
4. the anchor: the file of `--anchor`, or else the first workflow that names genai-lens
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from collectors.records import GLOBAL
from scanner.errors import UsageError
from scanner.judging.results import Result
from scanner.people.config import Config
from scanner.snapshot import files
from scanner.snapshot.owned import OUTPUTS, is_ours

WORKFLOWS = Path(".github/workflows")
MOST_WORKFLOWS = 500
"""The maximum number of workflows that are searched for the anchor."""
MOST_OF_AN_ANCHOR = 1 << 20
"""The maximum size of an anchor, in bytes."""
_NAME = b"genai-lens"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file.

    `file`: relative to the root of the repository, with slashes.
    `line`: counted from 1.
    `block`: the first and the last line of the whole of what starts near `line`, or None.
    """

    file: str
    line: int
    block: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """The places that a run can show.

    `resources`: (account, resource id) -> its place in the inventory.
    `regions`: (account, Region) -> its place in the inventory.
    `accounts`: account -> its line in the configuration file.
    `inventory`: the folder of the inventory relative to the root, or None if it cannot be shown.
    """

    resources: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    regions: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    accounts: Mapping[str, Place] = field(default_factory=dict)
    anchor: Place | None = None
    inventory: str | None = None

    @property
    def any(self) -> bool:
        """Return whether there may be a place for every result, as far as is known."""
        return bool(self.anchor or self.accounts or self.inventory)

    def of(self, result: Result) -> Place:
        """Return where a result is shown. Raises `UsageError` if there is no place for it."""
        found = (
            _in_code(result)
            or self.resources.get((result.account, result.resource.id))
            or self.regions.get((result.account, result.region))
            or self.regions.get((result.account, GLOBAL))
            or self.accounts.get(result.account)
            or self.anchor
        )
        if found is None:
            raise nowhere(f"a result of account {result.account}")
        return found

    def lost(self, accounts: Iterable[str] = ()) -> str:
        """Return which results may have no place, in words; empty if there are none.

        Before the account is read, there are no `accounts`.
        """
        if not self.any:
            return "its results"
        known = {account for account, _ in self.regions} | self.accounts.keys()
        lost = [] if self.anchor else [account for account in accounts if account not in known]
        return f"the results of account {', '.join(lost)}" if lost else ""


NEXT_STEP = "Name one with --anchor, such as the workflow that runs genai-lens, or use --inventory."


def nowhere(what: str) -> UsageError:
    """Return the error for SARIF with results that no line of the repository can show."""
    return UsageError(
        f"results.sarif needs a file of the repository where GitHub shows {what}, and there is none.",
        NEXT_STEP,
    )


class Repository:
    """The repository that the working folder is in.

    Its root is the next folder upwards with `.git`, or else the working folder.
    """

    def __init__(self, output: Path) -> None:
        """Find the root. No file in the folder `output` is a place."""
        here = Path.cwd()
        roots = (folder for folder in (here, *here.parents) if os.path.lexists(folder / ".git"))
        self.root = Path(os.path.realpath(next(roots, here)))
        self._given, self._output = output, Path(os.path.realpath(output))

    def holds(self, path: Path) -> str | None:
        """Return a path relative to the root, with slashes; None if it cannot be a place."""
        there = Path(os.path.realpath(path))
        return self._name(there) if there.is_relative_to(self.root) and not self.taken(path) else None

    def taken(self, path: Path) -> str:
        """Return what a path is in that git does not keep for us, as the end of a sentence.

        That is `.git` or the output folder. The result is empty for any other path. Of an output
        folder that has the whole repository in it, only the outputs themselves count.
        """
        there = Path(os.path.realpath(path))
        if ".git" in Path(os.path.relpath(there, self.root)).parts:
            return "is in .git, where git commits nothing"
        if not there.is_relative_to(self._output):
            return ""
        if not self.root.is_relative_to(self._output):
            return f"is in the output folder {self._given}"
        first, *below = there.relative_to(self._output).parts or ("",)
        return f"is {'in ' if below else ''}{first}, an output of this command" if first in OUTPUTS else ""

    def other_run(self, path: Path) -> Path | None:
        """Return the output folder of another run that a path is in, or None.

        An output folder that has the whole repository in it does not count.
        """
        whole = Path(os.path.realpath(path))
        for folder in (whole, *whole.parents):
            if not self.root.is_relative_to(folder) and any(is_ours(folder / name) for name in OUTPUTS):
                return folder
        return None

    def anchor(self, path: Path | None) -> Place | None:
        """Return the place of the anchor `path`, or by default that of a workflow, if there is one.

        It is the first line that names genai-lens, or else line 1. Raises `UsageError` if `path`
        cannot be read, or cannot be a place.
        """
        if path:
            if self.holds(path) is None:
                said = self.taken(path) or f"is outside of the repository in {self.root}"
                raise UsageError(f"--anchor {path} {said}.", "Name a file that you have committed.")
            return self._anchored(path) or Place(self._name(Path(os.path.realpath(path))), 1)
        workflows = sorted((self.root / WORKFLOWS).glob("*.y*ml"))[:MOST_WORKFLOWS]
        for workflow in workflows:
            try:
                if self.holds(workflow) and (found := self._anchored(workflow)):
                    return found
            except UsageError:
                continue
        return None

    def accounts(self, config: Config) -> dict[str, Place]:
        """Return account -> its line in the configuration file."""
        file = self.holds(Path(config.file)) if config.file else None
        return {account: Place(file, line) for account, line in config.lines.items()} if file else {}

    def _anchored(self, path: Path) -> Place | None:
        there = Path(os.path.realpath(path))
        try:
            lines = files.read(there, MOST_OF_AN_ANCHOR).splitlines()
        except OSError as error:
            raise UsageError(
                f"--anchor {path} cannot be read: {files.reason(error)}.", "Name another file."
            ) from error
        numbers = (number for number, line in enumerate(lines, 1) if _NAME in line)
        number = next(numbers, 0)
        return Place(self._name(there), number) if number else None

    def _name(self, there: Path) -> str:
        return there.relative_to(self.root).as_posix()


def _in_code(result: Result) -> Place | None:
    """Return the place in code.

    GitHub accepts neither an absolute path nor `..`: of such a path, only the last part counts.
    """
    if result.source is None:
        return None
    name = posixpath.normpath(result.source.file)
    if name.startswith(("/", "../")):
        name = posixpath.basename(name)
    if name in ("", ".", ".."):
        return None
    first, last = result.source.start_line, result.source.end_line
    return Place(name, first, (first, last) if last > first else None)
