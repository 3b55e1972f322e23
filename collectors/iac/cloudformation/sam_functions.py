"""AWS::Serverless::Function -> the function, its role, its alias, its URL and its event sources.

Source: "AWS::Serverless::Function" and "CloudFormation resources generated when you specify
AWS::Serverless::Function" in the developer guide of SAM.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectors.iac.cloudformation.nodes import Node, is_map
from collectors.iac.cloudformation.sam_events import POLLED, events, of_events, settings_of_calls
from collectors.iac.cloudformation.sam_parts import (
    Declaration,
    Made,
    alias_of,
    called,
    renamed,
    resource,
    tags,
    without_value,
)
from collectors.iac.cloudformation.sam_roles import Added, inline, role
from collectors.iac.values import Unknown

_OF_SAM = (
    "AssumeRolePolicyDocument AutoPublishAlias AutoPublishAliasAllProperties AutoPublishCodeSha256 "
    "CapacityProviderConfig CodeUri DeadLetterQueue DeploymentPreference EventInvokeConfig Events "
    "FunctionUrlConfig ImageUri InlineCode PermissionsBoundary Policies PropagateTags "
    "ProvisionedConcurrencyConfig Role RolePath Tags Tracing VersionDescription "
    "VersionDeletionPolicy"
)

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
    yield from settings_of_calls(declared)
    yield from of_events(declared)


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
    for _, kind, _ in events(declared):
        if kind not in POLLED:
            continue
        if not (name := POLLED[kind][1]):
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


def _url(declared: Declaration) -> Iterator[Made]:
    config = declared.get("FunctionUrlConfig")
    if config is None:
        return
    target = {"TargetFunctionArn": called(declared)}
    if not is_map(config):
        target["AuthType"] = Unknown("FunctionUrlConfig is no map")
        yield resource(declared, "AWS::Lambda::Url", target, "Url")
        return
    yield resource(declared, "AWS::Lambda::Url", {**target, **config.value}, "Url")
    if config.text("AuthType") != "NONE":
        return
    caller = {"FunctionName": called(declared), "Principal": "*"}
    by_url = {**caller, "Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"}
    invoke = {**caller, "Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True}
    yield resource(declared, "AWS::Lambda::Permission", by_url, "UrlPublicPermissions")
    yield resource(declared, "AWS::Lambda::Permission", invoke, "URLInvokeAllowPublicAccess")
