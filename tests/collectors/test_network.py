"""Which endpoint services of Amazon VPC are kept."""

from __future__ import annotations

from tests import lab

OPERATION = "ec2:DescribeVpcEndpointServices"


def test_every_form_of_a_generative_service_is_kept() -> None:
    """The names for FIPS and dual stack are kept; those of other services and owners are not."""
    forms = ["bedrock-runtime", "bedrock-runtime-fips", "sagemaker.api-fips", "kendra-fips", "q", "q-fips"]
    kept = {
        *(f"com.amazonaws.us-east-1.{form}" for form in (*forms, "s3vectors-dualstack")),
        "aws.api.us-east-1.qbusiness",
    }
    dropped = {"com.amazonaws.us-east-1.sqs", "com.amazonaws.vpce.us-east-1.vpce-svc-00000001"}
    account = lab.account("empty")
    account["regions"] = ["us-east-1"]
    lab.entry(account, OPERATION)["ServiceDetails"] = [
        {"ServiceName": name, "VpcEndpointPolicySupported": True} for name in sorted(kept | dropped)
    ]
    with lab.serving(account) as (_, aws):
        found = lab.read(aws, [OPERATION])
    assert found.gaps == ()
    assert {r.name for r in found.resources if r.type == "AWS::EC2::VPCEndpointService"} == kept
