# METADATA
# title: Which calls of models the organization's policies limit
# description: |
#   A policy that is attached to the account, to the organizational units above it or to the root applies
#   to the account. A Deny statement limits the calls of models if it is about some models, profiles or
#   Regions, or denies all calls. A condition on who calls limits no model by itself. Source:
#   AWS Organizations User Guide, "SCP evaluation".
package lens.lib.organization_policies

import data.lens.lib.elements
import data.lens.lib.group
import data.lens.lib.model_scope
import data.lens.lib.resources
import data.lens.lib.wildcards

# Whether the account is a member of an organization. Its policies do not apply to the account that
# manages it.
applies if {
	some organization in input.resources["AWS::Organizations::Organization"]
	not _manages(organization)
}

_manages(organization) if organization.properties.MasterAccountId == input.account

_manages(organization) if split(organization.properties.MasterAccountArn, ":")[4] == input.account

# Whether the policies could be read. Every member has a parent, but may not ask which.
shown if some _ in input.resources["AWS::Organizations::Parent"]

# The targets without AWS's policy that allows everything: service control policies then allow only
# what they name. A target has at least one of them, unless the organization does not use them.
narrowed := {target |
	some target, ids in group.by_first({[_target(a), a.properties.Id] |
		some a in _attachments
		a.properties.Type == "SERVICE_CONTROL_POLICY"
	})
	not "p-FullAWSAccess" in ids
}

_attachments := input.resources["AWS::Organizations::PolicyAttachment"]

_target(attachment) := regex.replace(attachment.id, `^.*/`, "")

# {[verdict, name of the policy, proof], ...}: the statements that deny calls of an action of a
# service. The verdict is `yes` if a statement limits them, `maybe` if that depends on other
# conditions, and `resource` if it stands in a resource control policy.
limits(action) := {[verdict, name, proof] |
	some a in _attachments
	some i, statement in a.properties.DescribePolicy.Content.Statement
	statement.Effect == "Deny"
	elements.on_action(statement, action)
	not _idle(statement, action)
	_picks(statement, action)
	verdict := _verdict(a, statement)
	name := object.get(a.properties, "Name", a.properties.Id)
	proof := {"id": a.id, "pointer": sprintf("/properties/DescribePolicy/Content/Statement/%d", [i])}
}

# AWS does not list the services of generative AI among those that resource control policies
# support.
_verdict(attachment, statement) := "resource" if {
	attachment.properties.Type != "SERVICE_CONTROL_POLICY"
} else := "yes" if {
	count(_depends(statement)) == 0
} else := "maybe"

# Whether a statement is about some models or Regions, or about all calls.
_picks(statement, action) if {
	some pattern in statement.Resource
	not _everything(pattern, action)
	_is_of(pattern, action)
	count({other | some other in statement.Resource; _everything(other, action)}) == 0
}

_picks(statement, action) if {
	some pattern in statement.Resource
	_everything(pattern, action)
	count(_choosing(statement)) > 0
}

_picks(statement, action) if {
	some pattern in statement.Resource
	_everything(pattern, action)
	count(statement.Condition) == 0
}

# All but some models. Nothing is left of a kind for which an exception is broad.
_picks(statement, action) if {
	statement.NotResource
	spared := union({resources.breadth_of(pattern) | some pattern in statement.NotResource})
	kind := _models[split(action, ":")[0]]
	not kind in spared
	patterns := statement.NotResource
	not "*" in patterns
}

_models := {
	"aws-external-anthropic": "workspace",
	"bedrock": "foundation-model",
	"bedrock-mantle": "project",
}

_everything(pattern, action) if resources.rules_out(pattern, split(action, ":")[0])

_everything(pattern, action) if {
	regex.match(`^arn:[^:]*:[^:]*:[*]:`, pattern)
	_models[split(action, ":")[0]] in resources.breadth_of(pattern)
}

# Whether a pattern may match something that the action calls.
_is_of(pattern, action) if {
	fields := split(pattern, ":")
	type := split(fields[5], "/")[0]
	some kind in _of_action[action]
	probe := split(_kinds[kind][0], ":")
	every i in [1, 2] { resources.covers(fields[i], probe[i]) }
	name := split(probe[5], "/")[0]
	wildcards.matches(type, name)
}

# The convention test lets functions read only rules of their own package, for regorus's sake.
_of_action := resources.of_action

_kinds := resources.kinds

# The conditions that choose models or Regions.
_choosing(statement) := {condition | some condition in _all(statement); _chooses(condition)}

# The conditions on anything else. One that spares some callers leaves the limit to the others.
_depends(statement) := {condition |
	some condition in _all(statement)
	not _chooses(condition)
	not _spares(condition)
}

# A variable may have any value.
_all(statement) := {[lower(wildcards.ascii(operator)), lower(wildcards.ascii(key)), known] |
	some operator, keys in statement.Condition
	some key, values in keys
	known := [regex.replace(value, `\$\{[^}]*\}`, "*") | some value in values]
}

# Whether a Deny never holds for an action: a condition must match a key that no such call has.
_idle(statement, action) if {
	some [operator, key, _] in _all(statement)
	key in {"bedrock:inferenceprofilearn", "bedrock-mantle:model"}
	split(key, ":")[0] != split(action, ":")[0]
	regex.match(`^(foranyvalue:.*|(string|arn)(equals|equalsignorecase|like))$`, operator)
}

# In a Deny, a negated operator spares what it names: not everything may be named.
_chooses(condition) if {
	[operator, key, values] := condition
	key in {"aws:requestedregion", "bedrock:inferenceprofilearn", "bedrock-mantle:model"}
	regex.match(`^(forallvalues:|foranyvalue:)?(string|arn)not(equals(ignorecase)?|like)(ifexists)?$`, operator)
	count(values) > 0
	every value in values { _names(key, value) }
}

_chooses(condition) if {
	[operator, key, values] := condition
	key in {"aws:requestedregion", "bedrock:inferenceprofilearn", "bedrock-mantle:model"}
	regex.match(`^(foranyvalue:)?(string|arn)(equals|equalsignorecase|like)(ifexists)?$`, operator)
	count(values) > 0
}

_names("aws:requestedregion", value) if regex.match(`[a-z]`, value)

_names("bedrock-mantle:model", value) if regex.match(`^[^*?]`, value)

_names("bedrock:inferenceprofilearn", value) if not model_scope.all_profiles(value)

_spares(condition) if {
	[operator, key, values] := condition
	key == "aws:principalarn"
	regex.match(`^(forallvalues:)?(string|arn)not(equals|equalsignorecase|like)(ifexists)?$`, operator)
	count(values) > 0
	every value in values { regex.match(`:(role|user|assumed-role|federated-user)/[^*?]|:root$`, value) }
}
