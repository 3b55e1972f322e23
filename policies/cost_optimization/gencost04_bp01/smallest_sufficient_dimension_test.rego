package lens_test.gencost04_bp01.smallest_sufficient_dimension_test

import data.lens_test.testing

_control := "GENCOST04-BP01/smallest-sufficient-dimension"

_id := testing.arn("bedrock", "knowledge-base/MANUALS")

_base(properties) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	_id,
	object.union({"status": "ACTIVE"}, properties),
)

_embedded(model, configuration) := _base({"knowledgeBaseConfiguration": {
	"type": "VECTOR",
	"vectorKnowledgeBaseConfiguration": object.union(
		{"embeddingModelArn": sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [model])},
		{"embeddingModelConfiguration": {"bedrockEmbeddingModelConfiguration": configuration}},
	),
}})

_titan(configuration) := _embedded("amazon.titan-embed-text-v2:0", configuration)

_bucket := testing.arn("s3vectors", "bucket/vectors")

_index(name, dimension) := testing.record(
	"AWS::S3Vectors::Index",
	sprintf("%s/index/%s", [_bucket, name]),
	{"dimension": dimension},
)

_stored(configuration) := object.union(_titan({"dimensions": 256}), {"properties": {"storageConfiguration": {
	"type": "S3_VECTORS",
	"s3VectorsConfiguration": configuration,
}}})

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_attested(records, expires) := testing.kinds(_control, testing.attested(_facts(records, []), _control, [{
	"owner": "Ana",
	"statement": "256 dimensions found 61 percent, 1024 found 84",
	"evidence": "https://example.org/retrieval",
	"given": "2026-01-01",
	"expires": expires,
}]))

test_smallest_number_passes if _kinds([_titan({"dimensions": 256})], []) == ["pass"]

test_default_is_a_review if {
	testing.results(_control, _facts([_titan({})], [])) == [{
		"kind": "review",
		"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat(" ", [
			`its vectors have 1024 dimensions, and its embedding model "amazon.titan-embed-text-v2"`,
			"offers 256; give the results of a test of retrieval in which fewer were not enough; write it",
			"with: genai-lens attest GENCOST04-BP01/smallest-sufficient-dimension",
		]),
		"proof": [{"id": _id, "pointer": "/properties/knowledgeBaseConfiguration"}],
		"causes": [],
	}]
}

test_number_between_is_a_review if _kinds([_titan({"dimensions": 512})], []) == ["review"]

test_attestation_decides if {
	_attested([_titan({"dimensions": 512})], "2026-12-31") == ["pass"]
	_attested([_titan({"dimensions": 512})], "2026-07-01") == ["fail"]
}

test_model_with_one_number_is_no_subject if {
	_kinds([_embedded("cohere.embed-english-v3", {})], []) == ["not_applicable"]
}

test_unknown_model_unknown if {
	facts := _facts([_embedded("own.embed-v1", {})], [])
	testing.kinds(_control, facts) == ["unknown"]
	testing.messages(_control, facts) == [concat(" ", [
		`its embedding model "own.embed-v1" is in no table; add it to`,
		"supported_dimensions and default_dimensions",
	])]
}

test_models_are_parameters if {
	params := {_control: {
		"supported_dimensions": {"own.embed-v1": [8, 16]},
		"default_dimensions": {"own.embed-v1": 8},
	}}
	testing.kinds(_control, testing.facts([_embedded("own.embed-v1", {})], params, [])) == ["pass"]
}

test_index_alone if {
	_kinds([_index("a", 1024)], []) == ["pass"]
	testing.messages(_control, _facts([_index("a", 1536)], [])) == [concat(" ", [
		"its vectors have 1536 dimensions, more than 1024; state why fewer are not enough;",
		"write it with: genai-lens attest",
		"GENCOST04-BP01/smallest-sufficient-dimension",
	])]
	_attested([_index("a", 1536)], "2026-12-31") == ["pass"]
}

test_index_of_a_base_is_no_subject if {
	_kinds([_stored({"indexArn": _index("a", 1536).id}), _index("a", 1536)], []) == ["pass"]
	_kinds([_stored({"vectorBucketArn": _bucket, "indexName": "a"}), _index("a", 1536)], []) == ["pass"]
	_kinds([_stored({"indexArn": _index("b", 8).id}), _index("a", 1536)], []) == ["pass", "review"]
}

test_base_that_was_not_read_unknown if {
	_kinds([_base({})], [testing.gap("bedrock-agent:GetKnowledgeBase", _id)]) == ["unknown"]
}

test_base_without_a_model_unknown if {
	facts := _facts([_base({})], [])
	testing.messages(_control, facts) == ["no call of this account shows its embedding model"]
}

test_index_that_was_not_read_unknown if {
	index := testing.without(_index("a", 8), "dimension")
	_kinds([index], [testing.gap("s3vectors:GetIndex", index.id)]) == ["unknown", "unknown"]
}

test_lost_index_says_nothing_of_a_base if {
	gap := testing.gap("s3vectors:GetIndex", "us-east-1")
	testing.verdicts(_control, _facts([_titan({})], [gap])) == {
		["review", _id, ""],
		["unknown", testing.iam("root"), ""],
	}
}

test_listing_that_the_model_does_not_need_takes_nothing_away if {
	gap := testing.gap("bedrock:ListInferenceProfiles", "us-east-1")
	_kinds([_titan({"dimensions": 256})], [gap]) == ["pass"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == ["unknown"]
	_kinds([], [testing.gap("s3vectors:ListIndexes", "us-east-1")]) == ["unknown"]
}

test_nothing_is_not_applicable if _kinds([], []) == ["not_applicable"]
