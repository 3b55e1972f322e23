"""What the sections of the terminal's report share: lines, and names that a person knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.text import Text

from scanner.catalog.lens import SEVERITIES
from scanner.catalog.metadata import ACCOUNT
from scanner.judging.results import Report, Result
from scanner.text import inert, plural

COLOURS = {"critical": "bold white on red", "high": "bold red", "medium": "yellow", "low": "cyan"}
MOST_NAMES = 6
"""Most names in a list within a sentence."""
SEVERITY = max(map(len, SEVERITIES))
"""The columns of a severity."""


@dataclass(frozen=True, slots=True)
class View:
    """What the user wants to see. It changes neither a verdict nor a number.

    `details`: whether to show the findings of each control.
    `severity`: the lowest severity of failures to list.
    `owner_tag`: the tag by whose value to group failures, or empty.
    `written`: the paths of the files that the command wrote, and the folders of the inventory.
    `printed`: whether standard output has the results, in one format for programs.
    `kept`: whether the snapshot is still there.
    """

    details: bool = False
    severity: str = SEVERITIES[-1]
    owner_tag: str = ""
    written: tuple[str, ...] = ()
    printed: bool = False
    kept: bool = True

    @property
    def results(self) -> str:
        """Return the path of the results.json that the command wrote, or an empty string."""
        return next((path for path in self.written if path.rpartition("/")[2] == "results.json"), "")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report, before it is wrapped.

    `indent`: the columns before it. `hanging`: further columns before its second line and later.
    `cut`: whether to shorten it to one line of the screen, and not to wrap it.
    `whole`: whether it stays one line, such as a command to copy. The terminal then wraps it.
    """

    text: Text
    indent: int = 0
    hanging: int = 0
    cut: bool = False
    whole: bool = False


def heading(text: str, colour: str) -> Line:
    """Return the first line of a section."""
    return Line(Text(text, style=f"bold {colour}"))


def some(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """Return the first names, and the number of the others."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(inert(name) for name in names[:most]) + more


def short(result: Result) -> str:
    """Return a name of the resource that a person knows: its name, or else the end of its ARN.

    Versions follow a colon after a slash: `foundation-model/provider.model-v1:0`.
    """
    arn = result.resource.id
    return result.resource.name or arn.rpartition("/" if "/" in arn else ":")[2]


def subject(report: Report, result: Result) -> str:
    """Return a short name of the subject of a result.

    An account in a Region has the name of the Region, because reports are mostly about one account.
    """
    name = result.region if result.resource.type == ACCOUNT else short(result)
    if result.item:
        name = result.item if result.resource.type == ACCOUNT else f"{name} [{result.item}]"
    return f"{name} in {report.head.named(result.account)}" if len(report.head.accounts) > 1 else name


def start(same: Sequence[Result], digits: int) -> Text:
    """Return the severity and the number of a control's findings, in columns."""
    level = same[0].severity
    text = Text(level.upper(), style=COLOURS[level])
    return Text.assemble(text, " " * (SEVERITY - len(level)), f"  {len(same):>{digits},}  ")


def digits(found: Iterable[Sequence[Result]]) -> int:
    """Return the columns that the numbers of findings need."""
    return max((len(f"{len(same):,}") for same in found), default=1)


def commas(counts: Iterable[tuple[int, str]]) -> str:
    """Return `1 fail, 2 unknown` for numbers with their words, without those that are 0."""
    return ", ".join(f"{number:,} {word}" for number, word in counts if number)


def findings(number: int) -> str:
    """Return a number of findings with its noun."""
    return plural(number, "finding")
