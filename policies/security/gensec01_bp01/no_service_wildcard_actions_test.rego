package lens_test.gensec01_bp01.no_service_wildcard_actions_test

import data.lens_test.testing

_control := "GENSEC01-BP01/no-service-wildcard-actions"

_allow(actions) := {"Effect": "Allow", "Action": actions, "Resource": ["*"], "Condition": {}}

_allow_all_but(actions) := {"Effect": "Allow", "NotAction": actions, "Resource": ["*"], "Condition": {}}

_under(statement, condition) := object.union(statement, {"Condition": condition})

_managed(id, attached, versions) := testing.record("AWS::IAM::ManagedPolicy", id, {
	"AttachmentCount": attached,
	"DefaultVersionId": "v1",
	"PolicyVersionList": versions,
})

_version(in_use, statements) := {
	"IsDefaultVersion": in_use,
	"Document": {"Version": "2012-10-17", "Statement": statements},
}

# An account with one attached policy with these statements.
_policy(statements) := [_managed(testing.iam("policy/p"), 1, [_version(true, statements)])]

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_of(actions) := _kinds(_policy([_allow(actions)]))

test_whole_service_fails if {
	document := testing.facts(_policy([_allow(["s3:GetObject"]), _allow(["bedrock:*", "s3:*"])]), {}, [])
	testing.results(_control, document) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::IAM::ManagedPolicy",
			"id": testing.iam("policy/p"),
			"region": "global",
			"item": "",
		},
		"message": `a statement allows every action of a service: "bedrock:*"`,
		"proof": [{
			"id": testing.iam("policy/p"),
			"pointer": "/properties/PolicyVersionList/0/Document/Statement/1/Action",
		}],
		"causes": [],
	}]
}

test_every_spelling_of_a_whole_service_fails if {
	every pattern in [
		"Bedrock:*", "BEDROCK:*", "bedrock:**", "bedrock:?*",
		"bedrock:?????*", "bedrock:???????????", "bed*:*", "bedrock-agentcore:*", "q:*",
		"s3vectors:*", "*", "*:*",
	] {
		_of([pattern]) == ["fail"]
	}
}

test_wildcard_with_a_verb_passes if _of(["bedrock:Get*", "bedrock:*Guardrail"]) == ["pass"]

test_named_action_passes if _of(["bedrock:InvokeModel"]) == ["pass"]

test_another_services_wildcard_not_applicable if _of(["s3:*"]) == ["not_applicable"]

test_deny_of_a_whole_service_passes if {
	_kinds(_policy([
		_allow(["bedrock:InvokeModel"]),
		{"Effect": "Deny", "Action": ["bedrock:*"], "Resource": ["*"], "Condition": {}},
	])) == ["pass"]
}

test_policy_that_mentions_no_service_not_applicable if _of(["s3:GetObject"]) == ["not_applicable"]

test_service_without_an_action_not_applicable if _of(["bedrock"]) == ["not_applicable"]

test_no_policy_not_applicable if _kinds([]) == ["not_applicable"]

test_prefixes_are_a_parameter if {
	params := {_control: {"prefixes": ["s3"]}}
	testing.kinds(_control, testing.facts(_policy([_allow(["s3:*"])]), params, [])) == ["fail"]
	testing.kinds(_control, testing.facts(_policy([_allow(["bedrock:*"])]), params, [])) == ["not_applicable"]
}

# Services without a model-use action.
_others := ["aoss:*", "codewhisperer:*", "kendra:*", "q:*", "s3vectors:*"]

test_not_action_that_leaves_a_service_fails if {
	statement := _allow_all_but(array.concat(["q*:*", "sagemaker:*", "bedrock-*:*", "aws-*:*"], _others))
	document := testing.facts(_policy([statement]), {}, [])
	testing.messages(_control, document) == [concat("", [
		"a statement with NotAction still allows every model-use action of ",
		`"bedrock"`,
	])]
}

