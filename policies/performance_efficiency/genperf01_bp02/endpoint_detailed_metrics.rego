# METADATA
# title: Turn on enhanced or detailed metrics for accelerator-backed endpoints
# description: >-
#   The standard metrics of an endpoint are averages. A slow instance, a full accelerator or a busy
#   container does not show. AWS charges for the further metrics. Endpoint configurations of before
#   18 June 2026 have detailed observability only if somebody turned it on.
# custom:
#   id: GENPERF01-BP02/endpoint-detailed-metrics
#   severity: low
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: [sagemaker:ListEndpoints, sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig]
#   evidence: [sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig]
#   workload: [sagemaker]
#   params: {}
#   messages:
#     metrics-off: neither enhanced metrics nor detailed observability is on (accelerators run variant %s)
#   item: none
#   remediation: >-
#     Create an endpoint configuration with MetricsConfig, so that metrics of each instance, accelerator and
#     container are published, and update the endpoint with it.
package lens.controls.genperf01_bp02.endpoint_detailed_metrics

import data.lens.lib.accelerators
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.hosted

# Id of the endpoint -> its production variants with accelerators.
_accelerated := {e.id: names |
	some e in hosted.endpoints
	names := {name | some name, variant in hosted.variants[e.id]; accelerators.of_variant(variant)}
	count(names) > 0
}

_endpoints := [e | some e in hosted.endpoints; _accelerated[e.id]]

subjects := {facts.subject(e) | some e in _endpoints}

violations contains finding.absent(subject, "metrics-off", [names], proof, operations) if {
	operations := ["sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"]
	some e in _endpoints
	names := _accelerated[e.id]
	not _is_detailed(e)
	subject := facts.subject(e)
	proof := [{"id": e.id, "pointer": sprintf("/properties%s", [member])} | some member in _members(e)]
}

# A flag that AWS does not show is off: where it is on by default, AWS shows that.
_is_detailed(e) if {
	some holder in [e.properties, object.get(e.properties, "DescribeEndpointConfig", {})]
	some flag in ["EnableEnhancedMetrics", "EnableDetailedObservability"]
	holder.MetricsConfig[flag] == true
}

shown := {[facts.subject(e), {"id": e.id, "pointer": sprintf("/properties%s", [member])}] |
	some e in _endpoints
	some member in _members(e)
}

_members(e) := found if {
	found := {member |
		some member in ["/MetricsConfig", "/DescribeEndpointConfig/MetricsConfig"]
		object.get(e.properties, split(trim_prefix(member, "/"), "/"), null) != null
	}
	count(found) > 0
} else := {""}
