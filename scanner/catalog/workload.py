"""The keys of `workload:` in genai-lens.yaml: what belongs to the workload, where no API says so.

`KEYS` is the only list of them. The schema of the configuration, the schema of the policies' input,
the check of what a policy reads, the search for names that match nothing, and docs/workload.md are
made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

TAGS = "*"
"""Among the types of a key: the tags of all resources, as `KEY` and as `KEY=VALUE`."""

TEXTS = frozenset({"tag", "url", "pipeline", "path"})
"""The forms whose value is one text. The value of each other form is a list of texts."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    `form`: the name of the form of its value; `scanner/people/workload.py` has the schemas.
    `meaning`: what it says, as a sentence.
    `types`: the resource types that its names are matched with, also those that no collector finds
    yet; empty if its values are no names of resources.
    `what`: what these resources are called, in the plural.
    """

    form: str
    meaning: str
    types: tuple[str, ...] = ()
    what: str = ""


KEYS: Mapping[str, Key] = {
    "regions": Key("regions", "The Regions in which the workload must be available."),
    "counterpart_tag": Key(
        "tag",
        "The key of a tag: resources with the same value of it are the same thing in several Regions. "
        "Without it, the name decides.",
        (TAGS,),
        "tags",
    ),
    "functions": Key(
        "names",
        "Lambda functions of the workload, besides those that agents, flows, gateways and roles show.",
        ("AWS::Lambda::Function",),
        "Lambda functions",
    ),
    "state_machines": Key(
        "names",
        "State machines of the workload, besides those with a step that calls a model or such a function.",
        ("AWS::StepFunctions::StateMachine",),
        "state machines",
    ),
    "apis": Key(
        "names",
        "APIs of API Gateway that lead to the workload, besides those with such an integration.",
        ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"),
        "APIs",
    ),
    "api_domains": Key(
        "names",
        "Domain names of the workload's APIs, whose DNS records route requests over the Regions.",
        ("AWS::Route53::RecordSet",),
        "DNS records",
    ),
    "sagemaker": Key(
        "names",
        "Endpoints, models, jobs, pipelines, model package groups and clusters of SageMaker AI that serve "
        "or train a generative model, where the image does not show it.",
        (
            "AWS::SageMaker::Endpoint",
            "AWS::SageMaker::Model",
            "AWS::SageMaker::TrainingJob",
            "AWS::SageMaker::Pipeline",
            "AWS::SageMaker::ModelPackageGroup",
            "AWS::SageMaker::Cluster",
        ),
        "resources of SageMaker AI",
    ),
    "vpcs": Key(
        "names",
        "VPCs of the workload, besides those with a subnet of a generative AI resource.",
        ("AWS::EC2::VPC",),
        "VPCs",
    ),
    "prompts": Key(
        "names",
        "Prompts that the application uses; an ARN that ends with `:VERSION` means that version.",
        ("AWS::Bedrock::Prompt",),
        "prompts",
    ),
    "metric_namespaces": Key(
        "names",
        "Namespaces of CloudWatch in which the application publishes metrics.",
        ("AWS::CloudWatch::Metric",),
        "metrics",
    ),
    "emr": Key(
        "names",
        "EMR clusters and EMR Serverless applications that prepare data of the workload.",
        ("AWS::EMR::Cluster", "AWS::EMRServerless::Application"),
        "EMR clusters and applications",
    ),
    "batch": Key(
        "names",
        "Compute environments of AWS Batch that prepare data of the workload.",
        ("AWS::Batch::ComputeEnvironment",),
        "compute environments",
    ),
    "feedback.stores": Key(
        "stores",
        "DynamoDB tables and S3 buckets that keep the feedback of users.",
        ("AWS::DynamoDB::Table", "AWS::S3::Bucket"),
        "tables or buckets",
    ),
    "feedback.metrics": Key(
        "names",
        "Names of CloudWatch metrics that measure the feedback of users.",
        ("AWS::CloudWatch::Metric",),
        "metrics",
    ),
    "prompt_repository": Key("url", "The repository that has the prompts, if Bedrock does not manage them."),
    "delivery_pipeline": Key(
        "pipeline",
        "What delivers changes: the ARN of a pipeline of CodePipeline, or the URL of one outside of AWS.",
        ("AWS::CodePipeline::Pipeline",),
        "pipelines",
    ),
    "iac.tag_keys": Key(
        "names",
        "Keys of tags that infrastructure as code gives to everything that it creates.",
        (TAGS,),
        "tags",
    ),
    "iac.state": Key("path", "The Terraform state that lists what Terraform manages."),
    "claude_workspaces": Key(
        "names",
        "Workspaces of Claude Platform on AWS that the workload may use.",
        ("AWS::AWSExternalAnthropic::Workspace",),
        "workspaces",
    ),
    "environments.production.accounts": Key(
        "accounts",
        "Accounts in which everything is production. If production is declared, all else is not production.",
    ),
    "environments.production.tags": Key(
        "tags", "Tags that mark production, as KEY=VALUE; one of them is enough.", (TAGS,), "tags"
    ),
}
"""Each key, with dots between its parts, in the order of the documentation."""


def nested(flat: Mapping[str, Any], made: Callable[[dict[str, Any]], Any] = dict) -> Any:
    """Return the values of dotted keys as nested mappings. `made` is applied to each mapping."""
    below: dict[str, dict[str, Any]] = {}
    for key, value in flat.items():
        first, _, rest = key.partition(".")
        below.setdefault(first, {})[rest] = value
    return made({name: kept[""] if "" in kept else nested(kept, made) for name, kept in below.items()})


def keys_of(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that a path below `input.workload` leads to; empty if there is none."""
    said = ".".join(path)
    return tuple(key for key in KEYS if f"{key}.".startswith(f"{said}.") or f"{said}.".startswith(f"{key}."))
