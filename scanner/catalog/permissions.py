"""The IAM actions that a selection of controls needs, and a policy that allows them.

They are exactly the actions that the collectors use. `roles.py` has templates of a role with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from collectors import COLLECTORS, ROWS
from scanner.catalog.controls import Catalog
from scanner.errors import UsageError

OWN = ("account:ListRegions", "ec2:DescribeRegions", "ssm:GetParametersByPath", "sts:GetCallerIdentity")
"""The actions of every scan, which read its identity, the enabled Regions and services' Regions."""

PATHS = {collector.every_action: collector.paths for collector in COLLECTORS if collector.paths}
"""Action -> the patterns of the resources that it is allowed on, if these are not all."""

MOST_CHARACTERS = 6_144
"""IAM's size limit of a managed policy, without white space."""
MOST_POLICIES = 10
"""IAM's default quota of managed policies for a role."""


def actions(catalog: Catalog) -> list[str]:
    """Return the IAM actions that a collection for the catalog's controls needs, sorted."""
    found = {
        collector.action(row.operation) for operation in catalog.plan for collector, row in ROWS[operation]
    }
    return sorted(found | set(OWN))


def policy(chosen: Sequence[str]) -> dict[str, Any]:
    """Return a policy document that allows the `chosen` actions."""
    return {"Version": "2012-10-17", "Statement": statements(chosen)}


def statements(chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Return the statements of a policy that allow the `chosen` actions.

    Their resource is `*`: listings do not support another one, and the resources that they find are
    not known in advance. The actions in `PATHS` have statements of their own.
    """
    everywhere = [action for action in chosen if action not in PATHS]
    found: list[dict[str, Any]] = []
    if everywhere:
        found.append({"Sid": "GenaiLens", "Effect": "Allow", "Action": everywhere, "Resource": "*"})
    return found + [
        {"Effect": "Allow", "Action": [action], "Resource": list(PATHS[action])}
        for action in chosen
        if action in PATHS
    ]


def size(chosen: Sequence[str]) -> int:
    """Return the size of the policy document as IAM counts it: characters without white space."""
    return len(orjson.dumps(policy(chosen)))


def split(chosen: Sequence[str]) -> list[list[str]]:
    """Return the actions, in order, in the least number of parts that each fit in a managed policy.

    Raises `UsageError` for more parts than a role may have managed policies.
    """
    parts: list[list[str]] = [[]]
    for action in chosen:
        if size([*parts[-1], action]) > MOST_CHARACTERS:
            parts.append([])
        parts[-1].append(action)
    if len(parts) > MOST_POLICIES:
        raise UsageError(
            f"{len(chosen)} actions need {len(parts)} managed policies, and a role may have {MOST_POLICIES}.",
            "Select fewer controls with --pillar or --best-practice, and use a separate role for each scan.",
        )
    return parts


def as_json(chosen: Sequence[str]) -> str:
    """Return the policy document as JSON."""
    return orjson.dumps(policy(chosen), option=orjson.OPT_INDENT_2).decode()
