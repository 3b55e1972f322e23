"""Pseudo parameters: AWS::Region and its like.

Source: "Pseudo parameters reference" in the user guide of CloudFormation, and the partitions of
botocore's endpoints. One that the code does not fix is a reference to itself, such as
`reference("AWS::Region", "Ref")`: no logical id has colons. What the stack alone tells is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from collectors.iac.cloudformation.document import Document
from collectors.iac.values import Unknown, reference

_PARTITIONS = {
    "cn-": ("aws-cn", "amazonaws.com.cn"),
    "us-gov-": ("aws-us-gov", "amazonaws.com"),
    "us-iso-": ("aws-iso", "c2s.ic.gov"),
    "us-isob-": ("aws-iso-b", "sc2s.sgov.gov"),
    "us-isof-": ("aws-iso-f", "csp.hci.ic.gov"),
    "eu-isoe-": ("aws-iso-e", "cloud.adc-e.uk"),
    "eusc-": ("aws-eusc", "amazonaws.eu"),
}
"""Beginning of a Region's name -> (partition, end of its addresses)."""

_OF_STACK = {
    "AWS::StackName": Unknown("the name of the stack"),
    "AWS::StackId": Unknown("the id of the stack"),
    "AWS::NotificationARNs": Unknown("the topics that hear of the stack"),
}


def _partition(region: str) -> tuple[str, str]:
    for prefix, found in _PARTITIONS.items():
        if region.startswith(prefix):
            return found
    return ("aws", "amazonaws.com") if region else ("", "")


_FIXED: dict[str, Callable[[Document], str]] = {
    "AWS::AccountId": lambda document: document.account,
    "AWS::Region": lambda document: document.region,
    "AWS::Partition": lambda document: _partition(document.region)[0],
    "AWS::URLSuffix": lambda document: _partition(document.region)[1],
    "AWS::StackName": lambda document: document.name,
}


def value_of(name: str, document: Document) -> Any:
    """Return the value of a pseudo parameter, or None if there is none with this name."""
    if name in _FIXED and (fixed := _FIXED[name](document)):
        return fixed
    if name in _OF_STACK:
        return _OF_STACK[name]
    return reference(name, "Ref") if name in _FIXED else None
