# METADATA
# title: Whom and what a statement is about
# description: |
#   Principal and NotPrincipal, Action and NotAction, Resource and NotResource, read as IAM reads them.
#   A Deny counts against an Allow only if it certainly holds for all that the Allow grants. Source:
#   IAM User Guide, "IAM JSON policy elements reference".
package lens.lib.elements

import data.lens.lib.actions
import data.lens.lib.wildcards

# Whether a statement matches an action (in lower case).
on_action(statement, action) if {
	some pattern in statement.Action
	actions.matches(pattern, action)
}

on_action(statement, action) if {
	statement.NotAction
	count({pattern | some pattern in statement.NotAction; actions.matches(pattern, action)}) == 0
}

# Whether a Principal or NotPrincipal may name everybody. The grammar of policies knows no principal
# `{"*": "*"}`, and no wildcard within a name.
everybody(element) if element["*"]

everybody(element) if {
	some kind, names in element
	kind != "Service"
	some name in names
	wildcards.has_wildcard(name)
}

# The account of a principal, "" for the unique id of a principal that was deleted, and "?" for a
# name without an account: a canonical user, a provider on the web, or an identity of CloudFront.
owner(name) := name if regex.match(`^[0-9]{12}$`, name)

owner(name) := split(name, ":")[4] if regex.match(_arn, name)

owner(name) := "" if regex.match(_unique_id, name)

owner(name) := "?" if {
	known := sprintf("%s|%s|^[0-9]{12}$", [_arn, _unique_id])
	not regex.match(known, name)
}

_arn := `^arn:[^:]*:(iam|sts)::[0-9]{12}:`

_unique_id := `^A(IDA|ROA|GPA|KIA|SIA)[A-Z0-9]+$`

# Whom the NotPrincipal of a Deny spares, as pins (see conditions). Undefined if it may spare
# everybody.
spared(deny) := set() if not deny.NotPrincipal

spared(deny) := {_pin(kind, name) | some kind, names in except; some name in names} if {
	except := deny.NotPrincipal
	not everybody(except)
	services := object.get(except, "Service", [])
	not "*" in services
}

_pin("Service", name) := ["service", "", name]

_pin(kind, name) := ["caller", owner(name), name] if kind != "Service"

# Whether a Deny holds for all principals of a Principal element, but for those whom it spares.
holds_for(deny, _) if "*" in deny.Principal.AWS

holds_for(deny, _) if deny.NotPrincipal

holds_for(deny, principal) if {
	object.keys(principal) == {"Service"}
	denied := {name | some name in deny.Principal.Service}
	every name in principal.Service { name in denied }
}

# Whether a statement denies a service its actions and resources, whatever the request.
shuts_out(statement, service) if {
	statement.Effect == "Deny"
	count(statement.Condition) == 0
	holds_for(statement, {"Service": [service]})
	pin := _pin("Service", service)
	kept := spared(statement)
	not pin in kept
}

# The Deny statements of a resource policy that hold for all principals of an Allow and for all its
# actions of a service.
denying(statements, allow, prefix) := [deny |
	principal := object.get(allow, "Principal", {"*": ["*"]})
	some deny in statements
	deny.Effect == "Deny"
	holds_for(deny, principal)
	_on_actions(deny, allow, prefix)
]

# A pattern for a whole service has only wildcards in place of an action (D12).
_on_actions(deny, _, prefix) if {
	some pattern in deny.Action
	regex.match(`^([a-zA-Z0-9*?-]+:)?[*?]*[*][*?]*$`, pattern)
	count(actions.services(pattern, {prefix})) > 0
}

_on_actions(deny, allow, prefix) if {
	denied := _lowered(deny.Action)
	every pattern in _granted(allow, prefix) { _included(denied, pattern) }
}

_on_actions(deny, allow, prefix) if {
	except := _lowered(deny.NotAction)
	every pattern in except { _withheld(allow, prefix, pattern) }
}

# Whether an Allow grants no action of a service that a pattern matches.
_withheld(allow, prefix, pattern) if {
	every granted in _granted(allow, prefix) { wildcards.apart(granted, pattern) }
}

_withheld(allow, _, pattern) if _included(_lowered(allow.NotAction), pattern)

# The patterns of an Allow for actions of a service, in lower case. NotAction may grant all of them.
_granted(allow, prefix) := {whole | not allow.Action} | {pattern |
	some given in _lowered(object.get(allow, "Action", []))
	pattern := object.get({"*": whole, "*:*": whole}, given, given)
	not wildcards.apart(pattern, whole)
} if {
	whole := sprintf("%s:*", [prefix])
}

_lowered(patterns) := {lower(wildcards.ascii(pattern)) | some pattern in patterns}

# Whether a Deny holds for all resources of an Allow.
on_resources(deny, allow) if {
	denied := deny.Resource
	granted := object.get(allow, "Resource", ["*"])
	every pattern in granted { _included(denied, pattern) }
}

on_resources(deny, allow) if {
	except := deny.NotResource
	every pattern in except { _reserved(allow, pattern) }
}

# Whether an Allow applies to no resource that a pattern matches.
_reserved(allow, pattern) if {
	granted := allow.Resource
	every other in granted { wildcards.apart(other, pattern) }
}

_reserved(allow, pattern) if _included(allow.NotResource, pattern)

_included(patterns, pattern) if {
	some wide in patterns
	wildcards.includes(wide, pattern)
}
