package lens_test.lib.events_test

import data.lens.lib.events
import data.lens_test.testing

_event := {
	"source": "aws.sagemaker",
	"detail-type": "SageMaker Job State Change",
	"resources": ["arn:job/nightly", "arn:run/1"],
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

# Such a pattern matches events of one job only, or none.
test_member_that_the_event_does_not_give if {
	_matches({"detail": {"JobName": ["nightly"]}}) == "unclear"
	_matches({"detail": {"JobName": [{"exists": true}]}}) == "unclear"
	_matches({"detail": {"JobStatus": ["Failed"], "JobName": ["nightly"]}}) == "unclear"
	_matches({"detail": {"JobStatus": ["Stopped"], "JobName": ["nightly"]}}) == "no"
	_matches({"detail": {"$or": [{"JobStatus": ["Failed"]}, {"JobName": ["nightly"]}]}}) == "yes"
}

test_one_value_of_a_list_is_enough if {
	_matches({"resources": ["arn:job/nightly"]}) == "yes"
	_matches({"resources": ["arn:job/weekly", {"suffix": "run/1"}]}) == "yes"
	_matches({"resources": ["arn:job/weekly"]}) == "no"
	_matches({"resources": [{"prefix": "arn:model/"}]}) == "no"
	_matches({"resources": [{"resembles": "x"}]}) == "unclear"
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

_heard(records) := found if {
	document := testing.facts(records, {}, [])
	own := {"a": {"detail": {"JobName": "a"}}, "b": {"detail": {"JobName": "b"}}}
	found := events.heard("us-east-1", _event, own) with input as document
}

_of_job(name, matcher) := _rule(name, {"EventPattern": {"detail": {
	"JobStatus": ["Failed"],
	"JobName": [matcher],
}}})

test_rule_of_the_common_members_hears_all if {
	any := _rule("any", {})
	_heard([any, _of_job("one", "a")]) == {"yes": {any.id}, "missed": set(), "open": set(), "unclear": set()}
}

test_each_event_needs_a_rule if {
	a := _of_job("one", "a")
	b := _of_job("two", {"prefix": "b"})
	stopped := _rule("stopped", {"EventPattern": {"detail": {"JobStatus": ["Stopped"]}}})
	none := {"yes": set(), "missed": {"a", "b"}, "open": set(), "unclear": set()}
	_heard([]) == none
	_heard([stopped]) == none
	_heard([a, stopped]) == {"yes": {a.id}, "missed": {"b"}, "open": set(), "unclear": set()}
	_heard([a, b]) == {"yes": {a.id, b.id}, "missed": set(), "open": set(), "unclear": set()}
}

test_rule_that_may_match_leaves_an_event_open if {
	a := _of_job("one", "a")
	tagged := _rule("tagged", {"EventPattern": {"detail": {"Tags": {"team": ["x"]}}}})
	_heard([a, tagged]) == {"yes": {a.id}, "missed": set(), "open": {"b"}, "unclear": {tagged.id}}
}

_success := {"source": "aws.bedrock", "detail": {"errorCode": []}}

test_member_that_the_event_does_not_have if {
	verdicts := {
		"yes": [[{"exists": false}], ["AccessDenied", {"exists": false}]],
		"no": [["AccessDenied"], [{"exists": true}], [{"prefix": "A"}, {"numeric": ["=", 5]}]],
		"unclear": [[{"anything-but": "AccessDenied"}], [{"resembles": "A"}]],
	}
	every verdict, lists in verdicts {
		every list in lists { events.matches({"detail": {"errorCode": list}}, _success) == verdict }
	}
}

test_calls_that_only_read_reach_rules_of_one_state if {
	states := {"ENABLED": "no", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS": "yes"}
	every state, verdict in states {
		properties := {
			"State": state,
			"EventPattern": {"source": ["aws.bedrock"]},
			"ListTargetsByRule": {"Targets": [{"Id": "1"}]},
		}
		rule := testing.record("AWS::Events::Rule", testing.arn("events", "rule/r"), properties)
		document := testing.facts([rule], {}, [])
		event := {"source": "aws.bedrock", "detail": {"readOnly": true}}
		found := events.rules("us-east-1", event) with input as document
		found[verdict] == {rule.id}
	}
}
