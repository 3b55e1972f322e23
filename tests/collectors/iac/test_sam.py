"""SAM: what its resources become."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collectors.iac.cloudformation.sam_roles import templates
from collectors.iac.values import Unknown, reference
from tests.collectors.iac.templates import one, read, things

PARTITION = reference("AWS::Partition", "Ref")
HEAD = "Transform: AWS::Serverless-2016-10-31\n"


def managed(name: str) -> str:
    return f"arn:{PARTITION}:iam::aws:policy/{name}"


FUNCTION = (
    HEAD
    + """\
Parameters:
  Key: {Type: String}
Conditions:
  HasKey: !Not [!Equals [!Ref Key, ""]]
Globals:
  Function:
    Runtime: python3.12
    Timeout: 3
    Layers: [general]
    Tracing: Active
    Environment:
      Variables: {A: general, B: general}
    VpcConfig: {SubnetIds: [one]}
Resources:
  Answer:
    Type: AWS::Serverless::Function
    Condition: HasKey
    Metadata: {aws:cdk:path: App/Answer}
    Properties:
      Handler: app.handler
      CodeUri: src/
      Timeout: 30
      Layers: [own]
      Environment:
        Variables: {B: own}
      KmsKeyArn: !Ref Key
      Tags: {team: lens}
      Role: null
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Letters.Arn}
      Policies:
        - AWSLambdaVPCAccessExecutionRole
        - arn:aws:iam::aws:policy/AmazonBedrockReadOnly
        - !If [HasKey, !Ref Key, !Ref AWS::NoValue]
        - DynamoDBReadPolicy: {TableName: !Ref Table}
        - SecretPolicyOfNobody: {}
        - Statement: [{Effect: Allow, Action: "bedrock:*", Resource: "*"}]
      Events:
        Asked: {Type: SQS, Properties: {Queue: !GetAtt Letters.Arn, BatchSize: 3}}
        Broker: {Type: MQ, Properties: {Broker: arn}}
        Site: {Type: Api, Properties: {Path: /, Method: get}}
  Letters: {Type: AWS::SQS::Queue}
  Table: {Type: AWS::Serverless::SimpleTable}
"""
)


def test_a_function_becomes_a_function_and_a_role(tmp_path: Path) -> None:
    stack = one(tmp_path, FUNCTION)
    assert stack.format == "sam"
    found = things(stack)
    function, role = found["Answer"], found["AnswerRole"]
    assert function.type == "AWS::Lambda::Function"
    packaged = Unknown("the code that `sam package` uploads")
    assert function.attributes == {
        "Runtime": "python3.12",
        "Handler": "app.handler",
        "Timeout": 30,
        "Layers": ["general", "own"],
        "Environment": {"Variables": {"A": "general", "B": "own"}},
        "VpcConfig": {"SubnetIds": ["one"]},
        "KmsKeyArn": Unknown("the parameter Key has no value"),
        "Code": {"S3Bucket": packaged, "S3Key": packaged},
        "Tags": [{"Key": "lambda:createdBy", "Value": "SAM"}, {"Key": "team", "Value": "lens"}],
        "TracingConfig": {"Mode": "Active"},
        "DeadLetterConfig": {"TargetArn": reference("Letters", "Arn")},
        "Role": reference("AnswerRole", "Arn"),
    }
    assert (function.source.start_line, function.source.end_line) == (16, 41)
    assert function.lines["/Timeout"] == (23, 23)
    assert function.lines["/Environment/Variables/A"] == (13, 13)
    assert function.path == role.path == "App/Answer"
    assert function.maybe == role.maybe != ""


def test_the_role_has_what_the_function_needs_and_declares(tmp_path: Path) -> None:
    role = things(one(tmp_path, FUNCTION))["AnswerRole"].attributes
    assert role["ManagedPolicyArns"] == [
        managed("service-role/AWSLambdaBasicExecutionRole"),
        managed("AWSXrayWriteOnlyAccess"),
        managed("service-role/AWSLambdaVPCAccessExecutionRole"),
        managed("service-role/AWSLambdaSQSQueueExecutionRole"),
        "arn:aws:iam::aws:policy/AmazonBedrockReadOnly",
        Unknown("the condition HasKey is not known: the parameter Key has no value"),
    ]
    letters, table, nobody, own, broker = role["Policies"]
    assert letters["PolicyDocument"]["Statement"] == [
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": reference("Letters", "Arn")}
    ]
    (statement,) = table["PolicyDocument"]["Statement"]
    assert "dynamodb:GetItem" in statement["Action"]
    assert statement["Resource"][0].endswith(f":table/{reference('Table', 'Ref')}")
    assert nobody["PolicyDocument"] == Unknown("the policy template SecretPolicyOfNobody is not known")
    assert own["PolicyName"] == "AnswerRolePolicy5"
    assert own["PolicyDocument"]["Statement"][0]["Action"] == "bedrock:*"
    assert broker == Unknown("the policy that SAM makes for the event MQ")
    trust = role["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Principal"] == {"Service": ["lambda.amazonaws.com"]}


def test_events_that_lambda_polls_become_mappings(tmp_path: Path) -> None:
    found = things(one(tmp_path, FUNCTION))
    assert found["AnswerAsked"].attributes == {
        "EventSourceArn": reference("Letters", "Arn"),
        "BatchSize": 3,
        "FunctionName": reference("Answer", "Ref"),
    }
    assert found["AnswerBroker"].attributes["EventSourceArn"] == "arn"
    assert found["AnswerSitePermission"].attributes == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": reference("Answer", "Ref"),
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": Unknown("the source that SAM gives for the event Site"),
    }


def test_events_imply_apis(tmp_path: Path) -> None:
    text = FUNCTION.replace("  Function:\n", "  Api: {TracingEnabled: true}\n  Function:\n", 1)
    found = things(one(tmp_path, text))
    api, stage = found["ServerlessRestApi"], found["ServerlessRestApiProdStage"]
    assert api.type == "AWS::ApiGateway::RestApi"
    assert api.source.start_line == 42
    assert api.maybe == found["Answer"].maybe
    assert stage.attributes == {
        "RestApiId": reference("ServerlessRestApi", "Ref"),
        "StageName": "Prod",
        "TracingEnabled": True,
    }


def test_apis_become_apis_and_stages(tmp_path: Path) -> None:
    text = (
        HEAD
        + """\
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Name: rest
      Tags: {a: b}
      EndpointConfiguration: {Type: PRIVATE, VPCEndpointIds: [one]}
      AccessLogSetting: {DestinationArn: arn}
      Auth: {DefaultAuthorizer: AWS_IAM}
      DefinitionBody: {openapi: 3.0.1}
  Http: {Type: AWS::Serverless::HttpApi, Properties: {DefinitionBody: {openapi: 3.0.1}, Tags: {a: b}}}
