# METADATA
# title: How a knowledge base makes vectors, to compare it with its counterpart
# description: |
#   Vectors of two knowledge bases are alike if the embedding model, the numbers and the chunks are. What is
#   stated on one side and left to a default on the other may be alike, so it is not clear.
package lens.lib.knowledge_base_settings

import data.lens.lib.facts
import data.lens.lib.group
import data.lens.lib.models_in_use

# The knowledge bases with vectors, or that may have some.
all := [b |
	some b in input.resources["AWS::Bedrock::KnowledgeBase"]
	type := object.get(b.properties, ["knowledgeBaseConfiguration", "type"], "")
	not type in {"KENDRA", "SQL"}
]

serving := [b | some b in all; serves(b)]

# After an update that failed, a knowledge base answers as before.
serves(base) if base.properties.status in {"ACTIVE", "UPDATING", "UPDATE_UNSUCCESSFUL"}

coming(base) if base.properties.status == "CREATING"

# [message, arguments, operations]: how a knowledge base differs from its counterpart, and what
# could show that it does not.
differences(base, other) := ({[message, [other.region], []] |
	theirs := _stated(other)
	some message, value in _stated(base)
	value != theirs[message]
} | {["chunking", [source.name, other.region], _of_sources] |
	some source in _sources(base)
	count(_candidates(source, other)) > 0
	not _alike(source, other)
	not _unsure(source, other)
}) | {["sources", [number, other.region, fewer], _of_sources] |
	number := count(_sources(base))
	fewer := count(_sources(other))
	fewer < number
}

# Whether AWS does not show all that is compared.
unclear(base, other) if {
	some one in [base, other]
	_hides(one)
}

unclear(base, other) if count([one | some one in [base, other]; _stated(one).dimensions]) == 1

unclear(base, other) if {
	some source in _sources(base)
	not _alike(source, other)
	_unsure(source, other)
}

_hides(base) if _model(base) == ""

_hides(base) if {
	base.properties.storageConfiguration.type == "S3_VECTORS"
	_index(base, "distanceMetric") == ""
}

# Whether a knowledge base and its counterpart are certainly alike.
alike(base, other) if {
	count(differences(base, other)) == 0
	not unclear(base, other)
	every one in [base, other] { _read(one) }
}

# Whether nothing that was not read may hide a part of the settings.
_read(base) if {
	subject := facts.subject(base)
	hiding := places([base])
	every operation in _operations { count(facts.touching(operation, subject, hiding)) == 0 }
}

_operations := array.concat(["bedrock-agent:GetKnowledgeBase", "s3vectors:GetIndex"], _of_sources)

_of_sources := ["bedrock-agent:ListDataSources", "bedrock-agent:GetDataSource"]

# Where a gap may hide such a part.
places(bases) := {base.id | some base in bases} | {s.id | some base in bases; some s in _sources(base)}

# Message -> value, where AWS shows it.
_stated(base) := {message: value |
	some message, value in {
		"model": _model(base),
		"dimensions": object.get(numbers(base), "dimensions", _index(base, "dimension")),
		"data-type": object.get(numbers(base), "embeddingDataType", "FLOAT32"),
		"metric": _index(base, "distanceMetric"),
	}
	value != ""
}

_model(base) := id if {
	arn := object.get(config(base), "embeddingModelArn", "")
	arn != ""
	id := models_in_use.normal(arn)
} else := "MANAGED" if {
	base.properties.knowledgeBaseConfiguration.type == "MANAGED"
} else := ""

# The number of dimensions and the type of the vectors, where they are stated.
numbers(base) := object.get(
	config(base),
	["embeddingModelConfiguration", "bedrockEmbeddingModelConfiguration"],
	{},
)

# How a knowledge base with vectors is configured, whether AWS manages its store or not.
config(base) := object.union(
	object.get(stated, "vectorKnowledgeBaseConfiguration", {}),
	object.get(stated, "managedKnowledgeBaseConfiguration", {}),
) if {
	stated := object.get(base.properties, "knowledgeBaseConfiguration", {})
}

_index(base, member) := object.get(base.properties, ["GetIndex", member], "")

_sources(base) := object.get(_sources_of, base.id, [])

# ARN of a knowledge base -> its data sources.
_sources_of := group.by_first({[split(s.id, "/data-source/")[0], s] |
	some s in input.resources["AWS::Bedrock::DataSource"]
	not s.properties.status == "DELETING"
})

# The data sources with the same name, or all if none has it: names may be generated.
_candidates(source, other) := named if {
	named := [s | some s in _sources(other); s.name == source.name]
	count(named) > 0
} else := _sources(other)

_alike(source, other) if {
	some candidate in _candidates(source, other)
	_chunking(candidate) == _chunking(source)
}

# Chunks of a fixed size may have the size of the default.
_unsure(source, other) if {
	some candidate in _candidates(source, other)
	strategies := {object.get(_chunking(one), "chunkingStrategy", "") | some one in [source, candidate]}
	strategies == {"", "FIXED_SIZE"}
}

_chunking(source) := object.get(
	source.properties,
	["vectorIngestionConfiguration", "chunkingConfiguration"],
	{},
)
