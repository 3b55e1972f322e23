"""AWS::Serverless::Function -> the function, its role, its alias, its URL and its event sources.

Source: "AWS::Serverless::Function" and "CloudFormation resources generated when you specify
AWS::Serverless::Function" in the developer guide of SAM.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectors.iac.sam_parts import Declaration, Made, renamed, resource, tags, without_value
from collectors.iac.sam_roles import Added, inline, role
from collectors.iac.template_nodes import Node
from collectors.iac.values import Unknown

_OF_SAM = (
    "AssumeRolePolicyDocument AutoPublishAlias AutoPublishAliasAllProperties AutoPublishCodeSha256 "
    "CapacityProviderConfig CodeUri DeadLetterQueue DeploymentPreference EventInvokeConfig Events "
    "FunctionUrlConfig ImageUri InlineCode PermissionsBoundary Policies PropagateTags "
    "ProvisionedConcurrencyConfig Role RolePath Tags Tracing VersionDescription "
    "VersionDeletionPolicy"
)

_SOURCES = {
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

_DESTINATIONS = {
    "SQS": "sqs:SendMessage",
    "SNS": "sns:publish",
    "EventBridge": "events:PutEvents",
    "Lambda": "lambda:InvokeFunction",
}
_DEAD_LETTERS = {"SQS": "sqs:SendMessage", "SNS": "sns:Publish"}


def function(declared: Declaration) -> Iterator[Made]:
    """Yield the resources of a function."""
    found = renamed(declared, {"SourceKMSKeyArn": "SourceKMSKeyArn"}, without=_OF_SAM)
    found["Code"] = _code(declared, found.pop("SourceKMSKeyArn", None))
    found["Tags"] = tags(declared, "lambda:createdBy")
    if tracing := declared.get("Tracing"):
        found["TracingConfig"] = {"Mode": tracing}
    if declared.get("CapacityProviderConfig"):
        found["CapacityProviderConfig"] = Unknown("what SAM makes of CapacityProviderConfig")
    if letters := declared.get("DeadLetterQueue"):
        found["DeadLetterConfig"] = {"TargetArn": letters.get("TargetArn") or Unknown("a target")}
    yield from _role(declared, found)
    yield resource(declared, "AWS::Lambda::Function", found)
    yield from _alias(declared)
    yield from _url(declared)
    yield from _event_sources(declared)


def _code(declared: Declaration, key: Node | None) -> dict[str, Any]:
    code: dict[str, Any] = {"SourceKMSKeyArn": key} if key else {}
    if text := declared.get("InlineCode"):
        return {**code, "ZipFile": text}
    if image := declared.get("ImageUri"):
        return {**code, "ImageUri": image}
    place = declared.get("CodeUri")
    if place and place.get("Bucket"):
        names = {"Bucket": "S3Bucket", "Key": "S3Key", "Version": "S3ObjectVersion"}
        return {**code, **{names.get(name, name): node for name, node in place.value.items()}}
    packaged = Unknown("the code that `sam package` uploads")
    return {**code, "S3Bucket": packaged, "S3Key": packaged}


def _role(declared: Declaration, found: dict[str, Any]) -> Iterator[Made]:
    given = declared.get("Role")
    if given and not without_value(given):
        found["Role"] = given
        return
    own = {"Fn::GetAtt": [f"{declared.logical_id}Role", "Arn"]}
    found["Role"] = Unknown("SAM makes a role in one case only") if given else own
    more: list[Any] = ["service-role/AWSLambdaBasicExecutionRole"]
    if declared.get("DurableConfig"):
        more = ["service-role/AWSLambdaBasicDurableExecutionRolePolicy"]
    if (tracing := declared.get("Tracing")) and tracing.value != "Disabled":
        more.append("AWSXrayWriteOnlyAccess")
        if not isinstance(tracing.value, str):
            more[-1] = Unknown("the value of Tracing decides whether there is a policy")
    if declared.get("VpcConfig"):
        more.append("service-role/AWSLambdaVPCAccessExecutionRole")
    policies: list[Any] = []
    if letters := declared.get("DeadLetterQueue"):
        action = _DEAD_LETTERS.get(letters.text("Type")) or Unknown("a type of queue")
        document = {"Version": "2012-10-17", "Statement": [_allows(action, letters.get("TargetArn"))]}
        policies.append({"PolicyName": "DeadLetterQueuePolicy", "PolicyDocument": document})
    policies += _destinations(declared)
    written: list[Any] = []
    for _, _, event in _polled(declared):
        kind = event.text("Type")
        if not (name := _SOURCES[kind][1]):
            written.append(Unknown(f"the policy that SAM makes for the event {kind}"))
        elif (path := f"service-role/{name}") not in more:
            more.append(path)
    yield role(declared, "lambda.amazonaws.com", Added(more, policies, written), found["Tags"])


def _allows(action: Any, target: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": target or Unknown("a resource that SAM makes")}


def _destinations(declared: Declaration) -> Iterator[Any]:
    """Yield the policies that let a function send the results of asynchronous calls."""
    invoked = declared.get("EventInvokeConfig")
    ways = invoked.members("DestinationConfig") if invoked else {}
    for way in ("OnSuccess", "OnFailure"):
        destination = ways.get(way)
        if not destination:
            continue
        kind, target = destination.text("Type"), destination.get("Destination")
        if kind in _DESTINATIONS:
            name = f"{declared.logical_id}EventInvokeConfig{way}{kind}Policy"
            yield inline(name, [_allows(_DESTINATIONS[kind], target)])
        elif kind == "S3Bucket" and target:
            objects = {"Fn::Join": ["/", [target, "*"]]}
            name = f"{declared.logical_id}EventInvokeConfig{way}S3Policy"
            yield inline(name, [_allows("s3:PutObject", objects), _allows("s3:ListBucket", target)])
        elif kind or not isinstance(destination.value, dict):
            yield Unknown("the policy that SAM makes for a destination")


def _alias(declared: Declaration) -> Iterator[Made]:
    alias = declared.get("AutoPublishAlias")
    if alias is None:
        return
    found: dict[str, Any] = {
        "Name": alias,
        "FunctionName": {"Ref": declared.logical_id},
        "FunctionVersion": Unknown("the version that SAM publishes"),
    }
    if provisioned := declared.get("ProvisionedConcurrencyConfig"):
        found["ProvisionedConcurrencyConfig"] = provisioned
    suffix = alias_of(declared).removeprefix(declared.logical_id) or "Alias"
    yield resource(declared, "AWS::Lambda::Alias", found, suffix)


def alias_of(declared: Declaration) -> str:
    """Return the logical id of the alias that SAM publishes. Empty if there is none, or no name."""
    alias = declared.get("AutoPublishAlias")
    if alias is None or not isinstance(alias.value, str):
        return ""
    letters = alias.value.replace("-", "D").replace("_", "U")
    return f"{declared.logical_id}Alias{letters}" if letters.isalnum() else ""


def _called(declared: Declaration) -> Any:
    """Return what calls the function: its alias, if SAM publishes one."""
    if declared.get("AutoPublishAlias") is None:
        return {"Ref": declared.logical_id}
    alias = alias_of(declared)
    return {"Ref": alias} if alias else Unknown("the alias that SAM publishes")


def _url(declared: Declaration) -> Iterator[Made]:
    config = declared.get("FunctionUrlConfig")
    if config is None:
        return
    target = {"TargetFunctionArn": _called(declared)}
    if not isinstance(config.value, dict) or any(key.startswith("Fn::") for key in config.value):
        target["AuthType"] = Unknown("FunctionUrlConfig is no map")
        yield resource(declared, "AWS::Lambda::Url", target, "Url")
        return
    yield resource(declared, "AWS::Lambda::Url", {**target, **config.value}, "Url")
    if config.text("AuthType") != "NONE":
        return
    caller = {"FunctionName": _called(declared), "Principal": "*"}
    by_url = {**caller, "Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"}
    invoke = {**caller, "Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True}
    yield resource(declared, "AWS::Lambda::Permission", by_url, "UrlPublicPermissions")
    yield resource(declared, "AWS::Lambda::Permission", invoke, "URLInvokeAllowPublicAccess")


def _polled(declared: Declaration) -> Iterator[tuple[str, Node, Node]]:
    """Yield (name, properties, event) of each event that Lambda polls."""
    events = declared.get("Events")
    if events is None or not isinstance(events.value, dict):
        return
    for name, event in events.value.items():
        if event.text("Type") in _SOURCES:
            yield name, event.get("Properties") or Node({}, event.start, event.end), event


def _event_sources(declared: Declaration) -> Iterator[Made]:
    for name, properties, event in _polled(declared):
        if not isinstance(properties.value, dict):
            continue
        source, _, config = _SOURCES[event.text("Type")]
        found: dict[str, Any] = {}
        for key, node in properties.value.items():
            if key == source:
                found["EventSourceArn"] = node
            elif config and key in _IN_CONFIG:
                found.setdefault(config, {})[key] = node
            elif key not in _OF_ROLE:
                found[key] = _without_type(node) if key == "DestinationConfig" else node
        found["FunctionName"] = _called(declared)
        yield resource(declared, "AWS::Lambda::EventSourceMapping", found, name)


def _without_type(destinations: Node) -> Any:
    """Return the destinations of an event without the types, which are SAM's."""
    failed = destinations.get("OnFailure")
    if failed is None or not isinstance(failed.value, dict):
        return destinations
    return {"OnFailure": {key: node for key, node in failed.value.items() if key != "Type"}}
