# METADATA
# title: Use the smallest number of dimensions that finds what it should
# description: >-
#   Storage, memory and the time of a query grow with the number of dimensions. The smallest number that
#   reaches the goal for retrieval is the cheapest, and no API shows that goal.
# custom:
#   id: GENCOST04-BP01/smallest-sufficient-dimension
#   severity: medium
#   precision: high
#   mode: hybrid
#   resources: [AWS::Bedrock::KnowledgeBase, AWS::S3Vectors::Index]
#   lists: [bedrock-agent:ListKnowledgeBases, s3vectors:ListIndexes, s3vectors:GetIndex]
#   evidence: ["@embedding-models"]
#   params:
#     supported_dimensions: {}
#     default_dimensions: {}
#     max_dimension: 1024
#   messages:
#     state: >-
#       its vectors have %s dimensions, and its embedding model %s offers %s; give the results of a test of
#       retrieval in which fewer were not enough; write it with: genai-lens attest
#       GENCOST04-BP01/smallest-sufficient-dimension
#     index: >-
#       its vectors have %s dimensions, more than %s; state why fewer are not enough; write it with:
#       genai-lens attest GENCOST04-BP01/smallest-sufficient-dimension
#     no-model: no call of this account shows its embedding model
#     model-not-known: >-
#       its embedding model %s is in no table; add it to supported_dimensions and default_dimensions
#     no-number: AWS does not show how many dimensions its vectors have
#   item: none
#   remediation: >-
#     Start with the smallest number that the model offers, adjust the size of chunks, and use a larger
#     number only while the results of retrieval get better. Then attest it.
package lens.controls.gencost04_bp01.smallest_sufficient_dimension

import data.lens.lib.embedding_models
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.vector_stores

_params := input.params["GENCOST04-BP01/smallest-sufficient-dimension"]

_offered := embedding_models.known("dimensions", _params.supported_dimensions)

_defaults := embedding_models.known("default", _params.default_dimensions)

_chosen := embedding_models.several(_offered)

_alone := vector_stores.other_indexes

subjects := _hidden | {facts.subject(one) | some one in array.concat(_bases, _alone)}

_bases := [base | some [base, _] in _chosen]

_hidden := {facts.subject(base) | some base in embedding_models.hidden}

violations := set()

# [knowledge base, number of its dimensions, numbers that its model offers, the model].
_measured := [[base, number, _offered[model], model] |
	some [base, model] in _chosen
	number := _number(base, model)
]

_number(base, model) := number if {
	number := embedding_models.stated(base)
} else := _defaults[model]

proven := {facts.subject(base) |
	some [base, number, offered, _] in _measured
	number <= min(offered)
} | {facts.subject(index) | some index in _alone; index.properties.dimension <= _params.max_dimension}

reviews := {finding.of(facts.subject(base), "state", [number, model, smallest], proof) |
	some [base, number, offered, model] in _measured
	smallest := min(offered)
	number > smallest
	proof := [{"id": base.id, "pointer": "/properties/knowledgeBaseConfiguration"}]
} | {finding.of(facts.subject(index), "index", [number, _params.max_dimension], proof) |
	some index in _alone
	number := index.properties.dimension
	number > _params.max_dimension
	proof := [{"id": index.id, "pointer": "/properties/dimension"}]
}

unseen := {finding.of(s, "no-model", [], []) | some s in _hidden} | {finding.of(s, message, arguments, []) |
	some [one, message, arguments] in array.concat(
		[[index, "no-number", []] | some index in _alone; not index.properties.dimension],
		[[base, "model-not-known", [model]] | some [base, model] in _chosen; not _is_measured(base)],
	)
	s := facts.subject(one)
}

_is_measured(base) if base.id in {one.id | some [one, _, _, _] in _measured}
