"""What the output of `cdk synth` says beside its templates: where each stack goes.

Source: the cloud assembly schema of CDK (`manifest.json`). The templates themselves are
CloudFormation's; each resource has its construct's path in its metadata.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from collectors.iac.cloudformation.nodes import Node
from collectors.iac.cloudformation.parameters import plain

_ENVIRONMENT = re.compile("aws://([^/]+)/([^/]+)")
_STACK = "aws:cloudformation:stack"


@dataclass(frozen=True, slots=True)
class Assembled:
    """A stack of a manifest: its template's file, and what is empty if the code does not fix it."""

    file: str
    account: str
    region: str
    name: str
    parameters: dict[str, Any] = field(default_factory=dict)


def stacks(file: str, manifest: Node) -> Iterator[Assembled]:
    """Yield the stacks of a manifest. `file` is the manifest's own path."""
    if not manifest.text("version"):
        return
    for artifact in manifest.members("artifacts").values():
        template = artifact.members("properties").get("templateFile")
        if artifact.text("type") != _STACK or not template or not isinstance(template.value, str):
            continue
        properties = artifact.get("properties") or artifact
        environment = _ENVIRONMENT.fullmatch(artifact.text("environment"))
        account, region = environment.groups() if environment else ("", "")
        yield Assembled(
            posixpath.normpath(posixpath.join(posixpath.dirname(file), template.value)),
            account if account.isdigit() else "",
            "" if region.startswith("unknown-") else region,
            properties.text("stackName"),
            {name: plain(value) for name, value in properties.members("parameters").items()},
        )


def path_of(resource: Node) -> str:
    """Return the path of the construct that made a resource, or nothing."""
    metadata = resource.get("Metadata")
    return metadata.text("aws:cdk:path") if metadata else ""


def asset_of(resource: Node) -> str:
    """Return the file, beside the template, that CDK uploads as the template of a nested stack."""
    metadata = resource.get("Metadata")
    if metadata is None or metadata.text("aws:asset:property") not in ("TemplateURL", ""):
        return ""
    return metadata.text("aws:asset:path")
