# METADATA
# title: Keep the index of a knowledge base at as many dimensions as its embedding model makes
# description: >-
#   An index of another number of dimensions takes none of the vectors, so the knowledge base finds nothing.
# custom:
#   id: GENPERF04-BP02/index-dimension-matches
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::KnowledgeBase]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence: ["@vector-indexes", "@embedding-models"]
#   params:
#     default_dimensions: {}
#   messages:
#     differs: its index takes vectors of %s dimensions, and its embedding model makes vectors of %s
#     index-not-shown: AWS does not show how many dimensions its index has
#     model-not-known: >-
#       no call and no table shows how many dimensions its vectors have; add its embedding model to
#       default_dimensions
#   item: none
#   remediation: >-
#     Create an index with the right number of dimensions, and a knowledge base that stores its vectors
#     there.
package lens.controls.genperf04_bp02.index_dimension_matches

import data.lens.lib.embedding_models
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.vector_indexes

_params := input.params["GENPERF04-BP02/index-dimension-matches"]

_defaults := embedding_models.known("default", _params.default_dimensions)

# AWS makes the vectors and the index of a knowledge base that it manages.
_judged := [base |
	some base in vector_indexes.bases(vector_indexes.kinds)
	not embedding_models.managed(base)
]

subjects := {facts.subject(base) | some base in _judged}

# [knowledge base, dimensions of its index, dimensions that its embedding model makes].
_compared := [[base, index, made] |
	some base in _judged
	index := vector_indexes.dimension(base)
	made := _made(base)
]

_made(base) := number if {
	number := embedding_models.stated(base)
} else := _defaults[data.lens.lib.embedding_models.of[base.id]]

violations := {finding.of(facts.subject(base), "differs", [index, made], [proof]) |
	some [base, index, made] in _compared
	index != made
	proof := {"id": base.id, "pointer": "/properties/storageConfiguration"}
}

proven := {facts.subject(base) | some [base, index, made] in _compared; index == made}

unseen := {finding.of(facts.subject(base), "index-not-shown", [], []) |
	some base in _judged
	not vector_indexes.dimension(base)
} | {finding.of(facts.subject(base), "model-not-known", [], []) |
	some base in _judged
	not _made(base)
}
