package lens_test.gencost04_bp01.chunk_overlap_bounded_test

import data.lens_test.testing

_control := "GENCOST04-BP01/chunk-overlap-bounded"

_base_id := testing.arn("bedrock", "knowledge-base/MANUALS")

_id := sprintf("%s/data-source/DS1", [_base_id])

_base := testing.record("AWS::Bedrock::KnowledgeBase", _base_id, {"status": "ACTIVE"})

_source(chunking) := testing.record("AWS::Bedrock::DataSource", _id, {
	"status": "AVAILABLE",
	"dataSourceConfiguration": {"type": "S3"},
	"vectorIngestionConfiguration": {"chunkingConfiguration": chunking},
})

_fixed(configuration) := _source({
	"chunkingStrategy": "FIXED_SIZE",
	"fixedSizeChunkingConfiguration": configuration,
})

_levels(parent, child, tokens) := _source({
	"chunkingStrategy": "HIERARCHICAL",
	"hierarchicalChunkingConfiguration": {
		"levelConfigurations": [{"maxTokens": parent}, {"maxTokens": child}],
		"overlapTokens": tokens,
	},
})

_facts(records, gaps) := testing.facts(array.concat([_base], records), {}, gaps)

_kinds(source) := testing.kinds(_control, _facts([source], []))

_messages(source) := testing.messages(_control, _facts([source], []))

test_within_the_limits_passes if {
	_kinds(_fixed({"maxTokens": 100, "overlapPercentage": 30})) == ["pass"]
	_kinds(_levels(1500, 300, 90)) == ["pass"]
}

test_overlap_fails if {
	testing.results(_control, _facts([_fixed({"maxTokens": 300, "overlapPercentage": 31})], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::DataSource", "id": _id, "region": "us-east-1", "item": ""},
		"message": "31 percent of each chunk is also in the next one, and at most 30 percent are allowed",
		"proof": [{
			"id": _id,
			"pointer": "/properties/vectorIngestionConfiguration/chunkingConfiguration",
		}],
		"causes": [],
	}]
}

test_overlap_of_the_smallest_level_fails if {
	_messages(_levels(1500, 300, 91)) == [
		"chunks of 300 tokens share 91 with the next one, and at most 30 percent are allowed",
	]
	_kinds(_levels(300, 1500, 91)) == ["fail"]
}

test_small_chunks_fail if {
	_messages(_fixed({"maxTokens": 99, "overlapPercentage": 10})) == [
		"its chunks have up to 99 tokens, and at least 100 are expected",
	]
	_kinds(_levels(500, 99, 10)) == ["pass"]
}

test_other_strategies_are_no_subject if {
	_kinds(_source({"chunkingStrategy": "NONE"})) == ["not_applicable"]
	_kinds(_source({"chunkingStrategy": "SEMANTIC"})) == ["not_applicable"]
	_kinds(_source({})) == ["not_applicable"]
}

test_limits_are_parameters if {
	params := {_control: {"max_overlap_percent": 5, "min_chunk_tokens": 400}}
	source := _fixed({"maxTokens": 300, "overlapPercentage": 10})
	testing.messages(_control, testing.facts([_base, source], params, [])) == [concat("; ", [
		"10 percent of each chunk is also in the next one, and at most 5 percent are allowed",
		"its chunks have up to 300 tokens, and at least 400 are expected",
	])]
}

test_what_is_not_shown_unknown if {
	_messages(_fixed({"maxTokens": 300})) == ["AWS does not show the size and the overlap of its chunks"]
	_kinds(_source({"chunkingStrategy": "HIERARCHICAL"})) == ["unknown"]
}

test_source_that_was_not_read_unknown if {
	source := testing.record("AWS::Bedrock::DataSource", _id, {"status": "AVAILABLE"})
	gap := testing.gap("bedrock-agent:GetDataSource", _id)
	testing.kinds(_control, _facts([source], [gap])) == ["unknown"]
}

test_denied_listing_unknown if {
	gap := testing.gap("bedrock-agent:ListDataSources", _base_id)
	testing.kinds(_control, _facts([], [gap])) == ["unknown"]
}
