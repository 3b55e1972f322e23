# METADATA
# title: Let only your own agents assume an agent role
# description: A trust policy that does not say whose agents, or which kinds of resource, lends the agent's rights to others.
# custom:
#   id: GENSEC05-BP01/agent-role-trust-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: ["@agentic-resources", "@agent-roles"]
#   evidence: [iam:GetAccountAuthorizationDetails]
#   params:
#     require_resource_id: false
#   remediation: Trust the agent service alone, and add aws:SourceAccount and an aws:SourceArn of the agent to the statement.
#   iac: {terraform: aws_iam_role.assume_role_policy, cloudformation: AWS::IAM::Role AssumeRolePolicyDocument}
#   peers: [prowler:iam_role_cross_service_confused_deputy_prevention]
package lens.controls.gensec05_bp01.agent_role_trust_scoped

import data.lens.lib.agent_roles
import data.lens.lib.conditions
import data.lens.lib.text

_params := input.params["GENSEC05-BP01/agent-role-trust-scoped"]

_services := {"bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com"}

subjects := agent_roles.subjects

unseen := agent_roles.unread

# A role that was seen stands, whatever else could not be.
proven := subjects - {u.subject | some u in unseen}

# [role, statement, its place] of everything that a trust policy allows.
_trusts := [[arn, s, sprintf("/properties/AssumeRolePolicyDocument/Statement/%d", [i])] |
	some arn, role in agent_roles.records
	some i, s in role.properties.AssumeRolePolicyDocument.Statement
	s.Effect == "Allow"
]

violations contains {"subject": agent_roles.subject(trust[0]), "message": message, "proof": [{"id": trust[0], "pointer": trust[2]}]} if {
	some trust in _trusts
	some message in _faults(trust[1])
}

_faults(statement) := _others(statement) | (_unsourced(statement) | _wide(statement))

_others(statement) := {sprintf("%s may assume the role too", [text.names(others)]) |
	others := {p | some kind, list in statement.Principal; some p in list; not _right(kind, p)}
	count(others) > 0
} | {"everybody but those that NotPrincipal names may assume the role" | statement.NotPrincipal}

_right("Service", name) if name in _services

_ours(statement) := {name | some name in statement.Principal.Service; name in _services}

# Without the account in a condition, the service assumes the role for any of its customers.
_unsourced(statement) := {sprintf("%s may assume the role for any customer: no condition names this account", [text.names(ours)]) |
	ours := _ours(statement)
	count(ours) > 0
	not _names_account(statement)
}

_names_account(statement) if {
	some [_, key, values] in _valued(statement)
	every value in values { _account(key, value) == input.account }
}

# Null says that a key is there, and not what it holds.
_valued(statement) := {c | some c in conditions.restricting(statement); c[0] != "null"}

_account("aws:sourceaccount", value) := value

_account("aws:sourcearn", value) := split(value, ":")[4]

# Where an ARN is asked for, it must be of an agentic resource, and of one alone when the parameter says so. Of several conditions all hold: one is enough.
_wide(statement) := {sprintf("aws:SourceArn %s admits %s", [text.quoted(value), reason]) |
	count(_ours(statement)) > 0
	asked := {values | some [_, key, values] in _valued(statement); key == "aws:sourcearn"}
	count({values | some values in asked; count(_faulty(values)) == 0}) == 0
	some values in asked
	some [value, reason] in _faulty(values)
}

_faulty(values) := {[value, reason] | some value in values; some reason in _admits(value)}

_admits(arn) := {"more than agents, flows, prompts and AgentCore's resources"} if {
	not regex.match(`^([^:]*:){5}(agent|flow|prompt|runtime|gateway|memory|harness|browser[a-z-]*|code-interpreter[a-z-]*)/`, arn)
} else := {"every resource of its kind"} if {
	_params.require_resource_id
	regex.match(`[*?]$`, arn)
} else := set()
