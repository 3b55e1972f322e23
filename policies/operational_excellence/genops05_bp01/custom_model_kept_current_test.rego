package lens_test.genops05_bp01.custom_model_kept_current_test

import data.lens_test.testing

_control := "GENOPS05-BP01/custom-model-kept-current"

_base := "arn:aws:bedrock:us-east-1::foundation-model/provider.base-v1:0:8k"

# The snapshot was started on 2026-08-01.
_model(id, properties) := testing.record(
	"AWS::Bedrock::CustomModel",
	testing.arn("bedrock", sprintf("custom-model/provider.base-v1:0:8k/%s", [id])),
	object.union(
		{"modelStatus": "Active", "creationTime": "2026-06-01T00:00:00Z", "baseModelArn": _base},
		properties,
	),
)

_lifecycle(members) := {"GetFoundationModel": {"modelLifecycle": members}}

_good := _model("tuned", _lifecycle({"status": "ACTIVE"}))

_throughput(model) := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	testing.arn("bedrock", "provisioned-model/through00001"),
	{"modelArn": model.id, "status": "InService"},
)

_results(model, others, gaps) := testing.results(
	_control,
	testing.facts(array.concat([model, _throughput(model)], others), {}, gaps),
)

_kinds(model) := [r.kind | some r in _results(model, [], [])]

_messages(model) := [r.message | some r in _results(model, [], [])]

test_current_model_passes if {
	_results(_good, [], []) == [{
		"kind": "pass",
		"subject": {"type": "AWS::Bedrock::CustomModel", "id": _good.id, "region": "us-east-1", "item": ""},
		"message": "",
		"proof": [],
		"causes": [],
	}]
}

test_old_model_fails if {
	old := object.union(_good, {"properties": {"creationTime": "2025-05-01T00:00:00Z"}})
	_messages(old) == ["it was trained 15 months ago, and at most 1 year are allowed"]
}

test_legacy_base_fails if {
	legacy := _model("tuned", _lifecycle({"status": "LEGACY"}))
	_messages(legacy) == [sprintf(`its base model "%s" is in the legacy state`, [_base])]
}

test_end_of_life_within_the_limit_fails if {
	near := _model("tuned", _lifecycle({"status": "ACTIVE", "endOfLifeTime": "2026-12-01T00:00:00Z"}))
	_messages(near) == [sprintf(`its base model "%s" reaches the end of its life on "2026-12-01"`, [_base])]
	far := _model("tuned", _lifecycle({"status": "ACTIVE", "endOfLifeTime": "2027-12-01T00:00:00Z"}))
	_kinds(far) == ["pass"]
}

_gone := _model("tuned", {"GetFoundationModel": {"absent": "ResourceNotFoundException"}})

test_base_that_is_gone_fails if {
	_messages(_gone) == [sprintf(`Amazon Bedrock does not offer its base model "%s" any more`, [_base])]
	_results(_gone, [], [])[0].proof == [{"id": _gone.id, "pointer": "/properties/GetFoundationModel"}]
}

test_base_that_is_a_custom_model if {
	first := _model("first", _lifecycle({"status": "LEGACY"}))
	second := _model("second", {"baseModelArn": first.id})
	[r.kind | some r in _results(second, [first], [])] == ["fail"]
}

test_base_that_nobody_lists_unknown if {
	foreign := "arn:aws:bedrock:us-east-1:444455556666:custom-model/provider.base/x"
	_messages(_model("tuned", {"baseModelArn": foreign})) == [sprintf(
		`its base model "%s" is no foundation model and no custom model of this account`,
		[foreign],
	)]
	_kinds(_model("tuned", {"baseModelArn": foreign})) == ["unknown"]
}

test_base_that_is_not_named_unknown if {
	_messages(testing.without(_model("tuned", {}), "baseModelArn")) == [
		"AWS does not say which base model it has",
	]
}

_denied(model) := testing.gap("bedrock:GetFoundationModel", model.id)

test_denied_base_unknown if {
	unread := _model("tuned", {})
	[r.kind | some r in _results(unread, [], [_denied(unread)])] == ["unknown"]
}

test_denied_base_of_the_base_unknown if {
	first := _model("first", {})
	second := _model("second", {"baseModelArn": first.id})
	found := _results(second, [first], [_denied(first)])
	[r.kind | some r in found] == ["unknown"]
	count(found[0].causes) == 1
}

test_model_that_serves_nothing_not_applicable if {
	testing.kinds(_control, testing.facts([_gone], {}, [])) == ["not_applicable"]
}

test_denied_throughputs_unknown if {
	denied := testing.gap("bedrock:ListProvisionedModelThroughputs", "us-east-1")
	testing.kinds(_control, testing.facts([_gone], {}, [denied])) == ["unknown"]
}
