package lens_test.log_buckets_test

import data.lens.lib.log_buckets
import data.lens_test.testing

_logging := testing.record(
	"AWS::Bedrock::ModelInvocationLoggingConfiguration",
	"arn:aws:bedrock:us-east-1:111122223333:model-invocation-logging",
	{"loggingConfig": {"s3Config": {"bucketName": "calls", "keyPrefix": "bedrock"}}},
)

_endpoint(capture) := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
	"EndpointName": "e",
	"EndpointStatus": "InService",
	"DataCaptureConfig": capture,
	"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.g5.xlarge"}]},
})

_browser(recording) := testing.record(
	"AWS::BedrockAgentCore::BrowserCustom", testing.arn("bedrock-agentcore", "browser-custom/b"),
	{"recording": recording},
)

_kept := {"enabled": true, "s3Location": {"bucket": "sessions", "prefix": "browser"}}

_delivery(resource, type, target) := [
	testing.record("AWS::Logs::DeliverySource", testing.arn("logs", "delivery-source:s"), {
		"resourceArns": [resource],
		"logType": "APPLICATION_LOGS",
	}),
	testing.record("AWS::Logs::Delivery", testing.arn("logs", "delivery:d"), {
		"deliverySourceName": "s",
		"deliveryDestinationType": type,
		"deliveryDestinationArn": testing.arn("logs", "delivery-destination:t"),
	}),
	testing.record("AWS::Logs::DeliveryDestination", testing.arn("logs", "delivery-destination:t"), {
		"deliveryDestinationConfiguration": {"destinationResourceArn": target},
	}),
]

_places(records) := {[p.name, p.folder, p.region] | some p in found} if {
	document := testing.facts(records, {}, [])
	found := log_buckets.places with input as document
}

test_invocation_logs if {
	_places([_logging]) == {[
		"calls",
		"bedrock/AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/",
		"us-east-1",
	]}
}

test_captures if {
	uri := "s3://captured/chat"
	capture := _endpoint({"EnableCapture": true, "DestinationS3Uri": uri})
	_places([capture]) == {["captured", "chat/", "us-east-1"]}
	whole := _endpoint({"EnableCapture": true, "DestinationS3Uri": "s3://captured"})
	_places([whole]) == {["captured", "", "us-east-1"]}
	_places([_endpoint({"EnableCapture": false, "DestinationS3Uri": uri})]) == set()
}

test_recordings if {
	_places([_browser(_kept)]) == {["sessions", "browser/", "us-east-1"]}
	whole := _browser({"enabled": true, "s3Location": {"bucket": "sessions"}})
	_places([whole]) == {["sessions", "", "us-east-1"]}
	_places([_browser(object.union(_kept, {"enabled": false}))]) == set()
}

test_deliveries if {
	agent := testing.arn("bedrock-agentcore", "runtime/r")
	_places(_delivery(agent, "S3", "arn:aws:s3:::vended/logs")) == {["vended", "logs/", "us-east-1"]}
	_places(_delivery(agent, "S3", "arn:aws:s3:::vended")) == {["vended", "", "us-east-1"]}
	_places(_delivery(agent, "CWL", testing.arn("logs", "log-group:g:*"))) == set()
	_places(_delivery(testing.arn("s3", "other"), "S3", "arn:aws:s3:::vended")) == set()
}

test_own_and_foreign if {
	bucket := testing.record("AWS::S3::Bucket", "arn:aws:s3:::calls", {"Name": "calls"})
	document := testing.facts([_logging, _browser(_kept), bucket], {}, [])
	own := {b.id | some b in log_buckets.own} with input as document
	foreign := log_buckets.foreign with input as document
	own == {bucket.id}
	foreign == {{"type": "AWS::S3::Bucket", "id": "arn:aws:s3:::sessions", "region": "us-east-1", "item": ""}}
}

# A configuration may name a bucket that the account does not list.
test_bucket_that_is_not_listed_is_foreign if {
	gone := {"GetBucketPolicy": {"absent": "NoSuchBucket"}}
	bucket := testing.record("AWS::S3::Bucket", "arn:aws:s3:::calls", gone)
	document := testing.facts([_logging, bucket], {}, [])
	own := log_buckets.own with input as document
	own == []
}
