package lens_test.embedding_models_test

import data.lens.lib.embedding_models
import data.lens_test.testing

_foundation(id) := sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [id])

_base(id, properties) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [id])),
	object.union({"status": "ACTIVE"}, properties),
)

_vector(id, model) := _base(id, {"knowledgeBaseConfiguration": {
	"type": "VECTOR",
	"vectorKnowledgeBaseConfiguration": {"embeddingModelArn": model},
}})

_throughput := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	testing.arn("bedrock", "provisioned-model/abcdefghij12"),
	{"status": "InService", "modelArn": _foundation("amazon.titan-embed-text-v1:2:8k")},
)

_profile := testing.record(
	"AWS::Bedrock::InferenceProfile",
	testing.arn("bedrock", "inference-profile/us.cohere.embed-v4:0"),
	{
		"inferenceProfileId": "us.cohere.embed-v4:0",
		"models": [
			{"modelArn": _foundation("cohere.embed-v4:0")},
			{"modelArn": "arn:aws:bedrock:us-west-2::foundation-model/cohere.embed-v4:0"},
		],
	},
)

_chosen(records) := {base.name: id | some [base, id] in found} if {
	found := embedding_models.chosen with input as testing.facts(records, {}, [])
}

_hidden(records) := {base.name | some base in found} if {
	found := embedding_models.hidden with input as testing.facts(records, {}, [])
}

test_model_without_its_version if {
	_chosen([_vector("A", _foundation("amazon.titan-embed-text-v2:0"))]) == {"A": "amazon.titan-embed-text-v2"}
	_chosen([_vector("A", _foundation("cohere.embed-english-v3"))]) == {"A": "cohere.embed-english-v3"}
}

test_throughput_and_profile_stand_for_a_model if {
	_chosen([_vector("A", _throughput.id), _throughput]) == {"A": "amazon.titan-embed-text-v1"}
	_chosen([_vector("A", _profile.id), _profile]) == {"A": "cohere.embed-v4"}
	_chosen([_vector("A", _profile.id)]) == {"A": "cohere.embed-v4"}
}

test_throughput_that_no_call_shows if {
	_chosen([_vector("A", _throughput.id)]) == {}
	_hidden([_vector("A", _throughput.id)]) == {"A"}
}

test_base_that_was_not_read_is_hidden if {
	_hidden([_base("A", {})]) == {"A"}
	_hidden([_base("A", {"knowledgeBaseConfiguration": {"type": "KENDRA"}})]) == set()
}

test_managed_base_has_the_model_of_aws if {
	managed := _base("A", {"knowledgeBaseConfiguration": {"type": "MANAGED"}})
	_hidden([managed]) == set()
	_chosen([managed]) == {}
}

test_managed_base_may_have_a_model_of_its_own if {
	own := _base("A", {"knowledgeBaseConfiguration": {
		"type": "MANAGED",
		"managedKnowledgeBaseConfiguration": {
			"embeddingModelType": "CUSTOM",
			"embeddingModelArn": _foundation("amazon.titan-embed-text-v2:0"),
		},
	}})
	_chosen([own]) == {"A": "amazon.titan-embed-text-v2"}
	_hidden([own]) == set()
}

test_managed_base_with_a_model_that_nothing_shows_is_hidden if {
	_hidden([_base("A", {"knowledgeBaseConfiguration": {
		"type": "MANAGED",
		"managedKnowledgeBaseConfiguration": {
			"embeddingModelType": "CUSTOM",
			"embeddingModelArn": testing.arn("bedrock", "provisioned-model/gone00000001"),
		},
	}})]) == {"A"}
}

_sized(number) := _base("A", {"knowledgeBaseConfiguration": {"vectorKnowledgeBaseConfiguration": {
	"embeddingModelArn": _foundation("amazon.titan-embed-text-v2:0"),
	"embeddingModelConfiguration": {"bedrockEmbeddingModelConfiguration": {"dimensions": number}},
}}})

test_zero_says_nothing if {
	embedding_models.stated(_sized(512)) == 512
	not embedding_models.stated(_sized(0))
	not embedding_models.stated(_base("A", {}))
}

test_parameter_wins_over_the_table if {
	found := embedding_models.known("dimensions", {"own.model": [8], "cohere.embed-v4": [256]})
	found["own.model"] == [8]
	found["cohere.embed-v4"] == [256]
	found["amazon.titan-embed-text-v1"] == [1536]
}

test_not_every_model_has_each_number if {
	tokens := embedding_models.known("tokens", {})
	tokens["cohere.embed-english-v3"] == 512
	not tokens["amazon.titan-embed-image-v1"]
}
