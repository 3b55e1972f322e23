# METADATA
# title: Keep the overlap of chunks small
# description: >-
#   Each token that two chunks share is embedded, stored and searched twice. Very small chunks make many
#   vectors of one document.
# custom:
#   id: GENCOST04-BP01/chunk-overlap-bounded
#   severity: low
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::DataSource]
#   lists: [bedrock-agent:ListKnowledgeBases, bedrock-agent:GetKnowledgeBase, bedrock-agent:ListDataSources]
#   evidence: [bedrock-agent:GetDataSource]
#   params:
#     max_overlap_percent: 30
#     min_chunk_tokens: 100
#   messages:
#     overlap: "%s percent of each chunk is also in the next one, and at most %s percent are allowed"
#     overlap-tokens: >-
#       chunks of %s tokens share %s with the next one, and at most %s percent are allowed
#     small: its chunks have up to %s tokens, and at least %s are expected
#     not-shown: AWS does not show the size and the overlap of its chunks
#   item: none
#   remediation: >-
#     Create the data source with less overlap, or with hierarchical chunks, and compare what is found before
#     and after.
package lens.controls.gencost04_bp01.chunk_overlap_bounded

import data.lens.lib.data_sources
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENCOST04-BP01/chunk-overlap-bounded"]

_most := _params.max_overlap_percent

_least := _params.min_chunk_tokens

# One that was not read may have such chunks.
_judged := [source | some source in data_sources.all; _may_overlap(source)]

_may_overlap(source) if data_sources.strategy(source) in {"FIXED_SIZE", "HIERARCHICAL"}

_may_overlap(source) if not source.properties.dataSourceConfiguration

subjects := {facts.subject(source) | some source in _judged}

violations := {finding.of(facts.subject(source), message, arguments, [proof]) |
	some source in _judged
	some [message, arguments] in (_of_fixed(source) | _of_levels(source))
	proof := {"id": source.id, "pointer": "/properties/vectorIngestionConfiguration/chunkingConfiguration"}
}

_of_fixed(source) := {["overlap", [percent, _most]] |
	percent := data_sources.fixed(source).overlapPercentage
	percent > _most
} | {["small", [size, _least]] |
	data_sources.strategy(source) == "FIXED_SIZE"
	size := data_sources.size(source)
	size < _least
}

_of_levels(source) := {["overlap-tokens", [smallest, tokens, _most]] |
	tokens := data_sources.hierarchical(source).overlapTokens
	smallest := min(data_sources.levels(source))
	tokens * 100 > smallest * _most
}

unseen := {finding.of(facts.subject(source), "not-shown", [], []) |
	some source in _judged
	not _is_shown(source)
}

_is_shown(source) if {
	data_sources.fixed(source).overlapPercentage
	data_sources.fixed(source).maxTokens
}

_is_shown(source) if {
	data_sources.hierarchical(source).overlapTokens
	count(data_sources.levels(source)) > 0
}
