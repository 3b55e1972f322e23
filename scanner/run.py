"""The stages of a run, in order: choose controls, collect, judge, write.

The command line calls these functions and prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.choices import Access, Choice, Judge, Output, Screen
from scanner.choosing import chosen
from scanner.errors import OutputError, ScanError, UsageError
from scanner.snapshot.output import Run, staged
from scanner.snapshot.owned import FILES, OUTPUTS, SNAPSHOT
from scanner.text import plural

if TYPE_CHECKING:
    from collectors.aws import Aws
    from collectors.caller import Wanted
    from collectors.limits import Limits
    from collectors.paid import Paid
    from collectors.plan import Plan
    from collectors.records import Gap
    from scanner.catalog.controls import Catalog
    from scanner.earlier.diff import Diff
    from scanner.judging.results import Report
    from scanner.people.config import Config
    from scanner.reports.inventory import Inventory
    from scanner.reports.places import Places
    from scanner.snapshot.folder import Snapshot


def scan(choice: Choice, access: Access, judge: Judge, output: Output, screen: Screen) -> Report:
    """Read an account, judge it, and write the snapshot and the results. Raises `ScanError`.

    Snapshot and results become current together. If the snapshot cannot be judged, it is kept:
    reading an account can take an hour.
    """
    from scanner.engines.registry import engine
    from scanner.snapshot.folder import read

    catalog, config = chosen(choice, screen)
    places = output.upload.places(output.folder, config)
    _possible(output, places.lost())
    with staged(output.folder, OUTPUTS, force=output.force) as run:
        with engine(judge.engine, judge.server):
            pass  # fail before the account is read if the engine cannot run
        collected(catalog, config, access, run, screen)
        run.keep()
        try:
            found = read(run.folder / SNAPSHOT, output.folder / SNAPSHOT)
            report = _results(found, (catalog, config), judge, output, places, run, screen)
        except Exception:
            kept = run.publish_unjudged()
            screen.warn(f"The account was read. Judge its snapshot with: genai-lens evaluate {kept}")
            raise
    return report


def evaluate(snapshot: Path, choice: Choice, judge: Judge, output: Output, screen: Screen) -> Report:
    """Judge an existing snapshot, and write the results. Raises `ScanError`.

    Results of another judgement in the output folder are an error, or are replaced with `force`.
    """
    from scanner.reports.beside import another, judgement
    from scanner.snapshot.folder import digest, read

    catalog, config = chosen(choice, screen)
    places = output.upload.places(output.folder, config)
    _possible(output, places.lost())
    writing = staged(output.folder, output.files, force=output.force) if output.files else nullcontext()
    with writing as run:
        found = read(snapshot)
        other = digest(output.folder / SNAPSHOT) if output.files else ""
        if other and other != found.digest:
            raise OutputError(
                f"{output.folder} holds another snapshot than {snapshot}.", "Use --output for another folder."
            )
        baseline = judge.baseline.sha256 if judge.baseline else ""
        if run and (said := another(output.folder, judgement(found, catalog, config, baseline))):
            if not output.force:
                raise OutputError(
                    said, "Use --force to replace all results there, or --output for another folder."
                )
            run.replace_all()
        return _results(found, (catalog, config), judge, output, places, run, screen)


def _possible(output: Output, lost: str) -> Output:
    """Return the output without SARIF if it has results that no file of the repository can show.

    `lost` says which ones; it is empty if there are none. Raises `UsageError` if the user asked for
    SARIF by name.
    """
    from scanner.reports.places import nowhere

    if not lost or "sarif" not in output.formats:
        return output
    if output.upload.asked:
        raise nowhere(lost)
    return replace(output, formats=tuple(name for name in output.formats if name != "sarif"))


def _results(
    snapshot: Snapshot,
    settings: tuple[Catalog, Config],
    judge: Judge,
    output: Output,
    places: Places,
    run: Run | None,
    screen: Screen,
) -> Report:
    """Judge a snapshot, and write the results and the inventory. Returns the report."""
    from scanner.reports.git_inventory import inventory, write
    from scanner.reports.places import NEXT_STEP
    from scanner.reports.upload import with_carried, with_inventory

    folder = output.upload.inventory
    found = inventory(snapshot) if folder else None
    if found:
        places = with_inventory(places, found)
    lost = places.lost(_accounts(snapshot, judge))
    possible = _possible(output, lost)
    report = judged(snapshot, *settings, judge, screen)
    for note in report.head.notes:
        screen.warn(note)
    if folder:
        places = with_carried(places, report.carried, folder)
    if run:
        put(report, possible, run, places)
    if found and folder:
        write(found, folder)
    if possible.formats != output.formats:
        screen.tell(
            f"results.sarif is not written, as no file of the repository can show {lost}. {NEXT_STEP}"
        )
    return report


def _accounts(snapshot: Snapshot, judge: Judge) -> list[str]:
    """Return the accounts that results may be about: those of a baseline too."""
    earlier = judge.baseline.failures.values() if judge.baseline else ()
    return list(dict.fromkeys([*(t.account for t in snapshot.targets), *(f.account for f in earlier)]))


def collect(choice: Choice, access: Access, output: Output, screen: Screen) -> tuple[Path, tuple[Gap, ...]]:
    """Read an account, and write its snapshot. Raises `ScanError`.

    Returns the snapshot's folder, and what could not be read although it was asked for.
    """
    from collectors.records import asked

    catalog, config = chosen(choice, screen)
    with staged(output.folder, OUTPUTS, force=output.force) as run:
        gaps = collected(catalog, config, access, run, screen)
    return output.folder / SNAPSHOT, asked(gaps)


def plan(choice: Choice, access: Access, screen: Screen) -> Plan:
    """Return the calls that a scan would make. Raises `ScanError`. Nothing is written.

    AWS is asked only who is calling and, if no Region is named, which Regions are enabled. A name
    that no Region has is wrong usage.
    """
    from collectors.last_accessed import LAST_ACCESSED
    from collectors.plan import plan as planned
    from scanner.people.regions import known

    catalog, config = chosen(choice, screen)
    known(access.regions)
    with reaching(access, config) as (aws, regions):
        return planned(
            aws,
            catalog.plan,
            regions,
            max_rate=access.max_rate,
            workload=config.workload_of,
            paid=access.metrics,
            left_out=() if access.last_accessed else LAST_ACCESSED,
        )


def inventory(snapshot: Path, choice: Choice, judge: Judge, owner_tag: str, screen: Screen) -> Inventory:
    """Return what generative AI a snapshot has, with the worst findings."""
    from scanner.judging.present import not_read, present
    from scanner.judging.tags import unseen_owners
    from scanner.reports.inventory import Inventory
    from scanner.snapshot.folder import read

    catalog, config = chosen(choice, screen)
    found = read(snapshot)
    report = judged(found, catalog, config, judge, screen)
    there = present(found.resources, report.results)
    unread = unseen_owners(found.targets, found.gaps)
    return Inventory(report, there, not_read(found.targets), unread, owner_tag)


def diff(old: Path, new: Path, choice: Choice, judge: Judge, screen: Screen) -> Diff:
    """Compare two runs, each a results file or the folder of a snapshot. Raises `ScanError`.

    Snapshots are judged first. Raises `UsageError` if controls are selected for a results file.
    """
    from scanner.catalog.controls import Selection
    from scanner.earlier import diff as compare
    from scanner.earlier import runs
    from scanner.people.config import Config
    from scanner.snapshot.folder import read

    files = [path for path in (old, new) if not path.is_dir()]
    if files and choice.selection != Selection():
        raise UsageError(
            f"{files[0]} has the controls that it was made with.",
            "Name two snapshots to select controls, or omit the selection.",
        )
    catalog, config = chosen(choice if len(files) < 2 else replace(choice, ready=Config()), screen)
    found = []
    for path in (old, new):
        if path in files:
            found.append(runs.read(path, catalog.controls))
        else:
            report = judged(read(path), catalog, config, judge, screen)
            found.append(runs.Run(path.as_posix(), report))
    return compare.diff(*found)


def document(snapshot: Path, choice: Choice, account: str | None, screen: Screen) -> dict[str, Any]:
    """Return the `input` document of one account of a snapshot.

    `account` may be omitted if the snapshot has only one. Raises `UsageError` if the snapshot does
    not have the account.
    """
    from scanner.judging.facts import facts
    from scanner.snapshot.folder import read

    catalog, config = chosen(choice, screen)
    found = read(snapshot)
    targets = {target.account: target for target in found.targets}
    if not account and len(targets) == 1:
        (account,) = targets
    if account not in targets:
        said = f"has no account {account}" if account else f"has {len(targets)} accounts"
        raise UsageError(f"{snapshot} {said}.", f"Use --account with one of {', '.join(targets)}.")
    target = targets[account]
    return facts(found, target, catalog, config.stated(catalog, target.account))


def draft(snapshot: Path) -> str:
    """Return a first genai-lens.yaml, from what a snapshot has. Raises `SnapshotError`."""
    from collections import Counter

    from scanner.judging.present import present
    from scanner.people.draft import draft as drafted
    from scanner.snapshot.folder import read

    found = read(snapshot)
    return drafted(found, Counter(one.region for one in present(found.resources)))


def schemas(catalog: Catalog) -> dict[str, bytes]:
    """Return file -> its JSON Schema, for the files that people write, and for results.json."""
    import orjson

    from scanner.people.schemas import published
    from scanner.reports.results_json import SCHEMA

    made = published(catalog)
    texts = {name: orjson.dumps(one, option=orjson.OPT_INDENT_2) + b"\n" for name, one in made.items()}
    return {**texts, "results": SCHEMA.read_bytes()}


@contextmanager
def reaching(access: Access, config: Config, limits: Limits | None = None) -> Iterator[tuple[Aws, Wanted]]:
    """Yield the clients of the account, and the Regions that are wanted.

    Raises `ScanError` for the `CannotCollect` of the block, and `UsageError` for a Region that the
    account has not enabled.
    """
    from collectors.aws import Aws
    from collectors.caller import WrongRegion
    from collectors.calls import CannotCollect
    from collectors.limits import Limits as Ordinary
    from scanner.people.regions import not_enabled

    try:
        aws = Aws(
            profile=access.profile,
            role_arn=access.role_arn,
            external_id=access.external_id,
            limits=limits or Ordinary(),
        )
        yield aws, access.regions or (config.regions_of if config.accounts else config.regions)
    except WrongRegion as error:
        raise not_enabled(error, None if access.regions else config) from error
    except CannotCollect as error:
        raise ScanError(error.sentence, error.next_step) from error


def collected(catalog: Catalog, config: Config, access: Access, run: Run, screen: Screen) -> tuple[Gap, ...]:
    """Read the account, write the snapshot into the run's folder, and return the gaps.

    Raises `ScanError` if the account cannot be read at all, `UsageError` for a Region that it has
    not enabled, and `OutputError`.
    """
    from collectors.collect import collect
    from collectors.last_accessed import LAST_ACCESSED
    from scanner.snapshot.folder import write

    with reaching(access, config) as (aws, regions), screen.progress("Reading the account") as tell:
        collection = collect(
            aws,
            catalog.plan,
            regions,
            time_limit=access.time_limit,
            max_rate=access.max_rate,
            workload=config.workload_of,
            phrases=config.signs,
            progress=tell,
            warn=screen.warn,
            paid=_paid(catalog, config, access, screen),
            left_out=() if access.last_accessed else LAST_ACCESSED,
        )
    if collection.ended:
        screen.warn(collection.ended["sentence"])
    with run.writing() as folder:
        write(replace(collection, sample=access.sample), folder / SNAPSHOT)
    return collection.gaps


def _paid(catalog: Catalog, config: Config, access: Access, screen: Screen) -> Paid | None:
    """Return how to make the calls that AWS charges for, or None if they are not asked for."""
    from collectors.paid import Bill, Paid

    if not access.metrics:
        return None

    def agree(bill: Bill) -> bool:
        if access.sample:  # the embedded AWS charges nothing
            return True
        calls = " and ".join(f"{number:,} of {name}" for name, number in bill.calls.items())
        metrics = f", for {plural(bill.metrics, 'metric')}" if bill.metrics else ""
        price = f"about {bill.dollars:.2f} USD" if bill.dollars >= 0.01 else "less than 0.01 USD"
        said = f"AWS charges for the next calls: {calls}{metrics}, {price} at its list price."
        if sum(bill.calls.values()) > access.most_paid:
            said += f" --max-paid-calls ends them after {access.most_paid:,}."
        if access.agreed:
            screen.tell(said)
            return True
        return screen.ask(f"{said} Make them?")

    return Paid(agree, partial(config.days_of, catalog), access.most_paid)


def judged(snapshot: Snapshot, catalog: Catalog, config: Config, judge: Judge, screen: Screen) -> Report:
    """Return the report on a snapshot.

    Its notes name the declared names that match nothing. Warns if the user's own controls are
    judged in another engine than `judge` names. Raises `UsageError` if the configuration switches
    all controls off: that must not look clean.
    """
    from scanner.engines.registry import bounded, engine
    from scanner.judging.evaluate import evaluate
    from scanner.judging.workload import declarations

    own = None
    if any(control.custom for control in catalog.controls.values()):
        own, note = bounded(judge.engine)
        if note:
            screen.warn(note)
    label = f"Judging {plural(len(snapshot.resources), 'resource')}"
    with engine(judge.engine, judge.server) as running, screen.progress(label):
        report = evaluate(snapshot, catalog, config, running, own)
    found = declarations(config, snapshot)
    notes = (*report.head.notes, *found.wrong, *found.unchecked)
    report = replace(report, head=replace(report.head, notes=notes))
    if not report.results:
        raise UsageError(
            "every selected control is switched off, so nothing would be judged.",
            f"Remove lines of switched_off in {config.file}, or select other controls.",
        )
    if judge.baseline:
        from scanner.earlier.mistaken import notes as mistaken
        from scanner.earlier.since import compared

        report = compared(report, judge.baseline, catalog.others, config.waivers)
        notes = (*report.head.notes, *mistaken(judge.baseline, report))
        report = replace(report, head=replace(report.head, notes=notes))
    return report


def put(report: Report, output: Output, run: Run, places: Places) -> None:
    """Write the report into the run's folder, in each format that has a file."""
    from scanner.reports import REPORTS
    from scanner.reports.sarif.log import sarif

    for name, file in FILES.items():
        if name in output.formats:
            sarifs = name == "sarif"
            run.put(file, sarif(report, places, output.upload.least) if sarifs else REPORTS[name](report))


def exit_code(report: Report, judge: Judge) -> int:
    """Return the exit code of a run.

    It is 70 for a defect in a control that is not the user's own, 1 for a failure of the severity
    `fail_on` or worse that no baseline knows, 3 for missing evidence unless `allow_incomplete`, and
    otherwise 0.
    """
    from scanner.catalog.lens import severities_from
    from scanner.judging.results import KNOWN

    if report.broken:
        return 70
    bad = severities_from(judge.fail_on)
    if any(r.failing and r.since != KNOWN and r.severity in bad for r in report.results):
        return 1
    return 3 if report.incomplete and not judge.allow_incomplete else 0
