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
#   remediation: Configure invocation logging with an S3 bucket, a log group, or both, and deliver text. Calls through the bedrock-mantle endpoint are not covered by it.
#   iac: {terraform: aws_bedrock_model_invocation_logging_configuration.logging_config}
#   peers: [prowler:bedrock_model_invocation_logging_enabled, aws-samples-aiml:BR-04]
package lens.controls.gensec01_bp04.invocation_logging_enabled

import data.lens.lib.facts
import data.lens.lib.regions

_params := input.params["GENSEC01-BP04/invocation-logging-enabled"]

_operation := "bedrock:GetModelInvocationLoggingConfiguration"

_settings := input.resources["AWS::Bedrock::ModelInvocationLoggingConfiguration"]

# A region in use, or listed, counts where it was asked or could not be; where AWS does not offer Bedrock there is nothing to log.
_regions := {region | some region in (regions.in_use | {listed | some listed in _params.regions}); _known(region)}

_known(region) if {
	some s in _settings
	s.region == region
}

_known(region) if input.gaps[_operation][region]

_known(region) if not region in input.regions

subjects contains facts.account(region) if some region in _regions

violations contains {
	"subject": facts.account(s.region),
	"message": sprintf("model invocation logging %s in %s", [reason, s.region]),
	"proof": [{"id": s.id, "pointer": pointer}],
} if {
	some s in _settings
	s.region in _regions
	some reason, pointer in _faults(s.properties)
}

_faults(settings) := {"is off": "/properties"} if not settings.loggingConfig

_faults(settings) := {"has no destination": "/properties/loggingConfig"} if {
	settings.loggingConfig
	not _destination(settings.loggingConfig)
}

_faults(settings) := {"leaves text out": "/properties/loggingConfig/textDataDeliveryEnabled"} if {
	_destination(settings.loggingConfig)
	settings.loggingConfig.textDataDeliveryEnabled == false
}

_destination(config) if config.s3Config.bucketName

_destination(config) if config.cloudWatchConfig.logGroupName

reviews contains {
	"subject": facts.account(s.region),
	"message": sprintf("AWS does not say whether text is delivered in %s; invocation-logging-all-modalities judges that", [s.region]),
	"proof": [{"id": s.id, "pointer": "/properties/loggingConfig"}],
} if {
	some s in _settings
	s.region in _regions
	_destination(s.properties.loggingConfig)
	not _says(s.properties.loggingConfig)
}

_says(config) if config.textDataDeliveryEnabled in {true, false}

unseen contains {"subject": facts.account(region), "message": sprintf("%s is listed in params.regions and was not scanned", [region]), "proof": []} if {
	some region in _params.regions
	not region in input.regions
}
