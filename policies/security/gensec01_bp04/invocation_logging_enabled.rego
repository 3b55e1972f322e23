# METADATA
# title: Turn on Bedrock model invocation logging in every Region that can run inference
# description: Without it nobody can say afterwards what a model was asked and what it answered.
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
#     "off": model invocation logging is off in %s
#     no-destination: model invocation logging has no destination in %s
#     no-text: model invocation logging leaves text out in %s
#     text-unknown: AWS does not say whether text is delivered in %s (see invocation-logging-all-modalities)
#     not-scanned: "%s is listed in params.regions and was not scanned"
#   item: none
#   remediation: >-
#     Configure invocation logging with an S3 bucket, a log group, or both, and deliver text. It does not
#     cover calls through the bedrock-mantle endpoint.
package lens.controls.gensec01_bp04.invocation_logging_enabled

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.invocation_logs
import data.lens.lib.regions

_params := input.params["GENSEC01-BP04/invocation-logging-enabled"]

_all := input.resources["AWS::Bedrock::ModelInvocationLoggingConfiguration"]

# A region that is in use or listed counts if it was asked or could not be. Where AWS does not offer
# Bedrock there is nothing to log.
_regions := {region |
	some region in (regions.in_use | {listed | some listed in _params.regions})
	_known(region)
}

_known(region) if region in {s.region | some s in _all}

_known(region) if input.gaps["bedrock:GetModelInvocationLoggingConfiguration"][region]

_known(region) if not region in input.regions

subjects contains facts.account(region) if some region in _regions

violations contains finding.of(facts.account(s.region), message, [s.region], [proof]) if {
	some s in _all
	s.region in _regions
	[message, pointer] := _fault(s.properties)
	proof := {"id": s.id, "pointer": pointer}
}

_fault(settings) := ["off", "/properties"] if {
	not settings.loggingConfig
} else := ["no-destination", "/properties/loggingConfig"] if {
	not invocation_logs.delivers(settings.loggingConfig)
} else := ["no-text", "/properties/loggingConfig/textDataDeliveryEnabled"] if {
	settings.loggingConfig.textDataDeliveryEnabled == false
}

reviews contains finding.of(facts.account(s.region), "text-unknown", [s.region], [proof]) if {
	some s in invocation_logs.settings
	s.region in _regions
	not _says(s)
	proof := {"id": s.id, "pointer": "/properties/loggingConfig"}
}

_says(settings) if settings.properties.loggingConfig.textDataDeliveryEnabled in {true, false}

unseen contains finding.of(facts.account(region), "not-scanned", [region], []) if {
	some region in _params.regions
	not region in input.regions
}
