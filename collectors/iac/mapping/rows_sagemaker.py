"""Rows of Amazon SageMaker AI."""

from __future__ import annotations

from collectors.iac.mapping.rows import AFTERWARDS, ARN, Row, dropped

_SAGEMAKER = "arn:{partition}:sagemaker:{region}:{account}:"

ROWS = (
    Row(
        "AWS::SageMaker::NotebookInstance",
        ("aws_sagemaker_notebook_instance",),
        arn=f"{_SAGEMAKER}notebook-instance/{{NotebookInstanceName}}",
        made="NotebookInstanceName",
        gives={"id": "NotebookInstanceName", "name": "NotebookInstanceName", "ref": ARN},
        rename={
            "name": "NotebookInstanceName",
            "security_group_ids": "SecurityGroups",
            "lifecycle_config_name": "NotebookInstanceLifecycleConfigName",
            "volume_size": "VolumeSizeInGB",
        },
        default={"DirectInternetAccess": "Enabled", "RootAccess": "Enabled"},
        fixed={"NotebookInstanceStatus": "InService"},
    ),
    Row(
        "AWS::SageMaker::Model",
        ("aws_sagemaker_model",),
        arn=f"{_SAGEMAKER}model/{{ModelName}}",
        made="ModelName",
        gives={"id": "ModelName", "name": "ModelName", "ref": ARN},
        rename={"name": "ModelName", "container": "Containers"},
        default={"EnableNetworkIsolation": False},
    ),
    Row(
        "AWS::SageMaker::Domain",
        ("aws_sagemaker_domain",),
        arn=f"{_SAGEMAKER}domain/{{DomainId}}",
        made="DomainId",
        gives={"id": "DomainId", "ref": "DomainId"},
        rename=dropped("retention_policy"),
        default={"AppNetworkAccessType": "PublicInternetOnly"},
        fixed={"Status": "InService"},
    ),
    Row(
        "AWS::SageMaker::UserProfile",
        ("aws_sagemaker_user_profile",),
        made="UserProfileName",
        gives={"id": ARN, "ref": "UserProfileName"},
        fixed={"Status": "InService"},
    ),
    Row(
        "AWS::SageMaker::Endpoint",
        ("aws_sagemaker_endpoint",),
        arn=f"{_SAGEMAKER}endpoint/{{EndpointName}}",
        made="EndpointName",
        gives={"id": "EndpointName", "name": "EndpointName", "ref": ARN},
        rename={
            "name": "EndpointName",
            **dropped("deployment_config", "exclude_retained_variant_properties"),
            **dropped("retain_all_variant_properties", "retain_deployment_config"),
        },
        default={"CreationTime": AFTERWARDS},
        fixed={"EndpointStatus": "InService"},
    ),
    Row(
        "AWS::SageMaker::InferenceComponent",
        arn=f"{_SAGEMAKER}inference-component/{{InferenceComponentName}}",
        made="InferenceComponentName",
        gives={"ref": ARN, "inference_component_arn": ARN},
        rename=dropped("deployment_config"),
        fixed={"InferenceComponentStatus": "InService"},
    ),
    Row(
        "AWS::SageMaker::Cluster",
        ("aws_sagemaker_cluster",),
        arn=f"{_SAGEMAKER}cluster/{{ClusterName}}",
        made="ClusterName",
        gives={"ref": ARN, "cluster_arn": ARN},
        rename=dropped(
            "restricted_instance_groups_config.shared_environment_config.f_sx_lustre_config",
            "restricted_instance_groups_config.shared_environment_config.f_sx_lustre_deletion_policy",
        ),
        fixed={"ClusterStatus": "InService"},
    ),
    Row(
        "AWS::SageMaker::ModelPackageGroup",
        ("aws_sagemaker_model_package_group",),
        arn=f"{_SAGEMAKER}model-package-group/{{ModelPackageGroupName}}",
        made="ModelPackageGroupName",
        gives={"id": "ModelPackageGroupName", "ref": ARN, "model_package_group_arn": ARN},
        rename=dropped("model_package_group_policy"),
        fixed={"ModelPackageGroupStatus": "Completed"},
    ),
    Row(
        "AWS::SageMaker::MonitoringSchedule",
        ("aws_sagemaker_monitoring_schedule",),
        arn=f"{_SAGEMAKER}monitoring-schedule/{{MonitoringScheduleName}}",
        made="MonitoringScheduleName",
        gives={"id": "MonitoringScheduleName", "ref": ARN, "name": "MonitoringScheduleName"},
        rename={"name": "MonitoringScheduleName"},
        fixed={"MonitoringScheduleStatus": "Scheduled"},
    ),
    *(
        Row(
            f"AWS::SageMaker::{kind}JobDefinition",
            names,
            arn=f"{_SAGEMAKER}{part}-job-definition/{{JobDefinitionName}}",
            made="JobDefinitionName",
            gives={"id": "JobDefinitionName", "ref": ARN, "name": "JobDefinitionName"},
            rename={"name": "JobDefinitionName", "endpoint_name": ""},
        )
        for kind, part, names in (
            ("DataQuality", "data-quality", ("aws_sagemaker_data_quality_job_definition",)),
            ("ModelQuality", "model-quality", ()),
            ("ModelBias", "model-bias", ()),
            ("ModelExplainability", "model-explainability", ()),
        )
    ),
    Row(
        "AWS::SageMaker::Pipeline",
        ("aws_sagemaker_pipeline",),
        arn=f"{_SAGEMAKER}pipeline/{{PipelineName}}",
        made="PipelineName",
        gives={"id": "PipelineName", "ref": "PipelineName"},
        rename=dropped("pipeline_definition_s3_location"),
        fixed={"PipelineStatus": "Active"},
    ),
)
