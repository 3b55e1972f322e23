"""Say which resources an answer lists: the id of each, and the Region where it lives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jmespath

from collectors.entry import Entry
from collectors.records import REGION
from collectors.scheduler import Question
from collectors.table import Found

_LONGEST_ID = 2048


class Lacking(Exception):
    """A listed resource lacks what is named, which its id or place is made of."""


def listed(found: Found, page: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the members of each resource that a page lists, as the table shapes them."""
    for raw in as_list(jmespath.search(found.items, page) if found.items else page):
        shaped = found.shape(raw) if found.shape else raw
        if shaped is not None:
            made = {name: text for name, of in found.made.items() if (text := of(shaped)) is not None}
            yield {**shaped, **made}


def identify(
    entry: Entry, question: Question, found: Found, shaped: Mapping[str, Any]
) -> tuple[str, str, dict[str, Any]]:
    """Return the id of a listed resource, the Region where it lives, and its context.

    The context is the input of the expressions of its row. Raises `Lacking`.
    """
    context = {**question.parameters, **shaped}
    places = {"partition": entry.partition, "account": entry.account, "region": question.region}
    identity = found.id.format_map(_Parts({**context, **places}))
    region = context.get(found.home) if found.home else question.region
    if found.home and not (isinstance(region, str) and REGION.fullmatch(region)):
        raise Lacking(f"a region in {found.home}")
    return identity, str(region), context


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, None as an empty list, and any other value as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class _Parts(dict[str, Any]):
    """What ids are made of.

    Raises `Lacking` for a part that is missing, empty, no text, or longer than an ARN may be: an
    id is repeated in each gap and each result of its resource.
    """

    def __getitem__(self, name: str) -> Any:
        value = self.get(name)
        if not isinstance(value, (str, int)) or not 0 < len(str(value)) <= _LONGEST_ID:
            raise Lacking(f"'{name}'")
        return value
