"""One account that holds many policy documents, each in a place of its own, judged at once.

A `Case` is a document as AWS sends it and the place where it lies. `verdicts` puts all cases into
one account and evaluates all controls once with regorus, so a thousand documents take seconds.
The cases do not affect each other: each has its own role, policy, endpoint or bucket, and each
bucket its own Region.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from collectors import ROWS, is_regional
from collectors.records import GLOBAL, Resource
from scanner.catalog.controls import Catalog
from scanner.engines.regorus import Regorus
from scanner.judging.facts import facts
from scanner.judging.rows import KINDS
from scanner.people.config import Config
from scanner.snapshot.folder import Head, Snapshot, Target

ACCOUNT = "111122223333"
REGION = "us-east-1"
ANYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}

Document = Mapping[str, Any]
Verdicts = dict[str, dict[str, str]]
"""Name of the case -> control id -> the worst kind of its results; `not_applicable` if none."""


@dataclass(frozen=True)
class Case:
    """A policy document and its place: a key of `PLACES`. `options` are those of the place."""

    name: str
    place: str
    document: Document
    options: Mapping[str, Any] = field(default_factory=dict)


def identity(case: Case) -> list[Resource]:
    """Return an agent role with the document as an attached policy of the account.

    Options: `agent` (default true): whether a runtime uses the role.
    """
    policy = _arn("iam", f"policy/{case.name}")
    return [
        _policy(policy, case.document, {"AttachmentCount": 1}),
        *_role(case, _trust(), {"AttachedManagedPolicies": [{"PolicyName": case.name, "PolicyArn": policy}]}),
    ]


def boundary(case: Case) -> list[Resource]:
    """Return an agent role that its policy allows everything, and whose boundary is the document.

    Options: `agent` as in `identity`; `allows` (default all): the statements of its policy.
    """
    policy = _arn("iam", f"policy/{case.name}")
    own = {"PolicyName": "own", "PolicyDocument": {"Statement": case.options.get("allows", [ANYTHING])}}
    limit = {"PermissionsBoundary": {"PermissionsBoundaryArn": policy}, "RolePolicyList": [own]}
    used = {"AttachmentCount": 0, "PermissionsBoundaryUsageCount": 1}
    return [_policy(policy, case.document, used), *_role(case, _trust(), limit)]


def trust(case: Case) -> list[Resource]:
    """Return a role without policies that has the document as its trust policy.

    Options: `agent` as in `identity`.
    """
    return _role(case, case.document, {})


def endpoint(case: Case) -> list[Resource]:
    """Return a VPC endpoint with the document. Options: `service`, such as `bedrock-runtime`."""
    name = f"com.amazonaws.{REGION}.{case.options['service']}"
    properties = {
        "VpcEndpointId": case.name,
        "VpcEndpointType": "Interface",
        "State": "available",
        "ServiceName": name,
        "PolicyDocument": case.document,
    }
    return [_resource("AWS::EC2::VPCEndpoint", _arn("ec2", f"vpc-endpoint/{case.name}"), REGION, properties)]


def bucket(case: Case) -> list[Resource]:
    """Return a bucket with the document that receives the invocation logs of its Region."""
    region = region_of(case)
    config = {"loggingConfig": {"s3Config": {"bucketName": case.name}, "textDataDeliveryEnabled": True}}
    flags = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    properties = {
        "Name": case.name,
        "GetBucketPolicy": {"Policy": case.document},
        "GetPublicAccessBlock": {"PublicAccessBlockConfiguration": dict.fromkeys(flags, True)},
        "GetBucketVersioning": {"Status": "Enabled"},
        "GetObjectLockConfiguration": {"absent": "ObjectLockConfigurationNotFoundError"},
        "GetBucketOwnershipControls": {
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        },
    }
    settings = f"arn:aws:bedrock:{region}:{ACCOUNT}:model-invocation-logging-configuration"
    return [
        _resource("AWS::Bedrock::ModelInvocationLoggingConfiguration", settings, region, config),
        _resource("AWS::S3::Bucket", f"arn:aws:s3:::{case.name}", region, properties),
    ]


def organization(name: str) -> Resource:
    """Return the account's organization with an id such as `o-exampleorgid`."""
    arn = f"arn:aws:organizations::{ACCOUNT}:organization/{name}"
    return _resource("AWS::Organizations::Organization", arn, GLOBAL, {"Id": name, "Arn": arn})


