package lens_test.genrel04_bp02.registry_groups_releasable_test

import data.lens_test.testing

_control := "GENREL04-BP02/registry-groups-releasable"

_group_made(time, properties) := testing.record(
	"AWS::SageMaker::ModelPackageGroup",
	testing.arn("sagemaker", "model-package-group/llm"),
	object.union({"ModelPackageGroupName": "llm", "CreationTime": time}, properties),
)

_group := _group_made("2025-01-01T00:00:00Z", {})

_young := _group_made("2026-07-25T00:00:00Z", {})

_arn(number) := testing.arn("sagemaker", sprintf("model-package/llm/%d", [number]))

_version(number, approval, changes) := testing.record(
	"AWS::SageMaker::ModelPackage", _arn(number),
	object.union(
		{
			"ModelPackageGroupName": "llm",
			"ModelPackageVersion": number,
			"ModelPackageStatus": "Completed",
			"ModelApprovalStatus": approval,
			"CreationTime": "2026-01-01T00:00:00Z",
			"InferenceSpecification": {"Containers": [{"Image": "vllm"}]},
		},
		changes,
	),
)

_recent := {"CreationTime": "2026-07-20T00:00:00Z"}

_serving(number) := [
	testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
		"EndpointName": "e",
		"EndpointStatus": "InService",
		"DescribeEndpointConfig": {"ProductionVariants": [{
			"VariantName": "main",
			"InstanceType": "ml.g5.xlarge",
			"ModelName": "m",
		}]},
	}),
	testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), {
		"ModelName": "m",
		"PrimaryContainer": {"ModelPackageName": _arn(number)},
	}),
]

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_no_approved_version_fails if {
	testing.results(_control, testing.facts([_group, _version(1, "Rejected", {})], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::SageMaker::ModelPackageGroup",
			"id": _group.id,
			"region": "us-east-1",
			"item": "",
		},
		"message": "it has no version that is approved and completed",
		"proof": [{"id": _group.id, "pointer": "/properties"}],
		"causes": [],
	}]
	_kinds([_group, _version(1, "Approved", {"ModelPackageStatus": "Failed"})], []) == ["fail"]
	_kinds([_group, _version(1, "Approved", {"ModelPackageRegistrationType": "Logged"})], []) == ["fail"]
}

test_approved_version_passes if {
	_kinds([_group, _version(1, "Approved", {})], []) == ["pass"]
	testing.proofs(_control, testing.facts([_group, _version(1, "Approved", {})], {}, [])) == [{
		"id": _arn(1),
		"pointer": "/properties",
	}]
}

test_version_that_waits_too_long_fails if {
	records := [_group, _version(1, "Approved", {}), _version(2, "PendingManualApproval", {})]
	_messages(records) == ["version 2 has waited for approval for 7 months, and at most 30 days are allowed"]
	testing.proofs(_control, testing.facts(records, {}, [])) == [{"id": _arn(2), "pointer": "/properties"}]
	params := {_control: {"max_pending_days": 365}}
	testing.kinds(_control, testing.facts(records, params, [])) == ["pass"]
}

test_version_that_waits_for_some_days_passes if {
	_kinds([_group, _version(1, "Approved", {}), _version(2, "PendingManualApproval", _recent)], []) == ["pass"]
	failed := _version(2, "PendingManualApproval", {"ModelPackageStatus": "Failed"})
	_kinds([_group, _version(1, "Approved", {}), failed], []) == ["pass"]
}

_thinned := [_group, _version(1, "Rejected", {}), _version(3, "Approved", {})]

test_served_group_without_an_earlier_version_fails if {
	records := array.concat(_thinned, _serving(3))
	_messages(records) == [
		"an endpoint serves it, and version 3 is the only one that is approved and completed",
	]
	testing.proofs(_control, testing.facts(records, {}, [])) == [{"id": _arn(3), "pointer": "/properties"}]
}

test_earlier_version_passes if {
	_kinds(_thinned, []) == ["pass"]
	_kinds(array.concat([_group, _version(1, "Approved", {})], _serving(1)), []) == ["pass"]
	kept := [_version(2, "Approved", {})]
	_kinds(array.concat(array.concat(_thinned, kept), _serving(3)), []) == ["pass"]
}

test_group_of_grace if {
	_kinds([_young], []) == ["not_applicable"]
	_kinds([_group], []) == ["fail"]
	_kinds([_young, _version(1, "PendingManualApproval", _recent)], []) == ["pass"]
	testing.kinds(_control, testing.facts([_young], {_control: {"grace_days": 3}}, [])) == ["fail"]
}

test_group_that_is_deleted_is_left_alone if {
	deleted := _group_made("2025-01-01T00:00:00Z", {"ModelPackageGroupStatus": "Deleting"})
	_kinds([deleted], []) == ["not_applicable"]
}

test_other_group_not_applicable if {
	plain := {"InferenceSpecification": {"Containers": [{"Image": "xgboost"}]}}
	_kinds([_group, _version(1, "Rejected", plain)], []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

_gap(operation, place) := testing.gap(sprintf("sagemaker:%s", [operation]), place)

test_lost_versions_unknown if {
	gap := _gap("ListModelPackages", _group.id)
	_kinds([_group], [gap]) == ["unknown", "unknown"]
	_kinds([_group, _version(1, "Rejected", {})], [gap]) == ["unknown", "unknown"]
	waiting := [_group, _version(1, "PendingManualApproval", {}), _version(2, "Approved", {})]
	testing.verdicts(_control, testing.facts(waiting, {}, [gap])) == {
		["fail", _group.id, ""],
		["unknown", "arn:aws:iam::111122223333:root", ""],
	}
	_kinds([], [_gap("ListModelPackageGroups", "us-east-1")]) == ["unknown"]
}

test_lost_model_matters_only_without_an_earlier_version if {
	model := _serving(3)[1]
	gap := _gap("DescribeModel", model.id)
	unread := [_serving(3)[0], testing.without(model, "PrimaryContainer")]
	_kinds(array.concat(_thinned, unread), [gap]) == ["unknown"]
	_kinds(array.concat([_group, _version(1, "Approved", {})], _serving(1)), [gap]) == ["pass"]
}

test_lost_endpoints_unknown if _kinds(_thinned, [_gap("ListEndpoints", "us-east-1")]) == ["unknown"]
