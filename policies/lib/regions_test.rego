package lens_test.regions_test

import data.lens.lib.bedrock_regions
import data.lens.lib.regions
import data.lens_test.testing

_regions(records) := [bedrock, every_service] if {
	bedrock := bedrock_regions.in_use with input as testing.facts(records, {}, [])
	every_service := regions.in_use with input as testing.facts(records, {}, [])
}

_in_ireland(type, properties) := [testing.record_in("eu-west-1", type, "arn:x", properties)]

test_bedrock_is_use if {
	_regions(_in_ireland("AWS::Bedrock::Agent", {})) == [{"eu-west-1"}, {"eu-west-1"}]
}

test_q_business_is_use_but_not_of_bedrock if {
	_regions(_in_ireland("AWS::QBusiness::Application", {"status": "ACTIVE"})) == [set(), {"eu-west-1"}]
}

_endpoint(status, type) := _in_ireland("AWS::SageMaker::Endpoint", {
	"EndpointStatus": status,
	"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": type}]},
})

test_endpoint_of_a_generative_model_is_use_but_not_of_bedrock if {
	_regions(_endpoint("InService", "ml.g5.xlarge")) == [set(), {"eu-west-1"}]
	_regions(_endpoint("Updating", "ml.g5.xlarge")) == [set(), {"eu-west-1"}]
}

test_other_endpoints_do_not_count if {
	_regions(_endpoint("Failed", "ml.g5.xlarge")) == [set(), set()]
	_regions(_endpoint("InService", "ml.m5.large")) == [set(), set()]
}

test_a_function_alone_proves_nothing if _regions(_in_ireland("AWS::Lambda::Function", {})) == [set(), set()]

test_no_resources if _regions([]) == [set(), set()]
