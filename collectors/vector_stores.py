"""What stores the vectors of knowledge bases.

These are Amazon OpenSearch Serverless and OpenSearch Service, Amazon Aurora, Neptune Analytics and
the indexes of Amazon Kendra. Of these, only what a knowledge base names is read, and each as that
knowledge base's own Region knows it. Collections of OpenSearch Serverless and OpenSearch domains
are listed too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from collectors.bedrock_agent import GRAPH, KENDRA_INDEX, STORAGE
from collectors.paths import in_list
from collectors.table import RESOURCE_NAME, TAG, Collector, Extract, Found, Outline, Row

_BASES = ("bedrock-agent:GetKnowledgeBase",)
_SERVERLESS = f"{STORAGE}.opensearchServerlessConfiguration"
_MANAGED = f"{STORAGE}.opensearchManagedClusterConfiguration"
COLLECTION = f"{_SERVERLESS}.collectionArn"
DOMAIN = f"{_MANAGED}.domainArn"
CLUSTER = f"{STORAGE}.rdsConfiguration.resourceArn"

# AWS's examples of both listings have these members.
_ENDS = tuple(
    f"{end}DomainInfo{path}"
    for end in ("Local", "Remote")
    for path in ("", *(f".AWSDomainInformation{member}" for member in ("", ".DomainName", ".Region")))
)


def vector_fields(schema: Any) -> dict[str, Any]:
    """Return the fields of an index that hold vectors.

    Each has its `name`, and `dimension`, `data_type` and `space_type` where these are stated. Words
    that OpenSearch does not have for them are left out.
    """
    return {"fields": [*_fields(schema, "")]}


def _fields(schema: Any, name: str) -> Iterator[dict[str, Any]]:
    """Yield the fields of a schema, of a mapping or of a part of it, which is called `name`."""
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "knn_vector":
        method = schema.get("method")
        words = {**(method if isinstance(method, dict) else {}), **schema}
        yield {
            "name": name,
            **({"dimension": int(str(size))} if str(size := schema.get("dimension")).isdecimal() else {}),
            **{key: words[key] for key, known in _WORDS.items() if words.get(key) in known},
        }
    for key, inner in schema.items():
        if key == "properties" and isinstance(inner, dict):
            for child, one in inner.items():
                yield from _fields(one, f"{name}.{child}" if name else str(child))
        elif not name:
            yield from _fields(inner, "")


_WORDS = {
    "data_type": ("float", "byte", "binary"),
    "space_type": ("l1", "l2", "linf", "cosinesimil", "innerproduct", "hamming", "hammingbit"),
}
_TAGS = "tags[].{Key: key, Value: value}"


def _last(arn: str) -> str | None:
    """Return what follows the last slash or colon of an ARN."""
    found = re.fullmatch(r"arn:.*[:/]([A-Za-z0-9-]+)", arn)
    return found[1] if found else None


def _only(arn: str) -> list[str] | None:
    """Return a list with what follows the last slash of an ARN."""
    last = _last(arn)
    return [last] if last else None


def _with_policy(item: dict[str, Any]) -> dict[str, Any]:
    """Return a domain without the empty text that AWS shows where it has no access policy."""
    return {key: value for key, value in item.items() if key != "AccessPolicies" or value != ""}


_COLLECTION = Found(
    "AWS::OpenSearchServerless::Collection",
    "{arn}",
    items="collectionDetails",
    name="name",
    tags=_TAGS,
)
_GROUP = Found(
    "AWS::OpenSearchServerless::CollectionGroup",
    "{arn}",
    items="collectionGroupDetails",
    name="name",
    tags=_TAGS,
)

_DOMAIN = Found(
    "AWS::OpenSearchService::Domain",
    "{ARN}",
    items="DomainStatusList",
    name="DomainName",
    always=("DomainName",),
    shape=_with_policy,
)
_LOGS = Outline("which logs of the domain are published", names=("Enabled",))
_RULES = ("Rules", "ResourceType", "Resource")
_NETWORK = Outline(
    "from which networks collections can be reached",
    names=(*_RULES, "AllowFromPublic", "SourceVPCEs", "SourceServices"),
)
_ACCESS = Outline("who may do what with the data of collections", names=(*_RULES, "Permission", "Principal"))


def _policies(kind: str, policy: str, plural: str, member: str, outline: Outline) -> tuple[Row, Row]:
    """Return the rows of the policies of a kind. AWS has no ARN for them.

    All are listed: what a filter by resource leaves out is not documented.
    """
    own = f"{policy[0].lower()}{policy[1:]}"
    return (
        Row(
            f"List{plural}",
            parents=("ListCollections", "BatchGetCollection"),
            constants={"type": kind},
            finds=(
                Found(
                    f"AWS::OpenSearchServerless::{policy}",
                    f"arn:{{partition}}:aoss:{{region}}:{{account}}:{member}/{kind}/{{name}}",
                    items=f"{own}Summaries",
                    name="name",
                    always=("type",),
                ),
            ),
            token=("nextToken", "nextToken"),
        ),
        Row(
            f"Get{policy}",
            parents=(f"List{plural}",),
            params={"type": "type", "name": "name"},
            member=f"{own}Detail",
            merge=True,
            always=("policy",),
            outlines={f"{own}Detail.policy": outline},
        ),
    )


VECTORS_ALONE = "(!type || type == 'VECTORSEARCH') && arn || null"
"""JMESPath of the ARN of a collection, unless it is one without vectors."""

VECTOR_FIELDS = Extract("fields of the index that hold vectors, and how they compare them", vector_fields)

OPENSEARCH_SERVERLESS = Collector(
    service="opensearchserverless",
    prefix="aoss",
    rows=(
        Row(
            "ListCollections",
            finds=(replace(_COLLECTION, items="collectionSummaries", always=("id",)),),
            token=("nextToken", "nextToken"),
        ),
        # What is not there is in `collectionErrorDetails`, and no error of the call.
        Row(
            "BatchGetCollection",
            parents=("ListCollections",),
            params={"ids": "id"},
            asks={"ids": in_list},
            finds=(_COLLECTION,),
        ),
        Row(
            "BatchGetCollection",
            parents=_BASES,
            params={"ids": COLLECTION},
            asks={"ids": _only},
            finds=(_COLLECTION,),
        ),
        Row(
            "ListTagsForResource",
            parents=("BatchGetCollection",),
            params={"resourceArn": VECTORS_ALONE},
            merge=True,
            always=("tags", "tags[].key", "tags[].value"),
            keep={"tags[].key": TAG, "tags[].value": TAG},
        ),
        *_policies("network", "SecurityPolicy", "SecurityPolicies", "security-policy", _NETWORK),
        *_policies("data", "AccessPolicy", "AccessPolicies", "access-policy", _ACCESS),
        # The groups of collections, which have limits of their own, and the limits of all others.
        Row(
            "ListCollectionGroups",
            parents=("ListCollections",),
            finds=(replace(_GROUP, items="collectionGroupSummaries", always=("id",)),),
            token=("nextToken", "nextToken"),
        ),
        Row(
            "BatchGetCollectionGroup",
            parents=("ListCollectionGroups",),
            params={"ids": "id"},
            asks={"ids": in_list},
            finds=(_GROUP,),
            keep={
                "collectionGroupDetails[].tags[].key": TAG,
                "collectionGroupDetails[].tags[].value": TAG,
            },
        ),
        Row(
            "GetAccountSettings",
            parents=("ListCollections",),
            finds=(
                Found(
                    "AWS::OpenSearchServerless::AccountSettings",
                    "arn:{partition}:aoss:{region}:{account}:account-settings",
                    items="accountSettingsDetail",
                ),
            ),
        ),
        # Who asks needs a right in the data access policy of the collection too.
        Row(
            "GetIndex",
            parents=_BASES,
            params={"id": COLLECTION, "indexName": f"{_SERVERLESS}.vectorIndexName"},
            asks={"id": _last},
            member="indexSchema",
            absent_codes=("ResourceNotFoundException",),
            extracts={"indexSchema": VECTOR_FIELDS},
        ),
        Row(
            "ListVpcEndpoints",
            parents=("BatchGetCollection",),
            finds=(
                Found(
                    "AWS::OpenSearchServerless::VpcEndpoint",
                    "arn:{partition}:aoss:{region}:{account}:vpc-endpoint/{id}",
                    items="vpcEndpointSummaries",
                    name="name",
                ),
            ),
            token=("nextToken", "nextToken"),
        ),
        Row(
            "BatchGetVpcEndpoint",
            parents=("ListVpcEndpoints",),
            params={"ids": "[[id]]"},
            finds=(
                Found(
                    "AWS::OpenSearchServerless::VpcEndpoint",
                    "arn:{partition}:aoss:{region}:{account}:vpc-endpoint/{id}",
                    items="vpcEndpointDetails",
                    name="name",
                ),
            ),
        ),
    ),
)

OPENSEARCH = Collector(
    service="opensearch",
    prefix="es",
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "ListDomainNames",
            finds=(
                Found(
                    "AWS::OpenSearchService::Domain",
                    "arn:{partition}:es:{region}:{account}:domain/{DomainName}",
                    items="DomainNames",
                    name="DomainName",
                ),
            ),
        ),
        *(
            Row(
                "DescribeDomains",
                parents=parents,
                params={"DomainNames": names},
                asks=asks,
                finds=(_DOMAIN,),
                policies=("DomainStatusList[].AccessPolicies",),
                outlines={"DomainStatusList[].LogPublishingOptions": _LOGS},
            )
            for parents, names, asks in (
                (("ListDomainNames",), "DomainName", {"DomainNames": in_list}),
                (_BASES, DOMAIN, {"DomainNames": _only}),
            )
        ),
        Row(
            "GetIndex",
            parents=_BASES,
            params={"DomainName": DOMAIN, "IndexName": f"{_MANAGED}.vectorIndexName"},
            asks={"DomainName": _last},
            member="IndexSchema",
            absent_codes=("ResourceNotFoundException",),
            extracts={"IndexSchema": VECTOR_FIELDS},
        ),
        # A domain that is not replicating has no `Role`, and an empty list of peers.
        Row(
            "DescribeDomainReplication",
            parents=("DescribeDomains",),
            params={"DomainName": "DomainName"},
            always=("Peers", "Peers[].PeerDomainArn", "Peers[].Status"),
        ),
        *(
            Row(
                f"Describe{way}Connections",
                parents=("DescribeDomains",),
                finds=(
                    Found(
                        f"AWS::OpenSearchService::{way}Connection",
                        f"arn:{{partition}}:es:{{region}}:{{account}}:{way.lower()}-connection/{{ConnectionId}}",
                        items="Connections",
                        always=("ConnectionStatus", "ConnectionStatus.StatusCode", *_ENDS),
                    ),
                ),
                token=("NextToken", "NextToken"),
            )
            for way in ("Outbound", "Inbound")
        ),
    ),
)

RDS = Collector(
    service="rds",
    prefix="rds",
    rows=(
        Row(
            "DescribeDBClusters",
            parents=_BASES,
            params={"DBClusterIdentifier": CLUSTER},
            finds=(
                Found(
                    "AWS::RDS::DBCluster",
                    "{DBClusterArn}",
                    items="DBClusters",
                    name="DBClusterIdentifier",
                    tags="TagList",
                    always=("TagList[].Key", "TagList[].Value"),
                ),
            ),
            keep={
                "DBClusters[].DBClusterIdentifier": RESOURCE_NAME,
                "DBClusters[].TagList[].Key": TAG,
                "DBClusters[].TagList[].Value": TAG,
            },
            absent_codes=("DBClusterNotFoundFault",),
        ),
        Row(
            "DescribeDBInstances",
            parents=("DescribeDBClusters",),
            params={"Filters": "[[{Name: 'db-cluster-id', Values: [DBClusterArn]}]]"},
            finds=(
                Found(
                    "AWS::RDS::DBInstance",
                    "{DBInstanceArn}",
                    items="DBInstances",
                    name="DBInstanceIdentifier",
                ),
            ),
            keep={
                "DBInstances[].DBInstanceIdentifier": RESOURCE_NAME,
                "DBInstances[].DBClusterIdentifier": "the cluster of the instance",
            },
        ),
    ),
)

NEPTUNE_GRAPH = Collector(
    service="neptune-graph",
    prefix="neptune-graph",
    rows=(
        Row(
            "GetGraph",
            parents=_BASES,
            params={"graphIdentifier": GRAPH},
            asks={"graphIdentifier": _last},
            finds=(Found("AWS::NeptuneGraph::Graph", "{arn}", name="name"),),
            absent_codes=("ResourceNotFoundException",),
        ),
    ),
)

KENDRA = Collector(
    service="kendra",
    prefix="kendra",
    offered_as="kendra",
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "ListIndices",
            token=("NextToken", "NextToken"),
            finds=(
                Found(
                    "AWS::Kendra::Index",
                    "arn:{partition}:kendra:{region}:{account}:index/{Id}",
                    items="IndexConfigurationSummaryItems",
                    name="Name",
                    always=("Status",),
                ),
            ),
            keep={"IndexConfigurationSummaryItems[].Name": RESOURCE_NAME},
        ),
        Row(
            "DescribeIndex",
            parents=_BASES,
            params={"Id": KENDRA_INDEX},
            asks={"Id": _last},
            finds=(
                Found(
                    "AWS::Kendra::Index",
                    "arn:{partition}:kendra:{region}:{account}:index/{Id}",
                    name="Name",
                    always=("Status",),
                ),
            ),
            keep={
                "Name": RESOURCE_NAME,
                "ServerSideEncryptionConfiguration.KmsKeyId": "id of the key that encrypts the index",
            },
            absent_codes=("ResourceNotFoundException",),
        ),
    ),
)
