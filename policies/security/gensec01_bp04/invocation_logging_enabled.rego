# METADATA
# title: Turn on Bedrock model invocation logging in every Region that can run inference
# description: Without logging, nobody can find out later what a model was asked and what it answered.
# custom:
#   id: GENSEC01-BP04/invocation-logging-enabled
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: [bedrock:GetModelInvocationLoggingConfiguration]
#   params:
#     regions: []
#   messages:
#     logs-off: "@logs-off"
#     logs-nowhere: "@logs-nowhere"
#     logs-without-text: "@logs-without-text"
#     text-unknown: AWS did not return whether text is delivered (see invocation-logging-all-modalities)
#     not-scanned: the Region is listed in params.regions, but was not scanned
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Configure invocation logging with an S3 bucket, a log group, or both, and enable text delivery. It
#     does not cover calls through the bedrock-mantle endpoint.
package lens.controls.gensec01_bp04.invocation_logging_enabled

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.logging_regions
import data.lens.lib.regions

_params := input.params["GENSEC01-BP04/invocation-logging-enabled"]

_regions := logging_regions.among(regions.in_use | {name | some name in _params.regions})

_settings := [s |
	some s in input.resources["AWS::Bedrock::ModelInvocationLoggingConfiguration"]
	s.region in _regions
]

subjects := {facts.account(region) | some region in _regions}

shown contains [subject, place] if {
	some s in _settings
	subject := facts.account(s.region)
	place := {"id": s.id, "pointer": "/properties/loggingConfig"}
}

violations contains finding.of(subject, message, [], [proof]) if {
	some s in _settings
	[message, pointer] := logging_regions.fault(s.properties)
	proof := {"id": s.id, "pointer": pointer}
	subject := facts.account(s.region)
}

reviews contains finding.of(subject, "text-unknown", [], [proof]) if {
	some s in _settings
	logging_regions.silent_on_text(s.properties)
	proof := {"id": s.id, "pointer": "/properties/loggingConfig"}
	subject := facts.account(s.region)
}

unseen contains finding.of(subject, "not-scanned", [], []) if {
	some region in _params.regions
	scanned := input.regions
	not region in scanned
	subject := facts.account(region)
}
