"""Amazon EMR, EMR Serverless and AWS Batch, where they may prepare data of generative AI.

Clusters and applications name a bucket at best, so all that run are described. What else costs a
call is asked for those that people declare, or whose logs are in a bucket of generative AI.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from collectors.genai_buckets import named_buckets
from collectors.records import Resource
from collectors.table import ALONE, Collector, Found, Row

if TYPE_CHECKING:
    from collectors.workload import Workload

_LOGS = "where it writes its logs: whether a bucket of generative AI is meant"
_BUCKET = re.compile(r"s3[an]?://([a-z0-9][a-z0-9.-]{2,62})(?:/|$)")
GROUPED = "InstanceCollectionType != 'INSTANCE_FLEET' && Id || null"
"""The id of a cluster that has instance groups. AWS refuses to list those of another one."""


def data_clusters(found: Sequence[Resource], workload: Workload) -> frozenset[str]:
    """Return the ARNs of the clusters that prepare data of generative AI.

    Policies decide it (policies/lib/data_compute.rego). This may choose more, and never fewer.
    """
    buckets = named_buckets(found)
    declared = workload.names.get("emr", ())
    return frozenset(
        one.id
        for one in found
        if one.type == "AWS::EMR::Cluster"
        if _bucket(one.properties.get("LogUri")) in buckets
        or any(workload.fits(declared, name) for name in (one.id, one.name, one.id.rpartition("/")[2]))
    )


def _bucket(uri: object) -> str | None:
    found = _BUCKET.match(uri) if isinstance(uri, str) else None
    return found[1] if found else None


def _of_cluster(operation: str, *always: str) -> Row:
    """Return the row of a policy that a cluster may have, and what it always has."""
    return Row(
        operation,
        parents=("DescribeCluster",),
        params={"ClusterId": "Id"},
        among=data_clusters,
        merge=True,
        always=always,
        may_be_empty="the cluster has no such policy",
    )


EMR = Collector(
    service="emr",
    prefix="elasticmapreduce",
    rows=(
        Row(
            "ListClusters",
            constants={"ClusterStates": ["RUNNING", "WAITING"]},
            finds=(
                Found(
                    "AWS::EMR::Cluster",
                    "{ClusterArn}",
                    items="Clusters",
                    name="Name",
                    always=("Id", "Status", "Status.State"),
                ),
            ),
        ),
        Row(
            "DescribeCluster",
            parents=("ListClusters",),
            params={"ClusterId": "Id"},
            member="Cluster",
            merge=True,
            always=("Id", "ClusterArn", "AutoTerminate", "Status", "Status.State"),
            keep={"Cluster.LogUri": _LOGS},
        ),
        _of_cluster(
            "GetManagedScalingPolicy",
            "ManagedScalingPolicy.ComputeLimits",
            "ManagedScalingPolicy.ComputeLimits.MinimumCapacityUnits",
            "ManagedScalingPolicy.ComputeLimits.MaximumCapacityUnits",
        ),
        _of_cluster("GetAutoTerminationPolicy", "AutoTerminationPolicy.IdleTimeout"),
        Row(
            "ListInstanceGroups",
            parents=("DescribeCluster",),
            params={"ClusterId": GROUPED},
            among=data_clusters,
            finds=(
                Found(
                    "AWS::EMR::InstanceGroupConfig",
                    "arn:{partition}:elasticmapreduce:{region}:{account}:cluster/{ClusterId}/instance-group/{Id}",
                    items="InstanceGroups",
                ),
            ),
        ),
    ),
)

EMR_SERVERLESS = Collector(
    service="emr-serverless",
    prefix="emr-serverless",
    gone_code="ResourceNotFoundException",
    rows=(
        Row(
            "ListApplications",
            constants={"states": ["CREATED", "STARTING", "STARTED", "STOPPING", "STOPPED"]},
            finds=(
                Found(
                    "AWS::EMRServerless::Application",
                    "{arn}",
                    items="applications",
                    name="name",
                    always=("id",),
                ),
            ),
        ),
        Row(
            "GetApplication",
            parents=("ListApplications",),
            params={"applicationId": "id"},
            member="application",
            merge=True,
            always=("arn",),
            keep={"application.monitoringConfiguration.s3MonitoringConfiguration.logUri": _LOGS},
        ),
    ),
)

# Nothing in a compute environment tells what its jobs are about.
BATCH = Collector(
    service="batch",
    prefix="batch",
    rows=(
        Row(
            "DescribeComputeEnvironments",
            declared={ALONE: "batch"},
            finds=(
                Found(
                    "AWS::Batch::ComputeEnvironment",
                    "{computeEnvironmentArn}",
                    items="computeEnvironments",
                    name="computeEnvironmentName",
                    always=("computeEnvironmentName", "type", "state"),
                    always_if={
                        "type == 'MANAGED'": ("computeResources", "computeResources.type"),
                        "contains(['EC2', 'SPOT'], computeResources.type || '')": (
                            "computeResources.minvCpus",
                        ),
                    },
                ),
            ),
        ),
    ),
)
