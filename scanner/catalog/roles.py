"""Templates of a role that may scan an account: CloudFormation (YAML) and Terraform (HCL).

The role has its permissions in customer managed policies, as many as IAM's size limit requires.
Inline policies share one size limit, which several hundred actions would exceed. The role trusts a
principal of AWS with an external id, or a workflow on GitHub.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scanner.catalog.permissions import MOST_CHARACTERS, policy, split, statements
from scanner.catalog.trust import PROVIDER, GitHub

SESSION_SECONDS = 3_600
"""The maximum session duration of the role: IAM's minimum, and its limit for role chaining."""

_PRINCIPAL = r"^arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/[^*?]+)$"
_EXTERNAL_ID = r"^[A-Za-z0-9_+=,.@:/-]{2,}$"
_NAME = r"^[A-Za-z0-9_+=,.@-]{1,50}$"  # IAM allows 64; the names of the policies add a suffix
_ABOUT = "Reads what genai-lens judges, and changes nothing"
_WHO = "ARN of the role or user that runs genai-lens, or of its account (arn:aws:iam::123456789012:root)"
_WHY_ID = "External id that the caller must pass with --external-id (prevents the confused deputy problem)"
_CREATE = "Whether to create GitHub's OIDC provider. An account can have it once only: false if it is there"


def as_cloudformation(chosen: Sequence[str], github: GitHub | None = None) -> str:
    """Return a CloudFormation template (YAML) of a role with these actions. It outputs the ARN.

    The role trusts the workflow `github`, or else the principal of a parameter.
    """
    import yaml

    parts = {f"Permissions{number}": part for number, part in enumerate(split(chosen), 1)}
    trust = _workflow(github) if github else _principal()
    role = {
        "RoleName": {"Ref": "RoleName"},
        "Description": _ABOUT,
        "MaxSessionDuration": SESSION_SECONDS,
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust["Statement"]]},
        "ManagedPolicyArns": [{"Ref": name} for name in parts],
    }
    name = {
        "Type": "String",
        "AllowedPattern": _NAME,
        "Default": "genai-lens",
        "Description": "Name of the role.",
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"{_ABOUT}.",
        "Parameters": {**trust["Parameters"], "RoleName": name},
        **({"Conditions": trust["Conditions"]} if github else {}),
        "Resources": {
            **trust["Resources"],
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
            "RoleArn": {"Description": _output(github), "Value": {"Fn::GetAtt": ["Role", "Arn"]}},
        },
    }
    return yaml.safe_dump(template, sort_keys=False, width=150)


def _output(github: GitHub | None) -> str:
    """Return what the ARN of the role is for."""
    return f"The value for {'role-to-assume in the workflow' if github else '--role-arn'}."


def _principal() -> dict[str, Any]:
    """Return what a template needs for the trust in a principal of AWS."""
    return {
        "Parameters": {
            "PrincipalArn": {"Type": "String", "AllowedPattern": _PRINCIPAL, "Description": f"{_WHO}."},
            "ExternalId": {"Type": "String", "AllowedPattern": _EXTERNAL_ID, "Description": f"{_WHY_ID}."},
        },
        "Resources": {},
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": {"Ref": "PrincipalArn"}},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
        },
    }


def _workflow(github: GitHub) -> dict[str, Any]:
    """Return what a template needs for the trust in a workflow on GitHub.

    The provider stays when the stack is deleted, because other roles of the account may need it.
    The audience of GitHub's token is STS's name in the partition: in China it ends with `.cn`.
    """
    audience = {"Fn::Sub": "sts.${AWS::URLSuffix}"}
    there = f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:oidc-provider/{PROVIDER}"
    created = {"Fn::GetAtt": ["Provider", "Arn"]}
    return {
        "Parameters": {
            "CreateProvider": {
                "Type": "String",
                "AllowedValues": ["true", "false"],
                "Default": "true",
                "Description": f"{_CREATE}.",
            },
        },
        "Conditions": {"Creates": {"Fn::Equals": [{"Ref": "CreateProvider"}, "true"]}},
        "Resources": {
            "Provider": {
                "Type": "AWS::IAM::OIDCProvider",
                "Condition": "Creates",
                "DeletionPolicy": "RetainExceptOnCreate",
                "UpdateReplacePolicy": "Retain",
                "Properties": {"Url": f"https://{PROVIDER}", "ClientIdList": [audience]},
            },
        },
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Federated": {"Fn::If": ["Creates", created, {"Fn::Sub": there}]}},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {f"{PROVIDER}:aud": dict(audience), f"{PROVIDER}:sub": github.subject}
            },
        },
    }