"""
    )
    found = {address: thing.attributes for address, thing in things(one(tmp_path, text)).items()}
    definition = Unknown("the definition of the API, which SAM writes")
    endpoint = {"Types": ["PRIVATE"], "VpcEndpointIds": ["one"]}
    assert found["Rest"] == {"Name": "rest", "Body": definition, "EndpointConfiguration": endpoint}
    assert found["Restv1Stage"] == {
        "RestApiId": reference("Rest", "Ref"),
        "StageName": "v1",
        "AccessLogSetting": {"DestinationArn": "arn"},
        "Tags": [{"Key": "a", "Value": "b"}],
    }
    assert found["Http"] == {"ProtocolType": "HTTP", "Body": {"openapi": "3.0.1"}}
    assert found["HttpApiGatewayDefaultStage"] == {
        "ApiId": reference("Http", "Ref"),
        "StageName": "$default",
        "AutoDeploy": True,
        "Tags": {"httpapi:createdBy": "SAM", "a": "b"},
    }


def test_rules_and_settings_of_calls(tmp_path: Path) -> None:
    found = one_function(
        tmp_path,
        "Events: {Daily: {Type: Schedule, Properties: {Schedule: rate(1 day), Enabled: false, Input: x}}, "
        "Seen: {Type: EventBridgeRule, Properties: {Pattern: {source: [a]}, RuleName: seen}}}, "
        "EventInvokeConfig: {MaximumRetryAttempts: 0, DestinationConfig: {OnFailure: {Type: SQS}}}",
    )
    target = {"Arn": reference("F", "Arn"), "Id": "FDailyLambdaTarget", "Input": "x"}
    assert found["FDaily"] == {"ScheduleExpression": "rate(1 day)", "State": "DISABLED", "Targets": [target]}
    assert found["FSeen"]["EventPattern"] == {"source": ["a"]}
    assert found["FSeen"]["Name"] == "seen"
    assert found["FDailyPermission"]["SourceArn"] == reference("FDaily", "Arn")
    assert found["FEventInvokeConfig"] == {
        "FunctionName": reference("F", "Ref"),
        "Qualifier": "$LATEST",
        "MaximumRetryAttempts": 0,
        "DestinationConfig": {"OnFailure": {"Destination": Unknown("a queue or a topic that SAM makes")}},
    }


def one_function(root: Path, properties: str, more: str = "") -> dict[str, Mapping[str, Any]]:
    """Return the attributes of what a function with these properties becomes."""
    text = (
        HEAD + f"Resources:\n  F: {{Type: AWS::Serverless::Function, Properties: {{{properties}}}}}\n{more}"
    )
    return {address: thing.attributes for address, thing in things(one(root, text)).items()}


def test_a_role_that_is_given_is_used(tmp_path: Path) -> None:
    found = one_function(tmp_path, "Role: 'arn:aws:iam::1:role/x', InlineCode: pass, Tracing: Disabled")
    assert set(found) == {"F"}
    assert found["F"]["Role"] == "arn:aws:iam::1:role/x"
    assert found["F"]["Code"] == {"ZipFile": "pass"}


def test_a_role_that_may_be_given_is_not_known(tmp_path: Path) -> None:
    found = one_function(tmp_path, "Role: !If [Nobody, arn, !Ref 'AWS::NoValue'], ImageUri: image")
    assert found["F"]["Role"] == Unknown("SAM makes a role in one case only")
    assert found["F"]["Code"] == {"ImageUri": "image"}
    assert "FRole" in found


def test_more_of_a_function(tmp_path: Path) -> None:
    found = one_function(
        tmp_path,
        "Tracing: !Ref T, DurableConfig: {A: 1}, CapacityProviderConfig: {Arn: a}, AutoPublishAlias: !Ref T, "
        "ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}, FunctionUrlConfig: !Ref T, "
        "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: Pigeon}}}, "
        "Events: {A: {Type: SQS, Properties: {Queue: a}}, B: {Type: SQS}, C: {Type: Pigeon}, "
        "D: {Type: MSK, Properties: {Stream: a, ConsumerGroupId: b, DestinationConfig: !Ref T}}, "
        "E: {Type: S3}, G: {Type: Schedule, Properties: {Target: {Id: x}, DeadLetterConfig: {Type: SQS}}}}",
        "Parameters: {T: {Type: String, Default: x}}\n",
    )
    unknown = Unknown("the value of Tracing decides whether there is a policy")
    assert found["FRole"]["ManagedPolicyArns"] == [
        managed("service-role/AWSLambdaBasicDurableExecutionRolePolicy"),
        unknown,
        managed("service-role/AWSLambdaSQSQueueExecutionRole"),
        managed("service-role/AWSLambdaMSKExecutionRole"),
    ]
    assert found["FRole"]["Policies"] == [Unknown("the policy that SAM makes for a destination")]
    alias = Unknown("the alias that SAM publishes")
    assert found["FAlias"]["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": 1}
    assert found["FUrl"] == {"TargetFunctionArn": alias, "AuthType": Unknown("FunctionUrlConfig is no map")}
    assert found["FD"]["AmazonManagedKafkaEventSourceConfig"] == {"ConsumerGroupId": "b"}
    assert found["FEPermission"]["SourceAccount"] == reference("AWS::AccountId", "Ref")
    (target,) = found["FG"]["Targets"]
    assert target == {
        "Arn": alias,
        "Id": "x",
        "DeadLetterConfig": {"Arn": Unknown("a queue that SAM makes")},
    }
    assert found["F"]["CapacityProviderConfig"] == Unknown("what SAM makes of CapacityProviderConfig")


def test_a_public_address_has_its_permissions(tmp_path: Path) -> None:
    found = one_function(
        tmp_path,
        "AutoPublishAlias: live-1, FunctionUrlConfig: {AuthType: NONE}, CodeUri: {Bucket: b, Key: k}",
        "  Reads: {Type: AWS::T::T, Properties: {A: !Ref F.Alias, B: !Sub 'x${F.Alias}'}}\n",
    )
    alias = reference("FAliasliveD1", "Ref")
    assert found["FAliasliveD1"]["Name"] == "live-1"
    assert found["FUrl"] == {"TargetFunctionArn": alias, "AuthType": "NONE"}
    assert found["FUrlPublicPermissions"] == {
        "FunctionName": alias,
        "Principal": "*",
        "Action": "lambda:InvokeFunctionUrl",
        "FunctionUrlAuthType": "NONE",
    }
    assert found["Reads"] == {"A": alias, "B": f"x{alias}"}
    assert found["F"]["Code"] == {"S3Bucket": "b", "S3Key": "k"}


def test_destinations_give_the_role_permissions(tmp_path: Path) -> None:
    ways = "{OnSuccess: {Type: S3Bucket, Destination: arn}, OnFailure: {Type: EventBridge, Destination: bus}}"
    found = one_function(tmp_path, f"EventInvokeConfig: {{DestinationConfig: {ways}}}")
    success, failure = found["FRole"]["Policies"]
    assert [one["Resource"] for one in success["PolicyDocument"]["Statement"]] == ["arn/*", "arn"]
    assert failure["PolicyDocument"]["Statement"][0]["Action"] == "events:PutEvents"


def test_a_connector_gives_permissions_that_are_not_known(tmp_path: Path) -> None:
    connector = "Properties: {Source: {Id: F}, Destination: {Id: T}, Permissions: [Read]}"
    found = one_function(tmp_path, "", f"  C: {{Type: AWS::Serverless::Connector, {connector}}}\n")
    assert found["FRole"]["ManagedPolicyArns"][-1] == Unknown("the policy that SAM makes for a connector")


def test_policies_under_a_condition(tmp_path: Path) -> None:
    found = one_function(
        tmp_path,
        "Policies: [!If [Always, {Statement: [a]}, AmazonS3Access], !If [Always, [A, B], C], text, 3]",
        "Conditions: {Always: !Equals [a, a]}\n",
    )
    role = found["FRole"]
    several = Unknown("a condition over several policies")
    assert role["ManagedPolicyArns"][1:] == [several, "text"]
    assert role["Policies"][0] == {"PolicyName": "FRolePolicy0", "PolicyDocument": {"Statement": ["a"]}}
    assert role["Policies"][1:] == [several, Unknown("a policy that is neither a text nor a map")]


def test_other_resources_of_sam(tmp_path: Path) -> None:
    text = (
        HEAD
        + """\
