# METADATA
# title: Exercise resuming training from a checkpoint after a node loss
# description: >-
#   A checkpoint that was never read may be one that cannot be read. Whoever has stopped a node
#   on purpose knows how much work a loss costs. No API shows such an exercise, so a person
#   states it. Asked for where there is a HyperPod cluster, or a training job of the last 90
#   days with several instances.
# custom:
#   id: GENREL06-BP01/training-recovery-exercised
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@generative-jobs", "@generative-clusters"]
#   evidence: []
#   workload: [sagemaker]
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       give the date of the last test that resumed training, the work that it lost, and the
#       metrics that stop a run early; write it with: genai-lens attest
#       GENREL06-BP01/training-recovery-exercised
#   item: none
#   remediation: >-
#     Stop a node on purpose in a test run, and confirm that training continues from the last
#     checkpoint. Then attest it.
package lens.controls.genrel06_bp01.training_recovery_exercised

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.training_jobs

subjects := {facts.account("global") | count(generative_sagemaker.clusters | _distributed) > 0}

_distributed := {job.id |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	job.id in generative_sagemaker.jobs
	training_jobs.instances(job) > 1
	ages.within(job.properties.CreationTime, 90)
}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
