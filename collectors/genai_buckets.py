"""Which of the account's buckets generative AI uses, so that no other bucket costs a call.

Policies decide it (policies/lib/genai_buckets.rego). This may choose more buckets than they do, and
never fewer: those that something of Bedrock, AgentCore or SageMaker AI names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from collectors.paths import texts
from collectors.records import Resource

if TYPE_CHECKING:
    from collectors.workload import Workload

_NAMING = ("bedrock", "bedrock-agent", "bedrock-agentcore-control", "sagemaker")
_PLACE = re.compile(r"(?:s3://|arn:[^:]*:s3:::)?([a-z0-9][a-z0-9.-]{2,62})(?:/|$)")
"""A bucket by name, URI or ARN. Other texts may fit too, and are no name of a bucket."""


def genai_buckets(found: Sequence[Resource], _workload: Workload) -> frozenset[str]:
    """Return the ARNs of the buckets among all that was found."""
    named = named_buckets(found)
    return frozenset(one.id for one in found if one.type == "AWS::S3::Bucket" and one.name in named)


def named_buckets(found: Sequence[Resource]) -> frozenset[str]:
    """Return the names of the buckets that something of these services names, listed or not."""
    return frozenset(
        match[1]
        for one in found
        if one.service in _NAMING
        for text in texts(one.properties)
        if (match := _PLACE.match(text))
    )