PLACES: dict[str, Callable[[Case], list[Resource]]] = {
    "identity": identity,
    "boundary": boundary,
    "trust": trust,
    "endpoint": endpoint,
    "bucket": bucket,
}
"""Place of a document -> the function that returns the resources of a case."""


def region_of(case: Case) -> str:
    """Return the Region of a case. A bucket has its own, because a Region logs to one bucket."""
    return f"xx-{case.name}-1" if case.place == "bucket" else REGION


def verdicts(cases: Sequence[Case], catalog: Catalog, others: Iterable[Resource] = ()) -> Verdicts:
    """Judge all cases in one account with all controls of `catalog`.

    `others` are further resources of the account. The verdict on a case is the worst one about its
    resources, or about the account in its own Region.
    """
    found = {case.name: PLACES[case.place](case) for case in cases}
    assert len(found) == len(cases), "two cases have one name"
    regions = tuple(dict.fromkeys([REGION, *(region_of(case) for case in cases)]))
    resources = (*others, *(resource for own in found.values() for resource in own))
    complete = {op: regions if is_regional(op) else (GLOBAL,) for op in ROWS}
    target = Target(ACCOUNT, "aws", _arn("iam", "user/scanner"), regions, complete, {})
    head = Head("account", "2026-06-01T00:00:00Z", "2026-06-01T00:00:01Z", "test")
    snapshot = Snapshot(Path(), head, (target,), "", resources, ())
    put = facts(snapshot, target, catalog, Config().stated(catalog, ACCOUNT))
    said = Regorus().evaluate(catalog.modules, catalog.document(), put)
    assert not said.failures, said.failures
    case_of = {resource.id: name for name, own in found.items() for resource in own}
    case_of |= {region_of(case): case.name for case in cases if region_of(case) != REGION}
    out: Verdicts = {name: dict.fromkeys(catalog.controls, "not_applicable") for name in found}
    for row in said.rows:
        subject = row["subject"]
        name = case_of.get(subject["id"]) or case_of.get(subject["region"])
        if name:
            before = out[name][row["control"]]
            out[name][row["control"]] = min(before, row["kind"], key=KINDS.index)
    return out


def _role(case: Case, trusted: Document, properties: Mapping[str, Any]) -> list[Resource]:
    role = _resource(
        "AWS::IAM::Role",
        _arn("iam", f"role/{case.name}"),
        GLOBAL,
        {
            "Path": "/",
            "RoleName": case.name,
            "AssumeRolePolicyDocument": trusted,
            "MaxSessionDuration": 3600,
            "RolePolicyList": [],
            "AttachedManagedPolicies": [],
            **properties,
        },
    )
    if not case.options.get("agent", True):
        return [role]
    runtime = {"roleArn": role.id, "agentRuntimeName": case.name}
    user = _arn("bedrock-agentcore", f"runtime/{case.name}", REGION)
    return [role, _resource("AWS::BedrockAgentCore::Runtime", user, REGION, runtime)]


def _trust() -> Document:
    """Return a trust policy that no control reports."""
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    service = {"Principal": {"Service": "bedrock-agentcore.amazonaws.com"}}
    here = {"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}
    return {"Version": "2012-10-17", "Statement": [{**allow, **service, **here}]}


def _policy(arn: str, document: Document, counts: Mapping[str, int]) -> Resource:
    versions = [{"VersionId": "v1", "IsDefaultVersion": True, "Document": document}]
    return _resource("AWS::IAM::ManagedPolicy", arn, GLOBAL, {**counts, "PolicyVersionList": versions})


def _arn(service: str, what: str, region: str = "") -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{what}"


def _resource(kind: str, arn: str, region: str, properties: Mapping[str, Any]) -> Resource:
    return Resource(kind, arn, arn.rpartition("/")[2], ACCOUNT, region, "", {}, (), properties)
