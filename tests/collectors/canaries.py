"""Answers, made from botocore's model, in which each string is another canary."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.model import Shape

from collectors import COLLECTORS
from collectors.model_settings import ENVIRONMENT
from collectors.models import operation_model
from collectors.table import Collector, Extract, Row
from collectors.vector_stores import VECTOR_FIELDS
from scanner.demo import wire
from scanner.demo.pages import token_names
from scripts.clear_page import listed
from tests import lab

LISTED = listed((Path(__file__).parents[2] / "docs" / "stored-in-clear.md").read_text(encoding="utf-8"))
"""`service:Operation` -> path (with a star if sensitive) -> reason, as users read it."""
PAIRS = [(collector, row) for collector in COLLECTORS for row in collector.rows]
CANARY = re.compile(r"CANARY\d{6}Z")
_HEX = re.compile("".join(rf"{ord(c):02x}" for c in "CANARY") + r"(?:3\d){6}5a")
_MUTED = "cloudwatch:ListAlarmMuteRules AlarmMuteRuleSummaries[]"
_MODELS = "arn:aws:bedrock:us-east-1::foundation-model"
_OWN = "arn:aws:{}:us-east-1:444455556666"
_FIXED = {
    f"{_MUTED}.AlarmMuteRuleArn": "arn:aws:cloudwatch:us-east-1:444455556666:alarm-mute-rule:x",
    "bedrock:ListEvaluationJobs jobSummaries[].status": "Completed",
    "bedrock:ListAdvancedPromptOptimizationJobs jobSummaries[].jobStatus": "Completed",
    "bedrock:ListModelCustomizationJobs modelCustomizationJobSummaries[].status": "Completed",
    "bedrock:GetEvaluationJob evaluationConfig.automated.datasetMetricConfigs[].dataset"
    ".datasetLocation.s3Uri": "s3://datasets/a.jsonl",
    "bedrock:GetAdvancedPromptOptimizationJob inputConfig.s3Uri": "s3://datasets/b.jsonl",
    "bedrock:GetModelCustomizationJob trainingDataConfig.s3Uri": "s3://datasets/c.jsonl",
    "bedrock:GetModelImportJob modelDataSource.s3DataSource.s3Uri": "s3://datasets/model/",
    "sagemaker:DescribeAIWorkloadConfig DatasetConfig.InputDataConfig[].DataSource.S3DataSource"
    ".S3Uri": "s3://datasets/d.jsonl",
    "bedrock:ListCustomModels modelSummaries[].baseModelArn": f"{_MODELS}/amazon.nova-lite-v1:0",
    "apigateway:GetStages item[].webAclArn": "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/x/1",
    "bedrock-agentcore-control:ListEvaluators evaluators[].evaluatorType": "CustomCode",
    **{
        f"bedrock-agent:GetKnowledgeBase knowledgeBase.storageConfiguration.{member}": arn
        for member, arn in {
            "opensearchServerlessConfiguration.collectionArn": f"{_OWN.format('aoss')}:collection/vectors",
            "opensearchManagedClusterConfiguration.domainArn": f"{_OWN.format('es')}:domain/vectors",
            "neptuneAnalyticsConfiguration.graphArn": f"{_OWN.format('neptune-graph')}:graph/g-x",
            "rdsConfiguration.resourceArn": f"{_OWN.format('rds')}:cluster:vectors",
        }.items()
    },
    "bedrock-agent:GetDataSource dataSource.dataSourceConfiguration.s3Configuration.bucketArn": (
        "arn:aws:s3:::datasets"
    ),
    "bedrock-agent:GetKnowledgeBase knowledgeBase.knowledgeBaseArn": f"{_OWN.format('bedrock')}"
    ":knowledge-base/KB00000001",
    "bedrock-agentcore-control:ListAgentRuntimes agentRuntimes[].agentRuntimeArn": (
        f"{_OWN.format('bedrock-agentcore')}:runtime/x"
    ),
    "bedrock-agentcore-control:GetGateway policyEngineConfiguration.arn": (
        f"{_OWN.format('bedrock-agentcore')}:policy-engine/engine-abcdefghij"
    ),
    "iam:GetServiceLastAccessedDetails JobStatus": "COMPLETED",
    "lambda:ListFunctions Functions[].FunctionArn": f"{_OWN.format('lambda')}:function:tool",
    "bedrock-agent:GetAgentActionGroup agentActionGroup.actionGroupExecutor.lambda": (
        f"{_OWN.format('lambda')}:function:tool"
    ),
    "bedrock-agentcore-control:GetGateway gatewayArn": f"{_OWN.format('bedrock-agentcore')}:gateway/x",
    "opensearchserverless:BatchGetCollection collectionDetails[].type": "VECTORSEARCH",
    "bedrock-agent:GetAgent agent.foundationModel": "amazon.nova-lite-v1:0",
    "cloudtrail:DescribeTrails trailList[].HomeRegion": "us-east-1",
    "cloudtrail:DescribeTrails trailList[].CloudWatchLogsLogGroupArn": f"{_OWN.format('logs')}:log-group:x:*",
    "emr:DescribeCluster Cluster.LogUri": "s3://datasets/logs/",
    "emr:DescribeCluster Cluster.InstanceCollectionType": "INSTANCE_GROUP",
    "bedrock-agent:GetKnowledgeBase knowledgeBase.knowledgeBaseConfiguration"
    ".kendraKnowledgeBaseConfiguration.kendraIndexArn": (
        f"{_OWN.format('kendra')}:index/0a1b2c3d-0000-4000-8000-0000000000ab"
    ),
    "cloudwatch:DescribeAlarms MetricAlarms[].AlarmActions[]": f"{_OWN.format('sns')}:stop",
    "ec2:DescribeVpcEndpointServices ServiceDetails[].ServiceName": "com.amazonaws.us-east-1.bedrock",
    "quicksight:ListAgents AgentSummaries[].Arn": "arn:aws:quicksight:us-east-1:444455556666:agent/x",
    "s3:ListBuckets Buckets[].Name": "datasets",
    "sagemaker:DescribeEndpoint EndpointStatus": "InService",
    "sagemaker:ListAIBenchmarkJobs AIBenchmarkJobs[].AIBenchmarkJobStatus": "Completed",
    "sagemaker:ListEndpoints Endpoints[].EndpointStatus": "InService",
    "sagemaker:ListInferenceRecommendationsJobs InferenceRecommendationsJobs[].JobType": "Advanced",
    "sagemaker:ListInferenceRecommendationsJobs InferenceRecommendationsJobs[].Status": "COMPLETED",
    "sagemaker:ListOptimizationJobs OptimizationJobSummaries[].OptimizationJobStatus": "COMPLETED",
    "sagemaker:ListTrainingPlans TrainingPlanSummaries[].Status": "Active",
    "scheduler:ListSchedules Schedules[].Target.Arn": "arn:aws:scheduler:::aws-sdk:sagemaker:"
    "stopNotebookInstance",
}
"""Texts that no canary can replace, by `service:Operation path`.

