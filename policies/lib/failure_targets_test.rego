package lens_test.failure_targets_test

import data.lens.lib.failure_targets
import data.lens_test.testing

_queue := testing.arn("sqs", "failed")

_exists := testing.record("AWS::SQS::Queue", _queue, {"QueueName": "failed"})

_alarm(properties) := testing.record(
	"AWS::CloudWatch::Alarm",
	testing.arn("cloudwatch", "alarm:failed"),
	object.union({"ActionsEnabled": true, "AlarmActions": [testing.arn("sns", "oncall")]}, properties),
)

_watching(metric, queue) := _alarm({
	"Namespace": "AWS/SQS",
	"MetricName": metric,
	"Dimensions": [{"Name": "QueueName", "Value": queue}],
})

_fate(arn, records) := fate if {
	facts := testing.facts(records, {}, [])
	fate := failure_targets.fate(arn) with input as facts
}

test_topics_hand_on if _fate(testing.arn("sns", "failed"), []) == "kept"

test_queue_that_does_not_exist if _fate(_queue, []) == "missing"

test_queues_elsewhere if {
	_fate(replace(_queue, "111122223333", "444455556666"), []) == "elsewhere"
	_fate(replace(_queue, "us-east-1", "eu-north-1"), []) == "elsewhere"
}

test_watched_queue if {
	every metric in ["ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"] {
		_fate(_queue, [_exists, _watching(metric, "failed")]) == "kept"
	}
}

test_other_alarms_do_not_count if {
	_fate(_queue, [_exists]) == "unwatched"
	_fate(_queue, [_exists, _watching("NumberOfMessagesSent", "failed")]) == "unwatched"
	_fate(_queue, [_exists, _watching("ApproximateAgeOfOldestMessage", "other")]) == "unwatched"
	silent := _alarm({
		"Namespace": "AWS/SQS",
		"MetricName": "ApproximateAgeOfOldestMessage",
		"Dimensions": [{"Name": "QueueName", "Value": "failed"}],
		"AlarmActions": [],
	})
	_fate(_queue, [_exists, silent]) == "unwatched"
}

_query(text) := _alarm({"Metrics": [{"Id": "q", "Expression": text}]})

test_queries if {
	all := `SELECT MAX(ApproximateNumberOfMessagesVisible) FROM "AWS/SQS"`
	_fate(_queue, [_exists, _query(all)]) == "kept"
	one := concat("", [all, ` WHERE QueueName = 'failed'`])
	_fate(_queue, [_exists, _query(one)]) == "kept"
	other := concat("", [all, ` WHERE QueueName = 'other'`])
	_fate(_queue, [_exists, _query(other)]) == "unwatched"
}
