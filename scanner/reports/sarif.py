"""Write SARIF 2.1.0 for GitHub, with the classes of sarif-om.

GitHub ignores `kind`, `suppressions` and `baselineState`, and would open an alert for a pass. So
only failures without a waiver are results. The other kinds are only counted, and gaps are
notifications. Section numbers are those of the OASIS specification.
"""

from __future__ import annotations

import gzip
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import attr
import orjson
import sarif_om as om

from scanner.catalog.guide import FORMS
from scanner.errors import OutputError
from scanner.judging.cures import by_cause, cure
from scanner.judging.results import Report, Result
from scanner.judging.rows import KINDS
from scanner.text import visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
# Written even with the default value, because some readers expect them.
_SAID = frozenset({"results", "rule_index", "level"})
MOST_RESULTS, MOST_RUNS, MOST_BYTES = 25_000, 20, 10_000_000


def sarif(report: Report) -> bytes:
    """Return the SARIF log, with one run per account.

    GitHub refuses a file with two runs of one category. Raises `OutputError` beyond GitHub's
    limits: 25,000 results per run, 20 runs, 10 MB compressed.
    """
    named = [account.id for account in report.head.accounts]
    accounts = [*named, *sorted({r.account for r in report.results} - set(named))]
    if len(accounts) > MOST_RUNS:
        raise OutputError(
            f"{len(accounts)} accounts are more than GitHub takes in one file ({MOST_RUNS} runs).",
            "Scan fewer accounts at once.",
        )
    log = om.SarifLog(
        version="2.1.0", schema_uri=SCHEMA, runs=[_run(report, account) for account in accounts]
    )
    body = orjson.dumps(
        {"version": log.version, **_serial(log)}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )
    if len(body) > MOST_BYTES and len(gzip.compress(body, 6)) > MOST_BYTES:
        raise OutputError(
            "the SARIF is larger than the 10 MB that GitHub takes.",
            "Judge fewer controls at once with --pillar or --best-practice.",
        )
    return body


def _run(report: Report, account: str) -> om.Run:
    own = [r for r in report.counted if r.account == account]
    failing = [r for r in own if r.failing]
    if len(failing) > MOST_RESULTS:
        raise OutputError(
            f"account {account} has {len(failing)} failures, and GitHub takes {MOST_RESULTS} a run.",
            "Judge fewer controls at once with --pillar.",
        )
    rules = sorted(report.controls)
    places = {control: index for index, control in enumerate(rules)}
    practices = sorted({report.controls[c].practice for c in rules})
    head = report.head
    counts = Counter(r.kind for r in own)
    return om.Run(
        tool=om.Tool(
            driver=om.ToolComponent(
                name="genai-lens",
                version=report.head.version,
                semantic_version=report.head.version,
                information_uri="https://github.com/genai-lens/genai-lens",
                rules=[_rule(report, control, practices) for control in rules],
                notifications=[
                    _notice("evidence-not-seen", "Evidence could not be read."),
                    _notice("control-defect", "A control failed."),
                    _notice("control-left-out", "A control of the user's own cannot be used."),
                ],
                supported_taxonomies=[om.ToolComponentReference(name=head.title, index=0)],
            )
        ),
        taxonomies=[_taxonomy(report, practices)],
        automation_details=om.RunAutomationDetails(id=f"genai-lens/{account}/"),
        invocations=[_invocation(report, account)],
        results=[_result(report, result, places) for result in failing],
        column_kind="utf16CodeUnits",
        properties={
            "account": account,
            "lensEdition": head.edition,
            "policyDigest": report.head.policy_digest,
            "snapshotDigest": report.head.snapshot_digest,
            "counts": {kind: counts[kind] for kind in KINDS},
            "waived": sum(1 for r in own if r.waived),
            "excluded": sum(1 for r in report.results if r.account == account and r.excluded),
            "selection": asdict(head.selection),
            "configuration": {
                "file": head.configuration.file and visible(head.configuration.file),
                "sha256": head.configuration.sha256,
                "changed": {
                    control: {name: asdict(changed) for name, changed in params.items()}
                    for control, params in head.configuration.changed.get(account, {}).items()
                },
                "off": head.configuration.off.get(account, {}),
                "severities": {
                    control: asdict(severity)
                    for control, severity in head.configuration.severities.get(account, {}).items()
                },
                "digest": head.configuration.digest,
            },
            "passedOver": head.passed_over.get(account, {}),
            **{
                name: value
                for name in ("ended", "run", "endpoints", "pace")
                if (value := getattr(head, name))
            },
        },
    )


def _notice(name: str, text: str) -> om.ReportingDescriptor:
    said = om.MultiformatMessageString(text=text)
    return om.ReportingDescriptor(
        id=name, name=_pascal(name), short_description=said, full_description=said, help=said
    )


