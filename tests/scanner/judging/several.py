"""A snapshot of two accounts, put together by hand: `collect` writes one account at a time."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import orjson
import yaml

from scanner.snapshot import folder as snapshot
from tests import lab

FIRST, SECOND = "999900001111", "121212121212"
"""The account of the sample, and the one that the copy is renamed to."""


def two_accounts(name: str, folder: Path) -> Path:
    """Collect a sample account and a renamed copy, and merge their snapshots in `folder`."""
    sample = lab.account(name)
    renamed = yaml.safe_load(yaml.safe_dump(sample).replace(FIRST, SECOND))
    parts = [folder / "first", folder / "second"]
    for part, account in zip(parts, (sample, renamed), strict=True):
        with lab.serving(account) as (_, aws):
            snapshot.write(lab.read(aws), part)
    return merged(*parts, folder / "snapshot")


def merged(first: Path, second: Path, folder: Path) -> Path:
    """Merge two snapshots of different accounts: all files, both ledgers, both targets."""
    heads: list[dict[str, Any]] = [
        orjson.loads((part / "snapshot.json").read_bytes()) for part in (first, second)
    ]
    for part in (first, second):
        shutil.copytree(part, folder, dirs_exist_ok=True)
    ledger = (first / "calls.jsonl").read_bytes() + (second / "calls.jsonl").read_bytes()
    (folder / "calls.jsonl").write_bytes(ledger)
    files = {**heads[0]["files"], **heads[1]["files"], "calls.jsonl": hashlib.sha256(ledger).hexdigest()}
    totals = {key: sum(head["totals"][key] for head in heads) for key in heads[0]["totals"]}
    head = {**heads[0], "files": files, "targets": [t for h in heads for t in h["targets"]], "totals": totals}
    (folder / "snapshot.json").write_bytes(
        orjson.dumps(head, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    )
    return folder
