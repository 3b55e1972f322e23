# METADATA
# title: AgentCore runtimes and the versions that endpoints serve
# description: |
#   Each runtime, but those that AgentCore makes for a harness: what runs for a harness is the harness's.
package lens.lib.served_runtimes

import data.lens.lib.agent_roles
import data.lens.lib.facts

_type := "AWS::BedrockAgentCore::Runtime"

all := [r | some r in input.resources[_type]; agent_roles.runner(r.id) == r.id]

# [runtime, a version of it that an endpoint serves].
versions := [[r, v] |
	some v in input.resources["AWS::BedrockAgentCore::RuntimeVersion"]
	r := facts.get(_type, agent_roles.runtime_of(v))
	agent_roles.runner(r.id) == r.id
]

# [runtime, an endpoint of it].
endpoints := [[r, e] |
	some e in input.resources["AWS::BedrockAgentCore::RuntimeEndpoint"]
	r := facts.get(_type, regex.replace(e.id, `/runtime-endpoint/[^/]*$`, ""))
	agent_roles.runner(r.id) == r.id
]

# {[subject, id], ...}: a version is read for the endpoints that serve it. A runtime may be that of
# a harness which was not read.
relies_on := {[facts.subject(r), e.id] | some [r, e] in endpoints} | {[facts.subject(r), h.id] |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	not h.properties.environment
	some r in all
	r.region == h.region
}
