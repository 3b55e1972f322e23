# METADATA
# title: Keep evaluation data out of training data
# description: >-
#   A model that was trained with the questions of its test knows the answers. The names of objects are
#   compared, and their ETags and sizes. Equal ones prove a copy, and different ones prove nothing.
# custom:
#   id: GENPERF02-BP03/test-data-not-in-training
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::ModelCustomizationJob]
#   lists:
#     - bedrock:ListModelCustomizationJobs
#     - bedrock:GetModelCustomizationJob
#     - bedrock:ListProvisionedModelThroughputs
#     - bedrock:ListCustomModelDeployments
#     - bedrock:ListEvaluationJobs
#   evidence: [bedrock:ListEvaluationJobs, bedrock:GetEvaluationJob, s3:ListObjectsV2]
#   params:
#     lookback_days: 365
#   messages:
#     trained: the model was trained with %s, and evaluation job %s tested it with that
#     validated: the model was validated with %s, and evaluation job %s tested it with that
#     inside: evaluation job %s tested the model with %s, which is inside of its training data %s
#     copied: evaluation job %s tested the model with %s, which is a copy of %s
#     not-split: its validation data %s is its training data
#   item: none
#   remediation: >-
#     Split the ground truth data once, and keep the part for tests under a prefix of its own.
package lens.controls.genperf02_bp03.test_data_not_in_training

import data.lens.lib.ages
import data.lens.lib.custom_models
import data.lens.lib.datasets
import data.lens.lib.evaluations
import data.lens.lib.facts
import data.lens.lib.finding

_days := input.params["GENPERF02-BP03/test-data-not-in-training"].lookback_days

# Subject -> the URIs that its model was made of, and the jobs that evaluated the model, which name
# it by what serves it.
_made := {facts.subject(job): made |
	some job in input.resources["AWS::Bedrock::ModelCustomizationJob"]
	job.properties.status == "Completed"
	ages.within(job.properties.creationTime, _days)
	names := custom_models.names(job.properties.outputModelArn)
	tests := [test |
		some name in names
		some test in evaluations.of_model[name]
		ages.within(test.properties.creationTime, _days)
	]
	count(tests) > 0
	trained := {uri | uri := job.properties.trainingDataConfig.s3Uri}
	made := {"tests": tests, "trained": trained, "validated": _validated(job)}
}

subjects := object.keys(_made)

violations contains finding.of(s, "not-split", [uri], proof) if {
	some s, made in _made
	some uri in (made.trained & made.validated)
	proof := [{"id": s.id, "pointer": "/properties/validationDataConfig"}]
}

violations contains finding.of(s, message, arguments, proof) if {
	some s, made in _made
	some test in made.tests
	some uri in datasets.uris(test)
	some [message, arguments] in _faults(made, test.name, uri)
	proof := [{"id": test.id, "pointer": "/properties/evaluationConfig"}, {"id": s.id, "pointer": ""}]
}

# What was not read of a test, or of an object, may show that the data are the same.
relies_on := {[s, place] |
	some s, made in _made
	some test in made.tests
	uris := datasets.uris(test) | (made.trained | made.validated)
	some place in ({test.id} | {datasets.object_of(uri) | some uri in uris})
}

_validated(job) := {v.s3Uri |
	some v in object.get(job.properties, ["validationDataConfig", "validators"], [])
}

_faults(made, name, uri) := (_same(made, name, uri) | _inside(made, name, uri)) | {copied |
	some other in ((made.trained | made.validated) - {uri})
	datasets.is_copy(uri, other)
	copied := ["copied", [name, uri, other]]
}

_same(made, name, uri) := {["trained", [uri, name]] | uri in made.trained} | {again |
	uri in (made.validated - made.trained)
	again := ["validated", [uri, name]]
}

_inside(made, name, uri) := {["inside", [name, uri, folder]] |
	some folder in (made.trained - {uri})
	startswith(uri, sprintf("%s/", [trim_right(folder, "/")]))
}
