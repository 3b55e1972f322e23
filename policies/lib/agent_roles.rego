# METADATA
# title: Agent roles (D9)
# description: |
#   The roles that agent-like resources run with: agents (the draft and every deployed version), flows likewise, and AgentCore's runtimes,
#   gateways, harnesses, browsers, code interpreters and memories.
package lens.lib.agent_roles

import data.lens.lib.boundaries
import data.lens.lib.deployed
import data.lens.lib.documents
import data.lens.lib.group
import data.lens.lib.text

# Every role in use, for a look-up.
arns := {use.role | some use in uses}

# {role, by, type, region, id, pointer}: `by` is the agent-like resource, `id` and `pointer` show the role. Roles that belong to a service of AWS are
# left out everywhere.
uses := {use |
	some use in (_drafts | _versions)
	not contains(use.role, ":role/aws-service-role/")
}

_drafts := {_use(r.properties[list[1]], r, r, list[1]) | some list in _direct; some r in list[0]}

_direct := [
	[input.resources["AWS::Bedrock::Agent"], "agentResourceRoleArn"],
	[input.resources["AWS::Bedrock::Flow"], "executionRoleArn"],
	[input.resources["AWS::BedrockAgentCore::Runtime"], "roleArn"],
	[input.resources["AWS::BedrockAgentCore::Gateway"], "roleArn"],
	[input.resources["AWS::BedrockAgentCore::Harness"], "executionRoleArn"],
	[input.resources["AWS::BedrockAgentCore::BrowserCustom"], "executionRoleArn"],
	[input.resources["AWS::BedrockAgentCore::CodeInterpreterCustom"], "executionRoleArn"],
	[input.resources["AWS::BedrockAgentCore::Memory"], "memoryExecutionRoleArn"],
]

_versions := {_use(v.properties.agentResourceRoleArn, _agent(v), v, "agentResourceRoleArn") |
	some v in input.resources["AWS::Bedrock::AgentVersion"]
	[_agent(v).id, v.properties.version] in deployed.agents
} | {_use(v.properties.executionRoleArn, _flow(v), v, "executionRoleArn") |
	some v in input.resources["AWS::Bedrock::FlowVersion"]
	[_flow(v).id, v.properties.version] in deployed.flows
}

# The ARN of a version is its owner's with the number behind it.
_agent(v) := {"type": "AWS::Bedrock::Agent", "id": trim_suffix(v.id, sprintf(":%s", [v.properties.version])), "region": v.region}

_flow(v) := {"type": "AWS::Bedrock::Flow", "id": trim_suffix(v.id, sprintf(":%s", [v.properties.version])), "region": v.region}

_use(role, by, seen, member) := {
	"role": role,
	"by": by.id,
	"type": by.type,
	"region": by.region,
	"id": seen.id,
	"pointer": sprintf("/properties/%s", [member]),
}

# For the controls that judge the roles: one subject a role, whether or not it is the account's own.
subjects := {subject(arn) | some arn in arns}

subject(arn) := {"type": "AWS::IAM::Role", "id": arn, "region": "global", "item": ""}

# The account's own roles among them, by ARN.
records := {r.id: r | some r in input.resources["AWS::IAM::Role"]; r.id in arns}

# Role's ARN -> the agent-like resources that run with it.
users := group.by_first({[use.role, use.by] | some use in uses})

# Roles that cannot be read from here: of another account, not there, or with a document that is none.
unread := {_unseen(use.role, use, sprintf("role %s of %s is not among this account's roles", [text.quoted(use.role), text.quoted(use.by)])) |
	some use in uses
	not records[use.role]
} | {_unseen(arn, {"id": arn, "pointer": "/properties"}, "a document of the role could not be read") | some arn, _ in records; documents.unreadable[arn]}

# And those with a policy that could not be.
unseen := unread | {_unseen(arn, shown, sprintf("policy %s of the role was not shown", [text.quoted(policy.PolicyArn)])) |
	some arn, role in records
	some i, policy in role.properties.AttachedManagedPolicies
	not documents.default_of[policy.PolicyArn]
	shown := {"id": arn, "pointer": sprintf("/properties/AttachedManagedPolicies/%d", [i])}
}

# Of those that were read, the ones whose boundary could not be.
unread_boundaries := {_unseen(arn, shown, sprintf("its boundary %s was not shown", [text.quoted(boundary)])) |
	some [arn, boundary] in boundaries.unread
	records[arn]
	shown := {"id": arn, "pointer": "/properties/PermissionsBoundary"}
}

_unseen(arn, shown, message) := {"subject": subject(arn), "message": message, "proof": [{"id": shown.id, "pointer": shown.pointer}]}

# Role's ARN -> every statement of its identity policies (D1): {policy, pointer, statement}, where `policy` is what holds it.
statements := {arn: found |
	some arn, role in records
	found := [{"policy": held.id, "pointer": sprintf("%s/Statement/%d", [held.pointer, i]), "statement": s} |
		some holder in array.concat([arn], [p.PolicyArn | some p in role.properties.AttachedManagedPolicies])
		some held in documents.held_by[holder]
		some i, s in held.document.Statement
	]
}
