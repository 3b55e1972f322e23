"""Split a whole answer into pages, as AWS would.

A token holds the number of the page that it opens, and how many items earlier pages had.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from botocore.model import Shape
from botocore.validate import ParamValidator

_NOTHING = {"string": "", "integer": 0, "boolean": False}


class Position(NamedTuple):
    """A place in a listing: the page, counted from 1, and the number of items on earlier pages."""

    page: int = 1
    given: int = 0

    def token(self) -> str:
        """Return the page token for this place. It is opaque to clients."""
        return base64.urlsafe_b64encode(json.dumps([*self]).encode()).decode()


def position(paging: Mapping[str, Any], parameters: Mapping[str, Any]) -> Position:
    """Return the place that a request asks for. Raises `ValueError` for an invalid token."""
    token = parameters.get(_first(paging["input_token"])) if paging else None
    if token is None:
        return Position()
    found = json.loads(base64.b64decode(str(token).encode(), altchars=b"-_", validate=True))
    if not (isinstance(found, list) and len(found) == 2 and all(type(n) is int and n >= 0 for n in found)):
        raise ValueError("a token is a page and a count")
    return Position(*found)


def result_keys(paging: Mapping[str, Any]) -> list[str]:
    """Return the members that hold the items of a page."""
    keys = paging.get("result_key", [])
    return [keys] if isinstance(keys, str) else list(keys)


def token_names(paging: Mapping[str, Any]) -> set[str]:
    """Return the members of an answer that say whether another page follows, and how to get it."""
    if not paging:
        return set()
    return {_output_token(paging), *([paging["more_results"]] if "more_results" in paging else [])}


def cut_page(
    answer: Mapping[str, Any],
    paging: Mapping[str, Any],
    parameters: Mapping[str, Any],
    at: Position,
    size: int,
    *,
    repeat: bool = False,
) -> dict[str, Any]:
    """Return the page at `at`, with at most `size` items, or fewer if the request has a limit.

    If there are several result lists, their items are paged one list after the other. With
    `repeat`, the page's token leads to this same page again. Raises `ValueError` for a limit below
    1.
    """
    if not paging:
        return dict(answer)
    limit = parameters.get(paging.get("limit_key", ""))
    if limit is not None and int(limit) < 1:
        raise ValueError(f"a page cannot have {limit} items")
    size = min(size, int(limit)) if limit is not None else size
    keys = result_keys(paging)
    around, _, _ = keys[0].rpartition(".") if keys else ("", "", "")
    if around:
        inner = {name: _without(value, f"{around}.") for name, value in paging.items()}
        page = cut_page(answer.get(around, {}), inner, parameters, at, size, repeat=repeat)
        return {**answer, around: page}
    items = [(key, item) for key in keys for item in answer.get(key, [])]
    left = at.given + size < len(items)
    if at.given == 0 and not left and not repeat:
        return dict(answer)
    out: dict[str, Any] = {k: [] if k in keys else v for k, v in answer.items()}
    for key, item in items[at.given : at.given + size]:
        out[key].append(item)
    if "more_results" in paging:
        out[paging["more_results"]] = left or repeat
    if left or repeat:
        out[_output_token(paging)] = (at if repeat else Position(at.page + 1, at.given + size)).token()
    return out


def _without(value: Any, start: str) -> Any:
    """Return the names of the members in a structure, without the name of the structure."""
    return value.removeprefix(start) if isinstance(value, str) else value


def _first(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)


def _output_token(paging: Mapping[str, Any]) -> str:
    """Return the member with the next token: the first name in `NextMarker || Contents[-1].Key`."""
    return _first(paging["output_token"]).partition(" ||")[0]


def empty_page(shape: Shape | None, paging: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return an answer with every list, and each empty; None if that is not a valid answer."""
    if shape is None:
        return {}
    lists = [name for name, member in shape.members.items() if member.type_name == "list"]
    out: dict[str, Any] = {name: [] for name in lists}
    for key in result_keys(paging):
        around, _, name = key.rpartition(".")
        if around:  # CloudFront has a structure around its list, with members that always come
            wrapper = shape.members[around]
            out[around] = {n: _NOTHING[wrapper.members[n].type_name] for n in wrapper.required_members}
        (out[around] if around else out)[name] = []
    return None if ParamValidator().validate(out, shape).has_errors() else out
