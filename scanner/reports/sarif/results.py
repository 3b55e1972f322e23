"""Results: the failures, in words that need no other member, and where GitHub shows them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any
from urllib.parse import quote_from_bytes

import sarif_om as om

from collectors.records import GLOBAL
from scanner.catalog.metadata import ACCOUNT
from scanner.judging.results import KNOWN, Report, Result
from scanner.judging.rows import Attested
from scanner.reports.places import Place, Places
from scanner.reports.sarif.rules import LEVELS
from scanner.reports.sarif.text import plain, unlinked
from scanner.reports.words import known_name, when
from scanner.text import noun, visible

_BLOCK = 1
"""The id of the related location that has the whole block (3.28.2)."""


def result(
    report: Report, found: Result, indexes: Mapping[str, int], places: Places, why: str = ""
) -> om.Result:
    """Return a failure as a result. `indexes`: control id -> the index of its rule, if it has one.

    `why`: why a failure of the baseline is carried over; empty for a failure of this run. Raises
    `UsageError` if no file of the repository can show it.
    """
    place = places.of(found)
    name = visible(found.resource.name or found.resource.id)
    return om.Result(
        rule_id=found.control,
        rule_index=indexes.get(found.control),
        level=LEVELS[found.severity],
        kind="fail",
        baseline_state=_state(report, found, why),
        message=_message(report, found, place, why),
        locations=[
            om.Location(
                physical_location=_physical(place, place.line),
                logical_locations=[
                    om.LogicalLocation(
                        name=name, fully_qualified_name=visible(found.resource.id), kind="resource"
                    )
                ],
            )
        ],
        related_locations=_related(place),
        partial_fingerprints={"primaryLocationLineHash": found.fingerprint},
        properties=_properties(found, why),
    )


def _state(report: Report, found: Result, why: str) -> str | None:
    """Return what a failure is since the baseline (3.27.24); None without a baseline."""
    if report.head.baseline is None:
        return None
    return "unchanged" if why or found.since == KNOWN else "new"


def sentence(report: Report, found: Result) -> str:
    """Return what fails and why, without markup.

    It names the subject with its kind, its Region and its account, as GitHub shows no other member.
    """
    return f"{_subject(report, found)}: {visible(found.message).rstrip('.')}."


def _subject(report: Report, found: Result) -> str:
    account = visible(report.head.named(found.account))
    region = [] if found.region == GLOBAL else [visible(found.region)]
    item = [_item(report, found)] if found.item else []
    if found.resource.type == ACCOUNT:
        return ", ".join([f"Account {account}", *region, *item])
    name = known_name(found.resource.name, found.resource.id)
    within = ", ".join([*item, *region, f"account {account}"])
    return f'{noun(found.resource.type)} "{visible(name)}" ({within})'


def _item(report: Report, found: Result) -> str:
    control = report.named.get(found.control)
    kind = control.meta.item if control else "none"
    return f'{"item" if kind == "none" else kind} "{visible(found.item)}"'


def _message(report: Report, found: Result, place: Place, why: str) -> om.Message:
    """Return a result's message, with a link to the whole block if there is one (3.11.6).

    If the result has exactly one message, its id and arguments are added; they refer to the rule's
    message strings (3.11.7).
    """
    text = plain(sentence(report, found))
    if why and report.head.baseline:
        text += f" This is what the run of {when(report.head.baseline.started)} found: {why}."
    if found.not_waived:
        text += f" Not waived: {plain(visible(found.not_waived))}."
    if place.block:
        text += f" See [the whole resource]({_BLOCK})."
    if len(found.messages) != 1:
        return om.Message(text=text)
    (said,) = found.messages
    arguments = [unlinked(visible(argument)) for argument in said.arguments]
    return om.Message(text=text, id=said.id, arguments=arguments or None)


def _related(place: Place) -> list[om.Location] | None:
    if place.block is None:
        return None
    said = om.Message(text="The whole resource.")
    return [om.Location(id=_BLOCK, physical_location=_physical(place, *place.block), message=said)]


def _physical(place: Place, first: int, last: int | None = None) -> om.PhysicalLocation:
    """Return a region of a file. GitHub annotates a line only if the diff has the whole region."""
    file = om.ArtifactLocation(uri=uri(place.file))
    return om.PhysicalLocation(artifact_location=file, region=om.Region(start_line=first, end_line=last))


@cache
def uri(file: str) -> str:
    """Return a relative path as a URI reference. Its bytes need not be UTF-8."""
    return quote_from_bytes(os.fsencode(file), safe="/")


def _attestation(found: Attested) -> dict[str, str]:
    return {name: visible(text) for name, text in asdict(found).items()}


def _properties(found: Result, why: str) -> dict[str, Any]:
    """Return what programs want of a result, and what a later run with it as baseline reads.

    `carriedOver` says why a failure of the baseline is uploaded again; empty for one of this run.
    """
    return {
        "account": found.account,
        "region": found.region,
        "severity": found.severity,
        "resourceType": found.resource.type,
        "resourceName": visible(found.resource.name),
        "message": visible(found.message),
        "item": visible(found.item),
        "bestPractice": found.best_practice,
        "carriedOver": why,
        "notWaived": visible(found.not_waived),
        **({"attestation": _attestation(found.attestation)} if found.attestation else {}),
        "proof": [
            {"id": visible(p.id), "pointer": visible(p.pointer)}
            | ({"file": visible(p.file), "line": p.line} if p.file else {})
            for p in found.proof
        ],
    }
