"""Write the page of `genai-lens trend`: for each account a plot, and the same numbers as tables.

The plot is SVG of our own, without a script. Its colours are those of the style, so it follows the
light or dark setting of the reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scanner.catalog.lens import SEVERITIES
from scanner.reports.html import asset, policy, template
from scanner.reports.trend import STATES, Point, Trend
from scanner.reports.words import when
from scanner.text import plural

WIDTH, HEIGHT = 720, 260
"""The size of a plot, in units of its own."""
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 12, 34
SMALL = (120, 26)
"""The size of the plot of a best practice."""
MOST_ACCOUNTS, MOST_ROWS = 50, 60
"""The maximum number of accounts, and of runs in a table. CSV has all."""
FEW_ROWS = 7
"""The maximum number of runs whose table is not folded."""
SHAPES = {"critical": "circle", "high": "square", "medium": "triangle", "low": "diamond"}
"""Severity -> the shape of its marks, so that no reader needs the colours."""


@dataclass(frozen=True, slots=True)
class Line:
    """The line of a severity: its points as SVG has them, and the marks as paths."""

    severity: str
    points: str
    marks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: its lines, and the ticks of both axes as (place, label)."""

    lines: Sequence[Line]
    left: Sequence[tuple[str, str]]
    below: Sequence[tuple[str, str, str]]
    said: str


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """The failures of a best practice over time: a small line, the first and the last number."""

    id: str
    title: str
    points: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class AccountPart:
    """An account: its plot, its newest runs, and its best practices."""

    id: str
    name: str
    number: int
    plot: Plot
    rows: Sequence[Point]
    practices: Sequence[PracticeLine]


def trend_page(found: Trend, version: str) -> bytes:
    """Return the page of a trend, with equal bytes for equal trends."""
    style = asset("style.css") + asset("trend.css")
    shown = list(found.accounts.items())[:MOST_ACCOUNTS]
    text = template("trend.html").render(
        accounts=[_account(found.titles, points) for _, points in shown],
        number=len(found.accounts),
        problems=found.problems,
        severities=SEVERITIES,
        states=STATES,
        few=FEW_ROWS,
        marks={severity: _mark(severity, 8, 8) for severity in SEVERITIES},
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        small=SMALL,
        version=version,
        when=when,
        plural=plural,
        style=style,
        policy=policy(style),
    )
    return text.encode()


def _account(titles: Mapping[str, str], points: Sequence[Point]) -> AccountPart:
    names = sorted({name for point in points for name in point.practices})
    return AccountPart(
        id=points[-1].account,
        name=points[-1].name,
        number=len(points),
        plot=_plot(points),
        rows=list(reversed(points[-MOST_ROWS:])),
        practices=[_practice(name, titles.get(name, ""), points) for name in names],
    )


def _plot(points: Sequence[Point]) -> Plot:
    most = max(max(point.severities.values()) for point in points)
    step = _step(most)
    top = max(step, -(-most // step) * step)
    across = _across(points, LEFT, WIDTH - RIGHT)

    def down(number: int) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - number / top)

    lines = []
    for severity in SEVERITIES:
        places = [(x, down(one.severities[severity])) for x, one in zip(across, points, strict=True)]
        marks = [_mark(severity, *place) for place in places] if len(points) <= MOST_ROWS else []
        lines.append(Line(severity, _joined(places), marks))
    return Plot(
        lines=lines,
        left=[(f"{down(number):.1f}", f"{number:,}") for number in range(0, top + 1, step)],
        below=_dates(points, across),
        said=_said(points),
    )


def _said(points: Sequence[Point]) -> str:
    """Return the first and the last numbers in words, for those who do not see the plot."""
    first, last = points[0], points[-1]
    numbers = ", ".join(
        f"{severity} {first.severities[severity]:,} then and {last.severities[severity]:,} now"
        for severity in SEVERITIES
    )
    return f"{plural(len(points), 'run')} from {when(first.started)} to {when(last.started)}: {numbers}."


def _dates(points: Sequence[Point], across: Sequence[float]) -> list[tuple[str, str, str]]:
    """Return (place, anchor, date) of the first run and, if it is another day, of the last."""
    first, last = points[0].started[:10], points[-1].started[:10]
    if first == last:
        return [(f"{across[0]:.1f}", "middle" if len({*across}) == 1 else "start", first)]
    return [(f"{across[0]:.1f}", "start", first), (f"{across[-1]:.1f}", "end", last)]


def _practice(name: str, title: str, points: Sequence[Point]) -> PracticeLine:
    judged = [point for point in points if name in point.practices]
    numbers = [point.practices[name] for point in judged]
    most, (width, height) = max(1, *numbers), SMALL
    places = [
        (x, 2 + (height - 4) * (1 - number / most))
        for x, number in zip(_across(judged, 2, width - 2), numbers, strict=True)
    ]
    if len(places) == 1:
        places = [(2, places[0][1]), (width - 2, places[0][1])]
    return PracticeLine(name, title, _joined(places), numbers[0], numbers[-1])


def _across(points: Sequence[Point], left: float, right: float) -> list[float]:
    """Return the horizontal place of each run, by its time."""
    first, last = points[0].seconds, points[-1].seconds
    if first == last:
        return [(left + right) / 2] * len(points)
    return [left + (right - left) * (point.seconds - first) / (last - first) for point in points]


def _step(most: int) -> int:
    """Return the distance of ticks, so that there are at most 5 above 0."""
    step = 1
    while most > 5 * step:  # 1, 2, 5, 10, 20, 50 ...
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def _joined(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _mark(severity: str, x: float, y: float) -> str:
    """Return the path of a mark around a place."""
    shape, size = SHAPES[severity], 4.0
    if shape == "circle":
        return f"M{x - size:.1f} {y:.1f}a{size} {size} 0 1 0 8 0a{size} {size} 0 1 0 -8 0z"
    if shape == "square":
        return f"M{x - 3.5:.1f} {y - 3.5:.1f}h7v7h-7z"
    if shape == "triangle":
        return f"M{x:.1f} {y - 4.5:.1f}l4.5 8h-9z"
    return f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"
