package lens_test.gensec05_bp01.agent_role_resource_scoped_test

import data.lens_test.testing

_control := "GENSEC05-BP01/agent-role-resource-scoped"

_id := testing.iam("role/r")

_model := "arn:aws:bedrock:us-east-1::foundation-model/anthropic.m"

_function(name) := testing.arn("lambda", sprintf("function:%s", [name]))

_kb(id) := testing.arn("bedrock", sprintf("knowledge-base/%s", [id]))

_guardrail(id) := testing.arn("bedrock", sprintf("guardrail/%s", [id]))

# An agent with a model, a guardrail, a knowledge base and a function that it calls under an alias.
_agent := [
	testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {
		"agentResourceRoleArn": _id,
		"foundationModel": "anthropic.m",
		"guardrailConfiguration": {"guardrailIdentifier": "g1", "guardrailVersion": "1"},
	}),
	testing.record(
		"AWS::Bedrock::AgentKnowledgeBase",
		testing.arn("bedrock", "agent/A1:DRAFT:knowledge-base/KB1"),
		{"knowledgeBaseId": "KB1"},
	),
	testing.record("AWS::Bedrock::AgentActionGroup", testing.arn("bedrock", "agent/A1:DRAFT:action-group/G1"), {
		"actionGroupExecutor": {"lambda": _function("book:PROD")},
	}),
]

_runtime := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	testing.arn("bedrock-agentcore", "runtime/R1"),
	{"roleArn": _id},
)

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_role(statements) := testing.record("AWS::IAM::Role", _id, {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
	"AttachedManagedPolicies": [],
})

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_facts(statements) := testing.facts(array.concat(_agent, [_role(statements)]), {}, [])

_of(statements) := testing.kinds(_control, _facts(statements))

_results(statements) := testing.results(_control, _facts(statements))

_messages(statements) := testing.messages(_control, _facts(statements))

_result(kind, message, proof) := {
	"kind": kind,
	"subject": {"type": "AWS::IAM::Role", "id": _id, "region": "global", "item": ""},
	"message": message,
	"proof": proof,
	"causes": [],
}

_at(statement, place) := {
	"id": _id,
	"pointer": sprintf("/properties/RolePolicyList/0/PolicyDocument/Statement/%d/%s", [statement, place]),
}

_own := [
	_allow(["bedrock:InvokeModel"], [_model]),
	_allow(["bedrock:Retrieve"], [_kb("KB1")]),
	_allow(["bedrock:ApplyGuardrail"], [_guardrail("g1")]),
	_allow(["lambda:InvokeFunction"], [_function("book:PROD")]),
	_allow(["s3:GetObject"], ["arn:aws:s3:::manuals/*"]),
]

test_what_the_agent_is_configured_with_passes if _of(_own) == ["pass"]

test_no_policy_passes if _of([]) == ["pass"]

test_every_resource_fails if {
	statements := [
		_allow(["logs:PutLogEvents"], ["*"]),
		_allow(["logs:CreateLogStream", "s3:GetObject", "s3:PutObject"], [_model, "*"]),
	]
	_results(statements) == [_result(
		"fail",
		`a statement allows "s3:GetObject", "s3:PutObject" on "*", which matches every resource of type "object"`,
		[_at(1, "Resource/1")],
	)]
}

# Actions of the default parameter, each with a broad ARN.
_broad := {
	"bedrock:InvokeModel": "arn:aws:bedrock:*::foundation-model/*",
	"bedrock:InvokeModelWithResponseStream": "arn:aws:bedrock:us-east-1:*:inference-profile/*",
	"bedrock:Retrieve": "arn:aws:bedrock:eu-west-1:111122223333:knowledge-base/*",
	"bedrock:ApplyGuardrail": "arn:aws:bedrock:*:*:guardrail/*",
	"bedrock:GetPrompt": "arn:aws:bedrock:*:111122223333:prompt/*",
	"bedrock:InvokeAgent": "arn:aws:bedrock:*:111122223333:agent-alias/*",
	"lambda:InvokeFunction": "arn:aws:lambda:*:*:function:*",
	"s3:GetObject": "arn:aws:s3:::*",
	"s3:PutObject": "arn:aws:s3:::*/*",
	"s3:DeleteObject": "*",
	"dynamodb:GetItem": "arn:aws:dynamodb:*:*:table/*",
	"dynamodb:ConditionCheckItem": "arn:aws:dynamodb:us-east-1:111122223333:table/*",
	"dynamodb:BatchWriteItem": "arn:aws:dynamodb:us-east-1:111122223333:*",
	"dynamodb:Query": "*",
	"dynamodb:Scan": "*",
	"kendra:Query": "arn:aws:kendra:*:*:index/*",
	"kendra:Retrieve": "*",
	"secretsmanager:GetSecretValue": "arn:aws:secretsmanager:*:*:secret:*",
	"kms:Decrypt": "arn:aws:kms:us-east-1:111122223333:key/*",
	"sqs:SendMessage": "arn:aws:sqs:*:111122223333:*",
	"sns:Publish": "arn:aws:sns:*:111122223333:*",
	"ses:SendEmail": "arn:aws:ses:*:111122223333:identity/*",
	"bedrock-agentcore:InvokeGateway": "arn:aws:bedrock-agentcore:*:111122223333:gateway/*",
	"bedrock-agentcore:GetResourceOauth2Token": "*",
	"bedrock-agentcore:GetResourceApiKey": "*",
}

