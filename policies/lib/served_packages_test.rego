package lens_test.lib.served_packages_test

import data.lens.lib.served_packages
import data.lens_test.testing

_endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
	"EndpointName": "e",
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{
		"VariantName": "v",
		"InstanceType": "ml.g5.xlarge",
		"ModelName": "m",
	}]},
})

_model(properties) := testing.record(
	"AWS::SageMaker::Model",
	testing.arn("sagemaker", "model/m"),
	object.union({"ModelName": "m"}, properties),
)

_package := testing.record("AWS::SageMaker::ModelPackage", testing.arn("sagemaker", "model-package/llm/1"), {
	"ModelPackageGroupName": "llm",
	"ModelApprovalStatus": "Approved",
})

_hub(account) := {"ModelDataSource": {"S3DataSource": {"HubAccessConfig": {"HubContentArn": sprintf(
	"arn:aws:sagemaker:us-east-1:%s:hub-content/h/Model/llm/1.0.0",
	[account],
)}}}}

_state(records) := {"packages": named, "unregistered": others, "hidden": count(hidden)} if {
	document := testing.facts(array.concat([_endpoint, _package], records), {}, [])
	packages := served_packages.packages with input as document
	named := [[name, count(found)] | some [_, _, name, found] in packages]
	unregistered := served_packages.unregistered with input as document
	others := [private | some [_, _, private] in unregistered]
	hidden := served_packages.hidden with input as document
}

test_packages if {
	named := {"PrimaryContainer": {"ModelPackageName": _package.id}}
	_state([_model(named)]) == {"packages": [[_package.id, 1]], "unregistered": [], "hidden": 0}
	other := {"PrimaryContainer": {"ModelPackageName": "p"}}
	_state([_model(other)]) == {"packages": [["p", 0]], "unregistered": [], "hidden": 0}
}

test_unregistered if {
	of := {"PrimaryContainer": _hub("111122223333")}
	_state([_model(of)]) == {"packages": [], "unregistered": [true], "hidden": 0}
	public := {"Containers": [_hub("aws"), {"Image": "i"}]}
	_state([_model(public)]) == {"packages": [], "unregistered": [false, false], "hidden": 0}
}

test_hidden if {
	_state([]) == {"packages": [], "unregistered": [], "hidden": 1}
	_state([_model({})]) == {"packages": [], "unregistered": [], "hidden": 1}
}
