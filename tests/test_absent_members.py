"""What AWS may leave out of an answer costs no page, and changes a verdict only as said here.

Each test takes the answers of one service in both sample accounts, and leaves out every member that
no table names as always there, together with others. With GENAI_LENS_WHOLE_LOSSES=1 it also leaves
out each member whose absence has a meaning, alone, to show that it still has one:

    GENAI_LENS_WHOLE_LOSSES=1 pytest tests/test_absent_members.py
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.model import Shape

from collectors import COLLECTORS
from collectors.models import operation_model
from scanner.demo.pages import token_names
from scanner.demo.wire import paginator
from tests import lab
from tests.collectors import members

SAMPLES = ("good", "bad")
WHOLE = os.environ.get("GENAI_LENS_WHOLE_LOSSES") == "1"
OPERATIONS = sorted(lab.everything().operations)
SERVICES = sorted({operation.partition(":")[0] for operation in OPERATIONS})

_NOTHING_SET = "nothing of the kind is set"
_NOT_SHOWN = "the policy says that no call shows it: unknown"
_NO_KEY = "a key that AWS owns"
_INLINE = "definition.nodes[].configuration.prompt.sourceConfiguration.inline"
_LOOP = "definition.nodes[].configuration.loop.definition"
_LOGGING = "bedrock:GetModelInvocationLoggingConfiguration"
MEANINGS = {
    **{
        (_LOGGING, f"loggingConfig.{kind}DataDeliveryEnabled"): "not delivered, and for text alone: review"
        for kind in ("text", "image", "embedding", "video", "audio")
    },
    ("apigateway:GetResources", "items[].resourceMethods"): "it has no method",
    (
        "budgets:DescribeBudgetNotificationsForAccount",
        "BudgetNotificationsForAccount[].Notifications",
    ): "the budget tells nobody",
    ("budgets:DescribeBudgets", "Budgets[].CostFilters"): "the budget is about all costs",
    (
        "organizations:DescribeOrganization",
        "Organization.MasterAccountId",
    ): "whether this account manages the organization is not known: review",
    ("qbusiness:GetApplication", "identityType"): "users do not sign in, if no identity provider is named",
    ("rds:DescribeDBClusters", "DBClusters[].KmsKeyId"): "no key encrypts it",
    ("sagemaker:DescribeDomain", "AuthMode"): _NOT_SHOWN,
    ("resourcegroupstaggingapi:GetResources", "ResourceTagMappingList[].Tags"): "it has no tag",
    ("bedrock-agentcore-control:GetAgentRuntime", "environmentVariables"): "it has no variables",
    ("bedrock-agentcore-control:GetAgentRuntime", "authorizerConfiguration"): "IAM decides who may call it",
    (
        "bedrock-agentcore-control:GetAgentRuntime",
        "authorizerConfiguration.customJWTAuthorizer.allowedAudience",
    ): "a token for any audience is accepted",
    ("bedrock-agent:GetKnowledgeBase", "knowledgeBase.knowledgeBaseConfiguration.type"): _NOT_SHOWN,
    (
        "macie2:DescribeBuckets",
        "buckets[].automatedDiscoveryMonitoringStatus",
    ): "Macie does not show whether it looks into the bucket: unknown",
    **{
        ("budgets:DescribeBudgets", f"Budgets[].FilterExpression{part}"): "the filter does not say it"
        for part in (
            "",
            ".And",
            ".And[].Dimensions",
            ".And[].Dimensions.Key",
            ".And[].Dimensions.Values",
            ".And[].Not.Dimensions",
            ".And[].Not.Dimensions.Key",
        )
    },
    **{
        (
            "budgets:DescribeBudgetActionsForAccount",
            f"Actions[].Definition.IamActionDefinition{part}",
        ): "it attaches no policy to anybody"
        for part in ("", ".PolicyArn", ".Roles")
    },
    ("ce:GetCostAndUsage", "ResultsByTime[].Groups"): "no service cost anything",
    **{
        (
            "application-autoscaling:DescribeScalingPolicies",
            f"ScalingPolicies[].StepScalingPolicyConfiguration{part}",
        ): "it adds nothing"
        for part in ("", ".StepAdjustments", ".StepAdjustments[].ScalingAdjustment")
    },
    ("apigateway:GetRestApis", "items[].endpointConfiguration"): "public, which is AWS's default",
    ("apigateway:GetRestApis", "items[].endpointConfiguration.types"): "public, which is AWS's default",
    ("apigateway:GetStages", "item[].methodSettings"): _NOTHING_SET,
    ("apigateway:GetStages", "item[].webAclArn"): "no web ACL",
    ("apigateway:GetUsagePlans", "items[].apiStages"): "a plan for no stage",
    ("apigateway:GetUsagePlans", "items[].throttle"): _NOTHING_SET,
    ("apigateway:GetUsagePlans", "items[].throttle.rateLimit"): _NOTHING_SET,
    ("apigatewayv2:GetIntegrations", "Items[].IntegrationUri"): "it calls nothing by a URI",
    ("apigatewayv2:GetRoutes", "Items[].Target"): "it leads to no integration",
    ("apigatewayv2:GetStages", "Items[].RouteSettings"): _NOTHING_SET,
    (
        "codepipeline:GetPipeline",
        "pipeline.stages[].actions[].configuration",
    ): "it deploys no stack that it names",
    (
        "dynamodb:DescribeContinuousBackups",
        "ContinuousBackupsDescription.PointInTimeRecoveryDescription",
    ): _NOT_SHOWN,
    ("wafv2:GetRuleGroup", "RuleGroup.Rules[].Statement.RateBasedStatement"): "a statement of another kind",
    ("wafv2:GetRuleGroup", "RuleGroup.Rules[].Action"): "it blocks nothing",
    ("wafv2:GetRuleGroup", "RuleGroup.Rules[].Action.Block"): "it blocks nothing",
    ("wafv2:GetWebACL", "WebACL.Rules"): "no rule",
    ("wafv2:GetWebACL", "WebACL.Rules[].Action"): "it blocks nothing",
    ("wafv2:GetWebACL", "WebACL.Rules[].Action.Block"): "it blocks nothing",
    ("wafv2:GetWebACL", "WebACL.Rules[].Statement.SizeConstraintStatement"): "a statement of another kind",
    (
        "wafv2:GetWebACL",
        "WebACL.Rules[].Statement.SizeConstraintStatement.FieldToMatch.Body",
    ): "about another part of a request",
    (
        "wafv2:GetWebACL",
        "WebACL.Rules[].Statement.RuleGroupReferenceStatement",
    ): "a statement of another kind",
    ("bedrock:ListFoundationModels", "modelSummaries[].inferenceTypesSupported"): "not called on demand",
    ("opensearchserverless:BatchGetCollection", "collectionDetails[].createdDate"): _NOT_SHOWN,
    ("cloudwatch:ListMetrics", "Metrics[].Dimensions"): "it is of no single model",
    ("cloudwatch:DescribeAlarms", "MetricAlarms[].AlarmActions"): "it tells nobody",
    ("cloudwatch:DescribeAlarms", "MetricAlarms[].StateValue"): _NOT_SHOWN,
    **{
        ("bedrock:ListModelInvocationJobs", f"invocationJobSummaries[].{kind}RecordCount"): _NOT_SHOWN
        for kind in ("total", "error")
    },
    ("cloudwatch:DescribeAlarms", "MetricAlarms[].Dimensions"): "it is about no single resource",
    ("cloudwatch:DescribeAlarms", "MetricAlarms[].Namespace"): "it watches no single metric",
    ("cloudwatch:DescribeAlarms", "MetricAlarms[].MetricName"): "it watches no single metric",
    (
        "application-signals:BatchGetServiceLevelObjectiveBudgetReport",
        "Reports[].Attainment",
    ): _NOT_SHOWN,
    **{
        (
            "application-signals:GetServiceLevelObjective",
            f"Slo.Sli.SliMetric.MetricDataQueries[].MetricStat{member}",
        ): "it is about no single metric of a model"
        for member in ("", ".Metric.Namespace", ".Metric.MetricName", ".Metric.Dimensions")
    },
    **{
        ("cloudwatch:DescribeAlarms", f"MetricAlarms[].{member}"): "it has no fixed limit for a percentile"
        for member in ("ExtendedStatistic", "Threshold", "ComparisonOperator")
    },
    ("ec2:DescribeSubnets", "Subnets[].AvailabilityZoneId"): _NOT_SHOWN,
    ("ec2:DescribeSubnets", "Subnets[].AvailableIpAddressCount"): _NOT_SHOWN,
    ("ec2:DescribeVpcEndpoints", "VpcEndpoints[].SubnetIds"): _NOT_SHOWN,
    ("neptune-graph:GetGraph", "replicaCount"): _NOT_SHOWN,
    ("emr:GetManagedScalingPolicy", "ManagedScalingPolicy"): "no such policy",
    ("emr:GetAutoTerminationPolicy", "AutoTerminationPolicy"): "no such policy",
    **{
        ("emr-serverless:GetApplication", f"application.autoStopConfiguration{member}"): (
            "AWS's default: it stops after 15 minutes"
        )
        for member in ("", ".enabled")
    },
    **{
        ("bedrock-agent:GetDataSource", f"dataSource.vectorIngestionConfiguration{member}"): (
            "AWS divides documents by its default: review"
        )
        for member in ("", ".chunkingConfiguration", ".chunkingConfiguration.chunkingStrategy")
    },
    **{
        (
            "bedrock-agent:GetDataSource",
            "dataSource.vectorIngestionConfiguration.chunkingConfiguration"
            f".fixedSizeChunkingConfiguration{member}",
        ): _NOT_SHOWN
        for member in ("", ".maxTokens", ".overlapPercentage")
    },
    **{
        (
            "bedrock-agent:GetKnowledgeBase",
            "knowledgeBase.knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration"
            f".embeddingModelConfiguration{member}",
        ): "the default of the model"
        for member in (
            "",
            ".bedrockEmbeddingModelConfiguration",
            ".bedrockEmbeddingModelConfiguration.dimensions",
        )
    },
    **{
        (
            "bedrock-agent:GetKnowledgeBase",
            f"knowledgeBase.storageConfiguration.opensearch{kind}Configuration.{member}",
        ): _NOT_SHOWN
        for kind in ("Serverless", "ManagedCluster")
        for member in ("vectorIndexName", "fieldMapping", "fieldMapping.vectorField")
    },
    ("neptune-graph:GetGraph", "vectorSearchConfiguration"): _NOT_SHOWN,
    ("neptune-graph:GetGraph", "vectorSearchConfiguration.dimension"): _NOT_SHOWN,
    ("rds:DescribeDBClusters", "DBClusters[].ServerlessV2ScalingConfiguration"): "it is not serverless",
    ("rds:DescribeDBClusters", "DBClusters[].ServerlessV2ScalingConfiguration.MinCapacity"): _NOT_SHOWN,
    ("rds:DescribeDBClusters", "DBClusters[].TagList"): "no tags",
    **{
        ("rds:DescribeDBClusters", f"DBClusters[].{member}"): _NOT_SHOWN
        for member in (
            "DBClusterIdentifier",
            "MultiAZ",
            "StorageEncrypted",
            "DBClusterMembers",
            "DBClusterMembers[].IsClusterWriter",
        )
    },
    **{
        ("rds:DescribeDBInstances", f"DBInstances[].{member}"): _NOT_SHOWN
        for member in ("DBClusterIdentifier", "PubliclyAccessible", "AutoMinorVersionUpgrade")
    },
    ("opensearchserverless:BatchGetCollection", "collectionDetails[].type"): _NOT_SHOWN,
    ("opensearch:DescribeDomains", "DomainStatusList[].LogPublishingOptions"): "no logs are published",
    **{
        ("opensearch:DescribeDomains", f"DomainStatusList[].{member}"): _NOT_SHOWN
        for member in (
            "AdvancedSecurityOptions",
            "AdvancedSecurityOptions.Enabled",
            "DomainEndpointOptions",
            "DomainEndpointOptions.EnforceHTTPS",
            "DomainEndpointOptions.TLSSecurityPolicy",
            "EncryptionAtRestOptions",
            "EncryptionAtRestOptions.Enabled",
            "NodeToNodeEncryptionOptions",
            "NodeToNodeEncryptionOptions.Enabled",
            "ServiceSoftwareOptions",
            "ServiceSoftwareOptions.UpdateAvailable",
        )
    },
    **{
        (
            "qbusiness:GetDataAccessor",
            f"actionConfigurations[].filterConfiguration{member}",
        ): "no filter"
        for member in ("", ".documentAttributeFilter", ".documentAttributeFilter.equalsTo")
    },
    **{
        (
            "opensearchserverless:GetAccountSettings",
            f"accountSettingsDetail.capacityLimits{member}",
        ): _NOT_SHOWN
        for member in ("", ".maxIndexingCapacityInOCU", ".maxSearchCapacityInOCU")
    },
    **{
        ("opensearch:DescribeDomains", f"DomainStatusList[].ClusterConfig{member}"): _NOT_SHOWN
        for member in ("", ".ZoneAwarenessEnabled", ".InstanceCount")
    },
    **{
        ("bedrock-agent:GetKnowledgeBase", f"knowledgeBase.{member}"): _NOT_SHOWN
        for member in (
            "knowledgeBaseConfiguration",
            "knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration",
            "storageConfiguration",
            "storageConfiguration.type",
            "storageConfiguration.opensearchManagedClusterConfiguration",
            "storageConfiguration.opensearchManagedClusterConfiguration.domainArn",
            "storageConfiguration.opensearchServerlessConfiguration",
            "storageConfiguration.opensearchServerlessConfiguration.collectionArn",
            "storageConfiguration.s3VectorsConfiguration",
            "storageConfiguration.s3VectorsConfiguration.indexArn",
            "storageConfiguration.rdsConfiguration",
            "storageConfiguration.rdsConfiguration.resourceArn",
            "storageConfiguration.neptuneAnalyticsConfiguration",
            "storageConfiguration.neptuneAnalyticsConfiguration.graphArn",
        )
    },
    ("guardduty:GetDetector", "Features"): "AWS does not list the plans: review",
    ("guardduty:GetDetector", "Features[].Name"): "AWS does not list the plans: review",
    ("guardduty:GetDetector", "Features[].Status"): "AWS does not say whether they are on: review",
    ("bedrock-agent:GetAgentActionGroup", "agentActionGroup.actionGroupExecutor"): "no function",
    ("bedrock-agent:GetAgentActionGroup", "agentActionGroup.functionSchema"): _NOT_SHOWN,
    ("bedrock-agent:GetAgentVersion", "agentVersion.guardrailConfiguration"): "no guardrail",
    ("bedrock-agentcore-control:GetAgentRuntime", "agentRuntimeArtifact"): _NOT_SHOWN,
    ("bedrock-agentcore-control:GetAgentRuntime", "capacityProviderConfiguration"): "no capacity provider",
    (
        "bedrock-agent:GetKnowledgeBase",
        "knowledgeBase.knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration.embeddingModelArn",
    ): _NOT_SHOWN,
    ("lambda:GetFunctionConfiguration", "State"): _NOT_SHOWN,
    ("s3:ListBuckets", "Buckets[].BucketRegion"): _NOT_SHOWN,
    ("s3:GetBucketReplication", "ReplicationConfiguration.Rules[].DeleteMarkerReplication"): (
        "deletions are not copied"
    ),
    (
        "bedrock-agent:GetAgentVersion",
        "agentVersion.guardrailConfiguration.guardrailIdentifier",
    ): "no guardrail",
    ("bedrock-agent:GetAgentVersion", "agentVersion.guardrailConfiguration.guardrailVersion"): "the draft",
    (
        "bedrock-agent:GetAgent",
        "agent.promptOverrideConfiguration.promptConfigurations[].promptType",
    ): "a prompt whose type has no name",
    (
        "bedrock-agent:GetFlow",
        "definition.nodes[].configuration.knowledgeBase.numberOfResults",
    ): "AWS's default of 5",
    ("bedrock-agent:GetFlow", "definition"): "a flow without nodes",
    ("bedrock-agent:GetFlow", "definition.nodes"): "a flow without nodes",
    ("bedrock-agent:GetFlow", "definition.nodes[].configuration"): "nodes that use nothing",
    ("bedrock-agent:GetFlow", "definition.connections"): "nodes that lead nowhere",
    ("bedrock-agent:GetFlow", "validations"): "nothing is wrong",
    ("bedrock-agent:GetFlow", "validations[].type"): _NOT_SHOWN,
    ("bedrock-agent:ListFlowVersions", "flowVersionSummaries[].status"): _NOT_SHOWN,
    **{
        ("bedrock-agent:GetFlow", f"{_LOOP}{part}"): meaning
        for part, meaning in {
            "": "a loop without a controller",
            ".nodes": "a loop without a controller",
            ".nodes[].type": "a loop without a controller",
            ".nodes[].configuration": "a controller without a limit",
            ".nodes[].configuration.loopController.maxIterations": "a controller without a limit",
            ".nodes[].configuration.loopController.continueCondition": "a controller without a condition",
            ".nodes[].configuration.loopController.continueCondition.expression": "a condition without text",
        }.items()
    },
    **{
        ("bedrock-agentcore-control:GetAgentRuntime", f"lifecycleConfiguration{part}"): "AWS's default"
        for part in ("", ".maxLifetime")
    },
    (
        "bedrock-agentcore-control:ListAgentRuntimeEndpoints",
        "runtimeEndpoints[].liveVersion",
    ): _NOT_SHOWN,
    ("bedrock-agentcore-control:GetBrowser", "executionRoleArn"): "no role",
    ("bedrock-agentcore-control:GetCodeInterpreter", "executionRoleArn"): "no role",
    ("bedrock-agentcore-control:GetMemory", "memory.memoryExecutionRoleArn"): "no role",
    ("bedrock-agent:GetPrompt", "variants"): "it names no model",
    ("bedrock-agent:GetPrompt", "variants[].modelId"): "it names no model",
    ("bedrock-agent:GetPrompt", "variants[].name"): "its result has no item",
    **{
        ("bedrock-agent:GetPrompt", f"variants[].{path}"): meaning
        for path, meaning in {
            "templateConfiguration": "it has no text",
            "templateConfiguration.text.text": "it has no text",
            "templateConfiguration.chat.system": "it has no system prompt",
            "inferenceConfiguration": "AWS's defaults: no limit, and no setting of its own",
            "inferenceConfiguration.text.maxTokens": "no limit",
            "inferenceConfiguration.text.temperature": "the model's default",
            "inferenceConfiguration.text.topP": "the model's default",
        }.items()
    },
    **{
        ("bedrock-agent:GetFlow", f"{_INLINE}.templateConfiguration{path}"): "it has no text"
        for path in ("", ".text.text")
    },
    ("bedrock-agentcore-control:GetHarness", "harness.systemPrompt"): "it has no system prompt",
    ("bedrock-agentcore-control:GetHarness", "harness.model"): "it names no model of Bedrock",
    ("bedrock-agentcore-control:GetHarness", "harness.truncation"): "nothing shortens a conversation",
    (
        "bedrock-agentcore-control:GetHarness",
        "harness.truncation.strategy",
    ): "nothing shortens a conversation",
    (
        "bedrock-agentcore-control:GetHarness",
        "harness.model.bedrockModelConfig.temperature",
    ): "the model's own",
    ("bedrock-agent:GetAgent", "agent.promptOverrideConfiguration"): "no prompt is overridden",
    (
        "bedrock-agent:GetAgent",
        "agent.promptOverrideConfiguration.promptConfigurations",
    ): "no prompt is overridden",
    (
        "bedrock-agent:GetAgent",
        "agent.promptOverrideConfiguration.promptConfigurations[].promptCreationMode",
    ): "not overridden, AWS's default",
    (
        "bedrock-agent:GetAgent",
        "agent.promptOverrideConfiguration.promptConfigurations[].inferenceConfiguration",
    ): "no settings",
    (
        "bedrock-agent:GetAgent",
        "agent.promptOverrideConfiguration.promptConfigurations[].inferenceConfiguration.temperature",
    ): "the model's own",
    (
        "bedrock-agent:GetAgent",
        "agent.promptOverrideConfiguration.promptConfigurations[].inferenceConfiguration.maximumLength",
    ): "no limit",
    ("bedrock-agent:GetFlow", "definition.nodes[].configuration.knowledgeBase.modelId"): "no model answers",
    (
        "bedrock-agent:GetFlow",
        "definition.nodes[].configuration.knowledgeBase.inferenceConfiguration",
    ): "no limit",
    (
        "bedrock-agent:GetFlow",
        "definition.nodes[].configuration.knowledgeBase.inferenceConfiguration.text.maxTokens",
    ): "no limit",
    (
        "bedrock-agentcore-control:GetHarness",
        "harness.model.bedrockModelConfig.modelId",
    ): "it names no model of Bedrock",
    **{
        ("bedrock-agentcore-control:GetHarness", f"harness.{name}"): "no limit"
        for name in ("maxIterations", "timeoutSeconds", "maxTokens")
    },
    (
        "bedrock-agentcore-control:ListGatewayRateLimits",
        "rateLimits[].entries[].requests",
    ): "it limits tokens alone",
    ("bedrock-agentcore-control:ListMemories", "memories[].arn"): "its tags cannot be found: unknown",
    ("bedrock-agentcore-control:GetOnlineEvaluationConfig", "evaluators"): "no evaluator",
    ("bedrock:GetCustomModel", "validationDataConfig"): "no validation data",
    ("bedrock:GetCustomModel", "validationDataConfig.validators"): "no validation data",
    ("bedrock:GetCustomModel", "validationMetrics"): "no validation loss",
    ("bedrock:GetCustomModel", "validationMetrics[].validationLoss"): "no validation loss",
    ("bedrock:ListCustomModels", "modelSummaries[].baseModelArn"): _NOT_SHOWN,
    ("bedrock:ListEvaluationJobs", "jobSummaries"): "no job",
    (
        "bedrock:GetEvaluationJob",
        "evaluationConfig.automated.datasetMetricConfigs[].dataset.datasetLocation",
    ): "a dataset of AWS's own",
    (
        "bedrock:GetModelCustomizationJob",
        "trainingDataConfig.s3Uri",
    ): "it was trained with invocation logs",
    ("bedrock-agent:GetAgent", "agent.foundationModel"): "it calls no model",
    ("bedrock-agent:GetAgent", "agent.guardrailConfiguration.guardrailIdentifier"): "no guardrail",
    ("bedrock-agentcore-control:GetGateway", "policyEngineConfiguration"): "no policy engine",
    ("bedrock-agentcore-control:GetGateway", "policyEngineConfiguration.arn"): _NOT_SHOWN,
    ("bedrock-agentcore-control:GetGateway", "policyEngineConfiguration.mode"): _NOT_SHOWN,
    ("bedrock:ListFoundationModels", "modelSummaries[].outputModalities"): "what it returns is not known",
    ("bedrock:ListFoundationModels", "modelSummaries[].inputModalities"): "what it takes in is not known",
    **{
        ("bedrock-agentcore-control:ListPolicies", f"policies[].definition{part}"): "it is not shown"
        for part in ("", ".cedar.statement")
    },
    ("bedrock:GetGuardrail", "contentPolicy.filters[].inputModalities"): "it checks text alone",
    **{
        ("bedrock:ListFoundationModels", f"modelSummaries[].modelLifecycle{part}"): "its age is not known"
        for part in ("", ".startOfLifeTime", ".status")
    },
    ("bedrock:ListEvaluationJobs", "jobSummaries[].modelIdentifiers"): "it evaluates no model of Bedrock",
    ("bedrock:GetGuardrail", "contentPolicy"): _NOTHING_SET,
    ("bedrock:GetGuardrail", "contentPolicy.filters"): _NOTHING_SET,
    ("bedrock:GetGuardrail", "contextualGroundingPolicy"): _NOTHING_SET,
    ("bedrock:GetGuardrail", "contextualGroundingPolicy.filters"): _NOTHING_SET,
    ("bedrock:GetGuardrail", "sensitiveInformationPolicy"): _NOTHING_SET,
    ("bedrock:GetGuardrail", "sensitiveInformationPolicy.piiEntities"): _NOTHING_SET,
    (_LOGGING, "loggingConfig"): "logging is off",
    **{
        (_LOGGING, f"loggingConfig.{part}.keyPrefix"): "no folder of its own"
        for part in ("s3Config", "cloudWatchConfig.largeDataDeliveryS3Config")
    },
    (_LOGGING, "loggingConfig.cloudWatchConfig"): _NOTHING_SET,
    (_LOGGING, "loggingConfig.s3Config"): _NOTHING_SET,
    (
        _LOGGING,
        "loggingConfig.cloudWatchConfig.largeDataDeliveryS3Config",
    ): _NOTHING_SET,
    ("cloudtrail:GetEventSelectors", "EventSelectors[].ReadWriteType"): "reads and writes",
    ("cloudtrail:DescribeTrails", "trailList[].LogFileValidationEnabled"): _NOTHING_SET,
    ("cloudtrail:DescribeTrails", "trailList[].KmsKeyId"): "Amazon S3 encrypts the log files",
    ("cloudtrail:DescribeTrails", "trailList[].CloudWatchLogsLogGroupArn"): "the trail has no log group",
    ("cloudtrail:GetTrailStatus", "LatestCloudWatchLogsDeliveryTime"): "nothing was ever delivered",
    (
        "cloudtrail:GetEventDataStore",
        "AdvancedEventSelectors[].FieldSelectors[].Equals",
    ): "the field is not held to values",
    ("events:ListRules", "Rules[].EventPattern"): "the rule has a schedule instead",
    **{
        ("sagemaker:DescribeEndpoint", f"LastDeploymentConfig{part}"): "the last update was not set so"
        for part in (
            "",
            ".BlueGreenUpdatePolicy",
            ".BlueGreenUpdatePolicy.TrafficRoutingConfiguration",
            ".BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type",
            ".AutoRollbackConfiguration",
            ".AutoRollbackConfiguration.Alarms",
            ".AutoRollbackConfiguration.Alarms[].AlarmName",
        )
    },
    (
        "sagemaker:DescribeMonitoringSchedule",
        "MonitoringScheduleConfig.MonitoringJobDefinitionName",
    ): "nobody knows its baseline: review",
    ("sagemaker:DescribeEndpoint", "ProductionVariants[].CurrentInstanceCount"): _NOT_SHOWN,
    ("sagemaker:DescribeEndpointConfig", "ProductionVariants[].InstanceType"): "no instances of its own",
    ("sagemaker:DescribeEndpointConfig", "ProductionVariants[].ModelName"): "it runs inference components",
    ("sagemaker:DescribeModel", "PrimaryContainer"): _NOT_SHOWN,
    ("sagemaker:DescribeModel", "PrimaryContainer.ModelPackageName"): "no model package",
    **{
        ("bedrock:GetMarketplaceModelEndpoint", f"marketplaceModelEndpoint.{part}"): "in no VPC"
        for part in ("endpointConfig.sageMaker.vpc", "endpointConfig.sageMaker.vpc.subnetIds")
    },
    (
        "bedrock:ListEnforcedGuardrailsConfiguration",
        "guardrailsConfig[].modelEnforcement.includedModels",
    ): _NOT_SHOWN,
    ("sagemaker:DescribeNotebookInstance", "SubnetId"): "in no VPC",
    ("sagemaker:DescribeNotebookInstance", "DirectInternetAccess"): "enabled, which is AWS's default",
    ("sagemaker:DescribeModel", "EnableNetworkIsolation"): "not isolated",
    ("ec2:DescribeRouteTables", "RouteTables[].Associations[].Main"): _NOT_SHOWN,
    ("bedrock-agentcore-control:GetAgentRuntime", "networkConfiguration"): _NOT_SHOWN,
    **{
        (
            "bedrock-agentcore-control:GetHarness",
            f"harness.environment.agentCoreRuntimeEnvironment.networkConfiguration{part}",
        ): _NOT_SHOWN
        for part in ("", ".networkMode")
    },
    **{
        (
            "sagemaker:DescribeEndpointConfig",
            f"ShadowProductionVariants{part}",
        ): "no shadow variant has a model"
        for part in ("", "[].ModelName")
    },
    ("sagemaker:DescribeModel", "VpcConfig"): "in no VPC",
    ("sagemaker:DescribeModel", "VpcConfig.Subnets"): "in no VPC",
    **{
        (
            "sagemaker:DescribeModelPackage",
            f"InferenceSpecification{part}",
        ): "nothing shows a generative model"
        for part in ("", ".Containers", ".Containers[].Image")
    },
    **{
        ("sagemaker:DescribeModelPackage", f"InferenceSpecification.Containers[].BaseModel{part}"): (
            "the model is not fine-tuned"
        )
        for part in ("", ".HubContentName")
    },
    ("bedrock-agent:GetAgent", "agent.instruction"): "no instruction",
    ("sagemaker:ListModelPackages", "ModelPackageSummaryList[].ModelApprovalStatus"): "nobody approved it",
    (
        "sagemaker:DescribeProcessingJob",
        "ProcessingResources.ClusterConfig.InstanceType",
    ): "AWS chooses among several types",
    **{
        ("sagemaker:DescribeProcessingJob", f"NetworkConfig{part}"): "in no VPC, and not isolated"
        for part in ("", ".VpcConfig", ".VpcConfig.Subnets")
    },
    **{
        ("ec2:DescribeRouteTables", f"RouteTables[].Associations{part}"): "the main table of the VPC decides"
        for part in ("", "[].SubnetId")
    },
    ("ec2:DescribeRouteTables", "RouteTables[].Routes[].NatGatewayId"): "the route has another target",
    ("sagemaker:Search", "Results[].TrainingJob.EnableNetworkIsolation"): "not isolated",
    ("sagemaker:Search", "Results[].TrainingJob.EnableInterContainerTrafficEncryption"): "not encrypted",
    **dict.fromkeys(
        (
            ("sagemaker:Search", "Results[].TrainingJob.OutputDataConfig"),
            ("sagemaker:Search", "Results[].TrainingJob.OutputDataConfig.KmsKeyId"),
            ("sagemaker:DescribeTransformJob", "TransformOutput.KmsKeyId"),
            ("sagemaker:DescribeTransformJob", "TransformResources.VolumeKmsKeyId"),
            ("sagemaker:DescribeFlowDefinition", "OutputConfig.KmsKeyId"),
            ("sagemaker:DescribeNotebookInstance", "KmsKeyId"),
            ("sagemaker:DescribeDomain", "KmsKeyId"),
        ),
        "no customer managed key",
    ),
    ("sagemaker:DescribeNotebookInstance", "RootAccess"): "enabled, which is AWS's default",
    **{
        ("sagemaker:DescribeNotebookInstance", f"InstanceMetadataServiceConfiguration{part}"): "version 1"
        for part in ("", ".MinimumInstanceMetadataServiceVersion")
    },
    ("sagemaker:Search", "Results[].TrainingJob"): "a resource of another type",
    ("sagemaker:Search", "Results[].TrainingJob.ResourceConfig"): "no instances of its own",
    ("sagemaker:Search", "Results[].TrainingJob.ResourceConfig.InstanceType"): "no instances of its own",
    **{
        ("sagemaker:Search", f"Results[].TrainingJob.{path}"): meaning
        for path, meaning in {
            "CheckpointConfig": "no checkpoint location",
            "CheckpointConfig.S3Uri": "no checkpoint location",
            "EnableManagedSpotTraining": "no spot instances",
            "ResourceConfig.InstanceCount": "no number of instances",
            "FailureReason": "no failure of the infrastructure: review",
            "StoppingCondition": _NOT_SHOWN,
            "StoppingCondition.MaxRuntimeInSeconds": "a day, which is AWS's default",
            "StoppingCondition.MaxWaitTimeInSeconds": _NOT_SHOWN,
            "TrainingEndTime": "the job has not ended",
        }.items()
    },
    ("sagemaker:DescribeCluster", "NodeRecovery"): "AWS does not show it: review",
    **{
        ("sagemaker:DescribeCluster", path): meaning
        for path, meaning in {
            "AutoScaling": "no autoscaling",
            "AutoScaling.Mode": "no autoscaling",
            "InstanceGroups[].CurrentCount": "no number of instances",
            "NodeProvisioningMode": "no continuous provisioning",
            "Orchestrator": "Slurm",
            "Orchestrator.Eks": "Slurm",
            "TieredStorageConfig": "AWS does not show it: review",
            "TieredStorageConfig.Mode": "AWS does not show it: review",
        }.items()
    },
    ("sagemaker:DescribeClusterSchedulerConfig", "SchedulerConfig.IdleResourceSharing"): "it shares nothing",
    **{
        ("sagemaker:DescribeComputeQuota", f"ComputeQuotaConfig.ResourceSharingConfig{part}"): _NOT_SHOWN
        for part in ("", ".Strategy")
    },
    **{
        ("sagemaker:DescribeHyperParameterTuningJob", f"TrainingJobDefinition{part}"): meaning
        for part, meaning in {
            "": _NOT_SHOWN,
            ".CheckpointConfig": "no checkpoint location",
            ".CheckpointConfig.S3Uri": "no checkpoint location",
            ".EnableManagedSpotTraining": "no spot instances",
            ".ResourceConfig.InstanceType": "no accelerators",
        }.items()
    },
    ("sagemaker:DescribeTrainingPlan", "InUseInstanceCount"): _NOT_SHOWN,
    ("sagemaker:DescribeTrainingPlan", "TargetResources"): "nobody knows what may use it: review",
    ("sagemaker:DescribeTrainingPlan", "TotalInstanceCount"): _NOT_SHOWN,
    ("sagemaker:DescribeCluster", "InstanceGroups"): "no instances",
    ("sagemaker:DescribeCluster", "InstanceGroups[].InstanceType"): "AWS chooses among several types",
    ("sagemaker:DescribeCluster", "InstanceGroups[].InstanceGroupName"): "a group without a name",
    **{
        ("sagemaker:DescribeEndpoint", f"AsyncInferenceConfig{part}"): "it answers at once, or writes nowhere"
        for part in ("", ".OutputConfig", ".OutputConfig.S3OutputPath")
    },
    **{
        (f"sagemaker:{operation}", f"MetricsConfig{part}"): _NOTHING_SET
        for operation, members_ in (
            ("DescribeEndpoint", ("", ".EnableDetailedObservability")),
            ("DescribeEndpointConfig", ("", ".EnableEnhancedMetrics")),
        )
        for part in members_
    },
    **{
        ("sagemaker:DescribeEndpointConfig", f"ProductionVariants[].RoutingConfig{part}"): "AWS's default"
        for part in ("", ".RoutingStrategy")
    },
    **{
        ("sagemaker:DescribeInferenceComponent", part): _NOT_SHOWN
        for part in ("Specification", "Specification.ModelName", "RuntimeConfig")
    },
    **{
        ("sagemaker:DescribeInferenceRecommendationsJob", f"EndpointPerformances{part}"): "it measured none"
        for part in ("", "[].EndpointInfo", "[].EndpointInfo.EndpointName")
    },
    ("sagemaker:DescribeModel", "PrimaryContainer.Image"): "nothing shows that the model is a generative one",
    (
        "sagemaker:DescribeModelPackage",
        "InferenceSpecification.Containers[].Environment",
    ): _NOTHING_SET,
    **{
        ("sagemaker:DescribeNotebookInstanceLifecycleConfig", f"OnStart{part}"): "no script"
        for part in ("", "[].Content")
    },
    **{
        ("sagemaker:DescribeOptimizationJob", f"ModelSource.SageMakerModel{part}"): "of no such model"
        for part in ("", ".ModelName")
    },
    ("sagemaker:ListAIRecommendationJobs", "AIRecommendationJobs[].EndTime"): _NOT_SHOWN,
    ("ec2:DescribeInstances", "Reservations[].Instances"): "no instance",
    **{
        ("ec2:DescribeInstances", f"Reservations[].Instances[].Tags{part}"): "no service runs it"
        for part in ("", "[].Key")
    },
    ("ec2:DescribeSecurityGroups", "SecurityGroups[].VpcId"): _NOT_SHOWN,
    ("ec2:DescribeSecurityGroups", "SecurityGroups[].IpPermissions[].FromPort"): "all ports",
    ("ec2:DescribeVpcEndpoints", "VpcEndpoints[].PolicyDocument"): "no policy",
    ("ec2:DescribeVpcs", "Vpcs[].OwnerId"): _NOT_SHOWN,
    ("iam:GetAccountAuthorizationDetails", "RoleDetailList[].PermissionsBoundary"): "no boundary",
    ("iam:GetAccountAuthorizationDetails", "UserDetailList[].PermissionsBoundary"): "no boundary",
    ("iam:GetAccountAuthorizationDetails", "UserDetailList[].UserPolicyList"): "no inline policy",
    ("ec2:DescribeSubnets", "Subnets[].OwnerId"): _NOT_SHOWN,
    ("iam:ListRoles", "Roles[].MaxSessionDuration"): _NOT_SHOWN,
    ("iam:ListServiceSpecificCredentials", "ServiceSpecificCredentials[].ExpirationDate"): "it never expires",
    (
        "iam:GetServiceLastAccessedDetails",
        "ServicesLastAccessed[].LastAuthenticated",
    ): "not called as far back as IAM reports",
    ("kms:DescribeKey", "KeyMetadata.KeyManager"): _NOT_SHOWN,
    **{
        (operation, f"{holder}{member}"): _NO_KEY
        for operation, holder, members_of in (
            ("s3vectors:GetVectorBucket", "vectorBucket.encryptionConfiguration", ("", ".kmsKeyArn")),
            ("qbusiness:GetApplication", "encryptionConfiguration", ("", ".kmsKeyId")),
            (
                "bedrock-agent:GetDataSource",
                "dataSource.serverSideEncryptionConfiguration",
                ("", ".kmsKeyArn"),
            ),
            (
                "opensearch:DescribeDomains",
                "DomainStatusList[].EncryptionAtRestOptions",
                ("", ".KmsKeyId"),
            ),
            ("bedrock-agent:GetAgentVersion", "agentVersion.", ("customerEncryptionKeyArn",)),
            ("bedrock-agent:GetFlow", "", ("customerEncryptionKeyArn",)),
            ("bedrock-agent:GetFlowVersion", "", ("customerEncryptionKeyArn",)),
            ("bedrock-agent:GetPrompt", "", ("customerEncryptionKeyArn",)),
            ("bedrock-agent:GetRetrievalInstruction", "", ("customerEncryptionKeyArn",)),
            ("bedrock:GetCustomModel", "", ("modelKmsKeyArn",)),
            ("bedrock:GetEvaluationJob", "", ("customerEncryptionKeyId",)),
        )
        for member in members_of
    },
    ("lambda:ListFunctions", "Functions[].Timeout"): _NOT_SHOWN,
    ("lambda:ListFunctions", "Functions[].VpcConfig"): "in no VPC",
    **{
        (
            "lambda:ListFunctionEventInvokeConfigs",
            f"FunctionEventInvokeConfigs[].DestinationConfig{part}",
        ): "no destination"
        for part in ("", ".OnFailure", ".OnFailure.Destination")
    },
    ("sqs:ListQueues", "QueueUrls"): "no queue",
    ("logs:DescribeLogGroups", "logGroups[].kmsKeyId"): "no key",
    ("logs:DescribeLogGroups", "logGroups[].retentionInDays"): "the events never expire",
    (
        "s3:GetBucketEncryption",
        f"{members.RULES}.ApplyServerSideEncryptionByDefault",
    ): _NOT_SHOWN,
    (
        "s3:GetBucketEncryption",
        f"{members.RULES}.ApplyServerSideEncryptionByDefault.KMSMasterKeyID",
    ): "the key that AWS manages",
    ("s3:GetBucketVersioning", "Status"): "versioning was never on",
    **{
        ("s3:GetBucketLifecycleConfiguration", f"Rules[].{part}"): "the rule does not do so, or nowhere"
        for part in (
            "Filter",
            "Filter.Prefix",
            "Expiration",
            "Expiration.Days",
            "NoncurrentVersionExpiration",
            "NoncurrentVersionExpiration.NoncurrentDays",
            "AbortIncompleteMultipartUpload",
            "AbortIncompleteMultipartUpload.DaysAfterInitiation",
            "Transitions",
        )
    },
}
"""(operation, path) -> what it means that a member is absent, where a verdict follows from it."""

NOTHING_TO_LEAVE_OUT = {
    "bedrock-agentcore",
    "cloudfront",  # the samples have no distribution
    "kendra",  # the samples have no index
    "organizations",
    "resourcegroupstaggingapi",  # the table names all that it sends
    "s3control",
}
"""The services in whose answers the samples have no such member."""


@cache
def _read() -> str:
    """Return the text of the policies and of the tables, which names the members that they read."""
    files = [f for f in Path("policies").rglob("*.rego") if not f.name.endswith("_test.rego")]
    rows = [row for collector in COLLECTORS for row in collector.rows]
    own = [text for row in rows for text in row.params.values()]
    own += [text for row in rows for f in row.finds for text in (f.id, f.items, f.name, f.tags, f.home)]
    kinds = [kind for row in rows for one in (row, *row.finds) for kind in one.always_if]
    return " ".join([*(f.read_text() for f in files), *own, *kinds])


@cache
def _is_read(name: str) -> bool:
    """Return whether a policy or a table has the name of a member, or the end of it after `%s`."""
    return bool(re.search(rf"\b{name}\b", _read())) or any(
        name.endswith(end) for end in re.findall(r"%s(\w+)", _read())
    )


def _paths(sample: str, operation: str) -> list[str]:
    """Return the members of the sample's answers that a table does not name as always there."""
    answers = lab.answers(sample, operation)
    tokens = token_names(paginator(*operation.split(":")))
    named = {*members.always(operation), *members.ids(operation), *tokens}
    output = operation_model(*operation.split(":")).output_shape
    return [
        path
        for path in dict.fromkeys(path for answer in answers for path in members.of(answer))
        if path not in named and not _is_choice(output, path.split("."))
    ]


