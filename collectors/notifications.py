"""Amazon SNS: what receives the messages of a topic.

Only the kind of a subscription is read. Addresses and numbers are redacted.
"""

from __future__ import annotations

from collectors.table import Collector, Row

TOPICS = (
    "(AlarmRule || Metrics || EvaluationCriteria || Namespace && contains(Namespace, 'edrock'))"
    " && AlarmActions[?contains(@, ':sns:')] || null"
)
"""The topics of alarms that may be on the use of models."""

SNS = Collector(
    service="sns",
    prefix="sns",
    gone_code="NotFoundException",
    rows=(
        # An alarm may name a topic that is not there.
        Row(
            "ListSubscriptionsByTopic",
            parents=("cloudwatch:DescribeAlarms",),
            params={"TopicArn": TOPICS},
            always=("Subscriptions",),
            absent_codes=("NotFound", "NotFoundException"),
            keep={"Subscriptions[].Protocol": "whether a function receives the messages"},
        ),
    ),
)
