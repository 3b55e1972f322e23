# METADATA
# title: Manage prompt templates outside of the code
# description: >-
#   A prompt in Bedrock Prompt Management, in an AgentCore configuration bundle or in a repository of its
#   own has versions, an owner and a review. That one exists does not show that the application uses it,
#   so a person states it.
# custom:
#   id: GENOPS03-BP01/prompts-managed
#   severity: high
#   precision: high
#   mode: hybrid
#   resources: [AWS::Account]
#   lists:
#     - bedrock-agent:ListAgents
#     - bedrock-agent:ListFlows
#     - bedrock-agentcore-control:ListHarnesses
#     - bedrock-agentcore-control:ListConfigurationBundles
#     - bedrock:ListFoundationModels
#     - "@models-in-use"
#   evidence: [bedrock-agent:ListPrompts]
#   params:
#     max_validity_days: 366
#   workload: [prompt_repository]
#   messages:
#     none: >-
#       there is no managed prompt and no configuration bundle, and workload.prompt_repository names no
#       repository; if the prompts are managed, write it with:
#       genai-lens attest GENOPS03-BP01/prompts-managed (GENSEC04-BP01/prompt-catalog-in-use asks the same)
#     managed: >-
#       these prompts and configuration bundles are managed: %s; if the applications use them, write it
#       with: genai-lens attest GENOPS03-BP01/prompts-managed (GENSEC04-BP01/prompt-catalog-in-use asks
#       the same)
#     declared: >-
#       the prompts are declared to be in %s; if the applications use these, write it with:
#       genai-lens attest GENOPS03-BP01/prompts-managed (GENSEC04-BP01/prompt-catalog-in-use asks the same)
#     bundles-not-listed: there is no managed prompt, and the configuration bundles could not be listed
#   item: none
#   remediation: >-
#     Move prompts out of the code, into Prompt Management, bundles or a repository. Then attest it.
package lens.controls.genops03_bp01.prompts_managed

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.foundation_models
import data.lens.lib.managed_prompts
import data.lens.lib.models_in_use

_lists := [
	input.resources["AWS::Bedrock::Agent"],
	input.resources["AWS::Bedrock::Flow"],
	input.resources["AWS::BedrockAgentCore::Harness"],
]

_regions := {r.region | some list in _lists; some r in list} | {use.region |
	some use in models_in_use.used
	model := use.model
	not model in _wordless
}

# Models that return no text, such as those that only embed. What no Region lists is a custom model.
_wordless := {model | some model, kinds in foundation_models.outputs; not "TEXT" in kinds}

subjects := {facts.account(region) | some region in _regions}

# Nothing that AWS shows says that the prompts are nowhere else (decision 67).
violations := set()

reviews := (_none | _found) | _declared

_none := {finding.of(facts.account(region), "none", [], []) | some region in (_regions - _settled)}

_found := {finding.of(facts.account(region), "managed", [names], []) |
	some region, names in _managed
	region in _regions
}

_declared := {finding.of(facts.account(region), "declared", [_repository], []) | some region in _regions}

_settled := object.keys(_managed) | {region | some region in _regions; _repository}

_repository := input.workload.prompt_repository

# Region -> the names of its prompts and bundles.
_managed := {region: names |
	some region in (object.keys(managed_prompts.by_region) | {b.region | some b in _bundles})
	names := object.get(managed_prompts.by_region, region, set()) | {b.name |
		some b in _bundles
		b.region == region
	}
}

_bundles := input.resources["AWS::BedrockAgentCore::ConfigurationBundle"]

# Bundles that were not listed do not matter where something else was found.
unseen := {finding.of(facts.account(region), "bundles-not-listed", [], []) |
	some gap in input.gaps["bedrock-agentcore-control:ListConfigurationBundles"]["*"]
	facts.concerns("GENOPS03-BP01/prompts-managed", gap)
	region := gap.region
	region in (_regions - _settled)
}
