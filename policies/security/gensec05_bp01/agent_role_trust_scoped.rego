# METADATA
# title: Let only your own agents assume an agent role
# description: >-
#   If the trust policy does not limit whose agents and which kinds of resources, others can use the role.
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
#   messages:
#     others: the trust policy also lets %s assume the role
#     not-principal: the trust policy lets everyone but its NotPrincipal assume the role
#     any-customer: >-
#       the trust policy lets %s assume the role for any AWS customer: no condition names this account
#     other-kinds: aws:SourceArn %s matches more than agents, flows, prompts and AgentCore resources
#     every-resource: aws:SourceArn %s matches every resource of its type
#     role-not-shown: "@role-not-shown"
#     role-unreadable: "@role-unreadable"
#   item: none
#   remediation: Trust the agent service alone, and require aws:SourceAccount and the agent's aws:SourceArn.
package lens.controls.gensec05_bp01.agent_role_trust_scoped

import data.lens.lib.agent_roles
import data.lens.lib.finding
import data.lens.lib.trust

_params := input.params["GENSEC05-BP01/agent-role-trust-scoped"]

_services := {"bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com"}

subjects := agent_roles.subjects

unseen := agent_roles.unread

# A role that was read passes, whatever else was not read.
proven := subjects - {u.subject | some u in unseen}

violations contains finding.of(subject, message, arguments, [proof]) if {
	some arn, role in agent_roles.records
	some i, statement in role.properties.AssumeRolePolicyDocument.Statement
	statement.Effect == "Allow"
	some [message, arguments] in _faults(role, statement)
	proof := {"id": arn, "pointer": sprintf("/properties/AssumeRolePolicyDocument/Statement/%d", [i])}
	subject := agent_roles.subject(arn)
}

_faults(role, statement) := _others(statement) | (_unsourced(role, statement) | _wide(role, statement))

_others(statement) := {["others", [others]] |
	others := trust.others(statement, _services)
	count(others) > 0
} | {["not-principal", []] | statement.NotPrincipal}

# Without a condition on the account, the service may assume the role for any of its customers.
_unsourced(role, statement) := {["any-customer", [services]] |
	services := trust.services(statement, _services)
	count(services) > 0
	sources := trust.sources(role, statement, services)
	not trust.only_this_account(sources)
}

# An aws:SourceArn must match agentic resources only, and only one if the parameter says so. All
# conditions of a statement must hold, so one condition that is narrow enough is sufficient. If the
# statement is limited to this account without aws:SourceArn, this key is not judged: a further
# condition never makes a statement worse.
_wide(role, statement) := {[message, [arn]] |
	services := trust.services(statement, _services)
	count(services) > 0
	others := trust.sources(role, trust.without_source_arns(statement), services)
	not trust.only_this_account(others)
	asked := trust.source_arns(statement)
	every arns in asked { count(_faulty(services, arns)) > 0 }
	some arns in asked
	some [message, arn] in _faulty(services, arns)
}

_faulty(services, arns) := {[message, arn] | some arn in arns; message := _admits(services, arn)}

_admits(services, arn) := "other-kinds" if {
	"bedrock.amazonaws.com" in services
	not _is_agentic(arn)
} else := "every-resource" if {
	_params.require_resource_id
	regex.match(`[*?]$`, arn)
}

# The kinds of agentic resources, as in their ARNs. Amazon Bedrock also calls for jobs and knowledge
# bases. All of AgentCore's resources are agentic.
_kinds := "agent|flow|prompt|runtime|gateway|memory|harness|browser[a-z-]*|code-interpreter[a-z-]*"

_is_agentic(arn) if regex.match(_agentic, arn)

_agentic := sprintf("^(([^:]*:){5}(%s)/|arn:[^:]*:bedrock-agentcore:)", [_kinds])
