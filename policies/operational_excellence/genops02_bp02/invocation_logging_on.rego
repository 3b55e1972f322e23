# METADATA
# title: Turn on model invocation logging with a working destination in every Bedrock Region
# description: >-
#   The log shows prompts, answers and tokens of each call. Without it, nobody can tell a bad prompt from
#   a bad model, or find out who uses up the quota.
# custom:
#   id: GENOPS02-BP02/invocation-logging-on
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use", cloudwatch:ListMetrics]
#   evidence:
#     - "@models-in-use"
#     - bedrock:GetModelInvocationLoggingConfiguration
#     - logs:DescribeLogGroups
#     - s3:ListBuckets
#     - bedrock:ListFoundationModels
#   params: {}
#   messages:
#     logs-off: model invocation logging is off (as GENSEC01-BP04/invocation-logging-enabled says)
#     logs-nowhere: logging has no destination (as GENSEC01-BP04/invocation-logging-enabled says)
#     logs-without-text: the logs have no text (as GENSEC01-BP04/invocation-logging-enabled says)
#     text-unknown: AWS did not return whether text is delivered
#     left-out: >-
#       model invocation logging does not deliver the %s output of models in use, %s (as
#       GENSEC01-BP04/invocation-logging-all-modalities says)
#     no-group: log group %s does not exist (as GENSEC01-BP04/invocation-log-destination-valid says)
#     elsewhere: bucket %s is not listed in this account; it may belong to a log archive account
#   item: none
#   remediation: >-
#     Configure invocation logging with delivery of text and of what the models in use return, to a log
#     group or bucket that Bedrock may write to.
package lens.controls.genops02_bp02.invocation_logging_on

import data.lens.lib.bedrock_regions
import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.invocation_logs
import data.lens.lib.logging_regions
import data.lens.lib.outputs

_regions := logging_regions.among(bedrock_regions.in_use)

_settings := [s |
	some s in input.resources["AWS::Bedrock::ModelInvocationLoggingConfiguration"]
	s.region in _regions
]

subjects := {facts.account(region) | some region in _regions}

violations := _faults | (_groups | _left_out)

_faults contains found if {
	some s in _settings
	[message, pointer] := logging_regions.fault(s.properties)
	found := _of(s, message, [], pointer)
}

_of(s, message, arguments, pointer) := finding.of(facts.account(s.region), message, arguments, [proof]) if {
	proof := {"id": s.id, "pointer": pointer}
}

_groups contains finding.absent(subject, "no-group", arguments, proof, ["logs:DescribeLogGroups"]) if {
	some g in invocation_logs.groups
	id := g.id
	not facts.get("AWS::Logs::LogGroup", id)
	[subject, arguments, proof] := [g.account, [g.name], [g.proof]]
	subject in subjects
}

_left_out contains found if {
	some s in _settings
	invocation_logs.delivers(s.properties.loggingConfig)
	some modality in ["IMAGE", "EMBEDDING"]
	models := outputs.models[[s.region, modality]]
	object.get(s.properties.loggingConfig, sprintf("%sDataDeliveryEnabled", [lower(modality)]), false) != true
	found := _of(s, "left-out", [lower(modality), models], "/properties/loggingConfig")
}

reviews := {_of(s, "text-unknown", [], "/properties/loggingConfig") |
	some s in _settings
	logging_regions.silent_on_text(s.properties)
}

unseen := {finding.of(d.account, "elsewhere", [d.name], [d.proof]) |
	some d in invocation_logs.destinations
	d.account in subjects
	bucket := d.bucket
	not buckets.own(bucket)
}

# If everything is delivered, it does not matter which models there are.
proven := {facts.account(s.region) |
	some s in _settings
	every kind in ["text", "image", "embedding"] {
		s.properties.loggingConfig[sprintf("%sDataDeliveryEnabled", [kind])] == true
	}
} - {found.subject | some found in (violations | unseen)}
