"""The sections beside the practices: the scan, what was not seen, settings, and what there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from collectors.records import NOT_OPTED_IN
from scanner.catalog.controls import Selection
from scanner.judging.cures import by_cause, cure, missing_permissions
from scanner.judging.present import Present, not_read, present
from scanner.judging.results import Effect, Report, Result
from scanner.reports.html.evidence import Behind, Evidence
from scanner.reports.html.model import places
from scanner.text import plural

MOST_PERMISSIONS = 5
"""Above this number of missing permissions, the page names the command that prints all of them."""


@dataclass(frozen=True, slots=True)
class CausePart:
    """Why results are unknown: one cause, what helps, and the calls that AWS refused."""

    what: str
    code: str
    where: str
    cure: str
    said: str
    behind: Behind


@dataclass(frozen=True, slots=True)
class Unseen:
    """What could not be seen. `bare` are results that no call of this account can decide."""

    causes: Sequence[CausePart]
    bare: Sequence[tuple[str, str, int]]
    permissions: Sequence[str]
    without_effect: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the configuration that changes verdicts: what, where, and its effect."""

    name: str
    control: str
    account: str
    said: str
    effects: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """What generative AI there is, by kind, and the types that were not read everywhere."""

    kinds: Sequence[tuple[str, Sequence[Present]]]
    not_read: Sequence[tuple[str, str]]
    known: bool


def facts_of(report: Report) -> list[tuple[str, list[str]]]:
    """Return the facts at the top of the page: (name, values)."""
    head = report.head
    callers = sorted({account.caller for account in head.accounts})
    return [
        ("Account" if len(head.accounts) == 1 else "Accounts", [head.named(a.id) for a in head.accounts]),
        ("Regions", list(head.regions)),
        ("Read by", callers),
        ("Read at", [_when(head.started)]),
        ("Calls", [f"{head.calls:,}{_took(head.started, head.finished)}"]),
        ("Controls", [_selected(report)]),
    ]


def _when(time: str) -> str:
    found = _time(time)
    return f"{found:%Y-%m-%d %H:%M} UTC" if found else time


def _took(started: str, finished: str) -> str:
    first, last = _time(started), _time(finished)
    if not first or not last:
        return ""
    seconds = max(0.0, (last - first).total_seconds())
    if seconds < 60:
        return f" in {seconds:.1f} s"
    minutes = round(seconds / 60)
    return f" in {minutes} min" if minutes < 100 else f" in {minutes // 60} h {minutes % 60} min"


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _selected(report: Report) -> str:
    selection, number = report.head.selection, f"{len(report.controls):,}"
    if selection == Selection():
        return f"all {number}"
    named = [*selection.pillars, *selection.best_practices, *selection.controls]
    return f"{number}, selected by {', '.join(named)}"


def unseen_of(report: Report, evidence: Evidence) -> Unseen:
    """Return what could not be seen, the causes of most results first."""
    unknown = [result for result in report.counted if result.kind == "unknown"]
    touched: dict[tuple[str, str, str, str], list[Result]] = {}
    regions: dict[tuple[str, str, str, str], dict[str, None]] = {}
    for result in unknown:
        for key, causes in by_cause(result.causes).items():
            touched.setdefault(key, []).append(result)
            regions.setdefault(key, {}).update(dict.fromkeys(cause.region for cause in causes))
    parts = []
    for key in sorted(touched, key=lambda key: (-len(touched[key]), key)):
        operation, code, permission, denied_by = key
        number = plural(len(touched[key]), "result")
        controls = plural(len({result.control for result in touched[key]}), "control")
        parts.append(
            CausePart(
                what="every call" if operation == "*" else operation,
                code=code,
                where=", ".join(sorted(regions[key])),
                cure=cure(code, permission, denied_by),
                said=f"{number} of {controls}",
                behind=evidence.failed((operation, region, code) for region in sorted(regions[key])),
            )
        )
    bare: dict[tuple[str, str], int] = {}
    for result in unknown:
        if not result.causes:
            bare[result.control, result.message] = bare.get((result.control, result.message), 0) + 1
    gaps = sum(1 for gap in report.head.gaps if gap.code != NOT_OPTED_IN)
    return Unseen(
        causes=parts,
        bare=[(*key, number) for key, number in bare.items()],
        permissions=missing_permissions(cause for result in report.unseen for cause in result.causes),
        without_effect=0 if parts else gaps,
    )


def settings_of(report: Report) -> list[Setting]:
    """Return the settings that change verdicts: parameters, controls that are off, severities."""
    named, configuration = report.head.named, report.head.configuration
    out = []
    for account, off in configuration.off.items():
        out += [Setting("switched off", control, named(account), why) for control, why in off.items()]
    for account, severities in configuration.severities.items():
        for control, one in severities.items():
            said = f"{one.severity} instead of {one.own}: {one.reason}"
            out.append(Setting("severity", control, named(account), said))
    for account, controls in configuration.changed.items():
        for control, parameters in controls.items():
            for name, changed in parameters.items():
                said = f"{_json(changed.value)} instead of {_json(changed.default)}"
                effects = [_effect(effect) for effect in changed.effects] or ["no verdict differs"]
                out.append(Setting(name, control, named(account), said, effects))
    return out


def left_out_of(report: Report) -> list[tuple[str, str, int, int]]:
    """Return what does not count: (why, reason, number of results, number of resources)."""
    found: dict[tuple[str, str], list[Result]] = {}
    for result in report.results:
        if result.excluded:
            tags = ", ".join(f"{name}={value}" for name, value in sorted(result.excluded.tags.items()))
            found.setdefault((f"left out by the tags {tags}", result.excluded.reason), []).append(result)
        elif result.waived:
            said = ", ".join(f"{name}: {value}" for name, value in result.waived.items())
            found.setdefault(("failures waived", said), []).append(result)
    return [
        (*why, len(results), len({(r.account, r.resource.id) for r in results}))
        for why, results in found.items()
    ]


def _effect(effect: Effect) -> str:
    verdicts = {"none": "not judged", "not_applicable": "not applicable"}
    before, after = (verdicts.get(kind, kind) for kind in (effect.before, effect.after))
    return f"{plural(effect.subjects, 'subject')}: {before} → {after}"


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def inventory_of(report: Report) -> Inventory:
    """Return what generative AI there is. `known` is false in a report without a snapshot."""
    snapshot = report.snapshot
    if snapshot is None:
        return Inventory((), (), known=False)
    kinds: dict[str, list[Present]] = {}
    for one in present(snapshot.resources, report.results):
        kinds.setdefault(one.kind, []).append(one)
    missing: dict[str, list[str]] = {}
    for gap in not_read(snapshot.targets):
        missing.setdefault(gap.what, []).extend(gap.regions)
    return Inventory(
        list(kinds.items()), [(what, places(regions)) for what, regions in missing.items()], known=True
    )


def endpoints_of(report: Report) -> list[tuple[str, str, str]]:
    """Return the services that were asked elsewhere than at AWS: (service, addresses, setting)."""
    return [
        (service, ", ".join(found["urls"]), found["source"])
        for service, found in sorted(report.head.endpoints.items())
    ]


def passed_over_of(report: Report) -> list[tuple[str, str]]:
    """Return what AWS does not offer everywhere: (service or operation, Regions)."""
    found: dict[str, set[str]] = {}
    for services in report.head.passed_over.values():
        for service, regions in services.items():
            found.setdefault(service, set()).update(regions)
    return [(service, _joined(regions)) for service, regions in sorted(found.items())]


def _joined(regions: Iterable[str]) -> str:
    return ", ".join(sorted(regions))
