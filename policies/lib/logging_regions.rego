# METADATA
# title: Where model invocation logging is expected, and whether it is on
# description: |
#   AWS shows the settings of every Region that has Bedrock, without a loggingConfig if it is off.
package lens.lib.logging_regions

import data.lens.lib.invocation_logs

# The Regions in a set whose settings were read or have a gap, or that were not scanned. If AWS does
# not offer Bedrock in a Region, there is nothing to log.
among(names) := {region | some region in names; _known(region)}

_known(region) if {
	some s in input.resources["AWS::Bedrock::ModelInvocationLoggingConfiguration"]
	s.region == region
}

_known(region) if input.gaps["bedrock:GetModelInvocationLoggingConfiguration"][region]

_known(region) if {
	scanned := input.regions
	not region in scanned
}

# [message, pointer] of the first fault in the settings of a Region. Undefined if there is none.
fault(settings) := ["logs-off", "/properties"] if {
	not settings.loggingConfig
} else := ["logs-nowhere", "/properties/loggingConfig"] if {
	config := settings.loggingConfig
	not invocation_logs.delivers(config)
} else := ["logs-without-text", "/properties/loggingConfig/textDataDeliveryEnabled"] if {
	settings.loggingConfig.textDataDeliveryEnabled == false
}

# Whether logs are delivered, but AWS does not say whether they contain text.
silent_on_text(settings) if {
	invocation_logs.delivers(settings.loggingConfig)
	not _says(settings)
}

_says(settings) if settings.loggingConfig.textDataDeliveryEnabled in {true, false}
