"""The tables, checked against botocore:

names exist, pages are followed, and all calls are reads.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import boto3
import botocore.session
import jmespath
import pytest
from botocore import xform_name
from botocore.validate import ParamValidator

from collectors import COLLECTORS, ROWS, dependencies, is_regional, with_dependencies
from collectors.agentcore import ENGINE
from collectors.bedrock import NAMED_MODELS
from collectors.bedrock_agent import (
    DRAFT_PROMPT,
    FLOW_PROMPTS,
    GRAPH,
    INDEX,
    KENDRA_INDEX,
    PROMPT_VERSION,
    VECTOR_BUCKET,
)
from collectors.big_data import GROUPED
from collectors.compute import CALLED, NAMED
from collectors.costs import ABOVE
from collectors.datasets import FINISHED, FINISHED_OPTIMIZATION, UNFAILED
from collectors.edge import CLOUDFRONT, WAF
from collectors.genai_buckets import genai_buckets, judged_buckets, source_buckets, training_buckets
from collectors.guard import _READS
from collectors.hosted_models import PACKAGE
from collectors.keys import NAMED_KEY
from collectors.logging import NAMED_GROUP
from collectors.model_building import ACTIVE_PLAN, MAYBE_SERVERLESS, SHARING
from collectors.notifications import TOPICS
from collectors.own import ACCOUNT, OWN_OPERATIONS, REGIONS
from collectors.sagemaker import ANSWERING, ENDED, SCRIPTED
from collectors.scheduler import filled
from collectors.schedules import STOPPING
from collectors.sizing import ADVANCED, MEASURED
from collectors.stacks import OWN_PROFILE
from collectors.storage import SOURCE_BUCKET
from collectors.table import Collector, Row
from collectors.vector_stores import CLUSTER, COLLECTION, DOMAIN, VECTORS_ALONE
from scanner.catalog.permissions import OWN
from scanner.catalog.workload import KEYS
from tests.collectors import members

SESSION = botocore.session.get_session()
OPTIONAL = {
    # The members that they read always come.
    ("DescribePolicy", "!AwsManaged && Id || null"),
    ("ListParents", "Type == 'ORGANIZATIONAL_UNIT' && Id || null"),
    ("ListPoliciesForTarget", "[ChildId, Id]"),
    ("GetServiceLastAccessedDetails", "GenerateServiceLastAccessedDetails.JobId"),
    ("DescribeLogGroups", "CloudWatchLogsLogGroupArn"),  # a trail may write to no log group
    ("DescribeMetricFilters", "CloudWatchLogsLogGroupArn"),
    ("GetAgentVersion", "routingConfiguration[?agentVersion!='DRAFT'].agentVersion"),
    ("GetFlowVersion", "routingConfiguration[?flowVersion!='DRAFT'].flowVersion"),
    ("GetAgentRuntime", "liveVersion"),  # a new endpoint serves nothing yet
    ("GetFunctionConfiguration", CALLED),
    ("GetPolicy", NAMED),
    ("ListPolicies", ENGINE),
    ("GetWebACL", WAF.rows[0].params["ARN"]),
    ("GetRuleGroup", "Rules[].Statement.RuleGroupReferenceStatement.ARN"),
    ("DescribeLogGroups", NAMED_GROUP),
    ("DescribeKey", NAMED_KEY),
    ("DescribeNotebookInstanceLifecycleConfig", SCRIPTED),
    ("DescribeOptimizationJob", ENDED),
    ("GetSchedule", STOPPING),
    ("GetFoundationModel", "foundationModelId"),
    ("GetPrompt", FLOW_PROMPTS),
    *{("GetPrompt", path) for path in (DRAFT_PROMPT, PROMPT_VERSION)},  # of a listed prompt, one of them
    ("GetFoundationModelAvailability", NAMED_MODELS),
    ("BatchGetCollection", COLLECTION),
    ("ListTagsForResource", VECTORS_ALONE),
    *(("GetIndex", path) for path in (COLLECTION, DOMAIN)),
    *(
        ("GetIndex", f"{path.rpartition('.')[0]}.vectorIndexName")  # set where the store is
        for path in (COLLECTION, DOMAIN)
    ),
    ("BatchGetVpcEndpoint", "[[id]]"),  # the id of the listed endpoint, as a list
    ("DescribeDomains", DOMAIN),
    # The ARN of the cluster that was found, as a filter.
    ("DescribeDBInstances", "[[{Name: 'db-cluster-id', Values: [DBClusterArn]}]]"),
    ("DescribeDBClusters", CLUSTER),
    ("GetGraph", GRAPH),
    ("GetBucketVersioning", f"Bucket || Name || {SOURCE_BUCKET}"),
    ("GetBucketReplication", SOURCE_BUCKET),
    ("GetIndex", INDEX),
    ("GetVectorBucket", VECTOR_BUCKET),
    ("DescribeIndex", KENDRA_INDEX),
    ("GetResourcePolicy", "modelArn || arn"),  # of a custom model, or of a guardrail
    ("GetResourcePolicy", "agentRuntimeArn || gatewayArn"),  # of a runtime, or of a gateway
    ("GetModelImportJob", UNFAILED),
    ("DescribeStackResources", OWN_PROFILE),
    ("DescribeStackResources", "arn"),  # the listing of memories may lack it
    ("DescribeEndpoint", ANSWERING),
    ("DescribeAIBenchmarkJob", MEASURED),
    ("DescribeInferenceRecommendationsJob", ADVANCED),
    ("GetEvaluationJob", FINISHED),
    ("GetModelCustomizationJob", FINISHED),
    ("GetAdvancedPromptOptimizationJob", FINISHED_OPTIMIZATION),
    ("DescribeTrainingJob", MAYBE_SERVERLESS),
    ("ListComputeQuotas", SHARING),
    ("ListClusterSchedulerConfigs", SHARING),
    ("DescribeTrainingPlan", ACTIVE_PLAN),
    *(
        (
            f"Describe{kind}JobDefinition",
            f"MonitoringType == '{kind}' && MonitoringScheduleConfig.MonitoringJobDefinitionName || null",
        )
        for kind in ("DataQuality", "ModelQuality", "ModelBias", "ModelExplainability")
    ),
    ("DescribeModelPackage", PACKAGE),  # a model may have an image and weights of its own
    ("ListInstanceGroups", GROUPED),
    ("DescribeSubscribersForNotification", ABOVE),  # a budget may tell nobody
    ("ListSubscriptionsByTopic", TOPICS),
}
"""(operation, expression) of the parameters whose absence means that there is nothing to ask."""

PAIRS = [
    pytest.param(c, row, id=f"{c.name(row)}{' again' if row.operation in row.parents else ''}")
    for c in COLLECTORS
    for row in c.rows
]
CONSTANTS = [*(pair for pair in PAIRS if pair.values[1].constants), (ACCOUNT, REGIONS)]


@pytest.mark.parametrize(("collector", "row"), PAIRS)
def test_operation_is_a_read_with_these_parameters(collector: Collector, row: Row) -> None:
    """The operation is a read that botocore knows, with all required and no unknown parameters."""
    model = SESSION.get_service_model(collector.service).operation_model(row.operation)
    assert _READS.match(row.operation)
    members = model.input_shape.members if model.input_shape else {}
    required = set(model.input_shape.required_members) if model.input_shape else set()
    given = set(row.params) | set(row.constants)
    given |= {"MetricDataQueries", "StartTime", "EndTime"} if row.measures else set()
    assert given <= set(members)
    assert required <= given


@pytest.mark.parametrize(("collector", "row"), CONSTANTS)
def test_constants_are_values_that_the_operation_takes(collector: Collector, row: Row) -> None:
    """Each has the type of its member, and is one of its values if they are enumerated.

    botocore does not check enumerations. `make test-lowest` runs this with the oldest botocore.
    """
    shape = SESSION.get_service_model(collector.service).operation_model(row.operation).input_shape
    for name, value in filled(row.constants, "111122223333", datetime.now(UTC)).items():
        member = shape.members[name]
        report = ParamValidator().validate(value, member)
        assert not report.has_errors(), report.generate_report()
        for one in value if isinstance(value, list) else [value]:
            known = getattr(member.member if isinstance(value, list) else member, "enum", [])
            assert one in known or not known


@pytest.mark.parametrize(("collector", "row"), PAIRS)
def test_every_page_is_asked(collector: Collector, row: Row) -> None:
    """An operation with a page token has a paginator in boto3, or the row names the token."""
    client = boto3.client(
        collector.service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    model = client.meta.service_model.operation_model(row.operation)
    tokens = {"nextToken", "NextToken", "Marker", "NextMarker"} & set(model.output_shape.members)
    assert not tokens or row.token or client.can_paginate(xform_name(row.operation))


@pytest.mark.parametrize(("collector", "row"), PAIRS)
def test_expressions_and_parents(collector: Collector, row: Row) -> None:
    """Every expression compiles, parents exist, and an answer makes resources or belongs to one."""
    found = [text for f in row.finds for text in (f.items, f.name, f.tags) if text]
    for expression in [*row.params.values(), *found, *([row.member] if row.member else [])]:
        jmespath.compile(expression)
    assert row.finds or row.parents
    assert set(row.asks) <= set(row.params)
    assert not row.also_in or (row.parents and row.also_in in KEYS)
    assert {*row.also_home, *row.when} <= {*collector.parents(row)}
    for expression in row.when.values():
        jmespath.compile(expression)
    for parent in collector.parents(row):
        assert parent in ROWS
        # An item of a global service says which Region to call, if it says where it lives. What is
        # declared is asked about at the endpoint of the global services. CloudFront's web ACLs are
        # in the home Region, where such items are asked about. boto3 finds the Region of a bucket.
        homes = all(found.home for _, listing in ROWS[parent] for found in listing.finds)
        assert (
            is_regional(parent)
            or not collector.regional
            or homes
            or parent in row.declared
            or row.among in (genai_buckets, judged_buckets, source_buckets, training_buckets)
            or (collector is WAF and parent == CLOUDFRONT.name(CLOUDFRONT.rows[0]))
        )


@pytest.mark.parametrize(("collector", "row"), PAIRS)
def test_paths_are_in_the_model(collector: Collector, row: Row) -> None:
    """What a row says always to come, and its policies, exist in the operation's output shape."""
    output = SESSION.get_service_model(collector.service).operation_model(row.operation).output_shape
    for path in (*members.always_of(collector, row), *row.policies):
        shape = output
        for step in path.split("."):
            shape = shape.members[step.removesuffix("[]")]
            shape = shape.member if step.endswith("[]") else shape


