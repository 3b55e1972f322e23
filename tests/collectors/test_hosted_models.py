"""Which models cost a call for their package: those that endpoints run, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.hosted_models import packaged_models
from collectors.records import Resource
from collectors.workload import NOTHING

ACCOUNT = "444455556666"
PACKAGE = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:model-package/tuned/1"
MODEL = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:model/m"


def _record(kind: str, name: str, properties: dict[str, Any], region: str = "us-east-1") -> Resource:
    id_ = f"arn:aws:sagemaker:{region}:{ACCOUNT}:{name}"
    bare = name.rpartition("/")[2]
    return Resource(f"AWS::SageMaker::{kind}", id_, bare, ACCOUNT, region, "sagemaker", {}, (), properties)


def _endpoint(*variants: dict[str, Any], region: str = "us-east-1") -> Resource:
    configured = {"DescribeEndpointConfig": {"ProductionVariants": [*variants]}}
    return _record("Endpoint", "endpoint/e", configured, region)


def _component(properties: dict[str, Any]) -> Resource:
    return _record("InferenceComponent", "inference-component/c", properties)


FOUND = [
    _record("Model", "model/m", {"PrimaryContainer": {"ModelPackageName": PACKAGE}}),
    _record("ModelPackage", "model-package/tuned/1", {}),
]


@pytest.mark.parametrize(
    "running",
    [
        _endpoint({"ModelName": "m"}),
        _endpoint({"ModelName": "other", "InstancePools": [{"ModelNameOverride": "m"}]}),
        _component({"Specification": {"ModelName": "m"}}),
        _component({"Specifications": [{"InstanceType": "ml.g5.xlarge", "ModelName": "m"}]}),
    ],
)
def test_a_model_that_runs_is_chosen(running: Resource) -> None:
    """A variant, a pool of its instances, or a component may name it."""
    assert packaged_models([running, *FOUND], NOTHING) == {MODEL}


@pytest.mark.parametrize(
    "found",
    [
        FOUND,
        [_endpoint({"ModelName": "other"}), *FOUND],
        [_endpoint({"ModelName": "m"}, region="eu-west-1"), *FOUND],
        [_endpoint({"ModelName": "m"}), FOUND[0]],
        [_endpoint({"ModelName": "m"}), _record("Model", "model/m", {}), FOUND[1]],
        [_record("Endpoint", "endpoint/e", {}), _component({}), *FOUND],
    ],
)
def test_no_other_model_is_chosen(found: list[Resource]) -> None:
    """Neither one that does not run, nor one whose package this account does not list."""
    assert packaged_models(found, NOTHING) == frozenset()
