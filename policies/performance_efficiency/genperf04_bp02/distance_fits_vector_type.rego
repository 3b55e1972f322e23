# METADATA
# title: Compare vectors with a measure that fits their type and their embedding model
# description: >-
#   With a measure that the model was not trained for, the nearest vectors are not the most alike. Binary
#   vectors have only the Hamming distance.
# custom:
#   id: GENPERF04-BP02/distance-fits-vector-type
#   severity: low
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::KnowledgeBase]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence: ["@vector-indexes", "@embedding-models"]
#   params:
#     measure_by_model: {}
#   messages:
#     not-binary: its vectors are binary, and its index is not
#     not-hamming: its vectors are binary, and its index compares them by %s
#     binary-index: its vectors are numbers, and its index is binary
#     hamming: its vectors are numbers, and its index compares them by %s
#     measure: its index compares vectors by %s, and not by %s, for which its embedding model %s was made
#     index-not-shown: AWS does not show how its index compares vectors
#   item: none
#   remediation: >-
#     Create an index with the measure that the embedding model was trained for, and a knowledge base that
#     stores its vectors there.
package lens.controls.genperf04_bp02.distance_fits_vector_type

import data.lens.lib.embedding_models
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.knowledge_base_settings as kb
import data.lens.lib.vector_indexes

_given := input.params["GENPERF04-BP02/distance-fits-vector-type"].measure_by_model

# Neptune Analytics has one measure, and AWS does not show it.
_judged := [base |
	some base in vector_indexes.bases(vector_indexes.kinds - {"NEPTUNE_ANALYTICS"})
	not embedding_models.managed(base)
]

subjects := {facts.subject(base) | some base in _judged}

violations := {finding.of(facts.subject(base), message, arguments, [proof]) |
	some [base, message, arguments] in _wrong
	proof := {"id": base.id, "pointer": "/properties/storageConfiguration"}
}

_wrong := [[base, message, arguments] |
	some base in _judged
	metric := vector_indexes.metric(base)
	some [message, arguments] in _faults(base, kb.numbers(base), metric)
]

_faults(base, numbers, metric) := _of_type(base, type, metric) | {["measure", [metric, given, model]] |
	model := data.lens.lib.embedding_models.of[base.id]
	given := _given[model]
	not metric in given
} if {
	type := object.get(numbers, "embeddingDataType", "FLOAT32")
}

_of_type(base, "BINARY", metric) := {["not-binary", []] | not vector_indexes.binary(base)} | {
["not-hamming", [metric]] |
	vector_indexes.binary(base)
	not metric in _hamming
}

_of_type(base, "FLOAT32", metric) := {["binary-index", []] | vector_indexes.binary(base)} | {
["hamming", [metric]] |
	not vector_indexes.binary(base)
	metric in _hamming
}

_hamming := {"hamming", "hammingbit"}

# Without a measure for the model, the type decides alone.
proven := {facts.subject(base) |
	some base in _judged
	base.properties.knowledgeBaseConfiguration
	vector_indexes.metric(base)
	count(_given) == 0
	id := base.id
	not id in {wrong.id | some [wrong, _, _] in _wrong}
}

unseen := {finding.of(facts.subject(base), "index-not-shown", [], []) |
	some base in _judged
	not vector_indexes.metric(base)
}
