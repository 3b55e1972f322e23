# METADATA
# title: Log every modality in full, large payloads included
# description: Data that is not delivered cannot be read later, and CloudWatch Logs refuses large events.
# custom:
#   id: GENSEC01-BP04/invocation-logging-all-modalities
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::Account]
#   lists: [bedrock:GetModelInvocationLoggingConfiguration]
#   evidence: [bedrock:GetModelInvocationLoggingConfiguration]
#   params:
#     modalities: [text, image, embedding, video, audio]
#   messages:
#     left-out: model invocation logging does not deliver %s
#     too-large: >-
#       payloads too large for CloudWatch Logs are not delivered: no S3 bucket is set for large data
#   item: none
#   remediation: >-
#     Enable delivery of the missing modalities. If logs go to CloudWatch Logs only, set an S3 location for
#     large data.
package lens.controls.gensec01_bp04.invocation_logging_all_modalities

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.invocation_logs

_params := input.params["GENSEC01-BP04/invocation-logging-all-modalities"]

subjects := {facts.account(s.region) | some s in invocation_logs.settings}

# A flag that AWS does not show counts as off.
violations contains finding.of(subject, "left-out", arguments, [proof]) if {
	some s in invocation_logs.settings
	missing := {modality |
		some modality in _params.modalities
		object.get(s.properties.loggingConfig, sprintf("%sDataDeliveryEnabled", [modality]), false) != true
	}
	count(missing) > 0
	proof := {"id": s.id, "pointer": "/properties/loggingConfig"}
	subject := facts.account(s.region)
	arguments := [missing]
}

violations contains finding.of(subject, "too-large", [], [proof]) if {
	some s in invocation_logs.settings
	not s.properties.loggingConfig.s3Config.bucketName
	not s.properties.loggingConfig.cloudWatchConfig.largeDataDeliveryS3Config.bucketName
	proof := {"id": s.id, "pointer": "/properties/loggingConfig/cloudWatchConfig"}
	subject := facts.account(s.region)
}
