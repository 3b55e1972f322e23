package lens_test.genrel06_bp01.training_recovery_exercised_test

import data.lens_test.testing

_control := "GENREL06-BP01/training-recovery-exercised"

_job(config) := testing.record(
	"AWS::SageMaker::TrainingJob",
	testing.arn("sagemaker", "training-job/tune"),
	{"ResourceConfig": config, "CreationTime": "2026-07-20T00:00:00Z"},
)

test_old_job_asks_nothing if {
	old := object.union(_wide, {"properties": {"CreationTime": "2026-04-01T00:00:00Z"}})
	testing.kinds(_control, testing.facts([old], {}, [])) == ["not_applicable"]
}

_wide := _job({"InstanceType": "ml.p4d.24xlarge", "InstanceCount": 2})

_used := [_wide]

_cluster(type) := testing.record(
	"AWS::SageMaker::Cluster",
	testing.arn("sagemaker", "cluster/abcdefghijkl"),
	{"InstanceGroups": [{"InstanceType": type}]},
)

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/recovery",
	"given": "2026-07-01",
	"expires": "2027-06-30",
	"resources": [],
}

_kinds(records, gaps, entries) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts(_used, {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": data.lens.catalog.genrel06_bp01.training_recovery_exercised.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds(_used, [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds(_used, [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_groups_of_instances_count if {
	groups := [
		{"InstanceType": "ml.g5.xlarge", "InstanceCount": 1},
		{"InstanceType": "ml.m5.large", "InstanceCount": 1},
	]
	_kinds([_job({"InstanceGroups": groups})], [], []) == ["review"]
	_kinds([_job({"InstanceGroups": [groups[0]]})], [], []) == ["not_applicable"]
}

test_cluster_asks_for_it_review if _kinds([_cluster("ml.p5.48xlarge")], [], []) == ["review"]

test_nothing_distributed_not_applicable if {
	_kinds([_job({"InstanceType": "ml.p4d.24xlarge", "InstanceCount": 1})], [], [_entry]) == ["not_applicable"]
	_kinds([_job({"InstanceType": "ml.m5.large", "InstanceCount": 4})], [], [_entry]) == ["not_applicable"]
	_kinds([_cluster("ml.m5.large")], [], [_entry]) == ["not_applicable"]
}

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("sagemaker:ListClusters", "eu-west-1")], [_entry]) == ["unknown"]
	_kinds([], [testing.gap("sagemaker:Search", "eu-west-1")], [_entry]) == ["unknown"]
}