test_not_action_that_leaves_a_service_of_one_action_fails if {
	listed := ["bedrock:*", "bedrock-agentcore:*", "sagemaker:*", "qbusiness:*", "aws-*:*"]
	left := _allow_all_but(array.concat(listed, _others))
	testing.messages(_control, testing.facts(_policy([left]), {}, [])) == [concat("", [
		"a statement with NotAction still allows every model-use action of ",
		`"bedrock-mantle"`,
	])]
}

test_not_action_points_at_itself if {
	testing.proofs(_control, testing.facts(_policy([_allow_all_but(["iam:*"])]), {}, [])) == [{
		"id": testing.iam("policy/p"),
		"pointer": "/properties/PolicyVersionList/0/Document/Statement/0/NotAction",
	}]
}

# If one action is missing, the whole service is not granted.
test_not_action_that_leaves_part_of_each_service_passes if {
	_kinds(_policy([_allow_all_but([
		"kendra:Query", "aoss:*Get*", "s3vectors:*", "q?", "q", "code*",
		"bedrock:InvokeAgent", "bedrock-mantle:CreateInference", "bedrock-agentcore:InvokeGateway",
		"sagemaker:InvokeEndpoint", "qbusiness:ChatSync", "aws-external-anthropic:CreateInference",
	])])) == ["pass"]
}

test_not_action_that_leaves_no_model_use_not_applicable if {
	listed := ["Bedrock*:*", "sagemaker:*", "qbusiness:Chat*", "aws-*:Create*Inference"]
	_kinds(_policy([_allow_all_but(array.concat(listed, _others))])) == ["not_applicable"]
}

test_not_action_that_leaves_all_of_another_service_fails if {
	every prefix in ["aoss", "kendra", "q", "s3vectors"] {
		params := {_control: {"prefixes": [prefix]}}
		document := testing.facts(_policy([_allow_all_but(["iam:*"])]), params, [])
		testing.messages(_control, document) == [concat("", [
			"a statement with NotAction still allows every action of ",
			sprintf(`"%s"`, [prefix]),
		])]
		listed := testing.facts(_policy([_allow_all_but([sprintf("%s:Get*", [prefix])])]), params, [])
		testing.kinds(_control, listed) == ["not_applicable"]
	}
}

test_not_action_in_a_deny_not_applicable if {
	_kinds(_policy([{
		"Effect": "Deny",
		"NotAction": ["iam:*"],
		"Resource": ["*"],
		"Condition": {},
	}])) == ["not_applicable"]
}

test_unattached_policy_not_applicable if {
	_kinds([_managed(testing.iam("policy/p"), 0, [_version(true, [_allow(["*"])])])]) == ["not_applicable"]
}

test_policy_of_aws_not_applicable if {
	_kinds([_managed(
		"arn:aws:iam::aws:policy/AmazonBedrockFullAccess",
		1,
		[_version(true, [_allow(["bedrock:*"])])],
	)]) == ["not_applicable"]
}

test_only_the_default_version_counts_passes if {
	versions := [_version(false, [_allow(["bedrock:*"])]), _version(true, [_allow(["bedrock:InvokeModel"])])]
	_kinds([_managed(testing.iam("policy/p"), 1, versions)]) == ["pass"]
}

_inline(actions) := [
	{"PolicyName": "good", "PolicyDocument": {"Statement": [_allow(["bedrock:InvokeModel"])]}},
	{"PolicyName": "bad", "PolicyDocument": {"Statement": [_allow(actions)]}},
]

