"""The digest of the policies: every report has it, so that a report names the policies that judged.

It covers the modules and the data that the policies read, whether or not a bundle was built.
"""

from __future__ import annotations

import hashlib

import orjson

from scanner.catalog.controls import Catalog
from scanner.catalog.lens import lens


def contents(catalog: Catalog) -> dict[str, bytes]:
    """Return path -> bytes of everything that decides a verdict, sorted by path: the modules and data.json."""
    found = {module.path: module.text.encode() for module in catalog.modules}
    found["data.json"] = orjson.dumps(
        {"lens": {**lens(), "catalog": catalog.document()}}, option=orjson.OPT_SORT_KEYS
    )
    return dict(sorted(found.items()))


def digest(catalog: Catalog) -> str:
    """Return the sha256 over the contents: the revision of a bundle, and `policy_digest` of every report."""
    found = hashlib.sha256()
    for path, body in contents(catalog).items():
        found.update(f"{path}\0{len(body)}\0".encode() + body)
    return found.hexdigest()
