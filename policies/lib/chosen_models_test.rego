package lens_test.lib.chosen_models_test

import data.lens.lib.chosen_models
import data.lens_test.testing

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})

_endpoint(type) := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/chat"), {
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": type}]},
})

_assistant := testing.record("AWS::QBusiness::Application", testing.arn("qbusiness", "application/q"), {})

test_bedrock_in_use if chosen_models.in_use with input as testing.facts([_agent], {}, [])

test_generative_endpoint_in_use if {
	chosen_models.in_use with input as testing.facts([_endpoint("ml.g5.xlarge")], {}, [])
}

test_other_endpoint_not_in_use if {
	not chosen_models.in_use with input as testing.facts([_endpoint("ml.m5.large")], {}, [])
}

test_assistant_alone_not_in_use if not chosen_models.in_use with input as testing.facts([_assistant], {}, [])
