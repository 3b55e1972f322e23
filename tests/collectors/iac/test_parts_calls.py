"""Settings of functions, alarms, workflows and web ACLs."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.iac.values import Unknown, reference
from tests.collectors.iac.stacks import ACCOUNT, PLACE, declared, gaps_of, only, thing

WHY = Unknown("var.x has no value")
ALARM, MACHINE, STAGE = "AWS::CloudWatch::Alarm", "AWS::StepFunctions::StateMachine", "AWS::ApiGateway::Stage"
FUNCTION = f"arn:aws:lambda:{PLACE}:{ACCOUNT}:function:f"


def test_the_settings_of_a_function() -> None:
    found = declared(
        thing("aws_lambda_function", "f", function_name="f", role="r"),
        thing("aws_lambda_function_event_invoke_config", "i", function_name=reference("f", "function_name"),
              maximum_retry_attempts=0),
        thing("AWS::Lambda::Url", "U", TargetFunctionArn=reference("f", "arn"), AuthType="NONE"),
        thing("AWS::Lambda::Url", "Other", TargetFunctionArn="elsewhere", AuthType="NONE"),
    )  # fmt: skip

    assert only(found, "AWS::Lambda::EventInvokeConfig").id == f"{FUNCTION}:$LATEST"
    url = only(found, "AWS::Lambda::Url")
    assert (url.id, url.properties) == (f"{FUNCTION}/url", {"AuthType": "NONE", "FunctionArn": FUNCTION})


def test_an_alarm_of_one_metric() -> None:
    found = declared(
        thing(
            "aws_cloudwatch_metric_alarm",
            "a",
            alarm_name="a",
            namespace="AWS/Bedrock",
            metric_name="InvocationThrottles",
            dimensions={"ModelId": "m"},
            threshold="1",
            evaluation_periods=2,
        )
    )
    alarm = only(found, ALARM)

    assert alarm.id == f"arn:aws:cloudwatch:{PLACE}:{ACCOUNT}:alarm:a"
    assert alarm.properties["Dimensions"][0]["Name"] == "ModelId"
    assert alarm.properties["Threshold"] == 1.0
    assert "/properties/StateValue" in [pointer for pointer, _ in gaps_of(found, alarm)]


def test_an_alarm_of_several_metrics() -> None:
    queries = [
        {"id": "e", "expression": "a / b", "return_data": True},
        {
            "id": "a",
            "metric": [
                {"metric_name": "Invocations", "namespace": "AWS/Bedrock", "period": 60, "stat": "Sum"}
            ],
        },
        {"id": "b", "metric": WHY},
    ]
    found = declared(thing("aws_cloudwatch_metric_alarm", "a", alarm_name="a", metric_query=queries))
    alarm = only(found, ALARM)

    assert alarm.properties["Metrics"][1]["MetricStat"]["Metric"]["MetricName"] == "Invocations"
    assert alarm.properties["Metrics"][1]["MetricStat"]["Period"] == 60
    assert "/properties/Metrics/2/MetricStat" in [pointer for pointer, _ in gaps_of(found, alarm)]


@pytest.mark.parametrize(
    "arguments",
    [
        {"DefinitionS3Location": {"Bucket": "b", "Key": "k"}},
        {"DefinitionString": "{}", "DefinitionSubstitutions": {"a": "b"}},
        {"DefinitionString": WHY},
    ],
)
def test_a_workflow_that_is_elsewhere_is_not_known(arguments: dict[str, Any]) -> None:
    found = declared(thing("AWS::StepFunctions::StateMachine", "M", StateMachineName="m", **arguments))

    assert "/properties/definition" in [pointer for pointer, _ in gaps_of(found, only(found, MACHINE))]


@pytest.mark.parametrize(
    "given",
    [
        thing("aws_sfn_state_machine", "m", name="m", definition='{"StartAt": "A", "States": {}}'),
        thing("AWS::StepFunctions::StateMachine", "M", DefinitionString='{"StartAt": "A", "States": {}}'),
        thing("AWS::StepFunctions::StateMachine", "M", Definition={"StartAt": "A", "States": {}}),
    ],
)
def test_a_workflow_is_stored_as_in_an_account(given: Any) -> None:
    machine = only(declared(given), MACHINE)

    assert "definition" in machine.properties
    assert machine.properties["type"] == "STANDARD"


def test_a_stage_has_its_web_acl() -> None:
    found = declared(
        thing("aws_api_gateway_rest_api", "api", name="api"),
        thing("aws_api_gateway_stage", "s", rest_api_id=reference("api", "id"), stage_name="live"),
        thing("aws_wafv2_web_acl", "w", name="w"),
        thing(
            "aws_wafv2_web_acl_association",
            "a",
            resource_arn=reference("s", "arn"),
            web_acl_arn=reference("w", "arn"),
        ),
    )

    assert only(found, STAGE).id == f"arn:aws:apigateway:{PLACE}::/restapis/api/stages/live"
    assert only(found, STAGE).properties["webAclArn"].startswith("arn:aws:wafv2:")
