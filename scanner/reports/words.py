"""What several reports say alike: names, groups, numbers. Each report escapes them in its way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from collectors.durations import duration
from scanner.judging.configured import LeftOut
from scanner.judging.cures import by_cause, cure, missing_permissions
from scanner.judging.results import Baseline, Excluded, Report, Result
from scanner.judging.rows import Attested
from scanner.text import inert, plural

MOST_PERMISSIONS = 5
"""Most missing permissions to list. Above them, a policy that has them all is better advice."""

T = TypeVar("T")


def grouped(items: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    """Return the items by key, in the order of the first of each."""
    out: dict[str, list[T]] = {}
    for item in items:
        out.setdefault(key(item), []).append(item)
    return out


def by_control(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Return control -> its results, in the order of the first of each."""
    return grouped(results, lambda result: result.control)


def known_name(name: str, arn: str) -> str:
    """Return a name of a resource that a person knows: its name, or else the end of its ARN."""
    return name or arn.split(":", 5)[-1]


def attested(report: Report) -> dict[tuple[str, Attested], int]:
    """Return (control, attestation) -> the number of results that it makes pass."""
    found: dict[tuple[str, Attested], int] = {}
    for result in report.counted:
        if result.attestation and result.kind == "pass":
            key = result.control, result.attestation
            found[key] = found.get(key, 0) + 1
    return found


def where(regions: Iterable[str]) -> str:
    """Return the name of the only Region, safe to print, or the number of Regions."""
    found = set(regions)
    return inert(min(found)) if len(found) == 1 else f"{len(found)} Regions"


def when(time: str) -> str:
    """Return a time of RFC 3339 in UTC, without its seconds; `an unknown time` for an empty one."""
    return f"{datetime.fromisoformat(time):%Y-%m-%d %H:%M} UTC" if time else "an unknown time"


def became(baseline: Baseline) -> str:
    """Return what became of the failures of a baseline: `2 new, 5 known, 0 fixed`."""
    counts = [
        f"{baseline.new:,} new",
        f"{baseline.known:,} known",
        f"{baseline.fixed:,} fixed",
        *(
            [f"{baseline.changed:,} no longer failing after policies, parameters or workload changed"]
            if baseline.changed
            else []
        ),
        *([f"{baseline.carried:,} carried over"] if baseline.carried else []),
        *([f"{baseline.other:,} closed by a person's decision"] if baseline.other else []),
    ]
    return ", ".join(counts)


def column(result: Result) -> str:
    """Return under which heading a result counts: its kind, or `waived`."""
    return "waived" if result.kind == "fail" and result.waived else result.kind


def with_waived(failing: int, waived: int, noun: str) -> str:
    """Return the number of all failures, and how many of them are waived."""
    total = failing + waived
    if not waived:
        said = ""
    elif failing:
        said = f", {waived:,} of them waived"
    else:
        said = ", and it is waived" if total == 1 else ", all of them waived"
    return f"{plural(total, noun)}{said}"


def tags(excluded: Excluded | LeftOut) -> str:
    """Return the tags for which a resource is left out."""
    return ", ".join(f"{key}={value}" for key, value in sorted(excluded.tags.items()))


def left_out(report: Report) -> dict[tuple[str, str], list[Result]]:
    """Return (tags, reason) of each entry of `leave_out` -> the results that it takes out.

    An entry that takes nothing out is there too: its tag may be misspelt.
    """
    entries = [one for account in report.head.configuration.leave_out.values() for one in account]
    found: dict[tuple[str, str], list[Result]] = {(tags(one), one.reason): [] for one in entries}
    for result in report.results:
        if result.excluded:
            found.setdefault((tags(result.excluded), result.excluded.reason), []).append(result)
    return found


def selected(report: Report) -> list[str]:
    """Return the options that selected the controls; none if all were judged."""
    chosen = report.head.selection
    return [
        f"--{option} {name}"
        for option, names in (
            ("pillar", chosen.pillars),
            ("best-practice", chosen.best_practices),
            ("control", chosen.controls),
        )
        for name in names
    ]