@pytest.mark.parametrize(("collector", "row"), PAIRS)
def test_an_answer_of_another_kind_is_not_an_empty_one(collector: Collector, row: Row) -> None:
    """A row names a member that is always there, or why AWS may leave every one out."""
    parts = re.findall(r"{(\w+)}", "".join(found.id for found in row.finds if not found.items))
    own = set(parts) - {"partition", "account", "region"} - set(row.params)
    assert row.may_be_empty or [*members.always_of(collector, row), *own]


@pytest.mark.parametrize(("collector", "row"), [pair for pair in PAIRS if pair.values[1].parents])
def test_what_a_call_needs_is_always_there(collector: Collector, row: Row) -> None:
    """A call is not skipped in silence because its parent lacks the id that the call asks with.

    The other parameters come from optional configuration: without it, there is nothing to ask.
    """
    for path in row.params.values():
        if (row.operation, path) in OPTIONAL:
            continue
        assert path.isidentifier()
        for parent in collector.parents(row):
            for above, listing in ROWS[parent]:
                if listing is row:
                    continue
                parts = "".join(found.id for found in listing.finds)
                known = {p.rpartition(".")[2] for p in members.always_of(above, listing)}
                known |= {name for found in listing.finds for name in found.made}
                known |= {*listing.params, *listing.constants, *re.findall(r"{(\w+)}", parts)}
                assert path in known, path


def test_a_plan_has_its_dependencies() -> None:
    """A plan with a version's detail contains the listings that it depends on."""
    assert dependencies("bedrock-agent:GetAgentVersion") == (
        "bedrock-agent:ListAgentAliases",
        "bedrock-agent:ListAgents",
    )
    assert with_dependencies(["bedrock-agent:GetAgentVersion"]) == {
        "bedrock-agent:GetAgentVersion",
        "bedrock-agent:ListAgentAliases",
        "bedrock-agent:ListAgents",
    }


def test_the_tables_are_not_empty() -> None:
    """The tests above had tables to check, and the permissions include the scanner's own calls."""
    assert len(ROWS) >= 40
    assert tuple(sorted(OWN_OPERATIONS.values())) == OWN
