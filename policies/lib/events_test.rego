package lens_test.lib.events_test

import data.lens.lib.events
import data.lens_test.testing

_event := {
	"source": "aws.sagemaker",
	"detail-type": "SageMaker Job State Change",
	"detail": {"JobStatus": "Failed", "Hours": 5},
}

_matches(pattern) := events.matches(pattern, _event)

_type(matcher) := _matches({"source": ["aws.sagemaker"], "detail-type": [matcher]})

test_values if {
	_type("SageMaker Job State Change") == "yes"
	_type("SageMaker Job") == "no"
	_type(7) == "no"
	_matches({"source": ["aws.ec2", "aws.sagemaker"]}) == "yes"
	_matches({"source": ["aws.ec2"], "detail-type": ["SageMaker Job State Change"]}) == "no"
	_matches({"source": []}) == "no"
	_matches({}) == "yes"
}

test_members_of_the_detail if {
	_matches({"detail": {"JobStatus": ["Failed", "Stopped"]}}) == "yes"
	_matches({"detail": {"JobStatus": ["Stopped"]}}) == "no"
}

# Some events are of this job.
test_member_that_the_event_does_not_give if {
	_matches({"detail": {"JobName": ["nightly"]}, "resources": [{"resembles": "x"}]}) == "yes"
}

test_operators_of_texts if {
	yes := [
		{"prefix": "SageMaker Job"}, {"prefix": {"equals-ignore-case": "sagemaker job"}},
		{"suffix": "State Change"}, {"suffix": {"equals-ignore-case": "state CHANGE"}},
		{"equals-ignore-case": "SAGEMAKER job state change"}, {"wildcard": "SageMaker * State Change"},
		{"exists": true},
	]
	no := [
		{"prefix": "State"}, {"prefix": {"equals-ignore-case": "state"}}, {"suffix": "SageMaker"},
		{"suffix": {"equals-ignore-case": "sagemaker"}}, {"equals-ignore-case": "sagemaker"},
		{"wildcard": "SageMaker * Change State"}, {"exists": false}, {"numeric": ["=", 5]},
	]
	every matcher in yes { _type(matcher) == "yes" }
	every matcher in no { _type(matcher) == "no" }
}

test_anything_but if {
	yes := ["EC2", ["EC2", "ECS"], 7, {"prefix": "EC2"}, {"suffix": ["EC2", "ECS"]}, {"wildcard": "*EC2*"}]
	no := [
		"SageMaker Job State Change", ["EC2", "SageMaker Job State Change"], {"prefix": "SageMaker"},
		{"suffix": ["EC2", "Change"]}, {"equals-ignore-case": "sagemaker job state change"},
	]
	every asked in yes { _type({"anything-but": asked}) == "yes" }
	every asked in no { _type({"anything-but": asked}) == "no" }
	_type({"anything-but": {"resembles": "EC2"}}) == "unclear"
}

_hours(range) := _matches({"detail": {"Hours": [{"numeric": range}]}})

test_numbers if {
	every range in [["=", 5], [">", 4, "<=", 5], [">=", 5, "<", 6]] { _hours(range) == "yes" }
	every range in [["=", 6], [">", 5], [">", 4, "<", 5], ["<=", 4]] { _hours(range) == "no" }
	_hours("5") == "unclear"
}

test_unknown_operator_or_operand if {
	unclear := [
		{"resembles": "x"}, {"wildcard": "SageMaker?"}, {"wildcard": `a\*`}, {"prefix": 7}, {"exists": 1},
		{"prefix": {"equals-ignore-case": 7}},
	]
	every matcher in unclear { _type(matcher) == "unclear" }
}

test_no_decides_before_unclear if {
	_matches({"source": ["aws.ec2"], "detail-type": [{"resembles": "x"}]}) == "no"
	_matches({"detail-type": [{"resembles": "x"}, {"prefix": "SageMaker"}]}) == "yes"
}

test_or if {
	bad := {"source": ["aws.ec2"]}
	good := {"source": ["aws.sagemaker"], "detail-type": [{"prefix": "SageMaker"}]}
	_matches({"$or": [bad, good]}) == "yes"
	_matches({"$or": [bad, bad]}) == "no"
	_matches({"$or": [bad, {"source": ["aws.sagemaker"], "detail-type": ["x"]}]}) == "no"
	_matches({"$or": [bad, good], "detail-type": ["x"]}) == "no"
	_matches({"$or": [bad, {"detail-type": [{"resembles": "x"}]}]}) == "unclear"
	_matches({"detail": {"$or": [{"JobStatus": ["Failed"]}, {"Hours": [1]}]}}) == "yes"
	_matches({"detail": {"$or": [{"JobStatus": ["Stopped"]}, {"Hours": [1]}]}}) == "no"
	_matches({"$or": [{"$or": [good, bad]}, bad]}) == "unclear"
}

_rule(name, changes) := testing.record(
	"AWS::Events::Rule",
	testing.arn("events", sprintf("rule/%s", [name])),
	object.union(
		{
			"State": "ENABLED",
			"EventPattern": {"source": ["aws.sagemaker"]},
			"ListTargetsByRule": {"Targets": [{"Id": "1"}]},
		},
		changes,
	),
)

_found(records) := found if {
	document := testing.facts(records, {}, [])
	found := events.rules("us-east-1", _event) with input as document
}

test_rules_that_count if {
	rules := [
		_rule("plain", {}), _rule("all", {"State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}),
		_rule("notifications", {"ManagedBy": "notifications.amazonaws.com"}),
		_rule("here", {"EventPattern": {"account": ["111122223333"], "region": ["us-east-1"]}}),
		_rule("elsewhere", {"EventPattern": {"region": ["eu-west-1"]}}),
		_rule("new", {"EventPattern": {"source": [{"resembles": "x"}]}}),
		_rule("off", {"State": "DISABLED"}), _rule("deaf", {"ListTargetsByRule": {"Targets": []}}),
		_rule("managed", {"ManagedBy": "states.amazonaws.com"}),
	]
	found := {verdict: {regex.replace(id, `^.*/`, "") | some id in ids} | some verdict, ids in _found(rules)}
	found == {"yes": {"plain", "all", "notifications", "here"}, "no": {"elsewhere"}, "unclear": {"new"}}
}

test_rule_of_another_region if {
	id := "arn:aws:events:eu-west-1:111122223333:rule/x"
	other := testing.record_in("eu-west-1", "AWS::Events::Rule", id, _rule("x", {}).properties)
	_found([other]) == {"yes": set(), "no": set(), "unclear": set()}
}
