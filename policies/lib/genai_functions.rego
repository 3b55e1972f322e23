# METADATA
# title: Functions of generative AI
# description: |
#   Lambda functions that agents, flows, knowledge bases, gateways, harnesses and evaluators are
#   configured with, functions whose role may call a model (D6), and functions that the configuration
#   declares.
package lens.lib.genai_functions

import data.lens.lib.called_functions
import data.lens.lib.declared
import data.lens.lib.principals

# {arn, region, by}: the ARN has no version or alias. `by` is the id of what is configured with it,
# the ARN of its role, or "workload" if it is declared. A function may belong to another account.
functions := (_configured | _by_role) | _declared

# The ARNs, for a look-up.
arns := {f.arn | some f in functions}

# {[ARN as it is named, id of what is configured with it, its type], ...}. All members of these
# types are read, at any depth: a function in any of them is called.
mentions := {[value, r.id, r.type] |
	some list in _types
	some r in list
	walk(r.properties, [_, value])
	is_string(value)
	regex.match(`^arn:[^:]*:lambda:[^:]+:[0-9]+:function:`, value)
}

_configured := {{"arn": arn, "region": split(arn, ":")[3], "by": by} |
	some [value, by, _] in mentions
	arn := called_functions.function(value)
}

_types := [
	input.resources["AWS::Bedrock::Agent"],
	input.resources["AWS::Bedrock::AgentVersion"],
	input.resources["AWS::Bedrock::AgentActionGroup"],
	input.resources["AWS::Bedrock::Flow"],
	input.resources["AWS::Bedrock::FlowVersion"],
	input.resources["AWS::Bedrock::DataSource"],
	input.resources["AWS::BedrockAgentCore::Gateway"],
	input.resources["AWS::BedrockAgentCore::GatewayTarget"],
	input.resources["AWS::BedrockAgentCore::Harness"],
	input.resources["AWS::BedrockAgentCore::Evaluator"],
]

_by_role := {{"arn": f.id, "region": f.region, "by": role} |
	some f in input.resources["AWS::Lambda::Function"]
	role := f.properties.Role
	principals.model_use[role]
}

_declared := {{"arn": f.id, "region": f.region, "by": "workload"} |
	known := declared.ids(input.workload.functions, input.resources["AWS::Lambda::Function"])
	some f in input.resources["AWS::Lambda::Function"]
	f.id in known
}
