package lens_test.lib.security_calls_test

import data.lens.lib.security_calls
import data.lens_test.testing

_guardrail(region) := testing.record_in(
	region,
	"AWS::Bedrock::Guardrail",
	sprintf("arn:aws:bedrock:%s:111122223333:guardrail/g", [region]),
	{},
)

_arn := testing.arn("bedrock-agentcore", "runtime/r")

_runtime := testing.record("AWS::BedrockAgentCore::Runtime", _arn, {})

# [Region, group, labels] of each group.
_groups(records, more) := {[place[0], place[1], labels] |
	some place, found in places
	labels := {security_calls.label(record) | some record in found}
} if {
	facts := object.union(testing.facts(records, {}, []), more)
	places := security_calls.groups with input as facts
}

_keys := {"CreateServiceSpecificCredential", "ResetServiceSpecificCredential"}

test_groups_of_a_region if {
	_groups([_guardrail("us-east-1")], {}) == {
		["us-east-1", "guardrail", {
			"DeleteEnforcedGuardrailConfiguration", "DeleteGuardrail",
			"PutEnforcedGuardrailConfiguration", "UpdateGuardrail",
		}],
		["us-east-1", "logging", {
			"DeleteModelInvocationLoggingConfiguration",
			"PutModelInvocationLoggingConfiguration",
		}],
		["us-east-1", "sharing", {
			"EnableOutboundWebIdentityFederation", "PutAccountDataRetention", "PutResourcePolicy",
		}],
		["us-east-1", "model_access", {
			"CreateFoundationModelAgreement", "PutFoundationModelEntitlement", "PutUseCaseForModelAccess",
		}],
		["us-east-1", "keys", _keys],
		["us-east-1", "denied", {
			"Converse: AccessDenied", "InvokeModel: AccessDenied",
			"PutModelInvocationLoggingConfiguration: AccessDenied",
		}],
	}
}

test_calls_of_iam_in_the_home_region if {
	found := _groups([_guardrail("eu-west-1")], {})
	["us-east-1", "keys", _keys] in found
	["us-east-1", "sharing", {"EnableOutboundWebIdentityFederation"}] in found
	{group | some ["us-east-1", group, _] in found} == {"keys", "sharing"}
	["eu-west-1", "sharing", {"PutAccountDataRetention", "PutResourcePolicy"}] in found
	china := _groups([_guardrail("cn-north-1")], {"partition": "aws-cn"})
	["cn-north-1", "keys", _keys] in china
	count({region | some [region, _, _] in china}) == 1
}

test_denied_calls_of_agentcore_where_it_is_used if {
	found := _groups([_runtime], {})
	some ["us-east-1", "denied", labels] in found
	{"CreateAgentRuntime: AccessDenied", "GetAgentRuntime: AccessDenied"} & labels == {
		"CreateAgentRuntime: AccessDenied",
		"GetAgentRuntime: AccessDenied",
	}
}

test_nothing_in_use if _groups([], {}) == set()
