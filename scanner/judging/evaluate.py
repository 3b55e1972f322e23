"""Evaluate the selected controls on a snapshot. This needs no network, credentials or clock."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson

from collectors.records import GLOBAL, Resource
from scanner import __version__
from scanner.catalog.controls import Catalog, Control, Selection, select
from scanner.catalog.digest import digest
from scanner.catalog.lens import lens, practices
from scanner.engines.bounded import Bounded
from scanner.engines.interface import Engine, Evaluation
from scanner.judging.facts import facts
from scanner.judging.results import (
    KINDS,
    Configuration,
    Defect,
    Head,
    Proof,
    Report,
    Result,
    ResultResource,
    Row,
    Subject,
    fingerprint,
    sort_key,
)
from scanner.people.config import Config, changed, resolved
from scanner.people.config import digest as digest_of_params
from scanner.snapshot.folder import Snapshot, Target
from scanner.snapshot.lines import Lines

ACCOUNT = "AWS::Account"
"""The type of an account as a subject."""


def evaluate(
    snapshot: Snapshot, catalog: Catalog, config: Config, engine: Engine, own: Engine | None = None
) -> Report:
    """Return the report on all accounts of a snapshot, each judged with its own parameters.

    `own` judges the user's own controls, which are not trusted. If it is None, it is regorus in a
    limited process.

    If a control fails, returns nothing or exports something invalid, every subject of the account
    that it could be about is `unknown`, and `defects` has the account and the reason. Other
    controls are not affected. All engines give the same report for the same input.
    """
    with _cycles_not_collected():
        return _report(snapshot, catalog, config, (engine, own or Bounded()))


@contextmanager
def _cycles_not_collected() -> Iterator[None]:
    """Pause Python's cyclic garbage collector.

    The data of a large account has no cycles, and its repeated traversal took a quarter of the
    time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _report(snapshot: Snapshot, catalog: Catalog, config: Config, engines: tuple[Engine, Engine]) -> Report:
    resources = {(resource.account, resource.id): resource for resource in snapshot.resources}
    lines = Lines(snapshot)
    results: list[Result] = []
    defects: list[Defect] = []
    for target in snapshot.targets:
        rows, failed = _rows(snapshot, target, catalog, config, engines)
        results += [_result(row, target, catalog, lines, resources) for row in rows]
        defects += [Defect(control, target.account, reason) for control, reason in failed.items()]
    results.sort(key=sort_key)
    counts = Counter(result.kind for result in results)
    head = Head(
        version=__version__,
        edition=lens()["edition"],
        title=lens()["title"],
        kind=snapshot.head.kind,
        started=snapshot.head.started,
        policy_digest=digest(catalog),
        snapshot_digest=snapshot.digest,
        snapshot=snapshot.folder.as_posix(),
        accounts=tuple(target.account for target in snapshot.targets),
        regions=tuple(sorted({region for target in snapshot.targets for region in target.regions})),
        counts={kind: counts[kind] for kind in KINDS},
        gaps=snapshot.gaps,
        defects=tuple(sorted(defects, key=lambda defect: (defect.control, defect.account))),
        ended=snapshot.head.ended,
        run=snapshot.head.run,
        endpoints=snapshot.head.endpoints,
        pace=snapshot.head.pace,
        configuration=_configuration(snapshot, catalog, config),
        passed_over=_passed_over(snapshot),
        left_out=catalog.left_out,
    )
    return Report(head, results, catalog.controls, practices())


def _configuration(snapshot: Snapshot, catalog: Catalog, config: Config) -> Configuration:
    accounts = [target.account for target in snapshot.targets]
    found = {account: changed(config, catalog, account) for account in accounts}
    return Configuration(
        file=config.file or None,
        sha256=config.digest or None,
        changed={account: controls for account, controls in found.items() if controls},
        digest=digest_of_params(config, catalog, accounts),
    )


def _passed_over(snapshot: Snapshot) -> dict[str, dict[str, list[str]]]:
    """Return account -> service or operation -> the Regions where AWS does not offer it."""
    return {target.account: _missing_in(target) for target in snapshot.targets}


