"""What stands for a thing that becomes no record, where another thing refers to it.

A role that may read a table of DynamoDB is judged, and the table is not. The table's ARN is known
in all but the parts that AWS makes up, so the code's address stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

IS_ARN = "arn"
"""Stands for the ARN, in place of the form of an id."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What references to a type of code stand for.

    `gives` is attribute, in Terraform's spelling, -> a form over `{partition}`, `{account}`,
    `{region}`, `{name}` and `{slug}`. `named` are the arguments that fix the name; the slug of the
    address is the name where they do not.
    """

    gives: Mapping[str, str]
    named: tuple[str, ...] = ()


def _of(
    arn: str,
    *names: str,
    named: tuple[str, ...] = ("name",),
    id_: str = "{name}",
    arns: tuple[str, ...] = (),
    ids: tuple[str, ...] = (),
) -> dict[str, Identity]:
    """Return the identity of the types `names`.

    `id_` is what an id and `Ref` of CloudFormation stand for: a form, or `IS_ARN`. `arns` are
    further attributes that are the ARN, and `ids` further ones that are the id.
    """
    arn = f"arn:{{partition}}:{arn}"
    gives = dict.fromkeys(("arn", *arns), arn)
    gives |= dict.fromkeys(("id", "ref", *ids), arn if id_ == IS_ARN else id_)
    return dict.fromkeys(names, Identity(gives, named))


_PLACE = "{region}:{account}"

_IDENTITIES: dict[str, Identity] = {
    **_of(
        f"kms:{_PLACE}:key/{{slug}}",
        "aws_kms_key",
        "AWS::KMS::Key",
        "aws_kms_external_key",
        "aws_kms_replica_key",
        "AWS::KMS::ReplicaKey",
        named=(),
        ids=("key_id",),
    ),
    **_of(
        f"kms:{_PLACE}:{{name}}",
        "aws_kms_alias",
        "AWS::KMS::Alias",
        named=("name", "alias_name"),
        ids=("name", "alias_name"),
    ),
    **_of(
        f"dynamodb:{_PLACE}:table/{{name}}",
        "aws_dynamodb_table",
        "AWS::DynamoDB::Table",
        "AWS::DynamoDB::GlobalTable",
        "AWS::Serverless::SimpleTable",
        named=("name", "table_name"),
        ids=("name", "table_name"),
    ),
    **_of(
        f"secretsmanager:{_PLACE}:secret:{{name}}-000000",
        "aws_secretsmanager_secret",
        "AWS::SecretsManager::Secret",
        id_=IS_ARN,
        arns=("secret_arn",),
    ),
    **_of(f"ssm:{_PLACE}:parameter/{{name}}", "aws_ssm_parameter", "AWS::SSM::Parameter", ids=("name",)),
    **_of(
        f"sqs:{_PLACE}:{{name}}",
        "aws_sqs_queue",
        "AWS::SQS::Queue",
        named=("name", "queue_name"),
        id_="https://sqs.{region}.amazonaws.com/{account}/{name}",
        ids=("url", "queue_url"),
    ),
    **_of(
        f"sns:{_PLACE}:{{name}}",
        "aws_sns_topic",
        "AWS::SNS::Topic",
        named=("name", "topic_name"),
        id_=IS_ARN,
        arns=("topic_arn",),
    ),
    **_of(
        f"ecr:{_PLACE}:repository/{{name}}",
        "aws_ecr_repository",
        "AWS::ECR::Repository",
        named=("name", "repository_name"),
        ids=("name", "repository_name"),
    ),
    **_of(
        f"states:{_PLACE}:stateMachine:{{name}}",
        "aws_sfn_state_machine",
        "AWS::StepFunctions::StateMachine",
        "AWS::Serverless::StateMachine",
        named=("name", "state_machine_name"),
        id_=IS_ARN,
    ),
    **_of(f"events:{_PLACE}:rule/{{name}}", "aws_cloudwatch_event_rule", "AWS::Events::Rule"),
    **_of(f"kinesis:{_PLACE}:stream/{{name}}", "aws_kinesis_stream", "AWS::Kinesis::Stream"),
    **_of(
        f"firehose:{_PLACE}:deliverystream/{{name}}",
        "aws_kinesis_firehose_delivery_stream",
        "AWS::KinesisFirehose::DeliveryStream",
        named=("name", "delivery_stream_name"),
    ),
    **_of(
        f"cognito-idp:{_PLACE}:userpool/{{region}}_{{slug}}",
        "aws_cognito_user_pool",
        "AWS::Cognito::UserPool",
        named=(),
        id_="{region}_{slug}",
    ),
    **_of(
        f"ec2:{_PLACE}:internet-gateway/{{slug}}",
        "aws_internet_gateway",
        "AWS::EC2::InternetGateway",
        named=(),
        id_="igw-{slug}",
        ids=("internet_gateway_id",),
    ),
    **_of(
        f"ec2:{_PLACE}:natgateway/{{slug}}",
        "aws_nat_gateway",
        "AWS::EC2::NatGateway",
        named=(),
        id_="nat-{slug}",
        ids=("nat_gateway_id",),
    ),
    **_of(
        f"ec2:{_PLACE}:transit-gateway/{{slug}}",
        "aws_ec2_transit_gateway",
        "AWS::EC2::TransitGateway",
        named=(),
        id_="tgw-{slug}",
    ),
    **_of(
        f"ec2:{_PLACE}:prefix-list/{{slug}}",
        "aws_ec2_managed_prefix_list",
        "AWS::EC2::PrefixList",
        named=(),
        id_="pl-{slug}",
    ),
    **_of(f"ec2:{_PLACE}:elastic-ip/{{slug}}", "aws_eip", "AWS::EC2::EIP", named=()),
    **_of(f"logs:{_PLACE}:log-group:{{slug}}:log-stream:{{name}}", "aws_cloudwatch_log_stream"),
    **_of(
        f"rds:{_PLACE}:cluster:{{name}}",
        "aws_rds_cluster",
        "AWS::RDS::DBCluster",
        named=("cluster_identifier", "db_cluster_identifier"),
        arns=("db_cluster_arn",),
    ),
    **_of(
        f"neptune-graph:{_PLACE}:graph/{{slug}}",
        "aws_neptunegraph_graph",
        "AWS::NeptuneGraph::Graph",
        named=(),
        arns=("graph_arn",),
        ids=("graph_id",),
    ),
    **_of(
        "apigateway:{region}::/restapis/{slug}",
        "aws_api_gateway_rest_api",
        "AWS::ApiGateway::RestApi",
        "AWS::Serverless::Api",
        named=(),
        ids=("rest_api_id",),
    ),
    **_of(
        "apigateway:{region}::/apis/{slug}",
        "aws_apigatewayv2_api",
        "AWS::ApiGatewayV2::Api",
        named=(),
        ids=("api_id",),
    ),
    **_of(
        f"wafv2:{_PLACE}:regional/webacl/{{name}}/{{slug}}",
        "aws_wafv2_web_acl",
        "AWS::WAFv2::WebACL",
        id_="{slug}",
    ),
    **_of(
        f"ecs:{_PLACE}:cluster/{{name}}",
        "aws_ecs_cluster",
        "AWS::ECS::Cluster",
        named=("name", "cluster_name"),
    ),
    **_of(
        "iam::{account}:instance-profile/{name}",
        "aws_iam_instance_profile",
        "AWS::IAM::InstanceProfile",
        named=("name", "instance_profile_name"),
        ids=("name",),
    ),
    **_of(
        "iam::{account}:oidc-provider/{slug}",
        "aws_iam_openid_connect_provider",
        "AWS::IAM::OIDCProvider",
        named=(),
        id_=IS_ARN,
    ),
    **_of(
        "cloudfront::{account}:distribution/{slug}",
        "aws_cloudfront_distribution",
        "AWS::CloudFront::Distribution",
        named=(),
    ),
    **_of(
        f"lambda:{_PLACE}:layer:{{name}}",
        "aws_lambda_layer_version",
        "AWS::Lambda::LayerVersion",
        named=("layer_name",),
        id_=IS_ARN,
    ),
    **_of(f"athena:{_PLACE}:workgroup/{{name}}", "aws_athena_workgroup", "AWS::Athena::WorkGroup"),
    **_of(
        f"elasticfilesystem:{_PLACE}:file-system/{{slug}}",
        "aws_efs_file_system",
        "AWS::EFS::FileSystem",
        named=(),
    ),
    **_of(
        f"bedrock-agentcore:{_PLACE}:policy-engine/{{slug}}",
        "aws_bedrockagentcore_policy_engine",
        "AWS::BedrockAgentCore::PolicyEngine",
        named=(),
        arns=("policy_engine_arn",),
        ids=("policy_engine_id",),
    ),
    **_of(
        f"bedrock-agentcore:{_PLACE}:workload-identity-directory/default/workload-identity/{{name}}",
        "aws_bedrockagentcore_workload_identity",
        "AWS::BedrockAgentCore::WorkloadIdentity",
    ),
    **_of(
        f"bedrock-agentcore:{_PLACE}:token-vault/default/apikeycredentialprovider/{{name}}",
        "aws_bedrockagentcore_api_key_credential_provider",
        arns=("credential_provider_arn",),
    ),
    **_of(
        f"bedrock-agentcore:{_PLACE}:token-vault/default/oauth2credentialprovider/{{name}}",
        "aws_bedrockagentcore_oauth2_credential_provider",
        arns=("credential_provider_arn",),
    ),
    **_of(
        f"sagemaker:{_PLACE}:notebook-instance-lifecycle-config/{{name}}",
        "aws_sagemaker_notebook_instance_lifecycle_configuration",
        "AWS::SageMaker::NotebookInstanceLifecycleConfig",
        named=("name", "notebook_instance_lifecycle_config_name"),
        ids=("name",),
    ),
    **_of(
        f"qbusiness:{_PLACE}:retriever/{{slug}}",
        "AWS::QBusiness::Retriever",
        named=(),
    ),
    **_of(
        "sso:::instance/{slug}",
        "AWS::SSO::Instance",
        named=(),
        id_=IS_ARN,
        arns=("instance_arn",),
    ),
}


@cache
def _flat() -> dict[str, Identity]:
    found = {k: v for k, v in _IDENTITIES.items() if "::" in k}
    return {k.removeprefix("AWS").replace("::", "").lower(): v for k, v in found.items()}


def identity_of(kind: str) -> Identity | None:
    """Return what references to a type of code stand for, or None if the table does not have it."""
    if kind.startswith("awscc_"):
        return _flat().get(kind.removeprefix("awscc_").replace("_", ""))
    return _IDENTITIES.get(kind)
