package lens_test.gensec01_bp03.vector_store_cmk_test

import data.lens_test.testing

_control := "GENSEC01-BP03/vector-store-cmk"

_arn := testing.arn("kms", "key/1234abcd")

_in(manager, state) := {"DescribeKey": {"KeyMetadata": {"KeyManager": manager, "KeyState": state}}}

_works := _in("CUSTOMER", "Enabled")

_collection_id := testing.arn("aoss", "collection/abcdefghij")

_collection(properties) := testing.record(
	"AWS::OpenSearchServerless::Collection",
	_collection_id,
	object.union({"id": "abcdefghij", "status": "ACTIVE"}, properties),
)

_kb(properties) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", "knowledge-base/MANUALS001"),
	object.union({"status": "ACTIVE"}, properties),
)

_base := _kb({
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {
		"type": "OPENSEARCH_SERVERLESS",
		"opensearchServerlessConfiguration": {"collectionArn": _collection_id},
	},
})

_facts(records, gaps) := testing.facts(records, {}, gaps)

_results(records, gaps) := testing.results(_control, _facts(records, gaps))

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

_sealed := _collection(object.union({"kmsKeyArn": _arn}, _works))

test_own_key_passes if _kinds([_base, _sealed], []) == ["pass"]

test_key_that_aws_owns_fails if {
	_results([_base, _collection({"kmsKeyArn": "auto"})], []) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::OpenSearchServerless::Collection",
			"id": _collection_id,
			"region": "us-east-1",
			"item": "",
		},
		"message": "no customer managed KMS key is set",
		"proof": [{"id": _collection_id, "pointer": ""}],
		"causes": [],
	}]
}

test_key_of_aws_fails if {
	store := _collection(object.union({"kmsKeyArn": _arn}, _in("AWS", "Enabled")))
	_messages([_base, store]) == ["the KMS key is an AWS managed key"]
}

test_key_that_encrypts_nothing_fails if {
	store := _collection(object.union({"kmsKeyArn": _arn}, _in("CUSTOMER", "PendingDeletion")))
	_messages([_base, store]) == [`the KMS key is in state "PendingDeletion" and cannot encrypt`]
}

test_store_that_no_knowledge_base_uses_is_not_judged if {
	_kinds([_collection({"kmsKeyArn": "auto"})], []) == ["not_applicable"]
}

test_key_that_was_not_described_unknown if {
	store := _collection({"kmsKeyArn": _arn})
	_kinds([_base, store], [testing.gap("kms:DescribeKey", _collection_id)]) == ["unknown"]
	_messages([_base, store]) == ["the owner or the state of the KMS key could not be read"]
}

test_store_of_another_account_unknown if {
	[found] := _results([_base], [])
	found.kind == "unknown"
	found.subject.id == _base.id
	found.message == sprintf(`no call of this account shows its vector store "%s"`, [_collection_id])
	found.proof == [{"id": _base.id, "pointer": ""}]
}

_bucket_id := testing.arn("s3vectors", "bucket/notes")

_bucket(properties) := testing.record("AWS::S3Vectors::VectorBucket", _bucket_id, properties)

_sealed_bucket := _bucket(object.union(
	{"encryptionConfiguration": {"sseType": "aws:kms", "kmsKeyArn": _arn}},
	_works,
))

_open_bucket := _bucket({"encryptionConfiguration": {"sseType": "AES256"}})

_vectors(properties) := _kb(object.union(
	{
		"knowledgeBaseConfiguration": {"type": "VECTOR"},
		"storageConfiguration": {
			"type": "S3_VECTORS",
			"s3VectorsConfiguration": {"indexArn": sprintf("%s/index/first", [_bucket_id])},
		},
	},
	properties,
))

_index(encryption) := {"GetIndex": object.union({"indexName": "first"}, encryption)}

test_index_has_the_key_of_its_bucket if {
	_kinds([_vectors(_index({})), _sealed_bucket], []) == ["pass"]
	_messages([_vectors(_index({})), _open_bucket]) == ["no customer managed KMS key is set"]
}

test_index_with_encryption_of_its_own if {
	open := _index({"encryptionConfiguration": {"sseType": "AES256"}})
	_messages([_vectors(open), _sealed_bucket]) == [`index "first" has no customer managed KMS key`]
	keyed := _index({"encryptionConfiguration": {"sseType": "aws:kms", "kmsKeyArn": _arn}})
	_kinds([_vectors(object.union(keyed, _works)), _open_bucket], []) == ["pass"]
	_messages([_vectors(object.union(keyed, _in("AWS", "Enabled"))), _sealed_bucket]) == [
		`the KMS key of index "first" is an AWS managed key`,
	]
	_messages([_vectors(object.union(keyed, _in("CUSTOMER", "Disabled"))), _sealed_bucket]) == [
		`the KMS key of index "first" is in state "Disabled" and cannot encrypt`,
	]
	_messages([_vectors(keyed), _sealed_bucket]) == [
		`the owner or the state of the KMS key of index "first" could not be read`,
	]
}

test_index_that_was_not_read_unknown if {
	unread := testing.gap("s3vectors:GetIndex", _vectors({}).id)
	_kinds([_vectors({}), _open_bucket], [unread]) == ["unknown"]
	_kinds([_vectors({}), _sealed_bucket], [unread]) == ["unknown"]
	_messages([_vectors({}), _sealed_bucket]) == [
		"no call shows whether one of its indexes has a key of its own",
	]
}

_source(properties) := testing.record(
	"AWS::Bedrock::DataSource",
	testing.arn("bedrock", "knowledge-base/MANUALS001/data-source/FILES00001"),
	object.union({"status": "AVAILABLE"}, properties),
)

test_data_source_is_an_item if {
	keyed := _source(object.union({"serverSideEncryptionConfiguration": {"kmsKeyArn": _arn}}, _works))
	testing.verdicts(_control, _facts([_base, _sealed, keyed], [])) == {
		["pass", _collection_id, ""],
		["pass", _base.id, "FILES00001"],
	}
	testing.verdicts(_control, _facts([_base, _sealed, _source({})], [])) == {
		["pass", _collection_id, ""],
		["fail", _base.id, "FILES00001"],
	}
}

test_denied_data_source_unknown if {
	unread := testing.gap("bedrock-agent:GetDataSource", _source({}).id)
	_kinds([_base, _sealed, _source({})], [unread]) == ["pass", "unknown"]
}

_managed(encryption) := _kb({"knowledgeBaseConfiguration": {
	"type": "MANAGED",
	"managedKnowledgeBaseConfiguration": encryption,
}})

test_managed_knowledge_base if {
	_kinds([_managed({})], []) == ["fail"]
	keyed := _managed({"serverSideEncryptionConfiguration": {"kmsKeyArn": _arn}})
	_kinds([object.union(keyed, {"properties": _works})], []) == ["pass"]
}

test_application_without_a_key_fails if {
	application := testing.record("AWS::QBusiness::Application", testing.arn("qbusiness", "application/a1"), {})
	_kinds([application], []) == ["fail"]
	_kinds([application], [testing.gap("qbusiness:GetApplication", application.id)]) == ["unknown"]
}

test_none_not_applicable if _kinds([], []) == ["not_applicable"]

test_denied_stores_unknown if {
	every operation in ["opensearchserverless:BatchGetCollection", "kendra:DescribeIndex"] {
		"unknown" in _kinds([_base], [testing.gap(operation, _base.id)])
	}
	_kinds([], [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == ["unknown"]
	_kinds([], [testing.gap("qbusiness:ListApplications", "us-east-1")]) == ["unknown"]
}