def _missing_in(target: Target) -> dict[str, list[str]]:
    found = {
        service: [region for region in target.regions if region not in known["regions"]]
        for service, known in target.offered.items()
        if known.get("regions") is not None
    }
    for one in target.not_offered:
        found.setdefault(one.operation, []).append(one.region)
    return {name: found[name] for name in sorted(found) if found[name]}


def _rows(
    snapshot: Snapshot, target: Target, catalog: Catalog, config: Config, engines: tuple[Engine, Engine]
) -> tuple[list[Row], dict[str, str]]:
    """Return the verdicts on one account, and control id -> reason for the controls that failed."""
    document = facts(snapshot, target, catalog, resolved(config, catalog, target.account))
    evaluation = _evaluation(catalog, document, engines)
    defects = dict(evaluation.failures)
    rows: list[Row] = []
    for found in evaluation.rows:
        try:
            rows.append(Row.of(found))
        except ValueError:
            defects[found["control"]] = "a subject or a proof that it exports has the wrong members"
    silent = catalog.controls.keys() - {row.control for row in rows} - defects.keys()
    defects |= dict.fromkeys(silent, "it gave no result")
    defects |= {row.control: row.message for row in rows if row.kind == "defect"}
    sound = [row for row in rows if row.control not in defects]
    if defects:
        here = [resource for resource in snapshot.resources if resource.account == target.account]
        for control, reason in defects.items():
            said = f"the control failed: {reason}"
            for subject in _subjects(catalog.controls[control], target, here):
                sound.append(Row(control, "unknown", subject, said, (), (), ()))
    return sound, defects


def _evaluation(catalog: Catalog, document: Mapping[str, Any], engines: tuple[Engine, Engine]) -> Evaluation:
    """Evaluate built-in controls in the first engine, and a user's own in the second."""
    ours = tuple(control.id for control in catalog.controls.values() if not control.custom)
    own = tuple(control.id for control in catalog.controls.values() if control.custom)
    if not own:
        return engines[0].evaluate(catalog.modules, catalog.document(), document)
    facts_json = orjson.dumps(document)
    judged: list[Evaluation] = []
    for judge, ids in zip(engines, (ours, own), strict=True):
        if ids:
            part = select(catalog, Selection(controls=ids))
            judged.append(judge.evaluate(part.modules, part.document(), facts_json))
    failures = {control: reason for evaluation in judged for control, reason in evaluation.failures.items()}
    return Evaluation([row for evaluation in judged for row in evaluation.rows], failures)


def _subjects(control: Control, target: Target, resources: Sequence[Resource]) -> list[Subject]:
    """Return the subjects of an account that a control could be about.

    These are the resources of its types. The account is a subject in each Region and as a whole.
    Without any of these, it is the account as a whole.
    """
    types = {*control.meta.resources}
    found = [Subject(r.type, r.id, r.region, "") for r in resources if r.type in types]
    regions = (GLOBAL, *target.regions) if ACCOUNT in types else () if found else (GLOBAL,)
    return found + [Subject(ACCOUNT, target.root, region, "") for region in regions]


def _result(
    row: Row, target: Target, catalog: Catalog, lines: Lines, resources: Mapping[tuple[str, str], Resource]
) -> Result:
    control, subject = catalog.controls[row.control], row.subject
    resource = resources.get((target.account, subject.id))
    return Result(
        control=control.id,
        best_practice=control.practice,
        kind=row.kind,
        severity=control.meta.severity,
        account=target.account,
        region=subject.region,
        resource=ResultResource(subject.type, subject.id, resource.name if resource else ""),
        item=subject.item,
        message=row.message,
        messages=row.messages,
        proof=tuple(_located(proof, target.account, lines) for proof in row.proof),
        causes=row.causes,
        remediation=control.meta.remediation,
        fingerprint=fingerprint(control.id, target.account, subject),
        source=resource.source if resource else None,
    )


def _located(proof: Mapping[str, str], account: str, lines: Lines) -> Proof:
    """Return a proof with its file and line in the snapshot."""
    file, line = lines.find(account, proof["id"], proof["pointer"]) or (None, None)
    return Proof(proof["id"], proof["pointer"], file, line)
