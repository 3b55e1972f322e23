package lens_test.bedrock_regions_test

import data.lens.lib.bedrock_regions
import data.lens_test.testing

_regions(records) := found if {
	found := bedrock_regions.in_use with input as testing.facts(records, {}, [])
}

_in_ireland(type, properties) := [testing.record_in("eu-west-1", type, "arn:x", properties)]

test_one_resource_proves_use if {
	every type in [
		"AWS::Bedrock::Agent", "AWS::Bedrock::KnowledgeBase", "AWS::Bedrock::Flow",
		"AWS::Bedrock::Prompt", "AWS::Bedrock::Guardrail",
		"AWS::Bedrock::ApplicationInferenceProfile", "AWS::Bedrock::ProvisionedModelThroughput",
		"AWS::Bedrock::CustomModel", "AWS::Bedrock::ImportedModel", "AWS::BedrockAgentCore::Runtime",
		"AWS::BedrockAgentCore::Gateway", "AWS::BedrockAgentCore::Harness",
		"AWS::BedrockAgentCore::BrowserCustom", "AWS::BedrockAgentCore::CodeInterpreterCustom",
		"AWS::BedrockAgentCore::Memory",
	] {
		_regions(_in_ireland(type, {})) == {"eu-west-1"}
	}
}

test_invocation_logging_proves_use if {
	on := _in_ireland("AWS::Bedrock::ModelInvocationLoggingConfiguration", {
		"loggingConfig": {"textDataDeliveryEnabled": true},
	})
	_regions(on) == {"eu-west-1"}
}

test_invocation_logging_that_is_off_does_not if {
	_regions(_in_ireland("AWS::Bedrock::ModelInvocationLoggingConfiguration", {})) == set()
}

_metric(name) := [testing.record_in("eu-west-1", "AWS::CloudWatch::Metric", name, {"Namespace": name})]

test_metrics_prove_use if {
	_regions(_metric("AWS/Bedrock")) == {"eu-west-1"}
	_regions(_metric("AWS/BedrockMantle")) == {"eu-west-1"}
	_regions(_metric("AWS/Lambda")) == set()
}

test_metrics_tell_the_endpoints_apart if {
	document := testing.facts(array.concat(_metric("AWS/Bedrock"), _metric("AWS/BedrockMantle")), {}, [])
	mantle := testing.facts(_metric("AWS/BedrockMantle"), {}, [])
	called := bedrock_regions.called with input as document
	called == {"eu-west-1"}
	silent := bedrock_regions.called with input as mantle
	silent == set()
	other := bedrock_regions.mantle with input as mantle
	other == {"eu-west-1"}
}

test_other_services_do_not_count if {
	_regions(_in_ireland("AWS::QBusiness::Application", {"status": "ACTIVE"})) == set()
	_regions(_in_ireland("AWS::Lambda::Function", {})) == set()
	_regions([]) == set()
}
