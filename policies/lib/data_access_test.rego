package lens_test.lib.data_access_test

import data.lens.lib.data_access
import data.lens_test.testing

_role := testing.iam("role/app")

test_accounts if {
	whole := [
		testing.iam("root"), "111122223333", testing.iam("role/*"), testing.iam("user/*"),
	]
	data_access.accounts({"Principal": array.concat(whole, [_role])}) == {p | some p in whole}
}

test_outsiders if {
	facts := testing.facts([], {}, [])
	foreign := [
		"arn:aws:iam::222233334444:role/app", "arn:aws:sts::222233334444:assumed-role/app/me",
		"444455556666", "*",
	]
	own := [
		_role, "saml/111122223333/idp/user/bob", "iamidentitycenter/ssoins-1/user/u",
		"arn:aws:iam::777788889999:role/partner", "AROAEXAMPLE",
	]
	entry := {"Principal": array.concat(foreign, own)}
	found := data_access.outsiders(entry, ["777788889999"]) with input as facts
	found == {p | some p in foreign}
}

test_unnamed if {
	named := [_role, "*", "AROAEXAMPLE", "saml/111122223333/idp/user/bob", "iamidentitycenter/s/user/u"]
	data_access.unnamed({"Principal": array.concat(named, ["somebody"])}) == {"somebody"}
}

_base(name, role) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [name])),
	{"roleArn": role},
)

test_bases if {
	facts := testing.facts(
		[
			_base("KB1", testing.iam("role/service-role/kb")),
			_base("KB2", testing.iam("role/other")),
			object.union(_base("KB3", testing.iam("role/kb")), {"region": "eu-west-1"}),
		],
		{},
		[],
	)
	direct := {"Principal": [testing.iam("role/service-role/kb"), testing.iam("user/other")]}
	first := data_access.bases(direct, "us-east-1") with input as facts
	first == {"KB1"}
	session := {"Principal": ["arn:aws:sts::111122223333:assumed-role/kb/session"]}
	second := data_access.bases(session, "us-east-1") with input as facts
	second == {"KB1"}
	foreign := {"Principal": ["arn:aws:sts::222233334444:assumed-role/kb/session"]}
	third := data_access.bases(foreign, "us-east-1") with input as facts
	third == set()
}

test_permissions if {
	data_access.any_of("aoss:*", ["aoss:ReadDocument"])
	data_access.any_of("aoss:Read*", ["aoss:ReadDocument"])
	data_access.any_of("AOSS:readdocument", ["aoss:DeleteIndex", "aoss:ReadDocument"])
	not data_access.any_of("aoss:WriteDocument", ["aoss:ReadDocument"])
	not data_access.any_of("aoss:ReadDocument", ["aoss:*"])
}

test_wide_patterns if {
	patterns := [
		"collection/*", "index/*/*", "index/*", "collection/vec*", "collection/genai*", "index/vectors/*",
	]
	data_access.wide({"Rules": [{"Resource": patterns}]}) == {"collection/*", "index/*/*", "index/*"}
}

_collection := testing.record("AWS::OpenSearchServerless::Collection", testing.arn("aoss", "collection/c1"), {
	"name": "vectors",
	"type": "VECTORSEARCH",
	"status": "ACTIVE",
})

_subject := {
	"type": "AWS::OpenSearchServerless::Collection", "id": _collection.id,
	"region": "us-east-1", "item": "",
}

_policy(region, resource, principals) := testing.record_in(
	region, "AWS::OpenSearchServerless::AccessPolicy",
	sprintf("arn:policy/%s", [resource]),
	{"policy": [{
		"Rules": [
			{"ResourceType": "index", "Resource": [resource], "Permission": ["aoss:ReadDocument"]},
			{"ResourceType": "index", "Resource": ["index/other/*"], "Permission": ["aoss:*"]},
		],
		"Principal": principals,
	}]},
)

test_entries_and_readers if {
	facts := testing.facts(
		[
			_collection,
			_policy("us-east-1", "index/vectors/*", ["a", "b"]),
			_policy("us-east-1", "index/vec*/*", ["b", "c"]),
			_policy("us-east-1", "index/texts/*", ["d"]),
			_policy("eu-west-1", "index/*/*", ["e"]),
		],
		{},
		[],
	)
	found := {[name, one.name, proof.pointer] |
		some [_, name, one, _, proof] in data_access.entries
	} with input as facts
	found == {["vectors", "*", "/properties/policy/0"]}
	readers := data_access.readers with input as facts
	readers == {_subject: {"a", "b", "c"}}
	policy := facts.resources["AWS::OpenSearchServerless::AccessPolicy"][0].properties.policy
	data_access.permissions(policy[0], "vectors") == {"aoss:ReadDocument"}
}
