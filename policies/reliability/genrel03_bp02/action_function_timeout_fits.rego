# METADATA
# title: Set a deliberate timeout on functions that agents, flows and gateways call
# description: >-
#   Whoever asked the agent waits for the function. A timeout of a few seconds ends it during a cold start.
#   With a timeout of many minutes, the caller gives up first, and the function runs on for nobody.
# custom:
#   id: GENREL03-BP02/action-function-timeout-fits
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Lambda::Function]
#   lists:
#     - bedrock-agent:GetAgent
#     - bedrock-agent:ListAgentAliases
#     - bedrock-agent:GetAgentVersion
#     - bedrock-agent:ListAgentActionGroups
#     - bedrock-agent:GetAgentActionGroup
#     - bedrock-agent:GetFlow
#     - bedrock-agent:ListFlowAliases
#     - bedrock-agent:GetFlowVersion
#     - bedrock-agentcore-control:GetGateway
#     - bedrock-agentcore-control:ListGatewayTargets
#     - bedrock-agentcore-control:GetGatewayTarget
#   evidence: [lambda:ListFunctions, lambda:GetFunctionConfiguration]
#   params:
#     max_timeout_seconds: 120
#     max_interceptor_seconds: 30
#   messages:
#     short: its timeout is %s, which is too short for a cold start and a remote call
#     long: its timeout is %s, and at most %s are allowed
#     alias-short: >-
#       the timeout of alias or version %s is %s, which is too short for a cold start and a remote call
#     alias-long: the timeout of alias or version %s is %s, and at most %s are allowed
#     not-here: it was not found in this account (used by %s)
#     alias-not-here: alias or version %s was not found (used by %s)
#   item: none
#   remediation: >-
#     Measure the longest normal run with a cold start, add a margin, and set that as the timeout.
package lens.controls.genrel03_bp02.action_function_timeout_fits

import data.lens.lib.called_functions
import data.lens.lib.finding

_params := input.params["GENREL03-BP02/action-function-timeout-fits"]

# ARN as it is named -> {subject, qualifier, by, limit}. An interceptor that is a tool too obeys the
# smaller limit.
_called := {arn: one |
	some arn in {call.arn | some call in called_functions.calls}
	limits := {_limits[call.kind] | some call in called_functions.calls; call.arn == arn}
	one := {
		"subject": called_functions.subject(arn),
		"qualifier": called_functions.qualifier(arn),
		"by": {call.by | some call in called_functions.calls; call.arn == arn},
		"limit": min(limits),
	}
}

_limits := {"tool": _params.max_timeout_seconds, "interceptor": _params.max_interceptor_seconds}

subjects := {one.subject | some one in _called}

# AWS's default is 3 seconds.
_least := 3

violations := {finding.of(one.subject, message, arguments, [proof]) |
	some arn, one in _called
	record := called_functions.settings(arn)
	proof := {"id": record.id, "pointer": "/properties/Timeout"}
	some [kind, told] in _wrong(record.properties.Timeout, one.limit)
	[message, arguments] := _worded(kind, one.qualifier, told)
}

_wrong(seconds, limit) := {["short", [{"seconds": seconds}]] | seconds <= _least} | {["long", told] |
	seconds > limit
	told := [{"seconds": seconds}, {"seconds": limit}]
}

_worded(kind, "", told) := [kind, told]

_worded(kind, qualifier, told) := [_aliases[kind], array.concat([qualifier], told)] if qualifier != ""

_aliases := {"short": "alias-short", "long": "alias-long", "not-here": "alias-not-here"}

# agent-backends-regional says whether a function exists. Another account shows nothing of its own.
unseen := {finding.of(one.subject, message, arguments, []) |
	some arn, one in _called
	not _known(arn)
	[message, arguments] := _worded("not-here", one.qualifier, [one.by])
}

_known(arn) if called_functions.settings(arn).properties.Timeout

# An alias or a version is asked about for what names it.
relies_on := {[one.subject, by] | some arn, one in _called; not _known(arn); some by in one.by}
