package lens_test.brakes_test

import data.lens.lib.brakes
import data.lens_test.testing

_budget(name, filters) := testing.record(
	"AWS::Budgets::Budget",
	sprintf("arn:aws:budgets::111122223333:budget/%s", [name]),
	{"BudgetType": "COST", "BudgetName": name, "CostFilters": filters},
)

_models := _budget("models", {"Service": ["Amazon Bedrock"]})

_action(more) := testing.record(
	"AWS::Budgets::BudgetsAction",
	"arn:aws:budgets::111122223333:budget/models/action/1",
	object.union(
		{
			"BudgetName": "models",
			"ActionType": "APPLY_IAM_POLICY",
			"ApprovalModel": "AUTOMATIC",
			"Status": "STANDBY",
		},
		more,
	),
)

_attach(whom) := _attach_policy("arn:aws:iam::aws:policy/AWSDenyAll", whom)

_attach_policy(arn, whom) := _action({"Definition": {"IamActionDefinition": object.union(
	{"PolicyArn": arn},
	whom,
)}})

_stop := testing.iam("policy/stop")

_scp(targets) := _action({
	"ActionType": "APPLY_SCP_POLICY",
	"Definition": {"ScpActionDefinition": {"PolicyId": "p-12345678", "TargetIds": targets}},
})

_document(effect, action) := {"Statement": [{
	"Effect": effect,
	"Action": [action],
	"Resource": ["*"],
	"Condition": {},
}]}

_policy(arn, effect, action) := _policy_of(arn, _document(effect, action))

_policy_of(arn, document) := testing.record("AWS::IAM::ManagedPolicy", arn, {
	"AttachmentCount": 1,
	"PolicyVersionList": [{"IsDefaultVersion": true, "Document": document}],
})

_use := testing.iam("policy/use")

_allow := _policy(_use, "Allow", "bedrock:InvokeModel")

_attached := {"AttachedManagedPolicies": [{"PolicyArn": _use}]}

_role(name, more) := testing.record(
	"AWS::IAM::Role",
	testing.iam(sprintf("role/%s", [name])),
	object.union({"Path": "/"}, more),
)

_app := _role("service/app", _attached)

_idle := _role("idle", {})

_user := testing.record("AWS::IAM::User", testing.iam("user/ann"), {"GroupList": ["staff"]})

_staff := testing.record(
	"AWS::IAM::Group",
	testing.iam("group/staff"),
	object.union({"GroupName": "staff"}, _attached),
)

_verdicts(records) := {verdict | some [_, verdict] in found} if {
	everybody := [_allow, _app, _idle, _user, _staff]
	facts := testing.facts(array.concat(everybody, records), {}, [])
	found := brakes.by_budgets with input as facts
}

test_action_that_reaches_a_principal if {
	_verdicts([_models, _attach({"Roles": ["app"]})]) == {"yes"}
	_verdicts([_models, _attach({"Roles": ["idle", "app"]})]) == {"yes"}
	_verdicts([_models, _attach({"Groups": ["staff"]})]) == {"yes"}
	_verdicts([_models, _attach({"Users": ["ann"]})]) == {"yes"}
}

test_action_that_reaches_nobody if {
	_verdicts([_models, _attach({})]) == {"spares"}
	_verdicts([_models, _attach({"Roles": ["idle"]})]) == {"spares"}
	_verdicts([_models, _attach({"Users": ["app"], "Groups": ["ann"]})]) == {"spares"}
	instances := {"SsmActionDefinition": {"ActionSubType": "STOP_EC2_INSTANCES"}}
	_verdicts([_models, _action({"Definition": instances})]) == {"spares"}
}

test_principal_with_an_unread_policy if {
	hidden := {"AttachedManagedPolicies": [{"PolicyArn": testing.iam("policy/hidden")}]}
	_verdicts([_models, _role("hidden", hidden), _attach({"Roles": ["hidden"]})]) == {"maybe"}
}

