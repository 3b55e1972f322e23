# METADATA
# title: How many memories agents have in each declared Region
# description: |
#   Their listing has no names, so only their number is compared. The memory of a harness comes with the
#   harness.
package lens.lib.memories

import data.lens.lib.counterparts
import data.lens.lib.facts

all := [m |
	some m in input.resources["AWS::BedrockAgentCore::Memory"]
	not m.properties.managedByResourceArn
	m.properties.status in {"ACTIVE", "CREATING", "UPDATING"}
]

# The account, for the number of memories in the Region of one.
subject(memory) := object.union(facts.account(memory.region), {"item": "memories"})

# [memory, another Region, number of memories in the memory's Region, number in the other Region]
pairs := [[m, region, count(_in(m.region)), count(_in(region))] |
	some m in counterparts.compared(all)
	some region in counterparts.others(m)
]

# {[id, Region], ...}: the other Region certainly has as many.
enough := {[m.id, region] |
	some [m, region, own, other] in pairs
	own <= other
	count(object.get(input.gaps, ["bedrock-agentcore-control:ListMemories", m.region], [])) == 0
}

_in(region) := [m | some m in all; m.region == region]
