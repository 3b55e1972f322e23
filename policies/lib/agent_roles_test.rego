package lens_test.agent_roles_test

import data.lens.lib.agent_roles
import data.lens_test.testing

_role(name) := testing.iam(sprintf("role/%s", [name]))

_uses(records) := found if {
	found := agent_roles.uses with input as testing.facts(records, {}, [])
}

# The use of a role by a resource that names the role itself.
_use(record, member) := {
	"role": _role("r"),
	"by": record.id,
	"type": record.type,
	"region": "us-east-1",
	"id": record.id,
	"pointer": sprintf("/properties/%s", [member]),
}

test_every_kind_of_agent_like_resource if {
	members := {
		"AWS::Bedrock::Agent": "agentResourceRoleArn",
		"AWS::Bedrock::Flow": "executionRoleArn",
		"AWS::BedrockAgentCore::Runtime": "roleArn",
		"AWS::BedrockAgentCore::Gateway": "roleArn",
		"AWS::BedrockAgentCore::Harness": "executionRoleArn",
		"AWS::BedrockAgentCore::BrowserCustom": "executionRoleArn",
		"AWS::BedrockAgentCore::CodeInterpreterCustom": "executionRoleArn",
		"AWS::BedrockAgentCore::Memory": "memoryExecutionRoleArn",
	}
	records := [r |
		some type, member in members
		r := testing.record(type, testing.arn("x", type), {member: _role("r")})
	]
	_uses(records) == {_use(r, members[r.type]) | some r in records}
}

test_a_resource_without_a_role_uses_none if {
	_uses([testing.record("AWS::BedrockAgentCore::Memory", testing.arn("x", "memory/m"), {})]) == set()
}

_agent := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/A1"),
	{"agentResourceRoleArn": _role("r")},
)

_version(number) := testing.record(
	"AWS::Bedrock::AgentVersion",
	testing.arn("bedrock", sprintf("agent/A1:%s", [number])),
	{
		"version": number,
		"agentResourceRoleArn": _role(number),
	},
)

_alias(state, number) := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", "agent-alias/A1/L1"),
	{
		"agentAliasId": "L1",
		"agentAliasStatus": "PREPARED",
		"aliasInvocationState": state,
		"routingConfiguration": [{"agentVersion": number}],
	},
)

_arns(records) := found if {
	found := agent_roles.arns with input as testing.facts(records, {}, [])
}

test_a_deployed_versions_role_is_its_agents if {
	_uses([_agent, _version("2"), _alias("ACCEPT_INVOCATIONS", "2")]) == {
		_use(_agent, "agentResourceRoleArn"),
		{
			"role": _role("2"),
			"by": _agent.id,
			"type": "AWS::Bedrock::Agent",
			"region": "us-east-1",
			"id": testing.arn("bedrock", "agent/A1:2"),
			"pointer": "/properties/agentResourceRoleArn",
		},
	}
}

test_a_version_behind_a_rejecting_alias_counts if {
	_arns([_agent, _version("2"), _alias("REJECT_INVOCATIONS", "2")]) == {_role("r"), _role("2")}
}

test_a_version_that_no_alias_routes_to_does_not_count if {
	_arns([_agent, _version("2"), _version("3"), _alias("ACCEPT_INVOCATIONS", "3")]) == {_role("r"), _role("3")}
}

test_a_deployed_flow_versions_role_is_its_flows if {
	flow := testing.record(
		"AWS::Bedrock::Flow",
		testing.arn("bedrock", "flow/F1"),
		{"id": "F1", "executionRoleArn": _role("r")},
	)
	version := testing.record("AWS::Bedrock::FlowVersion", testing.arn("bedrock", "flow/F1:2"), {
		"id": "F1",
		"version": "2",
		"executionRoleArn": _role("2"),
	})
	unused := testing.record("AWS::Bedrock::FlowVersion", testing.arn("bedrock", "flow/F1:3"), {
		"id": "F1",
		"version": "3",
		"executionRoleArn": _role("3"),
	})
	alias := testing.record("AWS::Bedrock::FlowAlias", testing.arn("bedrock", "flow/F1/alias/L1"), {
		"id": "L1",
		"flowId": "F1",
		"routingConfiguration": [{"flowVersion": "2"}],
	})
	{[u.by, u.type, u.role] | some u in _uses([flow, version, unused, alias])} == {
		[flow.id, "AWS::Bedrock::Flow", _role("r")],
		[flow.id, "AWS::Bedrock::Flow", _role("2")],
	}
}

