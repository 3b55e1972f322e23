package lens_test.kept_logs_test

import data.lens.lib.kept_logs
import data.lens_test.testing

_group(name) := object.union(
	testing.record("AWS::Logs::LogGroup", testing.arn("logs", concat("", ["log-group:", name])), {}),
	{"name": name},
)

_found(records, prefixes) := ids if {
	document := testing.facts(records, {}, [])
	ids := kept_logs.groups(prefixes) with input as document
}

test_groups_by_prefix if {
	group := _group("/aws/bedrock/modelinvocations")
	every prefix in ["/aws/bedrock", "/aws/bedrock/", "/aws/bedrock/modelinvocations"] {
		_found([group], [prefix]) == {group.id}
	}
	_found([group], ["/aws/bed"]) == set()
	_found([group], []) == set()
}

_faults(group) := {name | some [name, _] in kept_logs.group_faults({"properties": group}, 90, 400)}

test_group_faults if {
	kept_logs.group_faults({"properties": {"retentionInDays": 90}}, 90, 400) == set()
	_faults({}) == {"for-ever"}
	_faults({"retentionInDays": 1}) == {"short"}
	_faults({"retentionInDays": 500}) == {"long"}
}

_browser := testing.record(
	"AWS::BedrockAgentCore::BrowserCustom",
	testing.arn("bedrock-agentcore", "browser-custom/b"),
	{"recording": {"enabled": true, "s3Location": {"bucket": "calls", "prefix": "b"}}},
)

_bucket(properties) := {"name": "calls", "properties": properties}

test_bucket_faults if {
	document := testing.facts([_browser], {}, [])
	none := kept_logs.bucket_faults(_bucket({}), 90, 400) with input as document
	none == set()
	empty := {"GetBucketLifecycleConfiguration": {"Rules": []}}
	found := kept_logs.bucket_faults(_bucket(empty), 90, 400) with input as document
	found == {["no-rule", ["b/", {"days": 400, "beside": 90}]]}
	versioned := _bucket({"GetBucketVersioning": {"Status": "Enabled"}})
	versions := kept_logs.versions_kept(versioned, 400) with input as document
	versions == {"b/"}
}

test_told if {
	kept_logs.told(_bucket({"GetBucketLifecycleConfiguration": {"Rules": []}, "GetBucketVersioning": {}}))
	not kept_logs.told(_bucket({"GetBucketVersioning": {}}))
}
