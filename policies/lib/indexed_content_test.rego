package lens_test.lib.indexed_content_test

import data.lens.lib.indexed_content
import data.lens_test.testing

_id := testing.arn("qbusiness", "application/a1")

_application(status) := testing.record("AWS::QBusiness::Application", _id, {"status": status})

test_applications if {
	every status in ["ACTIVE", "UPDATING", "CREATING"] {
		facts := testing.facts([_application(status)], {}, [])
		found := indexed_content.applications with input as facts
		count(found) == 1
	}
	every status in ["DELETING", "FAILED"] {
		facts := testing.facts([_application(status)], {}, [])
		found := indexed_content.applications with input as facts
		found == []
	}
}

_source(id, properties) := testing.record(
	"AWS::QBusiness::DataSource",
	sprintf("%s/index/i1/data-source/%s", [_id, id]),
	properties,
)

test_parts if {
	facts := testing.facts(
		[
			_source("s1", {"status": "ACTIVE"}), _source("s2", {"status": "FAILED"}),
			_source("s3", {"status": "DELETING"}), _source("s4", {}),
			testing.record("AWS::QBusiness::Index", sprintf("%s/index/i1", [_id]), {}),
			testing.record("AWS::QBusiness::DataAccessor", sprintf("%s/data-accessor/d1", [_id]), {}),
			testing.record("AWS::QBusiness::DataAccessor", sprintf("%s2/data-accessor/d2", [_id]), {}),
		],
		{},
		[],
	)
	connectors := {c.name | some c in indexed_content.connectors(_application(""))} with input as facts
	connectors == {"s1", "s4"}
	indexes := [i.name | some i in indexed_content.indexes(_application(""))] with input as facts
	indexes == ["i1"]
	accessors := [a.name | some a in indexed_content.accessors(_application(""))] with input as facts
	accessors == ["d1"]
}

test_filters if {
	filter := {"equalsTo": {"name": "team"}}
	indexed_content.unfiltered({"properties": {"actionConfigurations": [
		{"action": "a"}, {"action": "b", "filterConfiguration": {}},
		{"action": "c", "filterConfiguration": {"documentAttributeFilter": {}}},
		{"action": "d", "filterConfiguration": {"documentAttributeFilter": filter}},
		{},
	]}}) == {"a", "b", "c", ""}
	indexed_content.unfiltered({"properties": {"actionConfigurations": []}}) == set()
}

_reading(value) := indexed_content.reads_lists(_source(
	"s",
	{"configuration": {"additionalProperties": {"isCrawlAcl": value}}},
))

test_lists if {
	_reading(true) == "yes"
	_reading("True") == "yes"
	_reading(false) == "no"
	_reading("false") == "no"
	_reading({"redacted": {}}) == "?"
	_reading("maybe") == "?"
	indexed_content.reads_lists(_source("s", {})) == "?"
}

test_types if {
	indexed_content.can_read_lists(_source("s", {"type": "CONFLUENCEV2"}))
	indexed_content.can_read_lists(_source("s", {"type": "sharepoint"}))
	not indexed_content.can_read_lists(_source("s", {"type": "S3"}))
	not indexed_content.can_read_lists(_source("s", {"type": "WEBCRAWLERV2"}))
	not indexed_content.can_read_lists(_source("s", {}))
}
