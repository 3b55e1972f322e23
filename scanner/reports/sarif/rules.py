"""The rules, which are the controls, and the taxonomy of the best practices that they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sarif_om as om

from scanner.catalog.controls import Control
from scanner.catalog.guide import FORMS
from scanner.judging.results import Report
from scanner.reports.sarif.text import markdown, pascal, placeholders, plain

LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
"""Severity -> `security-severity`, which GitHub shows as the severity of an alert."""
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
LENS_PAGE = "https://docs.aws.amazon.com/wellarchitected/latest/generative-ai-lens/generative-ai-lens.html"


def rules(report: Report, account: str) -> list[om.ReportingDescriptor]:
    """Return the rules of an account, sorted by the id of the control.

    GitHub takes the title and the severity of an alert from its rule. So there are rules too for
    failures that are carried over although their control was not selected.
    """
    changed = report.head.configuration.severities.get(account, {})
    severities = {name: one.severity for name, one in changed.items()}
    for one in report.carried:
        if one.result.account == account and one.result.control in report.others:
            severities[one.result.control] = one.result.severity
    names = practices(report)
    return [
        _rule(report, control, names, severities.get(name, ""))
        for name, control in sorted(report.named.items())
    ]


def practices(report: Report) -> list[str]:
    """Return the ids of the best practices of the report's controls, sorted."""
    return sorted({control.practice for control in report.named.values()})


def taxonomy(report: Report) -> om.ToolComponent:
    """Return the best practices of the lens as a taxonomy."""
    head = report.head
    return om.ToolComponent(
        name=head.title,
        version=head.edition,
        organization="Amazon Web Services",
        information_uri=LENS_PAGE,
        is_comprehensive=False,
        short_description=om.MultiformatMessageString(text=f"{head.title}, edition {head.edition}."),
        taxa=[
            om.ReportingDescriptor(
                id=practice,
                name=pascal(practice),
                short_description=om.MultiformatMessageString(text=f"{report.practices[practice]['title']}."),
                properties={key: report.practices[practice][key] for key in ("pillar", "focus_area", "risk")},
            )
            for practice in practices(report)
        ],
    )


def _rule(report: Report, control: Control, names: Sequence[str], severity: str) -> om.ReportingDescriptor:
    """Return the rule of a control.

    `severity` is the configuration's for this account, or empty. GitHub takes the severity of an
    alert from the rule.
    """
    meta, practice = control.meta, report.practices[control.practice]
    said, fix, title = meta.description, meta.remediation, practice["title"]
    severity = severity or meta.severity
    text = plain(f"{said}\n\nHow to fix: {fix}\n\nBest practice {practice['id']}: {title}.")
    rich = (
        f"{markdown(said)}\n\n**How to fix:** {markdown(fix)}{_fix(control.guide.fix)}\n\n"
        f"**Best practice** {practice['id']}: {markdown(title)}."
    )
    pillar = practice["pillar"].lower().replace(" ", "-")
    target = om.ReportingDescriptorReference(
        id=practice["id"],
        index=names.index(practice["id"]),
        tool_component=om.ToolComponentReference(name=report.head.title, index=0),
    )
    return om.ReportingDescriptor(
        id=control.id,
        name=pascal(control.id.split("/")[1]),
        short_description=om.MultiformatMessageString(text=plain(f"{meta.title}.")),
        full_description=om.MultiformatMessageString(text=plain(said)),
        help=om.MultiformatMessageString(text=text, markdown=rich),
        help_uri=control.page or None,
        default_configuration=om.ReportingConfiguration(level=LEVELS[severity]),
        message_strings={
            name: om.MultiformatMessageString(text=placeholders(text)) for name, text in meta.messages.items()
        },
        deprecated_ids=list(meta.aliases) or None,
        relationships=[om.ReportingDescriptorRelationship(target=target, kinds=["superset"])],
        properties={
            # Tags must be unique (3.8.2), and in the pillar Security two of them are the same word.
            "tags": list(dict.fromkeys(["security", practice["id"], pillar])),
            "precision": meta.precision,
            "problem.severity": _PROBLEMS[LEVELS[severity]],
            "security-severity": SCORES[severity],
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
