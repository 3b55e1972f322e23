# METADATA
# title: Nodes of flows
# description: |
#   The nodes of each flow's draft and of the versions that its own aliases route to, also those
#   inside of loops. No other versions are read.
package lens.lib.flow_nodes

import data.lens.lib.deployed
import data.lens.lib.facts

# {flow, version, record}: a flow, one of its versions, and the resource that holds its definition.
versions := {{"flow": flow, "version": "DRAFT", "record": flow} |
	some flow in input.resources["AWS::Bedrock::Flow"]
	flow.properties.definition
} | {{"flow": flow, "version": version, "record": record} |
	some [id, version] in deployed.flows
	version != "DRAFT"
	flow := facts.get("AWS::Bedrock::Flow", id)
	record := deployed.flow_version([id, version])
}

# Path of a node in a definition -> the node.
of(definition) := {path: node |
	walk(definition, [path, node])
	count(path) > 1
	path[count(path) - 2] == "nodes"
	is_string(node.type)
}

# The name of a node, and an empty text if it has none.
name(node) := object.get(node, "name", "")

# Proof: a node.
proof(record, path) := {"id": record.id, "pointer": pointer} if {
	pointer := concat("/", array.concat(["/properties/definition"], [_part(part) | some part in path]))
}

_part(key) := key if is_string(key)

_part(index) := format_int(index, 10) if is_number(index)

# The flows of which a version was not read, and may hold any node.
unread := {facts.subject(flow) |
	some flow in input.resources["AWS::Bedrock::Flow"]
	some operation in _operations
	count(facts.touching(operation, facts.subject(flow), [])) > 0
}

_operations := ["bedrock-agent:GetFlow", "bedrock-agent:ListFlowAliases", "bedrock-agent:GetFlowVersion"]
