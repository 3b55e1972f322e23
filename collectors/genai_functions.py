"""Which Lambda functions may be of generative AI, so that no other function costs a call.

Policies decide it (policies/lib/genai_functions.rego). This may choose more functions than they do,
and never fewer: those that something of Bedrock or AgentCore names, those that people declare, and
those whose role may call a model as far as the services in its policies say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from collectors.paths import texts
from collectors.records import Resource

if TYPE_CHECKING:
    from collectors.workload import Workload

_FUNCTION = re.compile(r"arn:[^:]*:lambda:[^:]*:[0-9]+:function:[^:]+")
_NAMING = ("bedrock-agent", "bedrock-agentcore-control")
SERVICES = frozenset(
    {"aws-external-anthropic", "bedrock", "bedrock-agentcore", "bedrock-mantle", "qbusiness", "sagemaker"}
)
"""The prefixes of the actions that call a model, or a resource that calls one."""


def named_functions(found: Sequence[Resource], workload: Workload) -> frozenset[str]:
    """Return the ARNs of the functions that something of Bedrock or AgentCore names."""
    named = _named(found)
    return frozenset(one.id for one in found if one.type == "AWS::Lambda::Function" and one.id in named)


def _named(found: Sequence[Resource]) -> set[str]:
    return {
        match[0]
        for one in found
        if one.service in _NAMING
        for text in texts(one.properties)
        if (match := _FUNCTION.match(text))
    }


def genai_functions(found: Sequence[Resource], workload: Workload) -> frozenset[str]:
    """Return the ARNs of the functions among all that was found."""
    named = _named(found)
    policies = {
        one.id: any(
            may_call_models(version.get("Document")) for version in one.properties["PolicyVersionList"]
        )
        for one in found
        if one.type == "AWS::IAM::ManagedPolicy"
    }
    roles = {one.id for one in found if one.type == "AWS::IAM::Role" and _may_call(one, policies)}
    declared = workload.names.get("functions", ())
    return frozenset(
        one.id
        for one in found
        if one.type == "AWS::Lambda::Function"
        if one.id in named
        or one.properties["Role"] in roles
        or any(workload.fits(declared, name) for name in (one.id, one.name))
    )


def _may_call(role: Resource, policies: Mapping[str, bool]) -> bool:
    """Return whether a policy of the role may allow it. One that was not read may."""
    inline = (policy["PolicyDocument"] for policy in role.properties["RolePolicyList"])
    attached = (policy["PolicyArn"] for policy in role.properties["AttachedManagedPolicies"])
    return any(map(may_call_models, inline)) or any(policies.get(arn, True) for arn in attached)


def may_call_models(document: Any) -> bool:
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
