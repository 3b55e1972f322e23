package lens_test.gensec01_bp03.aoss_network_private_test

import data.lens_test.testing

_control := "GENSEC01-BP03/aoss-network-private"

_id := testing.arn("aoss", "collection/c1")

_collection(type) := testing.record("AWS::OpenSearchServerless::Collection", _id, {
	"name": "vectors",
	"type": type,
	"status": "ACTIVE",
})

_vectors := _collection("VECTORSEARCH")

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/KB"), {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {
		"type": "OPENSEARCH_SERVERLESS",
		"opensearchServerlessConfiguration": {"collectionArn": _id},
	},
})

_policy_id := testing.arn("aoss", "security-policy/network/net")

_policy(entries) := testing.record("AWS::OpenSearchServerless::SecurityPolicy", _policy_id, {
	"type": "network",
	"policy": entries,
})

_entry(kind, resource, more) := object.union(
	{"Rules": [{"ResourceType": kind, "Resource": ["collection/other", resource]}]},
	more,
)

_public := {"AllowFromPublic": true}

_private := {"AllowFromPublic": false, "SourceServices": ["bedrock.amazonaws.com"]}

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_judged(entries) := _kinds([_vectors, _policy(entries)], [])

test_public_collection_fails if {
	entries := [
		_entry("collection", "collection/vectors", _private),
		_entry("collection", "collection/*", _public),
	]
	testing.results(_control, testing.facts([_vectors, _policy(entries)], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::OpenSearchServerless::Collection", "id": _id,
			"region": "us-east-1", "item": "",
		},
		"message": `network policy "net" opens the endpoint of the collection to the internet`,
		"proof": [{"id": _policy_id, "pointer": "/properties/policy/1"}],
		"causes": [],
	}]
}

test_public_entry_with_endpoints_fails if {
	more := object.union(_public, {"SourceVPCEs": ["vpce-1"]})
	_judged([_entry("collection", "collection/vec*", more)]) == ["fail"]
}

test_public_dashboards_fail if {
	entries := [
		_entry("collection", "collection/vectors", _private),
		_entry("dashboard", "collection/vectors", _public),
	]
	testing.messages(_control, testing.facts([_vectors, _policy(entries)], {}, [])) == [concat("", [
		`network policy "net" opens the endpoint of OpenSearch Dashboards to the internet`,
	])]
}

test_private_collection_passes if {
	policy := _policy([_entry("collection", "collection/vectors", _private)])
	document := testing.facts([_vectors, policy], {}, [])
	testing.kinds(_control, document) == ["pass"]
	testing.proofs(_control, document) == [{"id": _policy_id, "pointer": "/properties/policy/0"}]
}

test_policies_of_others_pass if {
	_judged([]) == ["pass"]
	_judged([_entry("collection", "collection/vectors2", _public)]) == ["pass"]
	there := object.union(_policy([_entry("collection", "collection/*", _public)]), {"region": "eu-west-1"})
	_kinds([_vectors, there], []) == ["pass"]
	_kinds([_vectors], []) == ["pass"]
}

test_named_collection_of_another_type_fails if {
	policy := _policy([_entry("collection", "collection/*", _public)])
	_kinds([_collection("SEARCH"), _base, policy], []) == ["fail"]
}

test_other_collections_not_applicable if {
	policy := _policy([_entry("collection", "collection/*", _public)])
	_kinds([_collection("TIMESERIES"), policy], []) == ["not_applicable"]
	_kinds([policy], []) == ["not_applicable"]
}

test_collection_that_is_not_shown_unknown if {
	document := testing.facts([_base], {}, [])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == ["no call of this account shows its name and its type"]
	listed := testing.without(_vectors, "type")
	policy := _policy([_entry("collection", "collection/*", _public)])
	_kinds([listed, policy], []) == ["unknown"]
	denied := testing.gap("opensearchserverless:BatchGetCollection", _id)
	_kinds([listed, policy], [denied]) == ["unknown"]
}

test_entry_without_access_unknown if {
	document := testing.facts([_vectors, _policy([_entry("collection", "collection/vectors", {})])], {}, [])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == [
		`network policy "net" does not say whether it allows public access`,
	]
	testing.proofs(_control, document) == [{"id": _policy_id, "pointer": "/properties/policy/0"}]
}

_listing := testing.gap("opensearchserverless:ListSecurityPolicies", "us-east-1")

_detail := testing.gap("opensearchserverless:GetSecurityPolicy", _policy_id)

_unread := testing.without(_policy([]), "policy")

test_denied_policies_unknown if {
	_kinds([_vectors], [_listing]) == ["unknown"]
	_kinds([_vectors, _unread], [_detail]) == ["unknown"]
}

test_public_access_that_was_seen_fails if {
	_kinds([_vectors, _policy([_entry("collection", "collection/*", _public)])], [_listing]) == ["fail"]
}

test_denied_policy_of_another_region_passes if {
	there := object.union(_unread, {"region": "eu-west-1", "id": "arn:aws:aoss:eu-west-1:1:security-policy/x"})
	denied := testing.gap("opensearchserverless:GetSecurityPolicy", there.id)
	_kinds([_vectors, there], [denied]) == ["pass"]
}

test_denied_listings_unknown if {
	every operation in [
		"opensearchserverless:ListCollections", "bedrock-agent:ListKnowledgeBases",
		"bedrock-agent:GetKnowledgeBase",
	] {
		_kinds([], [testing.gap(operation, "us-east-1")]) == ["unknown"]
	}
}
