"""The terminal's report: what fails, what could not be read, the counts, and a summary.

Each file of this folder makes one section, as `Line`s without a width. `rendered` wraps them for a
screen, or not at all for a pipe. `scanner.cli.say` prints the text.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from scanner.judging.results import Report
from scanner.reports.terminal.attested import attested
from scanner.reports.terminal.configured import configured
from scanner.reports.terminal.counts import counts
from scanner.reports.terminal.failures import failures
from scanner.reports.terminal.head import head
from scanner.reports.terminal.lines import Line, View
from scanner.reports.terminal.open_questions import defects, reviews
from scanner.reports.terminal.since import since
from scanner.reports.terminal.summary import notes, summary
from scanner.reports.terminal.unseen import unseen
from scanner.reports.terminal.waived import waived

__all__ = ["View", "rendered", "sections"]


def sections(report: Report, view: View, width: int | None) -> list[list[Line]]:
    """Return the sections that have something to say, in their order.

    The summary is the last, so that it is on the screen when the command ends. `width` decides only
    how many columns a table may have.
    """
    found = (
        head(report),
        failures(report, view, width),
        since(report, view),
        waived(report, view),
        unseen(report, view),
        reviews(report, view),
        attested(report),
        defects(report),
        counts(report, width),
        configured(report),
        notes(report),
        summary(report, view),
    )
    return [section for section in found if section]


def rendered(report: Report, view: View, *, width: int | None, colour: bool) -> str:
    """Return the report as text, wrapped at `width` columns, or not wrapped if that is None.

    Text from AWS is never read as markup. It may still command a CI runner: print the text with
    `scanner.cli.say`.
    """
    out: list[Text] = []
    for section in sections(report, view, width):
        out += [Text(), *_wrapped(section, width)] if out else _wrapped(section, width)
    return _coloured(out) if colour else "".join(f"{line.plain.rstrip()}\n" for line in out)


def _wrapped(lines: Iterable[Line], width: int | None) -> Iterator[Text]:
    console = Console(file=io.StringIO(), width=width or 80)
    for line in lines:
        room = max(20, width - line.indent) if width else 0
        if not room or line.whole or line.text.cell_len <= room:
            parts: Iterable[Text] = [line.text]
        elif line.cut:
            line.text.truncate(room, overflow="ellipsis")
            parts = [line.text]
        else:
            parts = _hung(line, room, console)
        for number, part in enumerate(parts):
            part.rstrip()
            yield Text.assemble(" " * (line.indent + (line.hanging if number else 0)), part)


def _hung(line: Line, room: int, console: Console) -> list[Text]:
    """Return the lines of a line: the first has all the room, the others leave its `hanging`."""
    first, *rest = line.text.wrap(console, room, overflow="fold")
    if not (rest and line.hanging):
        return [first, *rest]
    left = line.text[len(first) :]
    left = left[len(left) - len(left.plain.lstrip()) :]
    return [first, *left.wrap(console, room - line.hanging, overflow="fold")]


def _coloured(lines: list[Text]) -> str:
    """Return the lines with ANSI escapes, as many colours as the terminal has."""
    console = Console(file=io.StringIO(), force_terminal=True)
    with console.capture() as captured:
        console.print(Text("\n").join(lines), soft_wrap=True)
    return captured.get()
