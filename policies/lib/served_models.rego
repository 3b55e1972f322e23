# METADATA
# title: What serves requests on the endpoints of generative models, and under which configuration
# description: |
#   The models of production variants, shadow variants and inference components count, and components that
#   bring a container of their own, or do not show what they run. An adapter runs in the container of its
#   base.
package lens.lib.served_models

import data.lens.lib.facts
import data.lens.lib.generative_sagemaker
import data.lens.lib.group
import data.lens.lib.hosted

# {[record of the model or component, record of the endpoint], ...}
served := {[r, e] |
	some [id, r] in (((hosted.models | hosted.shadowing) | hosted.own) | hosted.silent)
	not hosted.is_adapter(r)
	e := facts.get("AWS::SageMaker::Endpoint", id)
}

# [endpoint, names of its models that were not found]. A model may be deleted while an endpoint runs
# it.
lost := [[e, names] |
	some id, names in group.by_first(hosted.lost | hosted.lost_shadows)
	e := facts.get("AWS::SageMaker::Endpoint", id)
]

# The models of generative AI that no endpoint serves.
idle := [m |
	some id in (generative_sagemaker.models - {r.id | some [r, _] in served})
	m := facts.get("AWS::SageMaker::Model", id)
]

# Whether this is a component of which AWS does not show what it runs.
silent(r) if r.id in data.lens.lib.served_models.silent_ids

silent_ids := {c.id | some [_, c] in hosted.silent}

# {id, pointer}: the configuration of an endpoint.
proof(endpoint) := {"id": endpoint.id, "pointer": "/properties/DescribeEndpointConfig"}
