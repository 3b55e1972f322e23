"""The stages of a run, one after the other: collect into a folder, judge it, write the results, and what exit code that comes to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import ScanError

if TYPE_CHECKING:
    from scanner.catalog import Catalog
    from scanner.config import Config
    from scanner.engines import Server
    from scanner.results import Report

RESULTS = ("results.json", "results.sarif")
"""Every file of results that a run can write."""


def files(formats: Sequence[str]) -> list[str]:
    """The files that the formats make; the table is printed."""
    return [f"results.{name}" for name in formats if name != "table"]


def collected(
    catalog: Catalog,
    config: Config,
    output: Path,
    *,
    force: bool,
    quiet: bool,
    profile: str | None,
    role_arn: str,
    external_id: str,
    regions: Sequence[str],
) -> Path:
    """Read the account into `output`/snapshot, and give that folder. Raises `ScanError` when the account cannot be entered."""
    from collectors.aws import Aws, CannotCollect
    from collectors.collect import collect
    from scanner.output import staged
    from scanner.progress import progress
    from scanner.snapshot import write

    try:
        aws = Aws(profile=profile, role_arn=role_arn, external_id=external_id)
        if not regions and config.accounts:
            regions = config.accounts.get(aws.identity(aws.default_region or "us-east-1")["Account"], {}).get("regions") or ()
        with staged(output, ["snapshot"], force=force) as partial:
            with progress("Reading the account", quiet=quiet) as tell:
                collection = collect(aws, catalog.operations, regions or config.regions, progress=tell)
            write(collection, partial / "snapshot")
    except CannotCollect as error:
        raise ScanError(error.sentence, error.next_step) from error
    return output / "snapshot"


def judged(folder: Path, catalog: Catalog, config: Config, engine_name: str, server: Server | None) -> Report:
    """Judge the snapshot in a folder."""
    from scanner.config import resolved
    from scanner.engines import engine
    from scanner.evaluate import evaluate
    from scanner.snapshot import read

    snapshot = read(folder)
    with engine(engine_name, server) as chosen:
        return evaluate(snapshot, catalog, resolved(config, catalog, snapshot.target["account"]), chosen)


def written(report: Report, formats: Sequence[str], folder: Path, replaced: Sequence[str], *, force: bool) -> list[str]:
    """Write the formats into a folder in place of `replaced`, and give the names of the files."""
    from scanner.output import staged
    from scanner.reports import REPORTS

    names = files(formats)
    if replaced:
        with staged(folder, list(replaced), force=force) as partial:
            for name in names:
                (partial / name).write_bytes(REPORTS[name.removeprefix("results.")](report))
    return names


def exit_code(report: Report, fail_on: str, strict: bool) -> int:
    """70 for a defect of ours, 1 for failures, 3 for missing evidence with `strict`, else 0."""
    from scanner.results import SEVERITIES

    if any(not report.controls[defect["control"]]["custom"] for defect in report.head["defects"]):
        return 70
    bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    if any(r.kind == "fail" and r.severity in bad and not r.waived for r in report.results):
        return 1
    if strict and (report.head["counts"]["unknown"] or report.head["gaps"]):
        return 3
    return 0