def _is_choice(shape: Shape, steps: list[str]) -> bool:
    """Return whether a path leads to the one member that a union must have, or into a document."""
    for step in steps:
        if shape.type_name != "structure" or shape.is_document_type:
            return True
        union, shape = shape.is_tagged_union, shape.members[step.removesuffix("[]")]
        shape = shape.member if step.endswith("[]") and shape.type_name == "list" else shape
    return bool(union)


def _changed(sample: str, operation: str, paths: Sequence[str]) -> dict[Any, Any]:
    """Return the verdicts that are others without what is at `paths`: key -> before and after."""
    controls = lab.needing(operation)
    with lab.sample(sample) as (server, aws), lab.remembering(sample, lost=[operation]):
        server.fault(operation, "stripped", paths=paths)
        found = lab.read(aws, controls.operations)
    gaps = [[g for g in of.gaps if g.operation == operation] for of in (found, lab.collection(sample))]
    assert gaps[0] == gaps[1], (sample, operation, paths)
    after = lab.verdicts(lab.judge(found, chosen=controls))
    before = lab.verdicts_of(controls, lab.verdicts(lab.report(sample)))
    keys = before.keys() | after.keys()
    changed = {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}
    if not changed:
        assert {r.id for r in found.resources} <= {r.id for r in lab.collection(sample).resources}
    return changed


