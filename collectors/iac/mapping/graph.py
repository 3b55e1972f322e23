"""The order of the things of a stack, and what stands for their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from collectors.iac.mapping.resolving import addresses
from collectors.iac.things import Thing

_NOT_IN_ARN = re.compile(r"[^A-Za-z0-9_.-]+")
_LONGEST_SLUG = 200


def slugs(things: Iterable[str]) -> dict[str, str]:
    """Return address -> what stands for it in an ARN. Every address has another one."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for address in things:
        slug = first = _NOT_IN_ARN.sub(".", address).strip(".")[-_LONGEST_SLUG:] or "unnamed"
        more = 1
        while slug in taken:
            more += 1
            slug = f"{first}-{more}"
        taken.add(slug)
        found[address] = slug
    return found


def numbers(things: Iterable[Thing]) -> dict[str, int]:
    """Return address -> its place among the things of its type that refer to the same things.

    It is the number of a version: the order in which code makes several is not fixed.
    """
    seen: dict[tuple[str, frozenset[str]], int] = {}
    found = {}
    for thing in things:
        key = thing.type, frozenset(_referred(thing))
        found[thing.address] = seen[key] = seen.get(key, 0) + 1
    return found


def in_order(things: Mapping[str, Thing]) -> Iterator[str]:
    """Yield each address after those that it refers to. A circle is cut where it closes."""
    done: set[str] = set()
    for first in things:
        if first in done:
            continue
        done.add(first)
        waiting = [(first, _referred(things[first]))]
        while waiting:
            address, references = waiting[-1]
            following = next((one for one in references if one in things and one not in done), None)
            if following is None:
                waiting.pop()
                yield address
            else:
                done.add(following)
                waiting.append((following, _referred(things[following])))


def _referred(thing: Thing) -> Iterator[str]:
    return addresses(dict(thing.attributes))