test_policy_that_denies_something_else if {
	action := _attach_policy(_stop, {"Roles": ["app"]})
	_verdicts([_models, action, _policy(_stop, "Deny", "ec2:RunInstances")]) == {"spares"}
	_verdicts([_models, action, _policy(_stop, "Allow", "bedrock:InvokeModel")]) == {"spares"}
	_verdicts([_models, action, _policy(_stop, "Deny", "bedrock:*")]) == {"yes"}
	_verdicts([_models, action, _policy(_stop, "Deny", "sagemaker:InvokeEndpoint")]) == {"spares"}
}

test_policy_that_may_deny_nothing if {
	action := _attach_policy(_stop, {"Roles": ["app"]})
	elsewhere := {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1"]}}
	[plain] := _document("Deny", "bedrock:*").Statement
	limited := {"Statement": [object.union(plain, {"Condition": elsewhere})]}
	_verdicts([_models, action, _policy_of(_stop, limited)]) == {"maybe"}
	_verdicts([_models, action]) == {"maybe"}
	unread := _attach_policy("arn:aws:iam::aws:policy/ReadOnlyAccess", {"Roles": ["app"]})
	_verdicts([_models, unread]) == {"maybe"}
}

# The policy is attached then, and takes away what shows that the role used models.
test_action_that_has_acted if {
	stops := _policy(_stop, "Deny", "bedrock:*")
	both := {"AttachedManagedPolicies": [{"PolicyArn": _use}, {"PolicyArn": _stop}]}
	waiting := _attach_policy(_stop, {"Roles": ["done"]})
	acted := object.union(waiting, {"properties": {"Status": "EXECUTION_SUCCESS"}})
	_verdicts([_models, stops, _role("done", both), acted]) == {"yes"}
	_verdicts([_models, stops, _role("done", both), waiting]) == {"spares"}
	_verdicts([_models, stops, _role("done", {}), acted]) == {"spares"}
	_verdicts([_models, _policy(_stop, "Deny", "ec2:*"), _role("done", both), acted]) == {"spares"}
}

test_actions_that_do_not_act if {
	action := _attach({"Roles": ["app"]})
	manual := object.union(action, {"properties": {"ApprovalModel": "MANUAL"}})
	_verdicts([_models, manual]) == {"waits"}
	every status in ["EXECUTION_FAILURE", "REVERSE_FAILURE", "RESET_FAILURE"] {
		failed := object.union(action, {"properties": {"Status": status}})
		_verdicts([_models, failed]) == {"failed"}
	}
	done := object.union(action, {"properties": {"Status": "EXECUTION_SUCCESS"}})
	_verdicts([_models, done]) == {"yes"}
}

test_budgets_of_actions if {
	action := _attach({"Roles": ["app"]})
	_verdicts([action]) == set()
	_verdicts([_budget("models", {}), action]) == {"yes"}
	_verdicts([_budget("models", {"Service": ["Amazon S3"]}), action]) == set()
	_verdicts([_budget("models", {"Service": ["Claude (Amazon Bedrock Edition)"]}), action]) == {"yes"}
	_verdicts([_budget("models", {"TagKeyValue": {"redacted": {}}}), action]) == {"maybe"}
	_verdicts([_budget("other", {}), action]) == set()
}

_organization(manager) := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::444455556666:organization/o-exampleorgid",
	{"MasterAccountId": manager},
)

test_service_control_policies if {
	_verdicts([_models, _scp(["111122223333"]), _organization("444455556666")]) == {"yes"}
	_verdicts([_models, _scp(["111122223333"])]) == {"maybe"}
	_verdicts([_models, _scp(["444455556666"])]) == {"spares"}
	_verdicts([_models, _scp(["ou-abcd-12345678"])]) == {"maybe"}
	_verdicts([_models, _scp(["r-abcd"]), _organization("444455556666")]) == {"maybe"}
	_verdicts([_models, _scp(["111122223333", "r-abcd"]), _organization("111122223333")]) == {"spares"}
}

