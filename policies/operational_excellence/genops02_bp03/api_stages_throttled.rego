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

# If every request needs an API key, the limits of usage plans are enough.
violations := {finding.of(facts.subject(s), "unlimited", [names], [_proof(s)]) |
	some s in _stages
	names := _unlimited(s)
	count(names) > 0
	not _keyed(s)
} | {finding.absent(facts.subject(s), "unlimited", [names], [_proof(s)], _plans) |
	some s in _stages
	names := _unlimited(s)
	count(names) > 0
	_keyed(s)
	not throttling.planned(s)
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
	genai_apis.api_of(s.id) in genai_apis.ids
]

# The methods and routes that lead to a model and have no limit in the stage.
_unlimited(s) := {call.shown |
	some call in _calls_of(s)
	name := call.name
	not throttling.limited(s, name)
}

_keyed(s) if every call in _calls_of(s) { call.needs_key == true }

_calls_of(s) := object.get(_calls, _api(s.id), [])

_api(id) := genai_apis.api_of(id)

# Id of the API -> its calls that lead to a model. API keys do nothing in HTTP APIs.
_calls := group.by_first({[m.api, {"name": name, "shown": shown_as, "needs_key": m.needs_key}] |
	some m in genai_apis.methods
	name := throttling.method(m.path, m.verb)
	shown_as := sprintf("%s %s", [m.verb, m.path])
} | {[r.api, {"name": r.key, "shown": r.key, "needs_key": false}] | some r in genai_apis.routes})

_proof(s) := {"id": s.id, "pointer": "/properties"}
