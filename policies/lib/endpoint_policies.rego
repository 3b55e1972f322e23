# METADATA
# title: Policies of VPC endpoints
# description: Which statements of an endpoint policy let any principal reach any resource.
package lens.lib.endpoint_policies

import data.lens.lib.conditions
import data.lens.lib.exposure

# The indexes of the Allow statements that let any principal reach any resource. Empty if a Deny
# revokes this.
open(document, service) := {i |
	keys := _keys(service)
	some i, statement in document.Statement
	statement.Effect == "Allow"
	exposure.anyone(statement)
	_any_resource(statement)
	not conditions.restricts(statement, keys)
	not _denied(document, keys)
}

_any_resource(statement) if "*" in statement.Resource

_any_resource(statement) if statement.NotResource

# The condition keys that restrict an endpoint policy. Foundation models have no owner account, so a
# condition on the owner of the resource does not restrict calls to them.
_keys("bedrock-runtime") := _of_principals

_keys(service) := _of_principals | _of_resources if service != "bedrock-runtime"

_of_resources := {"aws:resourceaccount", "aws:resourceorgid"}

_of_principals := {"aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn"}

# Whether a Deny revokes every action on every resource for all principals or resources except those
# of a condition.
_denied(document, keys) if {
	some statement in document.Statement
	statement.Effect == "Deny"
	"*" in statement.Principal.AWS
	some action in statement.Action
	regex.match(`^([A-Za-z0-9-]+:)?\*+$`, action)
	"*" in statement.Resource
	conditions.restricts(statement, keys)
}
