"""Which IAM users cost a call for their access keys: those who may call models, and no others.

Policies decide it (policies/lib/principals.rego, policies/lib/api_keys.rego). This may choose more
users than they do, and never fewer: those who may call a model as far as the services in their
policies and in those of their groups say, and those with a service-specific credential that works.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from collectors.model_callers import model_callers
from collectors.records import Resource

if TYPE_CHECKING:
    from collectors.workload import Workload

_OFF = frozenset({"Inactive", "Expired"})
"""The status of a credential that does not work."""


def key_holders(found: Sequence[Resource], _: Workload) -> frozenset[str]:
    """Return the ARNs of the users among all that was found."""
    owners = {
        one.properties.get("UserName")
        for one in found
        if one.type == "AWS::IAM::ServiceSpecificCredential" and one.properties.get("Status") not in _OFF
    }
    callers = model_callers(found)
    return frozenset(
        one.id for one in found if one.type == "AWS::IAM::User" and (one.name in owners or one.id in callers)
    )