They decide what is read or stored.
"""
_KEYS = {
    "application-signals:ListServices ServiceSummaries[].KeyAttributes": ("Name", "Environment"),
    "sustainability:GetEstimatedCarbonEmissions Results[].EmissionsValues": ("TOTAL_LBM_CARBON_EMISSIONS",),
}
"""Maps whose keys AWS names -> keys that an id is made of."""
_OF_EACH_KIND = {"sagemaker:ListMonitoringSchedules MonitoringScheduleSummaries[]": "MonitoringType"}
"""Lists with an item of each kind -> the member that names it. Each kind has own operations."""
_FALSE = {"organizations:ListPoliciesForTarget Policies[].AwsManaged"}
"""The booleans that are false."""
_LEFT_OUT = {
    "sagemaker:DescribeCluster AutoScaling",
    "sagemaker:DescribeMonitoringSchedule MonitoringType",
    "sagemaker:Search Results[].TrainingJob.CheckpointConfig",
}
"""Members that an answer leaves out, because with them there would be no call for some detail."""


def output(collector: Collector, row: Row) -> Shape:
    """Return botocore's shape of the answer to a row's operation."""
    shape = operation_model(collector.service, row.operation).output_shape
    assert shape is not None
    return shape


def listed_paths(operation: str) -> set[str]:
    """Return the paths that docs/stored-in-clear.md lists for an operation."""
    return {path.removesuffix("*") for path in LISTED[operation]}


@dataclass
class Canaries:
    """Makes answers, and remembers where each canary was put.

    With `one`, only the first member of a union is filled, as AWS does; a list of unions has an
    element for each member. With another `word`, the texts are not canaries.
    """

    one: bool = False
    word: str = "CANARY"
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Canary -> (`service:Operation`, path).

    A path ends with `{key}` or `{}` in a map, and with `?` in a document.
    """

    def answer(self, collector: Collector, row: Row) -> dict[str, Any]:
        """Return an answer to the row's operation."""
        self._operation, self._documents = collector.name(row), (*row.policies, *row.documents)
        self._row = row
        made: dict[str, Any] = self._value(output(collector, row), "", {})
        return made

    def found(self, text: str) -> dict[str, set[str]]:
        """Return `service:Operation` -> paths of the canaries in a text, as such or in hex.

        The page lists a map as a whole. What is in a listed map has the map's path.
        """
        canaries = {*CANARY.findall(text), *(bytes.fromhex(c).decode() for c in _HEX.findall(text))}
        out: dict[str, set[str]] = {}
        for canary in canaries:
            operation, path = self.places[canary]
            whole = path.partition("{")[0]
            out.setdefault(operation, set()).add(whole if whole in listed_paths(operation) else path)
        return out

    def _text(self, path: str, least: int = 0) -> str:
        if self.one and (fixed := _FIXED.get(f"{self._operation} {path}")):
            return fixed
        canary = f"{self.word}{len(self.places):06}Z"
        if path in self._row.arns:
            canary = f"arn:aws:x::{canary}"
            self.places[canary.rpartition(":")[2]] = (self._operation, path)
            return canary
        self.places[canary] = (self._operation, path)
        return canary.ljust(least, "x")

    def _value(self, shape: Shape, path: str, above: Mapping[str, str]) -> Any:
        """Return a value for `path`. A structure inside one of its own shape is filled once."""
        kind, least = shape.type_name, shape.metadata.get("min") or 0
        if path in self._documents:
            statement = {"Effect": "Deny", "Action": "*", "Resource": "*", "Sid": self._text(path)}
            return {"Statement": [statement]} if self.one else json.dumps({"Statement": [statement]})
        outline = self._row.outlines.get(path)
        is_free = kind == "structure" and shape.is_document_type
        if outline and (kind == "string" or is_free or shape.value.type_name == "string"):
            document = {outline.names[0]: self._text(path), "unread": self._text(f"{path}?")}
            return document if self.one or kind != "string" else json.dumps(document)
        if extract := self._row.extracts.get(path):
            return self._extracted(extract, kind, path)
        if kind == "string":
            is_fixed = f"{self._operation} {path}" in _FIXED
            return shape.enum[0] if self.one and shape.enum and not is_fixed else self._text(path, least)
        if kind == "structure":
            return self._structure(shape, path, above)
        if kind == "list":
            if self.one and getattr(shape.member, "is_tagged_union", False):
                return [
                    {name: value}
                    for _ in range(max(1, math.ceil(least / len(shape.member.members))))
                    for name, value in self._members(shape.member, f"{path}[]", above).items()
                ]
            kind_of = _OF_EACH_KIND.get(f"{self._operation} {path}[]") if self.one else None
            kinds = [{kind_of: one} for one in shape.member.members[kind_of].enum] if kind_of else []
            return [self._value(shape.member, f"{path}[]", above) | one for one in kinds] or [
                self._value(shape.member, f"{path}[]", above) for _ in range(max(1, least))
            ]
        if kind == "map":
            if self.one and (keys := _KEYS.get(f"{self._operation} {path}")):
                return {key: self._value(shape.value, f"{path}{{}}", above) for key in keys}
            return {self._text(f"{path}{{key}}"): self._value(shape.value, f"{path}{{}}", above)}
        if kind == "blob":
            return self._text(path).encode()
        if kind == "timestamp":
            return datetime(2026, 1, 1, tzinfo=UTC)
        if kind == "boolean":
            return f"{self._operation} {path}" not in _FALSE
        return max(1, int(least))

    def _extracted(self, extract: Extract, kind: str, path: str) -> Any:
        """Return a value of which an extract stores some texts, and not those of `path?`."""
        hidden = f"{path}?"
        if extract is ENVIRONMENT:  # of a container's variables, a closed list is stored
            return {"HF_MODEL_ID": self._text(path), self._text(hidden): self._text(hidden)}
        if kind == "map":  # of a function's variables, prompts are stored
            prompt = f"arn:aws:bedrock:us-east-1:111122223333:prompt/{self._text(path)}"
            return {"PROMPT": prompt, self._text(hidden): self._text(hidden)}
        if extract is VECTOR_FIELDS:  # of an index, the fields that hold vectors are stored
            field = {"type": "knn_vector", "dimension": 1024, "model_id": self._text(hidden)}
            other = {"type": "text", "analyzer": self._text(hidden)}
            return {"mappings": {"properties": {self._text(path): field, self._text(hidden): other}}}
        # Of the steps of a pipeline, the arguments are not stored.
        step = {"Name": self._text(path), "Arguments": {"Environment": self._text(hidden)}}
        return {"Steps": [step]} if self.one else json.dumps({"Steps": [step]})

    def _structure(self, shape: Shape, path: str, above: Mapping[str, str]) -> dict[str, Any]:
        if shape.is_document_type:
            return {self._text(f"{path}?"): [self._text(f"{path}?")]}
        members = self._members(shape, path, above)
        if self.one and getattr(shape, "is_tagged_union", False):
            return dict([*members.items()][:1])
        return members

    def _members(self, shape: Shape, path: str, above: Mapping[str, str]) -> dict[str, Any]:
        """Return all members. Inside a structure of the same shape, paths start as that one's."""
        again = shape.name in above
        if again and above[shape.name] == "":
            return {}
        path = above.get(shape.name, path)
        inside = {**above, shape.name: "" if again else path or "."}
        return {
            name: self._value(inner, f"{path}.{name}".lstrip("."), inside)
            for name, inner in shape.members.items()
            if not (self.one and f"{self._operation} {path}.{name}".replace(" .", " ") in _LEFT_OUT)
        }


