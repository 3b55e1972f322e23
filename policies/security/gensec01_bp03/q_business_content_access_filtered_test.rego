package lens_test.gensec01_bp03.q_business_content_access_filtered_test

import data.lens_test.testing

_control := "GENSEC01-BP03/q-business-content-access-filtered"

_id := testing.arn("qbusiness", "application/a1")

_application(policy) := testing.record("AWS::QBusiness::Application", _id, object.union(
	{"status": "ACTIVE"},
	policy,
))

_plain := _application({"GetPolicy": {"absent": "ResourceNotFoundException"}})

_vendor := "arn:aws:iam::222233334444:role/vendor"

_accessor_id := sprintf("%s/data-accessor/d1", [_id])

_accessor(configuration) := testing.record("AWS::QBusiness::DataAccessor", _accessor_id, {
	"principal": _vendor,
	"actionConfigurations": [object.union({"action": "qbusiness:SearchRelevantContent"}, configuration)],
})

_filtered := {"filterConfiguration": {"documentAttributeFilter": {"equalsTo": {"name": "team"}}}}

_index := testing.record("AWS::QBusiness::Index", sprintf("%s/index/i1", [_id]), {})

_source_id := sprintf("%s/index/i1/data-source/s1", [_id])

_source(type, more) := testing.record("AWS::QBusiness::DataSource", _source_id, {
	"type": type,
	"status": "ACTIVE",
	"configuration": {"type": type, "additionalProperties": more},
})

_wiki(crawls) := _source("CONFLUENCEV2", {"isCrawlAcl": crawls})

_facts(records) := testing.facts(array.concat([_plain, _index], records), {}, [])

_kinds(records) := testing.kinds(_control, _facts(records))

test_filtered_content_passes if {
	_kinds([_accessor(_filtered), _wiki(true)]) == ["pass"]
	_kinds([_wiki("true")]) == ["pass"]
	_kinds([]) == ["pass"]
	_kinds([_source("S3", {})]) == ["pass"]
}

test_accessor_without_a_filter_fails if {
	testing.results(_control, _facts([_accessor({})])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::QBusiness::Application", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("", [
			`data accessor "d1" of "arn:aws:iam::222233334444:role/vendor" reads all documents: `,
			`no filter limits "qbusiness:SearchRelevantContent"`,
		]),
		"proof": [{"id": _accessor_id, "pointer": "/properties/actionConfigurations"}],
		"causes": [],
	}]
	_kinds([_accessor({"filterConfiguration": {"documentAttributeFilter": {}}})]) == ["fail"]
	trusted := testing.facts([_plain, _accessor({})], {_control: {"trusted_accessors": [_vendor]}}, [])
	testing.kinds(_control, trusted) == ["pass"]
	nobody := testing.without(_accessor({}), "principal")
	testing.kinds(_control, testing.facts([_plain, nobody], {}, [])) == ["fail"]
}

test_connector_without_lists_fails if {
	every crawls in [false, "false"] {
		testing.messages(_control, _facts([_wiki(crawls)])) == [
			`connectors that ignore the access control lists of their source: "s1"`,
		]
	}
	testing.proofs(_control, _facts([_wiki(false)])) == [{
		"id": _source_id, "pointer": "/properties/configuration/additionalProperties/isCrawlAcl",
	}]
	other := _source("S3", {"isCrawlAcl": false})
	_kinds([other]) == ["fail"]
}

test_connector_that_does_not_show_the_switch_review if {
	testing.messages(_control, _facts([_source("CONFLUENCEV2", {})])) == [
		`find out whether these connectors read the access control lists of their source: "s1"`,
	]
	testing.kinds(_control, _facts([_source("CONFLUENCEV2", {})])) == ["review"]
}

_statement := {
	"Effect": "Allow", "Principal": {"AWS": ["*"]},
	"Action": ["qbusiness:SearchRelevantContent"], "Resource": [_id],
}

test_public_policy_fails if {
	open := _application({"GetPolicy": {"policy": {"Statement": [_statement]}}})
	testing.messages(_control, testing.facts([open], {}, [])) == ["its policy lets everybody in"]
	testing.proofs(_control, testing.facts([open], {}, [])) == [{
		"id": _id, "pointer": "/properties/GetPolicy/policy/Statement/0",
	}]
	named := object.union(_statement, {"Principal": {"AWS": [_vendor]}})
	other := _application({"GetPolicy": {"policy": {"Statement": [named]}}})
	testing.kinds(_control, testing.facts([other], {}, [])) == ["pass"]
}

test_no_application_not_applicable if {
	testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]
	going := testing.record("AWS::QBusiness::Application", _id, {"status": "DELETING"})
	testing.kinds(_control, testing.facts([going], {}, [])) == ["not_applicable"]
}

test_denied_evidence_unknown if {
	every place in [
		["qbusiness:GetPolicy", _id], ["qbusiness:ListDataAccessors", _id],
		["qbusiness:ListIndices", _id], ["qbusiness:ListDataSources", _index.id],
		["qbusiness:GetDataSource", _source_id], ["qbusiness:GetDataAccessor", _accessor_id],
	] {
		gaps := [testing.gap(place[0], place[1])]
		records := [_plain, _index, _accessor(_filtered), _wiki(true)]
		testing.kinds(_control, testing.facts(records, {}, gaps)) == ["unknown"]
	}
	denied := [testing.gap("qbusiness:ListDataAccessors", _id)]
	seen := testing.facts([_plain, _index, _wiki(false)], {}, denied)
	testing.kinds(_control, seen) == ["fail"]
	listing := [testing.gap("qbusiness:ListApplications", "us-east-1")]
	testing.kinds(_control, testing.facts([], {}, listing)) == ["unknown"]
}

test_failed_connector_passes if {
	properties := object.union(_wiki(false).properties, {"status": "FAILED"})
	failed := object.union(_wiki(false), {"properties": properties})
	_kinds([failed]) == ["pass"]
}
