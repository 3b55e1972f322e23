"""Rows of AWS Lambda and of what calls or watches functions."""

from __future__ import annotations

from collectors.iac.mapping.rows import ARN, Row, dropped

ROWS = (
    Row(
        "AWS::Lambda::Function",
        ("aws_lambda_function", "AWS::Serverless::Function"),
        arn="arn:{partition}:lambda:{region}:{account}:function:{FunctionName}",
        made="FunctionName",
        gives={
            "id": "FunctionName",
            "ref": "FunctionName",
            "function_name": "FunctionName",
            "qualified_arn": ARN,
        },
        rename={
            "dead_letter_queue": "DeadLetterConfig",
            "tracing": "TracingConfig.Mode",
            **dropped("code", "code_signing_config_arn", "code_uri", "inline_code", "image_uri", "filename"),
            **dropped(
                "s3_bucket", "s3_key", "s3_object_version", "source_code_hash", "publish", "skip_destroy"
            ),
            **dropped("publish_to", "reserved_concurrent_executions", "source_kms_key_arn", "image_config"),
            **dropped("function_scaling_config", "publish_to_latest_published", "recursive_loop"),
            **dropped("runtime_management_config", "policies", "events", "auto_publish_alias", "layers"),
            "environment": "Environment",
        },
        default={"Timeout": 3, "MemorySize": 128},
        cloudformation={},
        fixed={"Version": "$LATEST", "State": "Active", "GetPolicy": {"absent": "ResourceNotFoundException"}},
    ),
    Row(
        "AWS::Lambda::EventInvokeConfig",
        ("aws_lambda_function_event_invoke_config",),
        arn="arn:{partition}:lambda:{region}:{account}:function:{FunctionArn}",
        rename={"function_name": "", "qualifier": ""},
    ),
    Row(
        "AWS::Lambda::Url",
        ("aws_lambda_function_url",),
        arn="arn:{partition}:lambda:{region}:{account}:function:{FunctionArn}/url",
        rename={
            "function_name": "",
            "target_function_arn": "",
            "qualifier": "",
            "authorization_type": "AuthType",
        },
    ),
)
