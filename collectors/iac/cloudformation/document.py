"""One template, as it stands in its file: its sections, and what its text alone says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from collectors.iac.cloudformation.json_nodes import read_json
from collectors.iac.cloudformation.nodes import Node, Unreadable
from collectors.iac.cloudformation.yaml_nodes import read_yaml

SAM = "AWS::Serverless-2016-10-31"
EXTENSIONS = "AWS::LanguageExtensions"
PROCESSED = frozenset({SAM, EXTENSIONS})
"""The transforms that this reader applies itself."""

_SIGN = re.compile("(?:AWS|Alexa|Custom)::")


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A template. `letters` is the length of its file.

    `account`, `region` and `name` of the stack are empty unless a manifest of CDK fixes them.
    """

    file: str
    root: Node
    letters: int
    cdk: bool = False
    transforms: tuple[str, ...] = ()
    account: str = ""
    region: str = ""
    name: str = ""

    @property
    def format(self) -> str:
        """Return `sam`, `cdk` or `cloudformation`."""
        if self.cdk:
            return "cdk"
        return "sam" if SAM in self.transforms else "cloudformation"


def parsed(text: str) -> Node:
    """Return the tree of a text in JSON or YAML. Raises `Unreadable`."""
    if text.lstrip()[:1] not in ("{", "["):
        return read_yaml(text)
    try:
        return read_json(text)
    except Unreadable as error:
        try:  # what looks like JSON may be YAML in the flow style, with comments
            return read_yaml(text)
        except Unreadable:
            raise error from None


def document(file: str, text: str) -> Document | None:
    """Return the template in a file, or None if this is something else.

    It has `Resources`, and a version of the format, a type of AWS or a transform of AWS. Raises
    `Unreadable`.
    """
    root = parsed(text)
    resources, version = root.get("Resources"), root.get("AWSTemplateFormatVersion")
    if not resources or not isinstance(resources.value, dict):
        if resources and version:
            raise Unreadable("its Resources are no map", resources.start)
        return None
    types = [resource.text("Type") for resource in resources.value.values()]
    transforms = tuple(_transforms(root))
    signs = (*types, *transforms)
    if not version and not any(map(_SIGN.match, signs)):
        return None
    return Document(file, root, len(text), "AWS::CDK::Metadata" in types, transforms)


def _transforms(root: Node) -> Iterator[str]:
    """Yield the names in the section Transform, which is a text, a map with a name, or a list."""
    if section := root.get("Transform"):
        for one in section.items():
            if isinstance(one.value, str):
                yield one.value
            elif isinstance(one.value, dict):
                yield name_of_macro(one.get("Fn::Transform") or one)


def name_of_macro(node: Node) -> str:
    """Return the name in the argument of Fn::Transform, if it has one."""
    return node.text("Name") or "without a name"
