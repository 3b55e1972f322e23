# METADATA
# title: Put a rate-based rule before public entry points of generative AI
# description: >-
#   Each request to a model costs money and takes a part of its quota. A rate-based rule of AWS WAF stops
#   a caller that floods the entry point. `max_rate` is the most requests in 5 minutes that such a rule
#   may let through. HTTP APIs cannot have a web ACL. They are not judged, but a distribution before them is.
# custom:
#   id: GENOPS02-BP03/edge-rate-rule-present
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::ApiGateway::Stage, AWS::BedrockAgentCore::Gateway, AWS::CloudFront::Distribution]
#   lists: ["@genai-apis", apigateway:GetStages, bedrock-agentcore-control:ListGateways,
#     cloudfront:ListDistributions]
#   evidence: [bedrock-agentcore-control:GetGateway, bedrock-agentcore-control:ListGatewayRateLimits,
#     bedrock-agentcore-control:ListGatewayTargets, bedrock-agentcore-control:GetGatewayTarget,
#     wafv2:GetWebACL, wafv2:GetRuleGroup]
#   params:
#     max_rate: 20000
#   messages:
#     no-acl: there is no web ACL, and nothing else limits the rate of requests
#     no-rule: its web ACL %s has no rate-based rule that blocks
#     high: rate-based rule %s of its web ACL %s lets more than %s requests through in 5 minutes
#     narrowed: rate-based rule %s of its web ACL %s counts a part of the requests; check the others
#     part: its rate limits of requests are for a part of them, %s; check that the others need none
#     groups: >-
#       its web ACL %s has no rate-based rule of its own; check whether one of its rule groups has it: %s
#     classic: its web ACL %s is of AWS WAF Classic; check whether it limits the rate of requests
#     hidden: >-
#       a variable of the stage names the function behind it, and nothing limits the rate of requests;
#       check whether it is a function of generative AI
#     behind: >-
#       the web ACL of distribution %s has a rate-based rule; check that no request can go past it
#   item: none
#   remediation: >-
#     Associate a web ACL with a rate-based rule that blocks, keyed on the address or on a forwarded
#     identity. For a gateway, a rate limit of requests is enough.
#   workload: [functions, sagemaker, state_machines, apis]
package lens.controls.genops02_bp03.edge_rate_rule_present

import data.lens.lib.entry_points
import data.lens.lib.finding
import data.lens.lib.web_acls

_most := input.params["GENOPS02-BP03/edge-rate-rule-present"].max_rate

subjects := {e.subject | some e in entry_points.all}

_open := entry_points.all - _limited

_limited := {e | some e in entry_points.all; entry_points.limited(e, _most)}

_bad := {e | some e in (_open - {d[0] | some d in _doubts}); acl := e.acl; not web_acls.unclear(acl)}

violations := ({finding.absent(e.subject, "no-acl", [], [e.proof], e.operations) |
	some e in _bad
	e.acl == ""
} | {finding.absent(e.subject, "no-rule", [e.acl], [e.proof], e.operations) |
	some e in _bad
	e.acl != ""
	web_acls.high(e.acl, _most) == set()
}) | {finding.absent(e.subject, "high", [names, e.acl, _most], [e.proof], e.operations) |
	some e in _bad
	names := web_acls.high(e.acl, _most)
	count(names) > 0
}

reviews := {finding.of(e.subject, name, arguments, [e.proof]) | some [e, name, arguments] in _doubts}

_doubts := ({[e, "behind", [names]] |
	some e in _open
	before := entry_points.before(e) | entry_points.perhaps_before(e)
	names := {d.id | some d in before; web_acls.limits_some(d.acl, _most)}
	count(names) > 0
} | {[e, "part", [parts]] |
	some e in _open
	parts := entry_points.parts(e)
	count(parts) > 0
}) | (({[e, "narrowed", [names, e.acl]] |
	some e in _open
	names := web_acls.narrowed(e.acl, _most)
	count(names) > 0
} | {[e, "groups", [e.acl, names]] |
	some e in _open
	names := web_acls.foreign(e.acl)
	count(names) > 0
}) | ({[e, "classic", [e.acl]] | some e in _open; web_acls.is_classic(e.acl)} | {[e, "hidden", []] |
	some e in _open
	entry_points.hidden(e)
}))

proven := {e.subject | some e in _limited}

shown := {[e.subject, e.proof] | some e in entry_points.all}

relies_on := {[e.subject, place] | some e in _open; some place in entry_points.places(e)}
