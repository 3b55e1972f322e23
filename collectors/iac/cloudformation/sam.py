"""The transform AWS::Serverless-2016-10-31: SAM's resources -> those that CloudFormation creates.

It makes nodes of nodes, so that conditions, functions and lines stay as they are written. Source:
"AWS SAM resources and properties", "Generated CloudFormation resources" and "Globals section" in
the developer guide of SAM.

Not made: versions of functions, subscriptions and schedules that events need, the definitions of
APIs, and APIs for the events of state machines. `AWS::Serverless::GraphQLApi`,
`Connector` and other types keep their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from collectors.iac.cloudformation.nodes import NULL, Node, is_map
from collectors.iac.cloudformation.sam_apis import http_api, implied, rest_api
from collectors.iac.cloudformation.sam_events import rules_of_machine
from collectors.iac.cloudformation.sam_functions import function
from collectors.iac.cloudformation.sam_parts import Declaration, Made, alias_of, renamed, resource, tags
from collectors.iac.cloudformation.sam_roles import Added, role
from collectors.iac.values import Unknown

_PREFIX = "AWS::Serverless::"
_PACKAGED = Unknown("what `sam package` uploads")
_KEY_TYPES = {"String": "S", "Number": "N", "Binary": "B"}


class Sam:
    """The transform of one template. It reads the sections `Globals` and `Resources`."""

    def __init__(self, root: Node) -> None:
        self._globals = root.members("Globals")
        self.implied = list(implied(root.members("Resources")))
        """The APIs that events imply, as resources of SAM."""
        self._connected = frozenset(_connected(root))
        self.named: dict[str, str] = {}
        """Name of a reference that SAM allows, such as `Function.Alias` -> logical id."""

    def resources(self, logical_id: str, node: Node) -> Iterator[Made]:
        """Yield the (logical id, node) of each resource that stands for one of the template."""
        kind = node.text("Type").removeprefix(_PREFIX)
        properties = node.get("Properties") or Node({}, node.start, node.end)
        if not node.text("Type").startswith(_PREFIX) or not isinstance(properties.value, dict):
            yield logical_id, node
            return
        general = self._globals.get(kind)
        if general is not None:
            properties = merged(general, properties)
        set_ones = {name: one for name, one in properties.value.items() if one.value is not NULL}
        properties = Node(set_ones, properties.start, properties.end)  # SAM takes null as not set
        connected = logical_id in self._connected or node.get("Connectors") is not None
        declaration = Declaration(logical_id, node, properties, connected)
        if kind == "Function" and (alias := alias_of(declaration)):
            self.named[f"{logical_id}.Alias"] = alias
        yield from _KINDS.get(kind, _kept)(declaration)


def _connected(root: Node) -> Iterator[str]:
    """Yield the ids of the resources that a connector gives permissions."""
    for node in root.members("Resources").values():
        if node.text("Type") == "AWS::Serverless::Connector":
            source = node.members("Properties").get("Source")
            yield source.text("Id") if source else ""


def merged(general: Node, own: Node) -> Node:
    """Return a property of Globals and the resource's own as one.

    Maps are merged, lists are joined with the general elements first, all else is replaced. A
    function counts as one value.
    """
    if isinstance(general.value, list) and isinstance(own.value, list):
        return Node([*general.value, *own.value], own.start, own.end)
    if not is_map(general) or not is_map(own):
        return own
    members = dict(general.value)
    for key, member in own.value.items():
        members[key] = merged(members[key], member) if key in members else member
    return Node(members, own.start, own.end)


def _kept(declared: Declaration) -> Iterator[Made]:
    members = {**declared.node.value, "Properties": declared.properties}
    yield declared.logical_id, Node(members, declared.node.start, declared.node.end)


def _state_machine(declared: Declaration) -> Iterator[Made]:
    found = renamed(
        declared,
        {
            "Name": "StateMachineName",
            "Type": "StateMachineType",
            "Logging": "LoggingConfiguration",
            "Tracing": "TracingConfiguration",
            "Role": "RoleArn",
        },
        without=(
            "AutoPublishAlias DeploymentPreference Events PermissionsBoundary Policies "
            "PropagateTags RolePath Tags UseAliasAsEventTarget"
        ),
    )
    found["Tags"] = tags(declared, "stateMachine:createdBy")
    if "RoleArn" not in found:
        found["RoleArn"] = {"Fn::GetAtt": [f"{declared.logical_id}Role", "Arn"]}
        tracing = declared.get("Tracing")
        enabled = tracing.get("Enabled") if tracing else None
        more = ["AWSXrayWriteOnlyAccess"] if enabled and enabled.value is True else []
        yield role(declared, "states.amazonaws.com", Added(more), found["Tags"])
    yield resource(declared, "AWS::StepFunctions::StateMachine", found)
    yield from rules_of_machine(declared)


def _simple_table(declared: Declaration) -> Iterator[Made]:
    found = renamed(declared, {}, without="PrimaryKey Tags")
    key = declared.get("PrimaryKey")
    name: Any = (key.get("Name") if key else None) or "id"
    kind = _KEY_TYPES.get(key.text("Type") if key else "String") or Unknown("a type of key")
    found["AttributeDefinitions"] = [{"AttributeName": name, "AttributeType": kind}]
    found["KeySchema"] = [{"AttributeName": name, "KeyType": "HASH"}]
    if "ProvisionedThroughput" not in found:
        found["BillingMode"] = "PAY_PER_REQUEST"
    if declared.get("Tags"):
        found["Tags"] = tags(declared, "")
    yield resource(declared, "AWS::DynamoDB::Table", found)


def _layer(declared: Declaration) -> Iterator[Made]:
    found = renamed(declared, {}, without="ContentUri RetentionPolicy PublishLambdaVersion")
    found.setdefault("LayerName", declared.logical_id)
    yield resource(declared, "AWS::Lambda::LayerVersion", {**found, "Content": _PACKAGED})


def _application(declared: Declaration) -> Iterator[Made]:
    found = renamed(declared, {}, without="Location")
    location = declared.get("Location")
    application = location.get("ApplicationId") if location else None
    repository = Unknown("an application of the Serverless Application Repository")
    found["TemplateURL"] = repository if application or not location else location
    yield resource(declared, "AWS::CloudFormation::Stack", found)


_KINDS: dict[str, Callable[[Declaration], Iterator[Made]]] = {
    "Api": rest_api,
    "Function": function,
    "HttpApi": http_api,
    "StateMachine": _state_machine,
    "SimpleTable": _simple_table,
    "LayerVersion": _layer,
    "Application": _application,
}