test_a_role_that_belongs_to_a_service_counts_nowhere if {
	_arns([testing.record("AWS::BedrockAgentCore::Memory", testing.arn("x", "memory/m"), {
		"memoryExecutionRoleArn": testing.iam("role/aws-service-role/bedrock-agentcore.amazonaws.com/x"),
	})]) == set()
}

_statement(action) := {"Effect": "Allow", "Action": [action], "Resource": ["*"], "Condition": {}}

_managed(id, versions) := testing.record(
	"AWS::IAM::ManagedPolicy",
	id,
	{"AttachmentCount": 1, "PolicyVersionList": versions},
)

_document(in_use, action) := {"IsDefaultVersion": in_use, "Document": {"Statement": [_statement(action)]}}

# The role r with two inline policies, a customer managed policy, an AWS managed policy and a
# boundary.
_record := testing.record("AWS::IAM::Role", _role("r"), {
	"Path": "/",
	"RolePolicyList": [
		{
			"PolicyName": "a",
			"PolicyDocument": {"Statement": [_statement("s3:GetObject"), _statement("s3:PutObject")]},
		},
		{"PolicyName": "b", "PolicyDocument": {"Statement": [_statement("ec2:StopInstances")]}},
	],
	"AttachedManagedPolicies": [
		{"PolicyName": "own", "PolicyArn": testing.iam("policy/own")},
		{"PolicyName": "theirs", "PolicyArn": "arn:aws:iam::aws:policy/theirs"},
	],
	"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/boundary")},
})

_own := _managed(testing.iam("policy/own"), [_document(false, "iam:*"), _document(true, "kms:Decrypt")])

_theirs := _managed("arn:aws:iam::aws:policy/theirs", [_document(true, "sqs:SendMessage")])

_boundary := _managed(testing.iam("policy/boundary"), [_document(true, "bedrock:InvokeModel")])

_all := [_agent, _record, _own, _theirs, _boundary]

test_subjects_are_the_roles_in_use_wherever_they_are if {
	others := object.union(
		_agent,
		{
			"id": testing.arn("bedrock", "agent/A2"),
			"properties": {"agentResourceRoleArn": "arn:aws:iam::999999999999:role/x"},
		},
	)
	unused := testing.record("AWS::IAM::Role", _role("unused"), {"Path": "/"})
	facts := testing.facts([_agent, others, _record, unused], {}, [])
	subjects := agent_roles.subjects with input as facts
	subjects == {{"type": "AWS::IAM::Role", "id": id, "region": "global", "item": ""} |
		some id in [_role("r"), "arn:aws:iam::999999999999:role/x"]
	}
	records := agent_roles.records with input as facts
	records == {_role("r"): _record}
}

test_users_are_grouped_by_role if {
	runtime := testing.record(
		"AWS::BedrockAgentCore::Runtime",
		testing.arn("bedrock-agentcore", "runtime/R1"),
		{"roleArn": _role("r")},
	)
	users := agent_roles.users with input as testing.facts([_agent, runtime], {}, [])
	users == {_role("r"): [runtime.id, _agent.id]}
}

test_statements_of_a_role_are_those_of_its_policies_in_use if {
	found := agent_roles.statements with input as testing.facts(_all, {}, [])
	found == {_role("r"): [
		{
			"policy": _role("r"),
			"pointer": "/properties/RolePolicyList/0/PolicyDocument/Statement/0",
			"statement": _statement("s3:GetObject"),
		},
		{
			"policy": _role("r"),
			"pointer": "/properties/RolePolicyList/0/PolicyDocument/Statement/1",
			"statement": _statement("s3:PutObject"),
		},
		{
			"policy": _role("r"),
			"pointer": "/properties/RolePolicyList/1/PolicyDocument/Statement/0",
			"statement": _statement("ec2:StopInstances"),
		},
		{
			"policy": _own.id,
			"pointer": "/properties/PolicyVersionList/1/Document/Statement/0",
			"statement": _statement("kms:Decrypt"),
		},
		{
			"policy": _theirs.id,
			"pointer": "/properties/PolicyVersionList/0/Document/Statement/0",
			"statement": _statement("sqs:SendMessage"),
		},
	]}
}

