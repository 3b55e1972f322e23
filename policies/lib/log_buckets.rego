# METADATA
# title: Buckets that receive logs (D8)
# description: |
#   Model invocation logs, what endpoints of SageMaker AI capture, the recordings of browser sessions, and
#   the logs that Bedrock, AgentCore and Amazon Q Business deliver.
package lens.lib.log_buckets

import data.lens.lib.facts
import data.lens.lib.hosted
import data.lens.lib.invocation_logs

# {name, folder, region, proof}: the bucket, where in it the logs are, and the Region of what writes
# them. The folder is "" or ends with a slash.
places := ((_invocations | _captures) | _recordings) | _delivered

# The account's own buckets among them.
own := [b |
	some b in input.resources["AWS::S3::Bucket"]
	b.properties.Name
	b.name in _names
]

_names := {place.name | some place in places}

# The subjects of those that the account does not list.
foreign := {subject |
	listed := {b.name | some b in own}
	some place in places
	name := place.name
	not name in listed
	id := sprintf("arn:%s:s3:::%s", [input.partition, name])
	subject := {"type": "AWS::S3::Bucket", "id": id, "region": _region(name), "item": ""}
}

# The first Region, if several write to one bucket.
_region(name) := min({place.region | some place in places; place.name == name})

_invocations := {_place(d.name, d.folder, d.account.region, d.proof) | some d in invocation_logs.destinations}

_captures := {_place(parts[0], concat("/", array.slice(parts, 1, count(parts))), e.region, proof) |
	some e in hosted.endpoints
	capture := e.properties.DataCaptureConfig
	not capture.EnableCapture == false
	startswith(capture.DestinationS3Uri, "s3://")
	parts := split(trim_prefix(capture.DestinationS3Uri, "s3://"), "/")
	proof := {"id": e.id, "pointer": "/properties/DataCaptureConfig"}
}

_recordings := {_place(to.bucket, object.get(to, "prefix", ""), b.region, proof) |
	some b in input.resources["AWS::BedrockAgentCore::BrowserCustom"]
	b.properties.recording.enabled == true
	to := b.properties.recording.s3Location
	proof := {"id": b.id, "pointer": "/properties/recording"}
}

_delivered := {_place(parts[0], concat("/", array.slice(parts, 1, count(parts))), use.region, use.proof) |
	some use in data.lens.lib.deliveries.used
	use.to == "S3"
	split(use.resource, ":")[2] in {"bedrock", "bedrock-agentcore", "qbusiness"}
	destination := facts.get("AWS::Logs::DeliveryDestination", use.destination)
	target := destination.properties.deliveryDestinationConfiguration.destinationResourceArn
	parts := split(split(target, ":::")[1], "/")
}

_place(name, path, region, proof) := {
	"name": name,
	"folder": regex.replace(path, `([^/])/*$`, `${1}/`),
	"region": region,
	"proof": proof,
}
