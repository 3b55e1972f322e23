"""The events of AWS::Serverless::Function -> sources, rules, permissions and settings of calls.

Source: "EventSource" and "EventInvokeConfiguration" in the developer guide of SAM.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectors.iac.cloudformation.nodes import Node, is_map
from collectors.iac.cloudformation.sam_parts import Declaration, Made, called, resource
from collectors.iac.cloudformation.sam_roles import inline, trust
from collectors.iac.values import Unknown

POLLED = {
    "SQS": ("Queue", "AWSLambdaSQSQueueExecutionRole", ""),
    "Kinesis": ("Stream", "AWSLambdaKinesisExecutionRole", ""),
    "DynamoDB": ("Stream", "AWSLambdaDynamoDBExecutionRole", ""),
    "MSK": ("Stream", "AWSLambdaMSKExecutionRole", "AmazonManagedKafkaEventSourceConfig"),
    "MQ": ("Broker", "", ""),
    "DocumentDB": ("Cluster", "", "DocumentDBEventSourceConfig"),
    "SelfManagedKafka": ("", "", "SelfManagedKafkaEventSourceConfig"),
}
"""Event that Lambda polls -> its property with the ARN, the managed policy that the role gets or
nothing if SAM writes one, and the property of CloudFormation that holds those of `_IN_CONFIG`."""

_IN_CONFIG = ("CollectionName", "ConsumerGroupId", "DatabaseName", "FullDocument", "SchemaRegistryConfig")
_OF_ROLE = ("DynamicPolicyName", "SecretsManagerKmsKeyId")
"""Properties of events that change the role alone."""

_PUSHED = {
    "AlexaSkill": "alexa-appkit.amazon.com",
    "Api": "apigateway.amazonaws.com",
    "CloudWatchEvent": "events.amazonaws.com",
    "CloudWatchLogs": "logs.amazonaws.com",
    "Cognito": "cognito-idp.amazonaws.com",
    "EventBridgeRule": "events.amazonaws.com",
    "HttpApi": "apigateway.amazonaws.com",
    "IoTRule": "iot.amazonaws.com",
    "S3": "s3.amazonaws.com",
    "Schedule": "events.amazonaws.com",
    "SNS": "sns.amazonaws.com",
}
"""Event that another service sends -> who calls the function."""

_RULES = ("CloudWatchEvent", "EventBridgeRule", "Schedule")
_OF_RULE = {
    "Description": "Description",
    "EventBusName": "EventBusName",
    "Name": "Name",
    "Pattern": "EventPattern",
    "RuleName": "Name",
    "Schedule": "ScheduleExpression",
    "State": "State",
}
_OF_TARGET = ("Input", "InputPath", "InputTransformer", "RetryPolicy")


def events(declared: Declaration) -> Iterator[tuple[str, str, Node]]:
    """Yield (name, type, properties) of each event."""
    found = declared.get("Events")
    if found is None or not isinstance(found.value, dict):
        return
    for name, event in found.value.items():
        properties = event.get("Properties")
        if properties is None or not isinstance(properties.value, dict):
            properties = Node({}, event.start, event.end)
        yield name, event.text("Type"), properties


def of_events(declared: Declaration) -> Iterator[Made]:
    """Yield the resources that SAM makes for the events of a function."""
    for name, kind, properties in events(declared):
        if kind in POLLED:
            yield _mapping(declared, name, kind, properties)
        elif kind in _PUSHED:
            source: Any = Unknown(f"the source that SAM gives for the event {name}")
            if kind in _RULES:
                target = {"Arn": _arn(declared), "Id": f"{declared.logical_id}{name}LambdaTarget"}
                yield _rule(declared, name, properties, target)
                source = {"Fn::GetAtt": [declared.logical_id + name, "Arn"]}
            yield _permission(declared, name, kind, source)


def _arn(declared: Declaration) -> Any:
    own = {"Fn::GetAtt": [declared.logical_id, "Arn"]}
    return called(declared) if declared.get("AutoPublishAlias") else own


def _mapping(declared: Declaration, name: str, kind: str, properties: Node) -> Made:
    source, _, config = POLLED[kind]
    found: dict[str, Any] = {}
    for key, node in properties.value.items():
        if key == source:
            found["EventSourceArn"] = node
        elif config and key in _IN_CONFIG:
            found.setdefault(config, {})[key] = node
        elif key not in _OF_ROLE:
            found[key] = destinations(node) if key == "DestinationConfig" else node
    found["FunctionName"] = called(declared)
    return resource(declared, "AWS::Lambda::EventSourceMapping", found, name)


def destinations(node: Node) -> Any:
    """Return destinations without their types, which are SAM's alone."""
    if not is_map(node):
        return node
    made = Unknown("a queue or a topic that SAM makes")
    return {way: {"Destination": one.get("Destination") or made} for way, one in node.value.items()}


