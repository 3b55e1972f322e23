"""The scanner's own questions, which come before those of any control, and those of boto3."""

from __future__ import annotations

from collectors.table import Collector, Row

IDENTITY = Row("GetCallerIdentity", always=("Account", "Arn"))
REGIONS = Row(
    "ListRegions",
    constants={"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]},
    always=("Regions", "Regions[].RegionName"),
)
REGIONS_OF_EC2 = Row("DescribeRegions", always=("Regions", "Regions[].RegionName"))
OFFERED = Row("GetParametersByPath", always=("Parameters", "Parameters[].Name", "Parameters[].Value"))

STS = Collector("sts", "sts", (IDENTITY,))
ACCOUNT = Collector("account", "account", (REGIONS,), regional=False)
EC2 = Collector("ec2", "ec2", (REGIONS_OF_EC2,), regional=False)
SSM = Collector("ssm", "ssm", (OFFERED,), regional=False)

OWN_OPERATIONS = {
    table.name(row): table.action(row.operation) for table in (STS, ACCOUNT, EC2, SSM) for row in table.rows
}
"""Operation -> IAM action."""

CREDENTIAL_OPERATIONS = frozenset(
    {
        "sts:AssumeRole",
        "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sso:GetRoleCredentials",
        "sso-oidc:CreateToken",
        "signin:CreateOAuth2Token",
    }
)
"""The calls that boto3 makes to get or renew credentials. None of them changes the account."""

REDIRECT = "s3:HeadBucket"
"""The call with which boto3 asks where a bucket is, if S3 says only that it is elsewhere.

S3 names the Region in a header whatever the permissions, so it needs none.
"""
