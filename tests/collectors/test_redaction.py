"""A snapshot holds in clear what docs/stored-in-clear.md lists, and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

import orjson
import pytest
from botocore.model import OperationModel, ServiceModel

from collectors import ROWS, redaction
from collectors.cleaning import Cleaner
from collectors.models import LOADER, operation_model
from collectors.table import Collector, Row
from tests.collectors.canaries import (
    CANARY,
    LISTED,
    PAIRS,
    Canaries,
    listed_paths,
    sensitive_strings,
    wrong,
)

every_row = pytest.mark.parametrize(
    ("collector", "row"),
    [pytest.param(c, row, id=f"{c.name(row)} {place}") for place, (c, row) in enumerate(PAIRS)],
)

_FLOW = "definition.nodes[].configuration."
_FLOW_REFERENCES = {
    f"{_FLOW}knowledgeBase.knowledgeBaseId",
    f"{_FLOW}knowledgeBase.modelId",
    f"{_FLOW}knowledgeBase.guardrailConfiguration.guardrailIdentifier",
    f"{_FLOW}knowledgeBase.guardrailConfiguration.guardrailVersion",
    f"{_FLOW}knowledgeBase.rerankingConfiguration.bedrockRerankingConfiguration.modelConfiguration.modelArn",
    f"{_FLOW}prompt.guardrailConfiguration.guardrailIdentifier",
    f"{_FLOW}prompt.guardrailConfiguration.guardrailVersion",
    f"{_FLOW}prompt.sourceConfiguration.resource.promptArn",
    f"{_FLOW}prompt.sourceConfiguration.inline.modelId",
    f"{_FLOW}lambdaFunction.lambdaArn",
    f"{_FLOW}agent.agentAliasArn",
    "definition.nodes[].name",
    "definition.connections[].source",
    "definition.connections[].target",
}
_ENCRYPTION = "ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault"
SENSITIVE_IN_CLEAR: dict[str, set[str]] = {
    "bedrock:ListGuardrails": {"guardrails[].name"},
    "bedrock:GetGuardrail": {"name"},
    "bedrock:GetEvaluationJob": {"evaluationConfig.automated.datasetMetricConfigs[].metricNames[]"},
    "bedrock:ListAutomatedReasoningPolicies": {"automatedReasoningPolicySummaries[].name"},
    "bedrock-data-automation:ListDataAutomationProjects": {"projects[].projectName"},
    "bedrock-agent:GetAgent": {
        "agent.promptOverrideConfiguration.overrideLambda",
        "agent.promptOverrideConfiguration.promptConfigurations[].foundationModel",
    },
    "bedrock-agent:GetAgentVersion": {
        "agentVersion.promptOverrideConfiguration.overrideLambda",
        "agentVersion.promptOverrideConfiguration.promptConfigurations[].foundationModel",
    },
    "bedrock-agent:GetFlow": _FLOW_REFERENCES,
    "bedrock-agent:GetFlowVersion": _FLOW_REFERENCES,
    "bedrock-agent:GetPrompt": {"variants[].modelId", "variants[].name"},
    "bedrock-agent:GetDataSource": {"dataSource.dataSourceConfiguration.s3Configuration.inclusionPrefixes[]"},
    "bedrock-agent:GetKnowledgeBase": {
        "knowledgeBase.storageConfiguration.s3VectorsConfiguration.indexArn",
        "knowledgeBase.storageConfiguration.s3VectorsConfiguration.indexName",
        "knowledgeBase.storageConfiguration.s3VectorsConfiguration.vectorBucketArn",
        "knowledgeBase.storageConfiguration.opensearchManagedClusterConfiguration.vectorIndexName",
        "knowledgeBase.storageConfiguration.neptuneAnalyticsConfiguration.graphArn",
    },
    "bedrock-agentcore-control:ListAgentRuntimeEndpoints": {"runtimeEndpoints[].name"},
    "bedrock-agentcore-control:ListGatewayTargets": {"items[].name"},
    "bedrock-agentcore-control:GetGatewayTarget": {"name"},
    "kendra:DescribeIndex": {"ServerSideEncryptionConfiguration.KmsKeyId"},
    "lambda:ListFunctions": {"Functions[].Environment.Variables"},
    "qbusiness:GetApplication": {"encryptionConfiguration.kmsKeyId"},
    "stepfunctions:DescribeStateMachine": {"definition"},
    "s3:GetBucketEncryption": {f"{_ENCRYPTION}.KMSMasterKeyID"},
}
"""Strings that botocore marks as sensitive, and that a snapshot holds in clear: names of resources,
and ids that other controls need. Review whatever you add: it must be no secret and no text."""


def _cleaned(collector: Collector, row: Row, page: dict[str, Any]) -> str:
    return orjson.dumps(Cleaner().clean(collector, row, page)).decode()


@every_row
def test_what_is_in_clear_is_what_the_page_lists(collector: Collector, row: Row) -> None:
    """Of an answer with a canary in each string, map, document and blob, the listed ones stay."""
    canaries = Canaries()
    page = canaries.answer(collector, row)
    found = canaries.found(_cleaned(collector, row, page))
    assert found.get(collector.name(row), set()) == listed_paths(collector.name(row))


def test_the_page_lists_every_operation() -> None:
    """It lists each row's operation and no other, and the test above compared many paths."""
    assert set(LISTED) == set(ROWS)
    assert sum(map(len, LISTED.values())) > 600


