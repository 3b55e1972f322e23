"""What stands for a thing that becomes no record, where another thing refers to it.

A role that may read a table of DynamoDB is judged, and the table is not. The table's ARN is known
in all but the parts that AWS makes up, so the code's address stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


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
    ref: str = "{name}",
    plain: str = "{name}",
    arns: tuple[str, ...] = (),
    plains: tuple[str, ...] = (),
) -> dict[str, Identity]:
    """Return the identity of the types `names`.

    `plain` is what an id stands for, and `ref` what `Ref` of CloudFormation does. `arns` are
    further attributes that are the ARN, and `plains` further ones that are the id.
    """
    arn = f"arn:{{partition}}:{arn}"
    forms = {ARN_WORD: arn, "": plain}
    gives = {
        "arn": arn,
        "id": plain,
        "ref": forms.get(ref, ref),
        **dict.fromkeys(arns, arn),
        **dict.fromkeys(plains, plain),
    }
    return dict.fromkeys(names, Identity(gives, named))


ARN_WORD = "arn"
_PLACE = "{region}:{account}"

_IDENTITIES: dict[str, Identity] = {
    **_of(
        f"kms:{_PLACE}:key/{{slug}}",
        "aws_kms_key",
        "AWS::KMS::Key",
        named=(),
        ref="{slug}",
        plain="{slug}",
        plains=("key_id",),
    ),
    **_of(
        f"kms:{_PLACE}:key/{{slug}}",
        "aws_kms_external_key",
        "aws_kms_replica_key",
        "AWS::KMS::ReplicaKey",
        named=(),
        ref="{slug}",
        plain="{slug}",
        plains=("key_id",),
    ),
    **_of(
        f"kms:{_PLACE}:{{name}}",
        "aws_kms_alias",
        "AWS::KMS::Alias",
        named=("name", "alias_name"),
        plains=("name", "alias_name"),
    ),
    **_of(
        f"dynamodb:{_PLACE}:table/{{name}}",
        "aws_dynamodb_table",
        "AWS::DynamoDB::Table",
        "AWS::DynamoDB::GlobalTable",
        "AWS::Serverless::SimpleTable",
        named=("name", "table_name"),
        plains=("name", "table_name"),
    ),
    **_of(
        f"secretsmanager:{_PLACE}:secret:{{name}}-000000",
        "aws_secretsmanager_secret",
        "AWS::SecretsManager::Secret",
        ref=ARN_WORD,
        plain=f"arn:{{partition}}:secretsmanager:{_PLACE}:secret:{{name}}-000000",
        arns=("secret_arn",),
    ),
    **_of(f"ssm:{_PLACE}:parameter/{{name}}", "aws_ssm_parameter", "AWS::SSM::Parameter", plains=("name",)),
    **_of(
        f"sqs:{_PLACE}:{{name}}",
        "aws_sqs_queue",
        "AWS::SQS::Queue",
        named=("name", "queue_name"),
        plain="https://sqs.{region}.amazonaws.com/{account}/{name}",
        ref="https://sqs.{region}.amazonaws.com/{account}/{name}",
        plains=("url", "queue_url"),
    ),
    **_of(
        f"sns:{_PLACE}:{{name}}",
        "aws_sns_topic",
        "AWS::SNS::Topic",
        named=("name", "topic_name"),
        ref=ARN_WORD,
        plain=f"arn:{{partition}}:sns:{_PLACE}:{{name}}",
        arns=("topic_arn",),
    ),
    **_of(
        f"ecr:{_PLACE}:repository/{{name}}",
        "aws_ecr_repository",
        "AWS::ECR::Repository",
        named=("name", "repository_name"),
        plains=("name", "repository_name"),
    ),
    **_of(
        f"states:{_PLACE}:stateMachine:{{name}}",
        "aws_sfn_state_machine",
        "AWS::StepFunctions::StateMachine",
        "AWS::Serverless::StateMachine",
        named=("name", "state_machine_name"),
        ref=ARN_WORD,
        plain=f"arn:{{partition}}:states:{_PLACE}:stateMachine:{{name}}",
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
        plain="{region}_{slug}",
        ref="{region}_{slug}",
    ),
    **_of(
        f"ec2:{_PLACE}:internet-gateway/{{slug}}",
        "aws_internet_gateway",
        "AWS::EC2::InternetGateway",
        named=(),
        plain="igw-{slug}",
        ref="igw-{slug}",
        plains=("internet_gateway_id",),
    ),
    **_of(
        f"ec2:{_PLACE}:natgateway/{{slug}}",
        "aws_nat_gateway",
        "AWS::EC2::NatGateway",
        named=(),
        plain="nat-{slug}",
        ref="nat-{slug}",
        plains=("nat_gateway_id",),
    ),
    **_of(
        f"ec2:{_PLACE}:transit-gateway/{{slug}}",
        "aws_ec2_transit_gateway",
        "AWS::EC2::TransitGateway",
        named=(),
        plain="tgw-{slug}",
        ref="tgw-{slug}",
    ),
    **_of(
        f"ec2:{_PLACE}:prefix-list/{{slug}}",
        "aws_ec2_managed_prefix_list",
        "AWS::EC2::PrefixList",
        named=(),
        plain="pl-{slug}",
        ref="pl-{slug}",
    ),
    **_of(f"ec2:{_PLACE}:elastic-ip/{{slug}}", "aws_eip", "AWS::EC2::EIP", named=(), plain="{slug}"),
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
        plain="{slug}",
        ref="{slug}",
        arns=("graph_arn",),
        plains=("graph_id",),
    ),
    **_of(
        "apigateway:{region}::/restapis/{slug}",
        "aws_api_gateway_rest_api",
        "AWS::ApiGateway::RestApi",
        "AWS::Serverless::Api",
        named=(),
        plain="{slug}",
        ref="{slug}",
        plains=("rest_api_id",),
    ),
    **_of(
        "apigateway:{region}::/apis/{slug}",
        "aws_apigatewayv2_api",
        "AWS::ApiGatewayV2::Api",
        named=(),
        plain="{slug}",
        ref="{slug}",
        plains=("api_id",),
    ),
    **_of(
        f"wafv2:{_PLACE}:regional/webacl/{{name}}/{{slug}}",
        "aws_wafv2_web_acl",
        "AWS::WAFv2::WebACL",
        plain="{slug}",
        ref="{slug}",
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
        plains=("name",),
    ),
    **_of(
        "iam::{account}:oidc-provider/{slug}",
        "aws_iam_openid_connect_provider",
        "AWS::IAM::OIDCProvider",
        named=(),
        ref=ARN_WORD,
        plain="arn:{partition}:iam::{account}:oidc-provider/{slug}",
    ),
    **_of(
        "cloudfront::{account}:distribution/{slug}",
        "aws_cloudfront_distribution",
        "AWS::CloudFront::Distribution",
        named=(),
        plain="{slug}",
        ref="{slug}",
    ),
    **_of(
        f"lambda:{_PLACE}:layer:{{name}}",
        "aws_lambda_layer_version",
        "AWS::Lambda::LayerVersion",
        named=("layer_name",),
        ref=ARN_WORD,
        plain=f"arn:{{partition}}:lambda:{_PLACE}:layer:{{name}}",
    ),
    **_of(f"athena:{_PLACE}:workgroup/{{name}}", "aws_athena_workgroup", "AWS::Athena::WorkGroup"),
    **_of(
        f"elasticfilesystem:{_PLACE}:file-system/{{slug}}",
        "aws_efs_file_system",
        "AWS::EFS::FileSystem",
        named=(),
        plain="{slug}",
        ref="{slug}",
    ),
    **_of(
        f"bedrock-agentcore:{_PLACE}:policy-engine/{{slug}}",
        "aws_bedrockagentcore_policy_engine",
        "AWS::BedrockAgentCore::PolicyEngine",
        named=(),
        plain="{slug}",
        ref="{slug}",
        arns=("policy_engine_arn",),
        plains=("policy_engine_id",),
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
        plains=("name",),
    ),
    **_of(
        f"qbusiness:{_PLACE}:retriever/{{slug}}",
        "AWS::QBusiness::Retriever",
        named=(),
        plain="{slug}",
        ref="{slug}",
    ),
    **_of(
        "sso:::instance/{slug}",
        "AWS::SSO::Instance",
        named=(),
        ref=ARN_WORD,
        plain="arn:{partition}:sso:::instance/{slug}",
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
