"""The failures of many runs over time, read from their results.json. Nothing in them is trusted."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scanner.catalog.lens import SEVERITIES
from scanner.errors import UsageError, unreadable
from scanner.reports.cells import written
from scanner.reports.results_file import document
from scanner.reports.words import when
from scanner.text import harmless, inert, plural

NAME = "results.json"
"""The end of the names of the files that are read."""
MOST_FILES = 5_000
"""The maximum number of runs."""
COLUMNS = ("started", "account", "account_name", "group", "name", "results", "file")
STATES = ("failing", "waived", "unknown", "carried over")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Point:
    """What one run found in one account.

    `seconds`: when the account was read, since 1970. `file`: relative to the folder.
    `severities`: severity -> failures that count. `practices`: best practice -> the same, 0 for one
    that was judged. `states`: each of `STATES` -> results. `controls`: how many were selected.
    """

    seconds: float
    started: str
    file: str
    account: str
    name: str
    severities: Mapping[str, int]
    practices: Mapping[str, int]
    states: Mapping[str, int]
    controls: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The points of each account in order of time, and why files were left out.

    `titles`: best practice -> title.
    """

    accounts: Mapping[str, Sequence[Point]]
    titles: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def trend(folder: Path) -> Trend:
    """Return the failures of all runs below a folder, at any depth. No link is followed.

    A file that cannot be read is left out, and `problems` says why. Raises `UsageError` if there is
    no run, or more than `MOST_FILES`.
    """
    points: list[Point] = []
    titles: dict[str, str] = {}
    problems: list[str] = []
    for path in _files(folder):
        try:
            found = document(path, "")
            seconds = _seconds(path, found["started"])
        except UsageError as error:
            problems.append(error.sentence)
            continue
        points += _points(path.relative_to(folder).as_posix(), seconds, found)
        titles |= {name: practice["title"] for name, practice in found["practices"].items()}
    if not points:
        raise UsageError(
            f"there is no {NAME} of this version of genai-lens below {folder}.",
            "Keep the results.json of each run in a folder of its own, and name the folder above them.",
        )
    accounts: dict[str, list[Point]] = {}
    for point in sorted(points, key=lambda one: (one.account, one.seconds, one.file)):
        accounts.setdefault(point.account, []).append(point)
    return Trend(accounts, titles, tuple(problems))


def _files(folder: Path) -> list[Path]:
    """Return the files of runs, sorted."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder.", "Name the folder with the results of many runs.")
    found: list[Path] = []

    def stop(error: OSError) -> None:
        raise UsageError(f"{error.filename} cannot be read: {unreadable(error)}.", "Name another folder.")

    for here, folders, names in os.walk(folder, onerror=stop):
        folders.sort()
        for name in names:
            path = Path(here, name)
            if name.endswith(NAME) and path.is_file() and not path.is_symlink():
                found.append(path)
        if len(found) > MOST_FILES:
            raise UsageError(f"there are more than {MOST_FILES:,} runs below {folder}.", "Name fewer runs.")
    return sorted(found)


def _seconds(path: Path, started: str) -> float:
    try:
        return (datetime.fromisoformat(started) - _EPOCH).total_seconds()
    except (ValueError, TypeError, OverflowError) as error:
        raise UsageError(f"{path} does not say when its account was read.") from error


def _points(file: str, seconds: float, found: Mapping[str, Any]) -> Iterator[Point]:
    judged = {control["best_practice"] for control in found["controls"].values()}
    for account in found["accounts"]:
        severities, practices = Counter[str](), Counter[str]()
        states = Counter({"carried over": 0})
        for result in found["results"]:
            if result["account"] != account["id"] or result["excluded"]:
                continue
            if result["kind"] == "fail" and not result["waived"]:
                severities[result["severity"]] += 1
                practices[result["best_practice"]] += 1
                states["failing"] += 1
            elif result["kind"] == "fail":
                states["waived"] += 1
            elif result["kind"] == "unknown":
                states["unknown"] += 1
        for result in (one["result"] for one in found["carried"]):
            if result["account"] == account["id"]:
                states["waived" if result["waived"] else "carried over"] += 1
        yield Point(
            seconds=seconds,
            started=found["started"],
            file=file,
            account=account["id"],
            name=account["name"],
            severities={name: severities[name] for name in SEVERITIES},
            practices={name: practices[name] for name in sorted(judged | practices.keys())},
            states={name: states[name] for name in STATES},
            controls=len(found["controls"]),
        )


def as_csv(found: Trend, version: str) -> str:
    """Return one line for each run, account and number: by severity, by best practice, by state."""
    rows = []
    for point in _all(found):
        groups = (
            ("severity", point.severities),
            ("best practice", point.practices),
            ("state", point.states),
            ("run", {"controls": point.controls}),
        )
        for group, numbers in groups:
            for name, number in numbers.items():
                start = (point.started, point.account, point.name)
                rows.append((*start, group, name, str(number), point.file))
    return harmless(written(COLUMNS, rows, version))


def as_table(found: Trend) -> str:
    """Return a line for each run, by account."""
    lines = []
    for account, points in found.accounts.items():
        name = f" ({points[-1].name})" if points[-1].name else ""
        lines += ["", f"Account {inert(account)}{inert(name)}: {plural(len(points), 'run')}"]
        heads = (*SEVERITIES, *STATES, "controls")
        lines.append(f"{'read':<20}  {'  '.join(heads)}  file")
        for point in points:
            numbers = (*point.severities.values(), *point.states.values(), point.controls)
            cells = [f"{number:>{len(head)},}" for head, number in zip(heads, numbers, strict=True)]
            lines.append(f"{when(point.started):<20}  {'  '.join(cells)}  {inert(point.file)}")
    return "\n".join(lines[1:])


def _all(found: Trend) -> Iterator[Point]:
    for points in found.accounts.values():
        yield from points
