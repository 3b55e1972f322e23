"""Of the quotas of Amazon Bedrock, those of tokens a minute are stored."""

from __future__ import annotations

from tests import lab

QUOTAS = "service-quotas:ListServiceQuotas"


def test_quotas_of_other_kinds_are_not_stored() -> None:
    """Amazon Bedrock has many hundreds of them."""
    account = lab.account("good")
    (tokens,) = next(e["answer"]["Quotas"] for e in account["answers"] if e["call"] == QUOTAS)
    other = {
        **tokens,
        "QuotaArn": f"{tokens['QuotaArn']}9",
        "QuotaName": "Records per batch inference job for Claude Sonnet 4",
    }
    for entry in account["answers"]:
        if entry["call"] == QUOTAS:
            entry["answer"]["Quotas"].append(other)
    with lab.serving(account) as (_, aws):
        found = lab.read(aws, [QUOTAS], ["us-east-1"])
    assert [r.id for r in found.resources if r.type == "AWS::ServiceQuotas::ServiceQuota"] == [
        tokens["QuotaArn"]
    ]
    assert not found.gaps
