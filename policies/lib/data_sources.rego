# METADATA
# title: How data sources of knowledge bases divide documents into chunks
# description: |
#   Those that are being deleted are left out, and those of knowledge bases without vectors or with a
#   store that AWS manages, which divides documents itself.
package lens.lib.data_sources

import data.lens.lib.vector_stores

all := [source |
	some source in input.resources["AWS::Bedrock::DataSource"]
	not source.properties.status == "DELETING"
	base(source) in _bases
]

_bases := {b.id |
	some b in vector_stores.bases
	not b.properties.knowledgeBaseConfiguration.type == "MANAGED"
}

# The ARN of the knowledge base.
base(source) := split(source.id, "/data-source/")[0]

# The strategy, or an empty text if none is set.
strategy(source) := object.get(_chunking(source), "chunkingStrategy", "")

# {overlapPercentage, maxTokens} of chunks of a fixed size.
fixed(source) := _chunking(source).fixedSizeChunkingConfiguration

# {overlapTokens, levelConfigurations} of chunks inside of chunks.
hierarchical(source) := _chunking(source).hierarchicalChunkingConfiguration

# The largest number of tokens in a chunk of each level, the outer ones first.
levels(source) := [level.maxTokens | some level in hierarchical(source).levelConfigurations]

# The largest number of tokens in a chunk that becomes a vector: of the levels, the last one does.
size(source) := fixed(source).maxTokens if strategy(source) == "FIXED_SIZE"

size(source) := _chunking(source).semanticChunkingConfiguration.maxTokens if strategy(source) == "SEMANTIC"

size(source) := number if {
	strategy(source) == "HIERARCHICAL"
	found := levels(source)
	number := found[count(found) - 1]
}

# The functions that change the chunks.
functions(source) := {arn |
	some one in object.get(_ingestion(source), ["customTransformationConfiguration", "transformations"], [])
	arn := one.transformationFunction.transformationLambdaConfiguration.lambdaArn
}

_chunking(source) := object.get(_ingestion(source), "chunkingConfiguration", {})

_ingestion(source) := object.get(source.properties, "vectorIngestionConfiguration", {})
