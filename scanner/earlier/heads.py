"""What a results file says of its run: when it was, and with which policies and settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from collectors.records import Gap
from scanner.catalog.controls import Control, Selection
from scanner.judging.configured import Changed, Configuration, File, Severity, WaiversFile
from scanner.judging.results import AccountHead, Defect, Head
from scanner.judging.rows import KINDS

SETTINGS = ("changed", "off", "severities")
"""The members of `configuration` that are account -> control -> value."""
OF_ACCOUNT = (*SETTINGS, "workload")
"""Those that SARIF has for the account of each run."""
FILES = ("attestations", "waivers")
"""Those that are about a file beside the configuration."""


def of_json(document: Mapping[str, Any]) -> Head:
    """Return the head of a results.json, which holds to its schema."""
    names = ("kind", "started", "policy_digest", "snapshot_digest", "snapshot", "counts", "finished")
    return Head(
        version=document["tool"]["version"],
        **document["lens"],
        **{name: document[name] for name in names},
        accounts=tuple(
            AccountHead(one["id"], one["name"], one["caller"], tuple(one["regions"]))
            for one in document["accounts"]
        ),
        gaps=tuple(Gap(**one) for one in document["gaps"]),
        defects=tuple(Defect(**one) for one in document["defects"]),
        selection=Selection(**{name: tuple(found) for name, found in document["selection"].items()}),
        configuration=_configuration(document["configuration"]),
        policies={name: one["policy_digest"] for name, one in document["controls"].items()},
    )


def of_sarif(log: Mapping[str, Any]) -> Head:
    """Return the head of a results.sarif, which has at least one run and holds to what is read."""
    said = [run["properties"] for run in log["runs"]]
    settings = {name: {one["account"]: one["configuration"][name] for one in said} for name in OF_ACCOUNT}
    files = {name: said[0]["configuration"][name] for name in FILES}
    return Head(
        version=log["runs"][0]["tool"]["driver"]["version"],
        edition="",
        title="",
        kind="account",
        started=started_of(log),
        policy_digest=said[0]["policyDigest"],
        snapshot_digest="",
        snapshot="",
        accounts=tuple(AccountHead(one["account"], "", "", tuple(one["regions"])) for one in said),
        counts=dict.fromkeys(KINDS, 0),
        gaps=(),
        defects=(),
        configuration=_configuration({"file": None, "sha256": None, "digest": "", **settings, **files}),
        policies=said[0]["policyDigests"],
    )


def started_of(log: Mapping[str, Any]) -> str:
    """Return when the first account of SARIF was read; empty if it does not say."""
    return str(log["runs"][0]["invocations"][0].get("startTimeUtc", ""))


def today(head: Head, controls: Mapping[str, Control]) -> Head:
    """Return a head with the ids that its controls have today. `controls` are today's."""
    ids = ids_of_today(controls)
    found = head.configuration
    members: dict[str, Any] = {
        name: {account: _renamed(values, ids) for account, values in getattr(found, name).items()}
        for name in SETTINGS
    }
    return replace(head, configuration=replace(found, **members), policies=_renamed(head.policies, ids))


def ids_of_today(controls: Mapping[str, Control]) -> dict[str, str]:
    """Return each old id of today's controls -> the id that its control has now."""
    return {old: control.id for control in controls.values() for old in control.meta.aliases}


def _renamed(values: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    return {ids.get(control, control): value for control, value in values.items()}


def _configuration(found: Mapping[str, Any]) -> Configuration:
    return Configuration(
        file=found["file"],
        sha256=found["sha256"],
        digest=found["digest"],
        workload=found["workload"],
        attestations=File(**found["attestations"]) if found["attestations"] else None,
        waivers=WaiversFile(**{**found["waivers"], "notes": ()}),
        off=found["off"],
        changed={
            account: {control: _parameters(one) for control, one in changed.items()}
            for account, changed in found["changed"].items()
        },
        severities={
            account: {control: Severity(**one) for control, one in changed.items()}
            for account, changed in found["severities"].items()
        },
    )


def _parameters(found: Mapping[str, Any]) -> dict[str, Changed]:
    return {name: Changed(one["value"], one["default"]) for name, one in found.items()}