# {action: verdict} for each action on its ARN, in a role of its own that one agent uses.
_each(statements) := {asked: r.kind |
	records := [record |
		some action, arn in statements
		some record in [
			object.union(
				_agent[0],
				{"id": testing.arn("bedrock", action), "properties": {"agentResourceRoleArn": testing.iam(action)}},
			),
			object.union(_role([_allow([action], [arn])]), {"id": testing.iam(action)}),
		]
	]
	some r in testing.results(_control, testing.facts(records, {}, []))
	asked := split(r.subject.id, "111122223333:")[1]
}

test_every_action_on_every_thing_of_a_kind_fails if {
	_each(_broad) == {action: "fail" | some action, _ in _broad}
}

test_what_is_judged_for_breadth_only_passes_where_it_is_named if {
	named := {
		"bedrock:GetPrompt": testing.arn("bedrock", "prompt/P1"),
		"bedrock:InvokeAgent": testing.arn("bedrock", "agent-alias/A2/L1"),
		"s3:GetObject": "arn:aws:s3:::manuals/*",
		"s3:PutObject": "arn:aws:s3:::team-*",
		"dynamodb:PutItem": testing.arn("dynamodb", "table/bookings"),
		"kendra:Retrieve": testing.arn("kendra", "index/i"),
		"secretsmanager:GetSecretValue": testing.arn("secretsmanager", "secret:key-AbCdEf"),
		"kms:Decrypt": testing.arn("kms", "key/k"),
		"sqs:SendMessage": testing.arn("sqs", "jobs"),
		"sns:Publish": testing.arn("sns", "news"),
		"ses:SendEmail": testing.arn("ses", "identity/example.com"),
		"bedrock-agentcore:InvokeGateway": testing.arn("bedrock-agentcore", "gateway/g"),
	}
	_each(named) == {action: "pass" | some action, _ in named}
}

test_actions_that_work_on_no_resource_and_logs_metrics_traces_pass if {
	_of([_allow(
		[
			"bedrock:RetrieveAndGenerate", "logs:PutLogEvents", "cloudwatch:PutMetricData",
			"xray:PutTraceSegments", "ecr:GetAuthorizationToken",
		],
		["*"],
	)]) == ["pass"]
	_of([{
		"Effect": "Allow",
		"Action": ["bedrock:RetrieveAndGenerate", "logs:*"],
		"NotResource": ["x"],
		"Condition": {},
	}]) == ["pass"]
}

test_all_but_some_resources_fails if {
	statements := [{
		"Effect": "Allow",
		"Action": ["s3:GetObject", "logs:PutLogEvents"],
		"NotResource": ["arn:aws:s3:::secret/*"],
		"Condition": {},
	}]
	_results(statements) == [_result(
		"fail", `a statement with NotResource allows "s3:GetObject" on every other resource`,
		[_at(0, "NotResource")],
	)]
}

test_what_no_user_of_the_role_names_fails if {
	every action, arn in {
		"lambda:InvokeFunction": _function("other"),
		"bedrock:Retrieve": _kb("KB2"),
		"bedrock:ApplyGuardrail": _guardrail("g2"),
		"bedrock:InvokeModel": "arn:aws:bedrock:us-east-1::foundation-model/anthropic.n",
	} {
		_results([_allow([action, "kms:Decrypt"], [arn])]) == [_result(
			"fail",
			sprintf(
				`a statement allows "%s" on "%s", which no resource with this role is configured to use`,
				[action, arn],
			),
			[_at(0, "Resource/0")],
		)]
	}
}

