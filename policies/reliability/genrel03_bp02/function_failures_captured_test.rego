package lens_test.genrel03_bp02.function_failures_captured_test

import data.lens_test.testing

_control := "GENREL03-BP02/function-failures-captured"

_id := testing.arn("lambda", "function:tool")

_queue := testing.arn("sqs", "failed")

_exists := testing.record("AWS::SQS::Queue", _queue, {"QueueName": "failed"})

_no_policy := {"GetPolicy": {"absent": "ResourceNotFoundException"}}

_by_topic := {"GetPolicy": {"Policy": {"Statement": [{
	"Effect": "Allow",
	"Principal": {"Service": ["sns.amazonaws.com"]},
	"Action": ["lambda:InvokeFunction"],
	"Resource": [_id],
}]}}}

_function(properties) := testing.record("AWS::Lambda::Function", _id, properties)

_group := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", "agent/HELPER:DRAFT:action-group/ORDERS"),
	{"actionGroupExecutor": {"lambda": _id}},
)

_dead := {"DeadLetterConfig": {"TargetArn": _queue}}

_config(qualifier, target) := testing.record(
	"AWS::Lambda::EventInvokeConfig",
	sprintf("%s:%s", [_id, qualifier]),
	{"DestinationConfig": {"OnFailure": {"Destination": target}}},
)

_stream := testing.arn("kinesis", "stream/chats")

_mapping(properties) := testing.record(
	"AWS::Lambda::EventSourceMapping",
	testing.arn("lambda", "event-source-mapping:a"),
	object.union({"State": "Enabled", "FunctionArn": _id, "EventSourceArn": _stream}, properties),
)

_alarm := testing.record("AWS::CloudWatch::Alarm", testing.arn("cloudwatch", "alarm:failed"), {
	"ActionsEnabled": true,
	"AlarmActions": [testing.arn("sns", "oncall")],
	"Namespace": "AWS/SQS",
	"MetricName": "ApproximateNumberOfMessagesVisible",
	"Dimensions": [{"Name": "QueueName", "Value": "failed"}],
})

_facts(records, gaps) := testing.facts(array.concat([_group], records), {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

_asynchronous := _function(_by_topic)

_queued := _function(object.union(_by_topic, _dead))

_topic := _config("$LATEST", testing.arn("sns", "failed"))

test_watched_queue_passes if _kinds([_queued, _exists, _alarm], []) == ["pass"]

test_topic_passes if _kinds([_asynchronous, _topic], []) == ["pass"]

test_nothing_that_keeps_failures_fails if {
	testing.results(_control, _facts([_asynchronous], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Lambda::Function", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("", [
			"failed asynchronous calls go nowhere: there is no dead-letter queue and no destination ",
			"(errors of synchronous calls go back to the caller)",
		]),
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_destination_of_another_qualifier_does_not_count if {
	alias := testing.record("AWS::Lambda::FunctionConfiguration", sprintf("%s:live/configuration", [_id]), {})
	live := _config("live", testing.arn("sns", "failed"))
	_kinds([_asynchronous, live, alias], []) == ["fail"]
	_kinds([_function(_no_policy), live, alias], []) == ["pass"]
	none := testing.without(live, "DestinationConfig")
	_messages([_function(_no_policy), none, alias]) == [
		`failed asynchronous calls of alias or version "live" have no dead-letter queue and no destination`,
	]
}

test_alias_that_was_not_read_unknown if {
	none := testing.without(_config("live", _queue), "DestinationConfig")
	_messages([_function(_no_policy), none]) == ["what calls it, and where failures go, was not read"]
	live := _config("live", testing.arn("sns", "failed"))
	_kinds([_function(_no_policy), live], []) == ["pass"]
}

test_queue_that_does_not_exist_fails if {
	_messages([_queued]) == [sprintf(`failures go to queue "%s", which does not exist`, [_queue])]
}

test_queue_that_nobody_watches_fails if {
	_messages([_queued, _exists]) == [
		sprintf(`failures go to queue "%s", and no alarm on its messages tells anybody`, [_queue]),
	]
	_kinds([_queued, _exists, _topic], []) == ["pass"]
}

test_queue_of_another_account_unknown if {
	other := replace(_queue, "111122223333", "444455556666")
	_messages([_asynchronous, _config("$LATEST", other)]) == [
		sprintf(`failures go to queue "%s", which is of another account or Region`, [other]),
	]
	_kinds([_queued, _config("$LATEST", other)], []) == ["unknown"]
}

test_stream_needs_a_destination_of_its_own if {
	queued := _function(object.union(_no_policy, _dead))
	_messages([queued, _exists, _alarm, _mapping({})]) == [
		sprintf(`the event source mapping for "%s" has no destination for failures`, [_stream]),
	]
	to := {"DestinationConfig": {"OnFailure": {"Destination": _queue}}}
	_kinds([_function(_no_policy), _exists, _alarm, _mapping(to)], []) == ["pass"]
}

test_function_that_is_only_waited_for_not_applicable if {
	_kinds([_function(_no_policy)], []) == ["not_applicable"]
	_kinds([_function(object.union(_no_policy, _dead))], []) == ["not_applicable"]
}

test_other_functions_are_left_alone if {
	testing.kinds(_control, testing.facts([_asynchronous], {}, [])) == ["not_applicable"]
}

test_function_of_which_something_was_not_read_unknown if {
	every operation in ["GetPolicy", "ListFunctionEventInvokeConfigs"] {
		denied := testing.gap(sprintf("lambda:%s", [operation]), _id)
		_kinds([_function(_no_policy), _exists], [denied]) == {
			"GetPolicy": ["not_applicable"],
			"ListFunctionEventInvokeConfigs": ["unknown"],
		}[operation]
	}
	denied := testing.gap("lambda:GetPolicy", _id)
	_kinds([_function({})], [denied]) == ["unknown"]
	_kinds([_function({})], []) == ["unknown"]
	_kinds([_function(_no_policy)], [testing.gap("lambda:ListEventSourceMappings", "us-east-1")]) == ["unknown"]
}

test_failures_that_may_be_kept_unknown if {
	configs := testing.gap("lambda:ListFunctionEventInvokeConfigs", _id)
	_kinds([_asynchronous], [configs]) == ["unknown"]
	queues := testing.gap("sqs:ListQueues", "us-east-1")
	_kinds([_queued], [queues]) == ["unknown"]
	alarms := testing.gap("cloudwatch:DescribeAlarms", "us-east-1")
	_kinds([_queued, _exists], [alarms]) == ["unknown"]
	_kinds([_asynchronous], [queues]) == ["fail"]
}

test_denied_listing_unknown if {
	denied := testing.gap("lambda:ListFunctions", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [denied])) == ["unknown"]
}
