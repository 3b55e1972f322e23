"""The sections beside the practices: the scan, what was not seen, settings, and what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from collectors.durations import duration
from scanner.catalog.controls import Selection
from scanner.judging.configured import Effect
from scanner.judging.cures import called
from scanner.judging.present import Present, not_read, present
from scanner.judging.results import Report, Result
from scanner.reports.html.evidence import Behind, Evidence
from scanner.reports.words import (
    became,
    by_control,
    grouped,
    left_out,
    losses,
    passed_over,
    permissions,
    switched_off,
    when,
    where,
)
from scanner.text import plural


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
class InventoryPart:
    """What generative AI there is, by kind, and the types that were not read everywhere."""

    kinds: Sequence[tuple[str, Sequence[Present]]]
    not_read: Sequence[tuple[str, str]]
    known: bool


def facts_of(report: Report) -> list[tuple[str, list[str]]]:
    """Return the facts at the top of the page: (name, values)."""
    head = report.head
    took = "" if head.seconds is None else f" in {duration(head.seconds)}"
    callers = sorted({account.caller for account in head.accounts})
    return [
        ("Account" if len(head.accounts) == 1 else "Accounts", [head.named(a.id) for a in head.accounts]),
        ("Regions", list(head.regions)),
        ("Read by", callers),
        ("Read at", [when(head.started)]),
        ("Calls", [f"{head.calls:,}{took}"]),
        ("Controls", [_selected(report)]),
    ]


def _selected(report: Report) -> str:
    selection, number = report.head.selection, f"{len(report.controls):,}{switched_off(report)}"
    if selection == Selection():
        return f"all {number}"
    named = [*selection.pillars, *selection.best_practices, *selection.controls]
    return f"{number}, selected by {', '.join(named)}"


def unseen_of(report: Report, evidence: Evidence) -> Unseen:
    """Return what could not be seen, the causes of most results first."""
    unknown = [result for result in report.counted if result.kind == "unknown"]
    parts = [
        CausePart(
            what=called(loss.operation),
            code=loss.code,
            where=", ".join(loss.regions),
            cure=loss.cure,
            said=loss.said,
            behind=evidence.failed((loss.operation, region, loss.code) for region in loss.regions),
        )
        for loss in losses(unknown)
    ]
    bare: dict[tuple[str, str], int] = {}
    for result in unknown:
        if not result.causes:
            bare[result.control, result.message] = bare.get((result.control, result.message), 0) + 1
    return Unseen(
        causes=parts,
        bare=[(*key, number) for key, number in bare.items()],
        permissions=permissions(report),
        without_effect=0 if parts else len(report.head.gaps),
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
    found = {
        (f"left out by the tags {named}", why): results for (named, why), results in left_out(report).items()
    }
    for result in report.counted:
        if result.waived:
            why = f"failures waived {result.waived.said}", result.waived.reason
            found.setdefault(why, []).append(result)
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


def inventory_of(report: Report) -> InventoryPart:
    """Return what generative AI there is. `known` is false in a report without a snapshot."""
    snapshot = report.snapshot
    if snapshot is None:
        return InventoryPart((), (), known=False)
    kinds = grouped(present(snapshot.resources, report.results), lambda one: one.kind)
    missing: dict[str, list[str]] = {}
    for gap in not_read(snapshot.targets):
        missing.setdefault(gap.what, []).extend(gap.regions)
    return InventoryPart(
        list(kinds.items()), [(what, where(regions)) for what, regions in missing.items()], known=True
    )


def since_of(report: Report) -> str:
    """Return what became of the failures of the baseline, as a sentence; empty without one."""
    earlier = report.head.baseline
    return f"Since {when(earlier.started)} ({earlier.file}): {became(earlier)}." if earlier else ""


def carried_of(report: Report) -> list[tuple[str, list[tuple[str, str, list[Result]]]]]:
    """Return why failures are carried over: (why, [(control, its title, failures)])."""
    return [
        (
            why,
            [
                (control, report.named[control].meta.title if control in report.named else control, results)
                for control, results in by_control(one.result for one in same).items()
            ],
        )
        for why, same in grouped(report.carried, lambda one: one.said).items()
    ]


def passed_over_of(report: Report) -> list[tuple[str, str]]:
    """Return what AWS does not offer everywhere: (service or operation, Regions)."""
    return [(service, ", ".join(sorted(regions))) for service, regions in sorted(passed_over(report).items())]