@every_row
def test_a_row_keeps_only_what_would_be_redacted(collector: Collector, row: Row) -> None:
    """Each path that the row names is in the model, would be redacted without it, and has a reason.

    All rows of an operation keep the same.
    """
    without = Row(row.operation, policies=row.policies, documents=row.documents, extracts=row.extracts)
    clear = redaction.stored_in_clear(collector.service, without)
    kept = {*row.keep, *row.arns, *row.outlines}
    assert not kept & set(clear)
    assert {*clear, *kept} == set(redaction.stored_in_clear(collector.service, row))
    assert all((*row.keep.values(), *row.arns.values(), *(o.reason for o in row.outlines.values())))
    others = [other for _, other in ROWS[collector.name(row)]]
    assert all((o.keep, o.arns, o.outlines) == (row.keep, row.arns, row.outlines) for o in others)


@every_row
def test_values_of_other_types_are_redacted(collector: Collector, row: Row) -> None:
    """A text where the model has a number or structure is not stored in clear, nor the reverse."""
    canaries = Canaries()
    page = canaries.answer(collector, row)
    documents = {*row.policies, *row.documents, *row.keep, *row.outlines, *row.extracts}
    kept = {path for path in listed_paths(collector.name(row)) if path in documents}
    for change in (
        lambda value: {"value": value} if isinstance(value, str) else "CANARY999999Z",
        lambda value: [value] if isinstance(value, str) else {"x": "CANARY999999Z"},
    ):
        text = _cleaned(collector, row, wrong(page, change))
        assert "CANARY999999Z" not in text
        assert canaries.found(text).get(collector.name(row), set()) <= kept
    text = _cleaned(collector, row, dict.fromkeys(page, "CANARY000000Z") | {"unknown": ["CANARY000000Z"]})
    strings = {path for path in listed_paths(collector.name(row)) if path in page}
    strings -= {*row.outlines, *row.extracts}
    assert text.count("CANARY000000Z") == len(strings)


def test_members_that_the_model_lacks_are_redacted() -> None:
    """At any depth, and also the name of a member of a union that this botocore does not know."""
    collector, row = ROWS["bedrock-agentcore-control:GetHarness"][0]
    tool = {"config": {"SDK_UNKNOWN_MEMBER": {"name": "CANARY000001Z"}}, "secret": "CANARY000002Z"}
    stored = Cleaner().clean(
        collector, row, {"harness": {"arn": "arn:x", "tools": [tool], "new": [{"a": 1}]}}
    )
    assert stored["harness"]["arn"] == "arn:x"
    assert set(stored["harness"]["new"]) == {"redacted"}
    assert set(stored["harness"]["tools"][0]["config"]["SDK_UNKNOWN_MEMBER"]) == {"redacted"}
    assert not CANARY.search(str(stored))


