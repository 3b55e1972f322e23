# METADATA
# title: Quantize, compile or speculatively decode hosted language models
# description: >-
#   An optimized model answers with fewer or smaller accelerators. Settings and optimization jobs show some of
#   it. Whether weights were quantized before the upload, or why optimization does not fit, a person states.
# custom:
#   id: GENSUS03-BP01/hosted-model-optimised
#   severity: medium
#   precision: medium
#   mode: hybrid
#   resources: [AWS::SageMaker::Model]
#   lists: ["@generative-endpoints", "@hosted-models", "@generative-groups"]
#   evidence: [sagemaker:DescribeModel, sagemaker:ListOptimizationJobs, sagemaker:DescribeOptimizationJob]
#   params:
#     max_validity_days: 366
#   workload: [sagemaker]
#   messages:
#     failed: the newest optimization job for it, %s, failed, and the model runs as it was
#     state: >-
#       state whether its weights are quantized already, or why no optimization fits; write it with:
#       genai-lens attest GENSUS03-BP01/hosted-model-optimised
#   item: none
#   remediation: >-
#     Run an optimization job with quantization for the family of instances, and compare the quality before
#     the switch.
package lens.controls.gensus03_bp01.hosted_model_optimised

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.optimized_models

subjects := {facts.subject(m) | some m in optimized_models.judged}

_seen := optimized_models.shown | optimized_models.made

proven := {facts.subject(m) | some [m, _] in _seen}

shown := {[facts.subject(m), proof] | some [m, proof] in _seen}

# A newer job that was not read may have succeeded.
violations := {finding.absent(facts.subject(m), "failed", [job.name], [proof], operations) |
	operations := ["sagemaker:ListOptimizationJobs", "sagemaker:DescribeOptimizationJob"]
	some [m, job] in optimized_models.failed
	subject := facts.subject(m)
	not subject in proven
	proof := {"id": job.id, "pointer": "/properties/OptimizationJobStatus"}
}

reviews := {finding.of(facts.subject(m), "state", [], []) | some m in optimized_models.judged}

# A job that was not described may be one for the model.
relies_on := {[facts.subject(m), job.id] |
	some m in optimized_models.judged
	some job in input.resources["AWS::SageMaker::OptimizationJob"]
	job.region == m.region
}
