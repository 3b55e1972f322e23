# METADATA
# title: Policies of the policy engines that gateways use
# description: |
#   A policy belongs to the engine whose ARN its own ARN begins with. A policy whose change or deletion
#   failed, or is under way, may be in force as it was: AWS does not say.
package lens.lib.tool_policies

import data.lens.lib.group

# The ARN of the policy engine of a gateway.
engine(g) := g.properties.policyEngineConfiguration.arn

# ARN of an engine that a gateway uses -> its policies, but those that cannot be in force.
of_engine := group.by_first({[arn, p] |
	engines := {engine(g) | some g in input.resources["AWS::BedrockAgentCore::Gateway"]}
	some p in input.resources["AWS::BedrockAgentCore::Policy"]
	p.properties.status in {"ACTIVE", "DELETE_FAILED", "UPDATE_FAILED", "UPDATING"}
	arn := split(p.id, "/policy/")[0]
	arn in engines
})

# Whether a policy is certainly in force.
in_force(p) if p.properties.status == "ACTIVE"

# How the engine of a gateway decides: enforces, changing if only policies that may be in force do,
# not-here if AWS does not answer for it here, or what is wrong.
state(g) := "no-engine" if {
	not g.properties.policyEngineConfiguration
} else := "log-only" if {
	_mode(g) == "LOG_ONLY"
} else := "mode-not-shown" if {
	_mode(g) != "ENFORCE"
} else := "enforces" if {
	some p in _deciding(g)
	in_force(p)
} else := "changing" if {
	count(_deciding(g)) > 0
} else := "no-policy" if {
	parts := split(engine(g), ":")
	parts[4] == input.account
	parts[3] == g.region
} else := "not-here"

_mode(g) := object.get(g.properties, ["policyEngineConfiguration", "mode"], "")

# One in LOG_ONLY only logs.
_deciding(g) := [p |
	some p in object.get(of_engine, engine(g), [])
	not p.properties.enforcementMode == "LOG_ONLY"
]
