# METADATA
# title: Record size, speed and accuracy for each technique that makes models smaller
# description: >-
#   Quantization, pruning, adapters and distillation save hardware and energy, each at some loss of
#   accuracy. Only measured figures show which loss is worth it. No API shows them, so a person
#   states them.
# custom:
#   id: GENSUS03-BP01/technique-tradeoffs-recorded
#   severity: low
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: [bedrock:ListCustomModels, bedrock:ListImportedModels, "@generative-jobs", "@generative-endpoints"]
#   evidence: []
#   workload: [sagemaker]
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       list the techniques that were considered (quantization, pruning, LoRA, distillation, a
#       smaller architecture), the measured effect of each, and what it saves in resources; write it
#       with: genai-lens attest GENSUS03-BP01/technique-tradeoffs-recorded
#   item: none
#   remediation: >-
#     Keep one table for each model with the quality, latency, instance hours and tokens of each
#     variant that was tried. Then attest it.
package lens.controls.gensus03_bp01.technique_tradeoffs_recorded

import data.lens.lib.customization
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker

subjects := {facts.account("global") | _owns_models}

_owns_models if customization.done

_owns_models if count(generative_sagemaker.endpoints) > 0

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