test_inline_policies_are_judged_one_by_one if {
	records := [
		testing.record("AWS::IAM::Role", testing.iam("role/r"), {
			"Path": "/",
			"RolePolicyList": _inline(["bedrock:*"]),
		}),
		testing.record("AWS::IAM::User", testing.iam("user/u"), {"Path": "/", "UserPolicyList": _inline(["*"])}),
		testing.record("AWS::IAM::Group", testing.iam("group/g"), {
			"Path": "/",
			"GroupPolicyList": _inline(["aoss:*"]),
		}),
	]
	ids := {testing.iam("role/r"), testing.iam("user/u"), testing.iam("group/g")}
	document := testing.facts(records, {}, [])
	testing.verdicts(_control, document) == {["fail", id, "bad"] | some id in ids} | {["pass", id, "good"] |
		some id in ids
	}
}

test_inline_policy_of_a_service_linked_role_not_applicable if {
	_kinds([testing.record("AWS::IAM::Role", testing.iam("role/aws-service-role/x/r"), {
		"Path": "/aws-service-role/x/",
		"RolePolicyList": _inline(["bedrock:*"]),
	})]) == ["not_applicable"]
}

_vpce := {"StringEquals": {"aws:SourceVpce": ["vpce-1"]}}

_conditioned(statement, condition) := testing.kinds(_control, testing.facts(records, params, [])) if {
	records := _policy([_under(statement, condition)])
	params := {_control: {"allow_conditioned": true}}
}

test_condition_is_no_excuse_by_default_fails if {
	_kinds(_policy([_under(_allow(["bedrock:*"]), _vpce)])) == ["fail"]
}

test_condition_is_an_excuse_where_allowed_passes if {
	every condition in [
		_vpce,
		{"StringLike": {"AWS:SourceVpc": ["vpc-1a2b3c4d"]}},
		{"StringEquals": {"aws:RequestedRegion": ["us-east-1"]}},
		{"StringEquals": {"aws:ResourceTag/team": ["ai"]}},
	] {
		_conditioned(_allow(["bedrock:*"]), condition) == ["pass"]
	}
	_conditioned(_allow_all_but(["iam:*"]), _vpce) == ["pass"]
}

test_condition_that_does_not_restrict_fails if {
	_conditioned(_allow(["bedrock:*"]), {"StringEqualsIfExists": {"aws:SourceVpce": ["vpce-1"]}}) == ["fail"]
	_conditioned(_allow(["bedrock:*"]), {"StringLike": {"aws:SourceVpce": ["*"]}}) == ["fail"]
	_conditioned(_allow(["bedrock:*"]), {"StringLike": {"aws:SourceVpc": ["vpc-*"]}}) == ["fail"]
	_conditioned(_allow(["bedrock:*"]), {"StringLike": {"aws:ResourceTag/team": ["?*"]}}) == ["fail"]
	_conditioned(_allow(["bedrock:*"]), {"StringEquals": {"aws:SourceVpc": ["${aws:SourceVpc}"]}}) == ["fail"]
}

test_condition_on_another_key_fails if {
	_conditioned(_allow(["bedrock:*"]), {"Bool": {"aws:MultiFactorAuthPresent": ["true"]}}) == ["fail"]
}

test_two_bad_statements_make_one_result if {
	document := testing.facts(_policy([_allow(["bedrock:*"]), _allow(["kendra:*", "q:*"])]), {}, [])
	testing.messages(_control, document) == [concat("; ", [
		`a statement allows every action of a service: "bedrock:*"`,
		`a statement allows every action of a service: "kendra:*", "q:*"`,
	])]
}

_denied := testing.gap("iam:GetAccountAuthorizationDetails", "global")

test_denied_unknown if testing.kinds(_control, testing.facts([], {}, [_denied])) == ["unknown"]

test_cut_listing_judges_what_was_seen_and_unknown if {
	testing.verdicts(_control, testing.facts(_policy([_allow(["bedrock:InvokeModel"])]), {}, [_denied])) == {
		["pass", testing.iam("policy/p"), ""],
		["unknown", testing.iam("root"), ""],
	}
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if {
	gap := testing.gap("iam:GetAccountAuthorizationDetails", testing.iam("policy/p"))
	testing.kinds(_control, testing.facts(_policy([]), {}, [gap])) == ["unknown"]
}
