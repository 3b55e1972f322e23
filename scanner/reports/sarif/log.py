"""The log: one run per account, what each run says of itself, and GitHub's limits."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import asdict
from typing import Any

import orjson
import sarif_om as om

from scanner.catalog.lens import SEVERITIES, severities_from
from scanner.errors import OutputError
from scanner.judging.results import Report
from scanner.judging.rows import KINDS
from scanner.reports.alerts import may_close
from scanner.reports.places import Places
from scanner.reports.sarif.notifications import descriptors, invocation
from scanner.reports.sarif.results import result
from scanner.reports.sarif.rules import rules, taxonomy
from scanner.reports.sarif.serial import members
from scanner.text import visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS, MOST_RUNS, MOST_BYTES = 25_000, 20, 10_000_000


def sarif(report: Report, places: Places, least: str = SEVERITIES[-1]) -> bytes:
    """Return the SARIF log, with one run per account.

    `places`: where results are shown. `least`: the severity below which failures are only counted.
    There is no run for an account that only the baseline has: its alerts stay open without one, and
    an upload of old failures would close those that a later scan of it opened.

    GitHub refuses a file with two runs of one category. Raises `OutputError` beyond GitHub's
    limits: 25,000 results per run, 20 runs, 10 MB compressed. Raises `UsageError` if a result has
    no place.
    """
    named = [account.id for account in report.head.accounts]
    accounts = [*named, *sorted({r.account for r in report.results} - set(named))]
    if len(accounts) > MOST_RUNS:
        raise OutputError(
            f"{len(accounts)} accounts are more than GitHub takes in one file ({MOST_RUNS} runs).",
            "Scan fewer accounts at once.",
        )
    runs = [_run(report, account, places, least) for account in accounts]
    log = om.SarifLog(version="2.1.0", schema_uri=SCHEMA, runs=runs)
    body = orjson.dumps(
        {"version": log.version, **members(log)},
        default=members,
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )
    if len(body) > MOST_BYTES and len(gzip.compress(body, 6)) > MOST_BYTES:
        raise OutputError(
            "the SARIF is larger than the 10 MB that GitHub takes.",
            "Leave failures out with --sarif-severity, or judge fewer controls at once with --pillar.",
        )
    return body


def _run(report: Report, account: str, places: Places, least: str) -> om.Run:
    head = report.head
    shown = severities_from(least)
    failing = [r for r in report.counted if r.account == account and r.failing]
    uploaded = [r for r in failing if r.severity in shown]
    carried = [
        c for c in report.carried if c.open and c.result.account == account and c.result.severity in shown
    ]
    number = len(uploaded) + len(carried)
    if number > MOST_RESULTS:
        raise OutputError(
            f"account {account} has {number} failures, and GitHub takes {MOST_RESULTS} a run.",
            "Leave some out with --sarif-severity, or judge fewer controls at once with --pillar.",
        )
    indexes = {control: index for index, control in enumerate(sorted(report.named))}
    return om.Run(
        tool=om.Tool(
            driver=om.ToolComponent(
                name="genai-lens",
                version=head.version,
                semantic_version=head.version,
                information_uri="https://github.com/genai-lens/genai-lens",
                rules=rules(report, account),
                notifications=descriptors(),
                supported_taxonomies=[om.ToolComponentReference(name=head.title, index=0)],
            )
        ),
        taxonomies=[taxonomy(report)],
        automation_details=om.RunAutomationDetails(id=f"genai-lens/{account}/"),
        invocations=[invocation(report, account)],
        results=[
            *(result(report, found, indexes, places) for found in uploaded),
            *(result(report, one.result, indexes, places, one.why) for one in carried),
        ],
        column_kind="utf16CodeUnits",
        properties={
            **_properties(report, account),
            "leastSeverity": least,
            "belowLeastSeverity": len(failing) - len(uploaded),
        },
    )


def _properties(report: Report, account: str) -> dict[str, Any]:
    """Return what a run says of the account and of how it was judged, in the words of results.json.

    `mayClose` and `carriedOver` are about failures of the last upload that are `unknown` now: the
    number of results whose alerts may close, and of those that are uploaded again so that they do
    not.
    """
    head = report.head
    own = [r for r in report.results if r.account == account]
    counts = Counter(r.kind for r in own if not r.excluded)
    return {
        "account": account,
        "accountName": visible(head.name_of(account)),
        "regions": next((list(one.regions) for one in head.accounts if one.id == account), []),
        "lensEdition": head.edition,
        "policyDigest": head.policy_digest,
        "policyDigests": head.policies,
        "snapshotDigest": head.snapshot_digest,
        "counts": {kind: counts[kind] for kind in KINDS},
        "waived": sum(1 for r in own if r.waived and not r.excluded),
        "excluded": sum(1 for r in own if r.excluded),
        "mayClose": len(may_close(report, account)),
        "carriedOver": sum(1 for one in report.carried if one.open and one.result.account == account),
        "unreadRegions": head.baseline.unread.get(account, ()) if head.baseline else (),
        "selection": asdict(head.selection),
        "configuration": _configuration(report, account),
        "baseline": head.baseline and {**asdict(head.baseline), "file": visible(head.baseline.file)},
        "passedOver": head.passed_over.get(account, {}),
        **{name: value for name in ("ended", "run", "endpoints", "pace") if (value := getattr(head, name))},
    }


def _configuration(report: Report, account: str) -> dict[str, Any]:
    """Return what the configuration changed for an account, as `configuration` of results.json."""
    found = report.head.configuration
    return {
        "file": found.file and visible(found.file),
        "sha256": found.sha256,
        "changed": {
            control: {name: asdict(changed) for name, changed in params.items()}
            for control, params in found.changed.get(account, {}).items()
        },
        "off": found.off.get(account, {}),
        "severities": {
            control: asdict(severity) for control, severity in found.severities.get(account, {}).items()
        },
        "leave_out": [asdict(one) for one in found.leave_out.get(account, ())],
        "workload": found.workload.get(account, {}),
        "digest": found.digest,
        "waivers": {**asdict(found.waivers), "file": found.waivers.file and visible(found.waivers.file)},
        "attestations": found.attestations
        and {**asdict(found.attestations), "file": visible(found.attestations.file)},
    }
