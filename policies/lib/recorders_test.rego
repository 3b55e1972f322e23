package lens_test.recorders_test

import data.lens.lib.recorders
import data.lens_test.testing

_recorder(properties) := testing.record(
	"AWS::Config::ConfigurationRecorder",
	testing.arn("config", "configuration-recorder/default"),
	properties,
)

_with(group) := _recorder({"recordingGroup": group})

_by(strategy, group) := _with(object.union(group, {"recordingStrategy": {"useOnly": strategy}}))

test_the_strategy_counts_first if {
	recorders.records(_by("ALL_SUPPORTED_RESOURCE_TYPES", {"allSupported": false}), "A")
	recorders.records(_by("INCLUSION_BY_RESOURCE_TYPES", {"allSupported": true, "resourceTypes": ["A"]}), "A")
	not recorders.records(_by("INCLUSION_BY_RESOURCE_TYPES", {"resourceTypes": ["A"]}), "B")
	excluded := {"exclusionByResourceTypes": {"resourceTypes": ["A"]}}
	not recorders.records(_by("EXCLUSION_BY_RESOURCE_TYPES", excluded), "A")
	recorders.records(_by("EXCLUSION_BY_RESOURCE_TYPES", excluded), "B")
	recorders.records(_by("EXCLUSION_BY_RESOURCE_TYPES", {}), "A")
}

test_a_strategy_that_nobody_knows_records_nothing if not recorders.records(_by("OTHER", {}), "A")

test_recorders_without_a_strategy if {
	recorders.records(_with({"allSupported": true, "resourceTypes": []}), "A")
	recorders.records(_with({"allSupported": false, "resourceTypes": ["A"]}), "A")
	not recorders.records(_with({"allSupported": false, "resourceTypes": ["B"]}), "A")
	not recorders.records(_with({"exclusionByResourceTypes": {"resourceTypes": ["A"]}}), "A")
	recorders.records(_with({"exclusionByResourceTypes": {"resourceTypes": ["A"]}}), "B")
	not recorders.records(_recorder({}), "A")
}

test_capitals_do_not_matter if {
	recorders.failing(_recorder({"lastStatus": "Failure"}))
	recorders.failing(_recorder({"lastStatus": "FAILURE"}))
	not recorders.failing(_recorder({"lastStatus": "SUCCESS"}))
	not recorders.failing(_recorder({}))
}

test_recorders_of_services_are_not_the_customers if {
	service := _recorder({"servicePrincipal": "observabilityadmin.amazonaws.com"})
	document := testing.facts([service], {}, [])
	found := recorders.own with input as document
	count(found) == 0
}

_left_out(records) := found if {
	types := {"AWS::Bedrock::Guardrail", "AWS::SageMaker::Model"}
	recorder := _with({"resourceTypes": ["AWS::Bedrock::Prompt"]})
	document := testing.facts(records, {}, [])
	found := recorders.left_out(recorder, types) with input as document
}

test_types_that_are_left_out if {
	guardrail := testing.record("AWS::Bedrock::Guardrail", testing.arn("bedrock", "guardrail/g"), {})
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A"), {})
	model := testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), {"ModelName": "m"})
	generative := object.union(model, {"properties": {"ModelName": "m", "PrimaryContainer": {"Image": "vllm"}}})
	_left_out([guardrail, agent, model]) == {"AWS::Bedrock::Guardrail"}
	_left_out([agent, generative]) == {"AWS::SageMaker::Model"}
	_left_out([object.union(guardrail, {"region": "eu-west-1"})]) == set()
}