def sensitive_strings(shape: Shape) -> dict[str, bool]:
    """Return path -> whether botocore marks it as sensitive, itself or something around it.

    The paths are those of all strings without an enumeration, and of all maps and documents.
    """
    out: dict[str, bool] = {}

    def walk(shape: Shape, path: str, marked: bool, above: tuple[str, ...]) -> None:
        marked = marked or bool(shape.metadata.get("sensitive"))
        kind = shape.type_name
        if kind == "structure" and not shape.is_document_type:
            if shape.name not in above:
                for name, inner in shape.members.items():
                    walk(inner, f"{path}.{name}".lstrip("."), marked, (*above, shape.name))
        elif kind == "list":
            walk(shape.member, f"{path}[]", marked, above)
        elif kind in ("map", "structure", "blob") or (kind == "string" and not shape.enum):
            out[path] = marked

    walk(shape, "", False, ())
    return out


def wrong(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return `value` with `change` of each value in it that is not a structure or a list."""
    if isinstance(value, dict):
        return {name: wrong(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [wrong(inner, change) for inner in value]
    return change(value)


def account(canaries: Canaries) -> dict[str, Any]:
    """Return an account that answers every operation with a canary in each string."""
    answers = {}
    for collector, row in PAIRS:
        answer = canaries.answer(collector, row)
        tokens = token_names(wire.paginator(collector.service, row.operation)) | set((row.token or ())[1:])
        for path in tokens:  # the server pages
            around, _, name = path.rpartition(".")
            holder = answer[around] if around else answer
            if name != "IsTruncated":
                del holder[name]
            if "IsTruncated" in holder:
                holder["IsTruncated"] = False
        answers[collector.name(row)] = answer
    sample = lab.account("empty")
    sample["answers"] = [{"call": call, "answer": answer} for call, answer in answers.items()]
    sample["regions"] = ["us-east-1"]
    return sample
