package lens_test.resource_policies_test

import data.lens.lib.resource_policies
import data.lens_test.testing

_allow(principal, actions, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": actions,
	"Resource": ["*"],
	"Condition": condition,
}

_all := {"AWS": ["*"]}

_deny(actions) := object.union(_allow(_all, actions, {}), {"Effect": "Deny"})

_organization := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::999988887777:organization/o-ours",
	{"Id": "o-ours"},
)

_input := testing.facts([_organization], {}, [])

_opens(statements, prefix) := {[message, arguments] | some [message, arguments, _] in found} if {
	trusted := {"222233334444"}
	one := statements[0]
	found := resource_policies.opens(statements, one, prefix, trusted) with input as _input
}

_opened(principal, condition) := _opens(
	[_allow(principal, ["s3vectors:QueryVectors"], condition)],
	"s3vectors",
)

# bucket_access_test.rego has the conditions and Denies that count.
test_whom_a_statement_lets_in if {
	_opened(_all, {}) == {["open-to-anybody", []]}
	_opened({"AWS": ["444455556666", "222233334444"]}, {}) == {["open-to-others", [{"444455556666"}]]}
	_opened({"AWS": ["arn:aws:iam::111122223333:role/app"]}, {}) == set()
	_opened({"AWS": ["444455556666"]}, {"StringEquals": {"aws:PrincipalOrgID": ["o-ours"]}}) == set()
	_opened({"AWS": ["AROAEXAMPLEEXAMPLE00"]}, {}) == set()
	_opens(
		[object.union(
			object.remove(_allow(_all, ["s3vectors:*"], {}), ["Principal"]),
			{"NotPrincipal": {"AWS": ["444455556666"]}},
		)],
		"s3vectors",
	) == {["open-to-anybody", []]}
}

test_every_service_counts if {
	service := {"Service": ["example.amazonaws.com"]}
	_opened(service, {}) == {["open-to-customers", ["example.amazonaws.com"]]}
	_opened({"Service": ["*"]}, {}) == {["open-to-services", []]}
	_opened(service, {"StringEquals": {"aws:SourceAccount": ["111122223333"]}}) == set()
	_opened(service, {"StringEquals": {"aws:SourceAccount": ["444455556666"]}}) == {[
		"open-to-others",
		[{"444455556666"}],
	]}
	_opened(_all, {"StringEquals": {"aws:PrincipalServiceName": ["example.amazonaws.com"]}}) == {[
		"open-to-customers",
		["example.amazonaws.com"],
	]}
	_opened(_all, {"Bool": {"aws:PrincipalIsAWSService": ["true"]}}) == {["open-to-services", []]}
}

test_a_deny_of_the_same_service_closes_a_statement if {
	open := _allow(_all, ["s3vectors:QueryVectors"], {})
	_opens([open, _deny(["s3vectors:*"])], "s3vectors") == set()
	_opens([open, _deny(["bedrock:*"])], "s3vectors") == {["open-to-anybody", []]}
	_opens([_deny(["*"])], "s3vectors") == set()
}

_at(i) := {"id": "arn:x", "pointer": sprintf("/properties/GetResourcePolicy/policy/Statement/%d", [i])}

_place := "GetResourcePolicy/policy"

_several := [
	_deny(["bedrock:DeleteKnowledgeBase"]),
	_allow(_all, ["bedrock:Retrieve"], {}),
	_allow(_all, ["bedrock:Retrieve"], {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}),
	_allow({"Federated": ["accounts.google.com"]}, ["bedrock:Retrieve"], {}),
]

test_places_of_what_is_open if {
	found := resource_policies.faults("arn:x", _place, _several, "bedrock", []) with input as _input
	found == {["open-to-anybody", [], [], _at(1)]}
}

test_places_of_what_the_owner_chose if {
	found := resource_policies.choices("arn:x", _place, _several, "bedrock", []) with input as _input
	found == {
		["open-to-addresses", [], {_at(2)}],
		["open-to-unnamed", [{"accounts.google.com"}], [_at(3)]],
	}
	closed := resource_policies.choices("arn:x", _place, [_several[0]], "bedrock", []) with input as _input
	closed == set()
}

_known := {"bedrock:deleteknowledgebase", "bedrock:getknowledgebase", "bedrock:retrieve"}

_grants(statements) := resource_policies.grants(statements, statements[0], _known)

