package lens_test.layers_test

import data.lens.lib.layers
import data.lens_test.testing

_function(name) := testing.record("AWS::Lambda::Function", id, {}) if {
	id := testing.arn("lambda", sprintf("function:%s", [name]))
}

_tool := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", "agent/A1/agentVersion/DRAFT/actionGroup/G"),
	{"actionGroupExecutor": {"lambda": _function("tool").id}},
)

_machine := testing.record(
	"AWS::StepFunctions::StateMachine",
	testing.arn("states", "stateMachine:summaries"),
	{"definition": {"States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::bedrock:invokeModel"}}}},
)

_api := testing.record("AWS::ApiGateway::RestApi", "arn:aws:apigateway:us-east-1::/restapis/a1b2", {})

_method := testing.record(
	"AWS::ApiGateway::Resource",
	"arn:aws:apigateway:us-east-1::/restapis/a1b2/resources/r1",
	{
		"path": "/",
		"resourceMethods": {"POST": {"methodIntegration": {"uri": concat("", [
			"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/",
			_function("tool").id,
			"/invocations",
		])}}},
	},
)

_guardrail := testing.record("AWS::Bedrock::Guardrail", testing.arn("bedrock", "guardrail/g1"), {})

_assistant := testing.record("AWS::QBusiness::Application", testing.arn("qbusiness", "application/q1"), {})

_base(storage) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", "knowledge-base/K1"),
	{"storageConfiguration": storage},
)

# {layer, namespace, names} of the resources.
_found(records) := {object.remove(one, ["region", "id"]) | some one in found} if {
	document := testing.facts(records, {}, [])
	found := layers.resources with input as document
}

test_resources_of_each_layer if {
	_found([_function("tool"), _function("other"), _tool, _machine, _api, _method, _guardrail, _assistant]) == {
		{"layer": "api", "namespace": "AWS/ApiGateway", "names": {_api.id, "a1b2"}},
		{"layer": "functions", "namespace": "AWS/Lambda", "names": {_function("tool").id, "tool"}},
		{"layer": "workflows", "namespace": "AWS/States", "names": {_machine.id, "summaries"}},
		{"layer": "guardrails", "namespace": "AWS/Bedrock/Guardrails", "names": {_guardrail.id, "g1"}},
		{"layer": "assistant", "namespace": "AWS/QBusiness", "names": {_assistant.id, "q1"}},
	}
}

test_function_that_was_not_seen_is_no_layer if _found([_tool]) == set()

test_stores_by_their_kind if {
	every namespace, storage in {
		"AWS/AOSS": {"opensearchServerlessConfiguration": {"collectionArn": "arn:x:collection/s1"}},
		"AWS/ES": {"opensearchManagedClusterConfiguration": {"domainArn": "arn:x:domain/s1"}},
		"AWS/RDS": {"rdsConfiguration": {"resourceArn": "arn:x:cluster:s1"}},
	} {
		some store in _found([_base(storage)])
		[store.layer, store.namespace] == ["store", namespace]
		"s1" in store.names
	}
}

test_other_stores_are_none if {
	_found([_base({"type": "S3_VECTORS", "s3VectorsConfiguration": {"indexArn": "arn:x"}})]) == set()
	_found([_base({})]) == set()
}

_about(dimensions) if layers.about({"dimensions": dimensions, "text": ""}, {"tool", "arn:g1"})

_asks(text) if layers.about({"dimensions": {}, "text": text}, {"tool", "arn:g1"})

test_query_about_a_layer if {
	_asks(`SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName)`)
	_asks(`SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) WHERE FunctionName = 'tool'`)
	not _asks(`SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) WHERE FunctionName = 'payroll'`)
	not _asks(`SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) WHERE FunctionName != 'tool'`)
}

test_alarm_about_a_layer if {
	_about({})
	_about({"FunctionName": "tool"})
	_about({"FunctionName": "tool", "Resource": "tool:live"})
	_about({"Operation": "ApplyGuardrail"})
	_about({"Operation": "ApplyGuardrail", "GuardrailArn": "arn:g1"})
}

test_alarm_about_something_else if {
	not _about({"FunctionName": "other"})
	not _about({"Operation": "ApplyGuardrail", "GuardrailArn": "arn:g2"})
}
