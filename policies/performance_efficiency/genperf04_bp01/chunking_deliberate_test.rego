package lens_test.genperf04_bp01.chunking_deliberate_test

import data.lens_test.testing

_control := "GENPERF04-BP01/chunking-deliberate"

_base_id := testing.arn("bedrock", "knowledge-base/MANUALS")

_id := sprintf("%s/data-source/DS1", [_base_id])

_base(model) := testing.record("AWS::Bedrock::KnowledgeBase", _base_id, {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {
		"type": "VECTOR",
		"vectorKnowledgeBaseConfiguration": {
			"embeddingModelArn": sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [model]),
		},
	},
})

_cohere := _base("cohere.embed-english-v3")

_typed(type, ingestion) := testing.record("AWS::Bedrock::DataSource", _id, {
	"dataSourceId": "DS1",
	"status": "AVAILABLE",
	"dataSourceConfiguration": {"type": type},
	"vectorIngestionConfiguration": ingestion,
})

_source(chunking) := _typed("S3", {"chunkingConfiguration": chunking})

_fixed(size) := {
	"chunkingStrategy": "FIXED_SIZE",
	"fixedSizeChunkingConfiguration": {"maxTokens": size, "overlapPercentage": 20},
}

_levels(parent, child) := {
	"chunkingStrategy": "HIERARCHICAL",
	"hierarchicalChunkingConfiguration": {
		"levelConfigurations": [{"maxTokens": parent}, {"maxTokens": child}],
		"overlapTokens": 60,
	},
}

_function := "arn:aws:lambda:us-east-1:111122223333:function:split"

_transformed(chunking) := _typed("S3", {
	"chunkingConfiguration": chunking,
	"customTransformationConfiguration": {"transformations": [{
		"stepToApply": "POST_CHUNKING",
		"transformationFunction": {"transformationLambdaConfiguration": {"lambdaArn": _function}},
	}]},
})

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_chunks_that_fit_pass if {
	_kinds([_cohere, _source(_fixed(512))], []) == ["pass"]
	_kinds([_cohere, _source(_levels(1500, 300))], []) == ["pass"]
	semantic := {"chunkingStrategy": "SEMANTIC", "semanticChunkingConfiguration": {"maxTokens": 300}}
	_kinds([_cohere, _source(semantic)], []) == ["pass"]
	_kinds([_base("amazon.titan-embed-text-v2:0"), _source(_fixed(8192))], []) == ["pass"]
}

test_large_chunks_fail if {
	testing.results(_control, _facts([_cohere, _source(_fixed(1000))], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::DataSource", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat(" ", [
			"its chunks have up to 1000 tokens, and its embedding model",
			`"cohere.embed-english-v3" reads 512 at most`,
		]),
		"proof": [{"id": _id, "pointer": "/properties/vectorIngestionConfiguration"}],
		"causes": [],
	}]
}

test_function_may_divide_large_chunks if {
	_messages([_cohere, _transformed(_fixed(1000))]) == [concat(" ", [
		sprintf(`check that function "%s" divides its chunks of up to 1000 tokens: embedding model`, [_function]),
		`"cohere.embed-english-v3" reads 512 at most`,
	])]
	_kinds([_cohere, _transformed(_fixed(1000))], []) == ["review"]
	_kinds([_cohere, _transformed(_fixed(500))], []) == ["pass"]
}

test_child_as_large_as_its_parent_fails if {
	_messages([_cohere, _source(_levels(300, 300))]) == [
		"its child chunks have up to 300 tokens, and their parents have 300",
	]
}

test_none_needs_a_function if {
	none := {"chunkingStrategy": "NONE"}
	_messages([_cohere, _source(none)]) == ["its documents are not divided into chunks, and no function does it"]
	_kinds([_cohere, _transformed(none)], []) == ["pass"]
}

test_default_is_a_review if {
	_messages([_cohere, _typed("S3", {})]) == [
		"it has no chunking configuration; compare AWS's default of about 300 tokens with others",
	]
	_kinds([_cohere, _typed("S3", {})], []) == ["review"]
}

test_what_is_divided_elsewhere_is_no_subject if {
	none := {"chunkingConfiguration": {"chunkingStrategy": "NONE"}}
	_kinds([_cohere, _typed("CUSTOM", none)], []) == ["not_applicable"]
	params := {_control: {"preprocessed_data_sources": ["*/DS*"]}}
	testing.kinds(_control, testing.facts([_cohere, _typed("S3", none)], params, [])) == ["not_applicable"]
}

_not_known := "no call and no table shows whether its chunks fit its embedding model"

test_size_that_is_not_shown_unknown if {
	source := _source({"chunkingStrategy": "FIXED_SIZE"})
	_messages([_cohere, source]) == [_not_known]
}

test_unknown_model_unknown if {
	_messages([_base("own.embed-v1"), _source(_fixed(300))]) == [_not_known]
	_kinds([_base("own.embed-v1"), _source(_fixed(300))], []) == ["unknown"]
	params := {_control: {"embedding_input_tokens": {"own.embed-v1": 300}}}
	facts := testing.facts([_base("own.embed-v1"), _source(_fixed(300))], params, [])
	testing.kinds(_control, facts) == ["pass"]
}

test_base_that_was_not_read_unknown if {
	base := testing.record("AWS::Bedrock::KnowledgeBase", _base_id, {"status": "ACTIVE"})
	gap := testing.gap("bedrock-agent:GetKnowledgeBase", _base_id)
	_kinds([base, _source(_fixed(300))], [gap]) == ["unknown"]
	_kinds([base, _source(_levels(300, 300))], [gap]) == ["fail"]
}

test_source_that_was_not_read_unknown if {
	source := testing.record("AWS::Bedrock::DataSource", _id, {"status": "AVAILABLE"})
	_kinds([_cohere, source], [testing.gap("bedrock-agent:GetDataSource", _id)]) == ["unknown"]
}

test_listing_that_the_model_does_not_need_takes_nothing_away if {
	gap := testing.gap("bedrock:ListInferenceProfiles", "us-east-1")
	_kinds([_cohere, _source(_fixed(300))], [gap]) == ["pass"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == ["unknown"]
	_kinds([_cohere], [testing.gap("bedrock-agent:ListDataSources", _base_id)]) == ["unknown"]
}

test_nothing_is_not_applicable if _kinds([_cohere], []) == ["not_applicable"]
