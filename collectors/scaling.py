"""Application Auto Scaling: what scales the endpoints of Amazon SageMaker AI."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

_ENDPOINTS = ("sagemaker:ListEndpoints",)
_SAGEMAKER = {"ServiceNamespace": "sagemaker"}
_SCALED = ("ResourceId", "ScalableDimension")

SCALING = Collector(
    service="application-autoscaling",
    prefix="application-autoscaling",
    rows=(
        # AWS gave targets an ARN later, and one resource may have a target for each dimension.
        Row(
            "DescribeScalableTargets",
            parents=_ENDPOINTS,
            constants=_SAGEMAKER,
            finds=(
                Found(
                    "AWS::ApplicationAutoScaling::ScalableTarget",
                    "arn:{partition}:application-autoscaling:{region}:{account}:"
                    "scalable-target/{ScalableDimension}/{ResourceId}",
                    items="ScalableTargets",
                    name="ResourceId",
                    always=(*_SCALED, "MinCapacity", "MaxCapacity"),
                ),
            ),
        ),
        Row(
            "DescribeScalingPolicies",
            parents=_ENDPOINTS,
            constants=_SAGEMAKER,
            finds=(
                Found(
                    "AWS::ApplicationAutoScaling::ScalingPolicy",
                    "{PolicyARN}",
                    items="ScalingPolicies",
                    name="PolicyName",
                    always=(*_SCALED, "PolicyType"),
                ),
            ),
        ),
        Row(
            "DescribeScheduledActions",
            parents=_ENDPOINTS,
            constants=_SAGEMAKER,
            finds=(
                Found(
                    "AWS::ApplicationAutoScaling::ScheduledAction",
                    "{ScheduledActionARN}",
                    items="ScheduledActions",
                    name="ScheduledActionName",
                    always=(*_SCALED, "Schedule"),
                ),
            ),
            keep={"ScheduledActions[].Schedule": "when the action runs: once, or again and again"},
        ),
    ),
)
