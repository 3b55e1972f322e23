# METADATA
# title: Run GuardDuty with AI and Lambda protection in every Region that serves generative AI
# description: >-
#   GuardDuty notices stolen credentials that call models and tools that call hosts of attackers. It sees
#   nothing in a Region without a detector, and little without the protection plan.
# custom:
#   id: GENOPS02-BP01/threat-detection-on
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::GuardDuty::Detector, AWS::Account]
#   lists: ["@regions-in-use", cloudwatch:ListMetrics]
#   evidence: [guardduty:ListDetectors, guardduty:GetDetector, "@genai-functions"]
#   workload: [functions, sagemaker]
#   params: {}
#   messages:
#     no-detector: >-
#       generative AI is used here, but GuardDuty has no detector (as GENSEC03-BP01/guardduty-base says)
#     suspended: the detector is not enabled (as GENSEC03-BP01/guardduty-base says)
#     no-ai: AI Protection is disabled (as GENSEC03-BP01/guardduty-ai-protection says)
#     no-lambda: Lambda Protection is disabled, but functions are tools of generative AI or call it (%s)
#     ai-not-listed: AWS lists no AI Protection for the detector, check whether the Region offers it
#     lambda-not-listed: >-
#       AWS lists no Lambda Protection for the detector, check whether the Region offers it (functions %s)
#   item: none
#   remediation: >-
#     Enable GuardDuty and the named protection plans, best through the delegated administrator of the
#     organization.
package lens.controls.genops02_bp01.threat_detection_on

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_functions
import data.lens.lib.guardduty
import data.lens.lib.regions

_ai := "AI_PROTECTION"

_lambda := "LAMBDA_NETWORK_LOGS"

_detectors := guardduty.among(regions.in_use)

_unwatched := guardduty.unwatched(regions.in_use)

subjects := {facts.subject(d) | some d in _detectors} | {facts.account(region) | some region in _unwatched}

violations contains finding.absent(subject, "no-detector", [], [], ["guardduty:ListDetectors"]) if {
	some region in _unwatched
	subject := facts.account(region)
}

violations contains found if {
	some d in _detectors
	guardduty.suspended(d)
	found := _of(d, "suspended", [])
}

violations contains found if {
	some d in _detectors
	guardduty.plan(d, _ai) == "DISABLED"
	found := _of(d, "no-ai", [])
}

violations contains found if {
	some d in _detectors
	guardduty.plan(d, _lambda) == "DISABLED"
	count(_functions(d)) > 0
	found := _of(d, "no-lambda", [_functions(d)])
}

reviews contains found if {
	some d in _detectors
	guardduty.plan(d, _ai) == ""
	found := _of(d, "ai-not-listed", [])
}

reviews contains found if {
	some d in _detectors
	guardduty.plan(d, _lambda) == ""
	count(_functions(d)) > 0
	found := _of(d, "lambda-not-listed", [_functions(d)])
}

_of(d, message, arguments) := finding.of(facts.subject(d), message, arguments, [proof]) if {
	proof := {"id": d.id, "pointer": "/properties"}
}

_functions(d) := {f.arn | some f in genai_functions.functions; f.region == d.region}

# With both plans, it does not matter which functions there are.
proven := {facts.subject(d) |
	some d in _detectors
	d.properties.Status == "ENABLED"
	every name in [_ai, _lambda] { guardduty.plan(d, name) == "ENABLED" }
}

# Whatever was not read, in any Region, may name a function.
relies_on := {[facts.subject(d), "*"] | some d in _detectors}
