package lens_test.gensec06_bp01.model_registry_approval_test

import data.lens_test.testing

_control := "GENSEC06-BP01/model-registry-approval"

_id := testing.arn("sagemaker", "endpoint/e")

_variant := {"VariantName": "main", "InstanceType": "ml.g5.xlarge"}

_endpoint(variant) := testing.record("AWS::SageMaker::Endpoint", _id, {
	"EndpointName": "e",
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [object.union(_variant, variant)]},
})

_serving := _endpoint({"ModelName": "m"})

_model(name, properties) := testing.record(
	"AWS::SageMaker::Model",
	testing.arn("sagemaker", sprintf("model/%s", [name])),
	object.union({"ModelName": name}, properties),
)

_arn(version) := testing.arn("sagemaker", sprintf("model-package/llm/%d", [version]))

_version(number, properties) := testing.record(
	"AWS::SageMaker::ModelPackage", _arn(number),
	object.union({"ModelPackageGroupName": "llm"}, properties),
)

_versions := [
	_version(1, {"ModelApprovalStatus": "Approved"}),
	_version(2, {"ModelApprovalStatus": "PendingManualApproval"}),
	_version(3, {"ModelApprovalStatus": "Rejected"}),
	_version(4, {}),
]

_of(version) := {"ModelPackageName": _arn(version)}

_image := {"Image": "1.dkr.ecr.us-east-1.amazonaws.com/own:1"}

_primary(container) := _model("m", {"PrimaryContainer": container})

_component(properties) := testing.record(
	"AWS::SageMaker::InferenceComponent",
	testing.arn("sagemaker", "inference-component/part"),
	object.union({"EndpointName": "e"}, properties),
)

_hub(account) := {"ModelDataSource": {"S3DataSource": {"HubAccessConfig": {"HubContentArn": sprintf(
	"arn:aws:sagemaker:us-east-1:%s:hub-content/h/Model/llm/1.0.0",
	[account],
)}}}}

