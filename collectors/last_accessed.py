"""Reports of IAM about when a principal last used each service, for whom they are made.

IAM makes such a report in the background, and changes nothing. It is a job for each principal, so a
scan asks for it only with `--last-accessed`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from collectors.records import Resource

if TYPE_CHECKING:
    from collectors.workload import Workload

LAST_ACCESSED = frozenset({"iam:GenerateServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails"})
"""The operations that are asked only with `--last-accessed`."""

_SERVICES = ("bedrock", "bedrock-agentcore", "bedrock-mantle", "qbusiness", "sagemaker")
_INLINE = ("RolePolicyList", "UserPolicyList", "GroupPolicyList")


def genai_principals(found: Sequence[Resource], _workload: Workload) -> frozenset[str]:
    """Return the ARNs of the roles and users that may use a service of generative AI.

    Policies decide it (policies/lib/principals.rego). This may choose more principals than they do,
    and never fewer: those with an Allow for an action of such a service, whatever takes it away.
    """
    policies = {one.id: _default(one) for one in found if one.type == "AWS::IAM::ManagedPolicy"}
    groups = {one.properties.get("GroupName"): one for one in found if one.type == "AWS::IAM::Group"}
    chosen = set()
    for one in found:
        if one.type in ("AWS::IAM::Role", "AWS::IAM::User") and not _is_of_a_service(one):
            names = one.properties.get("GroupList") or []
            holders = [one, *(groups[name] for name in names if name in groups)]
            if any(_may_use(holder, policies) for holder in holders):
                chosen.add(one.id)
    return frozenset(chosen)


def _is_of_a_service(role: Resource) -> bool:
    return str(role.properties.get("Path", "")).startswith("/aws-service-role/")


def _default(policy: Resource) -> list[Any]:
    versions = policy.properties.get("PolicyVersionList") or []
    return [one.get("Document") for one in versions if one.get("IsDefaultVersion")]


def _may_use(holder: Resource, policies: dict[str, list[Any]]) -> bool:
    """Return whether a document of a role, user or group may allow it, or was not read."""
    own = [p.get("PolicyDocument") for name in _INLINE for p in holder.properties.get(name) or []]
    attached = [p.get("PolicyArn") for p in holder.properties.get("AttachedManagedPolicies") or []]
    return any(
        _allows(document)
        for document in (*own, *(one for arn in attached for one in policies.get(arn, [None])))
    )


def _allows(document: Any) -> bool:
    if not isinstance(document, dict):
        return True
    return any(
        not isinstance(s, dict)
        or (s.get("Effect") == "Allow" and ("Action" not in s or any(map(_is_of_genai, _many(s["Action"])))))
        for s in _many(document.get("Statement"))
    )


def _is_of_genai(pattern: Any) -> bool:
    """Return whether a pattern such as `bedrock:Invoke*` may match an action of a service."""
    name = re.sub(r"\*+", "*", str(pattern).lower().partition(":")[0])
    expression = re.escape(name).replace(r"\*", ".*").replace(r"\?", ".")
    return any(re.fullmatch(expression, service) for service in _SERVICES)


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
