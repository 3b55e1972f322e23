package lens_test.gensec01_bp01.model_invoke_resource_scoped_test

import data.lens_test.testing

_control := "GENSEC01-BP01/model-invoke-resource-scoped"

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_call(resources) := _allow(["bedrock:InvokeModel"], resources)

_under(statement, condition) := object.union(statement, {"Condition": condition})

_managed(id, attached, versions) := testing.record("AWS::IAM::ManagedPolicy", id, {
	"AttachmentCount": attached,
	"PolicyVersionList": versions,
})

_version(in_use, statements) := {"IsDefaultVersion": in_use, "Document": {"Statement": statements}}

# An account with one attached policy with these statements.
_policy(statements) := [_managed(testing.iam("policy/p"), 1, [_version(true, statements)])]

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_on(resources) := _kinds(_policy([_call(resources)]))

_model(name) := sprintf("arn:aws:bedrock:*::foundation-model/%s", [name])

_named := _model("anthropic.claude-v2")

test_every_resource_fails if {
	document := testing.facts(_policy([_allow(["s3:GetObject"], ["*"]), _call([_named, "*"])]), {}, [])
	testing.results(_control, document) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::IAM::ManagedPolicy",
			"id": testing.iam("policy/p"),
			"region": "global",
			"item": "",
		},
		"message": concat("", [
			`a statement allows model calls on "*", which matches every resource of type `,
			`"application-inference-profile", "custom-model-deployment", "foundation-model", "imported-model", `,
			`"inference-profile", and 1 more`,
		]),
		"proof": [{
			"id": testing.iam("policy/p"),
			"pointer": "/properties/PolicyVersionList/0/Document/Statement/1/Resource/1",
		}],
		"causes": [],
	}]
}

test_every_resource_of_a_kind_fails if {
	every kind, pattern in {
		"foundation-model": "arn:aws:bedrock:*::foundation-model/*",
		"inference-profile": "arn:aws:bedrock:*:111122223333:inference-profile/*",
		"application-inference-profile": "arn:aws:bedrock:us-east-1:*:application-inference-profile/*",
		"provisioned-model": "arn:aws:bedrock:eu-west-1:111122223333:provisioned-model/*",
		"imported-model": "arn:aws:bedrock:*:*:imported-model/*",
		"custom-model-deployment": "arn:*:bedrock:*:*:custom-model-deployment/?*",
	} {
		testing.messages(_control, testing.facts(_policy([_call([pattern])]), {}, [])) == [
			sprintf(
				`a statement allows model calls on "%s", which matches every resource of type "%s"`,
				[pattern, kind],
			),
		]
	}
}

test_named_models_pass if {
	every pattern in [
		"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2",
		_named, _model("anthropic.claude-*"), _model("anthropic.c*"), _model("anthropic.claude-?"),
		"arn:aws:bedrock:*:111122223333:inference-profile/us.anthropic.claude-v2",
		"arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc",
		"arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abc",
		"arn:aws:bedrock:us-east-1:111122223333:custom-model/*",
	] {
		_on([pattern]) == ["pass"]
	}
}

_providing(allowed, pattern) := testing.kinds(
	_control,
	testing.facts(_policy([_call([pattern])]), {_control: {"allow_provider_wildcard": allowed}}, []),
)

test_every_model_of_a_provider_fails if {
	testing.messages(_control, testing.facts(_policy([_call([_model("anthropic.*")])]), {}, [])) == [
		sprintf(
			`a statement allows model calls on "%s", which matches every model of a provider`,
			[_model("anthropic.*")],
		),
	]
	every name in ["anthropic.?laude", "anthropic.*-v2", "anthropic.**"] { _on([_model(name)]) == ["fail"] }
}

test_every_model_of_a_provider_passes_where_it_is_allowed if {
	every name in ["anthropic.*", "anthropic.?laude"] { _providing(true, _model(name)) == ["pass"] }
}

# A wildcard without a dot before it matches several providers. The parameter makes no difference.
test_wildcard_over_providers_fails if {
	every name in ["anthropic*", "anthropi?.claude-v2", "*.claude-v2", "a*", "?*", "*"] {
		_providing(false, _model(name)) == ["fail"]
		_providing(true, _model(name)) == ["fail"]
	}
}

test_only_the_bad_patterns_of_a_statement_are_named if {
	statement := _call([_named, _model("a*"), "arn:aws:bedrock:*:*:imported-model/*"])
	testing.messages(_control, testing.facts(_policy([statement]), {}, [])) == [concat("; ", [
		concat(", which matches every resource of type ", [
			`a statement allows model calls on "arn:aws:bedrock:*:*:imported-model/*"`,
			`"imported-model"`,
		]),
		sprintf(`a statement allows model calls on "%s", which matches every model of a provider`, [_model("a*")]),
	])]
	{p.pointer | some p in testing.proofs(_control, testing.facts(_policy([statement]), {}, []))} == {
		"/properties/PolicyVersionList/0/Document/Statement/0/Resource/1",
		"/properties/PolicyVersionList/0/Document/Statement/0/Resource/2",
	}
}

