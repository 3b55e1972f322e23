# METADATA
# title: Policies of VPC endpoints
# description: Which statements of an endpoint policy let any principal reach any resource.
package lens.lib.endpoint_policies

import data.lens.lib.conditions
import data.lens.lib.elements
import data.lens.lib.exposure
import data.lens.lib.resources

# The indexes of the Allow statements that let any principal reach any resource, also beside the
# Deny statements of the policy.
open(document, service) := {i |
	some i, statement in document.Statement
	_for_all(statement, _prefix(service))
	found := _limits(document, statement, service)
	count(found) == 0
}

# The indexes of the statements that would be open if they were not limited to private addresses of
# the VPC.
by_address(document, service) := {i |
	some i, statement in document.Statement
	_for_all(statement, _prefix(service))
	found := _limits(document, statement, service)
	count(found) > 0
	kinds := _kinds(service)
	every limit in found { not conditions.within(limit, kinds) }
}

_for_all(statement, prefix) if {
	statement.Effect == "Allow"
	exposure.anyone(statement)
	_any_resource(statement, prefix)
}

_any_resource(statement, prefix) if _takes_in(statement.Resource, prefix)

_any_resource(statement, _) if statement.NotResource

_takes_in(patterns, prefix) if {
	some pattern in patterns
	resources.takes_in(pattern, prefix)
}

# The limits (see conditions) that count for an endpoint. All calls come through it, so its network
# limits nobody.
_limits(document, statement, service) := {limit |
	some limit in conditions.limits(statement, _denies(document, statement, service))
	conditions.within(limit, _kinds(service) | {"endpoint-addresses"})
	count({owner | some [_, owner, _] in limit; owner == "resource"}) == 0
}

# The kinds of condition keys that limit whose principals call, or whose resources they reach.
# Foundation models have no owner account, so the owner of the resource does not limit calls to
# them.
_kinds("bedrock-runtime") := _of_principals

_kinds(service) := _of_principals | _of_resources if service != "bedrock-runtime"

_of_principals := {"caller", "caller-organization", "service", "source", "source-organization"}

_of_resources := {"resource", "resource-organization"}

# The Deny statements that hold for all principals of an Allow statement and for all its actions of
# the endpoint's service, and leave at most named resources.
_denies(document, allow, service) := [deny |
	prefix := _prefix(service)
	some deny in elements.denying(document.Statement, allow, prefix)
	_leaves_named_resources(deny, prefix)
]

_leaves_named_resources(deny, prefix) if {
	some pattern in deny.Resource
	resources.rules_out(pattern, prefix)
}

_leaves_named_resources(deny, prefix) if {
	spared := deny.NotResource
	not _takes_in(spared, prefix)
}

# The prefix of the IAM actions, and the service in the ARNs, of an endpoint's service.
_prefix(service) := "bedrock" if service in _bedrock

_prefix(service) := regex.replace(service, `[.].*$|-control$`, "") if not service in _bedrock

_bedrock := {
	"bedrock", "bedrock-agent", "bedrock-agent-runtime", "bedrock-data-automation",
	"bedrock-data-automation-runtime", "bedrock-runtime",
}
