"""Which of the account's buckets generative AI uses, so that no other bucket costs a call.

Policies decide it (policies/lib/genai_buckets.rego). This may choose more buckets than they do, and
never fewer: those that something of Bedrock, AgentCore or SageMaker AI names, or a delivery of
logs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from collectors.paths import texts
from collectors.records import Resource

if TYPE_CHECKING:
    from collectors.workload import Workload

Among = Callable[[Sequence[Resource], "Workload"], frozenset[str]]
"""Chooses the ids of some buckets, given all that was found and what people declare."""

_NAMING = ("bedrock", "bedrock-agent", "bedrock-agentcore-control", "logs", "sagemaker")
_PLACE = re.compile(r"(?:s3://|arn:[^:]*:s3:::)?([a-z0-9][a-z0-9.-]{2,62})(?:/|$)")
"""A bucket by name, URI or ARN. Other texts may fit too, and are no name of a bucket."""


_READ = {
    "AWS::Bedrock::DataSource": ("dataSourceConfiguration",),
    "AWS::Bedrock::ModelCustomizationJob": ("trainingDataConfig", "validationDataConfig"),
    "AWS::Bedrock::ModelImportJob": ("modelDataSource",),
    "AWS::SageMaker::TrainingJob": ("InputDataConfig",),
}
"""Type of what reads documents and training data -> the members that say where they are."""


def genai_buckets(found: Sequence[Resource], _workload: Workload) -> frozenset[str]:
    """Return the ARNs of the buckets among all that was found."""
    return _arns(found, named_buckets(found))


def named_buckets(found: Sequence[Resource]) -> frozenset[str]:
    """Return the names of the buckets that something of these services names, listed or not."""
    return _named(one.properties for one in found if one.service in _NAMING)


def source_buckets(found: Sequence[Resource], _workload: Workload) -> frozenset[str]:
    """Return the ARNs of the buckets that knowledge bases read, or models are trained with.

    Policies decide it (policies/lib/source_buckets.rego), as for the buckets above.
    """
    return _arns(found, _named(_members(found)))


def judged_buckets(found: Sequence[Resource], workload: Workload) -> frozenset[str]:
    """Return the ARNs of these buckets, and of those that trails of CloudTrail write to.

    Policies decide it (policies/lib/model_call_trails.rego), as for the buckets above.
    """
    trails = [one.properties for one in found if one.type == "AWS::CloudTrail::Trail"]
    return source_buckets(found, workload) | _arns(found, {str(t.get("S3BucketName")) for t in trails})


def training_buckets(found: Sequence[Resource], _workload: Workload) -> frozenset[str]:
    """Return the ARNs of the buckets that models are trained with.

    Policies decide it (policies/lib/training_data.rego).
    """
    jobs = [one for one in found if one.type != "AWS::Bedrock::DataSource"]
    return _arns(found, _named(_members(jobs)))


def _members(found: Sequence[Resource]) -> Iterator[Any]:
    """Yield the values of the members that say where documents and training data are."""
    for one in found:
        yield from map(one.properties.get, _READ.get(one.type, ()))


def _named(naming: Iterable[Any]) -> frozenset[str]:
    """Return the names of the buckets that stand in the texts of these values."""
    return frozenset(match[1] for one in naming for text in texts(one) if (match := _PLACE.match(text)))


def _arns(found: Sequence[Resource], names: Container[str]) -> frozenset[str]:
    """Return the ARNs of the buckets that were found and have one of these names."""
    return frozenset(one.id for one in found if one.type == "AWS::S3::Bucket" and one.name in names)
