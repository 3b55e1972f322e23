"""Amazon Bedrock Data Automation: projects."""

from __future__ import annotations

from collectors.table import RESOURCE_NAME, Collector, Found, Row

DATA_AUTOMATION = Collector(
    service="bedrock-data-automation",
    prefix="bedrock",
    offered_as="bedrock-data-automation",
    rows=(
        Row(
            "ListDataAutomationProjects",
            finds=(
                Found(
                    "AWS::Bedrock::DataAutomationProject",
                    "{projectArn}",
                    items="projects",
                    name="projectName",
                ),
            ),
            keep={"projects[].projectName": RESOURCE_NAME},
        ),
    ),
)