def _taxonomy(report: Report, practices: Sequence[str]) -> om.ToolComponent:
    head = report.head
    return om.ToolComponent(
        name=head.title,
        version=head.edition,
        organization="Amazon Web Services",
        information_uri="https://docs.aws.amazon.com/wellarchitected/latest/generative-ai-lens/generative-ai-lens.html",
        is_comprehensive=False,
        short_description=om.MultiformatMessageString(text=f"{head.title}, edition {head.edition}."),
        taxa=[
            om.ReportingDescriptor(
                id=practice,
                name=_pascal(practice),
                short_description=om.MultiformatMessageString(text=f"{report.practices[practice]['title']}."),
                properties={key: report.practices[practice][key] for key in ("pillar", "focus_area", "risk")},
            )
            for practice in practices
        ],
    )


def _rule(report: Report, control: str, practices: Sequence[str]) -> om.ReportingDescriptor:
    meta = report.controls[control].meta
    practice = report.practices[report.controls[control].practice]
    lens = report.head.title
    said, fix, title = meta.description, meta.remediation, practice["title"]
    text = plain(f"{said}\n\nHow to fix: {fix}\n\nBest practice {practice['id']}: {title}.")
    forms = _fix(report.controls[control].guide.fix)
    markdown = (
        f"{_markdown(said)}\n\n**How to fix:** {_markdown(fix)}{forms}\n\n"
        f"**Best practice** {practice['id']}: {_markdown(title)}."
    )
    pillar = practice["pillar"].lower().replace(" ", "-")
    target = om.ReportingDescriptorReference(
        id=practice["id"],
        index=practices.index(practice["id"]),
        tool_component=om.ToolComponentReference(name=lens, index=0),
    )
    return om.ReportingDescriptor(
        id=control,
        name=_pascal(control.split("/")[1]),
        short_description=om.MultiformatMessageString(text=plain(f"{meta.title}.")),
        full_description=om.MultiformatMessageString(text=plain(said)),
        help=om.MultiformatMessageString(text=text, markdown=markdown),
        help_uri=report.controls[control].page or None,
        default_configuration=om.ReportingConfiguration(level=LEVELS[meta.severity]),
        message_strings={
            name: om.MultiformatMessageString(text=_placeholders(text))
            for name, text in meta.messages.items()
        },
        deprecated_ids=list(meta.aliases) or None,
        relationships=[om.ReportingDescriptorRelationship(target=target, kinds=["superset"])],
        properties={
            # Tags must be unique (3.8.2), and in the pillar Security two of them are the same word.
            "tags": list(dict.fromkeys(["security", practice["id"], pillar])),
            "precision": meta.precision,
            "problem.severity": {"error": "error", "warning": "warning", "note": "recommendation"}[
                LEVELS[meta.severity]
            ],
            "security-severity": SCORES[meta.severity],
        },
    )


def _fix(fix: Mapping[str, str]) -> str:
    """Return the commands and the code that fix the control, in Markdown code blocks.

    The code is not changed: a rule's help takes no arguments (3.11.5), so HCL needs no doubled
    braces.
    """
    return "".join(
        f"\n\n**{name}:**\n\n```{language}\n{fix[form].rstrip()}\n```"
        for form, (name, language) in FORMS.items()
        if form in fix
    )


def _result(report: Report, result: Result, places: Mapping[str, int]) -> om.Result:
    name = visible(result.resource.name or result.resource.id)
    item = f", {visible(result.item)}" if result.item else ""
    return om.Result(
        rule_id=result.control,
        rule_index=places[result.control],
        level=LEVELS[result.severity],
        kind="fail",
        message=_message(result, f"{name}{item}: {visible(result.message).rstrip('.')}."),
        locations=[
            om.Location(
                physical_location=_place(report, result),
                logical_locations=[
                    om.LogicalLocation(
                        name=name, fully_qualified_name=visible(result.resource.id), kind="resource"
                    )
                ],
            )
        ],
        partial_fingerprints={"primaryLocationLineHash": result.fingerprint},
        properties={
            "account": result.account,
            "region": result.region,
            "resourceType": result.resource.type,
            "item": visible(result.item),
            "bestPractice": result.best_practice,
            "remediation": report.controls[result.control].meta.remediation,
            "proof": [{"id": visible(p.id), "pointer": visible(p.pointer)} for p in result.proof],
        },
    )


def _message(result: Result, text: str) -> om.Message:
    """Return a result's message.

    If the result has exactly one message, its id and arguments are added; they refer to the rule's
    message strings (3.11.7).
    """
    if len(result.messages) != 1:
        return om.Message(text=plain(text))
    (said,) = result.messages
    arguments = [_unlinked(visible(argument)) for argument in said.arguments]
    return om.Message(text=plain(text), id=said.id, arguments=arguments or None)


