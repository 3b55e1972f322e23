package lens_test.quota_use_test

import data.lens.lib.quota_use
import data.lens_test.testing

_model(name, points) := object.union(
	testing.record("AWS::Bedrock::InvokedModel", testing.arn("cloudwatch", name), {"GetMetricData": {
		"EstimatedTPMQuotaUsage": testing.metric(14, 86400, {"m": points}),
	}}),
	{"name": name},
)

_quota := testing.record("AWS::ServiceQuotas::ServiceQuota", "arn:q", {
	"QuotaCode": "L-1",
	"QuotaName": "On-demand model inference tokens per minute for Amazon Nova Lite",
	"Value": 1000,
})

_long := "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"

_short := "amazon.nova-lite-v1:0"

_facts(records) := testing.facts(array.concat([_quota], records), {}, [])

_judged(records) := judged if {
	facts := _facts(records)
	judged := quota_use.judged with input as facts
}

test_use_of_two_names if {
	facts := _facts([_model(_short, [[0, 10], [1, 300]]), _model(_long, [[3, 500]])])
	judged := quota_use.judged with input as facts
	{v.subject.item | some v in judged} == {_short, _long}
	used := {quota_use.used(v, 14) | some v in judged} with input as facts
	used == {300, 500}
	together := {quota_use.together(v, 14) | some v in judged} with input as facts
	together == {800}
	unread := {quota_use.together(v, 15) | some v in judged} with input as facts
	count(unread) == 0
}

test_limits if {
	[v] := _judged([_model(_short, [[0, 10]])])
	quota_use.exceeds(v, 801, 80)
	not quota_use.exceeds(v, 800, 80)
}

test_blind if {
	facts := _facts([_model("acme.talk-v1:0", [])])
	blind := quota_use.blind with input as facts
	blind == {"us-east-1": ["acme.talk-v1:0"]}
}

test_partly if {
	records := [_model(_short, []), _model("acme.talk-v1:0", []), _model(_of_account, [])]
	quotas := testing.gap("service-quotas:ListServiceQuotas", "us-east-1")
	profiles := testing.gap("bedrock:ListInferenceProfiles", "us-east-1")
	_partly(records, []) == set()
	_partly(records, [quotas]) == {"us-east-1"}
	_partly([records[0]], [quotas, profiles]) == set()
	_partly([records[1]], [profiles]) == set()
	_partly([records[2]], [profiles]) == {"us-east-1"}
}

_of_account := testing.arn("bedrock", "application-inference-profile/abcdefghij01")

_partly(records, gaps) := found if {
	facts := testing.facts(array.concat([_quota], records), {}, gaps)
	found := quota_use.partly with input as facts
}

test_lost if {
	[v] := _judged([_model(_short, [])])
	quota_use.lost(v, 14) == {["no-values", ["EstimatedTPMQuotaUsage", 14]]}
	quota_use.lost(v, 15) == {["metric-not-read", ["EstimatedTPMQuotaUsage", 15]]}
	{p.id | some p in quota_use.proof(v)} == {v.of.id, "arn:q"}
}

test_asked if {
	pending := {"QuotaCode": "L-1", "Status": "PENDING"}
	request := testing.record("AWS::ServiceQuotas::ChangeRequest", "arn:r", pending)
	facts := _facts([_model(_short, []), request])
	asked := [v | some v in quota_use.judged; quota_use.asked(v)] with input as facts
	count(asked) == 1
}