test_hostile_pattern_is_quoted_in_the_message if {
	pattern := `arn:aws:bedrock:*::foundation-model/*"; <b>`
	testing.messages(_control, testing.facts(_policy([_call([pattern])]), {}, [])) == [concat("", [
		`a statement allows model calls on "arn:aws:bedrock:*::foundation-model/*'; <b>", `,
		"which matches every model of a provider",
	])]
}

test_not_resource_fails if {
	statement := {"Effect": "Allow", "Action": ["bedrock:InvokeModel"], "NotResource": [_named], "Condition": {}}
	[found] := testing.results(_control, testing.facts(_policy([statement]), {}, []))
	found.kind == "fail"
	found.message == "a statement with NotResource allows model calls on every other resource"
	found.proof == [{
		"id": testing.iam("policy/p"),
		"pointer": "/properties/PolicyVersionList/0/Document/Statement/0/NotResource",
	}]
}

test_each_of_the_three_actions_fails if {
	every action in [
		"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream",
		"bedrock:CreateModelInvocationJob", "BEDROCK:invokemodel", "bedrock:Invoke*", "bedrock:*Job",
		"*:InvokeModel", "bedrock:?nvokeModel",
	] {
		_kinds(_policy([_allow([action], ["*"])])) == ["fail"]
	}
}

test_other_actions_not_applicable if {
	every action in [
		"bedrock:GetFoundationModel", "bedrock:InvokeAgent", "bedrock:ApplyGuardrail", "s3:GetObject",
		"bedrock:Get*",
	] {
		_kinds(_policy([_allow([action], ["*"])])) == ["not_applicable"]
	}
}

test_deny_not_applicable if {
	_kinds(_policy([{
		"Effect": "Deny",
		"Action": ["bedrock:InvokeModel"],
		"Resource": ["*"],
		"Condition": {},
	}])) == ["not_applicable"]
}

test_wildcards_for_whole_services_not_applicable if {
	every pattern in ["*", "bedrock:*", "bedrock:**", "*:*", "Bedrock:?*"] {
		_kinds(_policy([_allow([pattern], ["*"])])) == ["not_applicable"]
	}
}

test_beside_a_whole_service_the_named_actions_are_judged if {
	_kinds(_policy([_allow(["s3:*", "bedrock:InvokeModel"], ["*"])])) == ["fail"]
	_kinds(_policy([_allow(["s3:*", "bedrock:InvokeModel"], [_named])])) == ["pass"]
	_kinds(_policy([_allow(["bedrock:*", "s3:GetObject"], ["*"])])) == ["not_applicable"]
}

_allow_all_but(actions) := {"Effect": "Allow", "NotAction": actions, "Resource": ["*"], "Condition": {}}

test_not_action_that_leaves_whole_services_not_applicable if {
	_kinds(_policy([_allow_all_but(["iam:*"])])) == ["not_applicable"]
}

# One action of each service, so that no-service-wildcard-actions does not apply.
_some_of_each := [
	"bedrock:InvokeAgent", "bedrock-mantle:CreateInference", "bedrock-agentcore:InvokeGateway",
	"sagemaker:InvokeEndpoint", "qbusiness:Chat", "aws-external-anthropic:CreateInference",
]

test_not_action_that_leaves_part_of_each_service_fails if {
	_kinds(_policy([_allow_all_but(_some_of_each)])) == ["fail"]
	_kinds(_policy([_allow_all_but(array.concat(
		_some_of_each,
		["bedrock:InvokeModel*", "bedrock:CreateModelInvocationJob"],
	))])) == ["not_applicable"]
}

test_not_action_that_leaves_one_service_whole_not_applicable if {
	_kinds(_policy([_allow_all_but(["bedrock:InvokeAgent"])])) == ["not_applicable"]
}

_profiles(values) := {"ArnLike": {"bedrock:InferenceProfileArn": values}}

_mine := "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-v2"

_tied(resources, condition) := _kinds(_policy([_under(_call(resources), condition)]))

test_models_behind_named_profiles_pass if {
	every pattern in [_model("*"), _model("anthropic.*"), _model("*.claude-v2")] {
		_tied([pattern], _profiles([_mine])) == ["pass"]
	}
	every condition in [
		{"StringEquals": {"BEDROCK:inferenceprofilearn": [_mine]}},
		_profiles(["arn:aws:bedrock:*:111122223333:inference-profile/us.anthropic.claude-v2"]),
		_profiles(["arn:aws:bedrock:*:111122223333:inference-profile/us.anthropic.*", _mine]),
		_profiles(["arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc"]),
		_profiles(["arn:aws:bedrock:*:111122223333:inference-profile/*a.model-v1:0"]),
		_profiles(["arn:aws:bedrock:*:111122223333:provisioned-model/*"]),
	] {
		_tied([_model("*")], condition) == ["pass"]
	}
}

