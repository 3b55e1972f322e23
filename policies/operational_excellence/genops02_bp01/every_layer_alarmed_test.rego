package lens_test.genops02_bp01.every_layer_alarmed_test

import data.lens_test.testing

_control := "GENOPS02-BP01/every-layer-alarmed"

_guardrail := testing.record("AWS::Bedrock::Guardrail", testing.arn("bedrock", "guardrail/g1"), {})

_tool := testing.record("AWS::Lambda::Function", testing.arn("lambda", "function:tool"), {})

_group := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", "agent/A1/agentVersion/DRAFT/actionGroup/G"),
	{"actionGroupExecutor": {"lambda": _tool.id}},
)

_base(id, storage) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [id])),
	{"storageConfiguration": storage},
)

_serverless := _base("K1", {"opensearchServerlessConfiguration": {"collectionArn": "arn:x:collection/s1"}})

_cluster := _base("K2", {"rdsConfiguration": {"resourceArn": "arn:x:cluster:vectors"}})

_alarm(namespace, dimensions, actions) := testing.record(
	"AWS::CloudWatch::Alarm",
	testing.arn("cloudwatch", sprintf("alarm:%s", [namespace])),
	{
		"AlarmName": namespace,
		"ActionsEnabled": true,
		"AlarmActions": actions,
		"Namespace": namespace,
		"MetricName": "Errors",
		"Dimensions": [{"Name": name, "Value": value} | some name, value in dimensions],
	},
)

_topic := ["arn:aws:sns:us-east-1:111122223333:ops"]

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

# "kind layer" of the results in us-east-1.
_verdicts(records, gaps) := {concat(" ", [r.kind, r.subject.item]) |
	some r in _results(records, gaps)
	r.subject.region == "us-east-1"
}

test_alarm_for_each_layer_passes if {
	found := _results([_guardrail, _alarm("AWS/Bedrock/Guardrails", {}, _topic)], [])
	found == [{
		"kind": "pass",
		"subject": {
			"type": "AWS::Account",
			"id": testing.iam("root"),
			"region": "us-east-1",
			"item": "guardrails",
		},
		"message": "",
		"proof": [{"id": _alarm("AWS/Bedrock/Guardrails", {}, []).id, "pointer": "/properties"}],
		"causes": [],
	}]
	_verdicts([_tool, _group, _alarm("AWS/Lambda", {"FunctionName": "tool"}, _topic)], []) == {"pass functions"}
}

test_no_alarm_fails if {
	found := _results([_guardrail], [])
	[r.message | some r in found] == [concat("", [
		`no actionable alarm watches "AWS/Bedrock/Guardrails", which has the metrics of `,
		sprintf(`"%s"`, [_guardrail.id]),
	])]
	[r.proof | some r in found] == [[{"id": _guardrail.id, "pointer": "/properties"}]]
	_verdicts([_guardrail, _tool, _group], []) == {"fail guardrails", "fail functions"}
}

test_alarm_that_tells_nobody_fails if {
	[found] := _results([_guardrail, _alarm("AWS/Bedrock/Guardrails", {}, [])], [])
	found.kind == "fail"
	startswith(found.message, concat("", [
		`alarms on "AWS/Bedrock/Guardrails" tell nobody, `,
		"for lack of an enabled action or because of a mute rule",
	]))
}

test_alarm_on_something_else_fails if {
	[found] := _results([_tool, _group, _alarm("AWS/Lambda", {"FunctionName": "billing"}, _topic)], [])
	found.kind == "fail"
	startswith(found.message, `alarms on "AWS/Lambda" are about other resources ("`)
}

test_function_of_other_applications_not_applicable if {
	[found] := _results([_tool, _alarm("AWS/Lambda", {}, _topic)], [])
	found.kind == "not_applicable"
}

test_each_kind_of_store_wants_an_alarm_fails if {
	search := _alarm("AWS/AOSS", {"ClientId": "111122223333"}, _topic)
	_verdicts([_serverless, search], []) == {"pass store"}
	_verdicts([_serverless, _cluster, search], []) == {"fail store"}
	database := _alarm("AWS/RDS", {"DBClusterIdentifier": "vectors"}, _topic)
	_verdicts([_serverless, _cluster, search, database], []) == {"pass store"}
}

test_nothing_not_applicable if {
	[found] := _results([], [])
	found.kind == "not_applicable"
}

_cut := testing.gap("cloudwatch:DescribeAlarms", "us-east-1")

test_alarms_not_read_unknown if {
	_verdicts([_guardrail], [_cut]) == {"unknown guardrails"}
	_verdicts([_serverless, _cluster, _alarm("AWS/RDS", {}, _topic)], [_cut]) == {"unknown store"}
}

test_alarm_that_was_seen_passes if {
	_verdicts([_guardrail, _alarm("AWS/Bedrock/Guardrails", {}, _topic)], [_cut]) == {"pass guardrails"}
}

test_mute_rules_not_read_unknown if {
	gap := testing.gap("cloudwatch:ListAlarmMuteRules", "us-east-1")
	_verdicts([_guardrail, _alarm("AWS/Bedrock/Guardrails", {}, _topic)], [gap]) == {"unknown guardrails"}
}

# An alarm on another function may be about a tool that was not read.
test_functions_not_read if {
	gap := testing.gap("lambda:ListFunctions", "us-east-1")
	other := _alarm("AWS/Lambda", {"FunctionName": "billing"}, _topic)
	_verdicts([_tool, _group], [gap]) == {"fail functions", "unknown "}
	_verdicts([_tool, _group, other], [gap]) == {"unknown functions", "unknown "}
	_verdicts([], [gap]) == {"unknown "}
}
