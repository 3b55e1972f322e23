"""What stores the vectors of knowledge bases.

These are Amazon OpenSearch Serverless and OpenSearch Service, Amazon Aurora and Neptune Analytics.
Only what a knowledge base names is read, and each as that knowledge base's own Region knows it.
"""

from __future__ import annotations

import re

from collectors.bedrock_agent import GRAPH, STORAGE
from collectors.table import RESOURCE_NAME, Collector, Found, Row

_BASES = ("bedrock-agent:GetKnowledgeBase",)
COLLECTION = f"{STORAGE}.opensearchServerlessConfiguration.collectionArn"
DOMAIN = f"{STORAGE}.opensearchManagedClusterConfiguration.domainArn"
CLUSTER = f"{STORAGE}.rdsConfiguration.resourceArn"

# AWS's examples of both listings have these members.
_ENDS = tuple(
    f"{end}DomainInfo{path}"
    for end in ("Local", "Remote")
    for path in ("", *(f".AWSDomainInformation{member}" for member in ("", ".DomainName", ".Region")))
)


def _last(arn: str) -> str | None:
    """Return what follows the last slash or colon of an ARN."""
    found = re.fullmatch(r"arn:.*[:/]([A-Za-z0-9-]+)", arn)
    return found[1] if found else None


def _only(arn: str) -> list[str] | None:
    """Return a list with what follows the last slash of an ARN."""
    last = _last(arn)
    return [last] if last else None


OPENSEARCH_SERVERLESS = Collector(
    service="opensearchserverless",
    prefix="aoss",
    rows=(
        # What is not there is in `collectionErrorDetails`, and no error of the call.
        Row(
            "BatchGetCollection",
            parents=_BASES,
            params={"ids": COLLECTION},
            asks={"ids": _only},
            finds=(
                Found(
                    "AWS::OpenSearchServerless::Collection",
                    "{arn}",
                    items="collectionDetails",
                    name="name",
                ),
            ),
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
            "DescribeDomains",
            parents=_BASES,
            params={"DomainNames": DOMAIN},
            asks={"DomainNames": _only},
            finds=(
                Found(
                    "AWS::OpenSearchService::Domain",
                    "{ARN}",
                    items="DomainStatusList",
                    name="DomainName",
                    always=("DomainName",),
                ),
            ),
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
                ),
            ),
            keep={"DBClusters[].DBClusterIdentifier": RESOURCE_NAME},
            absent_codes=("DBClusterNotFoundFault",),
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
