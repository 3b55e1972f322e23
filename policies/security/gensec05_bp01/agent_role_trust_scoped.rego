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
#     others: "@trusts-others"
#     not-principal: "@trusts-all-but-some"
#     any-customer: "@trusts-any-customer"
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

_faults(role, statement) := trust.faults(role, statement, _services) | _wide(role, statement)

# An aws:SourceArn must match agentic resources only, and only one if the parameter says so.
_wide(role, statement) := {[message, [arn]] |
	services := trust.services(statement, _services)
	asked := trust.deciding_arns(role, statement, _services)
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
