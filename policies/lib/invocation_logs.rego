# METADATA
# title: Where model invocation logs go (D8)
# description: |
#   The log groups, roles and buckets that the settings of model invocation logging name, even if
#   they do not exist.
package lens.lib.invocation_logs

import data.lens.lib.boundaries
import data.lens.lib.facts
import data.lens.lib.kms_keys
import data.lens.lib.principals

# The settings of the Regions where invocation logging is on.
settings := [s |
	some s in input.resources["AWS::Bedrock::ModelInvocationLoggingConfiguration"]
	delivers(s.properties.loggingConfig)
]

# Whether a configuration names a bucket or a log group.
delivers(config) if config.s3Config.bucketName

delivers(config) if config.cloudWatchConfig.logGroupName

# {account, subject, settings, proof, name, id, role}: the log groups, each with the role that
# writes to it, for controls that judge the account or the log group.
groups := {group |
	some s in settings
	config := s.properties.loggingConfig.cloudWatchConfig
	owner := sprintf("arn:%s:logs:%s:%s", [input.partition, s.region, input.account])
	id := sprintf("%s:log-group:%s", [owner, config.logGroupName])
	group := {
		"account": facts.account(s.region),
		"subject": {"type": "AWS::Logs::LogGroup", "id": id, "region": s.region, "item": ""},
		"settings": s.id,
		"proof": {"id": s.id, "pointer": "/properties/loggingConfig/cloudWatchConfig/logGroupName"},
		"name": config.logGroupName,
		"id": id,
		"role": config.roleArn,
	}
}

# The subjects of the log groups with a key that can encrypt. CloudWatch Logs accepts only customer
# managed keys.
keyed := {g.subject | some g in groups; kms_keys.usable(facts.get("AWS::Logs::LogGroup", g.id))}

# [log group, action]: the actions that the group's role is not granted (D2) on the stream that
# Bedrock writes. Empty if the role was not read.
lacks := {[g, action] |
	some g in groups
	role := g.role
	facts.get("AWS::IAM::Role", role)
	some action in ["logs:CreateLogStream", "logs:PutLogEvents"]
	name := lower(action)
	stream := sprintf("%s:log-stream:aws/bedrock/modelinvocations", [g.id])
	not principals.granted_on(role, name, stream)
}

# Roles for which the account's listing lacks a policy or the boundary, so it is unknown what they
# are granted.
half_read := {pair[0] | some pair in (principals.unread | boundaries.unread)}

# {account, proof, name, folder, bucket}: the buckets, including that for large payloads, even if no
# call shows them. Bedrock writes below the folder.
destinations := {destination |
	some s in settings
	some member in ["s3Config", "cloudWatchConfig/largeDataDeliveryS3Config"]
	name := object.get(s.properties.loggingConfig, array.concat(split(member, "/"), ["bucketName"]), "")
	name != ""
	id := sprintf("arn:%s:s3:::%s", [input.partition, name])
	destination := {
		"account": facts.account(s.region),
		"proof": {"id": s.id, "pointer": sprintf("/properties/loggingConfig/%s/bucketName", [member])},
		"name": name,
		"folder": _folder(s, member),
		"bucket": object.get(_by_id, id, _unseen(id, name, s.region)),
	}
}

_folder(s, member) := concat("/", [part | some part in parts; part != ""]) if {
	path := array.concat(split(member, "/"), ["keyPrefix"])
	prefix := trim_suffix(object.get(s.properties.loggingConfig, path, ""), "/")
	parts := [prefix, "AWSLogs", input.account, "BedrockModelInvocationLogs", s.region]
}

_unseen(id, name, region) := {
	"type": "AWS::S3::Bucket",
	"id": id,
	"name": name,
	"region": region,
	"tags": {},
	"properties": {},
}

_by_id := {b.id: b | some b in input.resources["AWS::S3::Bucket"]}

# The buckets that receive invocation logs (D8).
buckets := {d.bucket | some d in destinations}
