# METADATA
# title: Define what counts as poisoned data and check every set against it
# description: >-
#   A few poisoned records are enough to teach a model a wrong answer. Nobody finds them who has not said
#   what to look for. No API shows the criteria or the checks, so a person states them. Asked for where
#   models were trained, customized or imported lately.
# custom:
#   id: GENSEC06-BP01/poisoning-criteria-defined
#   severity: high
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists:
#     - bedrock:ListCustomModels
#     - bedrock:ListModelCustomizationJobs
#     - bedrock:ListImportedModels
#     - "@generative-jobs"
#   evidence: []
#   workload: [sagemaker]
#   params:
#     lookback_days: 180
#     max_validity_days: 180
#   messages:
#     state: >-
#       state what counts as poisoned data (biased, false, hateful, violent, off topic), the filters, the
#       last check of each data set, and how findings were fixed; write it with: genai-lens attest
#       GENSEC06-BP01/poisoning-criteria-defined
#   item: none
#   remediation: >-
#     Write the criteria, run the checks on each version of a data set, and record the results. Then attest
#     it.
package lens.controls.gensec06_bp01.poisoning_criteria_defined

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker

_params := input.params["GENSEC06-BP01/poisoning-criteria-defined"]

subjects := {facts.account("global") | count(_models | _trainings) > 0}

# A model was made when its job ended, and the job may be gone.
_models := {r.id |
	some list in [
		input.resources["AWS::Bedrock::CustomModel"],
		input.resources["AWS::Bedrock::ImportedModel"],
		input.resources["AWS::Bedrock::ModelCustomizationJob"],
	]
	some r in list
	ages.within(r.properties.creationTime, _params.lookback_days)
}

_trainings := {job.id |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	job.id in generative_sagemaker.jobs
	ages.within(job.properties.CreationTime, _params.lookback_days)
}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
