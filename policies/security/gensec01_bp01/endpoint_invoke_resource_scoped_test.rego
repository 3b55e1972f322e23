package lens_test.gensec01_bp01.endpoint_invoke_resource_scoped_test

import data.lens_test.testing

_control := "GENSEC01-BP01/endpoint-invoke-resource-scoped"

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_under(statement, condition) := object.union(statement, {"Condition": condition})

_managed(id, attached, versions) := testing.record("AWS::IAM::ManagedPolicy", id, {
	"AttachmentCount": attached,
	"PolicyVersionList": versions,
})

_version(in_use, statements) := {"IsDefaultVersion": in_use, "Document": {"Statement": statements}}

# An account with one attached policy with these statements.
_policy(statements) := [_managed(testing.iam("policy/p"), 1, [_version(true, statements)])]

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_on(action, resources) := _kinds(_policy([_allow([action], resources)]))

_endpoint := testing.arn("sagemaker", "endpoint/chat")

test_every_endpoint_fails if {
	statements := [
		_allow(["sagemaker:CreateEndpoint"], ["*"]),
		_allow(["SAGEMAKER:invokeendpoint*"], [_endpoint, "*"]),
	]
	testing.results(_control, testing.facts(_policy(statements), {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::IAM::ManagedPolicy",
			"id": testing.iam("policy/p"),
			"region": "global",
			"item": "",
		},
		"message": concat("", [
			`a statement allows "sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointAsync", `,
			`"sagemaker:InvokeEndpointWithResponseStream" on "*", which matches every resource of type "endpoint"`,
		]),
		"proof": [{
			"id": testing.iam("policy/p"),
			"pointer": "/properties/PolicyVersionList/0/Document/Statement/1/Resource/1",
		}],
		"causes": [],
	}]
}

_agentcore(what) := testing.arn("bedrock-agentcore", what)

# [action, service, all of its kind, some of its kind]
_pairs := [
	["bedrock:InvokeAgent", "bedrock", "agent-alias/*", "agent-alias/A1/L1"],
	["bedrock:InvokeAgent", "bedrock", "agent-alias/*/*", "agent-alias/A1/*"],
	["bedrock:InvokeAgent", "bedrock", "agent-alias/A1*", "agent-alias/*/L1"],
	["bedrock:InvokeAgent", "bedrock", "agent-alias/A1B2C3D4E*", "agent-alias/A1B2C3D4E5*"],
	["bedrock:InvokeAgent", "bedrock", "agent-alias/*/TSTALIASID", "agent-alias/A1/TSTALIASID"],
	["bedrock:InvokeFlow", "bedrock", "flow/*/alias/TSTALIASID", "agent-alias/*/TSTALIASID"],
	["bedrock:InvokeFlow", "bedrock", "flow/*", "flow/F1/alias/*"],
	["bedrock:InvokeFlow", "bedrock", "flow/F?/alias/*", "flow/F1/alias/L1"],
	["bedrock:Retrieve", "bedrock", "knowledge-base/*", "knowledge-base/K1"],
	["bedrock-agentcore:InvokeAgentRuntime", "bedrock-agentcore", "runtime/*", "runtime/own-a1b2c3d4e5/*"],
	["bedrock-agentcore:InvokeHarness", "bedrock-agentcore", "harness/*", "harness/own-a1b2c3d4e5"],
	["bedrock-agentcore:InvokeHarness", "bedrock-agentcore", "runtime/*", "runtime/own-*"],
	["bedrock-agentcore:InvokeGateway", "bedrock-agentcore", "gateway/*", "gateway/own-a1b2c3d4e5"],
	["qbusiness:Chat", "qbusiness", "application/*", "application/a1"],
	["qbusiness:ChatSync", "qbusiness", "*", "application/a1"],
	["sagemaker:InvokeEndpoint", "sagemaker", "endpoint/*", "endpoint/chat-*"],
	["sagemaker:InvokeEndpointAsync", "sagemaker", "inference-component/*", "inference-component/chat"],
	["sagemaker:InvokeEndpoint", "sagemaker", "inference-component*", "inference-component/chat-*"],
	["aws-external-anthropic:CreateInference", "aws-external-anthropic", "workspace/*", "workspace/wrkspc_01"],
	[
		"aws-external-anthropic:CreateBatchInference", "aws-external-anthropic", "workspace/wrkspc_*",
		"workspace/wrkspc_01",
	],
]

test_all_of_a_kind_fails_and_some_pass if {
	every pair in _pairs {
		[action, service, all, some_of_them] := pair
		wide := testing.arn(service, all)
		narrow := testing.arn(service, some_of_them)
		_on(action, [wide]) == ["fail"]
		_on(action, [narrow, wide]) == ["fail"]
		_on(action, [narrow]) == ["pass"]
	}
}