test_a_function_that_the_agent_names_by_alias if {
	every name in ["book", "book:PROD", "book:*"] {
		_of([_allow(["lambda:InvokeFunction"], [_function(name)])]) == ["pass"]
	}
	_of([_allow(["lambda:InvokeFunction"], [_function("book:TEST")])]) == ["fail"]
}

test_a_model_behind_the_inference_profile_that_the_agent_names_passes if {
	profile := testing.record(
		"AWS::Bedrock::InferenceProfile",
		testing.arn("bedrock", "inference-profile/us.anthropic.n"),
		{
			"inferenceProfileId": "us.anthropic.n",
			"models": [{"modelArn": "arn:aws:bedrock:us-west-2::foundation-model/anthropic.n"}],
		},
	)
	agent := object.union(_agent[0], {"properties": {"foundationModel": "us.anthropic.n"}})
	role := _role([_allow(
		["bedrock:InvokeModel*"],
		[profile.id, "arn:aws:bedrock:*::foundation-model/anthropic.n"],
	)])
	_kinds([agent, profile, role]) == ["pass"]
	_kinds([agent, role]) == ["fail"]
}

test_an_action_is_judged_only_on_kinds_that_it_works_on_passes if {
	_of([_allow(
		["s3:GetObject", "lambda:GetFunction"],
		[_function("other"), "arn:aws:s3:::manuals/*"],
	)]) == ["pass"]
	_of([_allow(["bedrock:Retrieve"], ["arn:aws:s3:::*", _kb("KB1")])]) == ["pass"]
}

test_the_message_names_the_actions_that_reach_too_far if {
	statements := [_allow(
		["bedrock:Invoke*", "bedrock:Retrieve", "lambda:InvokeFunction"],
		[_kb("KB2"), "arn:aws:bedrock:*:*:imported-model/*"],
	)]
	_results(statements) == [_result(
		"fail",
		concat("; ", [
			concat(", ", [
				`a statement allows "bedrock:Invoke*" on "arn:aws:bedrock:*:*:imported-model/*"`,
				`which matches every resource of type "imported-model"`,
			]),
			sprintf(
				`a statement allows "bedrock:Retrieve" on "%s", which no resource with this role is configured to use`,
				[_kb("KB2")],
			),
		]),
		[_at(0, "Resource/0"), _at(0, "Resource/1")],
	)]
}

test_the_message_names_no_action_that_is_not_asked_about if {
	statements := [_allow(["kms:Decrypt", "kms:GenerateDataKey"], ["*"])]
	_messages(statements) == [
		`a statement allows "kms:Decrypt" on "*", which matches every resource of type "key"`,
	]
}

# No call shows what the code of a runtime uses.
test_a_runtimes_role_is_judged_for_breadth_only if {
	named := [
		_allow(
			["lambda:InvokeFunction", "bedrock:InvokeModel", "bedrock:Retrieve"],
			[_function("other"), _kb("KB2"), _model],
		),
	]
	_kinds([_runtime, _role(named)]) == ["pass"]
	_kinds([_runtime, _role([_allow(["lambda:InvokeFunction"], ["*"])])]) == ["fail"]
}

test_a_role_that_an_agent_shares_with_a_runtime_is_judged_for_breadth_only if {
	records := array.concat(_agent, [_runtime])
	_kinds(array.concat(records, [_role([_allow(["lambda:InvokeFunction"], [_function("other")])])])) == ["pass"]
	_kinds(array.concat(records, [_role([_allow(["lambda:InvokeFunction"], ["*"])])])) == ["fail"]
}

_flow(source) := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/F1"), {
	"executionRoleArn": _id,
	"definition": {
		"nodes": [{"name": "ask", "type": "Prompt", "configuration": {"prompt": {"sourceConfiguration": source}}}],
	},
})

test_a_flow_that_takes_its_prompt_from_elsewhere_is_judged_for_breadth_only_of_models if {
	role := _role([_allow(["bedrock:InvokeModel"], [_model])])
	managed := _flow({"resource": {"promptArn": testing.arn("bedrock", "prompt/P1")}})
	_kinds([managed, role]) == ["pass"]
	_kinds([managed, _role([_allow(["bedrock:InvokeModel"], ["*"])])]) == ["fail"]
	_kinds([managed, _role([_allow(["bedrock:Retrieve"], [_kb("KB1")])])]) == ["fail"]
	_kinds([_flow({"inline": {"modelId": "anthropic.m"}}), role]) == ["pass"]
	_kinds([_flow({"inline": {"modelId": "anthropic.n"}}), role]) == ["fail"]
}

