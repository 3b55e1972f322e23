"""Make a report of a results.json or a results.sarif again, to compare it with another.

Nothing in such a file is trusted. The controls are today's; one that does not exist today has only
what the file says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from collectors import ROWS
from collectors.records import Gap
from scanner.catalog.controls import Control, Selection
from scanner.catalog.lens import practices
from scanner.catalog.metadata import Metadata
from scanner.earlier import heads
from scanner.earlier.results import check_sarif, check_time, is_sarif, of_alert, of_result
from scanner.earlier.since import renamed
from scanner.errors import UsageError
from scanner.judging.results import Carried, Proof, Report, Result
from scanner.judging.rows import Cause
from scanner.reports.results_file import checked, parsed

_OTHER = "Name a results.json, a results.sarif or the folder of a snapshot."


@dataclass(frozen=True, slots=True)
class Run:
    """A run to compare: its report, and the name that the user gave.

    `partial`: the accounts of which only failures are known, although not all else passes.
    """

    name: str
    report: Report
    partial: frozenset[str] = frozenset()


def read(path: Path, controls: Mapping[str, Control]) -> Run:
    """Return the run of a results file. `controls` are today's, by id.

    Raises `UsageError` if the file is not a results.json or a results.sarif of genai-lens.
    """
    _, found = parsed(path, _OTHER)
    if is_sarif(found):
        check_sarif(path, found, _OTHER)
        check_time(path, heads.started_of(found), _OTHER)
        run = _of_sarif(path, found, controls)
    else:
        document = checked(path, found, _OTHER)
        check_time(path, document["started"], _OTHER)
        run = Run(path.as_posix(), _of_json(path, document, controls))
    return replace(run, report=_today(run.report, controls))


def _today(report: Report, controls: Mapping[str, Control]) -> Report:
    """Return a report with the ids that its controls have today."""
    results = renamed({one.fingerprint: one for one in report.results}, controls)
    carried = renamed({one.result.fingerprint: one.result for one in report.carried}, controls)
    why = [one.why for one in report.carried]
    return replace(
        report,
        head=heads.today(report.head, controls),
        results=list(results.values()),
        carried=tuple(Carried(*pair) for pair in zip(carried.values(), why, strict=True)),
    )


def _of_json(path: Path, document: Mapping[str, Any], controls: Mapping[str, Control]) -> Report:
    causes = [
        Cause(**{name: one[name] for name in ("operation", "region", "code", "permission", "denied_by")})
        for one in document["causes"]
    ]
    head = heads.of_json(document)
    titles = {name: one["title"] for name, one in document["controls"].items()}
    try:
        results = [_result(one, causes) for one in document["results"]]
    except IndexError as error:
        raise UsageError(f"{path} names a cause that it does not have.", _OTHER) from error
    carried = tuple(Carried(of_result(one["result"]), one["why"]) for one in document["carried"])
    chosen = _controls(titles, controls, head.gaps)
    whole = head.selection == Selection()  # what it lacks then was not loaded
    others = {name: one for name, one in controls.items() if not whole and name not in chosen}
    return Report(head, results, chosen, practices(), carried=carried, others=others)


def _result(found: Mapping[str, Any], causes: list[Cause]) -> Result:
    return replace(
        of_result(found),
        causes=tuple(causes[index] for index in found["causes"]),
        proof=tuple(Proof(**one) for one in found["proof"]),
    )


def _of_sarif(path: Path, log: Mapping[str, Any], controls: Mapping[str, Control]) -> Run:
    """Return the run of SARIF, which has failures only.

    A failure that it lacks is gone for sure only if its account has no result but passes.
    """
    partial: set[str] = set()
    titles: dict[str, str] = {}
    failures: list[Result] = []
    carried: list[Carried] = []
    for run in log["runs"]:
        said = run["properties"]
        others = (said[name] for name in ("waived", "excluded", "belowLeastSeverity"))
        if said["counts"]["unknown"] or said["counts"]["review"] or any(others):
            partial.add(said["account"])
        titles |= {rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]}
        for one in run["results"]:
            why, failure = one["properties"]["carriedOver"], of_alert(one)
            carried += [Carried(failure, why)] if why else []
            failures += [] if why else [failure]
    head = heads.of_sarif(log)
    chosen = _controls({name: titles.get(name, "") for name in head.policies}, controls, ())
    report = Report(head, failures, chosen, practices(), carried=tuple(carried))
    return Run(path.as_posix(), report, frozenset(partial))


def _controls(
    titles: Mapping[str, str], known: Mapping[str, Control], gaps: Iterable[Gap]
) -> dict[str, Control]:
    """Return the controls of a run: today's, or for one that does not exist today a substitute.

    Nobody knows which listings a substitute needs, so every gap of the run may hide its subjects.
    """
    today = {name: control for control in known.values() for name in control.names}
    lists = tuple(sorted({gap.operation for gap in gaps} & ROWS.keys()))
    found = {}
    for name in sorted(titles):
        control = today.get(name) or _substitute(name, titles[name], lists)
        found[control.id] = control
    return found


def _substitute(name: str, title: str, lists: tuple[str, ...]) -> Control:
    practice, _, own = name.partition("/")
    meta = Metadata(
        id=name,
        title=title,
        description="",
        severity="low",
        precision="medium",
        mode="automated",
        resources=(),
        lists=lists,
        evidence=(),
        named={},
        adds=(),
        params={},
        messages={},
        item="none",
        remediation="",
    )
    return Control(practice, "", (practice, own), meta, custom=True)
