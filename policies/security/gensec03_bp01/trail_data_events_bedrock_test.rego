package lens_test.gensec03_bp01.trail_data_events_bedrock_test

import data.lens_test.testing

_control := "GENSEC03-BP01/trail-data-events-bedrock"

_of(kind, id) := testing.record(sprintf("AWS::Bedrock::%s", [kind]), testing.arn("bedrock", id), {})

_guardrail := _of("Guardrail", "guardrail/g")

_selector(type, more) := {"FieldSelectors": array.concat(
	[{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": [type]}],
	more,
)}

_trail_in(region, everywhere, selectors) := testing.record_in(
	region, "AWS::CloudTrail::Trail", sprintf(
		"arn:aws:cloudtrail:%s:111122223333:trail/t",
		[region],
	),
	{
		"IsMultiRegionTrail": everywhere,
		"GetTrailStatus": {"IsLogging": true},
		"GetEventSelectors": {"AdvancedEventSelectors": selectors},
	},
)

_trail(types) := _trail_in("us-east-1", true, [_selector(type, []) | some type in types])

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

# [kind, region, type without its prefix]
_verdicts(records, gaps) := {[r.kind, r.subject.region, trim_prefix(r.subject.item, "AWS::Bedrock::")] |
	some r in _results(records, gaps)
}

_subject(region, type) := {"type": "AWS::Account", "id": testing.iam("root"), "region": region, "item": type}

test_type_that_is_not_recorded_fails if {
	_results([_guardrail, _trail(["AWS::Bedrock::AgentAlias"])], []) == [{
		"kind": "fail",
		"subject": _subject("us-east-1", "AWS::Bedrock::Guardrail"),
		"message": sprintf(
			`no active trail or event data store records all data events of this type (caused by "%s")`,
			[_guardrail.id],
		),
		"proof": [{"id": _guardrail.id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_type_that_is_recorded_passes if {
	_results([_guardrail, _trail(["AWS::Bedrock::Guardrail"])], []) == [{
		"kind": "pass",
		"subject": _subject("us-east-1", "AWS::Bedrock::Guardrail"),
		"message": "",
		"proof": [],
		"causes": [],
	}]
}

# The types of data events that a resource causes. Each fails without a trail.
_types(record) := {v[2] | some v in _verdicts([record], []); v[0] == "fail"; v[1] == "us-east-1"}

test_each_kind_calls_for_its_types if {
	_types(_of("Agent", "agent/A1")) == {"AgentAlias"}
	_types(_of("KnowledgeBase", "knowledge-base/K1")) == {"KnowledgeBase"}
	_types(_of("Flow", "flow/F1")) == {"FlowAlias", "FlowExecution"}
	_types(_guardrail) == {"Guardrail"}
	_types(_of("Prompt", "prompt/P1")) == {"PromptVersion"}
	_types(_of("DataAutomationProject", "data-automation-project/D1")) == {"DataAutomationProject"}
	_types(_of("AutomatedReasoningPolicy", "automated-reasoning-policy/R1")) == {"AutomatedReasoningPolicy"}
}

test_one_result_for_each_type_and_region if {
	there := testing.record_in(
		"eu-west-1",
		"AWS::Bedrock::Guardrail",
		"arn:aws:bedrock:eu-west-1:111122223333:guardrail/h",
		{},
	)
	records := [
		_guardrail,
		_of("Guardrail", "guardrail/g2"),
		there,
		_of("Agent", "agent/A1"),
		_trail(["AWS::Bedrock::Guardrail"]),
	]
	_verdicts(records, []) == {
		["pass", "us-east-1", "Guardrail"],
		["pass", "eu-west-1", "Guardrail"],
		["fail", "us-east-1", "AgentAlias"],
	}
}

test_trail_of_one_region_records_only_there if {
	there := testing.record_in(
		"eu-west-1",
		"AWS::Bedrock::Guardrail",
		"arn:aws:bedrock:eu-west-1:111122223333:guardrail/h",
		{},
	)
	trail := _trail_in("us-east-1", false, [_selector("AWS::Bedrock::Guardrail", [])])
	_verdicts([_guardrail, there, trail], []) == {
		["pass", "us-east-1", "Guardrail"],
		["fail", "eu-west-1", "Guardrail"],
	}
}

test_event_data_store_passes if {
	store := testing.record("AWS::CloudTrail::EventDataStore", testing.arn("cloudtrail", "eventdatastore/s"), {
		"Status": "ENABLED",
		"MultiRegionEnabled": true,
		"AdvancedEventSelectors": [_selector("AWS::Bedrock::Guardrail", [])],
	})
	_verdicts([_guardrail, store], []) == {["pass", "us-east-1", "Guardrail"]}
}

# The verdict on a kind of resource if the selector has only ARNs that begin with `start`.
_narrowed(kind, id, type, start) := [v[0] |
	some v in _verdicts([_of(kind, id), trail], [])
	v[2] == type
] if {
	trail := _trail_in("us-east-1", true, [
		_selector(sprintf("AWS::Bedrock::%s", [type]), [
			{"Field": "resources.ARN", "StartsWith": [testing.arn("bedrock", start)]},
		]),
	])
}

test_selector_that_admits_every_resource_passes if {
	_narrowed("Agent", "agent/A1", "AgentAlias", "agent-alias/") == ["pass"]
	_narrowed("Agent", "agent/A1", "AgentAlias", "agent-alias/A1/") == ["pass"]
	_narrowed("Flow", "flow/F1", "FlowAlias", "flow/F1/") == ["pass"]
	_narrowed("Flow", "flow/F1", "FlowExecution", "flow/F1/") == ["pass"]
	_narrowed("Prompt", "prompt/P1", "PromptVersion", "prompt/P1:") == ["pass"]
	_narrowed("Guardrail", "guardrail/g", "Guardrail", "guardrail/g") == ["pass"]
}

test_selector_that_misses_a_resource_fails if {
	_narrowed("Agent", "agent/A1", "AgentAlias", "agent/A1") == ["fail"]
	_narrowed("Agent", "agent/A1", "AgentAlias", "agent-alias/A1/L1") == ["fail"]
	_narrowed("Flow", "flow/F1", "FlowAlias", "flow/F1/alias/L1") == ["fail"]
	_narrowed("Prompt", "prompt/P1", "PromptVersion", "prompt/P1:1") == ["fail"]
}

test_selector_of_event_names_does_not_count_fails if {
	trail := _trail_in("us-east-1", true, [
		_selector("AWS::Bedrock::Guardrail", [{"Field": "eventName", "Equals": ["ApplyGuardrail"]}]),
	])
	_verdicts([_guardrail, trail], []) == {["fail", "us-east-1", "Guardrail"]}
}

test_selector_of_reads_does_not_count_fails if {
	trail := _trail_in("us-east-1", true, [
		_selector("AWS::Bedrock::Guardrail", [{"Field": "readOnly", "Equals": ["true"]}]),
	])
	_verdicts([_guardrail, trail], []) == {["fail", "us-east-1", "Guardrail"]}
}

_role(changes, actions) := testing.record("AWS::IAM::Role", testing.iam("role/r"), object.union(
	{
		"Path": "/",
		"RolePolicyList": [
			{
				"PolicyName": "p",
				"PolicyDocument": {
					"Statement": [{"Effect": "Allow", "Action": actions, "Resource": ["*"], "Condition": {}}],
				},
			},
		],
		"AttachedManagedPolicies": [],
	},
	changes,
))

_called_for(actions) := {r.subject.item |
	some r in _results([_role({}, actions)], [])
	r.kind == "fail"
	r.subject.region == "global"
}

test_grants_call_for_their_types if {
	_called_for(["bedrock:InvokeInlineAgent"]) == {"AWS::Bedrock::InlineAgent"}
	_called_for(["bedrock-mantle:CreateInference"]) == {"AWS::BedrockMantle::Project"}
	_called_for(["bedrock:Invoke*"]) == {"AWS::Bedrock::InlineAgent"}
}

test_bidirectional_stream_that_a_policy_names_calls_for_two_types if {
	_called_for(["bedrock:InvokeModelWithBidirectionalStream"]) == {
		"AWS::Bedrock::Model",
		"AWS::Bedrock::AsyncInvoke",
	}
	_called_for(["BEDROCK:invokemodelwithbidirectionalstream"]) == {
		"AWS::Bedrock::Model",
		"AWS::Bedrock::AsyncInvoke",
	}
}

test_bidirectional_stream_that_a_policy_only_matches_calls_for_nothing if {
	_called_for(["bedrock:InvokeModel*"]) == set()
}

test_bidirectional_stream_that_is_denied_calls_for_nothing if {
	statement := {
		"Effect": "Deny",
		"Action": ["bedrock:InvokeModelWithBidirectionalStream"],
		"Resource": ["*"],
		"Condition": {},
	}
	role := _role({"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}]}, [])
	[found] := _results([role], [])
	found.kind == "not_applicable"
}

test_grant_names_its_principals if {
	[found] := _results([_role({}, ["bedrock:InvokeInlineAgent"])], [])
	found.message == sprintf(
		`no active trail or event data store records all data events of this type (caused by "%s")`,
		[testing.iam("role/r")],
	)
	found.proof == [{"id": testing.iam("role/r"), "pointer": "/properties"}]
}

test_policy_that_names_the_action_is_the_proof if {
	some found in _results([_role({}, ["bedrock:InvokeModelWithBidirectionalStream"])], [])
	found.proof == [{"id": testing.iam("role/r"), "pointer": "/properties/RolePolicyList/0/PolicyDocument"}]
}

test_grant_is_good_everywhere if {
	selector := _selector("AWS::Bedrock::InlineAgent", [])
	role := _role({}, ["bedrock:InvokeInlineAgent"])
	_verdicts([role, _trail_in("us-east-1", false, [selector])], []) == {["fail", "global", "InlineAgent"]}
	narrowed := [
		_selector("AWS::Bedrock::InlineAgent", [
			{"Field": "resources.ARN", "StartsWith": ["arn:aws:bedrock:us-east-1:"]},
		]),
	]
	_verdicts([role, _trail_in("us-east-1", true, narrowed)], []) == {["fail", "global", "InlineAgent"]}
	streams := [_selector(type, [{"Field": "resources.ARN", "StartsWith": ["arn:"]}]) |
		some type in ["AWS::Bedrock::Model", "AWS::Bedrock::AsyncInvoke"]
	]
	holder := _role({}, ["bedrock:InvokeModelWithBidirectionalStream"])
	{v[0] | some v in _verdicts([holder, _trail_in("us-east-1", true, streams)], [])} == {"fail"}
	_verdicts([role, _trail_in("us-east-1", true, [selector])], []) == {["pass", "global", "InlineAgent"]}
	_verdicts(
		[role, _trail_in("us-east-1", false, [selector]), _trail_in("eu-west-1", false, [selector])],
		[],
	) == {["pass", "global", "InlineAgent"]}
}

_holder := _role(
	{"AttachedManagedPolicies": [{"PolicyName": "Gone", "PolicyArn": "arn:aws:iam::aws:policy/Gone"}]},
	["s3:GetObject"],
)

test_policy_that_was_not_shown_unknown if {
	found := _results([_holder], [])
	gone := `"arn:aws:iam::aws:policy/Gone" could not be read, and may allow calls that cause such events`
	{[r.kind, r.subject.item, r.message] | some r in found} == {
		["unknown", "AWS::Bedrock::InlineAgent", gone],
		["unknown", "AWS::BedrockMantle::Project", gone],
	}
}

test_policy_that_was_not_shown_while_all_is_recorded_passes if {
	{r.kind |
		some r in _results([_holder, _trail(["AWS::Bedrock::InlineAgent", "AWS::BedrockMantle::Project"])], [])
	} == {"pass"}
}

# A policy that was not read is not the reason for a type that a resource or a grant causes.
test_policy_that_was_not_shown_is_blamed_for_grants_only if {
	gaps := [testing.gap("cloudtrail:DescribeTrails", "eu-west-1")]
	messages := {r.message |
		some r in _results([_holder, _guardrail], gaps)
		r.subject.region == "us-east-1"
		r.subject.item == "AWS::Bedrock::Guardrail"
	}
	every message in messages { not contains(message, "Gone") }
	count(messages) == 1
}

test_grant_that_was_seen_beside_a_policy_that_was_not_fails if {
	granting := object.union(_holder, {"properties": _role({}, ["bedrock:InvokeInlineAgent"]).properties})
	records := [granting, object.union(_holder, {"id": testing.iam("role/s")})]
	["fail", "global", "InlineAgent"] in _verdicts(records, [])
}

test_nothing_that_calls_not_applicable if {
	[found] := _results([_trail([]), _role({}, ["bedrock:InvokeModel"])], [])
	found.kind == "not_applicable"
}

_gap_of(operation, region) := testing.gap(operation, region)

test_recorders_denied_unknown if {
	every operation in [
		"cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors",
		"cloudtrail:ListEventDataStores", "cloudtrail:GetEventDataStore",
	] {
		_verdicts([_guardrail], [_gap_of(operation, "us-east-1")]) == {["unknown", "us-east-1", "Guardrail"]}
	}
}

test_recorders_of_another_region_denied_unknown if {
	[found] := _results([_guardrail], [_gap_of("cloudtrail:DescribeTrails", "eu-west-1")])
	found.kind == "unknown"
	found.message == concat("", [
		`a trail in another Region may record them, but "cloudtrail:DescribeTrails" failed in "eu-west-1" `,
		`with "AccessDenied" (allow "cloudtrail:DescribeTrails")`,
	])
	_verdicts([_guardrail], [
		_gap_of("cloudtrail:GetEventSelectors", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t"),
	]) == {
		["unknown", "us-east-1", "Guardrail"],
	}
}

test_recorders_denied_for_a_grant_unknown if {
	_verdicts([_role({}, ["bedrock:InvokeInlineAgent"])], [
		_gap_of("cloudtrail:DescribeTrails", "eu-west-1"),
	]) == {["unknown", "global", "InlineAgent"]}
}

test_recorder_that_was_seen_passes if {
	every region in ["us-east-1", "eu-west-1"] {
		_verdicts([_guardrail, _trail(["AWS::Bedrock::Guardrail"])], [
			_gap_of("cloudtrail:DescribeTrails", region),
		]) == {["pass", "us-east-1", "Guardrail"]}
	}
}

test_listing_denied_judges_what_was_seen_and_unknown if {
	every operation in [
		"bedrock-agent:ListAgents", "bedrock-agent:ListKnowledgeBases", "bedrock-agent:ListFlows",
		"bedrock-agent:ListPrompts", "bedrock:ListGuardrails", "bedrock:ListAutomatedReasoningPolicies",
		"bedrock-data-automation:ListDataAutomationProjects",
	] {
		_verdicts([_guardrail], [_gap_of(operation, "us-east-1")]) == {
			["fail", "us-east-1", "Guardrail"],
			["unknown", "us-east-1", ""],
		}
	}
}

test_principals_denied_unknown if {
	_verdicts([], [_gap_of("iam:GetAccountAuthorizationDetails", "global")]) == {["unknown", "global", ""]}
}