test_actions_that_a_statement_grants if {
	_grants([_allow(_all, ["bedrock:Re*", "iam:*"], {})]) == {"bedrock:retrieve"}
	_grants([_allow(_all, ["*"], {})]) == _known
	_grants([_deny(["*"])]) == set()
	not_action := object.union(object.remove(_deny([]), ["Action"]), {
		"Effect": "Allow",
		"NotAction": ["bedrock:Get*"],
	})
	_grants([not_action]) == {"bedrock:deleteknowledgebase", "bedrock:retrieve"}
}

test_actions_that_a_deny_takes_away if {
	open := _allow({"AWS": ["444455556666"]}, ["*"], {})
	deny := _deny(["bedrock:Delete*", "bedrock:Get*"])
	_grants([open, deny]) == {"bedrock:retrieve"}
	every changes in [
		{"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}},
		{"Principal": {"AWS": ["444455556666"]}},
		{"Resource": ["arn:aws:bedrock:us-east-1:111122223333:knowledge-base/OTHER"]},
	] {
		_grants([open, object.union(object.remove(deny, object.keys(changes)), changes)]) == _known
	}
	spared := {"NotPrincipal": {"AWS": ["1"]}}
	_grants([open, object.union(object.remove(deny, ["Principal"]), spared)]) == _known
}

_resource(properties) := testing.record("AWS::S3Vectors::VectorBucket", "arn:x", properties)

test_statements_of_an_answer if {
	read := _resource({"GetVectorBucketPolicy": {"policy": {"Statement": _several}}})
	resource_policies.statements(read, "GetVectorBucketPolicy", "policy") == _several
	resource_policies.is_known(read, "GetVectorBucketPolicy", "policy")
	none := _resource({"GetVectorBucketPolicy": {"absent": "NotFoundException"}})
	resource_policies.statements(none, "GetVectorBucketPolicy", "policy") == []
	resource_policies.is_known(none, "GetVectorBucketPolicy", "policy")
	not resource_policies.is_known(_resource({}), "GetVectorBucketPolicy", "policy")
	empty := _resource({"GetVectorBucketPolicy": {"policy": {"Statement": []}}})
	not resource_policies.is_known(empty, "GetVectorBucketPolicy", "policy")
}

_names := {"bedrock:DeleteKnowledgeBase", "bedrock:Retrieve", "bedrock:RetrieveAndGenerate"}

_allowed := ["bedrock:Retrieve", "bedrock:RetrieveAndGenerate"]

_beyond(statements) := resource_policies.beyond(statements, statements[0], _names, _allowed)

test_patterns_for_more_than_is_allowed if {
	_beyond([_allow(_all, ["bedrock:Retrieve*", "BEDROCK:retrieve", "bedrock:x*"], {})]) == set()
	_beyond([_allow(_all, ["bedrock:*", "bedrock:Delete*"], {})]) == {"bedrock:*", "bedrock:Delete*"}
	_beyond([_allow(_all, ["bedrock:InvokeModel"], {})]) == {"bedrock:InvokeModel"}
	not_action := object.union(object.remove(_allow(_all, [], {}), ["Action"]), {"NotAction": ["bedrock:R*"]})
	_beyond([not_action]) == {"bedrock:DeleteKnowledgeBase"}
	_beyond([_deny(["bedrock:*"])]) == set()
	_beyond([_allow(_all, ["bedrock:*"], {}), _deny(["bedrock:Delete*"])]) == set()
}

_everybody := {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["es:*"], "Resource": ["*"]}

_open(statements) := found if {
	facts := testing.facts([], {}, [])
	found := resource_policies.open(statements, "es") with input as facts
}

test_open_to_everybody if {
	named := object.union(_everybody, {"Principal": {"AWS": [testing.iam("role/app")]}})
	_open([named, _everybody]) == {1}
	_open([{
		"Effect": "Allow", "NotPrincipal": {"AWS": [testing.iam("role/app")]},
		"Action": ["es:*"], "Resource": ["*"],
	}]) == {0}
}

test_not_open_where_limited if {
	addresses := {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}
	_open([object.union(_everybody, {"Condition": addresses})]) == set()
	_open([object.union(_everybody, {"Condition": {"IpAddress": {"aws:SourceIp": ["0.0.0.0/0"]}}})]) == {0}
}

test_not_open_where_denied if {
	deny := {
		"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["es:*"], "Resource": ["*"],
		"Condition": {"StringNotEquals": {"aws:PrincipalAccount": ["111122223333"]}},
	}
	_open([_everybody, deny]) == set()
	other := object.union(deny, {"Resource": [testing.arn("es", "domain/other")]})
	_open([_everybody, other]) == {0}
}
