"""Convert IAM policy documents to the one form that policies read."""

from __future__ import annotations

import re
from typing import Any

_LISTS = ("Action", "NotAction", "Resource", "NotResource")

MOST_WILDCARDS = 600
"""The most wildcards of a resource's pattern; a run of `*` is one.

regorus refuses the regular expression of a pattern with more than 709, and a policy of IAM has at
most 10,240 characters. The patterns of actions need no limit: no action is that long.
"""


def normal_document(document: Any) -> dict[str, Any]:
    """Return an IAM policy document in the form that policies read.

    Statement, Action, NotAction, Resource, NotResource and the values of conditions become lists.
    Principal and NotPrincipal become objects of lists, Condition an object of objects of lists. A
    service principal of China (`SERVICE.amazonaws.com.cn`) becomes `SERVICE.amazonaws.com`.

    Raises `ValueError` if `document` is not a policy document (IAM User Guide, "Grammar of the IAM
    JSON policy language").
    """
    if not isinstance(document, dict) or "Statement" not in document:
        raise ValueError("no Statement")
    return {**document, "Statement": [_statement(s) for s in _many(document["Statement"])]}


def _statement(statement: Any) -> dict[str, Any]:
    if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny"):
        raise ValueError("a statement has no Effect")
    if ("Action" in statement) == ("NotAction" in statement):
        raise ValueError("a statement needs Action or NotAction")
    out = dict(statement)
    for key in _LISTS:
        if key in out:
            out[key] = [_pattern(_text(v)) for v in _many(out[key])]
            if key.endswith("Resource") and any(_wildcards(v) > MOST_WILDCARDS for v in out[key]):
                raise ValueError(f"a {key} has more than {MOST_WILDCARDS} wildcards")
    for key in ("Principal", "NotPrincipal"):
        if key in out:
            value = {"AWS": ["*"]} if out[key] == "*" else out[key]
            if not isinstance(value, dict):
                raise ValueError(f"a {key} is neither * nor an object")
            out[key] = {str(k): [_text(v) for v in _many(vs)] for k, vs in value.items()}
            if "Service" in out[key]:
                out[key]["Service"] = [_service(name) for name in out[key]["Service"]]
    conditions = out.get("Condition", {})
    if not isinstance(conditions, dict) or not all(isinstance(v, dict) for v in conditions.values()):
        raise ValueError("a Condition is not an object of objects")
    out["Condition"] = {
        op: {key: [_text(v) for v in _many(vs)] for key, vs in keys.items()}
        for op, keys in conditions.items()
    }
    return out


def _service(name: str) -> str:
    """Return a service principal as most partitions write it: in China it may end in `.cn`."""
    return name.removesuffix(".cn") if name.endswith(".amazonaws.com.cn") else name


def _pattern(text: str) -> str:
    """Return a pattern with one `*` for a run of them, which means the same."""
    return re.sub(r"\*+", "*", text)


def _wildcards(pattern: str) -> int:
    return pattern.count("*") + pattern.count("?")


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    """Return a value as text, as IAM reads numbers and booleans in conditions."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ValueError("a value is neither text nor number")
