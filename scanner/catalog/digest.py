"""Digests of the policies. Every report has one, to identify the policies that gave the verdicts.

They cover the modules and the data that the policies read, whether or not a bundle was built.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from scanner import __version__
from scanner.catalog.controls import Catalog, without
from scanner.catalog.lens import POLICIES, lens

FORMAT = 1
"""The version of `digests`. It changes with every member that is added, removed or altered."""
COLLECTORS = POLICIES.parent / "collectors"
"""The folder of the collectors."""


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
    return _digest(contents(catalog))


def by_control(catalog: Catalog) -> dict[str, str]:
    """Return control id -> the digest of the policies that this control alone needs.

    It is that of the catalog with this control selected (`controls.select`).
    """
    own = {control.path for control in catalog.controls.values()}
    found = {}
    for name, control in catalog.controls.items():
        needed = without(catalog.modules, own - {control.path})
        found[name] = digest(replace(catalog, controls={name: control}, modules=needed))
    return found


def digests(catalog: Catalog) -> dict[str, Any]:
    """Return the digests by which the policies of a release are recognised.

    `policy_digest` is that of a report on all controls, and `controls` has for each control that of
    a report on this control alone. `collectors_digest` covers the Python files of the collectors:
    the tables of calls, and what is made of the answers. `files` has the sha256 of each file of the
    policies, without tests, and of the collectors.
    """
    modules = {f"policies/{module.path}": module.text.encode() for module in catalog.modules}
    data = _read(POLICIES, "*.yaml") | _read(POLICIES, "*.json")
    collectors = _read(COLLECTORS, "*.py")
    files = modules | data | collectors
    return {
        "format": FORMAT,
        "tool": {"name": "genai-lens", "version": __version__},
        "lens": {"edition": lens()["edition"], "title": lens()["title"]},
        "policy_digest": digest(catalog),
        "collectors_digest": _digest(collectors),
        "controls": by_control(catalog),
        "files": {path: hashlib.sha256(files[path]).hexdigest() for path in sorted(files)},
    }


def _read(folder: Path, pattern: str) -> dict[str, bytes]:
    """Return path -> bytes of the files below a folder, sorted by path."""
    found = {path.relative_to(folder.parent).as_posix(): path for path in folder.rglob(pattern)}
    return {name: found[name].read_bytes() for name in sorted(found)}


def _digest(files: Mapping[str, bytes]) -> str:
    found = hashlib.sha256()
    for path, body in files.items():
        found.update(f"{path}\0{len(body)}\0".encode() + body)
    return found.hexdigest()
