# METADATA
# title: Collect application-level metrics for tokens, steps and retrieval time
# description: >-
#   AWS's own metrics end at each service. How long a user waits, and where the tokens go, only the
#   application can measure. What counts are services in Application Signals, and metrics of the
#   application whose names have gen_ai or llm. A person states other tools.
# custom:
#   id: GENPERF01-BP02/application-metrics-collected
#   severity: medium
#   precision: high
#   mode: hybrid
#   resources: [AWS::Account]
#   lists: ["@genai-functions", bedrock-agentcore-control:ListAgentRuntimes, cloudwatch:ListMetrics]
#   evidence: [cloudwatch:ListMetrics, application-signals:ListServices]
#   workload: [functions]
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       no service in Application Signals and no metric called gen_ai or llm was found; state which tool
#       collects the tokens, the steps and the times of the application; write it with: genai-lens attest
#       GENPERF01-BP02/application-metrics-collected
#   item: none
#   remediation: >-
#     Instrument the application with a library for language models that is based on OpenTelemetry, and
#     export its metrics and traces to CloudWatch.
package lens.controls.genperf01_bp02.application_metrics_collected

import data.lens.lib.bedrock_regions
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_functions

_runtimes := input.resources["AWS::BedrockAgentCore::Runtime"]

_services := input.resources["AWS::ApplicationSignals::Service"]

# Where models are called: the Regions of the callers, and those of the calls.
_regions := (_callers | bedrock_regions.called) | bedrock_regions.mantle

_callers := {f.region | some f in genai_functions.functions} | {r.region | some r in _runtimes}

subjects := {facts.account(region) | some region in _regions}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in (subjects - proven)}

proven := {subject | some [subject, _] in shown}

shown := {[facts.account(found.region), {"id": found.id, "pointer": "/properties"}] |
	some found in array.concat(input.resources["AWS::CloudWatch::ApplicationMetric"], _known_services)
	found.region in _regions
}

# [Region, name] of the functions.
_functions := {[f.region, split(f.arn, ":")[6]] | some f in genai_functions.functions}

# The services that call models. That of a runtime has its name, maybe with that of an endpoint.
_known_services := [s | some s in _services; _calls_models(s)]

_calls_models(service) if [service.region, service.name] in _functions

_calls_models(service) if {
	some r in _runtimes
	r.region == service.region
	split(service.name, ".")[0] == r.name
}
