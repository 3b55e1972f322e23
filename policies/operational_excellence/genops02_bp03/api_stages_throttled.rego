# METADATA
# title: Throttle the stages of APIs in front of models below the account's limit
# description: >-
#   Without a limit of its own, a stage takes as many requests a second as the whole account may send.
#   One caller then uses up the quotas of the models behind it, and the capacity of every other API of
#   the Region.
# custom:
#   id: GENOPS02-BP03/api-stages-throttled
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::ApiGateway::Stage, AWS::ApiGatewayV2::Stage]
#   lists: ["@genai-apis", apigateway:GetStages, apigatewayv2:GetStages]
#   evidence: ["@genai-apis", apigateway:GetAccount, apigateway:GetUsagePlans]
#   params: {}
#   messages:
#     unlimited: no rate limit below the account's limit applies to %s
#     hidden: >-
#       a variable of the stage names the function that %s calls, and no rate limit below the account's
#       limit applies; check whether it is a function of generative AI
#   item: none
#   remediation: >-
#     Set the stage's throttling to what the models behind it can serve. Give callers usage plans with
#     limits of their own.
#   workload: [functions, sagemaker, state_machines, apis]
package lens.controls.genops02_bp03.api_stages_throttled

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_apis
import data.lens.lib.group
import data.lens.lib.throttling

subjects := {facts.subject(s) | some s in _stages}

violations := {_found(s, open) | some s in _stages; open := _open(s, _calls); count(open) > 0}

# If they all need an API key, usage plans that were not read may limit them.
_found(s, open) := found if {
	every call in open { call.needs_key }
	found := finding.absent(facts.subject(s), "unlimited", [_names(open)], [_proof(s)], _plans)
}

_found(s, open) := found if {
	some call in open
	not call.needs_key
	found := finding.of(facts.subject(s), "unlimited", [_names(open)], [_proof(s)])
}

reviews := {finding.of(facts.subject(s), "hidden", [_names(open)], [_proof(s)]) |
	some s in _stages
	open := _open(s, _hidden)
	count(open) > 0
}

_plans := ["apigateway:GetUsagePlans", "apigateway:GetAccount"]

# A default below the account's limit holds for all methods, whether they were read or not.
proven := {facts.subject(s) | some s in _stages; throttling.limited_by_default(s)}

shown := {[facts.subject(s), _proof(s)] | some s in _stages}

# What was not read, in any Region, may show more methods that lead to a model.
relies_on := {[subject, "*"] | some subject in subjects}

_stages := [s |
	some list in [input.resources["AWS::ApiGateway::Stage"], input.resources["AWS::ApiGatewayV2::Stage"]]
	some s in list
	genai_apis.api_of(s.id) in (genai_apis.ids | genai_apis.hidden_ids)
]

# The calls that have no limit, in the stage or in usage plans. Requests with an API key have plans.
_open(s, calls) := {call | some call in object.get(calls, genai_apis.api_of(s.id), []); not _limited(s, call)}

_limited(s, call) if throttling.limited(s, call.name)

_limited(s, call) if {
	call.needs_key
	throttling.planned(s, call.name)
}

_names(calls) := {call.shown | some call in calls}

# Id of the API -> its calls that lead to a model, and those that may. HTTP APIs have no API keys.
_calls := group.by_first(_shown(genai_apis.methods, genai_apis.routes))

_hidden := group.by_first(_shown(genai_apis.hidden_methods, genai_apis.hidden_routes))

_shown(methods, routes) := {[m.api, {"name": name, "shown": shown_as, "needs_key": m.needs_key}] |
	some m in methods
	name := throttling.method(m.path, m.verb)
	shown_as := sprintf("%s %s", [m.verb, m.path])
} | {[r.api, {"name": r.key, "shown": r.key, "needs_key": false}] | some r in routes}

_proof(s) := {"id": s.id, "pointer": "/properties"}
