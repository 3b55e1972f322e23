"""Amazon Quick: the chat agents of the account."""

from __future__ import annotations

from typing import Any

from collectors.table import Collector, Found, Row

_HOME = "Region"


def _with_region(agent: dict[str, Any]) -> dict[str, Any]:
    """Return an agent with the Region of its ARN, where all of Quick's agents live."""
    parts = str(agent.get("Arn")).split(":")
    return {**agent, _HOME: parts[3] if len(parts) > 3 else ""}


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
                    shape=_with_region,
                ),
            ),
            token=("NextToken", "NextToken"),
            # The account has no subscription, or one without chat agents.
            absent_codes=("ResourceNotFoundException", "UnsupportedUserEditionException"),
            elsewhere=r"your identity region is ([a-z0-9-]+)",
        ),
    ),
)