def _placeholders(text: str) -> str:
    """Return a message of METADATA as SARIF's: `{0}`, `{1}` ... for `%s` (3.11.5), and a period."""
    first, *rest = plain(text).split("%s")
    filled = first + "".join(f"{{{number}}}{part}" for number, part in enumerate(rest))
    return f"{filled.rstrip('.')}."


def _place(report: Report, result: Result) -> om.PhysicalLocation:
    """Return the place where a person should look first.

    It is the line of code; else the line of the snapshot that proves the result; else line 1 of
    snapshot.json.
    """
    if result.source:
        region = om.Region(start_line=result.source.start_line, end_line=result.source.end_line)
        file = om.ArtifactLocation(uri=_uri(_relative(result.source.file)))
        return om.PhysicalLocation(artifact_location=file, region=region)
    folder = _relative(report.head.snapshot or "snapshot")
    file, line = next(((p.file, p.line) for p in result.proof if p.file and p.line), ("snapshot.json", 1))
    return om.PhysicalLocation(
        artifact_location=om.ArtifactLocation(uri=_uri(folder / file)), region=om.Region(start_line=line)
    )


def _relative(path: str) -> PurePath:
    """Return `path` relative to the working folder, or only its last part if it is outside.

    GitHub accepts neither an absolute path nor `..`.
    """
    there, here = PurePath(os.path.abspath(path)), PurePath(os.getcwd())
    return there.relative_to(here) if there.is_relative_to(here) else PurePath(there.name)


def _uri(path: PurePath) -> str:
    return quote(path.as_posix(), safe="/")


def _invocation(report: Report, account: str) -> om.Invocation:
    """Return the notifications of an account: one per cause of gaps, one per defect (3.20.21)."""
    notes = []
    for (operation, code, permission, denied_by), gaps in by_cause(
        g for g in report.head.gaps if g.account == account
    ).items():
        places = sorted({visible(g.resource or g.region) for g in gaps})
        count = f"{len(gaps)} place{'s' if len(gaps) > 1 else ''}"
        denied_by = visible(denied_by)
        helps = cure(code, permission, denied_by)
        said = f" {helps[0].upper()}{helps[1:]}." if helps else ""
        notes.append(
            om.Notification(
                level="warning",
                descriptor=om.ReportingDescriptorReference(id="evidence-not-seen", index=0),
                message=om.Message(text=plain(f"{operation} gave {visible(code)} in {count}.{said}")),
                properties={
                    "operation": operation,
                    "code": visible(code),
                    "permission": permission,
                    "deniedBy": denied_by,
                    "cure": helps,
                    "places": places[:100],
                },
            )
        )
    defects = [defect for defect in report.head.defects if defect.account == account]
    for defect in defects:
        notes.append(
            om.Notification(
                level="error",
                descriptor=om.ReportingDescriptorReference(id="control-defect", index=1),
                associated_rule=om.ReportingDescriptorReference(id=defect.control),
                message=om.Message(text=plain(f"{defect.control} failed: {visible(defect.reason)}.")),
            )
        )
    for problem in report.head.left_out:
        notes.append(
            om.Notification(
                level="error",
                descriptor=om.ReportingDescriptorReference(id="control-left-out", index=2),
                message=om.Message(text=plain(visible(problem))),
            )
        )
    return om.Invocation(
        execution_successful=not defects,
        start_time_utc=report.head.started,
        tool_execution_notifications=notes or None,
    )


def plain(text: str) -> str:
    """Return text in which `[x](y)` is no link and `{0}` is no placeholder (3.11.5, 3.11.6)."""
    return _unlinked(text).replace("{", "{{").replace("}", "}}")


def _unlinked(text: str) -> str:
    """Return text in which `[x](y)` is not a link. Braces in an argument are no placeholders."""
    return re.sub(r"([\[\]\\])", r"\\\1", text)


def _markdown(text: str) -> str:
    """Return text without active Markdown, HTML or placeholders: special characters are escaped."""
    return re.sub(r"([\\`*_\[\]<>#|~!&])", r"\\\1", text).replace("{", "{{").replace("}", "}}")


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def _serial(value: Any) -> Any:
    """Return the objects of sarif-om as JSON.

    Each attribute gets the name in its metadata; attributes with the default value are left out.
    jschema-to-python, for which the classes were made, takes ten times as long.
    """
    if attr.has(type(value)):
        out = {}
        for field in attr.fields(type(value)):
            found = getattr(value, field.name)
            default = field.default
            if isinstance(default, attr.Factory):  # type: ignore[arg-type]
                default = default.factory()
            if found is not None and (field.name in _SAID or found != default):
                out[field.metadata["schema_property_name"]] = _serial(found)
        return out
    if isinstance(value, Mapping):
        return {key: _serial(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_serial(element) for element in value]
    return value
