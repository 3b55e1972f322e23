package lens_test.lib.knowledge_base_settings_test

import data.lens.lib.knowledge_base_settings as settings
import data.lens_test.testing

_base(id, properties) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [id])),
	object.union({"status": "ACTIVE"}, properties),
)

_vectors(numbers) := {"knowledgeBaseConfiguration": {
	"type": "VECTOR",
	"vectorKnowledgeBaseConfiguration": {
		"embeddingModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
		"embeddingModelConfiguration": {"bedrockEmbeddingModelConfiguration": numbers},
	},
}}

_plain(id) := _base(id, _vectors({}))

_source(base, name, properties) := object.union(
	testing.record(
		"AWS::Bedrock::DataSource", sprintf("%s/data-source/%s", [base.id, name]),
		properties,
	),
	{"name": name},
)

_differences(one, other, records) := {message | some [message, _, _] in found} if {
	document := testing.facts(records, {}, [])
	found := settings.differences(one, other) with input as document
}

test_differences if {
	_differences(_plain("A"), _plain("B"), []) == set()
	_differences(_base("A", _vectors({"dimensions": 256})), _base("B", _vectors({"dimensions": 512})), []) == {
		"dimensions",
	}
	_differences(_base("A", _vectors({"embeddingDataType": "BINARY"})), _plain("B"), []) == {"data-type"}
	_differences(_plain("A"), _plain("B"), [_source(_plain("A"), "s", {})]) == {"sources"}
	_differences(_base("A", {}), _plain("B"), []) == set()
}

_unclear(one, other) if {
	document := testing.facts([], {}, [])
	settings.unclear(one, other) with input as document
}

test_unclear if {
	not _unclear(_plain("A"), _plain("B"))
	_unclear(_base("A", _vectors({"dimensions": 256})), _plain("B"))
	_unclear(_plain("A"), _base("B", {}))
	_unclear(_plain("A"), _base("B", object.union(
		_vectors({}),
		{"storageConfiguration": {"type": "S3_VECTORS"}},
	)))
}

test_states if {
	document := testing.facts([_plain("A"), _base("B", {"status": "FAILED"})], {}, [])
	found := settings.serving with input as document
	{b.id | some b in found} == {_plain("A").id}
	every status in ["ACTIVE", "UPDATING", "UPDATE_UNSUCCESSFUL"] {
		settings.serves(_base("A", {"status": status}))
	}
	settings.coming(_base("B", {"status": "CREATING"}))
	not settings.coming(_plain("A"))
}

test_kinds if {
	kendra := _base("A", {"knowledgeBaseConfiguration": {"type": "KENDRA"}})
	document := testing.facts([kendra, _base("B", {})], {}, [])
	found := settings.all with input as document
	{b.id | some b in found} == {_base("B", {}).id}
}

test_places if {
	source := _source(_plain("A"), "s", {})
	document := testing.facts([source], {}, [])
	found := settings.places([_plain("A"), _plain("B")]) with input as document
	found == {_plain("A").id, _plain("B").id, source.id}
}

_alike(gaps) if {
	document := testing.facts([], {}, gaps)
	settings.alike(_plain("A"), _plain("B")) with input as document
}

test_alike if {
	_alike([])
	not _alike([testing.gap("bedrock-agent:ListDataSources", _plain("B").id)])
}
