package lens_test.lib.marketplace_models_test

import data.lens.lib.marketplace_models
import data.lens_test.testing

_shop := testing.arn("bedrock", "marketplace-model-endpoint/shop")

_arn := testing.arn("sagemaker", "endpoint/shop")

_market(properties) := testing.record(
	"AWS::Bedrock::MarketplaceModelEndpoint",
	_shop,
	object.union({"endpointArn": _arn}, properties),
)

_found(records) := {subject.id | some [subject, _] in pairs} if {
	document := testing.facts(records, {}, [])
	pairs := marketplace_models.answering with input as document
}

test_answering if {
	_found([_market({"endpointStatus": "InService"})]) == {_shop}
	_found([_market({})]) == {_shop}
	_found([_market({"endpointStatus": "Creating"})]) == set()
	_found([]) == set()
}

test_known_from_sagemaker if {
	endpoint := testing.record("AWS::SageMaker::Endpoint", _arn, {
		"EndpointName": "shop",
		"EndpointStatus": "InService",
		"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.g5.xlarge"}]},
	})
	_found([_market({}), endpoint]) == set()
}
