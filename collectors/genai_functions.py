"""Which Lambda functions may be of generative AI, so that no other function costs a call.

Policies decide it (policies/lib/genai_functions.rego). This may choose more functions than they do,
and never fewer: those that something of Bedrock or AgentCore names, those that people declare, and
those whose role may call a model as far as the services in its policies say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from collectors.model_callers import model_callers
from collectors.paths import texts
from collectors.records import Resource

if TYPE_CHECKING:
    from collectors.workload import Workload

_FUNCTION = re.compile(r"arn:[^:]*:lambda:[^:]*:[0-9]+:function:[^:]+")
_NAMING = ("bedrock-agent", "bedrock-agentcore-control")


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
    callers = model_callers(found)
    declared = workload.names.get("functions", ())
    return frozenset(
        one.id
        for one in found
        if one.type == "AWS::Lambda::Function"
        if one.id in named
        or one.properties["Role"] in callers
        or any(workload.fits(declared, name) for name in (one.id, one.name))
    )
