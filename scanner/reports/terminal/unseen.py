"""What could not be read, by what helps against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.text import Text

from scanner.judging.cures import called, cure, missing_permissions
from scanner.judging.results import Report, Result
from scanner.judging.rows import Cause
from scanner.reports.terminal.lines import Line, View, heading, some
from scanner.reports.words import MOST_PERMISSIONS, by_control, where
from scanner.text import inert, plural

MOST_OPERATIONS = 5
"""Most operations to list under one cure, without `--details`."""

_PERMISSION = "permission"
_ENDED = "ended"


@dataclass(slots=True)
class _Group:
    """The causes that the same thing helps against, and what they make `unknown`."""

    causes: dict[Cause, None] = field(default_factory=dict)
    results: set[int] = field(default_factory=set)
    controls: set[str] = field(default_factory=set)

    @property
    def counts(self) -> str:
        results, controls = plural(len(self.results), "result"), plural(len(self.controls), "control")
        return f"({results} of {controls})"


def unseen(report: Report, view: View) -> list[Line]:
    """Return why results are `unknown`: each cause with what helps."""
    unknown = [r for r in report.counted if r.kind == "unknown"]
    if not unknown:
        return []
    groups = _groups(report, unknown)
    out = [heading(f"Unknown: {plural(len(unknown), 'result')}", "magenta")]
    if sum(len(group.results) for group in groups.values()) > len(unknown):
        out.append(Line(Text("A result that needs several of these cures counts with each.", style="dim"), 2))
    for key, group in sorted(groups.items(), key=lambda one: (-len(one[1].results), one[0])):
        out += _group(key, group, view)
    return out + _without_causes(unknown)


def _groups(report: Report, unknown: Iterable[Result]) -> dict[tuple[str, str], _Group]:
    """Return (kind of cure, what helps) -> its causes."""
    out: dict[tuple[str, str], _Group] = {}
    ended = report.head.ended.get("code", "")
    keys: dict[Cause, tuple[str, str]] = {}
    for number, result in enumerate(unknown):
        for cause in result.causes:
            key = keys.get(cause)
            if not key:
                key = keys[cause] = _key(cause, ended)
            group = out.setdefault(key, _Group())
            group.causes[cause] = None
            group.results.add(number)
            group.controls.add(result.control)
    return out


def _key(cause: Cause, ended: str) -> tuple[str, str]:
    if missing_permissions([cause]):
        return _PERMISSION, ""
    if cause.code == ended:
        return _ENDED, ""
    return "", cure(cause.code, cause.permission, cause.denied_by) or "AWS answered with an error"


def _group(key: tuple[str, str], group: _Group, view: View) -> list[Line]:
    kind, helps = key
    if kind == _PERMISSION:
        said = _permissions(group)
    elif kind == _ENDED:
        said = "The scan ended early, as the last lines say."
    else:
        said = f"{inert(helps[:1].upper() + helps[1:])}."
    out = [Line(Text.assemble((said, "bold"), (f" {group.counts}", "dim")), 2, 2)]
    operations = {} if kind == _ENDED else _operations(group.causes)
    most = len(operations) if view.details else MOST_OPERATIONS
    if kind == _PERMISSION and len(operations) > most:
        operations = {}  # their permissions are named above
    for (operation, code), causes in list(operations.items())[:most]:
        places = where(cause.region for cause in causes)
        out.append(Line(Text(f"{inert(called(operation))}: {inert(code)} in {places}", style="dim"), 4, 2))
    if len(operations) > most:
        rest = plural(len(operations) - most, "more operation")
        out.append(Line(Text(f"and {rest} (--details lists them)", style="dim"), 4))
    return out


def _permissions(group: _Group) -> str:
    """Return which permissions to allow, or which policy to attach if there are many."""
    missing = missing_permissions(group.causes)
    if len(missing) > MOST_PERMISSIONS:
        listed = some(missing, MOST_PERMISSIONS)
        return (
            f"{len(missing)} permissions are missing: {listed}. "
            "Attach the policy that `genai-lens permissions` prints."
        )
    cures = dict.fromkeys(cure(c.code, c.permission, c.denied_by) for c in group.causes)
    said = "A permission is missing" if len(missing) == 1 else f"{len(missing)} permissions are missing"
    return f"{said}: {some(sorted(cures), len(cures))}."


def _operations(causes: Iterable[Cause]) -> dict[tuple[str, str], list[Cause]]:
    """Return (operation, code) -> its causes, those of most Regions first."""
    out: dict[tuple[str, str], list[Cause]] = {}
    for cause in causes:
        out.setdefault((cause.operation, cause.code), []).append(cause)
    return dict(sorted(out.items(), key=lambda one: (-len({c.region for c in one[1]}), one[0])))


def _without_causes(unknown: Iterable[Result]) -> list[Line]:
    """Return, for each control, what no call can show."""
    lines = [*_bare(by_control(r for r in unknown if not r.causes))]
    return [Line(Text("No call can show the answer:", style="bold"), 2), *lines] if lines else []


def _bare(found: dict[str, list[Result]]) -> Iterator[Line]:
    for control, results in found.items():
        number = f" ({plural(len(results), 'result')})"
        text = f": {inert(results[0].message)}"
        yield Line(Text.assemble((inert(control), "bold"), text, (number, "dim")), 4, 2)
