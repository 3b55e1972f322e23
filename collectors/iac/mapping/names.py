"""How the name of an argument in code maps onto AWS's own name of a member.

Terraform writes `agent_resource_role_arn`, CloudFormation `AgentResourceRoleArn`, and AWS's API
`agentResourceRoleArn`. Where that rule is not enough, a row of the table has the exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

_ENDINGS = ("configurations", "configuration", "config", "details", "options", "settings")
"""What one of the two may add to a name: `topic_policy_config` is `topicPolicy`."""

_CAPITALS = re.compile(r"([A-Z]+)([A-Z][a-z])")
_STEP = re.compile(r"([a-z0-9])([A-Z])")


@lru_cache(4096)
def snake(name: str) -> str:
    """Return a name as Terraform writes it: `KMSMasterKeyID` becomes `kms_master_key_id`."""
    return _STEP.sub(r"\1_\2", _CAPITALS.sub(r"\1_\2", name)).lower()


@lru_cache(8192)
def plain_name(name: str) -> str:
    """Return a name without case and separators: names that differ only in those are the same."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def member_named(argument: str, members: Mapping[str, str]) -> str:
    """Return the member that an argument is, or an empty string.

    `members` is `plain_name` of each member -> the member (`index_of`). A name is tried as it is,
    in the singular and in the plural, and without or with an ending such as `Config`.
    """
    for name in _candidates(plain_name(argument)):
        if name in members:
            return members[name]
    return ""


def index_of(names: Sequence[str]) -> dict[str, str]:
    """Return `plain_name` of each name -> the name. Of two that are alike, the first counts."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(plain_name(name), name)
    return found


def _candidates(name: str) -> Iterator[str]:
    numbers = [*_numbers(name)]
    yield from numbers
    for ending in _ENDINGS:
        if name.endswith(ending) and name != ending:
            short = name.removesuffix(ending)
            yield short
            yield f"{short}s"
    for ending in _ENDINGS:
        for one in numbers:
            yield f"{one}{ending}"


def _numbers(name: str) -> Iterator[str]:
    """Yield a name as it is, then in the other number."""
    yield name
    if name.endswith("ies"):
        yield f"{name.removesuffix('ies')}y"
    if name.endswith("s"):
        yield name.removesuffix("s")
    else:
        yield f"{name}s"
    if name.endswith("y"):
        yield f"{name.removesuffix('y')}ies"
