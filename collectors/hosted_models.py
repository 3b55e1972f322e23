"""Which models of SageMaker AI endpoints run, so that no other model costs a call.

Policies decide it (policies/lib/hosted.rego). This may choose more models than they do, and never
fewer. A package of another account is not chosen: whoever may use it often may not read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import jmespath

from collectors.records import Resource

if TYPE_CHECKING:
    from collectors.workload import Workload

PACKAGE = "PrimaryContainer.ModelPackageName"
"""JMESPath of the package that a model is made of."""
_NAMED = {
    "AWS::SageMaker::Endpoint": jmespath.compile(
        "DescribeEndpointConfig.ProductionVariants[].[ModelName, InstancePools[].ModelNameOverride][][]"
    ),
    "AWS::SageMaker::InferenceComponent": jmespath.compile(
        "[[Specification.ModelName], Specifications[].ModelName][][]"
    ),
}


def packaged_models(found: Sequence[Resource], _workload: Workload) -> frozenset[str]:
    """Return the ARNs of the models that endpoints run, made of a package of this account."""
    served = {(one.region, name) for one in found for name in _names(one)}
    packages = {one.id for one in found if one.type == "AWS::SageMaker::ModelPackage"}
    package = jmespath.compile(PACKAGE)
    return frozenset(
        one.id
        for one in found
        if one.type == "AWS::SageMaker::Model"
        if (one.region, one.name) in served
        if str(package.search(one.properties)) in packages
    )


def _names(one: Resource) -> Iterator[str]:
    if expression := _NAMED.get(one.type):
        yield from (name for name in expression.search(one.properties) or () if isinstance(name, str))
