"""Collectors read an account and make records of it. They judge nothing.

`COLLECTORS` lists all tables, in the order in which a person would look. The functions say what an
operation depends on. Importing this package does not import the AWS SDK: tables are data, and only
those who run them import `collectors.aws`.
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
"""`service:Operation` -> its rows. An operation that is called in several ways has several."""
for _collector in COLLECTORS:
    for _row in _collector.rows:
        ROWS[_collector.name(_row)] = (*ROWS.get(_collector.name(_row), ()), (_collector, _row))

CHILDREN: dict[str, tuple[tuple[Collector, Row], ...]] = {}
"""`service:Operation` -> the rows that are called for its items."""
for _collector in COLLECTORS:
    for _row in _collector.rows:
        for _parent in _collector.parents(_row):
            CHILDREN[_parent] = (*CHILDREN.get(_parent, ()), (_collector, _row))


def dependencies(operation: str) -> tuple[str, ...]:
    """The parents of `operation` and their parents, nearest first; empty if it has none."""
    found: list[str] = []
    for collector, row in ROWS[operation]:
        for parent in collector.parents(row):
            if parent != operation and parent not in found:
                found += [parent, *(p for p in dependencies(parent) if p not in found)]
    return tuple(found)


def with_dependencies(operations: Iterable[str]) -> frozenset[str]:
    """`operations` and everything that they depend on."""
    return frozenset(op for operation in operations for op in (operation, *dependencies(operation)))


def is_regional(operation: str) -> bool:
    """Whether `operation` is called in each region; otherwise it is called once, in `global`."""
    return ROWS[operation][0][0].regional


def types_of(operation: str) -> frozenset[str]:
    """The resource types that `operation` finds."""
    return frozenset(found.type for _, row in ROWS[operation] for found in row.finds)


TYPES: tuple[str, ...] = tuple(
    sorted({found.type for c in COLLECTORS for row in c.rows for found in row.finds})
)
"""Every resource type that the tables know."""
