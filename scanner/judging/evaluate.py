"""Evaluate the selected controls on a snapshot. This needs no network, credentials or clock."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import orjson

from collectors.records import GLOBAL, Resource, asked
from scanner import __version__
from scanner.catalog.controls import Catalog, Control, Selection, select
from scanner.catalog.digest import by_control, digest
from scanner.catalog.lens import lens, practices
from scanner.catalog.metadata import ACCOUNT
from scanner.engines.bounded import Bounded
from scanner.engines.interface import Engine, Evaluation
from scanner.judging.attested import file_of, unused
from scanner.judging.changes import left_out, parameters, severities, switched_off
from scanner.judging.configured import Configuration
from scanner.judging.cures import because
from scanner.judging.facts import facts
from scanner.judging.results import (
    AccountHead,
    Defect,
    Excluded,
    Head,
    Proof,
    Report,
    Result,
    ResultResource,
    fingerprint,
    sort_key,
)
from scanner.judging.rows import KINDS, Row, Subject
from scanner.judging.tags import unseen_tags
from scanner.judging.waivers import applied, judged_in
from scanner.people.config import Config, LeftOut, Params
from scanner.people.config import digest as digest_of_params
from scanner.people.workload import flat
from scanner.snapshot.folder import Snapshot, Target
from scanner.snapshot.lines import Lines


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
    lines = Lines(snapshot)
    results: list[Result] = []
    defects: list[Defect] = []
    changes: dict[str, Any] = {"changed": {}, "off": {}, "severities": {}, "leave_out": {}, "workload": {}}
    for target in snapshot.targets:
        account = target.account
        found = _Judged(snapshot, target, catalog, config, engines)
        own = [found.result(row, lines) for row in found.rows]
        results += own
        defects += [Defect(control, account, reason) for control, reason in found.defects.items()]
        for name, values in found.changes(own).items():
            if values:
                changes[name][account] = values
    judged = judged_in(snapshot.targets, catalog.controls, changes["off"])
    day = date.fromisoformat(snapshot.head.started[:10])
    waivers = applied(config.waivers, sorted(results, key=sort_key), day, judged, config.accounts)
    results = waivers.results
    counts = Counter(result.kind for result in results if not result.excluded)
    accounts = [target.account for target in snapshot.targets]
    head = Head(
        version=__version__,
        edition=lens()["edition"],
        title=lens()["title"],
        kind=snapshot.head.kind,
        sample=snapshot.head.sample,
        run=snapshot.head.run,
        started=snapshot.head.started,
        finished=snapshot.head.finished,
        calls=snapshot.head.calls,
        policy_digest=digest(catalog),
        policies=by_control(catalog),
        snapshot_digest=snapshot.digest,
        snapshot=snapshot.folder.as_posix(),
        accounts=tuple(
            AccountHead(
                target.account, config.account(target.account).name, target.caller, tuple(target.regions)
            )
            for target in snapshot.targets
        ),
        selection=catalog.selection,
        counts={kind: counts[kind] for kind in KINDS},
        gaps=asked(snapshot.gaps),
        defects=tuple(sorted(defects, key=lambda defect: (defect.control, defect.account))),
        ended=snapshot.head.ended,
        notes=(
            *(note for target in snapshot.targets for note in unseen_tags(config, target, snapshot.gaps)),
            *waivers.notes,
            *unused(config, catalog, results),
        ),
        endpoints=snapshot.head.endpoints,
        pace=snapshot.head.pace,
        configuration=Configuration(
            file=config.file or None,
            sha256=config.digest or None,
            digest=digest_of_params(config, catalog, accounts),
            waivers=waivers.file,
            attestations=file_of(config.attestations),
            **changes,
        ),
        passed_over=_passed_over(snapshot),
        left_out=catalog.left_out,
    )
    return Report(head, results, catalog.controls, practices(), snapshot)


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


class _Judged:
    """The verdicts on one account.

    `rows`: the verdicts. `defects`: control id -> reason, for the controls that failed.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        target: Target,
        catalog: Catalog,
        config: Config,
        engines: tuple[Engine, Engine],
    ) -> None:
        self._target, self._config, self._engines, self._selected = target, config, engines, catalog
        self._resources = {r.id: r for r in snapshot.resources if r.account == target.account}
        self._off = switched_off(config, catalog, target.account)
        self._severities = severities(config, catalog, target.account)
        self._left_out = config.left_out(target.account)
        on = {name: control for name, control in catalog.controls.items() if name not in self._off}
        self._catalog = replace(catalog, controls=on)
        stated = config.stated(self._catalog, target.account)
        self._params, self._workload = stated.params, flat(stated.workload)
        self._document = facts(snapshot, target, self._catalog, stated)
        self.rows, self.defects = self._rows(on, self._document)

    def _rows(
        self, controls: Mapping[str, Control], document: Mapping[str, Any]
    ) -> tuple[list[Row], dict[str, str]]:
        """Judge the controls of `document["params"]`, which are `controls`.

        The engine gets the whole catalog each time, so that it parses the policies only once.
        """
        evaluation = _evaluation(self._catalog, document, self._engines)
        defects = {name: reason for name, reason in evaluation.failures.items() if name in controls}
        rows: list[Row] = []
        for found in evaluation.rows:
            try:
                rows.append(Row.of(found))
            except ValueError:
                defects[found["control"]] = "a subject or a proof that it exports has the wrong members"
        silent = controls.keys() - {row.control for row in rows} - defects.keys()
        defects |= dict.fromkeys(silent, "it gave no result")
        defects |= {row.control: row.message for row in rows if row.kind == "defect"}
        sound = [row for row in rows if row.control not in defects]
        for control, reason in defects.items():
            said = f"the control failed: {reason}"
            for subject in _subjects(controls[control], self._target, self._resources.values()):
                sound.append(Row(control, "unknown", subject, said, (), (), ()))
        return sound, defects

    def changes(self, results: Iterable[Result]) -> dict[str, Any]:
        """Return what the configuration changes, as the members of `Configuration`.

        `results` are those of this account.
        """
        account = self._target.account
        return {
            "changed": parameters(self._catalog, self._config, account, self._params, self.rows, self._again),
            "off": self._off,
            "severities": self._severities,
            "leave_out": left_out(self._config, account, results),
            "workload": self._workload,
        }

    def _again(self, controls: tuple[str, ...], params: Params) -> list[Row]:
        """Judge some controls once more, with other parameters."""
        part = {name: self._catalog.controls[name] for name in controls}
        rows, _ = self._rows(part, {**self._document, "params": params})
        return rows

    def result(self, row: Row, lines: Lines) -> Result:
        """Return a row with its texts, its severity, and the lines of its proof."""
        control, subject, account = self._catalog.controls[row.control], row.subject, self._target.account
        resource = self._resources.get(subject.id)
        severity = self._severities.get(control.id)
        tags = resource.tags if resource else {}
        proof: Sequence[Mapping[str, str]] = row.proof
        if row.kind == "pass" and not proof and resource:
            proof = [{"id": resource.id, "pointer": ""}]
        return Result(
            control=control.id,
            kind=row.kind,
            severity=severity.severity if severity else control.meta.severity,
            account=account,
            region=subject.region,
            resource=ResultResource(subject.type, subject.id, resource.name if resource else ""),
            item=subject.item,
            message=because(row.causes) if row.causes else row.message,
            messages=row.messages,
            proof=tuple(_located(place, account, lines) for place in proof),
            causes=row.causes,
            fingerprint=fingerprint(control.id, account, subject),
            tags=tags,
            excluded=_excluded(self._left_out, tags),
            source=resource.source if resource else None,
            attestation=row.attestation,
        )


def _excluded(left_out: Sequence[LeftOut], tags: Mapping[str, str]) -> Excluded | None:
    """Return why a resource with these tags is left out, or None."""
    return next((Excluded(one.tags, one.reason) for one in left_out if one.fits(tags)), None)


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


def _subjects(control: Control, target: Target, resources: Iterable[Resource]) -> list[Subject]:
    """Return the subjects of an account that a control could be about.

    These are the resources of its types. The account is a subject in each Region and as a whole.
    Without any of these, it is the account as a whole.
    """
    types = {*control.meta.resources}
    found = [Subject(r.type, r.id, r.region, "") for r in resources if r.type in types]
    regions = (GLOBAL, *target.regions) if ACCOUNT in types else () if found else (GLOBAL,)
    return found + [Subject(ACCOUNT, target.root, region, "") for region in regions]


def _located(proof: Mapping[str, str], account: str, lines: Lines) -> Proof:
    """Return a proof with its file and line in the snapshot."""
    file, line = lines.find(account, proof["id"], proof["pointer"]) or (None, None)
    return Proof(proof["id"], proof["pointer"], file, line)
