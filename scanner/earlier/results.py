"""The failures of an earlier run, read from its results.json or results.sarif.

Nothing in such a file is trusted: it decides only which failures of today are known already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from scanner.catalog.json_schema import many
from scanner.catalog.lens import SEVERITIES
from scanner.earlier import heads
from scanner.errors import UsageError
from scanner.judging.results import Excluded, Head, Result, ResultResource, Waived
from scanner.reports.results_file import checked, parsed, schema

_OTHER = "Name the results.json or results.sarif of an earlier run with --baseline."


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier run. `failures`: fingerprint -> failure, those that it carried over too.

    `waived`: those that a waiver accepted then. SARIF does not have them.

    `file` is the path as the user gave it, and `sha256` that of the file. `head`: what the file
    says of its run. `regions`: account -> the Regions that this run and the runs before it read.
    """

    file: str
    sha256: str
    head: Head
    failures: Mapping[str, Result] = field(default_factory=dict)
    waived: Mapping[str, Result] = field(default_factory=dict)
    regions: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read(path: Path) -> Earlier:
    """Return the failures of an earlier run. Those that were left out do not count.

    Raises `UsageError` if the file is not a results.json or a results.sarif of genai-lens.
    """
    body, found = parsed(path, _OTHER)
    if is_sarif(found):
        check_sarif(path, found, _OTHER)
        _check_whole(path, found)
        head, failures = heads.of_sarif(found), _of_sarif(found)
        regions = _regions_of_sarif(found)
    else:
        document = checked(path, found, _OTHER)
        head, failures = heads.of_json(document), _of_json(document)
        regions = _regions_of_json(document)
    check_time(path, head.started, _OTHER)
    named = {one.fingerprint: one for one in failures}
    return Earlier(
        path.as_posix(),
        hashlib.sha256(body).hexdigest(),
        head,
        {key: one for key, one in named.items() if not one.waived},
        {key: one for key, one in named.items() if one.waived},
        regions,
    )


def check_time(path: Path, started: str, next_step: str) -> None:
    """Raise `UsageError` if a time is neither empty nor RFC 3339."""
    try:
        if not started or datetime.fromisoformat(started).tzinfo:
            return
    except ValueError:
        pass
    raise UsageError(
        f"{path} does not say when its account was read: {started[:40]!a} is no time.", next_step
    )


def _of_json(document: Mapping[str, Any]) -> Iterator[Result]:
    results = [*document["results"], *(one["result"] for one in document["carried"])]
    for one in results:
        if one["kind"] == "fail" and not one["excluded"]:
            yield of_result(one)


def of_result(found: Mapping[str, Any]) -> Result:
    """Return a result of results.json without what it refers to elsewhere: causes and messages."""
    names = ("control", "kind", "severity", "account", "region", "item", "message", "fingerprint")
    return Result(
        **{name: found[name] for name in (*names, "not_waived")},
        waived=Waived(**found["waived"]) if found["waived"] else None,
        resource=ResultResource(**found["resource"]),
        excluded=Excluded(**found["excluded"]) if found["excluded"] else None,
        **_NOTHING_ELSE,
    )


def _regions_of_json(document: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    read = {one["id"]: one["regions"] for one in document["accounts"]}
    unread = (document["baseline"] or {}).get("unread", {})
    return {name: frozenset([*read.get(name, ()), *unread.get(name, ())]) for name in {*read, *unread}}


def _regions_of_sarif(log: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    said = [run["properties"] for run in log["runs"]]
    return {one["account"]: frozenset([*one["regions"], *one["unreadRegions"]]) for one in said}


def is_sarif(found: Any) -> bool:
    """Return whether the content of a JSON file looks like SARIF."""
    return isinstance(found, dict) and "runs" in found


def check_sarif(path: Path, log: Mapping[str, Any], next_step: str) -> None:
    """Raise `UsageError` for SARIF of others, or of another version."""
    if not _sarif_form().is_valid(log):
        raise UsageError(f"{path} is not a results.sarif of this version of genai-lens.", next_step)


def _check_whole(path: Path, log: Mapping[str, Any]) -> None:
    """Raise `UsageError` if SARIF lacks failures: those would all look new."""
    if any(run["properties"]["belowLeastSeverity"] for run in log["runs"]):
        raise UsageError(
            f"{path} lacks failures, which --sarif-severity left out.",
            "Name the results.json of that run with --baseline.",
        )


def _of_sarif(log: Mapping[str, Any]) -> Iterator[Result]:
    return (of_alert(one) for run in log["runs"] for one in run["results"])


def of_alert(found: Mapping[str, Any]) -> Result:
    """Return the failure of a result in SARIF, whose names may be escaped."""
    properties = found["properties"]
    return Result(
        control=found["ruleId"],
        kind="fail",
        severity=properties["severity"],
        account=properties["account"],
        region=properties["region"],
        resource=ResultResource(
            properties["resourceType"],
            found["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
            properties["resourceName"],
        ),
        item=properties["item"],
        message=properties["message"],
        fingerprint=found["partialFingerprints"]["primaryLocationLineHash"],
        **_NOTHING_ELSE,
    )


_NOTHING_ELSE: Mapping[str, Any] = {"messages": (), "proof": (), "causes": ()}
"""What an earlier failure has no more: its proof is in the snapshot of that time."""


@cache
def _sarif_form() -> Any:
    """Return the validator of what is read of a results.sarif."""
    from jsonschema_rs import validator_for

    text = {"type": "string"}
    texts = ("account", "region", "resourceType", "resourceName", "item", "message")
    place = _with(logicalLocations={**many(_with(fullyQualifiedName=text)), "minItems": 1})
    result = _with(
        ruleId=text,
        locations={**many(place), "minItems": 1},
        partialFingerprints=_with(primaryLocationLineHash={**text, "pattern": "^[0-9a-f]{64}$"}),
        properties=_with(**dict.fromkeys((*texts, "carriedOver"), text), severity={"enum": list(SEVERITIES)}),
    )
    rule = _with(id=text, shortDescription=_with(text=text))
    settings = schema()["properties"]["configuration"]["properties"]
    number = {"type": "integer", "minimum": 0}
    kinds = ("unknown", "review")
    run = _with(
        tool=_with(driver=_with(name={"const": "genai-lens"}, version=text, rules=many(rule))),
        properties=_with(
            account=text,
            regions=many(text),
            unreadRegions=many(text),
            policyDigest=text,
            policyDigests={"type": "object", "additionalProperties": text},
            counts=_with(**dict.fromkeys(kinds, number)),
            **dict.fromkeys(("waived", "excluded", "belowLeastSeverity", "carriedOver"), number),
            configuration=_with(
                **{name: settings[name]["additionalProperties"] for name in heads.OF_ACCOUNT},
                **{name: settings[name] for name in heads.FILES},
            ),
        ),
        invocations={**many({"type": "object", "properties": {"startTimeUtc": text}}), "minItems": 1},
        results=many(result),
    )
    return validator_for(_with(runs={**many(run), "minItems": 1}))


def _with(**members: Any) -> dict[str, Any]:
    """Return the schema of an object that has these members, and maybe others."""
    return {"type": "object", "required": list(members), "properties": members}
