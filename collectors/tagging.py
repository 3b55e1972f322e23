"""AWS Resource Groups Tagging: the tags of the resources that other tables find.

One listing a Region has the tags of all of them, so no resource costs a call. A mapping of an ARN
to its tags is a resource of its own; `scanner/snapshot/tags.py` gives its tags to the resource with
that ARN.

AWS's documentation says that GetResources supports all resource types but IAM users and roles, and
Auto Scaling groups ("Services that support the Resource Groups Tagging API"). The tables of IAM and
of EC2 have tags of their own. These types have no tags in AWS:

- parts and versions of a resource: AgentVersion, AgentActionGroup, AgentKnowledgeBase, FlowVersion,
  GuardrailVersion, GatewayTarget;
- settings of an account: ModelInvocationLoggingConfiguration, EnforcedGuardrailConfiguration,
  AccountPublicAccessBlock, Organization, EffectivePolicy;
- what AWS owns: InferenceProfile, VPCEndpointService.
"""

from __future__ import annotations

from collectors.table import TAG, Collector, Found, Row

TAGS = "resourcegroupstaggingapi:GetResources"
"""The operation that lists the tags."""

MAPPING = "AWS::ResourceGroupsTagging::TagMapping"
"""The type of a mapping. CloudFormation has no such type."""

_TYPES = [
    "bedrock",
    "bedrock-agentcore",
    "qbusiness",
    "s3",
    *(f"sagemaker:{kind}" for kind in ("domain", "endpoint", "model", "notebook-instance", "user-profile")),
    "lambda:function",
    "logs:log-group",
    "cloudtrail:trail",
    "cloudtrail:eventdatastore",
]
"""What is listed: services and types, as ARNs have them. AWS allows a hundred.

Services of generative AI are listed whole. Of the others, jobs and other types that may be many are
not listed.

AWS documents the form of a filter, `service[:type]` as in ARNs, and has no list of the services. No
recorded answer shows that it takes `bedrock-agentcore` and `qbusiness`. If it refuses the filters,
the listing is made without them, which has the tags of all resources.
"""

_TAGS = "ResourceTagMappingList[].Tags[]"

TAGGING = Collector(
    service="resourcegroupstaggingapi",
    prefix="tag",
    rows=(
        # The ARN of a mapping is made up, so that it is never the ARN of the resource itself.
        Row(
            "GetResources",
            constants={"ResourceTypeFilters": _TYPES, "ResourcesPerPage": 100},
            refused_for={"InvalidParameterException": "ResourceTypeFilters"},
            finds=(
                Found(
                    MAPPING,
                    "arn:{partition}:tag:{region}:{account}:mapping/{ResourceARN}",
                    items="ResourceTagMappingList",
                    tags="Tags",
                    always=("Tags[].Key", "Tags[].Value"),
                ),
            ),
            keep={f"{_TAGS}.Key": TAG, f"{_TAGS}.Value": TAG},
        ),
    ),
)
