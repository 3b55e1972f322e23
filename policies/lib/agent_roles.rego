# METADATA
# title: Agent roles (D9)
# description: |
#   The roles that agent-like resources run with. These resources are agents (the draft and every
#   deployed version), flows (the same), and AgentCore's runtimes, gateways, harnesses, browsers, code
#   interpreters and memories.
package lens.lib.agent_roles

import data.lens.lib.boundaries
import data.lens.lib.deployed
import data.lens.lib.documents
import data.lens.lib.finding
import data.lens.lib.group

# The ARN of every role in use, for a look-up.
arns := {use.role | some use in uses}

# {role, by, type, region, id, pointer}: `by` is the ARN of the agent-like resource, and `id` and
# `pointer` show its role. Service-linked roles are left out everywhere.
uses := {use |
	some use in (_drafts | _versions)
	role := use.role
	not contains(role, ":role/aws-service-role/")
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

_versions := {_use(v.properties.agentResourceRoleArn, agent, v, "agentResourceRoleArn") |
	some v in input.resources["AWS::Bedrock::AgentVersion"]
	agent := _owner(v, "AWS::Bedrock::Agent")
	[agent.id, v.properties.version] in deployed.agents
} | {_use(v.properties.executionRoleArn, flow, v, "executionRoleArn") |
	some v in input.resources["AWS::Bedrock::FlowVersion"]
	flow := _owner(v, "AWS::Bedrock::Flow")
	[flow.id, v.properties.version] in deployed.flows
}

# The ARN of a version is the ARN of its owner, followed by the version's number.
_owner(v, type) := {
	"type": type,
	"id": trim_suffix(v.id, sprintf(":%s", [v.properties.version])),
	"region": v.region,
}

_use(role, by, seen, member) := {
	"role": role,
	"by": by.id,
	"type": by.type,
	"region": by.region,
	"id": seen.id,
	"pointer": sprintf("/properties/%s", [member]),
}

# The subjects of the controls that judge roles: one per role, even if another account owns it.
subjects := {subject(arn) | some arn in arns}

subject(arn) := {"type": "AWS::IAM::Role", "id": arn, "region": "global", "item": ""}

# The roles in use that the account's listing shows, by ARN.
records := {r.id: r | some r in input.resources["AWS::IAM::Role"]; r.id in arns}

# ARN of a role -> the ARNs of the agent-like resources that run with it.
users := group.by_first({[use.role, use.by] | some use in uses})

# The same of one role, and the versions of runtimes that run with it. An endpoint serves such a
# version, which ListAgentRuntimeEndpoints shows.
users_of(role) := own | {v.id |
	some v in input.resources["AWS::BedrockAgentCore::RuntimeVersion"]
	v.properties.roleArn == role
	runtime := runtime_of(v)
	not runtime in own
} if {
	own := {by | some by in object.get(users, role, [])}
}

# The ARN of the runtime that this is, or is a version of.
runtime_of(record) := regex.replace(record.id, `:[0-9]+$`, "")

# The resource that counts as the runner of a role: AgentCore makes a runtime for each harness, and
# the two are one.
runner(arn) := object.get(_harness_of, arn, arn)

# Grouped, because two harnesses that name one runtime would conflict as keys.
_harness_of := {runtime: harnesses[0] | some runtime, harnesses in group.by_first(_made_for)}

_made_for := {[h.properties.environment.agentCoreRuntimeEnvironment.agentRuntimeArn, h.id] |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
}

# Findings about roles in use that were not read: a role of another account, one that does not
# exist, or one with a document that is not a policy document.
unread := {finding.of(subject(use.role), "role-not-shown", [use.by], [shown]) |
	some use in uses
	role := use.role
	not records[role]
	shown := _proof(use.id, use.pointer)
} | {finding.of(subject(arn), "role-unreadable", [], [_proof(arn, "/properties")]) |
	some arn, _ in records
	documents.unreadable[arn]
}

# `unread`, and findings about attached policies that the account's listing does not show.
unseen := unread | {finding.of(subject(arn), "policy-not-shown", [name], [shown]) |
	some arn, role in records
	some [name, shown] in documents.not_shown(role)
}

# Findings about roles in the account's listing whose boundary the listing does not show.
unread_boundaries := {finding.of(subject(arn), "boundary-not-shown", [boundary], [shown]) |
	some [arn, boundary] in boundaries.unread
	records[arn]
	shown := _proof(arn, "/properties/PermissionsBoundary")
}

_proof(id, pointer) := {"id": id, "pointer": pointer}

# ARN of a role -> every statement of its identity policies, as in documents.statements.
statements := {arn: documents.statements(role) | some arn, role in records}
