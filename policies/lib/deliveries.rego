# METADATA
# title: Deliveries of logs and traces
# description: |
#   CloudWatch Logs delivers what a resource writes: a delivery source names the resource and the type
#   of the log, and a delivery leads from the source to a destination. A source without a delivery
#   delivers nothing, and neither does a source that AWS calls INACTIVE.
package lens.lib.deliveries

import data.lens.lib.facts

# {resource, region, type, to, destination, proof}: what is delivered. `resource` is an ARN, `type`
# the type of the log, such as APPLICATION_LOGS or TRACES. `to` is CWL, S3, FH or XRAY, and
# `destination` the ARN of the delivery destination, which may be in another account.
used := {use |
	some d in input.resources["AWS::Logs::Delivery"]
	source := _source(d)
	not _inactive(source)
	some resource in source.properties.resourceArns
	use := {
		"resource": resource,
		"region": d.region,
		"type": source.properties.logType,
		"to": d.properties.deliveryDestinationType,
		"destination": d.properties.deliveryDestinationArn,
		"proof": {"id": d.id, "pointer": "/properties/deliverySourceName"},
	}
}

_source(d) := facts.get("AWS::Logs::DeliverySource", id) if {
	id := sprintf("arn:%s:logs:%s:%s:delivery-source:%s", [
		input.partition,
		d.region,
		input.account,
		d.properties.deliverySourceName,
	])
}

_inactive(source) if source.properties.status == "INACTIVE"
