# METADATA
# title: The roles that write invocation logs to log groups
# description: Findings about the account of a log group, in its Region.
package lens.lib.log_roles

import data.lens.lib.conditions
import data.lens.lib.elements
import data.lens.lib.exposure
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.invocation_logs

_listing := "iam:GetAccountAuthorizationDetails"

# The known reasons why a role cannot write.
faults := (_missing | _untrusting) | _lacking

# Findings about roles for which no call shows whether they may write.
doubts := {finding.of(g.account, message, [g.role], [proof]) |
	some g in invocation_logs.groups
	some message, roles in {"foreign-role": _foreign, "half-read-role": invocation_logs.half_read}
	g.role in roles
	proof := {"id": g.settings, "pointer": "/properties"}
}

# Also what is no ARN, so has no account.
_foreign := {role | some g in invocation_logs.groups; role := g.role; not _ours(role)}

_ours(role) if split(role, ":")[4] == input.account

_missing := {finding.absent(g.account, "no-role", [g.role], [proof], [_listing]) |
	some g in invocation_logs.groups
	role := g.role
	not role in _foreign
	not facts.get("AWS::IAM::Role", role)
	proof := {"id": g.settings, "pointer": "/properties/loggingConfig/cloudWatchConfig/roleArn"}
}

# A malformed trust policy is read as one without statements. It has a gap, which makes the subject
# `unknown`.
_untrusting := {finding.absent(g.account, "no-trust", [g.role], [proof], operations) |
	some g in invocation_logs.groups
	statements := facts.get("AWS::IAM::Role", g.role).properties.AssumeRolePolicyDocument.Statement
	here := [s | some s in statements; not conditions.elsewhere(s)]
	trusted := {service | some s in here; some service in exposure.services(s)} - _shut_out(statements)
	not "bedrock.amazonaws.com" in trusted
	operations := [_listing | count(statements) == 0]
	proof := {"id": g.role, "pointer": "/properties/AssumeRolePolicyDocument"}
}

_shut_out(statements) := {service |
	service := "bedrock.amazonaws.com"
	some deny in statements
	elements.shuts_out(deny, service)
	elements.on_action(deny, "sts:assumerole")
}

_lacking := {finding.absent(g.account, "no-grant", [g.role, actions], [proof], [_listing]) |
	some g in invocation_logs.groups
	actions := {lack[1] | some lack in invocation_logs.lacks; lack[0] == g}
	count(actions) > 0
	role := g.role
	not invocation_logs.half_read[role]
	proof := {"id": g.role, "pointer": "/properties"}
}

# Whether a policy that was not read may deny what other policies allow to the role.
may_be_denied(settings) if {
	settings.properties.loggingConfig.cloudWatchConfig
	input.gaps[_listing]
}
