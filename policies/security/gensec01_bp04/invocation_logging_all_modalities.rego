# METADATA
# title: Log every modality in full, large payloads included
# description: What is not delivered cannot be looked up afterwards, and CloudWatch Logs takes no event that is larger than its limit.
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
#   remediation: Turn on delivery of the missing modalities and, where logs go to CloudWatch alone, name an S3 location for large data.
#   iac: {terraform: aws_bedrock_model_invocation_logging_configuration.logging_config.image_data_delivery_enabled}
package lens.controls.gensec01_bp04.invocation_logging_all_modalities

import data.lens.lib.facts
import data.lens.lib.invocation_logs
import data.lens.lib.text

_params := input.params["GENSEC01-BP04/invocation-logging-all-modalities"]

subjects contains facts.account(s.region) if some s in invocation_logs.settings

violations contains {
	"subject": facts.account(s.region),
	"message": sprintf("model invocation logging %s in %s", [reason, s.region]),
	"proof": [{"id": s.id, "pointer": pointer}],
} if {
	some s in invocation_logs.settings
	some reason, pointer in _faults(s.properties.loggingConfig)
}

_faults(config) := object.union(_left_out(config), _lost(config))

# A flag that AWS does not show is not on.
_left_out(config) := {sprintf("leaves out %s", [text.names(missing)]): "/properties/loggingConfig" |
	missing := {modality |
		some modality in _params.modalities
		object.get(config, sprintf("%sDataDeliveryEnabled", [modality]), false) != true
	}
	count(missing) > 0
}

_lost(config) := {"loses payloads that are too large for a log event, since no bucket takes them": "/properties/loggingConfig/cloudWatchConfig"} if {
	not config.s3Config.bucketName
	not config.cloudWatchConfig.largeDataDeliveryS3Config.bucketName
} else := {}
