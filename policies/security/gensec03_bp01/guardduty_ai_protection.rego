# METADATA
# title: Turn on GuardDuty AI Protection
# description: >-
#   AI Protection notices calls of models that look like an attack. GENSEC03-BP01/guardduty-base reports
#   Regions without a detector.
# custom:
#   id: GENSEC03-BP01/guardduty-ai-protection
#   severity: medium # not every Region has the plan yet, and it costs by volume
#   precision: high
#   mode: automated
#   resources: [AWS::GuardDuty::Detector]
#   lists: ["@bedrock-regions-in-use", "@generative-endpoints", guardduty:ListDetectors]
#   evidence: [guardduty:GetDetector]
#   workload: [sagemaker]
#   params:
#     unsupported_regions: []
#   messages:
#     suspended: the detector is not enabled, and so AI Protection does nothing
#     plan-off: AI Protection is disabled (in an organization, GuardDuty's administrator turns it on)
#     not-listed: >-
#       AWS lists no AI Protection for the detector, name the Region in unsupported_regions if it does not
#       offer the plan
#   item: none
#   remediation: >-
#     Enable AI Protection on the detector, best through the delegated administrator of the organization.
package lens.controls.gensec03_bp01.guardduty_ai_protection

import data.lens.lib.bedrock_regions
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.guardduty

_plan := "AI_PROTECTION"

_hosting := {e.region | some e in generative_sagemaker.answering; e.id in generative_sagemaker.endpoints}

_regions := (bedrock_regions.in_use | _hosting) - {region |
	some region in input.params["GENSEC03-BP01/guardduty-ai-protection"].unsupported_regions
}

_detectors := guardduty.among(_regions)

subjects := {facts.subject(d) | some d in _detectors}

violations contains finding.of(subject, message, [], [proof]) if {
	some d in _detectors
	some message in _faults(d)
	subject := facts.subject(d)
	proof := {"id": d.id, "pointer": "/properties"}
}

_faults(d) := {"suspended"} if {
	guardduty.suspended(d)
} else := {"plan-off"} if {
	guardduty.plan(d, _plan) == "DISABLED"
} else := set()

reviews contains finding.of(subject, "not-listed", [], [proof]) if {
	some d in _detectors
	guardduty.plan(d, _plan) == ""
	subject := facts.subject(d)
	proof := {"id": d.id, "pointer": "/properties"}
}
