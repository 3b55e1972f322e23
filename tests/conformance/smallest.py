"""The smallest part of an `input` document for which something still holds: how a counterexample is kept."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from collectors import TYPES

Document = dict[str, Any]


def smallest(document: Document, holds: Callable[[Document], bool], seconds: float = 60) -> Document:
    """Leave out whatever can be left out, large parts first, until nothing can or the time is over."""
    until, found, again = time.monotonic() + seconds, document, True
    while again:
        again = False
        for path in sorted(_removable(found), key=len):
            tried = _without(found, path)
            if tried is not None and holds(tried):
                found, again = tried, True
            if time.monotonic() > until:
                return found
    return found


def complete(document: Document) -> Document:
    """The document with a list for every type of the tables, and every record's place in its list.

    Policies count on a list for each type.
    """
    resources = {kind: document["resources"].get(kind, []) for kind in TYPES}
    at = {record["id"]: place for records in resources.values() for place, record in enumerate(records)}
    return {**document, "resources": resources, "at": at}


def bare(document: Document) -> Document:
    """Return the document without the parts that `complete` adds."""
    return {
        **document,
        "resources": {kind: records for kind, records in document["resources"].items() if records},
        "at": {},
    }


Path = tuple[str | int, ...]


def _removable(document: Mapping[str, Any]) -> Iterator[Path]:
    """Whatever may be left out: gaps, records, and the members of records."""
    for operation, places in document["gaps"].items():
        yield ("gaps", operation)
        yield from (("gaps", operation, place) for place in places)
    for kind, records in document["resources"].items():
        if len(records) > 1:
            yield ("resources", kind)
        for place in reversed(range(len(records))):
            yield ("resources", kind, place)
            yield from _below(records[place]["properties"], ("resources", kind, place, "properties"))


def _below(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, (dict, list)):
        for key in list(value) if isinstance(value, dict) else reversed(range(len(value))):
            yield (*path, key)
            yield from _below(value[key], (*path, key))


def _without(document: Document, path: Path) -> Document | None:
    """Return a copy without the value at `path`, or None if there is none."""
    out = copy.deepcopy(document)
    holder: Any = out
    try:
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]
    except (KeyError, IndexError, TypeError):
        return None
    return complete(out)
