"""Check files that people write, without AWS and without judging."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from scanner.catalog.controls import Catalog
from scanner.people import attestations, waivers
from scanner.people.attestations import Attestations
from scanner.people.config import Config, read
from scanner.people.waivers import Waivers

_LOADERS: Mapping[str, Callable[[Path, Catalog, str], Attestations | Waivers]] = {
    "attestations": attestations.load,
    "waivers": waivers.load,
}
"""The name of a file without its ending -> the function that reads it."""
OPTION = "genai-lens config check"

Checked = Config | Attestations | Waivers


def check(path: Path, catalog: Catalog) -> list[Checked]:
    """Return what a file holds, and what the files hold that belong to it.

    A file is of the kind that its name says: attestations, waivers, and everything else is a
    configuration. Raises `UsageError` with all that is wrong.
    """
    load = _LOADERS.get(path.stem)
    if load:
        return [load(path, catalog, OPTION)]
    config = read(path, catalog, OPTION)
    return [config, *(one for one in (config.attestations, config.waivers) if one.file)]
