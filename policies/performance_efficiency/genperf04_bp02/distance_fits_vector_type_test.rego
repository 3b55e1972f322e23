package lens_test.genperf04_bp02.distance_fits_vector_type_test

import data.lens_test.testing

_control := "GENPERF04-BP02/distance-fits-vector-type"

_id := testing.arn("bedrock", "knowledge-base/MANUALS")

_base(properties) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	_id,
	object.union({"status": "ACTIVE"}, properties),
)

_vectors(configuration, index) := _base(object.union(index, {"knowledgeBaseConfiguration": {
	"type": "VECTOR",
	"vectorKnowledgeBaseConfiguration": {
		"embeddingModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
		"embeddingModelConfiguration": {"bedrockEmbeddingModelConfiguration": configuration},
	},
}}))

_binary := {"embeddingDataType": "BINARY"}

_s3 := {
	"storageConfiguration": {"type": "S3_VECTORS"},
	"GetIndex": {"dimension": 256, "distanceMetric": "cosine"},
}

_field(field) := {
	"storageConfiguration": {
		"type": "OPENSEARCH_SERVERLESS",
		"opensearchServerlessConfiguration": {"fieldMapping": {"vectorField": "v"}},
	},
	"GetIndex": {"fields": [object.union({"name": "v"}, field)]},
}

_lost := {"storageConfiguration": {"type": "OPENSEARCH_SERVERLESS"}}

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(record) := testing.kinds(_control, _facts([record], []))

_messages(record) := testing.messages(_control, _facts([record], []))

test_fitting_measures_pass if {
	_kinds(_vectors({}, _s3)) == ["pass"]
	_kinds(_vectors({"embeddingDataType": "FLOAT32"}, _field({}))) == ["pass"]
	_kinds(_vectors({}, _field({"space_type": "innerproduct"}))) == ["pass"]
	_kinds(_vectors(_binary, _field({"data_type": "binary"}))) == ["pass"]
	_kinds(_vectors(_binary, _field({"data_type": "binary", "space_type": "hamming"}))) == ["pass"]
}

test_hamming_for_numbers_fails if {
	testing.results(_control, _facts([_vectors({}, _field({"space_type": "hamming"}))], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _id, "region": "us-east-1", "item": ""},
		"message": `its vectors are numbers, and its index compares them by "hamming"`,
		"proof": [{"id": _id, "pointer": "/properties/storageConfiguration"}],
		"causes": [],
	}]
	binary := _vectors({}, _field({"data_type": "binary"}))
	_messages(binary) == ["its vectors are numbers, and its index is binary"]
}

test_binary_vectors_need_a_binary_index if {
	_messages(_vectors(_binary, _s3)) == ["its vectors are binary, and its index is not"]
	_messages(_vectors(_binary, _field({"data_type": "binary", "space_type": "l2"}))) == [
		`its vectors are binary, and its index compares them by "l2"`,
	]
}

test_measure_of_the_model_is_a_parameter if {
	measures := ["cosinesimil", "innerproduct"]
	params := {_control: {"measure_by_model": {"amazon.titan-embed-text-v2": measures}}}
	testing.messages(_control, testing.facts([_vectors({}, _field({}))], params, [])) == [concat(" ", [
		`its index compares vectors by "l2", and not by "cosinesimil", "innerproduct", for which its`,
		`embedding model "amazon.titan-embed-text-v2" was made`,
	])]
	good := _vectors({}, _field({"space_type": "innerproduct"}))
	testing.kinds(_control, testing.facts([good], params, [])) == ["pass"]
}

test_index_that_is_not_shown_unknown if {
	_messages(_vectors({}, _lost)) == ["AWS does not show how its index compares vectors"]
}

test_store_without_a_measure_is_no_subject if {
	_kinds(_vectors({}, {"storageConfiguration": {"type": "RDS"}})) == ["not_applicable"]
	_kinds(_vectors({}, {"storageConfiguration": {"type": "NEPTUNE_ANALYTICS"}})) == ["not_applicable"]
	_kinds(_base({"knowledgeBaseConfiguration": {"type": "KENDRA"}})) == ["not_applicable"]
}

test_denied_index_unknown if {
	gap := testing.gap("opensearchserverless:GetIndex", _id)
	testing.kinds(_control, _facts([_vectors({}, _lost)], [gap])) == ["unknown"]
}

test_base_that_was_not_read_unknown if {
	gap := testing.gap("bedrock-agent:GetKnowledgeBase", _id)
	testing.kinds(_control, _facts([_base({})], [gap])) == ["unknown"]
}

test_listing_that_the_model_does_not_need_takes_nothing_away if {
	gap := testing.gap("bedrock:ListInferenceProfiles", "us-east-1")
	testing.kinds(_control, _facts([_vectors({}, _s3)], [gap])) == ["pass"]
}

test_denied_listing_unknown if {
	gap := testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")
	testing.kinds(_control, _facts([], [gap])) == ["unknown"]
}
