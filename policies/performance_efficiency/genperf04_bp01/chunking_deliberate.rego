# METADATA
# title: Choose how documents are divided into chunks, and fit the chunks to the embedding model
# description: >-
#   What is longer than the embedding model reads is never found. Chunks that do not fit the questions cost
#   answers, and the choice cannot be changed later.
# custom:
#   id: GENPERF04-BP01/chunking-deliberate
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::DataSource]
#   lists: [bedrock-agent:ListKnowledgeBases, bedrock-agent:ListDataSources]
#   evidence: [bedrock-agent:GetDataSource, "@embedding-models"]
#   params:
#     preprocessed_data_sources: []
#     embedding_input_tokens: {}
#   messages:
#     default: it has no chunking configuration; compare AWS's default of about 300 tokens with others
#     too-large: its chunks have up to %s tokens, and its embedding model %s reads %s at most
#     divided-later: >-
#       check that function %s divides its chunks of up to %s tokens: embedding model %s reads %s at most
#     levels: its child chunks have up to %s tokens, and their parents have %s
#     none: its documents are not divided into chunks, and no function does it
#     not-known: no call and no table shows whether its chunks fit its embedding model
#   item: none
#   remediation: >-
#     Test fixed, hierarchical and semantic chunks with questions whose answers are known, and create the data
#     source with the best. Add one whose documents are chunks to preprocessed_data_sources.
package lens.controls.genperf04_bp01.chunking_deliberate

import data.lens.lib.data_sources
import data.lens.lib.embedding_models
import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENPERF04-BP01/chunking-deliberate"]

_tokens := embedding_models.known("tokens", _params.embedding_input_tokens)

_judged := [source | some source in data_sources.all; not _left_out(source)]

_left_out(source) if source.properties.dataSourceConfiguration.type == "CUSTOM"

_left_out(source) if {
	some name in [source.name, source.id]
	exempt.named(name, _params.preprocessed_data_sources)
}

subjects := {facts.subject(source) | some source in _judged}

violations := _findings({"too-large", "levels", "none"})
reviews := _findings({"default", "divided-later"})
unseen := _findings({"not-known"})

_findings(messages) := {finding.of(facts.subject(source), message, arguments, [proof]) |
	some [source, message, arguments] in _said
	message in messages
	proof := {"id": source.id, "pointer": "/properties/vectorIngestionConfiguration"}
}

# [data source, message, arguments], for those that were read.
_said := [[source, message, arguments] |
	some source in _judged
	source.properties.dataSourceConfiguration
	some [message, arguments] in _of(source, data_sources.strategy(source))
]

_of(source, strategy) := {["default", []] | strategy == ""} | ({["none", []] |
	strategy == "NONE"
	count(data_sources.functions(source)) == 0
} | {fault | not strategy in {"", "NONE"}; some fault in _of_size(source)})

_of_size(source) := {["levels", [child, parent]] |
	[parent, child] := data_sources.levels(source)
	child >= parent
} | ({["not-known", []] | not _limit(source)} | {[message, arguments] |
	limit := _limit(source)
	size := data_sources.size(source)
	size > limit
	functions := data_sources.functions(source)
	more := [functions | count(functions) > 0]
	message := ["too-large", "divided-later"][count(more)]
	arguments := array.concat(more, [size, embedding_models.of[data_sources.base(source)], limit])
})

# How many tokens the model reads, if the size of the chunks is known too.
_limit(source) := _tokens[model] if {
	data_sources.size(source)
	model := data.lens.lib.embedding_models.of[data_sources.base(source)]
}

proven := {facts.subject(source) |
	some source in _judged
	data_sources.strategy(source) != ""
	id := source.id
	not id in {s.id | some [s, _, _] in _said}
}

relies_on := {[facts.subject(source), data_sources.base(source)] | some source in _judged}
