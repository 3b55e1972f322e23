"""What the parts of SAM's transform share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collectors.iac.cloudformation.nodes import Node, is_map, node_of
from collectors.iac.values import Unknown

Made = tuple[str, Node]
"""The logical id and the node of a resource that the transform makes."""

_ATTRIBUTES = ("Condition", "DependsOn", "Metadata")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A resource of SAM. `connected` says that a connector gives it permissions."""

    logical_id: str
    node: Node
    properties: Node
    connected: bool = False

    def get(self, name: str) -> Node | None:
        """Return a property, or None."""
        return self.properties.get(name)


def renamed(declared: Declaration, names: dict[str, str], without: str) -> dict[str, Any]:
    """Return the properties under the names of CloudFormation, without some."""
    left_out = without.split()
    return {
        names.get(name, name): node
        for name, node in declared.properties.value.items()
        if name not in left_out
    }


def resource(declared: Declaration, kind: str, properties: dict[str, Any], suffix: str = "") -> Made:
    """Return a resource that depends on the same condition as the declared one."""
    members: dict[str, Any] = {"Type": kind, "Properties": properties}
    for name in _ATTRIBUTES:
        if found := declared.node.get(name):
            members[name] = found
    return declared.logical_id + suffix, node_of(members, declared.node)


def tags(declared: Declaration, made_by: str) -> Any:
    """Return SAM's map of tags as a list, with the tag that SAM adds."""
    found: list[Any] = [{"Key": made_by, "Value": "SAM"}] if made_by else []
    given = declared.get("Tags")
    if given is None:
        return found
    if not is_map(given):
        return Unknown("tags that are no map")
    return [*found, *({"Key": key, "Value": value} for key, value in given.value.items())]


def without_value(node: Node) -> bool:
    """Return whether a node may give AWS::NoValue: as itself, or in a branch of Fn::If."""
    if node.text("Ref") == "AWS::NoValue":
        return True
    branches = node.get("Fn::If")
    return branches is not None and any(without_value(one) for one in branches.items()[1:])


def alias_of(declared: Declaration) -> str:
    """Return the logical id of the alias that SAM publishes. Empty if there is none, or no name."""
    alias = declared.get("AutoPublishAlias")
    if alias is None or not isinstance(alias.value, str):
        return ""
    letters = alias.value.replace("-", "D").replace("_", "U")
    return f"{declared.logical_id}Alias{letters}" if letters.isalnum() else ""


def called(declared: Declaration) -> Any:
    """Return what is called: the alias of the function, if SAM publishes one."""
    if declared.get("AutoPublishAlias") is None:
        return {"Ref": declared.logical_id}
    alias = alias_of(declared)
    return {"Ref": alias} if alias else Unknown("the alias that SAM publishes")
