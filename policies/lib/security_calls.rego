# METADATA
# title: API calls of which somebody must learn
# description: |
#   The calls, by group, that weaken guardrails, logging or access, or that were denied. Each is given as
#   CloudTrail records it in any Region, with the members that are known before. IAM records its calls in
#   its home Region alone.
package lens.lib.security_calls

import data.lens.lib.bedrock_regions
import data.lens.lib.group

home := object.get(
	{"aws-cn": "cn-north-1", "aws-eusc": "eusc-de-east-1", "aws-us-gov": "us-gov-west-1"},
	input.partition,
	"us-east-1",
)

_of_bedrock := {
	"guardrail": {
		"DeleteEnforcedGuardrailConfiguration", "DeleteGuardrail", "PutEnforcedGuardrailConfiguration",
		"UpdateGuardrail",
	},
	"logging": {"DeleteModelInvocationLoggingConfiguration", "PutModelInvocationLoggingConfiguration"},
	"model_access": {
		"CreateFoundationModelAgreement", "PutFoundationModelEntitlement",
		"PutUseCaseForModelAccess",
	},
	"sharing": {"PutAccountDataRetention", "PutResourcePolicy"},
}

_of_iam := {
	"keys": {"CreateServiceSpecificCredential", "ResetServiceSpecificCredential"},
	"sharing": {"EnableOutboundWebIdentityFederation"},
}

# Service -> call -> whether it only reads. They stand for all calls that may be denied.
_denied := {
	"bedrock": {"Converse": true, "InvokeModel": true, "PutModelInvocationLoggingConfiguration": false},
	"bedrock-agentcore": {"CreateAgentRuntime": false, "GetAgentRuntime": true},
}

# [Region, group] -> the records of its calls, where Amazon Bedrock is in use.
groups := group.by_first(((_changes | _keys) | _denials))

records := {record | some _, list in groups; some record in list}

_changes := {[[region, name], _record("bedrock", call, _success)] |
	some region in bedrock_regions.in_use
	some name, calls in _of_bedrock
	some call in calls
}

_keys := {[[home, name], _record("iam", call, _success)] |
	count(bedrock_regions.in_use) > 0
	some name, calls in _of_iam
	some call in calls
}

_denials := {[[region, "denied"], _record(service, call, details)] |
	some service, calls in _denied
	some region in _used[service]
	some call, reads in calls
	details := {"readOnly": reads, "errorCode": "AccessDenied"}
}

# A denied call of AgentCore means little where nobody uses AgentCore.
_used := {"bedrock": bedrock_regions.in_use, "bedrock-agentcore": {r.region |
	some list in bedrock_regions.agentcore
	some r in list
}}

_success := {"readOnly": false, "errorCode": [], "errorMessage": []}

# The address is reserved for examples: it stands for any that a pattern does not name.
_record(service, call, details) := object.union(details, {
	"eventSource": sprintf("%s.amazonaws.com", [service]),
	"eventName": call,
	"eventType": "AwsApiCall",
	"eventCategory": "Management",
	"managementEvent": true,
	"recipientAccountId": input.account,
	"sourceIPAddress": "192.0.2.1",
})

# The call as a reader sees it.
label(record) := record.eventName if record.errorCode == []

label(record) := sprintf("%s: %s", [record.eventName, record.errorCode]) if is_string(record.errorCode)
