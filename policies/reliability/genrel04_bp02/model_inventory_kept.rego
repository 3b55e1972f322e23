# METADATA
# title: Keep an inventory of first-party, third-party and custom models with owner and approved use
# description: >-
#   A model that no list names has no owner, nobody said what it may be used for, and nobody
#   sees its end of life coming. An attestation names the models of the inventory under
#   `resources`. The report asks for each model in use that no attestation names.
# custom:
#   id: GENREL04-BP02/model-inventory-kept
#   severity: low
#   precision: high
#   mode: attested
#   resources:
#     - AWS::Account
#     - AWS::Bedrock::FoundationModel
#     - AWS::Bedrock::CustomModel
#     - AWS::Bedrock::ImportedModel
#   lists: ["@models-in-use", bedrock:ListCustomModels, bedrock:ListImportedModels]
#   evidence: []
#   params:
#     max_validity_days: 180
#   messages:
#     state: >-
#       state who owns the model, and what it is approved for, and link the inventory; write
#       it with: genai-lens attest GENREL04-BP02/model-inventory-kept --resource ARN
#     unknown-models: >-
#       no listing of this account shows which models these are: %s
#   item: none
#   remediation: >-
#     Keep the list of models in the repository, check it in the pipeline, and review it every
#     quarter. Then attest it for the models that it names.
package lens.controls.genrel04_bp02.model_inventory_kept

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.models_in_use

subjects := _models | {facts.account(region) | some region, _ in _unknown}

_models := _foundation | {facts.subject(model) | some [region, id, model] in _own; [region, id] in _uses}

# The id of a foundation model has a dot after its provider.
_foundation := {_subject(region, id) | some [region, id] in _uses; contains(id, ".")}

_subject(region, id) := {"type": type, "id": arn, "region": region, "item": ""} if {
	type := "AWS::Bedrock::FoundationModel"
	arn := sprintf("arn:%s:bedrock:%s::foundation-model/%s", [input.partition, region, id])
}

_uses := {[use.region, use.model] | some use in models_in_use.used}

# [Region, normal id, model] of each model that was customized or imported.
_own := {[m.region, models_in_use.normal(m.id), m] |
	some list in [
		input.resources["AWS::Bedrock::CustomModel"],
		input.resources["AWS::Bedrock::ImportedModel"],
	]
	some m in list
}

_hidden := {[one.region, one.name] | some one in models_in_use.unresolved} | {[region, id] |
	some [region, id] in _uses
	not contains(id, ".")
	not [region, id] in _known
}

_known := {[region, id] | some [region, id, _] in _own}

_unknown := {region: names |
	some [region, _] in _hidden
	names := {name | some [there, name] in _hidden; there == region}
}

violations := set()

unseen := {finding.of(facts.account(region), "unknown-models", [names], []) | some region, names in _unknown}

reviews := {finding.of(subject, "state", [], []) | some subject in _models}
