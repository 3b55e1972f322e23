"""Collectors: account -> records. They read and judge nothing.

`COLLECTORS` is the whole list, in the order in which a person would look; `plan` picks the rows that a selection of controls needs.
Importing this package costs no AWS SDK: the tables are data, and `collectors.aws` is imported by those who run them.
"""

from __future__ import annotations

from collections.abc import Iterable

from collectors.agentcore import AGENTCORE
from collectors.bedrock import BEDROCK
from collectors.bedrock_agent import BEDROCK_AGENT
from collectors.compute import LAMBDA
from collectors.data_automation import DATA_AUTOMATION
from collectors.iam import IAM
from collectors.keys import KMS
from collectors.logging import CLOUDTRAIL, LOGS
from collectors.network import NETWORK
from collectors.organizations import ORGANIZATIONS
from collectors.qbusiness import QBUSINESS
from collectors.sagemaker import SAGEMAKER
from collectors.storage import S3, S3_ACCOUNT, S3_CONTROL
from collectors.table import Collector, Row

COLLECTORS: tuple[Collector, ...] = (
    IAM,
    ORGANIZATIONS,
    BEDROCK,
    BEDROCK_AGENT,
    DATA_AUTOMATION,
    AGENTCORE,
    QBUSINESS,
    SAGEMAKER,
    LAMBDA,
    NETWORK,
    S3_ACCOUNT,
    S3,
    S3_CONTROL,
    KMS,
    CLOUDTRAIL,
    LOGS,
)

ROWS: dict[str, tuple[tuple[Collector, Row], ...]] = {}
"""`service:Operation` -> its rows (more than one where an operation is asked in more than one way)."""
for _collector in COLLECTORS:
    for _row in _collector.rows:
        ROWS[_collector.name(_row)] = (*ROWS.get(_collector.name(_row), ()), (_collector, _row))

FOLLOWERS: dict[str, tuple[tuple[Collector, Row], ...]] = {}
"""`service:Operation` -> the rows that ask about what it found, or gave a detail of."""
for _collector in COLLECTORS:
    for _row in _collector.rows:
        if _row.of:
            FOLLOWERS[_collector.feeder(_row)] = (*FOLLOWERS.get(_collector.feeder(_row), ()), (_collector, _row))


def feeders(operation: str) -> tuple[str, ...]:
    """The operations, nearest first, whose answers `operation` is asked about; empty for one that starts by itself."""
    found: list[str] = []
    for collector, row in ROWS[operation]:
        feeder = collector.feeder(row)
        if feeder and feeder != operation and feeder not in found:
            found += [feeder, *(f for f in feeders(feeder) if f not in found)]
    return tuple(found)


def closed(operations: Iterable[str]) -> frozenset[str]:
    """`operations` and all that feed them."""
    return frozenset(op for operation in operations for op in (operation, *feeders(operation)))


def is_regional(operation: str) -> bool:
    """Whether `operation` is asked in each region; otherwise once, in `global`."""
    return ROWS[operation][0][0].regional


def types_of(operation: str) -> frozenset[str]:
    """The resource types that `operation`'s answers become."""
    return frozenset(found.type for _, row in ROWS[operation] for found in row.finds)


TYPES: tuple[str, ...] = tuple(sorted({found.type for c in COLLECTORS for row in c.rows for found in row.finds}))
"""Every resource type that the tables know."""
