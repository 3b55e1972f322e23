"""What AWS costs: budgets, what they do when spend runs away, and what each service cost.

AWS has one set of these per account. Of the subscribers of a budget, the controls count: addresses
are redacted.
"""

from __future__ import annotations

from typing import Any

from collectors.ago import MonthsAgo
from collectors.table import Collector, Found, Outline, Row

_BUDGET = "arn:{partition}:budgets::{account}:budget/{BudgetName}"
_OWN = {"AccountId": "{account}"}
_FILTER = "which costs the budget is about"
_NAMED_BY = ("NotificationType", "ComparisonOperator", "Threshold")
"""What names a notification of a budget, in each request about it."""
ABOVE = "Notifications[?ComparisonOperator != 'LESS_THAN']"
_STOPPED = "whom the action of the budget stops"

BUDGETS = Collector(
    service="budgets",
    prefix="budgets",
    regional=False,
    gone_code="NotFoundException",
    # AWS has one IAM action for what shows a budget.
    actions={
        "DescribeBudgets": "budgets:ViewBudget",
        "DescribeBudgetNotificationsForAccount": "budgets:ViewBudget",
        "DescribeSubscribersForNotification": "budgets:ViewBudget",
    },
    rows=(
        # Without ShowFilterExpression, AWS leaves out the newer form of the filter.
        Row(
            "DescribeBudgets",
            constants={**_OWN, "ShowFilterExpression": True},
            finds=(
                Found(
                    "AWS::Budgets::Budget",
                    _BUDGET,
                    items="Budgets",
                    name="BudgetName",
                    always=("BudgetName", "BudgetType"),
                ),
            ),
            keep={"Budgets[].FilterExpression.Dimensions.Values[]": _FILTER},
            outlines={"Budgets[].CostFilters": Outline(_FILTER, ("Service", "LinkedAccount", "RecordType"))},
        ),
        Row(
            "DescribeBudgetNotificationsForAccount",
            parents=("DescribeBudgets",),
            constants=_OWN,
            finds=(
                Found(
                    "AWS::Budgets::Budget",
                    _BUDGET,
                    items="BudgetNotificationsForAccount",
                    name="BudgetName",
                    adds=True,
                    always=(
                        "BudgetName",
                        *(f"Notifications[].{name}" for name in _NAMED_BY),
                    ),
                ),
            ),
        ),
        # A notification is named by all its members. One below a threshold says nothing about spend
        # that grows.
        Row(
            "DescribeSubscribersForNotification",
            parents=("DescribeBudgetNotificationsForAccount",),
            params={
                "BudgetName": "BudgetName",
                "Notification": ABOVE,
            },
            constants=_OWN,
            always=("Subscribers",),
            absent_codes=("NotFoundException",),
        ),
        Row(
            "DescribeBudgetActionsForAccount",
            parents=("DescribeBudgets",),
            constants=_OWN,
            finds=(
                Found(
                    "AWS::Budgets::BudgetsAction",
                    f"{_BUDGET}/action/{{ActionId}}",
                    items="Actions",
                    name="ActionId",
                    always=("BudgetName", "ActionType", "ApprovalModel", "Status", "Definition"),
                ),
            ),
            keep={
                f"Actions[].Definition.IamActionDefinition.{who}[]": _STOPPED
                for who in ("Roles", "Groups", "Users")
            },
        ),
    ),
)


def _service(group: dict[str, Any]) -> str | None:
    """Return the service that a group of costs is of."""
    keys = group.get("Keys")
    return str(keys[0]) if isinstance(keys, list) and keys and isinstance(keys[0], str) else None


# AWS charges for each request.
COST_EXPLORER = Collector(
    service="ce",
    prefix="ce",
    regional=False,
    rows=(
        # What each service cost in the last full month.
        Row(
            "GetCostAndUsage",
            constants={
                "TimePeriod": {"Start": MonthsAgo(1), "End": MonthsAgo(0)},
                "Granularity": "MONTHLY",
                "Metrics": ["UnblendedCost"],
                "GroupBy": [{"Type": "DIMENSION", "Key": "SERVICE"}],
            },
            token=("NextPageToken", "NextPageToken"),
            finds=(
                Found(
                    "AWS::CE::ServiceCost",
                    "arn:{partition}:ce::{account}:service-cost/{Service}",
                    items="ResultsByTime[].Groups[]",
                    name="Service",
                    made={"Service": _service},
                    always=("Keys", "Metrics"),
                ),
            ),
            keep={"ResultsByTime[].Groups[].Keys[]": "the service that the costs are of"},
            outlines={
                "ResultsByTime[].Groups[].Metrics": Outline("what the service cost", ("Amount", "Unit")),
            },
            paid=0.01,
        ),
        # The management account alone has them. A page has up to 1,000.
        Row(
            "ListCostAllocationTags",
            constants={"MaxResults": 1000},
            finds=(
                Found(
                    "AWS::CE::CostAllocationTag",
                    "arn:{partition}:ce::{account}:cost-allocation-tag/{Type}/{TagKey}",
                    items="CostAllocationTags",
                    name="TagKey",
                    always=("Status",),
                ),
            ),
            keep={"CostAllocationTags[].TagKey": "the key of the tag"},
            paid=0.01,
        ),
    ),
)
