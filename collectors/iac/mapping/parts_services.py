"""Parts of single services: profiles, flows, gateways, endpoints, functions, collections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from collectors.iac.mapping.converting import Converter
from collectors.iac.mapping.documents import policy
from collectors.iac.mapping.drafts import Draft, Lost, Work, many, place
from collectors.iac.mapping.places import first, lines_at, snaked
from collectors.iac.mapping.resolving import json_in
from collectors.iac.things import Thing
from collectors.iac.values import Unknown

FUNCTION, ENDPOINT, FLOW = "AWS::Lambda::Function", "AWS::SageMaker::Endpoint", "AWS::Bedrock::Flow"
PROFILE, TARGET = "AWS::Bedrock::ApplicationInferenceProfile", "AWS::BedrockAgentCore::GatewayTarget"
_GATEWAY = "AWS::BedrockAgentCore::Gateway"
_CONFIGS = ("aws_sagemaker_endpoint_configuration", "AWS::SageMaker::EndpointConfig")
_PERMISSIONS = ("aws_lambda_permission", "AWS::Lambda::Permission")
_FOUNDATION = re.compile(r"arn:[^:]+:bedrock:[^:]*::foundation-model/.+")

_POLICIES = {
    "aws_s3vectors_vector_bucket_policy": (
        "AWS::S3Vectors::VectorBucket",
        ("vector_bucket_arn", "vector_bucket_name"),
        "GetVectorBucketPolicy",
        "policy",
    ),
    "AWS::S3Vectors::VectorBucketPolicy": (
        "AWS::S3Vectors::VectorBucket",
        ("vector_bucket_arn", "vector_bucket_name"),
        "GetVectorBucketPolicy",
        "policy",
    ),
    "aws_bedrockagentcore_resource_policy": ("", ("resource_arn",), "GetResourcePolicy", "policy"),
    "AWS::BedrockAgentCore::ResourcePolicy": ("", ("resource_arn",), "GetResourcePolicy", "policy"),
    "AWS::Bedrock::ResourcePolicy": ("", ("resource_arn",), "GetResourcePolicy", "resource_policy"),
}
"""Type of a policy -> the type that it is of (any, if empty), what names it, and the member."""

ADDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_CONFIGS, (ENDPOINT,)),
    **dict.fromkeys(_PERMISSIONS, (FUNCTION,)),
    **{kind: (of,) if of else (_GATEWAY,) for kind, (of, *_) in _POLICIES.items()},
}


def _profiles(work: Work) -> None:
    """Say which models a profile leads to, if it is made of one model."""
    for draft in work.drafted(PROFILE):
        given = first(work.argument(draft.thing, "model_source"))
        source = snaked(given).get("copy_from", given) if isinstance(given, Mapping) else given
        if isinstance(source, str) and _FOUNDATION.fullmatch(source):
            draft.members["models"] = [{"modelArn": source}]
        elif isinstance(source, Unknown):
            draft.members["models"] = source
        else:
            draft.members["models"] = Unknown("only AWS lists the models of the profile that it copies")
        lines_at(draft, draft.thing, {"/models": ("model_source",)})


def _flow_definitions(work: Work) -> None:
    """Read a flow whose definition is a text. One that is elsewhere is not known."""
    for draft in work.drafted(FLOW):
        text = work.argument(draft.thing, "definition_string")
        if work.argument(draft.thing, "definition_s3_location") is not None:
            draft.members["definition"] = Unknown("the definition is an object in S3")
        elif text is not None and work.argument(draft.thing, "definition_substitutions") is not None:
            draft.members["definition"] = Unknown("CloudFormation replaces parts of the definition")
        elif text is not None:
            definition = json_in(text) if isinstance(text, str) else text
            made = Converter(FLOW, {}, {}).properties({"definition": definition})
            draft.members.update(made.members)


def _targets(work: Work) -> None:
    """Give each target the gateway that it is of, and say how the gateway calls it."""
    kinds = {"gateway_iam_role": "GATEWAY_IAM_ROLE", "oauth": "OAUTH", "api_key": "API_KEY"}
    for draft in work.drafted(TARGET):
        gateway = work.find(_GATEWAY, work.argument(draft.thing, "gateway_identifier"))
        if gateway:
            draft.members["gatewayArn"] = gateway.id
        given = first(work.argument(draft.thing, "credential_provider_configuration"))
        chosen = [kind for name, kind in kinds.items() if snaked(given).get(name) is not None]
        if chosen:
            draft.members["credentialProviderConfigurations"] = [{"credentialProviderType": chosen[0]}]


def _endpoint_configurations(work: Work) -> None:
    """Show the configuration of an endpoint with the endpoint, as an account does."""
    found: dict[str, Thing] = {}
    for thing in work.of(*_CONFIGS):
        for value in (work.argument(thing, "name", "endpoint_config_name"), work.slugs[thing.address]):
            if isinstance(value, str):
                found[value] = thing
    for draft in work.drafted(ENDPOINT):
        name = draft.members.get("EndpointConfigName")
        config = found.get(name.rpartition("/")[2]) if isinstance(name, str) else None
        if config is None:
            why = name.why if isinstance(name, Unknown) else "its configuration is not in the code"
            draft.members["DescribeEndpointConfig"] = Unknown(why)
            draft.members["ProductionVariants"] = Unknown(why)
            continue
        given = {"KmsKeyId": work.argument(config, "kms_key_arn"), **work.given(config)}
        rename = {
            f"describe_endpoint_config.{name}": member
            for name, member in (
                ("name", "EndpointConfigName"),
                ("async_inference_config", "AsyncInferenceConfig"),
            )
        }
        made = Converter(ENDPOINT, rename, {}, whole=True).properties({"DescribeEndpointConfig": given})
        shown = made.members.get("DescribeEndpointConfig", {})
        draft.members["DescribeEndpointConfig"] = shown
        draft.others["/DescribeEndpointConfig"] = place(config)
        for member in ("ProductionVariants", "DataCaptureConfig", "AsyncInferenceConfig"):
            if member in shown:
                made = Converter(ENDPOINT, {}, {}).properties({member: shown[member]})
                draft.members.update(made.members)


def _permissions(work: Work) -> None:
    """Put the permissions of a function together as its policy."""
    for thing in work.of(*_PERMISSIONS):
        draft = work.owner(FUNCTION, thing, "function_name")
        if isinstance(draft, Unknown):
            work.lost.append(Lost(thing, FUNCTION, "/GetPolicy", draft.why))
        elif draft:
            held = draft.members.get("GetPolicy")
            if not isinstance(held, dict) or "Policy" not in held:
                held = draft.members["GetPolicy"] = {"Policy": {"Version": "2012-10-17", "Statement": []}}
            here = f"/GetPolicy/Policy/Statement/{len(held['Policy']['Statement'])}"
            held["Policy"]["Statement"].append(_permission(work, thing, draft))
            draft.others[here] = place(thing)


def _permission(work: Work, thing: Thing, function: Draft) -> Any:
    """Return the statement of a permission: AWS Lambda Developer Guide, "AddPermission"."""
    principal = work.argument(thing, "principal")
    conditions = {
        "ArnLike": {"AWS:SourceArn": work.argument(thing, "source_arn")},
        "StringEquals": {
            "AWS:SourceAccount": work.argument(thing, "source_account"),
            "aws:PrincipalOrgID": work.argument(thing, "principal_org_id"),
        },
    }
    is_service = isinstance(principal, str) and principal.endswith((".amazonaws.com", ".amazonaws.com.cn"))
    made = {
        "Effect": "Allow",
        "Action": work.argument(thing, "action"),
        "Resource": function.id,
        "Principal": principal if principal == "*" else {"Service" if is_service else "AWS": principal},
    }
    kept = {op: {k: v for k, v in keys.items() if v is not None} for op, keys in conditions.items()}
    made |= {"Condition": {op: keys for op, keys in kept.items() if keys}}
    document, _ = policy({"Statement": [made]})
    return document["Statement"][0]


def _policies(work: Work) -> None:
    """Add resource policies that have a resource of their own."""
    by_id = {draft.id: draft for draft in work.drafts.values()}
    for kind, (of, names, member, inner) in _POLICIES.items():
        for thing in work.of(kind):
            named = work.argument(thing, *names)
            draft = work.find(of, named) or (by_id.get(named) if isinstance(named, str) else None)
            if draft is not None:
                given = {inner: work.argument(thing, "policy", "resource_policy", "policy_document")}
                made = Converter(draft.type, {}, {}, whole=True).properties({member: given})
                if member in made.members:
                    draft.members[member] = made.members[member]
                    draft.made.unread |= made.unread
                    draft.others[f"/{member}"] = place(thing)


def _functions(work: Work) -> None:
    """Say in which VPC a function is, and what SAM makes of its own form of functions."""
    for draft in work.drafted(FUNCTION):
        config = draft.members.get("VpcConfig")
        if isinstance(config, dict) and many(config.get("SubnetIds")):
            subnet = work.find("AWS::EC2::Subnet", many(config["SubnetIds"])[0])
            vpc = subnet.members.get("VpcId") if subnet else None
            config["VpcId"] = vpc or Unknown("the VPC of its subnets is not in the code")
        if draft.thing.type == "AWS::Serverless::Function" and "Role" not in draft.members:
            draft.members["Role"] = Unknown("SAM makes its role")


def _collections(work: Work) -> None:
    """Say with which key a collection is encrypted: an encryption policy of its name has it."""
    kind = "AWS::OpenSearchServerless::SecurityPolicy"
    policies = [draft for draft in work.drafted(kind) if draft.members.get("type") == "encryption"]
    for draft in work.drafted("AWS::OpenSearchServerless::Collection"):
        own = snaked(first(work.argument(draft.thing, "encryption_config")))
        if own.get("kms_key_arn") is not None:
            draft.members["kmsKeyArn"] = own["kms_key_arn"]
            continue
        draft.members["kmsKeyArn"] = next(
            (key for one in policies if (key := _key_for(draft.name, one)) is not None),
            Unknown("no encryption policy in the code is for it"),
        )
    for draft in policies:  # an account lists those of networks alone
        del work.drafts[draft.thing.address]


def _key_for(name: str, held: Draft) -> Any:
    """Return the key of an encryption policy, if it is for a collection of this name."""
    given = held.members.get("policy")
    if not isinstance(given, dict):
        return Unknown("an encryption policy is not known") if given is not None else None
    patterns = [
        p for rule in many(given.get("Rules")) if isinstance(rule, dict) for p in many(rule.get("Resource"))
    ]
    for one in patterns:
        if isinstance(one, Unknown):
            return one
        start = str(one).removeprefix("collection/")
        if start == name or (start.endswith("*") and name.startswith(start[:-1])):
            return "auto" if given.get("AWSOwnedKey") is True else given.get("KmsARN", "auto")
    return None


PARTS = (
    _profiles,
    _flow_definitions,
    _targets,
    _endpoint_configurations,
    _permissions,
    _policies,
    _functions,
    _collections,
)
