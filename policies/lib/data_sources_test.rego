package lens_test.data_sources_test

import data.lens.lib.data_sources
import data.lens_test.testing

_base(id, type) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [id])),
	{"status": "ACTIVE", "knowledgeBaseConfiguration": {"type": type}},
)

_source(id, properties) := testing.record(
	"AWS::Bedrock::DataSource",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [id])),
	properties,
)

_divided(chunking) := _source("A/data-source/1", {"vectorIngestionConfiguration": {
	"chunkingConfiguration": chunking,
}})

_all(records) := {source.id | some source in found} if {
	found := data_sources.all with input as testing.facts(records, {}, [])
}

test_of_bases_with_vectors if {
	one := _source("A/data-source/1", {"status": "AVAILABLE"})
	_all([_base("A", "VECTOR"), one]) == {one.id}
	_all([_base("A", "MANAGED"), one]) == set()
	_all([_base("A", "KENDRA"), one]) == set()
	_all([_base("B", "VECTOR"), one]) == set()
	_all([_base("A", "VECTOR"), _source("A/data-source/1", {"status": "DELETING"})]) == set()
}

test_base if data_sources.base(_source("A/data-source/1", {})) == testing.arn("bedrock", "knowledge-base/A")

test_without_a_configuration if {
	plain := _source("A/data-source/1", {})
	data_sources.strategy(plain) == ""
	data_sources.functions(plain) == set()
	not data_sources.size(plain)
	not data_sources.fixed(plain)
	not data_sources.hierarchical(plain)
}

test_sizes if {
	data_sources.size(_divided({
		"chunkingStrategy": "FIXED_SIZE",
		"fixedSizeChunkingConfiguration": {"maxTokens": 300, "overlapPercentage": 20},
	})) == 300
	data_sources.size(_divided({
		"chunkingStrategy": "SEMANTIC",
		"semanticChunkingConfiguration": {"maxTokens": 200},
	})) == 200
	levels := _divided({
		"chunkingStrategy": "HIERARCHICAL",
		"hierarchicalChunkingConfiguration": {"levelConfigurations": [{"maxTokens": 1500}, {"maxTokens": 150}]},
	})
	data_sources.size(levels) == 150
	data_sources.levels(levels) == [1500, 150]
	not data_sources.size(_divided({"chunkingStrategy": "NONE"}))
	not data_sources.size(_divided({"chunkingStrategy": "FIXED_SIZE"}))
	not data_sources.size(_divided({"chunkingStrategy": "HIERARCHICAL"}))
}

test_functions if {
	function := {"transformationLambdaConfiguration": {"lambdaArn": "arn:aws:lambda:us-east-1:1:function:f"}}
	data_sources.functions(_source("A/data-source/1", {"vectorIngestionConfiguration": {
		"customTransformationConfiguration": {"transformations": [{"transformationFunction": function}]},
	}})) == {"arn:aws:lambda:us-east-1:1:function:f"}
}
