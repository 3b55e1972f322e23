"""A plain evaluator of IAM's conditions, for requests that a test writes down.

It follows the IAM User Guide: "Condition operators", "Set operators for multivalued context keys"
and "Policy variables". It shares nothing with the Rego code but `like`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.policies.iam_oracle import like

Request = Mapping[str, Sequence[str]]
"""Condition key, in lower case -> its values in a request. A key that is absent is not there."""


def _arn(pattern: str, value: str) -> bool:
    """Whether each of the six parts of an ARN matches its part of the pattern."""
    ours, theirs = pattern.split(":", 5), value.split(":", 5)
    return len(ours) == len(theirs) == 6 and all(map(like, ours, theirs))


def _in_range(pattern: str, value: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(pattern, strict=False)
    except ValueError:
        return False


def _without_case(pattern: str, value: str) -> bool:
    return pattern.lower() == value.lower()


_MATCHES: Mapping[str, tuple[Callable[[str, str], bool], bool]] = {
    "stringequals": (lambda pattern, value: pattern == value, True),
    "stringnotequals": (lambda pattern, value: pattern == value, False),
    "stringequalsignorecase": (_without_case, True),
    "stringnotequalsignorecase": (_without_case, False),
    "stringlike": (like, True),
    "stringnotlike": (like, False),
    "arnequals": (_arn, True),
    "arnlike": (_arn, True),
    "arnnotequals": (_arn, False),
    "arnnotlike": (_arn, False),
    "bool": (_without_case, True),
    "ipaddress": (_in_range, True),
    "notipaddress": (_in_range, False),
}
"""Operator -> how a value of the policy is compared with one of the request, and whether a match is
wanted."""


def _known(pattern: str, request: Request) -> str | None:
    """Return a value of a policy with its variables replaced; None if the request lacks one."""
    missing = False

    def value(found: re.Match[str]) -> str:
        nonlocal missing
        values = request.get(found[1].lower(), ())
        missing |= len(values) != 1
        return values[0] if len(values) == 1 else ""

    known = re.sub(r"\$\{([^}]*)\}", value, pattern)
    return None if missing else known


def _one_holds(operator: str, patterns: Sequence[str], key: str, request: Request) -> bool:
    values = request.get(key.lower(), ())
    name = operator.lower()
    if name == "null":
        return any((not values) is (pattern.lower() == "true") for pattern in patterns)
    name, optional = name.removesuffix("ifexists"), name.endswith("ifexists")
    for_all, for_any = name.startswith("forallvalues:"), name.startswith("foranyvalue:")
    compare, wanted = _MATCHES[name.rpartition(":")[2]]
    if not values:
        return optional or for_all or not (for_any or wanted)
    known = [pattern for pattern in (_known(p, request) for p in patterns) if pattern is not None]
    met = [any(compare(pattern, value) for pattern in known) is wanted for value in values]
    return all(met) if for_all or not (for_any or wanted) else any(met)


def holds(conditions: Mapping[str, Mapping[str, Any]], request: Request) -> bool:
    """Whether the Condition element of a statement holds for a request: all its conditions do."""
    return all(
        _one_holds(operator, patterns if isinstance(patterns, list) else [patterns], key, request)
        for operator, keys in conditions.items()
        for key, patterns in keys.items()
    )
