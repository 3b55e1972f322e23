package lens_test.logging_regions_test

import data.lens.lib.logging_regions
import data.lens_test.testing

_settings := testing.record("AWS::Bedrock::ModelInvocationLoggingConfiguration", "arn:settings", {})

_among(records, names, gaps) := found if {
	found := logging_regions.among(names) with input as testing.facts(records, {}, gaps)
}

test_region_with_settings if _among([_settings], {"us-east-1"}, []) == {"us-east-1"}

test_region_without_bedrock_is_left_out if _among([], {"us-east-1", "eu-west-1"}, []) == set()

test_region_that_was_not_read_is_among_them if {
	gap := testing.gap("bedrock:GetModelInvocationLoggingConfiguration", "eu-west-1")
	_among([], {"eu-west-1"}, [gap]) == {"eu-west-1"}
	_among([], {"ap-south-1"}, []) == {"ap-south-1"}
}

_bucket := {"s3Config": {"bucketName": "logs"}}

test_faults_of_settings if {
	logging_regions.fault({}) == ["logs-off", "/properties"]
	logging_regions.fault({"loggingConfig": {}}) == ["logs-nowhere", "/properties/loggingConfig"]
	logging_regions.fault({"loggingConfig": object.union(_bucket, {"textDataDeliveryEnabled": false})}) == [
		"logs-without-text",
		"/properties/loggingConfig/textDataDeliveryEnabled",
	]
}

test_settings_without_a_fault if {
	not logging_regions.fault({"loggingConfig": _bucket})
	not logging_regions.fault({"loggingConfig": object.union(_bucket, {"textDataDeliveryEnabled": true})})
}

test_settings_that_do_not_say_whether_text_is_delivered if {
	logging_regions.silent_on_text({"loggingConfig": _bucket})
	not logging_regions.silent_on_text({"loggingConfig": object.union(
		_bucket,
		{"textDataDeliveryEnabled": true},
	)})
	not logging_regions.silent_on_text({"loggingConfig": object.union(
		_bucket,
		{"textDataDeliveryEnabled": false},
	)})
	not logging_regions.silent_on_text({"loggingConfig": {}})
	not logging_regions.silent_on_text({})
}