test_inference_components_are_named_in_the_message if {
	wide := testing.arn("sagemaker", "inference-component/*")
	statement := _allow(["sagemaker:InvokeEndpoint"], [_endpoint, wide])
	testing.messages(_control, testing.facts(_policy([statement]), {}, [])) == [concat("", [
		sprintf(`a statement allows "sagemaker:InvokeEndpoint" on "%s", which matches `, [wide]),
		`every resource of type "inference-component"`,
	])]
}

test_test_aliases_are_named_in_the_message if {
	wide := testing.arn("bedrock", "agent-alias/*/TSTALIASID")
	statement := _allow(["bedrock:InvokeAgent", "bedrock:InvokeFlow"], [wide])
	testing.messages(_control, testing.facts(_policy([statement]), {}, [])) == [concat("", [
		sprintf(`a statement allows "bedrock:InvokeAgent" on "%s", which matches `, [wide]),
		`every resource of type "test agent-alias"`,
	])]
}

# Only the actions that work on a kind are named.
test_the_message_names_the_actions_of_the_kind if {
	statement := _allow(
		["bedrock:InvokeAgent", "bedrock:Retrieve", "bedrock:InvokeFlow"],
		[testing.arn("bedrock", "knowledge-base/*"), testing.arn("bedrock", "guardrail/*")],
	)
	testing.messages(_control, testing.facts(_policy([statement]), {}, [])) == [concat("", [
		`a statement allows "bedrock:Retrieve" on "arn:aws:bedrock:us-east-1:111122223333:knowledge-base/*", `,
		`which matches every resource of type "knowledge-base"`,
	])]
}

_project := testing.arn("bedrock-mantle", "project/proj_1")

_on_mantle := _allow(["bedrock-mantle:CreateInference"], [_project])

_mantle(condition) := _kinds(_policy([_under(_on_mantle, condition)]))

test_every_model_of_a_project_fails if {
	document := testing.facts(_policy([_on_mantle]), {}, [])
	testing.messages(_control, document) == [concat("", [
		`a statement allows "bedrock-mantle:CreateInference" on every model, without a condition on `,
		"bedrock-mantle:Model",
	])]
	testing.proofs(_control, document) == [{
		"id": testing.iam("policy/p"),
		"pointer": "/properties/PolicyVersionList/0/Document/Statement/0",
	}]
}

_model := "openai.gpt-oss-120b"

test_condition_on_the_model_passes if {
	every condition in [
		{"StringEquals": {"bedrock-mantle:Model": [_model, "openai.gpt-oss-20b"]}},
		{"stringlike": {"BEDROCK-MANTLE:MODEL": ["openai.*"]}},
		{"StringEquals": {"bedrock-mantle:Model": [_model]}, "Bool": {"aws:SecureTransport": ["true"]}},
	] {
		_mantle(condition) == ["pass"]
	}
}

test_condition_that_does_not_limit_the_model_fails if {
	every condition in [
		{"StringEqualsIfExists": {"bedrock-mantle:Model": [_model]}},
		{"ForAllValues:StringEquals": {"bedrock-mantle:Model": [_model]}},
		{"StringNotEquals": {"bedrock-mantle:Model": [_model]}},
		{"StringLike": {"bedrock-mantle:Model": ["*"]}},
		{"StringLike": {"bedrock-mantle:Model": [_model, "?*"]}},
		{"StringLike": {"bedrock-mantle:Model": ["*.*"]}},
		{"StringLike": {"bedrock-mantle:Model": ["*-*"]}},
		{"StringLike": {"bedrock-mantle:Model": ["${bedrock-mantle:Model}"]}},
		{"StringEquals": {"bedrock-mantle:Model": []}},
		{"StringEquals": {"aws:SourceVpce": ["vpce-1"]}},
		{"Null": {"bedrock-mantle:Model": ["false"]}},
	] {
		_mantle(condition) == ["fail"]
	}
}

test_every_project_fails_whatever_the_model if {
	statement := _under(
		_allow(["bedrock-mantle:CreateInference"], [testing.arn("bedrock-mantle", "project/*")]),
		{"StringEquals": {"bedrock-mantle:Model": [_model]}},
	)
	_kinds(_policy([statement])) == ["fail"]
}

test_a_condition_that_names_no_resource_fails if {
	statement := _allow(["sagemaker:InvokeEndpoint"], ["*"])
	condition := {"StringEquals": {"aws:SourceVpce": ["vpce-1"]}}
	_kinds(_policy([_under(statement, condition)])) == ["fail"]
}

test_not_resource_fails if {
	statement := {
		"Effect": "Allow",
		"Action": ["bedrock-agentcore:InvokeGateway"],
		"NotResource": [_agentcore("gateway/own-a1b2c3d4e5")],
		"Condition": {},
	}
	[found] := testing.results(_control, testing.facts(_policy([statement]), {}, []))
	found.kind == "fail"
	found.message == concat(" ", [
		"a statement with NotResource allows",
		`"bedrock-agentcore:InvokeGateway" on every other resource`,
	])
	found.proof == [{
		"id": testing.iam("policy/p"),
		"pointer": "/properties/PolicyVersionList/0/Document/Statement/0/NotResource",
	}]
}