def _groups(sample: str, operation: str) -> Iterator[list[str]]:
    """Yield what is left out of a sample's answers together: members without a meaning.

    No member of a group is inside another one: a group has the members that are equally deep, and
    that policies or tables read. One more has those that nothing reads.
    """
    paths, groups = _paths(sample, operation), defaultdict(list)
    ends = [path for path in paths if _is_read(path.rpartition(".")[2])]
    for path in paths:
        # What holds such a member goes with it.
        read = any(re.match(rf"{re.escape(path)}(\[\]|\.|$)", end) for end in ends)
        if (operation, path) not in MEANINGS:
            groups[path.count(".") if read else -1].append(path)
    yield from groups.values()


@pytest.mark.parametrize("service", SERVICES)
def test_what_may_be_absent_costs_nothing(service: str) -> None:
    """No gap and no crash. A verdict changes only where the absence has a meaning, given above.

    A member with a meaning is in one sample at least. The others are left out together to save
    time. Where that changes a verdict, each half of them is left out, and so on to each one:
    what counts is whether one absence decides.
    """
    meant, tried = set(), 0
    for operation in (op for op in OPERATIONS if op.partition(":")[0] == service):
        for sample in SAMPLES:
            alone = {(operation, path) for path in _paths(sample, operation)} & MEANINGS.keys() - meant
            meant |= {(op, path) for op, path in alone if not WHOLE or _changed(sample, op, [path])}
            tried += len(alone)
            waiting = [*_groups(sample, operation)]
            while waiting:
                tried += 1
                group = waiting.pop()
                if _changed(sample, operation, group):
                    assert len(group) > 1, (sample, operation, group)
                    waiting += [group[: len(group) // 2], group[len(group) // 2 :]]
    assert meant == {key for key in MEANINGS if key[0].partition(":")[0] == service}
    assert tried or service in NOTHING_TO_LEAVE_OUT
