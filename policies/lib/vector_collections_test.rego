package lens_test.lib.vector_collections_test

import data.lens.lib.vector_collections
import data.lens_test.testing

_collection(id, properties) := testing.record(
	"AWS::OpenSearchServerless::Collection",
	testing.arn("aoss", sprintf("collection/%s", [id])),
	properties,
)

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/KB"), {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {
		"type": "OPENSEARCH_SERVERLESS",
		"opensearchServerlessConfiguration": {"collectionArn": testing.arn("aoss", "collection/named")},
	},
})

_facts := testing.facts(
	[
		_base,
		_collection("named", {"name": "texts", "type": "SEARCH", "status": "ACTIVE"}),
		_collection("own", {"name": "vectors", "type": "VECTORSEARCH", "status": "ACTIVE"}),
		_collection("logs", {"name": "logs", "type": "TIMESERIES", "status": "ACTIVE"}),
		_collection("listed", {"name": "listed", "status": "ACTIVE"}),
		_collection("going", {"name": "going", "type": "VECTORSEARCH", "status": "DELETING"}),
		testing.record("AWS::OpenSearchServerless::AccessPolicy", "arn:here", {}),
		testing.record_in("eu-west-1", "AWS::OpenSearchServerless::AccessPolicy", "arn:there", {}),
	],
	{},
	[],
)

_ids(subjects) := {regex.replace(s.id, `^.*/`, "") | some s in subjects}

test_collections if {
	facts := _facts
	_ids(vector_collections.subjects) == {"named", "own", "listed"} with input as facts
	known := {name | some [_, name] in vector_collections.known} with input as facts
	known == {"texts", "vectors"}
	_ids(vector_collections.unknown) == {"listed"} with input as facts
}

test_collection_that_is_not_shown if {
	facts := testing.facts([_base], {}, [])
	_ids(vector_collections.unknown) == {"named"} with input as facts
}

test_policies_of_the_region if {
	facts := _facts
	found := {id |
		some [_, id] in vector_collections.policies("AWS::OpenSearchServerless::AccessPolicy")
	} with input as facts
	found == {"arn:here"}
}

test_patterns if {
	covering := {
		"collection/vectors", "collection/vec*", "collection/*", "*", "index/vectors/*", "index/vec*/*",
		"index/*/*", "index/*", "index/vectors/one", "model/vectors/*",
	}
	every pattern in covering { vector_collections.covers(pattern, "vectors") }
	every pattern in {"collection/vectors2", "collection/vector", "index/vectors2/*", "collection", ""} {
		not vector_collections.covers(pattern, "vectors")
	}
}
