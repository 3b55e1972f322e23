package lens_test.genops02_bp01.api_activity_recorded_test

import data.lens_test.testing

_control := "GENOPS02-BP01/api-activity-recorded"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {})

_flow := testing.record_in(
	"eu-west-1",
	"AWS::Bedrock::Flow",
	"arn:aws:bedrock:eu-west-1:111122223333:flow/F1",
	{},
)

_guardrail := testing.record("AWS::Bedrock::Guardrail", testing.arn("bedrock", "guardrail/g"), {})

_mantle := testing.record(
	"AWS::CloudWatch::Metric",
	testing.arn("cloudwatch", "metric/AWS/BedrockMantle/Inferences"),
	{"Namespace": "AWS/BedrockMantle", "MetricName": "Inferences"},
)

_data(type) := {"FieldSelectors": [
	{"Field": "eventCategory", "Equals": ["Data"]},
	{"Field": "resources.type", "Equals": [type]},
]}

_trail(everywhere, types) := testing.record(
	"AWS::CloudTrail::Trail",
	testing.arn("cloudtrail", "trail/t"),
	{
		"IsMultiRegionTrail": everywhere,
		"GetTrailStatus": {"IsLogging": true},
		"GetEventSelectors": {"AdvancedEventSelectors": array.concat(
			[{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}],
			[_data(type) | some type in types],
		)},
	},
)

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

# "kind Region item"
_verdicts(records, gaps) := {concat(" ", [r.kind, r.subject.region, trim_prefix(r.subject.item, "AWS::")]) |
	some r in _results(records, gaps)
}

test_all_calls_recorded_passes if {
	trail := _trail(true, ["AWS::Bedrock::AgentAlias", "AWS::Bedrock::FlowAlias"])
	_verdicts([_agent, _flow, trail], []) == {
		"pass global management",
		"pass us-east-1 Bedrock::AgentAlias",
		"pass eu-west-1 Bedrock::FlowAlias",
	}
}

test_nothing_recorded_fails if {
	_verdicts([_agent], []) == {"fail global management", "fail us-east-1 Bedrock::AgentAlias"}
	{r.message | some r in _results([_agent], [])} == {
		concat("", [
			`no single trail or event data store records reads and writes in every Region in use ("us-east-1"); `,
			"GENSEC03-BP01/trail-records-model-calls says what each lacks",
		]),
		concat("", [
			"no active trail or event data store records all data events of this type ",
			sprintf(`(caused by "%s"); of agents, knowledge bases and flows, `, [_agent.id]),
			"GENSEC03-BP01/trail-data-events-bedrock reports it too",
		]),
	}
	{r.proof | some r in _results([_agent], [])} == {[], [{"id": _agent.id, "pointer": "/properties"}]}
}

test_management_events_alone_fail_for_data_events if {
	_verdicts([_agent, _trail(true, [])], []) == {"pass global management", "fail us-east-1 Bedrock::AgentAlias"}
}

test_trail_of_one_region_fails if {
	trail := _trail(false, ["AWS::Bedrock::AgentAlias", "AWS::Bedrock::FlowAlias"])
	_verdicts([_agent, _flow, trail], []) == {
		"fail global management",
		"pass us-east-1 Bedrock::AgentAlias",
		"fail eu-west-1 Bedrock::FlowAlias",
	}
}

test_knowledge_base_calls_for_its_events_fails if {
	base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/K1"), {})
	_verdicts([base, _trail(true, [])], []) == {
		"pass global management",
		"fail us-east-1 Bedrock::KnowledgeBase",
	}
}

test_other_resources_call_for_management_events_only if {
	_verdicts([_guardrail, _trail(true, [])], []) == {"pass global management"}
}

test_endpoint_of_mantle_fails_without_any_of_its_types if {
	_verdicts([_mantle, _trail(true, ["AWS::Bedrock::AgentAlias"])], []) == {
		"pass global management",
		"fail us-east-1 BedrockMantle::Project",
	}
	_verdicts([_mantle, _trail(true, ["AWS::BedrockMantle::Reservation"])], []) == {
		"pass global management",
		"pass us-east-1 BedrockMantle::Project",
	}
}

test_nothing_in_use_not_applicable if {
	[found] := _results([_trail(true, [])], [])
	found.kind == "not_applicable"
}

test_trails_not_read_unknown if {
	_verdicts([_agent], [testing.gap("cloudtrail:DescribeTrails", "us-east-1")]) == {
		"unknown global management",
		"unknown us-east-1 Bedrock::AgentAlias",
	}
}

test_trails_of_another_region_not_read_unknown if {
	gap := testing.gap("cloudtrail:GetTrailStatus", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/home")
	some found in _results([_agent], [gap])
	found.subject.region == "us-east-1"
	found.kind == "unknown"
	found.message == concat("", [
		`a trail in another Region may record them, but "cloudtrail:GetTrailStatus" failed in "eu-west-1" `,
		`with "AccessDenied" (allow "cloudtrail:GetTrailStatus")`,
	])
}

# Whether another Region is in use decides whether a trail of one Region is enough.
test_regions_not_known_unknown if {
	every operation in ["bedrock-agent:ListFlows", "cloudwatch:ListMetrics"] {
		_verdicts([_agent, _trail(false, ["AWS::Bedrock::AgentAlias"])], [testing.gap(operation, "eu-west-1")]) == {
			"unknown global management",
			"pass us-east-1 Bedrock::AgentAlias",
			"unknown eu-west-1 ",
		}
	}
}

test_regions_not_known_and_a_trail_of_all_passes if {
	gaps := [testing.gap("bedrock-agent:ListFlows", "eu-west-1")]
	"pass global management" in _verdicts([_agent, _trail(true, [])], gaps)
}

test_use_not_seen_unknown if {
	_verdicts([], [testing.gap("cloudwatch:ListMetrics", "eu-west-1")]) == {"unknown eu-west-1 "}
}
