package lens_test.lib.model_versions_test

import data.lens.lib.model_versions
import data.lens_test.testing

_group := testing.record(
	"AWS::SageMaker::ModelPackageGroup",
	testing.arn("sagemaker", "model-package-group/llm"),
	{"ModelPackageGroupName": "llm"},
)

_version(number, properties) := testing.record(
	"AWS::SageMaker::ModelPackage",
	testing.arn("sagemaker", sprintf("model-package/llm/%d", [number])),
	object.union({"ModelPackageGroupName": "llm", "ModelPackageStatus": "Completed"}, properties),
)

_all := [
	_version(1, {"ModelApprovalStatus": "Approved"}),
	_version(2, {"ModelApprovalStatus": "Approved", "ModelPackageStatus": "Failed"}),
	_version(3, {"ModelApprovalStatus": "Approved", "ModelPackageRegistrationType": "Logged"}),
	_version(4, {"ModelApprovalStatus": "Approved", "ModelPackageRegistrationType": "Registered"}),
	_version(5, {"ModelApprovalStatus": "Rejected"}),
	_version(6, {"ModelApprovalStatus": "PendingManualApproval"}),
	_version(17, {}),
]

_numbers(versions) := {model_versions.number(v) | some v in versions}

test_versions_of_a_group if {
	other := [
		_version(8, {"ModelPackageGroupName": "other"}),
		object.union(_version(9, {}), {"region": "eu-west-1"}),
	]
	document := testing.facts(array.concat(_all, other), {}, [])
	found := model_versions.of(_group) with input as document
	_numbers(found) == {1, 2, 3, 4, 5, 6, 17}
	none := testing.facts([], {}, [])
	model_versions.of(_group) == [] with input as none
}

test_usable_and_pending if {
	_numbers(model_versions.usable(_all)) == {1, 4}
	_numbers(model_versions.pending(_all)) == {6}
}

test_no_number if not model_versions.number({"id": testing.arn("sagemaker", "model-package/own")})
