"""AWS Savings Plans: what the account has committed itself to pay for."""

from __future__ import annotations

from collectors.table import Collector, Found, Row

SAVINGS_PLANS = Collector(
    service="savingsplans",
    prefix="savingsplans",
    regional=False,
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "DescribeSavingsPlans",
            token=("nextToken", "nextToken"),
            finds=(
                Found(
                    "AWS::SavingsPlans::SavingsPlan",
                    "{savingsPlanArn}",
                    items="savingsPlans",
                    name="savingsPlanId",
                    always=("start", "savingsPlanType", "state"),
                ),
            ),
            keep={"savingsPlans[].start": "when the commitment started"},
        ),
    ),
)
