"""Amazon Quick: the chat agents of the account."""

from __future__ import annotations

from typing import Any

from collectors.table import Collector, Found, Row

_HOME = "Region"


def _region(agent: dict[str, Any]) -> str | None:
    """Return the Region in the ARN of an agent, where all of Quick's agents live."""
    parts = str(agent.get("Arn")).split(":")
    return parts[3] if len(parts) > 3 else None


# An account has one Quick, in the Region that somebody chose when they subscribed. No operation
# tells it, but the others refuse a call with its name: "Operation is being called from endpoint
# us-east-1, but your identity region is eu-west-1."
QUICK = Collector(
    service="quicksight",
    prefix="quicksight",
    regional=False,
    rows=(
        Row(
            "ListAgents",
            constants={"AwsAccountId": "{account}"},
            finds=(
                Found(
                    "AWS::QuickSight::Agent",
                    "{Arn}",
                    items="AgentSummaries",
                    name="Name",
                    home=_HOME,
                    made={_HOME: _region},
                ),
            ),
            token=("NextToken", "NextToken"),
            # The account has no subscription, or one without chat agents.
            absent_codes=("ResourceNotFoundException", "UnsupportedUserEditionException"),
            elsewhere=r"your identity region is ([a-z0-9-]+)",
        ),
    ),
)
