package lens_test.gensec01_bp03.aoss_data_policy_scoped_test

import data.lens_test.testing

_control := "GENSEC01-BP03/aoss-data-policy-scoped"

_id := testing.arn("aoss", "collection/c1")

_collection := testing.record("AWS::OpenSearchServerless::Collection", _id, {
	"name": "vectors",
	"type": "VECTORSEARCH",
	"status": "ACTIVE",
})

_role := testing.iam("role/kb")

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/MANUALS"), {
	"status": "ACTIVE",
	"roleArn": _role,
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {
		"type": "OPENSEARCH_SERVERLESS",
		"opensearchServerlessConfiguration": {"collectionArn": _id},
	},
})

_policy_id := testing.arn("aoss", "access-policy/data/desk")

_policy(entries) := testing.record("AWS::OpenSearchServerless::AccessPolicy", _policy_id, {
	"type": "data",
	"policy": entries,
})

_entry(resources, permissions, principals) := {
	"Rules": [
		{"ResourceType": "collection", "Resource": [resources[0]], "Permission": ["aoss:DescribeCollectionItems"]},
		{"ResourceType": "index", "Resource": [resources[1]], "Permission": permissions},
	],
	"Principal": principals,
}

_own := ["collection/vectors", "index/vectors/*"]

_use := ["aoss:DescribeIndex", "aoss:ReadDocument", "aoss:WriteDocument"]

_good := _entry(_own, _use, [_role])

_document(entries, params) := testing.facts([_collection, _base, _policy(entries)], {_control: params}, [])

_kinds(entries) := testing.kinds(_control, _document(entries, {}))

_messages(entries) := testing.messages(_control, _document(entries, {}))

test_scoped_policy_passes if {
	_kinds([_good]) == ["pass"]
	testing.proofs(_control, _document([_good], {})) == [{"id": _policy_id, "pointer": "/properties/policy/0"}]
	_kinds([]) == ["pass"]
	_kinds([_good, _entry(["collection/logs", "index/logs/*"], ["aoss:*"], [testing.iam("root")])]) == ["pass"]
}

test_policy_for_all_collections_fails if {
	entries := [_good, _entry(["collection/vectors", "index/*/*"], _use, [_role])]
	testing.results(_control, _document(entries, {})) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::OpenSearchServerless::Collection", "id": _id,
			"region": "us-east-1", "item": "",
		},
		"message": `data access policy "desk" covers all collections: "index/*/*"`,
		"proof": [{"id": _policy_id, "pointer": "/properties/policy/1"}],
		"causes": [],
	}]
}

test_whole_account_fails if {
	_messages([_entry(_own, _use, [testing.iam("root")])]) == [concat("", [
		`data access policy "desk" lets in everybody of an account: "arn:aws:iam::111122223333:root"`,
	])]
}

_stranger := "arn:aws:iam::222233334444:role/app"

test_other_account_fails if {
	entries := [_entry(_own, _use, [_role, _stranger])]
	_messages(entries) == [concat("", [
		`data access policy "desk" lets in principals of other accounts: `,
		`"arn:aws:iam::222233334444:role/app"`,
	])]
	testing.kinds(_control, _document(entries, {"trusted_accounts": ["222233334444"]})) == ["pass"]
}

test_knowledge_base_with_too_much_fails if {
	_messages([_entry(_own, ["aoss:ReadDocument", "aoss:DeleteIndex"], [_role])]) == [concat("", [
		`data access policy "desk" grants too much to the role of knowledge base "MANUALS": `,
		`"aoss:DeleteIndex"`,
	])]
	_kinds([_entry(_own, ["aoss:*"], [_role])]) == ["fail"]
	testing.kinds(_control, _document([_entry(_own, ["aoss:*"], [_role])], {"forbidden_for_kb": []})) == ["fail"]
	_kinds([_good, _entry(_own, ["aoss:*"], [testing.iam("role/admin")])]) == ["pass"]
}

test_many_readers_fail if {
	entries := [
		_entry(_own, _use, [testing.iam("role/a"), testing.iam("role/b")]),
		_entry(_own, ["aoss:ReadDocument"], [testing.iam("role/b"), testing.iam("role/c")]),
	]
	document := _document(entries, {"max_reader_principals": 2})
	testing.messages(_control, document) == ["3 principals may read its documents, and at most 2 are allowed"]
	testing.proofs(_control, document) == [
		{"id": _policy_id, "pointer": "/properties/policy/0"},
		{"id": _policy_id, "pointer": "/properties/policy/1"},
	]
	testing.kinds(_control, _document(entries, {"max_reader_principals": 3})) == ["pass"]
}

test_principal_without_an_account_review if {
	document := _document([_entry(_own, _use, ["somebody"])], {})
	testing.kinds(_control, document) == ["review"]
	testing.messages(_control, document) == [concat("", [
		`find out to which account the principals of data access policy "desk" belong: "somebody"`,
	])]
}

test_no_vector_collection_not_applicable if {
	testing.kinds(_control, testing.facts([_policy([_good])], {}, [])) == ["not_applicable"]
}

test_collection_that_is_not_shown_unknown if {
	document := testing.facts([_base], {}, [])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == ["no call of this account shows its name and its type"]
}

test_denied_evidence_unknown if {
	every place in [
		["opensearchserverless:ListAccessPolicies", "us-east-1"],
		["opensearchserverless:GetAccessPolicy", _policy_id],
	] {
		gaps := [testing.gap(place[0], place[1])]
		records := [_collection, _base, _policy([_good])]
		testing.kinds(_control, testing.facts(records, {}, gaps)) == ["unknown"]
		seen := [_collection, _base, _policy([_entry(_own, _use, [_stranger])])]
		testing.kinds(_control, testing.facts(seen, {}, gaps)) == ["fail"]
	}
	denied := testing.gap("opensearchserverless:ListCollections", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [denied])) == ["unknown"]

	# Another collection may be one of a knowledge base that was not read.
	every place in [
		["bedrock-agent:ListKnowledgeBases", "us-east-1"],
		["bedrock-agent:GetKnowledgeBase", _base.id],
	] {
		gaps := [testing.gap(place[0], place[1])]
		records := [_collection, _base, _policy([_good])]
		kinds := testing.kinds(_control, testing.facts(records, {}, gaps))
		{kind | some kind in kinds} == {"unknown"}
		seen := [_collection, _base, _policy([_entry(_own, _use, [_stranger])])]
		"fail" in testing.kinds(_control, testing.facts(seen, {}, gaps))
	}
}