test_a_gateways_role_may_call_its_targets if {
	gateway := testing.record(
		"AWS::BedrockAgentCore::Gateway",
		testing.arn("bedrock-agentcore", "gateway/g"),
		{"roleArn": _id},
	)
	target := testing.record(
		"AWS::BedrockAgentCore::GatewayTarget",
		testing.arn("bedrock-agentcore", "gateway/g/target/t"),
		{"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": _function("tool")}}}},
	)
	_kinds([gateway, target, _role([_allow(["lambda:InvokeFunction"], [_function("tool")])])]) == ["pass"]
	_kinds([gateway, _role([_allow(["lambda:InvokeFunction"], [_function("tool")])])]) == ["fail"]
}

test_whole_services_are_other_controls_matter_passes if {
	_of([_allow(["*"], ["*"])]) == ["pass"]
	_of([_allow(["s3:*", "bedrock:**"], ["*"])]) == ["pass"]
	_of([{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"], "Condition": {}}]) == ["pass"]
}

test_beside_a_whole_service_the_named_actions_are_judged_fails if {
	_messages([_allow(["bedrock:*", "s3:Get*"], ["*"])]) == [
		`a statement allows "s3:Get*" on "*", which matches every resource of type "object"`,
	]
}

test_not_action_that_leaves_part_of_each_service_fails if {
	statement := {
		"Effect": "Allow", "Resource": ["arn:aws:s3:::*"], "Condition": {},
		"NotAction": [
			"bedrock:InvokeAgent",
			"bedrock-mantle:CreateInference",
			"bedrock-agentcore:InvokeGateway",
			"sagemaker:InvokeEndpoint",
			"qbusiness:Chat",
			"aws-external-anthropic:CreateInference",
		],
	}
	_messages([statement]) == [
		concat(", ", [
			`a statement allows "s3:DeleteObject", "s3:GetObject", "s3:PutObject" on "arn:aws:s3:::*"`,
			`which matches every resource of type "object"`,
		]),
	]
}

test_deny_passes if {
	deny := {"Effect": "Deny", "Action": ["s3:*"], "Resource": ["*"], "Condition": {}}
	_of([deny]) == ["pass"]
	_of([_allow(["bedrock:RetrieveAndGenerate"], ["*"]), deny]) == ["pass"]
	_of([_allow(["s3:GetObject"], ["*"]), deny]) == ["fail"]
}

test_attached_policies_count_fails if {
	arn := testing.iam("policy/own")
	policy := testing.record("AWS::IAM::ManagedPolicy", arn, {"AttachmentCount": 1, "PolicyVersionList": [
		{"IsDefaultVersion": false, "Document": {"Statement": []}},
		{"IsDefaultVersion": true, "Document": {"Statement": [_allow(["s3:GetObject"], ["*"])]}},
	]})
	role := object.union(
		_role([]),
		{"properties": {"AttachedManagedPolicies": [{"PolicyName": "own", "PolicyArn": arn}]}},
	)
	testing.proofs(_control, testing.facts(array.concat(_agent, [role, policy]), {}, [])) == [{
		"id": arn,
		"pointer": "/properties/PolicyVersionList/1/Document/Statement/0/Resource/0",
	}]
}

_extra(resources, pattern) := testing.kinds(_control, testing.facts(
	array.concat(_agent, [_role([_allow(["lambda:InvokeFunction", "s3:GetObject"], [pattern])])]),
	{_control: {"extra_resources": resources}}, [],
))

test_extra_resources_pass if {
	_extra([_function("other")], _function("other")) == ["pass"]
	_extra(["x", "arn:aws:lambda:*:function:o*"], _function("other")) == ["pass"]
	_extra(["arn:aws:s3:::*"], "arn:aws:s3:::*") == ["pass"]
	_extra([_function("another")], _function("other")) == ["fail"]
	_extra(["arn:aws:s3:::*"], "*") == ["fail"]
}

test_data_actions_are_a_parameter if {
	facts := testing.facts(
		array.concat(_agent, [_role([_allow(["s3:GetObject", "s3:ListBucket"], ["*"])])]),
		{_control: {"data_actions": ["s3:List*"]}},
		[],
	)
	testing.messages(_control, facts) == [
		`a statement allows "s3:ListBucket" on "*", which matches every resource of type "bucket"`,
	]
}

test_hostile_names_are_quoted_in_the_message if {
	_messages([_allow(["lambda:InvokeFunction"], [_function(`"; <b>%s`)])]) == [concat("", [
		sprintf(`a statement allows "lambda:InvokeFunction" on "%s", `, [_function("'; <b>%s")]),
		"which no resource with this role is configured to use",
	])]
}

test_one_result_for_each_role_in_use if {
	second := object.union(_runtime, {"properties": {"roleArn": testing.iam("role/second")}})
	bad := [_allow(["s3:GetObject"], ["*"])]
	records := array.concat(_agent, [
		second, _role(_own), object.union(_role(bad), {"id": testing.iam("role/second")}),
		object.union(_role(bad), {"id": testing.iam("role/unused")}),
	])
	testing.verdicts(_control, testing.facts(records, {}, [])) == {
		["pass", _id, ""],
		["fail", testing.iam("role/second"), ""],
	}
}

test_no_agent_not_applicable if _kinds([_role([_allow(["s3:GetObject"], ["*"])])]) == ["not_applicable"]

test_role_of_another_account_unknown if {
	theirs := "arn:aws:iam::999999999999:role/theirs"
	runtime := object.union(_runtime, {"properties": {"roleArn": theirs}})
	testing.verdicts(_control, testing.facts([runtime], {}, [])) == {["unknown", theirs, ""]}
}

test_policy_that_was_not_shown_unknown if {
	attached := {
		"properties": {"AttachedManagedPolicies": [{"PolicyName": "own", "PolicyArn": testing.iam("policy/own")}]},
	}
	_kinds(array.concat(_agent, [object.union(_role(_own), attached)])) == ["unknown"]
	_kinds(array.concat(_agent, [object.union(_role([_allow(["s3:GetObject"], ["*"])]), attached)])) == ["fail"]
}

_missing(statements, operation, place) := testing.verdicts(_control, testing.facts(
	array.concat(_agent, [_role(statements)]),
	{}, [testing.gap(operation, place)],
))

_unnamed := [_allow(["lambda:InvokeFunction"], [_function("other")])]

_reach := {
	"bedrock:ListInferenceProfiles": "eu-west-1",
	"bedrock-agent:ListAgentActionGroups": testing.arn("bedrock", "agent/A1"),
	"bedrock-agent:GetAgentActionGroup": testing.arn("bedrock", "agent/A2:DRAFT:action-group/G9"),
	"bedrock-agent:ListAgentKnowledgeBases": "us-east-1",
	"bedrock-agentcore-control:ListGatewayTargets": testing.arn("bedrock-agentcore", "gateway/g"),
	"bedrock-agentcore-control:GetGatewayTarget": testing.arn("bedrock-agentcore", "gateway/g/target/t"),
}

# A resource that was not read may name it.
test_what_nobody_was_seen_to_name_unknown if {
	every operation, place in _reach { _missing(_unnamed, operation, place) == {["unknown", _id, ""]} }
	every operation in [
		"bedrock-agent:GetAgent",
		"bedrock-agent:GetFlowVersion",
		"bedrock-agentcore-control:GetMemory",
	] {
		_missing(_unnamed, operation, "eu-west-1") == {["unknown", _id, ""], ["unknown", testing.iam("root"), ""]}
	}
}

test_what_is_broad_fails_whatever_could_not_be_seen if {
	every operation, place in _reach {
		_missing([_allow(["s3:GetObject"], ["*"])], operation, place) == {["fail", _id, ""]}
	}
}

test_what_was_seen_to_be_named_passes_whatever_could_not_be_seen if {
	every operation, place in _reach { _missing(_own, operation, place) == {["pass", _id, ""]} }
}

_account := "iam:GetAccountAuthorizationDetails"

test_denied_roles_unknown if {
	testing.verdicts(
		_control,
		testing.facts(_agent, {}, [testing.gap(_account, "global")]),
	) == {["unknown", _id, ""]}
}

test_cut_listing_judges_what_was_seen if {
	_missing(_own, _account, "global") == {["pass", _id, ""]}
	_missing(_unnamed, _account, "global") == {["fail", _id, ""]}
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if _missing([], _account, _id) == {["unknown", _id, ""]}

test_listing_denied_unknown if {
	testing.verdicts(
		_control,
		testing.facts([], {}, [testing.gap("bedrock-agent:ListAgents", "us-east-1")]),
	) == {["unknown", testing.iam("root"), ""]}
}
