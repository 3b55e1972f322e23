"""Which roles and users may call a model, as far as the services in their policies say.

Policies decide it (policies/lib/principals.rego). This may find more principals than they do, and
never fewer: what was not read may allow it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from collectors.paths import texts
from collectors.records import Resource

SERVICES = frozenset(
    {"aws-external-anthropic", "bedrock", "bedrock-agentcore", "bedrock-mantle", "qbusiness", "sagemaker"}
)
"""The prefixes of the actions that call a model, or a resource that calls one."""
_INLINE = ("RolePolicyList", "UserPolicyList", "GroupPolicyList")


def model_callers(found: Sequence[Resource]) -> frozenset[str]:
    """Return the ARNs of these roles and users, among all that was found."""
    policies = {
        one.id: any(_may_call(version.get("Document")) for version in one.properties["PolicyVersionList"])
        for one in found
        if one.type == "AWS::IAM::ManagedPolicy"
    }
    groups = {
        one.properties["GroupName"]: _has_such(one, policies)
        for one in found
        if one.type == "AWS::IAM::Group"
    }
    return frozenset(
        one.id
        for one in found
        if one.type in ("AWS::IAM::Role", "AWS::IAM::User")
        if _has_such(one, policies)
        or any(groups.get(name, True) for name in one.properties.get("GroupList", ()))
    )


def _has_such(holder: Resource, policies: Mapping[str, bool]) -> bool:
    """Return whether a policy of a role, user or group may allow it. One that was not read may."""
    inline = (policy["PolicyDocument"] for name in _INLINE for policy in holder.properties.get(name, ()))
    attached = (policy["PolicyArn"] for policy in holder.properties["AttachedManagedPolicies"])
    return any(map(_may_call, inline)) or any(policies.get(arn, True) for arn in attached)


def _may_call(document: Any) -> bool:
    """Return whether a policy names a service that calls models, or may mean one."""
    if not isinstance(document, Mapping):
        return True
    statements = document.get("Statement", [])
    for one in statements if isinstance(statements, list) else [statements]:
        if not isinstance(one, Mapping) or "NotAction" in one:
            return True
        services = {text.lower().partition(":")[0] for text in texts(one.get("Action"))}
        if services & SERVICES or any(re.search("[*?]", service) for service in services):
            return True
    return False
