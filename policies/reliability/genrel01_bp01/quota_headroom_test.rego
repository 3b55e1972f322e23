package lens_test.genrel01_bp01.quota_headroom_test

import data.lens_test.testing

_control := "GENREL01-BP01/quota-headroom"

_name := "anthropic.claude-sonnet-4-20250514-v1:0"

_model(name, points) := object.union(
	testing.record(
		"AWS::Bedrock::InvokedModel",
		testing.arn("cloudwatch", sprintf("model/%s", [name])),
		{"GetMetricData": {"EstimatedTPMQuotaUsage": testing.metric(14, 86400, {"m": points})}},
	),
	{"name": name},
)

_quota(code, name, value) := object.union(
	testing.record(
		"AWS::ServiceQuotas::ServiceQuota",
		testing.arn("servicequotas", sprintf("bedrock/%s", [code])),
		{"QuotaCode": code, "QuotaName": name, "Value": value},
	),
	{"name": name},
)

_named(kind) := sprintf("%s model inference tokens per minute for Anthropic Claude Sonnet 4 V1", [kind])

_on_demand := _quota("L-1", _named("On-demand"), 1000)

_cross := _quota("L-2", _named("Cross-region"), 5000)

_request(code, status) := testing.record(
	"AWS::ServiceQuotas::ChangeRequest",
	testing.arn("servicequotas", "request/r1"),
	{"QuotaCode": code, "Status": status},
)

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_busy := _model(_name, [[0, 10], [5, 801]])

_calm := _model(_name, [[0, 10], [5, 800]])

test_use_near_the_quota_fails if {
	testing.results(_control, testing.facts([_busy, _on_demand, _cross], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": _name,
		},
		"message": concat(" ", [
			"801 tokens were used in the busiest minute of the last 14 days,",
			"more than 80 percent of the 1000 that quota",
			sprintf(`"%s" allows`, [_on_demand.name]),
		]),
		"proof": [
			{"id": _busy.id, "pointer": "/properties/GetMetricData/EstimatedTPMQuotaUsage"},
			{"id": _on_demand.id, "pointer": "/properties/Value"},
		],
		"causes": [],
	}]
}

test_headroom_passes if {
	_kinds([_calm, _on_demand], {}, []) == ["pass"]
	_kinds([_busy, _on_demand], {"max_percent": 90}, []) == ["pass"]
	_kinds([_model(sprintf("us.%s", [_name]), [[0, 4000]]), _on_demand, _cross], {}, []) == ["pass"]
}

test_increase_that_was_asked_for_is_a_review if {
	_kinds([_busy, _on_demand, _request("L-1", "PENDING")], {}, []) == ["review"]
	_kinds([_busy, _on_demand, _request("L-1", "CASE_OPENED")], {}, []) == ["review"]
}

test_increase_that_was_denied if {
	_kinds([_busy, _on_demand, _request("L-1", "DENIED")], {}, []) == ["fail"]
}

test_increase_of_another_quota if {
	_kinds([_busy, _on_demand, _request("L-2", "PENDING")], {}, []) == ["fail"]
}

test_message_of_an_increase if {
	_messages([_busy, _on_demand, _request("L-1", "PENDING")]) == [concat(" ", [
		"801 tokens were used in the busiest minute of the last 14 days,",
		"more than 80 percent of the 1000 that quota",
		sprintf(`"%s" allows; an increase was asked for: see that it is granted`, [_on_demand.name]),
	])]
}

_arn := testing.arn("bedrock", sprintf("foundation-model/%s", [_name]))

test_names_that_share_a_quota if {
	one := _model(_name, [[0, 500]])
	other := _model(_arn, [[1, 500]])
	said := concat(" ", [
		sprintf(`calls under several names use quota "%s",`, [_on_demand.name]),
		"together perhaps more than 80 percent of its tokens a minute",
	])
	_messages([one, other, _on_demand]) == [said, said]
	_kinds([one, _model(_arn, [[1, 300]]), _on_demand], {}, []) == ["pass", "pass"]
	_kinds([_busy, other, _on_demand], {}, []) == ["fail", "unknown"]
}

test_model_without_a_quota_that_is_found if {
	other := _model("acme.talk-v1:0", [[0, 5]])
	said := `no quota of tokens a minute was found by the names of the models called ("acme.talk-v1:0")`
	_messages([other, _on_demand]) == [said]
	_kinds([other, _calm, _on_demand], {}, []) == ["pass"]
	_kinds([_calm, _quota("L-1", _on_demand.name, 0)], {}, []) == ["unknown"]
	_kinds([_calm, _on_demand, _quota("L-9", _on_demand.name, 7)], {}, []) == ["unknown"]
}

test_not_applicable if {
	_kinds([], {}, []) == ["not_applicable"]
	_kinds([_on_demand], {}, []) == ["not_applicable"]
	throughput := _model(testing.arn("bedrock", "provisioned-model/abcdefghij01"), [[0, 5]])
	_kinds([throughput, _on_demand], {}, []) == ["not_applicable"]
}

test_metric_that_was_not_read_unknown if {
	unread := testing.without(_calm, "GetMetricData")
	_kinds([unread, _on_demand], {}, []) == ["unknown"]
	_kinds([unread, _on_demand], {}, [testing.gap("cloudwatch:GetMetricData", unread.id)]) == ["unknown"]
	_kinds([_calm, _on_demand], {"window_days": 15}, []) == ["unknown"]
	said := `CloudWatch has no values of metric "EstimatedTPMQuotaUsage" in the last 14 days`
	_messages([_model(_name, []), _on_demand]) == [said]
}

test_denied_calls if {
	requests := testing.gap("service-quotas:ListRequestedServiceQuotaChangeHistory", "us-east-1")
	_kinds([_busy, _on_demand], {}, [requests]) == ["unknown"]
	_kinds([_calm, _on_demand], {}, [requests]) == ["pass"]
	quotas := testing.gap("service-quotas:ListServiceQuotas", "us-east-1")
	_kinds([_calm], {}, [quotas]) == ["unknown"]
	_kinds([], {}, [testing.gap("cloudwatch:ListMetrics", "us-east-1")]) == ["unknown"]
}

# The quota of another model, or what a profile stands for, may be on the page that was lost.
test_model_left_out_by_a_lost_page_unknown if {
	quotas := testing.gap("service-quotas:ListServiceQuotas", "us-east-1")
	profiles := testing.gap("bedrock:ListInferenceProfiles", "us-east-1")
	other := _model("amazon.nova-lite-v1:0", [[0, 5]])
	_kinds([_calm, other, _on_demand], {}, [quotas]) == ["pass", "unknown"]
	_kinds([_calm, other, _on_demand], {}, [profiles]) == ["pass"]
	profile := _model(testing.arn("bedrock", "application-inference-profile/abcdefghij01"), [[0, 5]])
	_kinds([_calm, profile, _on_demand], {}, [profiles]) == ["pass", "unknown"]
	_kinds([_calm, profile, _on_demand], {}, []) == ["pass"]
	elsewhere := testing.gap("service-quotas:ListServiceQuotas", "eu-west-1")
	_kinds([_calm, other, _on_demand], {}, [elsewhere]) == ["pass"]
}
