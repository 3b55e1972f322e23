"""Find one result in a results.json by its fingerprint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from scanner.catalog.metadata import ACCOUNT
from scanner.errors import UsageError
from scanner.reports.results_file import document
from scanner.text import inert, noun, plural

_DEMO = Path("demo/results.json")
_PREFIX = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a result of results.json is about. Nothing in it is trusted.

    `account_name` is the configuration's, or empty. `id` is the ARN of the resource. `excluded`:
    whether the configuration leaves the resource out.
    """

    control: str
    account: str
    account_name: str
    region: str
    type: str
    id: str
    name: str
    item: str
    message: str
    kind: str = "fail"
    excluded: bool = False

    @property
    def named_account(self) -> str:
        """Return the account's id, with its name if the configuration has one."""
        return f"{self.account} ({self.account_name})" if self.account_name else self.account


def finding(path: Path, prefix: str) -> Finding:
    """Return the result whose fingerprint begins with `prefix`, of at least 8 hex digits.

    Raises `UsageError` if the file is not a results.json of this format, or if no result or several
    begin so.
    """
    if not _PREFIX.fullmatch(prefix):
        raise UsageError(
            f"{prefix[:80]!a} is not the fingerprint of a finding.",
            "Give at least its first 8 hex digits. --details lists them.",
        )
    step = "Name the results.json of a scan with --results."
    if _DEMO.is_file() and not path.exists():
        step = f"Use --results {_DEMO} for the finding of a demo."
    found_in = document(path, step)
    found = [result for result in found_in["results"] if result["fingerprint"].startswith(prefix)]
    if not found:
        raise UsageError(
            f"{path} has no result whose fingerprint begins with {prefix}.",
            "Name the results.json of the scan with --results.",
        )
    if len(found) > 1:
        said = plural(len(found), "result")
        raise UsageError(f"{said} of {path} begin with {prefix}.", "Give more digits of the fingerprint.")
    result = found[0]
    names = {account["id"]: account["name"] for account in found_in["accounts"]}
    return Finding(
        control=result["control"],
        account=result["account"],
        account_name=names.get(result["account"], ""),
        region=result["region"],
        **{member: result["resource"][member] for member in ("type", "id", "name")},
        item=result["item"],
        message=result["message"],
        kind=result["kind"],
        excluded=bool(result["excluded"]),
    )


def waivable(path: Path, prefix: str) -> Finding:
    """Return the failure whose fingerprint begins with `prefix`.

    Raises `UsageError` as `finding` does, and for a result that is no failure or does not count.
    """
    found = finding(path, prefix)
    if found.kind != "fail":
        raise UsageError(
            f"the result {prefix} is {found.kind.replace('_', ' ')}, and only a failure can be waived.",
            "Give the fingerprint of a failure. --details lists them.",
        )
    if found.excluded:
        raise UsageError(
            f"the result {prefix} does not count: the configuration leaves its resource out.",
            "It needs no waiver.",
        )
    return found


def subject(found: Finding) -> str:
    """Return what a result is about: kind and name of the resource, item, Region and account."""
    item = f" [{inert(found.item)}]" if found.item else ""
    name = f"{noun(found.type)} {inert(found.name or found.id)}"
    what = "the account" if found.type == ACCOUNT else name
    return f"{what}{item} in account {inert(found.named_account)}, {inert(found.region)}"
