"""Which IAM users cost a call for their access keys: those who may call models, and no others.

Policies decide it (policies/lib/principals.rego, policies/lib/api_keys.rego). This may choose more
users than they do, and never fewer: those who may call a model as far as the services in their
policies and in those of their groups say, and those with a service-specific credential that works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from collectors.genai_functions import may_call_models
from collectors.records import Resource

if TYPE_CHECKING:
    from collectors.workload import Workload

_OFF = frozenset({"Inactive", "Expired"})
"""The status of a credential that does not work."""


def key_holders(found: Sequence[Resource], _: Workload) -> frozenset[str]:
    """Return the ARNs of the users among all that was found."""
    policies = {
        one.id: any(
            may_call_models(version.get("Document")) for version in one.properties["PolicyVersionList"]
        )
        for one in found
        if one.type == "AWS::IAM::ManagedPolicy"
    }
    groups = {
        one.properties["GroupName"]: _may_call(one, "GroupPolicyList", policies)
        for one in found
        if one.type == "AWS::IAM::Group"
    }
    owners = {
        one.properties.get("UserName")
        for one in found
        if one.type == "AWS::IAM::ServiceSpecificCredential" and one.properties.get("Status") not in _OFF
    }
    return frozenset(
        one.id
        for one in found
        if one.type == "AWS::IAM::User"
        if one.name in owners
        or _may_call(one, "UserPolicyList", policies)
        or any(groups.get(name, True) for name in one.properties["GroupList"])
    )


def _may_call(owner: Resource, inline: str, policies: Mapping[str, bool]) -> bool:
    """Return whether a policy of a user or group may allow it. One that was not read may."""
    documents = (policy["PolicyDocument"] for policy in owner.properties.get(inline, ()))
    attached = (policy["PolicyArn"] for policy in owner.properties["AttachedManagedPolicies"])
    return any(map(may_call_models, documents)) or any(policies.get(arn, True) for arn in attached)
