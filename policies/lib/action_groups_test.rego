package lens_test.lib.action_groups_test

import data.lens.lib.action_groups
import data.lens_test.testing

_agent(id, status) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", sprintf("agent/%s", [id])),
	{"agentId": id, "agentStatus": status},
)

_group(route, name, properties) := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", sprintf("agent/%s:action-group/%s", [route, name])),
	object.union({"actionGroupState": "ENABLED"}, properties),
)

_alias := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", "agent-alias/A1/LIVE"),
	{"agentAliasId": "LIVE", "agentAliasStatus": "PREPARED", "routingConfiguration": [{"agentVersion": "2"}]},
)

_schema(signs) := {"apiSchema": {"payload": {"redacted": {"length": 9, "hmac": "x", "signs": signs}}}}

_functions(list) := {"functionSchema": {"functions": list}}

_known := _functions([{"name": "find"}])

_records := [
	_agent("A1", "PREPARED"), _alias, _agent("A2", "PREPARED"), _agent("A3", "DELETING"),
	_group("A1:2", "G1", _known),
	_group("A1:DRAFT", "G2", _known),
	_group("A2:DRAFT", "G3", _schema({"operations": 3, "unconfirmed": 1})),
	_group("A2:DRAFT", "G4", object.union(_known, {"actionGroupState": "DISABLED"})),
	_group("A2:DRAFT", "G5", {"parentActionSignature": "AMAZON.CodeInterpreter"}),
	_group("A2:DRAFT", "G6", _functions([])),
	_group("A2:DRAFT", "G7", _schema({"operations": 0, "unconfirmed": 0})),
	_group("A3:DRAFT", "G8", _known),
]

test_groups_of_deployed_versions if {
	document := testing.facts(_records, {}, [])
	found := action_groups.all with input as document
	{[one.group.name, split(one.subject.id, "/")[1], one.missed] | some one in found} == {
		["G1", "A1", []],
		["G3", "A2", ["bedrock-agent:ListAgentAliases"]],
	}
}

test_relies_on_versions_and_groups if {
	document := testing.facts(_records, {}, [])
	found := action_groups.relies_on with input as document
	{split(place, "agent/")[1] | some [_, place] in found} == {
		"A1:2", "A1:2:action-group/G1", "A2:DRAFT", "A2:DRAFT:action-group/G3",
	}
}

test_what_asks_no_user if {
	g := _group("A", "G", _functions([
		{"name": "a", "requireConfirmation": "ENABLED"},
		{"name": "b", "requireConfirmation": "DISABLED"},
		{"name": "c"},
	]))
	action_groups.unconfirmed(g) == {"b", "c"}
	action_groups.operations(g) == 0
	action_groups.operations(_group("A", "G", _schema({"operations": 3, "unconfirmed": 1}))) == 1
}

test_who_runs_the_call if {
	action_groups.runs(_group("A", "G", _known))
	action_groups.runs(_group("A", "G", {"actionGroupExecutor": {"lambda": "arn"}}))
	not action_groups.runs(_group("A", "G", {"actionGroupExecutor": {"customControl": "RETURN_CONTROL"}}))
}

_unclear(properties) := action_groups.unclear(_group("A", "G", properties))

test_what_is_not_known if {
	_unclear({"apiSchema": {"s3": {"s3BucketName": "b"}}}) == "in-s3"
	_unclear(_schema({})) == "not-read"
	_unclear({}) == "not-shown"
	_unclear({"apiSchema": {}}) == "not-shown"
	not _unclear(_known)
	not _unclear(_schema({"operations": 3, "unconfirmed": 1}))
}