Resources:
  Steps:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: steps
      Type: EXPRESS
      Definition: {StartAt: A}
      Tracing: {Enabled: true}
      Logging: {Level: ALL}
      Policies: [LambdaInvokePolicy: {FunctionName: f}]
      Events: {Seen: {Type: EventBridgeRule, Properties: {Pattern: {source: [a]}}}}
  Table:
    Type: AWS::Serverless::SimpleTable
    Properties: {PrimaryKey: {Name: Id, Type: Number}, Tags: {a: b}, SSESpecification: {SSEEnabled: true}}
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: x/}}
  Graph: {Type: AWS::Serverless::GraphQLApi, Properties: {Auth: {Type: API_KEY}}}
  Inner: {Type: AWS::Serverless::Application, Properties: {Location: inner.yaml, Parameters: {P: 1}}}
  Public: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: x}}}
  Reads: {Type: AWS::T::T, Properties: {A: !GetAtt Inner.Outputs.O}}
"""
    )
    inner = """
        Parameters: {P: {Type: String}}
        Resources: {T: {Type: AWS::SNS::Topic}}
        Outputs: {O: {Value: !Ref P}}
        """
    (stack,) = read(tmp_path, {"main.yaml": text, "inner.yaml": inner})
    found = things(stack)
    steps = found["Steps"].attributes
    assert (steps["StateMachineName"], steps["StateMachineType"]) == ("steps", "EXPRESS")
    assert steps["RoleArn"] == reference("StepsRole", "Arn")
    assert steps["LoggingConfiguration"] == {"Level": "ALL"}
    (target,) = found["StepsSeen"].attributes["Targets"]
    assert target["Arn"] == reference("Steps", "Ref")
    assert target["RoleArn"] == reference("StepsSeenRole", "Arn")
    starting = found["StepsSeenRole"].attributes["Policies"][0]["PolicyDocument"]["Statement"]
    assert starting[0]["Resource"] == reference("Steps", "Ref")
    role = found["StepsRole"].attributes
    assert role["ManagedPolicyArns"] == [managed("AWSXrayWriteOnlyAccess")]
    resource = role["Policies"][0]["PolicyDocument"]["Statement"][0]["Resource"]
    assert resource.endswith(":function:f*")
    table = found["Table"].attributes
    assert table["KeySchema"] == [{"AttributeName": "Id", "KeyType": "HASH"}]
    assert table["AttributeDefinitions"] == [{"AttributeName": "Id", "AttributeType": "N"}]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert found["Layer"].attributes["LayerName"] == "Layer"
    assert found["Graph"].type == "AWS::Serverless::GraphQLApi"
    assert found["Inner.T"].type == "AWS::SNS::Topic"
    assert found["Reads"].attributes["A"] == "1"
    assert [one.wanted for one in stack.missing] == [
        "an application of the Serverless Application Repository"
    ]


def test_every_policy_template_is_complete(tmp_path: Path) -> None:
    assert len(templates()) > 80
    for name, (parameters, _) in templates().items():
        given = ", ".join(f"{one}: v{one}" for one in parameters)
        found = one_function(tmp_path, f"Policies: [{name}: {{{given}}}]")
        document = found["FRole"]["Policies"][0]["PolicyDocument"]
        assert all(one["Effect"] == "Allow" for one in document["Statement"]), name
        for one_parameter in parameters:
            assert f"v{one_parameter}" in repr(document), (name, one_parameter)
        assert "Unknown" not in repr(document), name


def test_a_policy_template_without_a_parameter_is_unknown_there(tmp_path: Path) -> None:
    found = one_function(tmp_path, "Policies: [SQSPollerPolicy: {}]")
    resource = found["FRole"]["Policies"][0]["PolicyDocument"]["Statement"][0]["Resource"]
    assert "the policy template SQSPollerPolicy has no QueueName" in resource