def rules_of_machine(declared: Declaration) -> Iterator[Made]:
    """Yield the rules that start a state machine, each with its role."""
    for name, kind, properties in events(declared):
        if kind in _RULES:
            default = f"{declared.logical_id}{name}StepFunctionsTarget"
            suffix = f"{name}Role"
            role = {"Fn::GetAtt": [declared.logical_id + suffix, "Arn"]}
            machine = {"Ref": declared.logical_id}
            target = {"Arn": machine, "Id": default, "RoleArn": role}
            yield _starting_role(declared, suffix, machine)
            yield _rule(declared, name, properties, target)


def _starting_role(declared: Declaration, suffix: str, machine: dict[str, str]) -> Made:
    start = {"Effect": "Allow", "Action": "states:StartExecution", "Resource": machine}
    policy = inline(f"{declared.logical_id}{suffix}StartExecutionPolicy", [start])
    found = {"AssumeRolePolicyDocument": trust("events.amazonaws.com"), "Policies": [policy]}
    return resource(declared, "AWS::IAM::Role", found, suffix)


def _rule(declared: Declaration, name: str, properties: Node, starts: dict[str, Any]) -> Made:
    given = properties.value
    found: dict[str, Any] = {_OF_RULE[key]: node for key, node in given.items() if key in _OF_RULE}
    if enabled := given.get("Enabled"):
        states = {True: "ENABLED", False: "DISABLED"}
        is_known = isinstance(enabled.value, bool)
        found["State"] = states[enabled.value] if is_known else Unknown("whether the rule is enabled")
    target = {**starts, **{key: node for key, node in given.items() if key in _OF_TARGET}}
    if letters := given.get("DeadLetterConfig"):
        target["DeadLetterConfig"] = {"Arn": letters.get("Arn") or Unknown("a queue that SAM makes")}
    if (identity := given.get("Target")) and identity.get("Id"):
        target["Id"] = identity.get("Id")
    found["Targets"] = [target]
    return resource(declared, "AWS::Events::Rule", found, name)


def _permission(declared: Declaration, name: str, kind: str, source: Any) -> Made:
    found = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": called(declared),
        "Principal": _PUSHED[kind],
    }
    if kind in ("S3", "IoTRule"):
        found["SourceAccount"] = {"Ref": "AWS::AccountId"}
    if kind != "AlexaSkill":
        found["SourceArn"] = source
    return resource(declared, "AWS::Lambda::Permission", found, f"{name}Permission")


def settings_of_calls(declared: Declaration) -> Iterator[Made]:
    """Yield how a function is called asynchronously."""
    given = declared.get("EventInvokeConfig")
    if given is None:
        return
    found: dict[str, Any] = {
        "FunctionName": {"Ref": declared.logical_id},
        "Qualifier": declared.get("AutoPublishAlias") or "$LATEST",
    }
    for name in ("MaximumEventAgeInSeconds", "MaximumRetryAttempts"):
        if node := given.get(name):
            found[name] = node
    if node := given.get("DestinationConfig"):
        found["DestinationConfig"] = destinations(node)
    yield resource(declared, "AWS::Lambda::EventInvokeConfig", found, "EventInvokeConfig")
