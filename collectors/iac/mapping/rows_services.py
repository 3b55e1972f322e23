"""Rows of what stands around generative AI: APIs, alarms, workflows, scaling, clusters, records."""

from __future__ import annotations

from collectors.iac.mapping.rows import ACCOUNT, AFTERWARDS, ARN, Row, dropped
from collectors.iac.values import Unknown

_NOT_READ = Unknown("it is not read from code")
_ALARM = "arn:{partition}:cloudwatch:{region}:{account}:alarm:{AlarmName}"
_STATE = {"StateValue": AFTERWARDS, "ActionsEnabled": True}

ROWS = (
    Row(
        "AWS::CloudWatch::Alarm",
        ("aws_cloudwatch_metric_alarm",),
        arn=_ALARM,
        made="AlarmName",
        gives={"id": "AlarmName", "ref": "AlarmName"},
        rename={
            "metric_query": "",
            "evaluate_low_sample_count_percentiles": "EvaluateLowSampleCountPercentile",
        },
        default={**_STATE, "TreatMissingData": "missing", "ListSubscriptionsByTopic": _NOT_READ},
    ),
    Row(
        "AWS::CloudWatch::CompositeAlarm",
        ("aws_cloudwatch_composite_alarm",),
        arn=_ALARM,
        made="AlarmName",
        gives={"id": "AlarmName", "ref": ARN},
        default={**_STATE, "ListSubscriptionsByTopic": _NOT_READ},
    ),
    Row(
        "AWS::StepFunctions::StateMachine",
        ("aws_sfn_state_machine", "AWS::Serverless::StateMachine"),
        arn="arn:{partition}:states:{region}:{account}:stateMachine:{name}",
        made="name",
        gives={"id": ARN, "ref": ARN, "state_machine_arn": ARN, "name": "name"},
        rename={
            "state_machine_name": "name",
            "state_machine_type": "type",
            "definition_string": "definition",
            "role": "roleArn",
            **dropped("definition_s3_location", "definition_substitutions", "definition_uri", "name_prefix"),
        },
        default={"type": "STANDARD"},
        fixed={"status": "ACTIVE"},
    ),
    Row(
        "AWS::ApiGateway::RestApi",
        ("aws_api_gateway_rest_api",),
        made="id",
        gives={"id": "id", "ref": "id", "rest_api_id": "id"},
        rename={
            "api_key_source_type": "apiKeySource",
            **dropped("body", "body_s3_location", "clone_from", "fail_on_warnings", "mode", "parameters"),
            **dropped("put_rest_api_mode"),
        },
        default={"disableExecuteApiEndpoint": False},
    ),
    Row(
        "AWS::ApiGateway::Stage",
        ("aws_api_gateway_stage",),
        made="stageName",
        gives={"ref": "stageName", "stage_name": "stageName"},
        rename={"xray_tracing_enabled": "tracingEnabled", **dropped("rest_api_id", "method_settings")},
        default={"tracingEnabled": False, "methodSettings": _NOT_READ},
    ),
    Row(
        "AWS::ApiGatewayV2::Api",
        ("aws_apigatewayv2_api",),
        made="ApiId",
        gives={"id": "ApiId", "ref": "ApiId"},
        rename=dropped("base_path", "body", "body_s3_location", "credentials_arn", "fail_on_warnings")
        | dropped("route_key", "target"),
        default={"DisableExecuteApiEndpoint": False},
    ),
    Row(
        "AWS::ApiGatewayV2::Stage",
        ("aws_apigatewayv2_stage",),
        made="StageName",
        gives={"id": "StageName", "ref": "StageName"},
        rename=dropped("api_id"),
        default={"AutoDeploy": False},
    ),
    Row(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        ("aws_appautoscaling_target",),
        made="ResourceId",
        gives={"id": "ResourceId", "ref": "ResourceId"},
        rename=dropped("scheduled_actions"),
    ),
    Row(
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        ("aws_appautoscaling_policy",),
        arn="arn:{partition}:autoscaling:{region}:{account}:scalingPolicy:{PolicyName}",
        made="PolicyName",
        gives={"ref": ARN, "name": "PolicyName"},
        rename={"name": "PolicyName", "scaling_target_id": "ResourceId"},
    ),
    Row(
        "AWS::Config::ConfigurationRecorder",
        ("aws_config_configuration_recorder",),
        made="name",
        gives={"id": "name", "ref": "name"},
        rename=dropped("started_on_create"),
        default={"recording": AFTERWARDS},
    ),
    Row(
        "AWS::XRay::TransactionSearchConfig",
        rename=dropped("indexing_percentage"),
        fixed={"Destination": "CloudWatchLogs", "Status": "ACTIVE"},
    ),
    Row(
        "AWS::EC2::CapacityReservation",
        ("aws_ec2_capacity_reservation",),
        made="CapacityReservationId",
        gives={"id": "CapacityReservationId", "ref": "CapacityReservationId"},
        rename={"instance_count": "TotalInstanceCount", "tag_specifications": ""},
        default={"AvailableInstanceCount": AFTERWARDS},
        fixed={"State": "active", "OwnerId": ACCOUNT},
    ),
    Row(
        "AWS::EMRServerless::Application",
        ("aws_emrserverless_application",),
        arn="arn:{partition}:emr-serverless:{region}:{account}:/applications/{id}",
        made="id",
        gives={"id": "id", "ref": "id", "application_id": "id"},
        rename=dropped("monitoring_configuration.cloud_watch_logging_configuration.log_type_map"),
    ),
    Row(
        "AWS::Batch::ComputeEnvironment",
        ("aws_batch_compute_environment",),
        arn="arn:{partition}:batch:{region}:{account}:compute-environment/{computeEnvironmentName}",
        made="computeEnvironmentName",
        gives={"ref": ARN, "compute_environment_arn": ARN},
        rename={"name": "computeEnvironmentName", "replace_compute_environment": ""},
        default={"state": "ENABLED"},
    ),
)
