"""Pages: a whole answer split as AWS would split it. A token says which page it opens and how many items were given before."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, NamedTuple


class Position(NamedTuple):
    """A place in a listing: the page, counted from 1, and the items that earlier pages gave."""

    page: int = 1
    given: int = 0

    def token(self) -> str:
        """The page token that leads here; opaque to clients."""
        return base64.urlsafe_b64encode(json.dumps([*self]).encode()).decode()


def position(paging: Mapping[str, Any], parameters: Mapping[str, Any]) -> Position:
    """Where a request wants to go on. Raises `ValueError` for a token that never was one of ours."""
    token = parameters.get(_first(paging["input_token"])) if paging else None
    if token is None:
        return Position()
    found = json.loads(base64.b64decode(str(token).encode(), altchars=b"-_", validate=True))
    if not (isinstance(found, list) and len(found) == 2 and all(type(n) is int and n >= 0 for n in found)):
        raise ValueError("a token is a page and a count")
    return Position(*found)


def result_keys(paging: Mapping[str, Any]) -> list[str]:
    """The members that hold the items of a page."""
    keys = paging.get("result_key", [])
    return [keys] if isinstance(keys, str) else list(keys)


def token_names(paging: Mapping[str, Any]) -> set[str]:
    """The members of an answer that say whether and how it goes on."""
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
    """The page at `at`: at most `size` items (fewer if the request's limit says so) of the result lists one after the other.

    With `repeat` its token leads back to this same page. Raises `ValueError` for a limit that is no positive number.
    """
    if not paging:
        return dict(answer)
    limit = parameters.get(paging.get("limit_key", ""))
    if limit is not None and int(limit) < 1:
        raise ValueError(f"a page of {limit}")
    size = min(size, int(limit)) if limit is not None else size
    keys = result_keys(paging)
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


def _first(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)


def _output_token(paging: Mapping[str, Any]) -> str:
    """The member with the next token; `NextMarker || Contents[-1].Key` names it first."""
    return _first(paging["output_token"]).partition(" ||")[0]
