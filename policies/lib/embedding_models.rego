# METADATA
# title: What embedding models offer
# description: |
#   How many dimensions the vectors of a model may have, how many they have if nobody says, and how
#   many tokens of a text the model reads. Models are named without their version: the part of the id
#   from the first colon on.
package lens.lib.embedding_models

import data.lens.lib.knowledge_base_settings as kb
import data.lens.lib.models_in_use
import data.lens.lib.vector_stores

# As AWS documented them in November 2026: "Supported embeddings models" of knowledge bases, and the
# page of each model. `dimensions` is sorted.
_table := {
	"amazon.titan-embed-text-v2": {"dimensions": [256, 512, 1024], "default": 1024, "tokens": 8192},
	"amazon.titan-embed-text-v1": {"dimensions": [1536], "default": 1536, "tokens": 8192},
	"amazon.titan-embed-g1-text-02": {"dimensions": [1536], "default": 1536, "tokens": 8192},
	"amazon.titan-embed-image-v1": {"dimensions": [256, 384, 1024], "default": 1024},
	"amazon.nova-2-multimodal-embeddings-v1": {
		"dimensions": [256, 384, 1024, 3072],
		"default": 3072,
		"tokens": 8172,
	},
	"cohere.embed-english-v3": {"dimensions": [1024], "default": 1024, "tokens": 512},
	"cohere.embed-multilingual-v3": {"dimensions": [1024], "default": 1024, "tokens": 512},
	"cohere.embed-v4": {"dimensions": [256, 512, 1024, 1536], "default": 1536, "tokens": 128000},
}

# Model -> `dimensions`, `default` or `tokens`. What a parameter says of a model wins.
known(member, more) := object.union({id: one[member] | some id, one in _table}, more)

# [knowledge base, id of its embedding model].
chosen := [[base, id] | some base in vector_stores.bases; id := of[base.id]]

# Those whose model leaves a choice, given the numbers of dimensions that each model offers.
several(offered) := [[base, id] | some [base, id] in chosen; not _fixed(id, offered)]

_fixed(id, offered) if count(offered[id]) == 1

# The knowledge bases whose model no call shows. One that was not read may have any.
hidden := [base |
	some base in vector_stores.bases
	id := base.id
	not of[id]
	not managed(base)
]

# Whether AWS chooses the model.
managed(base) if {
	base.properties.knowledgeBaseConfiguration.type == "MANAGED"
	not _chosen(base)
}

_chosen(base) if kb.config(base).embeddingModelArn

# ARN of a knowledge base -> id of its embedding model.
of := {base.id: id |
	some base in vector_stores.bases
	ids := {_short(name) | some name in _models(kb.config(base).embeddingModelArn)}
	count(ids) == 1
	some id in ids
}

# A profile or a throughput stands for its model.
_models(name) := data.lens.lib.models_in_use.behind[name] if models_in_use.stands_for_models(name)

_models(name) := object.get(data.lens.lib.models_in_use.behind, name, [name]) if _is_a_model(name)

_is_a_model(name) if not models_in_use.stands_for_models(name)

_short(name) := regex.replace(models_in_use.normal(name), `:.*$`, "")

# How many dimensions the knowledge base says that its vectors have. 0 says nothing.
stated(base) := number if {
	number := kb.numbers(base).dimensions
	number > 0
}
