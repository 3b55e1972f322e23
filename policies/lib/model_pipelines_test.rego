package lens_test.model_pipelines_test

import data.lens.lib.model_pipelines

_step(name, type, after) := {
	"Name": name, "Type": type, "After": after,
	"Images": [], "InstanceTypes": [], "Models": [], "JobTypes": [], "Functions": [],
}

_train := _step("Train", "Training", [])

test_steps_that_need_a_gate if {
	every type in ["RegisterModel", "Model", "Endpoint", "EndpointConfig"] {
		model_pipelines.ungated([_train, _step("Out", type, ["Train"])]) == {"Out"}
	}
	every type in ["Training", "Processing", "Transform", "Fail", "Lambda"] {
		model_pipelines.ungated([_train, _step("Out", type, ["Train"])]) == set()
	}
}

test_function_that_deploys if {
	model_pipelines.ungated([_step("DeployModel", "Lambda", [])]) == {"DeployModel"}
	function := {"Functions": ["arn:aws:lambda:us-east-1:111122223333:function:deploy-model"]}
	model_pipelines.ungated([object.union(_step("Go", "Lambda", []), function)]) == {"Go"}
}

_gated(gate, after) if {
	model_pipelines.ungated([_train, gate, _step("Register", "RegisterModel", after)]) == set()
}

test_gates if {
	every type in ["Condition", "QualityCheck", "ClarifyCheck"] {
		_gated(_step("Gate", type, ["Train"]), ["Gate"])
	}
	every image in ["x/sagemaker-clarify-processing:1.0", "x/fmeval:1"] {
		_gated(object.union(_step("Gate", "Processing", ["Train"]), {"Images": [image]}), ["Gate"])
	}
	_gated(object.union(_step("Gate", "Training", ["Train"]), {"JobTypes": ["Evaluation"]}), ["Gate"])
	not _gated(_step("Gate", "Processing", ["Train"]), ["Gate"])
	not _gated(object.union(_step("Gate", "Training", []), {"JobTypes": ["FineTuning"]}), ["Gate"])
}

test_gate_at_second_hand if {
	pack := _step("Pack", "Processing", ["Gate"])
	steps := [_step("Gate", "Condition", []), pack, _step("Out", "Model", ["Pack"])]
	model_pipelines.ungated(steps) == set()
}

test_gate_beside_or_after if {
	not _gated(_step("Gate", "Condition", ["Train"]), ["Train"])
	not _gated(_step("Gate", "Condition", ["Register"]), ["Train"])
	not _gated(_step("Gate", "Condition", []), ["Unknown"])
}

test_condition_around_training_is_no_gate if {
	retrain := _step("Retrain", "Condition", [])
	train := _step("Train", "Training", ["Retrain"])
	register := _step("Register", "RegisterModel", ["Train"])
	model_pipelines.ungated([retrain, train, register]) == {"Register"}
	inside := _step("Register", "RegisterModel", ["Train", "Retrain"])
	model_pipelines.ungated([retrain, train, inside]) == {"Register"}
	check := _step("Check", "Condition", ["Train"])
	model_pipelines.ungated([retrain, train, check, _step("Register", "RegisterModel", ["Check"])]) == set()
}

test_each_training_needs_a_gate if {
	second := _step("Again", "Tuning", ["Gate"])
	gate := _step("Gate", "Condition", ["Train"])
	model_pipelines.ungated([_train, gate, second, _step("Out", "Model", ["Again"])]) == {"Out"}
}

_model := _step("Model", "Model", ["Train"])

_check := _step("Check", "QualityCheck", ["Model"])

test_model_that_is_made_to_be_evaluated if {
	model_pipelines.ungated([_train, _model, _check, _step("Register", "RegisterModel", ["Check"])]) == set()
	model_pipelines.ungated([_train, _model, _check]) == {"Model"}
	beside := _step("Register", "RegisterModel", ["Model"])
	model_pipelines.ungated([_train, _model, _check, beside]) == {"Register"}
}
