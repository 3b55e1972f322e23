# METADATA
# title: Provisioned throughputs that serve
# description: |
#   A provisioned throughput serves while AWS updates it. Its model units are paid for in each hour.
package lens.lib.throughputs

import data.lens.lib.ages

serving := [t |
	some t in input.resources["AWS::Bedrock::ProvisionedModelThroughput"]
	t.properties.status in {"InService", "Updating"}
]

# The hours that its model units were paid for in so many days.
unit_hours(t, days) := (object.get(t.properties, "modelUnits", 1) * days) * 24

# The date on which its commitment ends, if it has one that still runs.
commitment_ends(t) := split(time, "T")[0] if {
	time := t.properties.commitmentExpirationTime
	not ages.older(time, 0)
}

# Whether at least a share of so many hours were busy. The share has at most three decimals: engines
# multiply other numbers differently.
reaches(busy, hours, share) if busy * 1000 >= round(share * 1000) * hours
