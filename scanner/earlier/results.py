"""The failures of an earlier run, read from its results.json or results.sarif.

Nothing in such a file is trusted: it decides only which failures of today are known already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scanner.catalog.controls import Catalog
from scanner.judging.results import Result, ResultResource, fingerprint
from scanner.judging.rows import Subject
from scanner.reports.results_file import document

NEXT_STEP = "Name the results.json or results.sarif of an earlier run."


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier run. `failures`: fingerprint -> failure, those that it carried over too.

    `file` is the path as the user gave it, `sha256` that of the file, `started` when its account
    was read.
    """

    file: str
    sha256: str
    started: str
    failures: Mapping[str, Result] = field(default_factory=dict)


def read(path: Path, catalog: Catalog) -> Earlier:
    """Return the failures of an earlier run. Those that were waived or left out do not count.

    A control of `catalog` may have had another id then, so each failure gets its id of today.
    Raises `UsageError` if the file is not one of ours.
    """
    found = document(path, NEXT_STEP)
    failures = (
        _result(one)
        for one in [*found["results"], *found["carried"]]
        if one["kind"] == "fail" and not one["waived"] and not one["excluded"]
    )
    named = {one.fingerprint: one for one in _renamed(failures, catalog)}
    return Earlier(path.as_posix(), hashlib.sha256(path.read_bytes()).hexdigest(), found["started"], named)


def _renamed(failures: Iterable[Result], catalog: Catalog) -> Iterable[Result]:
    """Yield the failures with the ids that their controls have today."""
    for one in failures:
        control = catalog.named.get(one.control)
        if control and control.id != one.control:
            subject = Subject(one.resource.type, one.resource.id, one.region, one.item)
            one = replace(one, control=control.id, fingerprint=fingerprint(control.id, one.account, subject))
        yield one


def _result(found: Mapping[str, Any]) -> Result:
    """Return a result of results.json. Its proof and its messages are of the account of that time."""
    return Result(
        **{name: found[name] for name in ("control", "kind", "severity", "account", "region", "item")},
        resource=ResultResource(**found["resource"]),
        message=found["message"],
        messages=(),
        proof=(),
        causes=(),
        fingerprint=found["fingerprint"],
    )
