package lens_test.genrel03_bp02.orchestration_timeouts_set_test

import data.lens_test.testing

_control := "GENREL03-BP02/orchestration-timeouts-set"

_id := testing.arn("states", "stateMachine:m")

_machine(properties) := testing.record("AWS::StepFunctions::StateMachine", _id, properties)

_standard(states) := _machine({"type": "STANDARD", "definition": {"States": states}})

_task(resource, more) := object.union({"Type": "Task", "Resource": resource}, more)

_model := "arn:aws:states:::bedrock:invokeModel"

_call := "arn:aws:states:::lambda:invoke"

_token := "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

_minute := {"TimeoutSeconds": 60}

_facts_of(records, workload, gaps) := object.union(testing.facts(records, {}, gaps), {"workload": workload})

_facts(records, gaps) := _facts_of(records, {}, gaps)

_kinds(record) := testing.kinds(_control, _facts([record], []))

_subject(record, item) := {"type": record.type, "id": record.id, "region": "us-east-1", "item": item}

test_task_without_a_timeout_fails if {
	tell := _task("arn:aws:states:::sns:publish", {})
	states := {"Ask": _task(_model, {}), "Good": _task(_model, _minute), "Tell": tell}
	testing.results(_control, _facts([_standard(states)], [])) == [{
		"kind": "fail",
		"subject": _subject(_standard({}), ""),
		"message": `the state machine has no timeout, and these tasks have none: "Ask"`,
		"proof": [{"id": _id, "pointer": "/properties/definition"}],
		"causes": [],
	}]
}

test_task_token_without_a_heartbeat_fails if {
	states := {"Ask": _task(_model, _minute), "Approve": _task(_token, {})}
	message := `these tasks wait for a task token, and have no heartbeat and no timeout of their own: "Approve"`
	testing.messages(_control, _facts([_standard(states)], [])) == [message]
	_kinds(_standard({"Ask": _task(_model, _minute), "Approve": _task(_token, _minute)})) == ["pass"]
}

test_timeouts_pass if {
	_kinds(_standard({"Ask": _task(_model, _minute)})) == ["pass"]
	definition := {"TimeoutSeconds": 600, "States": {"Ask": _task(_model, {})}}
	_kinds(_machine({"type": "STANDARD", "definition": definition})) == ["pass"]
	_kinds(_machine({"type": "EXPRESS", "definition": {"States": {"Ask": _task(_model, {})}}})) == ["pass"]
}

test_function_that_the_input_names if {
	dynamic := _task(_call, {"Parameters": {"FunctionName.$": "$.tool"}})
	facts := _facts([_standard({"Ask": _task(_model, _minute), "Use": dynamic})], [])
	testing.kinds(_control, facts) == ["unknown"]
	message := `these tasks have no timeout, and call functions that the definition does not name: "Use"`
	testing.messages(_control, facts) == [message]
}

test_definition_that_was_not_read_unknown if {
	gap := testing.gap("stepfunctions:DescribeStateMachine", _id)
	"unknown" in testing.kinds(_control, _facts([_machine({"type": "STANDARD"})], [gap]))
	facts := _facts([_machine({"type": "STANDARD", "definition": {}})], [])
	testing.kinds(_control, facts) == ["unknown"]
	testing.messages(_control, facts) == ["no call shows the states of its definition"]
	_kinds(_machine({"type": "EXPRESS", "definition": {}})) == ["pass"]
}

# A task may call a function that was not seen. It matters only if the task has no timeout.
test_what_was_not_read_unknown if {
	lost := [testing.gap("lambda:ListFunctions", "us-east-1")]
	states := {"Ask": _task(_model, _minute), "Use": _task(_call, {"Parameters": {"FunctionName": "ask"}})}
	testing.kinds(_control, _facts([_standard(states)], [])) == ["pass"]
	testing.kinds(_control, _facts([_standard(states)], lost)) == ["unknown", "unknown"]
	limited := _standard({"Ask": _task(_model, _minute)})
	testing.kinds(_control, _facts([limited], lost)) == ["pass", "unknown"]
	testing.kinds(_control, _facts([_standard({"Ask": _task(_model, {})})], lost)) == ["fail", "unknown"]
}

_gateway(path) := sprintf("arn:aws:apigateway:us-east-1::/%s", [path])

_api := testing.record("AWS::ApiGateway::RestApi", _gateway("restapis/r1"), {})

_method(wait) := testing.record("AWS::ApiGateway::Resource", _gateway("restapis/r1/resources/x"), {
	"path": "/ask",
	"resourceMethods": {"POST": {"methodIntegration": {
		"uri": "arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/x/converse",
		"timeoutInMillis": wait,
	}}},
})

test_integration_that_waits_long_fails if {
	testing.results(_control, _facts([_api, _method(150000)], [])) == [{
		"kind": "fail",
		"subject": _subject(_api, "POST /ask"),
		"message": "the timeout is 150000 ms, and at most 120000 ms are allowed",
		"proof": [{
			"id": _method(0).id,
			"pointer": "/properties/resourceMethods/POST/methodIntegration",
		}],
		"causes": [],
	}]
}

test_integration_at_the_limit_passes if {
	facts := _facts([_api, _method(120000)], [])
	testing.verdicts(_control, facts) == {["pass", _api.id, "POST /ask"]}
	lower := testing.facts([_api, _method(29000)], {_control: {"max_integration_ms": 20000}}, [])
	testing.kinds(_control, lower) == ["fail"]
}

test_integration_that_was_not_read_unknown if {
	gap := testing.gap("apigateway:GetResources", _api.id)
	testing.kinds(_control, _facts([_api], [gap])) == ["unknown"]
}

_function(properties) := testing.record(
	"AWS::Lambda::Function",
	testing.arn("lambda", "function:f"),
	properties,
)

_durable(seconds) := _function({"DurableConfig": {"ExecutionTimeout": seconds}})

_of_the_workload(function) := _facts_of([function], {"functions": ["f"]}, [])

test_durable_function_that_may_take_long_fails if {
	testing.results(_control, _of_the_workload(_durable(172800))) == [{
		"kind": "fail",
		"subject": _subject(_durable(0), ""),
		"message": "an execution may take 48 hours, and at most 24 hours are allowed",
		"proof": [{"id": _durable(0).id, "pointer": "/properties/DurableConfig/ExecutionTimeout"}],
		"causes": [],
	}]
}

test_durable_function_at_the_limit_passes if {
	testing.kinds(_control, _of_the_workload(_durable(86400))) == ["pass"]
}

test_other_functions_not_applicable if {
	testing.kinds(_control, _of_the_workload(_function({}))) == ["not_applicable"]
	_kinds(_durable(172800)) == ["not_applicable"]
}

test_durable_function_without_a_timeout_unknown if {
	facts := _of_the_workload(_function({"DurableConfig": {"RetentionPeriodInDays": 14}}))
	testing.kinds(_control, facts) == ["unknown"]
	testing.messages(_control, facts) == ["no call shows how long an execution may take"]
}

test_denied_listing_unknown if {
	denied := testing.gap("stepfunctions:ListStateMachines", "us-east-1")
	testing.kinds(_control, _facts([], [denied])) == ["unknown"]
}

test_nothing_not_applicable if testing.kinds(_control, _facts([], [])) == ["not_applicable"]
