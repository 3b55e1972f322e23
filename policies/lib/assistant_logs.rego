# METADATA
# title: Logs of assistants
# description: |
#   What users say to Amazon Q Business and to the chat agents of Amazon Quick, and what they think of the
#   answers, is only in logs that CloudWatch Logs delivers.
package lens.lib.assistant_logs

import data.lens.lib.deliveries

# The applications of Amazon Q Business that serve users. One whose status AWS does not tell counts.
applications := [a |
	some a in input.resources["AWS::QBusiness::Application"]
	object.get(a.properties, "status", "ACTIVE") == "ACTIVE"
]

# {[application, proof], ...}: the deliveries of conversations and feedback.
of_applications := {[use.resource, use.proof] |
	some use in deliveries.used
	use.type == "EVENT_LOGS"
}

# The home Region of Amazon Quick, if it has chat agents. An account has one Quick.
homes := {a.region | some a in input.resources["AWS::QuickSight::Agent"]}

# {[region, type], ...}: the logs of Quick that are delivered.
of_quick := {[use.region, use.type] |
	some use in deliveries.used
	split(use.resource, ":")[2] == "quicksight"
}
