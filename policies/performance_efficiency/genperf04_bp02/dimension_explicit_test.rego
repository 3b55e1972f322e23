package lens_test.genperf04_bp02.dimension_explicit_test

import data.lens_test.testing

_control := "GENPERF04-BP02/dimension-explicit"

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

_titan := "amazon.titan-embed-text-v2:0"

_default := _embedded(_titan, {})

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_number_that_the_model_offers_passes if _kinds([_embedded(_titan, {"dimensions": 512})], []) == ["pass"]

test_default_fails if {
	testing.results(_control, _facts([_default], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat(" ", [
			"no number of dimensions is set, and its embedding model",
			`"amazon.titan-embed-text-v2" offers 3 numbers, from 256 to 1024`,
		]),
		"proof": [{"id": _id, "pointer": "/properties/knowledgeBaseConfiguration"}],
		"causes": [],
	}]
}

test_zero_is_the_default if _kinds([_embedded(_titan, {"dimensions": 0})], []) == ["fail"]

test_number_that_the_model_does_not_offer_fails if {
	_messages([_embedded(_titan, {"dimensions": 384})]) == [concat(" ", [
		"its number of dimensions is 384, which its embedding model",
		`"amazon.titan-embed-text-v2" does not offer`,
	])]
}

test_model_with_one_number_is_no_subject if {
	_kinds([_embedded("amazon.titan-embed-text-v1", {})], []) == ["not_applicable"]
	_kinds([_embedded("cohere.embed-english-v3", {})], []) == ["not_applicable"]
}

test_base_without_vectors_is_no_subject if {
	_kinds([_base({"knowledgeBaseConfiguration": {"type": "KENDRA"}})], []) == ["not_applicable"]
	_kinds([_base({"knowledgeBaseConfiguration": {"type": "MANAGED"}})], []) == ["not_applicable"]
}

test_unknown_model_unknown if {
	facts := _facts([_embedded("own.embed-v1", {"dimensions": 8})], [])
	testing.kinds(_control, facts) == ["unknown"]
	testing.messages(_control, facts) == [concat(" ", [
		`its embedding model "own.embed-v1" is in no table; add it to`,
		"supported_dimensions",
	])]
}

test_models_are_a_parameter if {
	params := {_control: {"supported_dimensions": {"own.embed-v1": [8, 16]}}}
	facts := testing.facts([_embedded("own.embed-v1", {"dimensions": 8})], params, [])
	testing.kinds(_control, facts) == ["pass"]
}

_unread := testing.gap("bedrock-agent:GetKnowledgeBase", _id)

test_base_that_was_not_read_unknown if _kinds([_base({})], [_unread]) == ["unknown"]

test_base_without_a_model_unknown if {
	_messages([_base({})]) == ["no call of this account shows its embedding model"]
}

_unlisted := testing.gap("bedrock:ListProvisionedModelThroughputs", "us-east-1")

test_listing_that_the_model_does_not_need_takes_nothing_away if {
	_kinds([_embedded(_titan, {"dimensions": 512})], [_unlisted]) == ["pass"]
	_kinds([_default], [_unlisted]) == ["fail"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == ["unknown"]
}
