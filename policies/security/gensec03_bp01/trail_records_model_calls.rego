# METADATA
# title: Record generative AI management events, reads included, in an active multi-Region trail
# description: >-
#   InvokeModel and Converse are read-only management events. A trail that records only writes does
#   not record model calls.
# custom:
#   id: GENSEC03-BP01/trail-records-model-calls
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: ["@regions-in-use", cloudwatch:ListMetrics, "@trails"]
#   params: {}
#   messages:
#     none-complete: no single trail or event data store records all model calls in %s
#     not-logging: trail or event data store %s is not logging
#     not-delivering: trail or event data store %s fails to deliver
#     no-reads: trail or event data store %s does not record read events of Bedrock
#     no-writes: trail or event data store %s does not record write events of Bedrock
#     not-covering: trail or event data store %s does not cover %s
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Create a multi-Region trail that records read and write management events, and check that it
#     logs and delivers.
package lens.controls.gensec03_bp01.trail_records_model_calls

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.model_call_trails
import data.lens.lib.regions

_subject := facts.account("global")

subjects contains _subject if count(regions.in_use) > 0

# One trail that covers every Region is enough, even if Regions in use are unknown.
proven contains _subject if {
	count(regions.in_use) > 0
	model_call_trails.everywhere
}

shown contains [subject, place] if {
	some r in model_call_trails.good
	subject := _subject
	place := {"id": r.id, "pointer": "/properties"}
}

violations contains finding.absent(_subject, "none-complete", [regions.in_use], [], ["@trails"]) if {
	model_call_trails.missing
}

violations contains finding.absent(subject, message, arguments, proof, ["@trails"]) if {
	model_call_trails.missing
	some [id, message, arguments] in model_call_trails.reasons
	proof := [{"id": id, "pointer": "/properties"}]
	subject := _subject
}
