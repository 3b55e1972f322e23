# METADATA
# title: Run self-hosted model containers without outbound network access
# description: >-
#   A container of a model that was tampered with can send prompts and answers anywhere if it has a network.
#   Network isolation cuts the containers off, and SageMaker AI fetches the model and handles the requests.
# custom:
#   id: GENSEC01-BP02/sagemaker-model-network-isolation
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Model, AWS::SageMaker::InferenceComponent, AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: ["@hosted-models"]
#   params: {exempt_models: []}
#   workload: [sagemaker]
#   messages:
#     open: network isolation is off, both for it and in the configuration of %s
#     not-shown: >-
#       network isolation is off in the configuration of %s, and AWS does not show which model it runs
#     lost: network isolation is off in its configuration, and AWS does not show whether it is on for %s
#   item: none
#   remediation: >-
#     Create the model, or the configuration of an endpoint with inference components, again with network
#     isolation, and update the endpoint. A serverless variant cannot have it. Name models that must call out
#     in `exempt_models`.
package lens.controls.gensec01_bp02.sagemaker_model_network_isolation

import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.served_models

_params := input.params["GENSEC01-BP02/sagemaker-model-network-isolation"]

subjects := {facts.subject(r) | some [r, _] in _served} | {facts.subject(e) | some [e, _] in _lost}

_served := [[r, e] | some [r, e] in served_models.served; not _is_exempt(r)]

_is_exempt(r) if exempt.named(r.name, _params.exempt_models)

# [endpoint, names of its models that were not found]
_lost := [[e, left] |
	some [e, names] in served_models.lost
	left := [name | some name in names; not _is_exempt({"name": name})]
	count(left) > 0
]

# Id of the model or component -> the endpoints whose configuration does not isolate it either.
_open := group.by_first({[r.id, e] | some [r, e] in _served; not _isolated(r); not _isolates(e)})

_isolated(r) if r.properties.EnableNetworkIsolation == true

_isolates(endpoint) if endpoint.properties.DescribeEndpointConfig.EnableNetworkIsolation == true

_outside := [[r, endpoints, {e.name | some e in endpoints}] |
	some [r, _] in _served
	endpoints := _open[r.id]
]

violations := {finding.absent(facts.subject(r), "open", [names], proof, ["@hosted-models"]) |
	some [r, endpoints, names] in _outside
	not served_models.silent(r)
	proof := array.concat([_at(r)], [served_models.proof(e) | some e in endpoints])
}

unseen := {finding.of(facts.subject(r), "not-shown", [names], [_at(r)]) |
	some [r, _, names] in _outside
	served_models.silent(r)
} | {finding.of(facts.subject(e), "lost", [names], [_at(e)]) | some [e, names] in _lost; not _isolates(e)}

# What is isolated is so, whatever else was not read.
proven := {facts.subject(r) | some [r, _] in _served; _isolated(r)} | {facts.subject(r) |
	some [r, e] in _served
	r.type == "AWS::SageMaker::InferenceComponent"
	_isolates(e)
}

relies_on := {[facts.subject(r), e.id] | some [r, e] in _served}

_at(r) := {"id": r.id, "pointer": "/properties"}