def as_terraform(chosen: Sequence[str], github: GitHub | None = None) -> str:
    """Return Terraform code (HCL) of a role with these actions. It outputs the ARN.

    The role trusts the workflow `github`, or else the principal of a variable.
    """
    lists = "\n".join(
        "    [\n" + "".join(_statement(one) for one in statements(part)) + "    ]," for part in split(chosen)
    )
    names = {
        "who": _WHO,
        "why_id": _WHY_ID,
        "principal": _PRINCIPAL,
        "external_id": _EXTERNAL_ID,
        "create": _CREATE,
        "provider": PROVIDER,
        "audience": "sts.${data.aws_partition.current.dns_suffix}",
        "subject": github.subject if github else "",
    }
    variables, statement = _TERRAFORM_GITHUB if github else _TERRAFORM_PRINCIPAL
    return _TERRAFORM % {
        "about": _ABOUT,
        "variables": variables % names,
        "statement": statement % names,
        "name": _NAME,
        "most": MOST_CHARACTERS,
        "lists": lists,
        "seconds": SESSION_SECONDS,
        "output": _output(github),
    }


def _statement(statement: dict[str, Any]) -> str:
    """Return a statement of a policy as an element of a list in HCL."""
    lines = []
    for name, value in statement.items():
        if isinstance(value, list):
            lines += [f"{name} = [", *(f'  "{one}",' for one in value), "]"]
        else:
            lines.append(f'{name} = "{value}"')
    return "".join(f"      {line}\n" for line in ("{", *(f"  {line}" for line in lines), "},"))


_TERRAFORM_PRINCIPAL = (
    """\
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
""",
    """\
      Effect    = "Allow"
      Principal = { AWS = var.principal_arn }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
""",
)
_TERRAFORM_GITHUB = (
    """\
data "aws_partition" "current" {}

variable "create_provider" {
  type        = bool
  description = "%(create)s."
  default     = true
}

resource "aws_iam_openid_connect_provider" "github" {
  count          = var.create_provider ? 1 : 0
  url            = "https://%(provider)s"
  client_id_list = ["%(audience)s"]
}

data "aws_iam_openid_connect_provider" "github" {
  count = var.create_provider ? 0 : 1
  url   = "https://%(provider)s"
}
""",
    """\
      Effect = "Allow"
      Principal = {
        Federated = one(concat(
          aws_iam_openid_connect_provider.github[*].arn,
          data.aws_iam_openid_connect_provider.github[*].arn,
        ))
      }
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "%(provider)s:aud" = "%(audience)s"
          "%(provider)s:sub" = "%(subject)s"
        }
      }
""",
)
"""(variables and resources of a trust, its statement)."""

_TERRAFORM = """\
# %(about)s.

%(variables)s
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
  statements = [
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
%(statement)s    }]
  })
}

resource "aws_iam_policy" "genai_lens" {
  count       = length(local.statements)
  name        = "${var.role_name}-${count.index + 1}"
  description = "%(about)s"

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.statements[count.index]
  })
}

resource "aws_iam_role_policy_attachment" "genai_lens" {
  count      = length(local.statements)
  role       = aws_iam_role.genai_lens.name
  policy_arn = aws_iam_policy.genai_lens[count.index].arn
}

output "role_arn" {
  description = "%(output)s"
  value       = aws_iam_role.genai_lens.arn
}
"""

TEMPLATES = {"cloudformation": as_cloudformation, "terraform": as_terraform}
"""The formats of `genai-lens permissions --format` that have a role."""
