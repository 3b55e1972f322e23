# METADATA
# title: Functions that agents, flows, gateways, harnesses and data sources call
# description: |
#   The function of an action group, an agent's orchestration or parser, a node of a flow, a target or
#   an interceptor of a gateway, a hook of a harness, and a transformation of a knowledge base's
#   documents.
package lens.lib.action_functions

import data.lens.lib.called_functions
import data.lens.lib.facts
import data.lens.lib.genai_functions
import data.lens.lib.group

# [{subject, arns, by}]: `arns` are those by which the function is named, of itself or of an alias
# or a version, and `by` the ids of what names it. A function may belong to another account.
all := [one |
	some plain, uses in group.by_first(_mentions)
	one := {
		"subject": called_functions.subject(plain),
		"arns": {arn | some [arn, _] in uses},
		"by": {by | some [_, by] in uses},
	}
]

# An evaluator calls no function for an agent.
_mentions := {[plain, [arn, by]] |
	some [arn, by, type] in genai_functions.mentions
	type != "AWS::BedrockAgentCore::Evaluator"
	plain := called_functions.function(arn)
}

# The function's record. Undefined if the account does not list it.
record(one) := facts.get("AWS::Lambda::Function", one.subject.id)

# What was not read of an alias or a version is asked about for what names it: [subject, id].
relies_on := {[one.subject, by] | some one in all; some by in one.by}
