"""Convert IAM policy documents to the one form that policies read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_LISTS = ("Action", "NotAction", "Resource", "NotResource")

MOST_WILDCARDS = 600
"""The most wildcards of a resource's pattern; a run of `*` is one.

regorus refuses the regular expression of a pattern with more than 709, and a policy of IAM has at
most 10,240 characters. The patterns of actions need no limit: no action is that long.
"""

UNKNOWN = "${}"
"""Stands for a policy variable that is not known, where `*` would be wrong. No ARN contains it."""

_VARIABLE = re.compile(r"\$\{([^{}]*)\}|\$\{.*")
_LITERAL = {"*": "\uff0a", "?": "\uff1f", "$": "$"}
"""`${*}` is a literal asterisk. A look-alike stands for it: no ARN that is compared has one."""


def normal_document(document: Any, known: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return an IAM policy document in the form that policies read.

    Statement, Action, NotAction, Resource, NotResource and the values of conditions become lists.
    Principal and NotPrincipal become objects of lists, Condition an object of objects of lists. A
    service principal of China (`SERVICE.amazonaws.com.cn`) becomes `SERVICE.amazonaws.com`. The
    patterns of Resource and NotResource become as IAM compares them: see `_resource`. `known` are
    the values of policy variables, by their names in lower case.

    Raises `ValueError` if `document` is not a policy document (IAM User Guide, "Grammar of the IAM
    JSON policy language").
    """
    if not isinstance(document, dict) or "Statement" not in document:
        raise ValueError("no Statement")
    variables = None if document.get("Version") != "2012-10-17" else known or {}
    return {**document, "Statement": [_statement(s, variables) for s in _many(document["Statement"])]}


def _statement(statement: Any, variables: Mapping[str, str] | None) -> dict[str, Any]:
    if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny"):
        raise ValueError("a statement has no Effect")
    if ("Action" in statement) == ("NotAction" in statement):
        raise ValueError("a statement needs Action or NotAction")
    out = dict(statement)
    for key in _LISTS:
        if key in out:
            out[key] = [_pattern(_text(v)) for v in _many(out[key])]
            if key.endswith("Resource"):
                unknown = "*" if (out["Effect"] == "Allow") == (key == "Resource") else UNKNOWN
                out[key] = [_resource(v, variables, unknown) for v in out[key]]
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


def _resource(pattern: str, variables: Mapping[str, str] | None, unknown: str) -> str:
    """Return a pattern of a Resource or NotResource as IAM compares it.

    Source: IAM User Guide, "IAM JSON policy elements: Resource" and "Variables and tags".

    `variables` are the known policy variables; None if the document has none, because its version
    is not 2012-10-17: then `${` is text. `unknown` takes the place of any other variable, which
    may have every value. It is `*` in the Resource of an Allow and in the NotResource of a Deny. In
    the Resource of a Deny and in the NotResource of an Allow it is `UNKNOWN`, which matches
    nothing: what a Deny covers, and what an Allow excludes, must be certain.

    An ARN with less than six fields gets `*` for each missing field, as IAM does it. Where text
    follows a wildcard in such an ARN, nobody knows in which fields the text belongs. Then `*` takes
    the place of the wildcard and all that follows, or `UNKNOWN` that of the whole pattern.
    A pattern of wildcards only is `*`, because no ARN is shorter than it.

    Raises `ValueError` if the pattern has too many wildcards.
    """
    if variables is not None:
        known = variables

        def value(found: re.Match[str]) -> str:
            name = (found[1] or "").split(",")[0].strip().lower()  # a default value may follow
            return _LITERAL.get(name) or known.get(name, unknown)

        pattern = _pattern(_VARIABLE.sub(value, pattern))
    if pattern.count("*") + pattern.count("?") > MOST_WILDCARDS:
        raise ValueError(f"a pattern of resources has more than {MOST_WILDCARDS} wildcards")
    if pattern.startswith("arn:") and pattern.count(":") < _COLONS:
        if doubtful := _DOUBTFUL.search(pattern):
            if unknown == UNKNOWN:
                return UNKNOWN
            pattern = f"{pattern[: doubtful.start()]}*"
        pattern += ":*" * (_COLONS - pattern.count(":"))
    if "*" in pattern and not pattern.strip("*?") and len(pattern) < _SHORTEST_ARN:
        return "*"
    return pattern


_SHORTEST_ARN = len("arn:aws:s3:::abc")
_COLONS = 5
_DOUBTFUL = re.compile(r"\*[*:]*[^*:]|\?")
"""A wildcard of a short ARN that text follows. A `?` may stand for a colon."""


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    """Return a value as text, as IAM reads numbers and booleans in conditions."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ValueError("a value is neither text nor number")
