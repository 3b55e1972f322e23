package lens_test.gensec06_bp01.poisoning_criteria_defined_test

import data.lens_test.testing

_control := "GENSEC06-BP01/poisoning-criteria-defined"

_training := testing.record("AWS::SageMaker::TrainingJob", testing.arn("sagemaker", "training-job/tune"), {
	"ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1},
	"CreationTime": "2026-07-20T00:00:00Z",
})

_bedrock(type, name, created) := testing.record(
	sprintf("AWS::Bedrock::%s", [type]),
	testing.arn("bedrock", name),
	{"creationTime": created},
)

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/poisoning",
	"given": "2026-07-01",
	"expires": "2026-12-01",
	"resources": [],
}

_kinds(records, gaps, entries) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts([_training], {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": concat("", [
			"state what counts as poisoned data (biased, false, hateful, violent, off topic), the filters, the ",
			"last check of each data set, and how findings were fixed; write it with: genai-lens attest ",
			"GENSEC06-BP01/poisoning-criteria-defined",
		]),
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds([_training], [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds([_training], [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_each_kind_of_training_asks_for_it if {
	every type in ["CustomModel", "ImportedModel", "ModelCustomizationJob"] {
		_kinds([_bedrock(type, "x", "2026-07-01T00:00:00Z")], [], []) == ["review"]
		_kinds([_bedrock(type, "x", "2025-07-01T00:00:00Z")], [], []) == ["not_applicable"]
	}
}

test_old_and_other_jobs_not_applicable if {
	old := object.union(_training, {"properties": {"CreationTime": "2026-01-01T00:00:00Z"}})
	_kinds([old], [], []) == ["not_applicable"]
	other := object.union(_training, {"properties": {"ResourceConfig": {"InstanceType": "ml.m5.large"}}})
	_kinds([other], [], []) == ["not_applicable"]
}

test_lookback if {
	params := {_control: {"lookback_days": 5}}
	testing.kinds(_control, testing.facts([_training], params, [])) == ["not_applicable"]
}

test_nothing_seen_and_a_gap_unknown if {
	every operation in [
		"sagemaker:Search", "bedrock:ListCustomModels", "bedrock:ListImportedModels",
		"bedrock:ListModelCustomizationJobs",
	] {
		_kinds([], [testing.gap(operation, "eu-west-1")], [_entry]) == ["unknown"]
		_kinds([_training], [testing.gap(operation, "eu-west-1")], [_entry]) == ["pass"]
	}
}

test_nothing_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]