def switched_off(report: Report) -> str:
    """Return `, except 1 switched off`, to follow the number of controls; maybe empty."""
    off = {control for controls in report.head.configuration.off.values() for control in controls}
    somewhere = " in some accounts" if len(report.head.accounts) > 1 else ""
    return f", except {len(off):,} switched off{somewhere}" if off else ""


def passed_over(report: Report) -> dict[str, set[str]]:
    """Return service or operation -> the Regions where AWS does not offer it, in any account."""
    found: dict[str, set[str]] = {}
    for services in report.head.passed_over.values():
        for service, regions in services.items():
            found.setdefault(service, set()).update(regions)
    return found


def endpoints(report: Report) -> list[tuple[list[str], list[str], str]]:
    """Return (services, addresses, setting) of what was not asked at AWS's defaults.

    Services with the same addresses stand together. A sample has none: nobody chose its server.
    """
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for service, one in sorted(report.head.endpoints.items()) if not report.head.sample else ():
        found.setdefault((one["source"], tuple(one["urls"])), []).append(service)
    return [(services, list(urls), source) for (source, urls), services in found.items()]


def waited(report: Report) -> str:
    """Return how long calls waited for AWS's rates, as a sentence; empty below a second."""
    seconds = report.head.pace.get("seconds", 0)
    refused = plural(int(report.head.pace.get("refused", 0)), "call")
    if seconds < 1:
        return ""
    return f"Calls waited {duration(seconds)} for AWS's rate limits. AWS throttled {refused}."


def not_known(report: Report) -> str:
    """Return how much of an incomplete report is not known: `15 results unknown`."""
    own = len({defect.control for defect in report.head.defects}) + len(report.head.left_out)
    said = [f"{plural(len(report.unseen), 'result')} unknown"] if report.unseen else []
    said += [f"{plural(own, 'control')} not judged"] if own else []
    return ", ".join(said)


def permissions(report: Report) -> list[str]:
    """Return the IAM actions that would help against what is `unknown`, sorted."""
    return missing_permissions(cause for result in report.unseen for cause in result.causes)


def missing(report: Report, show: Callable[[str], str]) -> str:
    """Return what is missing in an incomplete report, with the first three permissions that help.

    `show` makes the name of a permission safe for the report.
    """
    names = permissions(report)
    if not names:
        return f"{not_known(report)}."
    word = "permission is" if len(names) == 1 else "permissions are"
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"{not_known(report)}. {len(names)} {word} missing: {', '.join(map(show, names[:3]))}{more}."


@dataclass(frozen=True, slots=True)
class Loss:
    """Why results are `unknown`: an operation and its code, what helps, and how much it touches.

    `results` and `controls` are numbers, and `regions` are sorted.
    """

    operation: str
    code: str
    cure: str
    results: int
    controls: int
    regions: tuple[str, ...]

    @property
    def said(self) -> str:
        """Return how much it touches, in words."""
        return f"{plural(self.results, 'result')} of {plural(self.controls, 'control')}"


def losses(unknown: Iterable[Result]) -> list[Loss]:
    """Return the causes of results that are `unknown`, those of most results first."""
    touched: dict[tuple[str, str, str, str], list[str]] = {}
    regions: dict[tuple[str, str, str, str], set[str]] = {}
    for result in unknown:
        for key, causes in by_cause(result.causes).items():
            touched.setdefault(key, []).append(result.control)
            regions.setdefault(key, set()).update(cause.region for cause in causes)
    return [
        Loss(
            operation=key[0],
            code=key[1],
            cure=cure(*key[1:]),
            results=len(touched[key]),
            controls=len({*touched[key]}),
            regions=tuple(sorted(regions[key])),
        )
        for key in sorted(touched, key=lambda key: (-len(touched[key]), key))
    ]