_unread(records, gaps) := {"role": role, "policies": policies - role, "boundaries": limits} if {
	facts := testing.facts(records, {}, gaps)
	role := agent_roles.unread with input as facts
	policies := agent_roles.unseen with input as facts
	limits := agent_roles.unread_boundaries with input as facts
}

_nothing := {"role": set(), "policies": set(), "boundaries": set()}

_row(id, pointer, message, arguments) := {
	"subject": {"type": "AWS::IAM::Role", "id": _role("r"), "region": "global", "item": ""},
	"message": message,
	"arguments": arguments,
	"proof": [{"id": id, "pointer": pointer}],
}

test_a_role_that_was_seen_whole_leaves_nothing_open if _unread(_all, []) == _nothing

test_a_cut_listing_leaves_open_only_what_it_does_not_show if {
	_unread(_all, [testing.gap("iam:GetAccountAuthorizationDetails", "global")]) == _nothing
}

test_a_role_that_is_not_there_cannot_be_read if {
	pointer := "/properties/agentResourceRoleArn"
	row := _row(_agent.id, pointer, "role-not-shown", [_agent.id])
	_unread([_agent], []) == object.union(_nothing, {"role": {row}})
}

test_a_policy_that_is_not_there_cannot_be_read if {
	pointer := "/properties/AttachedManagedPolicies/1"
	row := _row(_role("r"), pointer, "policy-not-shown", ["arn:aws:iam::aws:policy/theirs"])
	_unread([_agent, _record, _own, _boundary], []) == object.union(_nothing, {"policies": {row}})
}

test_a_boundary_that_is_not_there_cannot_be_read if {
	row := _row(_role("r"), "/properties/PermissionsBoundary", "boundary-not-shown", [_boundary.id])
	_unread([_agent, _record, _own, _theirs], []) == object.union(_nothing, {"boundaries": {row}})
}

test_the_boundary_of_a_role_that_no_agent_uses_leaves_none_open if {
	unused := object.union(
		_record,
		{
			"id": _role("unused"),
			"properties": {"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/x")}},
		},
	)
	_unread(array.concat(_all, [unused]), []) == _nothing
}

test_a_role_without_a_boundary_leaves_none_open if {
	unbounded := testing.without(_record, "PermissionsBoundary")
	_unread([_agent, unbounded, _own, _theirs], []) == _nothing
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
_malformed(id) := _unread(_all, [testing.gap("iam:GetAccountAuthorizationDetails", id)])

test_a_document_that_is_none_cannot_be_read if {
	row := _row(_role("r"), "/properties", "role-unreadable", [])
	_malformed(_role("r")) == object.union(_nothing, {"role": {row}})
	{k: count(rows) | some k, rows in _malformed(_own.id)} == {"role": 0, "policies": 1, "boundaries": 0}
	{k: count(rows) | some k, rows in _malformed(_boundary.id)} == {"role": 0, "policies": 0, "boundaries": 1}
}

test_another_roles_document_matters_to_nobody_else if _malformed(_role("other")) == _nothing

# A version with the role of its runtime is not named twice.
test_versions_that_run_with_a_role if {
	runtime := testing.arn("bedrock-agentcore", "runtime/x-abcdefghij")
	newest := testing.record("AWS::BedrockAgentCore::Runtime", runtime, {"roleArn": _role("r")})
	type := "AWS::BedrockAgentCore::RuntimeVersion"
	versions := [testing.record(type, sprintf("%s:%d", [runtime, i]), {"roleArn": _role(name)}) |
		some i, name in ["old", "r"]
	]
	facts := testing.facts(array.concat([newest], versions), {}, [])
	found := [agent_roles.users_of(_role(name)) | some name in ["r", "old", "other"]] with input as facts
	found == [{runtime}, {versions[0].id}, set()]
}
