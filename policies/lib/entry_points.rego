# METADATA
# title: Public entry points of generative AI
# description: |
#   Stages of REST APIs that lead to models, unless the API is private, AgentCore gateways, and enabled
#   CloudFront distributions with the execute-api endpoint of such an API as an origin. A web ACL with a
#   rate-based rule limits the rate, and for a gateway a limit of requests does.
package lens.lib.entry_points

import data.lens.lib.facts
import data.lens.lib.gateway_limits
import data.lens.lib.genai_apis
import data.lens.lib.web_acls

# {type, id, acl, subject, proof}: `acl` is the web ACL that it names, empty without one.
all := (_stages | _gateways) | _distributions

# Those without a limit.
open := {e | some e in all; id := e.id; not id in limited}

# Ids of those whose rate of requests is limited. A stage is, if only custom domain names lead to
# its API, and a distribution before it limits the rate.
limited contains id if {
	some e in all
	id := e.id
	e.acl in web_acls.limiting
}

limited contains id if {
	some [id, kind, _] in gateway_limits.holding
	kind == "requests"
}

limited contains id if {
	some [id, _] in behind
	api := facts.get("AWS::ApiGateway::RestApi", genai_apis.api_of(id))
	api.properties.disableExecuteApiEndpoint == true
}

# {[id of a stage, id of a distribution before it whose web ACL limits the rate]}
behind := {[stage, e.id] |
	some [stage, distribution] in before
	some e in _distributions
	e.id == distribution
	e.acl in web_acls.limiting
}

# {[id of a stage, id of a distribution before it]}
before := {[s.id, distribution] |
	some s in _stages
	some [api, distribution] in _origins
	api == genai_apis.api_of(s.id)
}

# {[id of an API, id of a distribution that has it as an origin]}
_origins := {[api, d.id] |
	some d in input.resources["AWS::CloudFront::Distribution"]
	d.properties.Enabled == true
	some origin in d.properties.Origins.Items
	some api in _apis_at(origin.DomainName)
}

_stages := {_point(s, "webAclArn") |
	some s in input.resources["AWS::ApiGateway::Stage"]
	api := genai_apis.api_of(s.id)
	api in genai_apis.ids
	not _private(api)
}

# An API without the setting is public: EDGE is AWS's default.
_private(api) if {
	types := facts.get("AWS::ApiGateway::RestApi", api).properties.endpointConfiguration.types
	{type | some type in types} == {"PRIVATE"}
}

_gateways := {_point(g, "webAclArn") | some g in input.resources["AWS::BedrockAgentCore::Gateway"]}

_distributions := {_point(d, "WebACLId") |
	some d in input.resources["AWS::CloudFront::Distribution"]
	id := d.id
	id in {pair[1] | some pair in _origins}
}

_point(r, member) := {
	"type": r.type,
	"id": r.id,
	"acl": object.get(r.properties, member, ""),
	"subject": facts.subject(r),
	"proof": {"id": r.id, "pointer": "/properties"},
}

# The APIs that lead to models at a host: ID.execute-api.REGION.amazonaws.com.
_apis_at(host) := {api |
	parts := split(host, ".")
	parts[1] == "execute-api"
	some kind in ["restapis", "apis"]
	api := sprintf("arn:%s:apigateway:%s::/%s/%s", [input.partition, parts[2], kind, parts[0]])
	api in _apis
}

_apis := genai_apis.ids
