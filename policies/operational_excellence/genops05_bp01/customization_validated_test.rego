package lens_test.genops05_bp01.customization_validated_test

import data.lens_test.testing

_control := "GENOPS05-BP01/customization-validated"

_model(properties) := testing.record(
	"AWS::Bedrock::CustomModel",
	testing.arn("bedrock", "custom-model/provider.base/tuned0000001"),
	object.union({"modelStatus": "Active", "customizationType": "FINE_TUNING"}, properties),
)

_data := {"validationDataConfig": {"validators": [{"s3Uri": {"redacted": {}}}]}}

_loss := {"validationMetrics": [{"validationLoss": 0.4}]}

_good := _model(object.union(_data, _loss))

_kinds(model) := testing.kinds(_control, testing.facts([model], {}, []))

test_model_with_data_and_loss_passes if {
	testing.results(_control, testing.facts([_good], {}, [])) == [{
		"kind": "pass",
		"subject": {"type": "AWS::Bedrock::CustomModel", "id": _good.id, "region": "us-east-1", "item": ""},
		"message": "",
		"proof": [{"id": _good.id, "pointer": "/properties/validationMetrics"}],
		"causes": [],
	}]
}

test_continued_pre_training_is_judged if {
	_kinds(_model({"customizationType": "CONTINUED_PRE_TRAINING"})) == ["fail"]
}

test_model_without_data_fails if {
	facts := testing.facts([_model(_loss)], {}, [])
	testing.messages(_control, facts) == ["its customization job had no validation data"]
	_kinds(_model({"validationDataConfig": {"validators": []}})) == ["fail"]
}

test_model_without_a_loss_fails if {
	testing.messages(_control, testing.facts([_model(_data)], {}, [])) == [
		"its customization job had validation data and gave no validation loss",
	]
	_kinds(_model(object.union(_data, {"validationMetrics": [{}]}))) == ["fail"]
}

test_other_kinds_not_applicable if {
	every kind in ["DISTILLATION", "REINFORCEMENT_FINE_TUNING", "IMPORTED"] {
		_kinds(_model({"customizationType": kind})) == ["not_applicable"]
	}
}

test_model_of_an_unknown_kind_unknown if {
	facts := testing.facts([testing.without(_good, "customizationType")], {}, [])
	testing.kinds(_control, facts) == ["unknown"]
	testing.messages(_control, facts) == ["AWS does not say how the model was customized"]
}

test_model_that_is_not_active_not_applicable if {
	_kinds(_model({"modelStatus": "Failed"})) == ["not_applicable"]
}

test_denied_details_unknown if {
	denied := testing.gap("bedrock:GetCustomModel", _good.id)
	testing.kinds(_control, testing.facts([_model({})], {}, [denied])) == ["unknown"]
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock:ListCustomModels", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [denied])) == ["unknown"]
}
