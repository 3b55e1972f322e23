# METADATA
# title: How many instances and copies run on an endpoint
# description: |
#   A production variant runs on instances. Inference components run in copies on the instances of a
#   variant, and adapters in the copies of another component. Managed instance scaling adds and takes away
#   the instances below components.
package lens.lib.endpoint_parts

import data.lens.lib.hosted

# [endpoint, name, record, number, key in Application Auto Scaling] of each component, and of each
# variant that is not for components. -1 stands for a number that AWS does not show.
parts := array.concat(
	[[e, name, e, number, [e.region, hosted.scaled_as(e, name)]] |
		some [e, name, variant] in _variants
		id := e.id
		not [id, name] in _hosting
		place := [e.region, e.properties.EndpointName, name]
		not place in _expecting
		number := _number(variant, _instances)
	],
	[[e, c.name, c, number, [c.region, sprintf("inference-component/%s", [c.name])]] |
		some e in hosted.endpoints
		some c in hosted.components[e.id]
		not hosted.is_adapter(c)
		number := _number(object.get(c.properties, "RuntimeConfig", {}), _copies)
	],
)

# Whether a part may stop without losing requests: copies of a component, or what a queue feeds.
may_stop(_, record) if record.type == "AWS::SageMaker::InferenceComponent"

may_stop(e, _) if e.properties.AsyncInferenceConfig

may_stop(e, _) if e.properties.DescribeEndpointConfig.AsyncInferenceConfig

# [endpoint, name, managed instance scaling] of each variant with components. Without the member,
# it is off.
hosts := [[e, name, range] |
	some [e, name, variant] in _variants
	[e.id, name] in _hosting
	range := object.get(variant, "ManagedInstanceScaling", {"Status": "DISABLED"})
]

# [id of the endpoint, name] -> the same.
ranges := {[e.id, name]: range | some [e, name, range] in hosts}

# Whether AWS shows what managed instance scaling does.
range_shown(range) if range.Status == "DISABLED"

range_shown(range) if {
	range.Status == "ENABLED"
	is_number(range.MinInstanceCount)
	is_number(range.MaxInstanceCount)
}

_instances := ["CurrentInstanceCount", "DesiredInstanceCount", "InitialInstanceCount"]

_copies := ["CurrentCopyCount", "DesiredCopyCount"]

# A serverless variant has no instances.
_variants := [[e, name, variant] |
	some e in hosted.endpoints
	some name, variant in hosted.variants[e.id]
	not hosted.is_serverless(variant)
]

_hosting := {[id, c.properties.VariantName] | some id, list in hosted.components; some c in list}

# The variants whose components are being created.
_expecting := {[c.region, c.properties.EndpointName, c.properties.VariantName] |
	some c in input.resources["AWS::SageMaker::InferenceComponent"]
	c.properties.InferenceComponentStatus == "Creating"
}

_number(holder, members) := numbers[0] if {
	shown := [holder[member] | some member in members; is_number(holder[member])]
	numbers := array.concat(shown, [-1])
}
