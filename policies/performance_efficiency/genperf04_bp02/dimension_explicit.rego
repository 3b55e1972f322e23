# METADATA
# title: Set the number of dimensions where the embedding model offers several
# description: >-
#   More dimensions cost storage and time in each query, and fewer may find less. A default that nobody
#   chose was not compared with the others, and it cannot be changed later.
# custom:
#   id: GENPERF04-BP02/dimension-explicit
#   severity: low
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::KnowledgeBase]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence: ["@embedding-models"]
#   params:
#     supported_dimensions: {}
#   messages:
#     default: >-
#       no number of dimensions is set, and its embedding model %s offers %s numbers, from %s to %s
#     not-offered: its number of dimensions is %s, which its embedding model %s does not offer
#     no-model: no call of this account shows its embedding model
#     model-not-known: its embedding model %s is in no table; add it to supported_dimensions
#   item: none
#   remediation: >-
#     Compare the results of the numbers that the model offers, and create the knowledge base with one of
#     them.
package lens.controls.genperf04_bp02.dimension_explicit

import data.lens.lib.embedding_models
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENPERF04-BP02/dimension-explicit"]

_offered := embedding_models.known("dimensions", _params.supported_dimensions)

_chosen := embedding_models.several(_offered)

subjects := {facts.subject(base) | some [base, _] in _chosen} | _hidden

_hidden := {facts.subject(base) | some base in embedding_models.hidden}

violations := {finding.of(facts.subject(base), message, arguments, proof) |
	some [base, model] in _chosen
	some [message, arguments] in _faults(base, model, sort(_offered[model]))
	proof := [{"id": base.id, "pointer": "/properties/knowledgeBaseConfiguration"}]
}

_faults(base, model, offered) := {["default", [model, number, offered[0], offered[number - 1]]] |
	not embedding_models.stated(base)
	number := count(offered)
} | {["not-offered", [number, model]] |
	number := embedding_models.stated(base)
	not number in offered
}

proven := {facts.subject(base) |
	some [base, model] in _chosen
	number := embedding_models.stated(base)
	number in _offered[model]
}

unseen := {finding.of(s, "no-model", [], []) | some s in _hidden} | {finding.of(s, message, [model], []) |
	message := "model-not-known"
	some [base, model] in _chosen
	not _offered[model]
	s := facts.subject(base)
}
