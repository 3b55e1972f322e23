"""Collectors read an account and make records of it. They judge nothing.

`COLLECTORS` lists all tables, in the order in which a person would look. The functions say what an
operation depends on. Importing this package does not import the AWS SDK: tables are data, and only
those who run them import `collectors.aws`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from collectors.agentcore import AGENTCORE, AGENTCORE_DATA
from collectors.api_gateway import API_GATEWAY, API_GATEWAY_V2
from collectors.bedrock import BEDROCK
from collectors.bedrock_agent import BEDROCK_AGENT
from collectors.big_data import BATCH, EMR, EMR_SERVERLESS
from collectors.cloudwatch import APPLICATION_SIGNALS, CLOUDWATCH
from collectors.commitments import SAVINGS_PLANS
from collectors.compute import LAMBDA, SQS
from collectors.config import CONFIG
from collectors.costs import BUDGETS, COST_EXPLORER
from collectors.data_automation import DATA_AUTOMATION
from collectors.edge import CLOUDFRONT, WAF
from collectors.events import EVENTS
from collectors.iam import IAM
from collectors.keys import KMS
from collectors.logging import CLOUDTRAIL, LOGS
from collectors.network import NETWORK
from collectors.notifications import SNS
from collectors.organizations import ORGANIZATIONS
from collectors.qbusiness import QBUSINESS
from collectors.quick import QUICK
from collectors.quotas import SERVICE_QUOTAS
from collectors.sagemaker import SAGEMAKER
from collectors.scaling import SCALING
from collectors.schedules import SCHEDULES
from collectors.stacks import CLOUDFORMATION, CODEPIPELINE
from collectors.step_functions import STEP_FUNCTIONS
from collectors.storage import DYNAMODB, S3, S3_ACCOUNT, S3_CONTROL, S3_VECTORS
from collectors.sustainability import SUSTAINABILITY
from collectors.table import Collector, Row
from collectors.tagging import TAGGING, TAGS
from collectors.threats import GUARDDUTY, MACIE
from collectors.tracing import OBSERVABILITY, XRAY
from collectors.vector_stores import KENDRA, NEPTUNE_GRAPH, OPENSEARCH, OPENSEARCH_SERVERLESS, RDS

COLLECTORS: tuple[Collector, ...] = (
    IAM,
    ORGANIZATIONS,
    SAVINGS_PLANS,
    BUDGETS,
    COST_EXPLORER,
    SUSTAINABILITY,
    BEDROCK,
    BEDROCK_AGENT,
    OPENSEARCH_SERVERLESS,
    OPENSEARCH,
    RDS,
    NEPTUNE_GRAPH,
    DATA_AUTOMATION,
    AGENTCORE,
    AGENTCORE_DATA,
    QBUSINESS,
    KENDRA,
    QUICK,
    SAGEMAKER,
    SCALING,
    EVENTS,
    SCHEDULES,
    LAMBDA,
    SQS,
    SNS,
    STEP_FUNCTIONS,
    API_GATEWAY,
    API_GATEWAY_V2,
    CLOUDFRONT,
    WAF,
    NETWORK,
    S3_ACCOUNT,
    S3,
    S3_CONTROL,
    S3_VECTORS,
    DYNAMODB,
    KMS,
    CLOUDTRAIL,
    LOGS,
    CLOUDWATCH,
    APPLICATION_SIGNALS,
    SERVICE_QUOTAS,
    GUARDDUTY,
    MACIE,
    XRAY,
    OBSERVABILITY,
    CONFIG,
    CLOUDFORMATION,
    CODEPIPELINE,
    EMR,
    EMR_SERVERLESS,
    BATCH,
    TAGGING,
)

ALWAYS = frozenset({TAGS})
"""The operations that every collection calls, whatever the controls need.

They are no evidence: a gap of theirs makes no verdict `unknown`.
"""

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


def dependencies(
    operation: str, selection: Container[str] = (), made: Container[str] = ()
) -> tuple[str, ...]:
    """Return the parents of `operation` and their parents, nearest first; empty if it has none.

    Of a row with several parents, only those in `selection` count. If none of them is in it, all
    count, so without a selection the result has every possible dependency. `made` are operations
    that waited for an item of a parent, and were called: they depend on nothing any more.
    """
    found: list[str] = []
    for collector, row in ROWS[operation] if operation not in made else ():
        for parent in chosen_parents(collector, row, selection):
            if parent != operation and parent not in found:
                found += [parent, *(p for p in dependencies(parent, selection, made) if p not in found)]
    return tuple(found)


def waits(operation: str) -> bool:
    """Return whether `operation` is called once in each Region with an item of a parent."""
    return all(row.waits for _, row in ROWS[operation])


def chosen_parents(collector: Collector, row: Row, selection: Container[str]) -> tuple[str, ...]:
    """Return the parents of `row` that are in `selection`, or all of them if none is."""
    parents = collector.parents(row)
    return tuple(p for p in parents if p in selection) or parents


def with_dependencies(operations: Iterable[str]) -> frozenset[str]:
    """Return `operations` and everything that they depend on.

    Of a row with several parents, only those that `operations` names are added; if it names none of
    them, all are added. Each control's operations are completed alone, and a scan of several
    controls calls the union. So the parents that one control names never remove a parent that
    another control needs. Applied to its own result, the function adds nothing.
    """
    named = frozenset(operations)
    return named.union(*(dependencies(operation, named) for operation in named))


def is_regional(operation: str) -> bool:
    """Return whether `operation` is called in each Region; if not, once in `global`."""
    return ROWS[operation][0][0].regional


def types_of(operation: str) -> frozenset[str]:
    """Return the resource types that `operation` finds."""
    return frozenset(found.type for _, row in ROWS[operation] for found in row.finds)


def types_of_items(operation: str) -> frozenset[str]:
    """Return the resource types of an operation's items.

    These are the types that a row of it finds or, if it finds none, those of its parents' items.
    """
    return frozenset().union(*(_types_of_row(collector, row) for collector, row in ROWS[operation]))


def _types_of_row(collector: Collector, row: Row) -> frozenset[str]:
    parents = {*collector.parents(row)} - {collector.name(row)}
    found = frozenset(one.type for one in row.finds)
    return found or frozenset().union(*(types_of_items(p) for p in parents))


def _policy_documents() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for operation, rows in ROWS.items():
        for collector, row in rows:
            if row.finds:
                paths = {item.type: row.policies_in(item.items) for item in row.finds}
            else:
                below = "" if row.merge else f"{row.operation}."
                own = tuple(f"{below}{path}" for path in row.policies_in(row.member))
                paths = dict.fromkeys(_types_of_row(collector, row), own) if own else {}
            for kind, own in paths.items():
                for path in own:
                    found.setdefault(kind, {}).setdefault(path, operation)
    return found


POLICY_DOCUMENTS: dict[str, dict[str, str]] = _policy_documents()
"""Resource type -> path of each IAM policy document in its properties -> operation that has it."""

TYPES: tuple[str, ...] = tuple(
    sorted({found.type for c in COLLECTORS for row in c.rows for found in row.finds})
)
"""Every resource type that the tables know."""
