# METADATA
# title: Public entry points of generative AI
# description: |
#   Stages of REST APIs that lead to models, unless the API is private, AgentCore gateways, and
#   enabled CloudFront distributions with the execute-api endpoint of such an API as an origin. A web
#   ACL with a rate-based rule limits the rate, and for a gateway a limit of requests does.
package lens.lib.entry_points

import data.lens.lib.facts
import data.lens.lib.gateway_limits
import data.lens.lib.genai_apis
import data.lens.lib.group
import data.lens.lib.web_acls

# {type, id, acl, subject, proof, operations}: `acl` is the web ACL that it names, empty without
# one, and `operations` would have shown a limit that it does not name.
all := (_stages | _gateways) | {d | some d in _distributions; d.id in _with_api}

# The stages of HTTP APIs, as in `all`. They cannot have a web ACL, and are not in `all`.
http_stages := {_point(s, "webAclArn") |
	some s in input.resources["AWS::ApiGatewayV2::Stage"]
	id := genai_apis.api_of(s.id)
	id in _apis
	facts.get("AWS::ApiGatewayV2::Api", id).properties.ProtocolType == "HTTP"
}

# Whether the rate of requests is limited, to `most` in 5 minutes or fewer if a web ACL limits it. A
# stage is, if a distribution before it limits the rate and its API has no execute-api endpoint.
limited(point, most) if {
	some acl in acls(point)
	web_acls.limits(acl, most)
}

limited(point, _) if gateway_limits.limited(point, {"requests"})

# The web ACLs that no request can go past: its own, and those of the distributions before a stage
# without an execute-api endpoint.
acls(point) := {point.acl} | {d.acl | _closed(point); some d in before(point)}

# The distributions before a stage.
before(point) := {d | some d in object.get(_before, genai_apis.api_of(point.id), [])}

# Those that may stand before a stage without an execute-api endpoint. Only custom domain names lead
# to it, and no call here shows them. So each distribution with an origin outside of AWS may be one.
perhaps_before(point) := {d | some d in _distributions; d.id in _with_name} if {
	_closed(point)
	count(before(point)) == 0
} else := set()

# Whether a variable of a stage names the function behind a point, so that nobody knows whether it
# leads to a model.
hidden(point) if {
	point.type != "AWS::BedrockAgentCore::Gateway"
	id := point.id
	known := _known
	not id in known
}

# Where a gap may hide a limit: at its web ACL, the distributions before it, and the targets of a
# gateway.
places(point) := {place |
	some d in ({point} | (before(point) | perhaps_before(point)))
	some place in [d.id, d.acl]
	place != ""
} | {target.id | some target in gateway_limits.targets_of(point)}

# What the limits of requests of a gateway are for.
parts(point) := gateway_limits.parts(point, {"requests"})

_closed(point) if {
	api := facts.get("AWS::ApiGateway::RestApi", genai_apis.api_of(point.id))
	api.properties.disableExecuteApiEndpoint == true
}

_closed(point) if {
	api := facts.get("AWS::ApiGatewayV2::Api", genai_apis.api_of(point.id))
	api.properties.DisableExecuteApiEndpoint == true
}

_distributions := {_point(d, "WebACLId") |
	some d in input.resources["AWS::CloudFront::Distribution"]
	d.properties.Enabled == true
}

# {[id of a distribution, host of an origin]}
_hosts := {[d.id, origin.DomainName] |
	some d in input.resources["AWS::CloudFront::Distribution"]
	some origin in d.properties.Origins.Items
}

# {[id of an API, id of a distribution that has it as an origin]}
_origins := {[api, id] | some [id, host] in _hosts; some api in _apis_at(host)}

_with_api := {id | some [_, id] in _origins}

_with_name := {id | some [id, host] in _hosts; not endswith(host, ".amazonaws.com")}

# Id of an API -> the distributions before it.
_before := group.by_first({[api, d] |
	some d in _distributions
	some [api, id] in _origins
	id == d.id
})

_stages := {_point(s, "webAclArn") |
	some s in input.resources["AWS::ApiGateway::Stage"]
	api := genai_apis.api_of(s.id)
	api in _apis
	not _private(api)
}

# An API without the setting is public: EDGE is AWS's default.
_private(api) if {
	types := facts.get("AWS::ApiGateway::RestApi", api).properties.endpointConfiguration.types
	{type | some type in types} == {"PRIVATE"}
}

_gateways := {_point(g, "webAclArn") |
	some g in input.resources["AWS::BedrockAgentCore::Gateway"]
	not _is_down(g)
}

_is_down(gateway) if gateway.properties.status in {"CREATING", "DELETING", "FAILED"}

_point(r, member) := {
	"type": r.type,
	"id": r.id,
	"acl": object.get(r.properties, member, ""),
	"subject": facts.subject(r),
	"proof": {"id": r.id, "pointer": "/properties"},
	"operations": _operations[r.type],
}

_operations := {
	"AWS::ApiGateway::Stage": ["cloudfront:ListDistributions", "wafv2:GetWebACL"],
	"AWS::ApiGatewayV2::Stage": ["cloudfront:ListDistributions", "wafv2:GetWebACL"],
	"AWS::BedrockAgentCore::Gateway": [
		"bedrock-agentcore-control:GetGateway",
		"bedrock-agentcore-control:ListGatewayRateLimits",
	],
	"AWS::CloudFront::Distribution": ["cloudfront:ListDistributions"],
}

# The APIs that lead to models at a host: ID.execute-api.REGION.amazonaws.com.
_apis_at(host) := {api |
	labels := split(host, ".")
	labels[1] == "execute-api"
	some kind in ["restapis", "apis"]
	api := sprintf("arn:%s:apigateway:%s::/%s/%s", [input.partition, labels[2], kind, labels[0]])
	api in _apis
}

_apis := genai_apis.ids | genai_apis.hidden_ids

# The ids of the stages and distributions that lead to a model for sure.
_known := {s.id | some s in (_stages | http_stages); genai_apis.api_of(s.id) in genai_apis.ids} | {id |
	some [api, id] in _origins
	api in genai_apis.ids
}