_facts(records, gaps) := testing.facts(array.concat(_versions, records), {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_no_package_fails if {
	testing.results(_control, _facts([_serving, _primary(_image)], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("", [
			`a container of model "m" comes from no model package, as `,
			"GENREL04-BP02/endpoint-model-from-approved-package says too",
		]),
		"proof": [{"id": _primary(_image).id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_approved_package_passes if {
	_kinds([_serving, _primary(_of(1))], []) == ["pass"]
	testing.proofs(_control, _facts([_serving, _primary(_of(1))], [])) == [{
		"id": _arn(1),
		"pointer": "/properties",
	}]
}

test_package_that_is_not_approved_fails if {
	every version, status in {2: "PendingManualApproval", 3: "Rejected"} {
		records := [_serving, _primary(_of(version))]
		_kinds(records, []) == ["fail"]
		_messages(records) == [sprintf(
			`model "m" comes from model package "%s", whose approval status is "%s"`,
			[_arn(version), status],
		)]
	}
	testing.proofs(_control, _facts([_serving, _primary(_of(3))], [])) == [{
		"id": _arn(3),
		"pointer": "/properties",
	}]
}

test_package_without_status_fails if {
	_kinds([_serving, _primary(_of(4))], []) == ["fail"]
	_messages([_serving, _primary(_of(4))]) == [sprintf(
		`model "m" comes from model package "%s", which has no approval status`,
		[_arn(4)],
	)]
}

_relaxed(records) := testing.kinds(_control, testing.facts(
	array.concat(_versions, records),
	{_control: {"require_registry": false}},
	[],
))

test_registry_is_not_required if {
	_relaxed([_serving, _primary(_image)]) == ["pass"]
	_relaxed([_serving, _primary(_hub("111122223333"))]) == ["pass"]
	_relaxed([_serving, _primary(_of(3))]) == ["fail"]
	_relaxed([_endpoint({}), _component({"Specification": {"BaseInferenceComponentName": "b"}})]) == ["pass"]
}

test_every_container_needs_a_package if {
	_kinds([_serving, _model("m", {"Containers": [_of(1), _of(1)]})], []) == ["pass"]
	_kinds([_serving, _model("m", {"Containers": [_of(1), _image]})], []) == ["fail"]
	_kinds([_serving, _model("m", {"Containers": [_of(1), _of(3)]})], []) == ["fail"]
}

test_models_of_pools if {
	pool := {"InstanceType": "ml.g5.xlarge", "ModelNameOverride": "n"}
	endpoint := _endpoint({"ModelName": "m", "InstancePools": [pool]})
	_kinds([endpoint, _primary(_of(1)), _model("n", {"PrimaryContainer": _image})], []) == ["fail"]
	_kinds([endpoint, _primary(_image), _model("n", {"PrimaryContainer": _of(1)})], []) == ["pass"]
}

test_components if {
	_kinds([_endpoint({}), _component({"Specification": {"ModelName": "m"}}), _primary(_of(1))], []) == ["pass"]
	_kinds([_endpoint({}), _component({"Specification": {"ModelName": "m"}}), _primary(_image)], []) == ["fail"]
	several := {"Specifications": [{"ModelName": "m"}, {"ModelName": "n"}]}
	other := _model("n", {"PrimaryContainer": _image})
	_kinds([_endpoint({}), _component(several), _primary(_of(1)), other], []) == ["fail"]
}

test_adapter_fails if {
	adapter := {"Specification": {
		"BaseInferenceComponentName": "base",
		"Container": {"ArtifactUrl": {"redacted": {}}},
	}}
	records := [_serving, _primary(_of(1)), _component(adapter)]
	_kinds(records, []) == ["fail"]
	_messages(records) == [
		`inference component "part" runs a container or an adapter that comes from no model package`,
	]
	testing.proofs(_control, _facts(records, [])) == [{"id": _component({}).id, "pointer": "/properties"}]
}

test_component_of_which_nothing_is_shown_unknown if {
	records := [_serving, _primary(_of(1)), _component({"Specification": {"ComputeResourceRequirements": {}}})]
	_kinds(records, []) == ["unknown"]
	_messages(records) == [`AWS does not show what inference component "part" runs`]
}

test_private_hub_in_review if {
	_kinds([_serving, _primary(_hub("111122223333"))], []) == ["review"]
	_messages([_serving, _primary(_hub("111122223333"))]) == [
		`a container of model "m" comes from a private hub: decide whether its content is approved`,
	]
	testing.proofs(_control, _facts([_serving, _primary(_hub("111122223333"))], [])) == [{
		"id": _primary({}).id,
		"pointer": "/properties",
	}]
	_kinds([_serving, _primary(_hub("aws"))], []) == ["fail"]
}

test_package_that_was_not_found_unknown if {
	name := "arn:aws:sagemaker:us-east-1:444455556666:model-package/llm/1"
	_kinds([_serving, _primary({"ModelPackageName": name})], []) == ["unknown"]
	_messages([_serving, _primary({"ModelPackageName": name})]) == [
		sprintf(`AWS does not show model package "%s", so it is not known whether it is approved`, [name]),
	]
}

test_model_that_was_not_found_unknown if {
	_kinds([_serving], []) == ["unknown"]
	_messages([_serving]) == [`AWS does not show the containers of model "m"`]
	_kinds([_serving, _model("m", {})], []) == ["unknown"]
}

test_nothing_served_not_applicable if {
	_kinds([], []) == ["not_applicable"]
	_kinds([_endpoint({})], []) == ["not_applicable"]
	other := _endpoint({"InstanceType": "ml.m5.large", "ModelName": "m"})
	_kinds([other, _primary(_image)], []) == ["not_applicable"]
}

_gap(operation, place) := testing.gap(sprintf("sagemaker:%s", [operation]), place)

test_lost_details if {
	component := _component({"Specification": {"ModelName": "m"}})
	gap := _gap("DescribeInferenceComponent", component.id)
	_kinds([_serving, component, _primary(_of(1))], [gap]) == ["unknown"]
	_kinds([_serving, component, _primary(_image)], [gap]) == ["fail"]
	_kinds([_serving, _model("m", {})], [_gap("DescribeModel", _primary({}).id)]) == ["unknown", "unknown"]
}

test_lost_listings_unknown if {
	_kinds([], [_gap("ListEndpoints", "us-east-1")]) == ["unknown"]
	components := _gap("ListInferenceComponents", "us-east-1")
	_kinds([_serving, _primary(_of(1))], [components]) == ["unknown", "unknown"]
	_kinds([_serving], [_gap("ListModels", "us-east-1")]) == ["unknown", "unknown"]
	every operation in ["ListModelPackageGroups", "ListModelPackages"] {
		document := testing.facts([_serving, _primary(_of(1))], {}, [_gap(operation, "us-east-1")])
		testing.kinds(_control, document) == ["unknown"]
	}
}
