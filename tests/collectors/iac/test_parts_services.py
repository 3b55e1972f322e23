"""Parts of single services."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.iac.values import Unknown, reference
from tests.collectors.iac.stacks import ACCOUNT, PLACE, declared, gaps_of, only, thing

WHY = Unknown("var.x has no value")
MODEL = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
ENDPOINT, FUNCTION, FLOW = "AWS::SageMaker::Endpoint", "AWS::Lambda::Function", "AWS::Bedrock::Flow"


@pytest.mark.parametrize(
    "given",
    [
        thing("aws_bedrock_inference_profile", "p", name="p", model_source=[{"copy_from": MODEL}]),
        thing("AWS::Bedrock::ApplicationInferenceProfile", "P", ModelSource={"CopyFrom": MODEL}),
    ],
)
def test_a_profile_of_one_model(given: Any) -> None:
    profile = only(declared(given), "AWS::Bedrock::ApplicationInferenceProfile")

    assert profile.properties["models"] == [{"modelArn": MODEL}]
    assert profile.id.startswith(f"arn:aws:bedrock:{PLACE}:{ACCOUNT}:application-inference-profile/")


@pytest.mark.parametrize("source", [WHY, "arn:aws:bedrock:us-east-1:1:inference-profile/us.x", None])
def test_the_models_of_another_profile_are_not_known(source: Any) -> None:
    given = thing("aws_bedrock_inference_profile", "p", name="p", model_source=[{"copy_from": source}])
    found = declared(given)
    profile = only(found, "AWS::Bedrock::ApplicationInferenceProfile")

    assert [pointer for pointer, _ in gaps_of(found, profile)] == ["/properties/models"]


def test_a_flow_whose_definition_is_a_text() -> None:
    text = '{"nodes": [{"name": "a", "type": "Input", "configuration": {}}], "connections": []}'
    found = declared(thing("AWS::Bedrock::Flow", "F", Name="f", DefinitionString=text))

    assert only(found, FLOW).properties["definition"]["nodes"][0]["type"] == "Input"


@pytest.mark.parametrize(
    "arguments",
    [
        {"DefinitionS3Location": {"Bucket": "b", "Key": "k"}},
        {"DefinitionString": "{}", "DefinitionSubstitutions": {"a": "b"}},
        {"Definition": WHY},
    ],
)
def test_a_definition_that_is_elsewhere_is_not_known(arguments: dict[str, Any]) -> None:
    found = declared(thing("AWS::Bedrock::Flow", "F", Name="f", **arguments))

    assert [pointer for pointer, _ in gaps_of(found, only(found, FLOW))] == ["/properties/definition"]


def test_a_target_knows_its_gateway() -> None:
    found = declared(
        thing("aws_bedrockagentcore_gateway", "g", name="g", role_arn="r", authorizer_type="NONE"),
        thing(
            "aws_bedrockagentcore_gateway_target",
            "t",
            name="t",
            gateway_identifier=reference("g", "gateway_id"),
            credential_provider_configuration=[{"gateway_iam_role": [{}]}],
            target_configuration=[{"mcp": [{"lambda": [{"lambda_arn": "arn:aws:lambda:x"}]}]}],
        ),
    )
    target = only(found, "AWS::BedrockAgentCore::GatewayTarget")

    assert target.id.endswith(":gateway/g/target/t")
    assert target.properties["gatewayArn"] == only(found, "AWS::BedrockAgentCore::Gateway").id
    assert target.properties["credentialProviderConfigurations"] == [
        {"credentialProviderType": "GATEWAY_IAM_ROLE"}
    ]
    assert target.properties["targetConfiguration"]["mcp"]["lambda"]["lambdaArn"] == "arn:aws:lambda:x"


@pytest.mark.parametrize(
    ("kind", "name", "variants"),
    [
        ("aws_sagemaker_endpoint_configuration", "name", "production_variants"),
        ("AWS::SageMaker::EndpointConfig", "EndpointConfigName", "ProductionVariants"),
    ],
)
def test_an_endpoint_shows_its_configuration(kind: str, name: str, variants: str) -> None:
    arguments: dict[str, Any] = {name: "c", variants: [{"variant_name": "v", "model_name": "m"}]}
    found = declared(
        thing("aws_sagemaker_endpoint", "e", name="e", endpoint_config_name="c"),
        thing(kind, "c", **arguments),
    )
    properties = only(found, ENDPOINT).properties

    assert properties["DescribeEndpointConfig"]["ProductionVariants"][0]["ModelName"] == "m"
    assert properties["ProductionVariants"][0]["VariantName"] == "v"


def test_an_endpoint_without_its_configuration() -> None:
    found = declared(thing("aws_sagemaker_endpoint", "e", name="e", endpoint_config_name="elsewhere"))
    pointers = [pointer for pointer, _ in gaps_of(found, only(found, ENDPOINT))]

    assert "/properties/DescribeEndpointConfig" in pointers
    assert "/properties/ProductionVariants" in pointers


def test_the_permissions_of_a_function_are_its_policy() -> None:
    found = declared(
        thing("aws_lambda_function", "f", function_name="f", role="r"),
        thing(
            "aws_lambda_permission",
            "p",
            function_name=reference("f", "function_name"),
            action="lambda:InvokeFunction",
            principal="bedrock.amazonaws.com",
            source_arn=WHY,
        ),
        thing("AWS::Lambda::Permission", "Q", FunctionName="f", Action="lambda:*", Principal="*"),
    )
    function = only(found, FUNCTION)
    first, second = function.properties["GetPolicy"]["Policy"]["Statement"]

    assert first["Principal"] == {"Service": "bedrock.amazonaws.com"}
    assert first["Condition"] == {"ArnLike": {"AWS:SourceArn": ["(not known)"]}}
    assert second["Principal"] == "*"
    assert second["Condition"] == {}
    assert "/properties/GetPolicy/Policy/Statement/0/Condition/ArnLike/AWS:SourceArn" in [
        pointer for pointer, _ in gaps_of(found, function)
    ]


def test_a_function_in_a_vpc() -> None:
    found = declared(
        thing("aws_subnet", "s", vpc_id="vpc-1", cidr_block="x"),
        thing("aws_lambda_function", "f", function_name="f", role="r",
              vpc_config=[{"subnet_ids": [reference("s", "id")], "security_group_ids": ["sg"]}]),
    )  # fmt: skip

    assert only(found, FUNCTION).properties["VpcConfig"] == {
        "SubnetIds": ["s"],
        "SecurityGroupIds": ["sg"],
        "VpcId": "vpc-1",
    }


def test_a_resource_policy_with_a_resource_of_its_own() -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": "a:b", "Resource": "*", "Principal": "*"}]}
    found = declared(
        thing("AWS::BedrockAgentCore::Gateway", "G", Name="g"),
        thing(
            "AWS::BedrockAgentCore::ResourcePolicy",
            "P",
            ResourceArn=reference("G", "GatewayArn"),
            Policy=document,
        ),
    )

    assert only(found, "AWS::BedrockAgentCore::Gateway").properties["GetResourcePolicy"] == {
        "policy": document
    }


def test_the_key_of_a_collection_is_that_of_its_encryption_policy() -> None:
    rules = {"Rules": [{"ResourceType": "collection", "Resource": ["collection/notes*"]}]}
    found = declared(
        thing("aws_opensearchserverless_collection", "c", name="notes", type="VECTORSEARCH"),
        thing("aws_opensearchserverless_collection", "d", name="other"),
        thing("aws_opensearchserverless_security_policy", "p", name="p", type="encryption",
              policy={**rules, "AWSOwnedKey": True}),
        thing("aws_opensearchserverless_security_policy", "n", name="n", type="network", policy=[rules]),
    )  # fmt: skip
    first, second = [one for one in found.resources if one.type.endswith("::Collection")]

    assert first.properties["kmsKeyArn"] == "auto"
    assert "/properties/kmsKeyArn" in [pointer for pointer, _ in gaps_of(found, second)]
    assert only(found, "AWS::OpenSearchServerless::SecurityPolicy").name == "n"
