# METADATA
# title: What runs on endpoints of SageMaker AI
# description: |
#   A production variant runs the model that its configuration names, or other models for some types of
#   instances, or inference components. A component names a model, or brings a container or an adapter
#   of its own.
package lens.lib.hosted

import data.lens.lib.generative_sagemaker
import data.lens.lib.group

# The endpoints of generative models that answer requests.
endpoints := [e |
	some e in input.resources["AWS::SageMaker::Endpoint"]
	e.id in generative_sagemaker.endpoints
]

# Id of the endpoint -> name of the variant -> what its configuration says and, where that differs,
# what runs now.
variants := {e.id: merged |
	some e in endpoints
	set := _by_name(object.get(e.properties, "DescribeEndpointConfig", {}))
	merged := object.union(set, _by_name(e.properties))
}

# Of two with one name, one counts.
_by_name(holder) := {name: list[0] | some name, list in group.by_first(named)} if {
	named := {[v.VariantName, v] | some v in object.get(holder, "ProductionVariants", [])}
}

# Since when an endpoint runs what it runs now. Calls of variants and components that were replaced
# are counted for names that no call shows any more.
since(endpoint) := max(array.concat([endpoint.properties.CreationTime, set], first)) if {
	set := object.get(endpoint.properties, ["DescribeEndpointConfig", "CreationTime"], "")
	times := [time | some c in components[endpoint.id]; time := c.properties.CreationTime]
	first := array.slice(sort(times), 0, 1)
}

is_serverless(variant) if variant.CurrentServerlessConfig

is_serverless(variant) if variant.ServerlessConfig

# The id of a variant in Application Auto Scaling.
scaled_as(endpoint, variant) := sprintf("endpoint/%s/variant/%s", [endpoint.properties.EndpointName, variant])

# Id of the endpoint -> the inference components that answer there.
components := group.by_first({[id, c] |
	some c in input.resources["AWS::SageMaker::InferenceComponent"]
	object.get(c.properties, "InferenceComponentStatus", "InService") in {"InService", "Updating"}
	some id in _ids_of[[c.region, c.properties.EndpointName]]
})

# [endpoint, resource, metric] of all that shows calls. Those of an inference component are counted
# for it, and those of an asynchronous endpoint when they are processed.
calls := array.concat(
	[[e, e, "Invocations"] | some e in endpoints],
	array.concat(
		[[e, e, "InvocationsProcessed"] | some e in endpoints; e.properties.AsyncInferenceConfig],
		[[e, c, "Invocations"] | some e in endpoints; some c in components[e.id]],
	),
)

_ids_of := group.by_first({[[e.region, e.properties.EndpointName], e.id] | some e in endpoints})

# An adapter runs in the copies of another component.
is_adapter(component) if {
	some specification in specifications(component)
	specification.BaseInferenceComponentName
}

# {[id of the endpoint, model], ...}. The model is its record if the account has it now.
models := {[id, m] | some [id, region, name] in _names; some m in _records[[region, name]]}

# {[id of the endpoint, name of a model that was not found], ...}
lost := {[id, name] |
	some [id, region, name] in _names
	key := [region, name]
	not key in _known
}

# The same two of shadow variants, which get copies of the requests.
shadowing := {[id, m] | some [id, region, name] in _shadows; some m in _records[[region, name]]}

lost_shadows := {[id, name] |
	some [id, region, name] in _shadows
	key := [region, name]
	not key in _known
}

# {[id of the endpoint, component], ...} of components that run what no model names.
own := {[id, c] |
	some id, list in components
	some c in list
	some specification in specifications(c)
	not specification.ModelName
	_brings(specification)
}

# {[id of the endpoint, component], ...} of components of which nothing says what they run.
silent := {[id, c] |
	some id, list in components
	some c in list
	count([specification | some specification in specifications(c); _says(specification)]) == 0
}

# The containers of a model.
containers(model) := array.concat(
	[model.properties.PrimaryContainer | model.properties.PrimaryContainer],
	object.get(model.properties, "Containers", []),
)

_records := group.by_first({[[m.region, m.properties.ModelName], m] |
	some m in input.resources["AWS::SageMaker::Model"]
})

_known := {key | some key, _ in _records}

_names := {[e.id, e.region, name] |
	some e in endpoints
	some variant in e.properties.DescribeEndpointConfig.ProductionVariants
	some name in _named(variant)
} | {[e.id, e.region, specification.ModelName] |
	some e in endpoints
	some c in components[e.id]
	some specification in specifications(c)
}

_shadows := {[e.id, e.region, name] |
	some e in endpoints
	some variant in e.properties.DescribeEndpointConfig.ShadowProductionVariants
	some name in _named(variant)
}

# A pool of instances may have a model of its own, which runs instead of that of the variant.
_named(variant) := {name | name := variant.ModelName; not _replaced(variant)} | {name |
	some pool in variant.InstancePools
	name := pool.ModelNameOverride
}

_replaced(variant) if {
	count(variant.InstancePools) > 0
	every pool in variant.InstancePools { pool.ModelNameOverride }
}

_brings(specification) if specification.BaseInferenceComponentName

_brings(specification) if specification.Container

_says(specification) if specification.ModelName

_says(specification) if _brings(specification)

# What a component runs: one for each type of instance, or one for all.
specifications(component) := array.concat(
	[component.properties.Specification | component.properties.Specification],
	object.get(component.properties, "Specifications", []),
)