def test_dimensions_of_a_rate_limit_name_no_caller() -> None:
    """Targets, tools, models and `*` are in clear. What names a caller is not."""
    collector, row = ROWS["bedrock-agentcore-control:ListGatewayRateLimits"][0]
    clear = {"targetName": "orders", "qualifiedModelId": "m", "$.context.iam.principal": "*"}
    dimensions = {**clear, "$.context.jwt.sub": "CANARY000001Z"}
    stored = Cleaner().clean(collector, row, {"rateLimits": [{"entries": [{"dimensions": dimensions}]}]})
    (entry,) = stored["rateLimits"][0]["entries"]
    assert set(entry["dimensions"].pop("$.context.jwt.sub")) == {"redacted"}
    assert entry["dimensions"] == clear


def _machine(definition: str) -> Any:
    collector, row = ROWS["stepfunctions:DescribeStateMachine"][0]
    return Cleaner().clean(collector, row, {"definition": definition})["definition"]


def test_a_definition_is_stored_as_its_outline() -> None:
    """What a state calls and catches is in clear. Comments, inputs and texts of choices are not."""
    ask = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": "ask", "Payload": {"key": "CANARY000001Z"}},
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Stop"}],
        "Comment": "CANARY000002Z",
        "TimeoutSeconds": 30,
    }
    choices = [{"Variable": "CANARY000003Z", "StringEquals": "CANARY000004Z", "Next": "Ask"}]
    states = {"Comment": ask, "Choose": {"Type": "Choice", "Choices": choices}}
    document = {"StartAt": "Choose", "Comment": "CANARY000005Z", "States": states}
    stored = _machine(orjson.dumps(document).decode())
    assert not CANARY.search(str(stored))
    assert stored["States"]["Comment"]["Catch"] == ask["Catch"]
    assert stored["States"]["Comment"]["TimeoutSeconds"] == 30
    assert stored["States"]["Comment"]["Parameters"]["FunctionName"] == "ask"
    assert stored["States"]["Choose"]["Choices"][0]["Next"] == "Ask"
    assert set(stored["Comment"]) == {"redacted"}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (
            "https://bedrock-runtime.us-east-1.amazonaws.com/model/x?key=CANARY000001Z",
            "bedrock-runtime.us-east-1",
        ),
        ("https://CANARY000001Z@bedrock-runtime.us-east-1.amazonaws.com/", ""),
        ("https://example.com/CANARY000001Z.amazonaws.com", ""),
        ("https://example.com/CANARY000001Z", ""),
        ("{% $CANARY000001Z %}", ""),
        (7, ""),
    ],
)
def test_only_the_host_of_a_url_of_aws_is_stored(url: Any, host: str) -> None:
    """A task that calls an HTTP API may have a key in its URL."""
    call = {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": url}}
    stored = _machine(orjson.dumps({"StartAt": "Call", "States": {"Call": call}}).decode())
    assert not CANARY.search(str(stored))
    endpoint = stored["States"]["Call"]["Parameters"]["ApiEndpoint"]
    assert endpoint == f"{host}.amazonaws.com" if host else set(endpoint) == {"redacted"}


@pytest.mark.parametrize("text", ["CANARY000001Z", '"CANARY000001Z"', '{"States": ["CANARY000001Z"]}'])
def test_a_definition_that_is_no_state_machine_is_redacted(text: str) -> None:
    """A text that is not JSON, or JSON of another form, does not get into the snapshot."""
    assert not CANARY.search(str(_machine(text)))


def test_the_uri_of_an_integration_is_stored_if_it_is_an_arn() -> None:
    """The URL of a web server may have a key in it."""
    uri = "arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/x/converse"
    for stored, given in ((True, uri), (False, "https://example.com/?key=CANARY000001Z")):
        collector, row = ROWS["apigateway:GetResources"][0]
        method = {"httpMethod": "POST", "methodIntegration": {"uri": given, "type": "AWS"}}
        page = {"items": [{"resourceMethods": {"POST": {**method, "operationName": "CANARY000002Z"}}}]}
        text = _cleaned(collector, row, page)
        assert (given in text) == stored
        assert "CANARY" not in text


def test_equal_values_have_equal_hashes_in_one_collection_only() -> None:
    """Hashes are keyed. A redacted map, document or number is hashed as JSON with sorted keys."""
    collector, row = ROWS["bedrock-agentcore-control:GetAgentRuntime"][0]

    def stored(cleaner: Cleaner, description: Any) -> Any:
        page = {"description": description, "environmentVariables": {"B": "2", "A": "1"}}
        runtime = cleaner.clean(collector, row, page)
        return runtime["description"], runtime["environmentVariables"]

    one, other = Cleaner(), Cleaner()
    assert stored(one, "text") == stored(one, "text") != stored(other, "text")
    text, variables = stored(one, '{"A":"1","B":"2"}')[0], stored(one, "")[1]
    assert text["redacted"]["hmac"] == variables["redacted"]["hmac"]
    assert stored(one, "é")[0]["redacted"]["length"] == 2
    assert stored(one, None)[0] is None


def _sensitive_in_clear(pairs: Iterable[tuple[Collector, Row]]) -> dict[str, set[str]]:
    """Return the sensitive strings, maps and documents that these rows store in clear."""
    out: dict[str, set[str]] = {}
    for collector, row in pairs:
        shape = redaction.operation_model(collector.service, row.operation).output_shape
        assert shape is not None
        clear = redaction.stored_in_clear(collector.service, row)
        found = {path for path, marked in sensitive_strings(shape).items() if marked and path in clear}
        assert {path for path, why in clear.items() if why.sensitive} >= found
        if found:
            out.setdefault(collector.name(row), set()).update(found)
    return out


def test_sensitive_strings_in_clear_are_reviewed() -> None:
    """No string that botocore marks as sensitive is in clear unless the list above names it."""
    assert _sensitive_in_clear(PAIRS) == SENSITIVE_IN_CLEAR


def _patched(monkeypatch: pytest.MonkeyPatch, service: str, shape: str, member: str) -> None:
    """Add a sensitive string to a shape of botocore's model, or mark the one that it has."""
    model = copy.deepcopy(LOADER.load_service_model(service, "service-2"))
    model["shapes"]["MadeUpArn"] = {"type": "string", "sensitive": True}
    model["shapes"][shape]["members"][member] = {"shape": "MadeUpArn"}

    def operation(name: str, called: str) -> OperationModel:
        if name != service:
            return operation_model(name, called)
        return ServiceModel(model, service).operation_model(called)

    monkeypatch.setattr(redaction, "operation_model", operation)
    redaction._part_of.cache_clear()


@pytest.fixture
def _fresh() -> Iterable[None]:
    """Forget what was decided by a patched model."""
    yield
    redaction._part_of.cache_clear()


@pytest.mark.usefixtures("_fresh")
def test_a_new_sensitive_member_is_redacted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer botocore may add one, whatever its name."""
    _patched(monkeypatch, "bedrock-agent", "Agent", "upstreamArn")
    collector, row = ROWS["bedrock-agent:GetAgent"][0]
    page = {"agent": {"agentArn": "arn:x", "upstreamArn": "CANARY000001Z"}}
    assert "arn:x" in _cleaned(collector, row, page)
    assert "CANARY" not in _cleaned(collector, row, page)
    assert _sensitive_in_clear(PAIRS) == SENSITIVE_IN_CLEAR


@pytest.mark.usefixtures("_fresh")
def test_a_kept_member_that_becomes_sensitive_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """If a newer botocore marks a member that a row keeps, the list above has to name it first."""
    _patched(monkeypatch, "iam", "RoleDetail", "Path")
    assert "RoleDetailList[].Path" in _sensitive_in_clear(PAIRS)["iam:GetAccountAuthorizationDetails"]
