"""Make a snapshot of two accounts, which `collect` cannot write."""

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
"""The account id of the sample, and that of its copy."""


def two_accounts(name: str, folder: Path) -> Path:
    """Collect a sample account and its copy with another account id, and merge their snapshots.

    Returns the folder of the merged snapshot, which is in `folder`.
    """
    sample = lab.account(name)
    renamed = yaml.safe_load(yaml.safe_dump(sample).replace(FIRST, SECOND))
    parts = [folder / "first", folder / "second"]
    for part, account in zip(parts, (sample, renamed), strict=True):
        with lab.serving(account) as (_, aws):
            snapshot.write(lab.read(aws), part)
    return merged(*parts, folder / "snapshot")


def merged(first: Path, second: Path, folder: Path) -> Path:
    """Merge two snapshots of different accounts into `folder`, and return `folder`."""
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
