# METADATA
# title: Choose how documents are divided into chunks, and fit the chunks to the embedding model
# description: >-
#   What is longer than the embedding model reads is cut off, so it is never found. Chunks that are too
#   large or too small for the questions cost answers. The choice cannot be changed later.
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
#     default: >-
#       it has no chunking configuration, so AWS makes chunks of about 300 tokens; compare this with other
#       strategies, and set the one that finds most
#     too-large: its chunks have up to %s tokens, and its embedding model %s reads %s at most
#     divided-later: >-
#       its chunks have up to %s tokens, and its embedding model %s reads %s at most; check that function %s
#       divides them further
#     levels: its child chunks have up to %s tokens, and their parents have %s
#     none: its documents are not divided into chunks, and no function does it
#     no-size: AWS does not show how large its chunks are
#     model-not-known: >-
#       no call and no table shows how many tokens its embedding model reads; add it to
#       embedding_input_tokens
#   item: none
#   remediation: >-
#     Test chunks of a fixed size, hierarchical and semantic ones with questions whose answers are known, and
#     create the data source with the best. List it under preprocessed_data_sources if its documents are
#     chunks.
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
	some name in [source.name, source.id, object.get(source.properties, "dataSourceId", source.id)]
	exempt.named(name, _params.preprocessed_data_sources)
}

subjects := {facts.subject(source) | some source in _judged}

violations := _findings({"too-large", "levels", "none"})

reviews := _findings({"default", "divided-later"})

unseen := _findings({"no-size", "model-not-known"})

_findings(messages) := {finding.of(facts.subject(source), message, arguments, [proof]) |
	some [source, message, arguments] in _said
	message in messages
	proof := {"id": source.id, "pointer": "/properties/vectorIngestionConfiguration"}
}

# [data source, message, arguments], for those that were read.
_said := [[source, message, arguments] |
	some source in _judged
	source.properties.dataSourceConfiguration
	model := object.get(embedding_models.of, data_sources.base(source), "")
	some [message, arguments] in _of(source, data_sources.strategy(source), model)
]

_of(source, strategy, model) := (({["default", []] | strategy == ""} | {["none", []] |
	strategy == "NONE"
	count(data_sources.functions(source)) == 0
}) | {["levels", [child, parent]] |
	strategy == "HIERARCHICAL"
	[parent, child] := data_sources.levels(source)
	child >= parent
}) | {f | not strategy in {"", "NONE"}; some f in _of_size(source, model)}

_of_size(source, _) := {["no-size", []]} if not data_sources.size(source)

_of_size(source, model) := {["model-not-known", []]} if {
	data_sources.size(source)
	not _tokens[model]
}

_of_size(source, model) := {["too-large", [size, model, limit]] |
	count(functions) == 0
	size > limit
} | {["divided-later", [size, model, limit, functions]] |
	count(functions) > 0
	size > limit
} if {
	size := data_sources.size(source)
	limit := _tokens[model]
	functions := data_sources.functions(source)
}

# What was read shows a strategy that fits.
proven := {facts.subject(source) |
	some source in _judged
	data_sources.strategy(source) != ""
	id := source.id
	not id in {s.id | some [s, _, _] in _said}
}

# A knowledge base that was not read may have any model.
relies_on := {[facts.subject(source), data_sources.base(source)] | some source in _judged}
