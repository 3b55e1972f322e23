"""The digest of the policies. Every report has it, to identify the policies that gave the verdicts.

It covers the modules and the data that the policies read, whether or not a bundle was built.
"""

from __future__ import annotations

import hashlib

import orjson

from scanner.catalog.controls import Catalog
from scanner.catalog.lens import lens


def contents(catalog: Catalog) -> dict[str, bytes]:
    """Return path -> bytes of all modules and of data.json, sorted by path.

    Verdicts depend on nothing else but the facts.
    """
    found = {module.path: module.text.encode() for module in catalog.modules}
    found["data.json"] = orjson.dumps(
        {"lens": {**lens(), "catalog": catalog.document()}}, option=orjson.OPT_SORT_KEYS
    )
    return dict(sorted(found.items()))


def digest(catalog: Catalog) -> str:
    """Return the sha256 of the contents: a bundle's revision, and a report's `policy_digest`."""
    found = hashlib.sha256()
    for path, body in contents(catalog).items():
        found.update(f"{path}\0{len(body)}\0".encode() + body)
    return found.hexdigest()
