package lens_test.gensec01_bp01.unused_genai_access_test

import data.lens_test.testing

_control := "GENSEC01-BP01/unused-genai-access"

_policy(actions) := {"PolicyName": "p", "PolicyDocument": {"Statement": [{
	"Effect": "Allow", "Action": actions, "Resource": ["*"], "Condition": {},
}]}}

_report(services) := {"GetServiceLastAccessedDetails": {
	"JobStatus": "COMPLETED",
	"ServicesLastAccessed": services,
}}

_used(name, time) := {"ServiceNamespace": name, "LastAuthenticated": time}

_never(name) := {"ServiceNamespace": name}

_role(actions, properties) := testing.record("AWS::IAM::Role", testing.iam("role/app"), object.union(
	{
		"Path": "/", "CreateDate": "2025-01-01T00:00:00Z", "RolePolicyList": [_policy(actions)],
		"AttachedManagedPolicies": [],
	},
	properties,
))

_caller(services) := _role(["bedrock:InvokeModel", "s3:GetObject"], _report(services))

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_kind(services) := _kinds([_caller(services)], [])

_lately := "2026-07-01T00:00:00Z"

_long_ago := "2026-05-02T23:59:59Z"

test_never_used_fails if {
	caller := _caller([_never("bedrock"), _used("s3", _lately)])
	testing.results(_control, testing.facts([caller], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::Role", "id": caller.id, "region": "global", "item": ""},
		"message": `it may call "bedrock", and called none of it in the last 90 days`,
		"proof": [{
			"id": caller.id,
			"pointer": "/properties/GetServiceLastAccessedDetails/ServicesLastAccessed",
		}],
		"causes": [],
	}]
}

test_used_lately_passes if _kind([_used("bedrock", _lately), _never("s3")]) == ["pass"]

test_used_long_ago_fails if _kind([_used("bedrock", _long_ago)]) == ["fail"]

test_used_at_the_limit_passes if _kind([_used("bedrock", "2026-05-03T00:00:00Z")]) == ["pass"]

test_one_of_two_services_fails if {
	report := _report([_used("bedrock", _lately), _never("sagemaker")])
	both := _role(["bedrock:*", "sagemaker:InvokeEndpoint"], report)
	document := testing.facts([both], {}, [])
	said := [`it may call "sagemaker", and called none of it in the last 90 days`]
	testing.messages(_control, document) == said
	ignored := testing.facts([both], {_control: {"namespaces": ["bedrock"]}}, [])
	testing.kinds(_control, ignored) == ["pass"]
}

test_young_passes_without_a_report if {
	young := _role(["bedrock:InvokeModel"], {"CreateDate": "2026-06-01T00:00:00Z"})
	_kinds([young], [_unasked]) == ["pass"]
}

test_user_is_judged if {
	user := testing.record("AWS::IAM::User", testing.iam("user/u"), object.union(
		{
			"Path": "/", "CreateDate": "2025-01-01T00:00:00Z", "GroupList": [], "AttachedManagedPolicies": [],
			"UserPolicyList": [_policy(["bedrock:InvokeModel"])],
		},
		_report([_never("bedrock")]),
	))
	_kinds([user], []) == ["fail"]
}

test_service_that_iam_does_not_report_unknown if {
	document := testing.facts([_caller([_used("s3", _lately)])], {}, [])
	testing.kinds(_control, document) == ["unknown"]
	said := [`find out when it last called "bedrock", of which IAM reports nothing`]
	testing.messages(_control, document) == said
}

_unasked := object.union(
	testing.gap("iam:GetServiceLastAccessedDetails", "global"),
	{"code": "NotOptedIn", "permission": ""},
)

test_not_asked_unknown if {
	some r in testing.results(_control, testing.facts([_role(["bedrock:InvokeModel"], {})], {}, [_unasked]))
	r.kind == "unknown"
	{cause.code | some cause in r.causes} == {"NotOptedIn"}
}

test_lost_report_unknown if {
	lost := _role(["bedrock:InvokeModel"], {})
	every operation in ["iam:GenerateServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails"] {
		_kinds([lost], [testing.gap(operation, lost.id)]) == ["unknown"]
	}
	_kinds([lost], []) == ["unknown"]
}

test_nothing_of_models_not_applicable if {
	_kinds([_role(["s3:*"], _report([_never("bedrock")]))], []) == ["not_applicable"]
	_kinds([_role(["aws-external-anthropic:CreateInference"], {})], []) == ["not_applicable"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("iam:GetAccountAuthorizationDetails", "global")]) == ["unknown"]
}

_attached(arn) := {"AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": arn}]}

# What was not read may deny the calls, or allow them.
test_a_policy_that_was_not_read_unknown if {
	hidden := testing.iam("policy/x")
	every properties in [_attached(hidden), {"PermissionsBoundary": {"PermissionsBoundaryArn": hidden}}] {
		record := _caller([_never("bedrock")])
		unread := object.union(record, {"properties": properties})
		testing.messages(_control, testing.facts([unread], {}, [])) == [sprintf(`"%s" could not be read`, [hidden])]
		_kinds([unread], []) == ["unknown"]
	}
	_kinds([_role(["s3:*"], object.union(_attached(hidden), _report([_never("bedrock")])))], []) == ["unknown"]
}
