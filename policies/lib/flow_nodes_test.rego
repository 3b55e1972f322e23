package lens_test.flow_nodes_test

import data.lens.lib.flow_nodes
import data.lens_test.testing

_id := testing.arn("bedrock", "flow/ROUTE")

_say := {"name": "say", "type": "Prompt"}

_loop := {"name": "again", "type": "Loop", "configuration": {"loop": {"definition": {"nodes": [_say]}}}}

_flow := testing.record("AWS::Bedrock::Flow", _id, {"definition": {"nodes": [_loop]}})

_version(number) := testing.record(
	"AWS::Bedrock::FlowVersion",
	sprintf("%s:%s", [_id, number]),
	{"definition": {"nodes": [_say]}},
)

_alias(id, version) := testing.record(
	"AWS::Bedrock::FlowAlias",
	sprintf("%s/alias/%s", [_id, id]),
	{"id": id, "routingConfiguration": [{"flowVersion": version}]},
)

_versions(records) := found if {
	facts := testing.facts(records, {}, [])
	all := flow_nodes.versions with input as facts
	found := {[one.flow.id, one.version, one.record.id] | some one in all}
}

test_draft_counts if {
	_versions([_flow]) == {[_id, "DRAFT", _id]}
	_versions([_flow, _alias("LIVE", "DRAFT")]) == {[_id, "DRAFT", _id]}
}

test_version_behind_an_own_alias_counts if {
	routed := _versions([_flow, _alias("LIVE", "2"), _version("1"), _version("2")])
	routed == {[_id, "DRAFT", _id], [_id, "2", _version("2").id]}
	_versions([_flow, _alias("TSTALIASID", "2"), _version("2")]) == {[_id, "DRAFT", _id]}
}

test_what_was_not_read_has_no_version if {
	bare := testing.record("AWS::Bedrock::Flow", _id, {})
	_versions([bare, _alias("LIVE", "2")]) == set()
}

_inner := ["nodes", 0, "configuration", "loop", "definition", "nodes", 0]

test_nodes_of_loops_count if {
	flow_nodes.of(_flow.properties.definition) == {["nodes", 0]: _loop, _inner: _say}
	flow_nodes.of({"nodes": [{"name": "x"}]}) == {}
}

test_proof_is_the_node if {
	pointer := "/properties/definition/nodes/0/configuration/loop/definition/nodes/0"
	flow_nodes.proof(_flow, _inner) == {"id": _id, "pointer": pointer}
}

test_node_without_a_name if {
	flow_nodes.name(_say) == "say"
	flow_nodes.name({"type": "Prompt"}) == ""
}

test_flows_that_were_not_read if {
	every operation in ["GetFlow", "ListFlowAliases", "GetFlowVersion"] {
		facts := testing.facts([_flow], {}, [testing.gap(sprintf("bedrock-agent:%s", [operation]), _id)])
		found := flow_nodes.unread with input as facts
		{subject.id | some subject in found} == {_id}
	}
	read := testing.facts([_flow], {}, [])
	none := flow_nodes.unread with input as read
	none == set()
}
