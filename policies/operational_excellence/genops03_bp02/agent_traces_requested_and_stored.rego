# METADATA
# title: Request traces of agents and flows, and keep them
# description: >-
#   A trace shows each step of an agent or a flow, and why it was taken. The caller asks for it with
#   each request (enableTrace), and gets it in the answer. No API shows this, so a person states it.
# custom:
#   id: GENOPS03-BP02/agent-traces-requested-and-stored
#   severity: high
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: [bedrock-agent:ListAgentAliases, bedrock-agent:ListFlowAliases]
#   evidence: []
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state which applications set enableTrace when they call agents and flows, where they keep the
#       traces, and who may read them; write it with:
#       genai-lens attest GENOPS03-BP02/agent-traces-requested-and-stored
#   item: none
#   remediation: >-
#     Set enableTrace in the code that calls InvokeAgent, InvokeInlineAgent or InvokeFlow, and write
#     the traces to a log group or a bucket that only few may read. Then attest it.
package lens.controls.genops03_bp02.agent_traces_requested_and_stored

import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") | count(_own) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}

# The aliases that somebody made. Each agent and flow also has a built-in one for tests.
_own := {id |
	some alias in input.resources["AWS::Bedrock::AgentAlias"]
	alias.properties.agentAliasId != "TSTALIASID"
	id := alias.id
} | {id |
	some alias in input.resources["AWS::Bedrock::FlowAlias"]
	alias.properties.id != "TSTALIASID"
	id := alias.id
}