test_other_actions_not_applicable if {
	every action in [
		"bedrock:RetrieveAndGenerate", "bedrock:InvokeInlineAgent", "bedrock:InvokeModel",
		"sagemaker:CreateEndpoint", "bedrock:Get*", "s3:GetObject",
	] {
		_on(action, ["*"]) == ["not_applicable"]
	}
}

test_deny_not_applicable if {
	statement := {"Effect": "Deny", "Action": ["bedrock:InvokeAgent"], "Resource": ["*"], "Condition": {}}
	_kinds(_policy([statement])) == ["not_applicable"]
}

test_wildcards_for_whole_services_not_applicable if {
	every pattern in ["*", "sagemaker:*", "bedrock:**", "*:*", "QBusiness:?*"] {
		_on(pattern, ["*"]) == ["not_applicable"]
	}
}

test_beside_a_whole_service_the_named_actions_are_judged if {
	_kinds(_policy([_allow(["bedrock:*", "sagemaker:InvokeEndpoint"], ["*"])])) == ["fail"]
	_kinds(_policy([_allow(["bedrock:*", "sagemaker:InvokeEndpoint"], [_endpoint])])) == ["pass"]
}

_allow_all_but(actions) := {"Effect": "Allow", "NotAction": actions, "Resource": ["*"], "Condition": {}}

test_not_action_that_leaves_whole_services_not_applicable if {
	_kinds(_policy([_allow_all_but(["iam:*"])])) == ["not_applicable"]
}

test_not_action_that_leaves_part_of_each_service_fails if {
	_kinds(_policy([_allow_all_but([
		"bedrock:InvokeModel", "bedrock-mantle:CreateInference", "bedrock-agentcore:InvokeGateway",
		"sagemaker:InvokeEndpoint", "qbusiness:Chat", "aws-external-anthropic:CreateInference",
	])])) == ["fail"]
}

test_unattached_policy_and_policy_of_aws_not_applicable if {
	open := [_version(true, [_allow(["bedrock:InvokeAgent"], ["*"])])]
	_kinds([_managed(testing.iam("policy/p"), 0, open)]) == ["not_applicable"]
	_kinds([_managed("arn:aws:iam::aws:policy/x", 1, open)]) == ["not_applicable"]
}

test_only_the_default_version_counts_passes if {
	_kinds([_managed(testing.iam("policy/p"), 1, [
		_version(false, [_allow(["sagemaker:InvokeEndpoint"], ["*"])]),
		_version(true, [_allow(["sagemaker:InvokeEndpoint"], [_endpoint])]),
	])]) == ["pass"]
}

_inline(name, resources) := {
	"PolicyName": name,
	"PolicyDocument": {"Statement": [_allow(["sagemaker:InvokeEndpoint"], resources)]},
}

_owners(policies) := [
	testing.record("AWS::IAM::Role", testing.iam("role/r"), {"Path": "/", "RolePolicyList": policies}),
	testing.record("AWS::IAM::User", testing.iam("user/u"), {"Path": "/", "UserPolicyList": policies}),
	testing.record("AWS::IAM::Group", testing.iam("group/g"), {"Path": "/", "GroupPolicyList": policies}),
	testing.record("AWS::IAM::Role", testing.iam("role/aws-service-role/x/r"), {
		"Path": "/aws-service-role/x/",
		"RolePolicyList": policies,
	}),
]

test_inline_policies_of_roles_users_and_groups_are_their_owners if {
	good := _inline("good", [_endpoint])
	ids := {testing.iam("role/r"), testing.iam("user/u"), testing.iam("group/g")}
	passing := testing.facts(_owners([good]), {}, [])
	testing.verdicts(_control, passing) == {["pass", id, ""] | some id in ids}
	failing := testing.facts(_owners([good, _inline("bad", ["*"])]), {}, [])
	testing.verdicts(_control, failing) == {["fail", id, ""] | some id in ids}
}

test_no_policy_not_applicable if _kinds([]) == ["not_applicable"]

_denied := testing.gap("iam:GetAccountAuthorizationDetails", "global")

test_denied_unknown if testing.kinds(_control, testing.facts([], {}, [_denied])) == ["unknown"]

test_cut_listing_judges_what_was_seen_and_unknown if {
	records := _policy([_allow(["sagemaker:InvokeEndpoint"], [_endpoint])])
	testing.verdicts(_control, testing.facts(records, {}, [_denied])) == {
		["pass", testing.iam("policy/p"), ""],
		["unknown", testing.iam("root"), ""],
	}
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if {
	gap := testing.gap("iam:GetAccountAuthorizationDetails", testing.iam("policy/p"))
	testing.kinds(_control, testing.facts(_policy([]), {}, [gap])) == ["unknown"]
}
