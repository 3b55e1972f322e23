# METADATA
# title: Keep prompts in a managed catalog
# description: >-
#   A catalog gives prompts owners, versions and access control. Prompts that live in code or in
#   documents change without review. Bedrock Prompt Management is such a catalog. Another one, such as
#   a repository, is not visible to AWS, so a person attests it.
# custom:
#   id: GENSEC04-BP01/prompt-catalog-in-use
#   severity: medium
#   precision: high
#   mode: hybrid
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use"]
#   evidence:
#     - bedrock-agent:ListPrompts
#     - bedrock-agent:GetFlow
#     - bedrock-agent:ListFlowAliases
#     - bedrock-agent:GetFlowVersion
#   params:
#     max_validity_days: 366
#   messages:
#     none: >-
#       there is no managed prompt; create prompts in Bedrock Prompt Management, or name the other
#       catalog with: genai-lens attest GENSEC04-BP01/prompt-catalog-in-use
#     unused: >-
#       no deployed flow uses a managed prompt (%s); if the applications use them, or another catalog,
#       write it with: genai-lens attest GENSEC04-BP01/prompt-catalog-in-use
#   item: none
#   remediation: >-
#     Create the prompts in Bedrock Prompt Management, and let flows and applications use their
#     versions. If the prompts are in another catalog with access control and versions, attest it.
package lens.controls.gensec04_bp01.prompt_catalog_in_use

import data.lens.lib.bedrock_regions
import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.managed_prompts

subjects := {facts.account(region) | some region in bedrock_regions.in_use}

# Nothing that AWS shows says that there is no other catalog.
violations := set()

# A managed prompt that a deployed flow uses.
proven := {facts.account(use.region) | some use in _uses}

shown := {[facts.account(use.region), {"id": use.id, "pointer": ""}] | some use in _uses}

reviews := {finding.of(facts.account(region), "none", [], []) |
	some region in (bedrock_regions.in_use - object.keys(managed_prompts.by_region))
} | {finding.of(facts.account(region), "unused", [names], []) |
	some region, names in managed_prompts.by_region
}

_uses contains use if {
	some route in deployed.flows
	_certain(route)
	record := deployed.flow_version(route)
	walk(record.properties.definition, [_, node])
	named := node.resource.promptArn
	prompt := facts.get("AWS::Bedrock::Prompt", regex.replace(named, `:[0-9]+$`, ""))
	use := {"region": prompt.region, "id": record.id}
}

# The draft of a flow is deployed if the flow has no alias.
_certain(route) if route[1] != "DRAFT"

_certain(route) if {
	route[1] == "DRAFT"
	not input.gaps["bedrock-agent:ListFlowAliases"]
}
