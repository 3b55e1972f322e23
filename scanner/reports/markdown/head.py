"""The head of the summary, with the counts, and its end with the digests."""

from __future__ import annotations

from collections import Counter

from scanner.catalog.lens import SEVERITIES
from scanner.judging.results import AccountHead, Report
from scanner.judging.rows import KINDS
from scanner.reports.markdown.lists import details, folded
from scanner.reports.markdown.text import code, prose
from scanner.reports.words import (
    became,
    column,
    endpoints,
    missing,
    selected,
    switched_off,
    waited,
    when,
    with_waived,
)
from scanner.text import plural

_COLUMNS = ("fail", "waived", *KINDS[1:])
_HEADINGS = {"not_applicable": "not applicable", "review": "for a person"}


def head(report: Report) -> list[str]:
    """Return the title, the verdict, what was read and judged, and the counts."""
    return [
        f"<!-- Written by genai-lens {report.head.version}. -->",
        f"# genai-lens: {_title(report)}",
        *_verdict(report),
        *folded([*_run(report), *(_account(report, a) for a in report.head.accounts)], "account", shown=6),
        *_counts(report),
    ]


def _title(report: Report) -> str:
    failing = [r for r in report.counted if r.failing]
    if failing or report.waived:
        return with_waived(len(failing), len(report.waived), "failing result")
    return "no failures in what could be read" if report.incomplete else "no failures"


def _verdict(report: Report) -> list[str]:
    said = ["**This is a sample**, not a real account."] if report.head.sample else []
    failing = [r for r in report.counted if r.failing]
    if failing:
        levels = Counter(r.severity for r in failing)
        found = ", ".join(f"{levels[level]:,} {level}" for level in SEVERITIES if levels[level])
        others = f"The other {len(failing):,}: " if report.waived else ""
        said.append(f"{others}{found}, of {plural(len({r.control for r in failing}), 'control')}.")
    if earlier := report.head.baseline:
        said.append(f"Since {when(earlier.started)} ({code(earlier.file)}): **{became(earlier)}**.")
    if report.incomplete:
        said.append(f"**INCOMPLETE**: {missing(report, code)}")
    elif report.head.counts["unknown"]:
        number = plural(report.head.counts["unknown"], "result")
        said.append(f"{number} unknown, because no call can show the answer.")
    else:
        said.append("Everything that the controls need was read.")
    if ended := report.head.ended.get("sentence"):
        said.append(f"**THE SCAN ENDED EARLY**: {prose(ended).rstrip('.')}.")
    return [" ".join(said)]


def _run(report: Report) -> list[str]:
    run = report.head
    read = [f"Read: {code(run.started) or 'at an unknown time'}"]
    read += [f" to {code(run.finished)}"] if run.finished else []
    read.append(f", with {plural(run.calls, 'call')}.")
    if run.run:
        read.append(f" CloudTrail shows them as {code(f'genai-lens/{run.run}')}.")
    lines = ["".join(read), *filter(None, [waited(report)]), f"Judged with {_selection(report)}."]
    lines.append(f"Lens: {prose(run.title)}, edition {prose(run.edition)}. genai-lens {prose(run.version)}.")
    return lines


def _selection(report: Report) -> str:
    words = selected(report)
    number = f"{plural(len(report.controls), 'control')}{switched_off(report)}"
    return f"{number}: {', '.join(map(code, words))}" if words else f"all {number}"


def _account(report: Report, account: AccountHead) -> str:
    caller = code(account.caller) or "an unknown caller"
    regions = f"{plural(len(account.regions), 'Region')} ({', '.join(map(code, account.regions))})"
    return f"Account {code(report.head.named(account.id))}, read by {caller}: {regions}."


def _counts(report: Report) -> list[str]:
    """Return the numbers of results by best practice, as a table. Nothing foreign is in it."""
    found: dict[str, Counter[str]] = {}
    for result in report.counted:
        found.setdefault(result.best_practice, Counter())[column(result)] += 1
    if not found:
        return ["No control has a result."]
    used = [name for name in _COLUMNS if name != "waived" or any(c["waived"] for c in found.values())]
    lines = [
        f"| Best practice | {' | '.join(_HEADINGS.get(name, name) for name in used)} |",
        f"|---|{'---:|' * len(used)}",
    ]
    total: Counter[str] = Counter()
    for practice in [name for name in report.practices if name in found]:
        total += found[practice]
        title = f"{practice} {prose(report.practices[practice]['title'])}".replace("|", "\\|")
        lines.append(f"| {title} | {_cells(found[practice], used)} |")
    lines.append(f"| All | {_cells(total, used)} |")
    return ["## Counts", "\n".join(lines)]


def _cells(counts: Counter[str], used: list[str]) -> str:
    return " | ".join(f"{counts[name]:,}" if counts[name] else "-" for name in used)


def digests(report: Report) -> list[str]:
    """Return what proves which snapshot, policies and parameters gave the results."""
    run, configuration = report.head, report.head.configuration
    lines = [
        f"- Snapshot {code(run.snapshot)}: {code(run.snapshot_digest)}",
        f"- Policies: {code(run.policy_digest)}",
        f"- Parameters: {code(configuration.digest)}",
    ]
    if configuration.file:
        lines.append(f"- Configuration {code(configuration.file)}: {code(configuration.sha256 or '')}")
    if stated := configuration.attestations:
        number = plural(stated.entries, "attestation")
        lines.append(f"- File {code(stated.file)} of {number}: {code(stated.sha256)}")
    return ["## Digests", "All are sha256.", "\n".join(lines), *_endpoints(report)]


def _endpoints(report: Report) -> list[str]:
    found = endpoints(report)
    lines = [
        f"{', '.join(map(code, urls))} ({code(source)}): {', '.join(map(code, services))}"
        for services, urls, source in found
    ]
    number = plural(sum(len(services) for services, _, _ in found), "service")
    return details(f"{number} asked at other endpoints than AWS's defaults", lines)
