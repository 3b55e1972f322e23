package lens_test.asynchronous_calls_test

import data.lens.lib.asynchronous_calls
import data.lens_test.testing

_id := testing.arn("lambda", "function:tool")

_queue := testing.arn("sqs", "failed")

_topic := testing.arn("sns", "failed")

_function(properties) := testing.record("AWS::Lambda::Function", _id, properties)

_policy(statement) := {"GetPolicy": {"Policy": {"Statement": [object.union(
	{
		"Effect": "Allow",
		"Principal": {"Service": ["s3.amazonaws.com"]},
		"Action": ["lambda:InvokeFunction"],
		"Resource": [_id],
	},
	statement,
)]}}}

_config(qualifier, properties) := testing.record(
	"AWS::Lambda::EventInvokeConfig",
	sprintf("%s:%s", [_id, qualifier]),
	properties,
)

_on_failure(arn) := {"DestinationConfig": {"OnFailure": {"Destination": arn}}}

_mapping(properties) := testing.record(
	"AWS::Lambda::EventSourceMapping",
	testing.arn("lambda", "event-source-mapping:a"),
	object.union({"State": "Enabled", "FunctionArn": _id}, properties),
)

_ways(records) := {[way.qualifier, way.stream, way.targets, way.read] | some way in found} if {
	facts := testing.facts(records, {}, [])
	found := asynchronous_calls.ways with input as facts
}

test_permission_for_a_service if {
	every service in ["s3", "sns", "events", "ses", "logs", "iot", "config", "codecommit"] {
		named := {"Principal": {"Service": [sprintf("%s.amazonaws.com", [service])]}}
		_ways([_function(_policy(named))]) == {["", "", set(), true]}
	}
	_ways([_function(_policy({"Action": ["lambda:*"]}))]) == {["", "", set(), true]}
}

test_other_permissions_call_nothing_asynchronously if {
	every other in [
		{"Principal": {"Service": ["bedrock.amazonaws.com"]}},
		{"Action": ["lambda:GetFunction"]},
		{"Effect": "Deny"},
	] {
		_ways([_function(_policy(other))]) == set()
	}
	_ways([_function({"GetPolicy": {"absent": "ResourceNotFoundException"}})]) == set()
}

test_dead_letter_queue_and_destination if {
	dead := {"DeadLetterConfig": {"TargetArn": _queue}}
	_ways([_function(object.union(_policy({}), dead))]) == {["", "", {_queue}, true]}
	both := [_function(dead), _config("$LATEST", _on_failure(_topic))]
	_ways(both) == {["", "", {_queue, _topic}, true]}
	_ways([_function(dead)]) == set()
}

test_configuration_of_an_alias_is_its_own if {
	alias := testing.record(
		"AWS::Lambda::FunctionConfiguration",
		sprintf("%s:live/configuration", [_id]),
		{"DeadLetterConfig": {"TargetArn": _queue}},
	)
	records := [_function(_policy({})), _config("live", _on_failure(_topic)), alias]
	_ways(records) == {["", "", set(), true], ["live", "", {_queue, _topic}, true]}
}

test_alias_that_was_not_read if {
	_ways([_function({}), _config("live", {"DestinationConfig": {}})]) == {["live", "", set(), false]}
}

test_streams if {
	every service in ["kinesis", "dynamodb", "kafka", "rds"] {
		stream := testing.arn(service, "stream/chats")
		_ways([_mapping({"EventSourceArn": stream})]) == {["", stream, set(), true]}
	}
	_ways([_mapping({"SelfManagedEventSource": {}})]) == {["", "Apache Kafka", set(), true]}
	stream := testing.arn("kinesis", "stream/chats")
	to := object.union({"EventSourceArn": stream}, _on_failure(_queue))
	_ways([_mapping(to)]) == {["", stream, {_queue}, true]}
}

test_mappings_that_do_not_count if {
	_ways([_mapping({"EventSourceArn": _queue})]) == set()
	every state in ["Disabled", "Disabling", "Deleting"] {
		off := {"EventSourceArn": testing.arn("kinesis", "stream/chats"), "State": state}
		_ways([_mapping(off)]) == set()
	}
}
