# METADATA
# title: Functions that agents, flows and gateways wait for
# description: |
#   The function of an action group, of an agent's own orchestration, of a node of a flow, of a gateway's
#   target or of an interceptor. They are called synchronously, as they are named: by the ARN of the
#   function, of an alias or of a version. An action group that is disabled calls nothing.
package lens.lib.called_functions

import data.lens.lib.facts

# {arn, kind, by}: the ARN as it is named, "tool" or "interceptor", and the id of what calls it.
calls := ((_groups | _orchestrations) | (_nodes | _targets)) | _interceptors

# The record with the settings of the function, alias or version that an ARN names.
# The listing of functions shows a function's own, and the others have a record of theirs.
settings(arn) := record if {
	record := facts.get("AWS::Lambda::Function", _own(arn))
} else := record if {
	record := facts.get("AWS::Lambda::FunctionConfiguration", sprintf("%s/configuration", [arn]))
}

# The ARN of the function that an ARN names, without an alias or version.
function(arn) := concat(":", array.slice(split(arn, ":"), 0, 7))

# The subject of a result about a function, which may belong to another account.
subject(arn) := {"type": "AWS::Lambda::Function", "id": id, "region": split(id, ":")[3], "item": ""} if {
	id := function(arn)
}

# The alias or version that an ARN names; it is empty for the function itself.
qualifier(arn) := concat(":", array.slice(split(_own(arn), ":"), 7, 8))

_own(arn) := trim_suffix(arn, ":$LATEST")

_groups := {{"arn": arn, "kind": "tool", "by": r.id} |
	some r in input.resources["AWS::Bedrock::AgentActionGroup"]
	object.get(r.properties, "actionGroupState", "ENABLED") != "DISABLED"
	arn := r.properties.actionGroupExecutor.lambda
}

_orchestrations := {{"arn": arn, "kind": "tool", "by": r.id} |
	some type in ["AWS::Bedrock::Agent", "AWS::Bedrock::AgentVersion"]
	some r in input.resources[type]
	arn := r.properties.customOrchestration.executor.lambda
}

# A loop has nodes of its own.
_nodes := {{"arn": arn, "kind": "tool", "by": r.id} |
	some type in ["AWS::Bedrock::Flow", "AWS::Bedrock::FlowVersion"]
	some r in input.resources[type]
	walk(r.properties.definition, [_, node])
	arn := node.configuration.lambdaFunction.lambdaArn
}

_targets := {{"arn": arn, "kind": "tool", "by": r.id} |
	some r in input.resources["AWS::BedrockAgentCore::GatewayTarget"]
	arn := r.properties.targetConfiguration.mcp.lambda.lambdaArn
}

_interceptors := {{"arn": arn, "kind": "interceptor", "by": r.id} |
	some r in input.resources["AWS::BedrockAgentCore::Gateway"]
	some one in r.properties.interceptorConfigurations
	arn := one.interceptor.lambda.arn
}
