# METADATA
# title: Run GuardDuty with the data sources that see generative AI workloads
# description: >-
#   GuardDuty notices stolen credentials, odd reads of buckets and functions that call hosts of attackers. It
#   sees nothing in a Region without a detector. GENOPS02-BP01/threat-detection-on asks for AI Protection too.
# custom:
#   id: GENSEC03-BP01/guardduty-base
#   severity: high # without it, nobody notices an attack on the workload while it happens
#   precision: high
#   mode: automated
#   resources: [AWS::GuardDuty::Detector, AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: [guardduty:ListDetectors, guardduty:GetDetector]
#   workload: [sagemaker]
#   params:
#     features: [CLOUD_TRAIL, S3_DATA_EVENTS, LAMBDA_NETWORK_LOGS]
#   messages:
#     no-detector: generative AI is used here, but GuardDuty has no detector
#     suspended: the detector is not enabled
#     plans-off: "protection plans are off: %s (in an organization, GuardDuty's administrator turns them on)"
#     plans-not-listed: "AWS does not list these plans, check whether the Region offers them: %s"
#   item: none
#   remediation: >-
#     Enable GuardDuty and the named protection plans, best through the delegated administrator of the
#     organization.
package lens.controls.gensec03_bp01.guardduty_base

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.guardduty
import data.lens.lib.regions

_params := input.params["GENSEC03-BP01/guardduty-base"]

_detectors := guardduty.among(regions.in_use)

_unwatched := guardduty.unwatched(regions.in_use)

subjects := {facts.subject(d) | some d in _detectors} | {facts.account(region) | some region in _unwatched}

violations := {finding.absent(facts.account(region), "no-detector", [], [], ["guardduty:ListDetectors"]) |
	some region in _unwatched
} | {finding.of(facts.subject(d), message, arguments, [{"id": d.id, "pointer": "/properties"}]) |
	some d in _detectors
	some [message, arguments] in _faults(d)
}

# A detector that is not enabled runs no plan.
_faults(d) := {["suspended", []] | guardduty.suspended(d)} | {["plans-off", [off]] |
	not guardduty.suspended(d)
	off := {name | some name in _params.features; guardduty.plan(d, name) == "DISABLED"}
	count(off) > 0
}

reviews contains finding.of(subject, "plans-not-listed", [names], [proof]) if {
	some d in _detectors
	names := {name | some name in _params.features; guardduty.plan(d, name) == ""} - guardduty.always
	count(names) > 0
	subject := facts.subject(d)
	proof := {"id": d.id, "pointer": "/properties"}
}
