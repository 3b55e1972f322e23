"""Rows of CloudTrail and CloudWatch Logs."""

from __future__ import annotations

from collectors.iac.mapping.rows import ARN, REGION, Row, dropped

_SELECTORS = "GetEventSelectors"
_EVERY_MANAGEMENT_EVENT = {"ReadWriteType": "All", "IncludeManagementEvents": True}

ROWS = (
    Row(
        "AWS::CloudTrail::Trail",
        ("aws_cloudtrail",),
        arn="arn:{partition}:cloudtrail:{region}:{account}:trail/{Name}",
        made="Name",
        gives={"id": ARN, "ref": "Name", "name": "Name"},
        rename={
            "trail_name": "Name",
            "enable_logging": "GetTrailStatus.IsLogging",
            "is_logging": "GetTrailStatus.IsLogging",
            "enable_log_file_validation": "LogFileValidationEnabled",
            "cloud_watch_logs_group_arn": "CloudWatchLogsLogGroupArn",
            **dropped("insight_selector", "insight_selectors", "aggregation_configurations"),
            **dict.fromkeys(("event_selector", "event_selectors"), f"{_SELECTORS}.EventSelectors"),
            **dict.fromkeys(
                ("advanced_event_selector", "advanced_event_selectors"),
                f"{_SELECTORS}.AdvancedEventSelectors",
            ),
        },
        default={
            "IsMultiRegionTrail": False,
            "IsOrganizationTrail": False,
            "LogFileValidationEnabled": False,
            "GetTrailStatus.IsLogging": True,
            "IncludeGlobalServiceEvents": True,
            # CloudTrail User Guide, "Logging management events": without selectors.
            _SELECTORS: {"EventSelectors": [_EVERY_MANAGEMENT_EVENT]},
            f"{_SELECTORS}.EventSelectors[].ReadWriteType": "All",
            f"{_SELECTORS}.EventSelectors[].IncludeManagementEvents": True,
        },
        fixed={"HomeRegion": REGION},
    ),
    Row(
        "AWS::CloudTrail::EventDataStore",
        ("aws_cloudtrail_event_data_store",),
        arn="arn:{partition}:cloudtrail:{region}:{account}:eventdatastore/{Name}",
        made="Name",
        gives={"id": ARN, "ref": ARN},
        rename={
            **dropped("suspend", "ingestion_enabled", "context_key_selectors", "federation_enabled"),
            **dropped("federation_role_arn", "insight_selectors", "insights_destination", "max_event_size"),
        },
        default={
            "MultiRegionEnabled": True,
            "OrganizationEnabled": False,
            "AdvancedEventSelectors": [
                {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
            ],
        },
        fixed={"Status": "ENABLED"},
    ),
    Row(
        "AWS::Logs::LogGroup",
        ("aws_cloudwatch_log_group",),
        made="logGroupName",
        gives={"id": "logGroupName", "name": "logGroupName", "ref": "logGroupName"},
        rename={
            "name": "logGroupName",
            **dropped("name_prefix", "skip_destroy", "data_protection_policy", "field_index_policies"),
            **dropped("resource_policy_document"),
        },
    ),
    Row(
        "AWS::Logs::DeliverySource",
        ("aws_cloudwatch_log_delivery_source",),
        made="name",
        gives={"id": "name", "name": "name", "ref": "name"},
        rename={"resource_arn": "resourceArns"},
    ),
    Row(
        "AWS::Logs::DeliveryDestination",
        ("aws_cloudwatch_log_delivery_destination",),
        arn="arn:{partition}:logs:{region}:{account}:delivery-destination:{name}",
        made="name",
        gives={"id": "name", "name": "name", "ref": "name"},
        rename={"destination_resource_arn": "deliveryDestinationConfiguration.destinationResourceArn"}
        | dropped("destination_policy", "delivery_destination_policy"),
    ),
    Row(
        "AWS::Logs::Delivery",
        ("aws_cloudwatch_log_delivery",),
        made="id",
        gives={"id": "id", "ref": "id", "delivery_id": "id"},
        rename={
            "s3_enable_hive_compatible_path": "s3DeliveryConfiguration.enableHiveCompatiblePath",
            "s3_suffix_path": "s3DeliveryConfiguration.suffixPath",
        },
    ),
)