_topic := "arn:aws:sns:us-east-1:111122223333:stop"

_function := "arn:aws:lambda:us-east-1:111122223333:function:stop"

_alarm(name, actions, more) := testing.record(
	"AWS::CloudWatch::Alarm",
	testing.arn("cloudwatch", sprintf("alarm:%s", [name])),
	object.union(
		{
			"ActionsEnabled": true,
			"AlarmActions": actions,
			"Namespace": "AWS/Bedrock",
			"MetricName": "OutputTokenCount",
			"ComparisonOperator": "GreaterThanThreshold",
		},
		more,
	),
)

_subscribed(protocol, arn) := {"ListSubscriptionsByTopic": {"Subscriptions": [{
	"Protocol": protocol,
	"SubscriptionArn": arn,
}]}}

_confirmed := _subscribed("lambda", concat(":", [_topic, "1"]))

_running(records) := count(found) > 0 if {
	facts := testing.facts(records, {}, [])
	found := brakes.by_alarms with input as facts
}

_telling(records) := found if {
	facts := testing.facts(records, {}, [])
	found := brakes.telling with input as facts
}

test_alarms_that_run_a_function if {
	_running([_alarm("a", [_function], {})])
	_running([_alarm("a", [_topic], _confirmed)])
	_telling([_alarm("a", [_topic], _confirmed)]) == set()
}

test_alarms_that_only_tell_somebody if {
	mail := _alarm("a", [_topic], _subscribed("email", concat(":", [_topic, "1"])))
	not _running([mail])
	_telling([mail]) == {"a"}
	not _running([_alarm("a", [_topic], _subscribed("lambda", "PendingConfirmation"))])
	not _running([_alarm("a", [_topic], {"ListSubscriptionsByTopic": {"absent": "NotFound"}})])
	not _running([_alarm("a", ["arn:aws:ssm:us-east-1:111122223333:opsitem:1"], {})])
}

test_alarms_that_do_not_act if {
	off := _alarm("a", [_function], {"ActionsEnabled": false})
	not _running([off])
	_telling([off]) == set()
}

test_alarms_on_something_else if {
	not _running([_alarm("a", [_function], {"MetricName": "InvocationLatency"})])
	not _running([_alarm("a", [_function], {"Namespace": "AWS/Lambda", "MetricName": "Invocations"})])
	not _running([_alarm("a", [_function], {"ComparisonOperator": "LessThanThreshold"})])
}

test_alarms_on_agents if {
	usage := {"Namespace": "AWS/Bedrock-AgentCore", "MetricName": "CPUUsed-vCPUHours"}
	_running([_alarm("a", [_function], usage)])
}

test_composite_alarm_runs_it if {
	part := _alarm("a", [], {})
	composite := testing.record(
		"AWS::CloudWatch::CompositeAlarm",
		testing.arn("cloudwatch", "alarm:c"),
		{"ActionsEnabled": true, "AlarmActions": [_function], "AlarmRule": "ALARM(a)"},
	)
	_running([part, composite])
	not _running([part])
	not _running([part, object.union(composite, {"properties": {"AlarmRule": "ALARM(b)"}})])
}

_found(gaps) := [_ends(all), _ends(sure)] if {
	action := _scp(["111122223333"])
	records := [_models, action, _organization("444455556666"), _alarm("a", [_function], {})]
	facts := testing.facts(records, {}, gaps)
	all := brakes.all with input as facts
	sure := brakes.sure with input as facts
}

_ends(ids) := {regex.replace(id, `^.*[:/]`, "") | some id in ids}

test_alarm_is_sure_if_no_rule_may_mute_it if {
	_found([]) == [{"1", "a"}, {"1", "a"}]
	_found([testing.gap("cloudwatch:GetAlarmMuteRule", "us-east-1")]) == [{"1", "a"}, {"1"}]
	_found([testing.gap("cloudwatch:GetAlarmMuteRule", "eu-west-1")]) == [{"1", "a"}, {"1", "a"}]
}
