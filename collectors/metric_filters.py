"""Metric filters of CloudWatch Logs: the conditions of a pattern for JSON, as CloudTrail writes it.

Such a pattern is an expression: `{ ($.eventName = A) || ($.eventName = B) && ($.x IS FALSE) }`.
"""

from __future__ import annotations

import json
import re
from typing import Any

_MOST = 500
"""So many alternatives a pattern may have. A few pairs of brackets could make millions."""

_DEEPEST = 50
"""So many brackets may stand inside of each other."""

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<sign>\(|\)|&&|\|\|)
    | (?P<member>\$(?:\.[\w@:-]+|\[[^\]]*\]|\.\[[^\]]*\])+)\s*(?:
        (?P<operator>!=|<=|>=|=|<|>)\s*
          (?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<regex>%[^%]*%)|(?P<bare>[^\s()&|"]+))
        | (?P<state>(?:NOT\s+EXISTS|EXISTS|IS\s+(?:TRUE|FALSE|NULL))\b)
      )
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_PLAIN = re.compile(r"\$((?:\.[\w@:-]+)+)")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")

Condition = dict[str, Any]
Alternatives = list[list[Condition]]
"""An event matches if it meets all conditions of one alternative."""

UNKNOWN: Condition = {"?": [{"exists": True}]}
"""The condition that no policy can decide: no event has a member of this name."""


class _Unread(Exception):
    """The pattern is not an expression, or too long."""


def conditions(item: dict[str, Any]) -> str | None:
    """Return the alternatives of a metric filter's pattern as JSON, or None if it is no expression.

    Each condition is a pattern as Amazon EventBridge writes it, with one member. So policies judge
    both with the same rules. A pattern of nothing but spaces matches every event.
    """
    pattern = item.get("filterPattern")
    if not isinstance(pattern, str):
        return None
    text = pattern.strip()
    if not text:
        return "[[]]"
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        tokens = _tokens(text[1:-1])
        found, rest = _any(tokens, 0)
    except _Unread:
        return None
    return json.dumps(found) if rest == len(tokens) else None


def _tokens(text: str) -> list[str | Condition]:
    """Return the signs and conditions of an expression. Raises `_Unread`."""
    found: list[str | Condition] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token or token.end() == at:
            raise _Unread
        found.append(token["sign"] or _condition(token))
        at = token.end()
    return found


def _any(tokens: list[str | Condition], at: int, depth: int = 0) -> tuple[Alternatives, int]:
    """Return the alternatives from a token on, and where they end. Raises `_Unread`."""
    found, at = _all(tokens, at, depth)
    while at < len(tokens) and tokens[at] == "||":
        more, at = _all(tokens, at + 1, depth)
        found = _limited([*found, *more])
    return found, at


def _all(tokens: list[str | Condition], at: int, depth: int) -> tuple[Alternatives, int]:
    found, at = _one(tokens, at, depth)
    while at < len(tokens) and tokens[at] == "&&":
        more, at = _one(tokens, at + 1, depth)
        if len(found) * len(more) > _MOST:
            raise _Unread
        found = _limited([[*a, *b] for a in found for b in more])
    return found, at


def _one(tokens: list[str | Condition], at: int, depth: int) -> tuple[Alternatives, int]:
    if at >= len(tokens) or depth > _DEEPEST:
        raise _Unread
    first = tokens[at]
    if isinstance(first, dict):
        return [[first]], at + 1
    if first != "(":
        raise _Unread
    found, at = _any(tokens, at + 1, depth + 1)
    if at >= len(tokens) or tokens[at] != ")":
        raise _Unread
    return found, at + 1


def _limited(found: Alternatives) -> Alternatives:
    if sum(1 + len(one) for one in found) > 4 * _MOST:
        raise _Unread
    return found


def _condition(token: re.Match[str]) -> Condition:
    """Return one condition, or `UNKNOWN`."""
    plain = _PLAIN.fullmatch(token["member"])
    if not plain:  # of one element of a list
        return UNKNOWN
    wanted = _state(token["state"]) if token["state"] else _compared(token)
    if wanted is None:
        return UNKNOWN
    found: Condition = {}
    names = plain[1].split(".")[1:]
    inner = found
    for name in names[:-1]:
        inner = inner.setdefault(name, {})
    inner[names[-1]] = wanted
    return found


def _state(text: str) -> list[Any] | None:
    name = " ".join(text.upper().split())
    known: dict[str, list[Any]] = {
        "EXISTS": [{"exists": True}],
        "NOT EXISTS": [{"exists": False}],
        "IS TRUE": [True],
        "IS FALSE": [False],
    }
    return known.get(name)


def _compared(token: re.Match[str]) -> list[Any] | None:
    """Return what a comparison wants of the member. A `*` stands for any text."""
    operator, value = token["operator"], token["bare"]
    if token["regex"] or (token["quoted"] and "\\" in token["quoted"]):
        return None
    is_bare = value is not None
    value = value if is_bare else token["quoted"]
    if operator not in ("=", "!="):
        return [{"numeric": [operator, float(value)]}] if _NUMBER.fullmatch(value) else None
    if "*" in value:
        wanted: Any = {"wildcard": value}
        return [wanted] if operator == "=" else [{"anything-but": wanted}]
    alike: list[Any] = [value]
    if is_bare and value in ("true", "false"):
        alike.append(value == "true")
    if is_bare and _NUMBER.fullmatch(value):
        alike.append(float(value) if "." in value else int(value))
    return alike if operator == "=" else [{"anything-but": alike}]
