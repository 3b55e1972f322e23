"""The IAM actions that a selection of controls needs: exactly those that the collectors use."""

from __future__ import annotations

from typing import Any

from collectors import ROWS
from scanner.catalog import Catalog

OWN = ("account:ListRegions", "ec2:DescribeRegions", "ssm:GetParametersByPath", "sts:GetCallerIdentity")
"""What the scanner asks before any control: who it is, which regions are enabled, where AWS offers a service."""


def actions(catalog: Catalog) -> list[str]:
    """The IAM actions, sorted."""
    found = {collector.action(row.operation) for operation in catalog.operations for collector, row in ROWS[operation]}
    return sorted(found | set(OWN))


def policy(catalog: Catalog) -> dict[str, Any]:
    """A least IAM policy document. Listings take no resource, and details are of what the listings find, so the resource is `*`."""
    return {"Version": "2012-10-17", "Statement": [{"Sid": "GenaiLens", "Effect": "Allow", "Action": actions(catalog), "Resource": "*"}]}
