# METADATA
# title: Put a rate-based rule before public entry points of generative AI
# description: >-
#   Each request to a model costs money and takes a part of its quota. A rate-based rule of AWS WAF stops
#   a caller that floods the entry point, before its requests reach the model. HTTP APIs cannot have a
#   web ACL. They are not judged, but a distribution before them is.
# custom:
#   id: GENOPS02-BP03/edge-rate-rule-present
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::ApiGateway::Stage, AWS::BedrockAgentCore::Gateway, AWS::CloudFront::Distribution]
#   lists: ["@genai-apis", apigateway:GetStages, bedrock-agentcore-control:ListGateways,
#     cloudfront:ListDistributions]
#   evidence: [bedrock-agentcore-control:GetGateway, bedrock-agentcore-control:ListGatewayRateLimits,
#     wafv2:GetWebACL, wafv2:GetRuleGroup]
#   params: {}
#   messages:
#     no-acl: there is no web ACL, and nothing else limits the rate of requests
#     no-rule: its web ACL %s has no rate-based rule that blocks
#     groups: >-
#       its web ACL %s has no rate-based rule of its own; check whether one of its rule groups has it: %s
#     classic: its web ACL %s is of AWS WAF Classic; check whether it limits the rate of requests
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
import data.lens.lib.group
import data.lens.lib.web_acls

subjects := {e.subject | some e in entry_points.all}

violations := {finding.absent(e.subject, "no-acl", [], [e.proof], _limits_of[e.type]) |
	some e in _unguarded
	e.acl == ""
} | {finding.absent(e.subject, "no-rule", [e.acl], [e.proof], _limits_of[e.type]) |
	some e in _unguarded
	acl := e.acl
	acl in _read
	not acl in _unclear
}

reviews := ({finding.of(e.subject, "behind", [names], [e.proof]) |
	some e in entry_points.open
	names := _behind[e.id]
} | {finding.of(e.subject, "groups", [e.acl, names], [e.proof]) |
	some e in _unguarded
	names := _foreign[e.acl]
}) | {finding.of(e.subject, "classic", [e.acl], [e.proof]) |
	some e in _unguarded
	acl := e.acl
	acl != ""
	not contains(acl, ":wafv2:")
}

# What limits the rate was seen, so nothing that was not read matters.
proven := {e.subject | some e in entry_points.all; e.id in entry_points.limited}

shown := {[e.subject, e.proof] | some e in entry_points.all}

# The web ACL of a distribution before a stage, and the rule groups of a web ACL.
relies_on := {[e.subject, e.acl] | some e in entry_points.open; e.acl != ""} | {[e.subject, distribution] |
	some e in entry_points.open
	some [id, distribution] in entry_points.before
	id == e.id
}

# What would have shown a limit, beside the resource itself.
_limits_of := {
	"AWS::ApiGateway::Stage": ["cloudfront:ListDistributions", "wafv2:GetWebACL"],
	"AWS::BedrockAgentCore::Gateway": [
		"bedrock-agentcore-control:GetGateway",
		"bedrock-agentcore-control:ListGatewayRateLimits",
	],
	"AWS::CloudFront::Distribution": ["cloudfront:ListDistributions"],
}

# Without those that a distribution guards in part.
_unguarded := {e | some e in entry_points.open; id := e.id; not _behind[id]}

# Stage -> the distributions before it that limit the rate.
_behind := group.by_first(entry_points.behind)

_foreign := group.by_first(web_acls.foreign)

_read := {acl.id | some acl in input.resources["AWS::WAFv2::WebACL"]}

_unclear contains acl if some acl in web_acls.unread

_unclear contains acl if some [acl, _] in web_acls.foreign
