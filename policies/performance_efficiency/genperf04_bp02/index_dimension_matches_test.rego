package lens_test.genperf04_bp02.index_dimension_matches_test

import data.lens_test.testing

_control := "GENPERF04-BP02/index-dimension-matches"

_id := testing.arn("bedrock", "knowledge-base/MANUALS")

_base(properties) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	_id,
	object.union({"status": "ACTIVE"}, properties),
)

_made(model, configuration) := {"knowledgeBaseConfiguration": {
	"type": "VECTOR",
	"vectorKnowledgeBaseConfiguration": {
		"embeddingModelArn": sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [model]),
		"embeddingModelConfiguration": {"bedrockEmbeddingModelConfiguration": configuration},
	},
}}

_titan(number) := _made("amazon.titan-embed-text-v2:0", {"dimensions": number})

_index(number) := {
	"storageConfiguration": {"type": "S3_VECTORS"},
	"GetIndex": {"dimension": number, "distanceMetric": "cosine"},
}

_with(made, index) := _base(object.union(made, index))

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(record) := testing.messages(_control, _facts([record], []))

test_equal_numbers_pass if {
	_kinds([_with(_titan(512), _index(512))], []) == ["pass"]
	_kinds([_with(_titan(0), _index(1024))], []) == ["pass"]
	_kinds([_with(_made("cohere.embed-english-v3", {}), _index(1024))], []) == ["pass"]
}

test_other_number_fails if {
	testing.results(_control, _facts([_with(_titan(512), _index(256))], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat(" ", [
			"its index takes vectors of 256 dimensions, and its embedding model makes",
			"vectors of 512",
		]),
		"proof": [{"id": _id, "pointer": "/properties/storageConfiguration"}],
		"causes": [],
	}]
	_kinds([_with(_titan(0), _index(256))], []) == ["fail"]
}

test_index_that_is_not_shown_unknown if {
	lost := _with(_titan(512), {"storageConfiguration": {"type": "OPENSEARCH_SERVERLESS"}})
	_messages(lost) == ["AWS does not show how many dimensions its index has"]
}

test_unknown_model_unknown if {
	record := _with(_made("own.embed-v1", {}), _index(8))
	_messages(record) == [concat(" ", [
		"no call and no table shows how many dimensions its vectors have; add its embedding model to",
		"default_dimensions",
	])]
	params := {_control: {"default_dimensions": {"own.embed-v1": 8}}}
	testing.kinds(_control, testing.facts([record], params, [])) == ["pass"]
	_kinds([_with(_made("own.embed-v1", {"dimensions": 8}), _index(8))], []) == ["pass"]
}

test_store_without_a_schema_is_no_subject if {
	_kinds([_with(_titan(512), {"storageConfiguration": {"type": "RDS"}})], []) == ["not_applicable"]
	_kinds([_with(_titan(512), {"storageConfiguration": {"type": "PINECONE"}})], []) == ["not_applicable"]
	managed := {"knowledgeBaseConfiguration": {"type": "MANAGED"}}
	_kinds([_with(managed, {"storageConfiguration": {"type": "S3_VECTORS"}})], []) == ["not_applicable"]
}

test_denied_index_unknown if {
	lost := _with(_titan(512), {"storageConfiguration": {"type": "OPENSEARCH_SERVERLESS"}})
	_kinds([lost], [testing.gap("opensearchserverless:GetIndex", _id)]) == ["unknown"]
}

test_base_that_was_not_read_unknown if {
	_kinds([_base({})], [testing.gap("bedrock-agent:GetKnowledgeBase", _id)]) == ["unknown"]
}

test_listing_that_the_model_does_not_need_takes_nothing_away if {
	gap := testing.gap("bedrock:ListInferenceProfiles", "us-east-1")
	_kinds([_with(_titan(512), _index(512))], [gap]) == ["pass"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == ["unknown"]
}
