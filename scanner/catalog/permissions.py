"""The IAM actions that a selection of controls needs, as a policy or as a template of a role.

They are exactly the actions that the collectors use. The role has its permissions in customer
managed policies, as many as IAM's size limit requires. Inline policies share one size limit, which
several hundred actions would exceed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from collectors import ROWS
from scanner.catalog.controls import Catalog
from scanner.errors import UsageError

OWN = ("account:ListRegions", "ec2:DescribeRegions", "ssm:GetParametersByPath", "sts:GetCallerIdentity")
"""The actions of every scan, which read its identity, the enabled Regions and services' Regions."""

MOST_CHARACTERS = 6_144
"""IAM's size limit of a managed policy, without white space."""
MOST_POLICIES = 10
"""IAM's default quota of managed policies for a role."""
SESSION_SECONDS = 3_600
"""The maximum session duration of the role: IAM's minimum, and its limit for role chaining."""

_PRINCIPAL = r"^arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/[^*?]+)$"
_EXTERNAL_ID = r"^[A-Za-z0-9_+=,.@:/-]{2,}$"
_NAME = r"^[A-Za-z0-9_+=,.@-]{1,50}$"  # IAM allows 64; the names of the policies add a suffix
_ABOUT = "Reads what genai-lens judges, and changes nothing"
_WHO = "ARN of the role or user that runs genai-lens, or of its account (arn:aws:iam::123456789012:root)"
_WHY_ID = "External id that the caller must pass with --external-id (prevents the confused deputy problem)"


def actions(catalog: Catalog) -> list[str]:
    """Return the IAM actions that a collection for the catalog's controls needs, sorted."""
    found = {
        collector.action(row.operation) for operation in catalog.plan for collector, row in ROWS[operation]
    }
    return sorted(found | set(OWN))


def policy(chosen: Sequence[str]) -> dict[str, Any]:
    """Return a policy document that allows the `chosen` actions.

    Its resource is `*`: listings do not support another one, and the resources that they find are
    not known in advance.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "GenaiLens", "Effect": "Allow", "Action": list(chosen), "Resource": "*"}],
    }


def size(chosen: Sequence[str]) -> int:
    """Return the size of the policy document as IAM counts it: characters without white space."""
    return len(orjson.dumps(policy(chosen)))


def split(chosen: Sequence[str]) -> list[list[str]]:
    """Return the actions, in order, in the least number of parts that each fit in a managed policy.

    Raises `UsageError` for more parts than a role may have managed policies.
    """
    parts: list[list[str]] = [[]]
    for action in chosen:
        if size([*parts[-1], action]) > MOST_CHARACTERS:
            parts.append([])
        parts[-1].append(action)
    if len(parts) > MOST_POLICIES:
        raise UsageError(
            f"{len(chosen)} actions need {len(parts)} managed policies, and a role may have {MOST_POLICIES}.",
            "Select fewer controls with --pillar or --best-practice, and use a separate role for each scan.",
        )
    return parts


def as_json(chosen: Sequence[str]) -> str:
    """Return the policy document as JSON."""
    return orjson.dumps(policy(chosen), option=orjson.OPT_INDENT_2).decode()


def as_cloudformation(chosen: Sequence[str]) -> str:
    """Return a CloudFormation template (YAML) of a role with these actions. It outputs the ARN."""
    import yaml

    parts = {f"Permissions{number}": part for number, part in enumerate(split(chosen), 1)}
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": {"Ref": "PrincipalArn"}},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
            }
        ],
    }
    role = {
        "RoleName": {"Ref": "RoleName"},
        "Description": _ABOUT,
        "MaxSessionDuration": SESSION_SECONDS,
        "AssumeRolePolicyDocument": trust,
        "ManagedPolicyArns": [{"Ref": name} for name in parts],
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"{_ABOUT}.",
        "Parameters": {
            "PrincipalArn": {"Type": "String", "AllowedPattern": _PRINCIPAL, "Description": f"{_WHO}."},
            "ExternalId": {"Type": "String", "AllowedPattern": _EXTERNAL_ID, "Description": f"{_WHY_ID}."},
            "RoleName": {
                "Type": "String",
                "AllowedPattern": _NAME,
                "Default": "genai-lens",
                "Description": "Name of the role.",
            },
        },
        "Resources": {
            "Role": {"Type": "AWS::IAM::Role", "Properties": role},
            **{
                name: {
                    "Type": "AWS::IAM::ManagedPolicy",
                    "Properties": {"Description": _ABOUT, "PolicyDocument": policy(part)},
                }
                for name, part in parts.items()
            },
        },
        "Outputs": {
            "RoleArn": {
                "Description": "The value for --role-arn.",
                "Value": {"Fn::GetAtt": ["Role", "Arn"]},
            }
        },
    }
    return yaml.safe_dump(template, sort_keys=False, width=150)


def as_terraform(chosen: Sequence[str]) -> str:
    """Return Terraform code (HCL) of a role with these actions. It outputs the ARN."""
    lists = "\n".join(
        "    [\n" + "".join(f'      "{action}",\n' for action in part) + "    ]," for part in split(chosen)
    )
    return _TERRAFORM % {
        "about": _ABOUT,
        "who": _WHO,
        "why_id": _WHY_ID,
        "principal": _PRINCIPAL,
        "external_id": _EXTERNAL_ID,
        "name": _NAME,
        "most": MOST_CHARACTERS,
        "lists": lists,
        "seconds": SESSION_SECONDS,
    }


_TERRAFORM = """\
# %(about)s.

variable "principal_arn" {
  type        = string
  description = "%(who)s."

  validation {
    condition     = can(regex("%(principal)s", var.principal_arn))
    error_message = "This must be the ARN of a role, a user or an account's root, without a wildcard."
  }
}

variable "external_id" {
  type        = string
  description = "%(why_id)s."

  validation {
    condition     = can(regex("%(external_id)s", var.external_id))
    error_message = "This must have two or more of the characters A-Z a-z 0-9 _ + = , . @ : / and -."
  }
}

variable "role_name" {
  type        = string
  description = "Name of the role."
  default     = "genai-lens"

  validation {
    condition     = can(regex("%(name)s", var.role_name))
    error_message = "This must have 1 to 50 of the characters A-Z a-z 0-9 _ + = , . @ and -."
  }
}

locals {
  # One list for each policy: IAM allows %(most)d characters in a policy.
  actions = [
%(lists)s
  ]
}

resource "aws_iam_role" "genai_lens" {
  name                 = var.role_name
  description          = "%(about)s"
  max_session_duration = %(seconds)d

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.principal_arn }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
    }]
  })
}

resource "aws_iam_policy" "genai_lens" {
  count       = length(local.actions)
  name        = "${var.role_name}-${count.index + 1}"
  description = "%(about)s"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "GenaiLens"
      Effect   = "Allow"
      Action   = local.actions[count.index]
      Resource = "*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "genai_lens" {
  count      = length(local.actions)
  role       = aws_iam_role.genai_lens.name
  policy_arn = aws_iam_policy.genai_lens[count.index].arn
}

output "role_arn" {
  description = "The value for --role-arn."
  value       = aws_iam_role.genai_lens.arn
}
"""

FORMS = {"json": as_json, "cloudformation": as_cloudformation, "terraform": as_terraform}
"""The formats of `genai-lens permissions --format`."""
