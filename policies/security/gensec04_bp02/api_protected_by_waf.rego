# METADATA
# title: Put a web ACL with rate and size rules in front of public generative AI APIs
# description: >-
#   Whoever floods a model, or sends it huge prompts, costs money and takes its quota from others.
#   `max_rate` is the most requests in 5 minutes, and `max_body` the most bytes, that rules may let through.
#   HTTP APIs cannot have a web ACL. `fronted_by_cloudfront` names those behind a distribution that has one.
# custom:
#   id: GENSEC04-BP02/api-protected-by-waf
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::ApiGateway::Stage, AWS::ApiGatewayV2::Stage]
#   lists: ["@genai-apis", apigateway:GetStages, apigatewayv2:GetStages]
#   evidence: [cloudfront:ListDistributions, wafv2:GetWebACL, wafv2:GetRuleGroup]
#   params: {max_rate: 20000, max_body: 1048576, fronted_by_cloudfront: []}
#   messages:
#     no-acl: there is no web ACL
#     http-api: an HTTP API cannot have a web ACL, and no distribution before it has one that counts
#     no-rate: >-
#       its web ACL %s has no rate-based rule that blocks (as GENOPS02-BP03/edge-rate-rule-present says)
#     high: >-
#       rate-based rule %s of its web ACL %s lets more than %s requests through in 5 minutes (as
#       GENOPS02-BP03/edge-rate-rule-present says)
#     no-size: its web ACL %s has no rule that blocks large bodies
#     large: rule %s of its web ACL %s lets bodies of more than %s bytes through
#     narrowed: rate-based rule %s of its web ACL %s counts a part of the requests; check the others
#     rate-groups: check whether a rule group of its web ACL %s limits the rate of requests (%s)
#     part: rule %s of its web ACL %s limits a part of the bodies; check the others
#     size-groups: check whether a rule group of its web ACL %s limits the size of bodies (%s)
#     classic: its web ACL %s is of AWS WAF Classic; check whether it limits rates and sizes
#     hidden: a variable of the stage names the function behind it; check whether it is of generative AI
#     behind: the web ACL of distribution %s limits what is missing; check that no request can go past it
#     unread: its web ACL %s, or a rule group of it, could not be read
#   item: none
#   remediation: >-
#     Associate a web ACL that has a rate-based rule and a rule that blocks large bodies, or the common rule
#     group that AWS manages. Put an HTTP API behind a distribution with such a web ACL.
#   workload: [functions, sagemaker, state_machines, apis]
package lens.controls.gensec04_bp02.api_protected_by_waf

import data.lens.lib.api_guards
import data.lens.lib.entry_points
import data.lens.lib.exempt
import data.lens.lib.finding

_params := input.params["GENSEC04-BP02/api-protected-by-waf"]

_stages := {e | some e in api_guards.stages; not _exempt(e)}

_exempt(e) if {
	some name in api_guards.names(e)
	exempt.named(name, _params.fronted_by_cloudfront)
}

subjects := {e.subject | some e in _stages}

# {[stage, what it lacks: "rate" or "size"], ...}
_lacking := {[e, lacking] |
	some e in _stages
	lacking := api_guards.lacks(e, _params.max_rate, _params.max_body)
	count(lacking) > 0
}

_open := {e | some [e, _] in _lacking}

# {[stage, the limit in doubt, message, arguments], ...}: the limit is "any" if both are in doubt.
_doubts := {[e, limit, message, arguments] |
	some [e, lacking] in _lacking
	some [limit, message, arguments] in api_guards.doubts(e, lacking, _params.max_rate, _params.max_body)
}

_doubted := {[e, limit] | some [e, limit, _, _] in _doubts}

violations := {finding.absent(e.subject, message, arguments, [e.proof], e.operations) |
	some [e, lacking] in _lacking
	some limit in lacking
	count({[e, limit], [e, "any"]} & _doubted) == 0
	[message, arguments] := api_guards.fault(e, limit, _params.max_rate, _params.max_body)
}

unseen := {finding.of(e.subject, "unread", [e.acl], [e.proof]) | some e in _open; api_guards.unread(e)}

reviews := {finding.of(e.subject, message, arguments, [e.proof]) |
	some [e, _, message, arguments] in _doubts
}

# A stage that has both limits passes, whatever else was not read.
proven := {e.subject | some e in (_stages - _open)}

shown := {[e.subject, e.proof] | some e in _stages}

relies_on := {[e.subject, place] | some e in _open; some place in entry_points.places(e)}