test_models_behind_any_profile_fail if {
	every value in [
		"arn:aws:bedrock:*:*:inference-profile/*",
		"arn:aws:bedrock:us-east-1:111122223333:inference-profile/*",
		"arn:aws:bedrock:eu-west-1:111122223333:inference-profile/*",
		"arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/*",
		"arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/????????????",
		"arn:aws:bedrock:*:111122223333:inference-profile/us.*",
		"arn:aws:bedrock:eu-*", "arn:aws:bedrock:eu-west-1:*", "arn:aws:bedrock:*", "*",
	] {
		_tied([_model("*")], _profiles([value])) == ["fail"]
		_tied([_model("*")], _profiles([_mine, value])) == ["fail"]
	}
}

test_a_condition_that_does_not_restrict_the_profile_fails if {
	every condition in [
		{"ArnLikeIfExists": {"bedrock:InferenceProfileArn": [_mine]}},
		{"ArnNotLike": {"bedrock:InferenceProfileArn": [_mine]}},
		{"ForAllValues:ArnLike": {"bedrock:InferenceProfileArn": [_mine]}},
		{"ArnLike": {"aws:SourceArn": [_mine]}},
	] {
		_tied([_model("*")], condition) == ["fail"]
	}
}

# Null does not name a profile.
test_condition_that_only_requires_a_profile_fails if {
	_tied([_model("*")], {"Null": {"bedrock:InferenceProfileArn": ["false"]}}) == ["fail"]
}

test_condition_on_the_profile_excuses_only_models_fails if {
	document := testing.facts(_policy([_under(_call(["*"]), _profiles([_mine]))]), {}, [])
	testing.messages(_control, document) == [concat("", [
		`a statement allows model calls on "*", which matches every resource of type `,
		`"application-inference-profile", "custom-model-deployment", "imported-model", "inference-profile", `,
		`"provisioned-model"`,
	])]
	_tied(["arn:aws:bedrock:*:*:inference-profile/*"], _profiles([_mine])) == ["fail"]
}

test_condition_of_another_statement_fails if {
	_kinds(_policy([_call([_model("*")]), _under(_call([_named]), _profiles([_mine]))])) == ["fail"]
}

test_unattached_policy_not_applicable if {
	_kinds([_managed(testing.iam("policy/p"), 0, [_version(true, [_call(["*"])])])]) == ["not_applicable"]
}

test_policy_of_aws_not_applicable if {
	_kinds([_managed("arn:aws:iam::aws:policy/x", 1, [_version(true, [_call(["*"])])])]) == ["not_applicable"]
}

test_only_the_default_version_counts_passes if {
	_kinds([_managed(
		testing.iam("policy/p"),
		1,
		[_version(false, [_call(["*"])]), _version(true, [_call([_named])])],
	)]) == ["pass"]
}

_inline := [
	{"PolicyName": "good", "PolicyDocument": {"Statement": [_call([_named])]}},
	{"PolicyName": "bad", "PolicyDocument": {"Statement": [_call(["*"])]}},
	{"PolicyName": "other", "PolicyDocument": {"Statement": [_allow(["s3:GetObject"], ["*"])]}},
]

test_inline_policies_of_roles_users_and_groups_are_their_owners if {
	records := [
		testing.record("AWS::IAM::Role", testing.iam("role/r"), {"Path": "/", "RolePolicyList": _inline}),
		testing.record("AWS::IAM::User", testing.iam("user/u"), {"Path": "/", "UserPolicyList": _inline}),
		testing.record("AWS::IAM::Group", testing.iam("group/g"), {"Path": "/", "GroupPolicyList": _inline}),
		testing.record("AWS::IAM::Role", testing.iam("role/aws-service-role/x/r"), {
			"Path": "/aws-service-role/x/",
			"RolePolicyList": _inline,
		}),
	]
	ids := {testing.iam("role/r"), testing.iam("user/u"), testing.iam("group/g")}
	document := testing.facts(records, {}, [])
	testing.verdicts(_control, document) == {["fail", id, "bad"] | some id in ids} | {["pass", id, "good"] |
		some id in ids
	}
}

test_no_policy_not_applicable if _kinds([]) == ["not_applicable"]

_denied := testing.gap("iam:GetAccountAuthorizationDetails", "global")

test_denied_unknown if testing.kinds(_control, testing.facts([], {}, [_denied])) == ["unknown"]

test_cut_listing_judges_what_was_seen_and_unknown if {
	testing.verdicts(_control, testing.facts(_policy([_call([_named])]), {}, [_denied])) == {
		["pass", testing.iam("policy/p"), ""],
		["unknown", testing.iam("root"), ""],
	}
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if {
	gap := testing.gap("iam:GetAccountAuthorizationDetails", testing.iam("policy/p"))
	testing.kinds(_control, testing.facts(_policy([]), {}, [gap])) == ["unknown"]
}
