# METADATA
# title: Repeat the benchmark of an endpoint after each change of model, instance or configuration
# description: >-
#   A benchmark is about one model on one kind of instance. After a change, the limits of the endpoint are
#   others, and scaling and alarms rest on the old ones. A person states load tests with other tools.
# custom:
#   id: GENPERF02-BP01/benchmark-current
#   severity: medium
#   precision: high
#   mode: hybrid
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence:
#     - sagemaker:DescribeEndpoint
#     - sagemaker:DescribeEndpointConfig
#     - "@benchmarks"
#   workload: [sagemaker]
#   params:
#     grace_days: 14
#     max_validity_days: 366
#   messages:
#     failed: its newest benchmark failed (%s)
#     old: >-
#       its newest benchmark (%s) ended %s before its endpoint configuration was made, and at most %s are
#       allowed
#     state: >-
#       no benchmark of it was found; state when it was tested since its last change, and with which load;
#       write it with: genai-lens attest GENPERF02-BP01/benchmark-current
#   item: none
#   remediation: >-
#     Describe the load at the peak in an AI workload configuration, and run an AI benchmark job in the
#     pipeline that releases the endpoint.
package lens.controls.genperf02_bp01.benchmark_current

import data.lens.lib.ages
import data.lens.lib.benchmarks
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker

_params := input.params["GENPERF02-BP01/benchmark-current"]

# The real-time endpoints.
_judged := [e |
	ids := generative_sagemaker.endpoints - generative_sagemaker.serverless
	some e in generative_sagemaker.answering
	e.id in ids
	not e.properties.AsyncInferenceConfig
]

subjects := {facts.subject(e) | some e in _judged}

# [endpoint, its newest benchmark]
_measured := [[e, benchmark] |
	some e in _judged
	benchmark := benchmarks.newest[[e.region, e.properties.EndpointName]]
]

# A benchmark that was not read may be newer.
violations := {finding.absent(facts.subject(e), "failed", [b.name], _proof(b), ["@benchmarks"]) |
	some [e, b] in _measured
	b.failed
} | {finding.absent(facts.subject(e), "old", [b.name, days, limit], _proof(b), ["@benchmarks"]) |
	some [e, b] in _measured
	not b.failed
	made := e.properties.DescribeEndpointConfig.CreationTime
	ages.before(b.ended, made, _params.grace_days)
	days := {"days": ages.between(b.ended, made), "beside": _params.grace_days}
	limit := {"days": _params.grace_days, "beside": ages.between(b.ended, made)}
}

reviews := {finding.of(subject, "state", [], []) |
	some subject in (subjects - {facts.subject(e) | some [e, _] in _measured})
}

proven := {facts.subject(e) |
	some [e, b] in _measured
	not b.failed
	_is_current(e, b)
}

_is_current(e, benchmark) if {
	made := e.properties.DescribeEndpointConfig.CreationTime
	ages.days(made) >= 0
	ended := benchmark.ended
	grace := _params.grace_days
	not ages.before(ended, made, grace)
}

shown := {[facts.subject(e), proof] | some [e, b] in _measured; some proof in _proof(b)}

relies_on := {[facts.subject(e), job] | some e in _judged; some job in benchmarks.jobs(e.region)}

_proof(benchmark) := [{"id": benchmark.id, "pointer": "/properties"}]
