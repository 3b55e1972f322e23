# METADATA
# title: Log groups of generative AI
# description: |
#   The log groups that hold prompts, answers, traces or logs of agents: those that model invocation
#   logging, deliveries, functions and SageMaker AI endpoints write to, and those that AWS names after
#   the service. The spans of a whole Region count where generative AI is used.
package lens.lib.genai_log_groups

import data.lens.lib.facts
import data.lens.lib.generative_sagemaker

# The ids of the log groups, even if they do not exist.
ids := _own | _spans

_own := (_written | _delivered) | ((_functions | _endpoints) | _named)

_written := {g.id | some g in data.lens.lib.invocation_logs.groups}

_delivered := {group |
	some use in data.lens.lib.deliveries.used
	split(use.resource, ":")[2] in {"bedrock", "bedrock-agentcore", "qbusiness"}
	destination := facts.get("AWS::Logs::DeliveryDestination", use.destination)
	target := destination.properties.deliveryDestinationConfiguration.destinationResourceArn
	group := trim_suffix(target, ":*")
}

# A function writes to a group with its name, unless it names another.
_functions := {id |
	some arn in data.lens.lib.genai_functions.arns
	[_, partition, _, region, account, _, _] := split(arn, ":")
	account == input.account
	id := sprintf("arn:%s:logs:%s:%s:log-group:%s", [partition, region, account, _group_of(arn)])
}

# An endpoint writes to a group with its name, and each of its inference components to its own.
# Their ARNs have the names in small letters.
_endpoints := {_hosted(endpoint.region, "Endpoints", endpoint.properties.EndpointName) |
	some id in generative_sagemaker.endpoints
	endpoint := facts.get("AWS::SageMaker::Endpoint", id)
} | {_hosted(component.region, "InferenceComponents", component.properties.InferenceComponentName) |
	some component in input.resources["AWS::SageMaker::InferenceComponent"]
}

_hosted(region, kind, name) := sprintf(
	"arn:%s:logs:%s:%s:log-group:/aws/sagemaker/%s/%s",
	[input.partition, region, input.account, kind, name],
)

_group_of(arn) := group if {
	function := facts.get("AWS::Lambda::Function", arn)
	group := function.properties.LoggingConfig.LogGroup
} else := concat("", ["/aws/lambda/", name]) if {
	name := split(arn, ":")[6]
}

_named := {group.id |
	some group in input.resources["AWS::Logs::LogGroup"]
	regex.match(`^/aws/(bedrock-agentcore/|vendedlogs/bedrock)`, group.name)
}

_spans := {group.id |
	some group in input.resources["AWS::Logs::LogGroup"]
	group.name == "aws/spans"
	group.region in (data.lens.lib.regions.in_use | {split(id, ":")[3] | some id in _own})
}
