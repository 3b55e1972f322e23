# METADATA
# title: Compare several candidate models on the same dataset
# description: >-
#   Whether another model answers as well, for less or sooner, shows only where both have answered the same
#   questions. An evaluation job evaluates one model, so a comparison is several jobs with one dataset.
#   Jobs of all Regions count.
# custom:
#   id: GENPERF02-BP03/candidates-compared
#   severity: medium
#   precision: medium
#   mode: hybrid
#   resources: [AWS::Account]
#   lists: ["@models-in-use"]
#   evidence:
#     - bedrock:ListFoundationModels
#     - bedrock:ListEvaluationJobs
#     - bedrock:GetEvaluationJob
#   params:
#     min_candidates: 2
#     min_providers: 2
#     lookback_days: 365
#     max_validity_days: 366
#   messages:
#     state: >-
#       no dataset of the evaluation jobs of the last %s was used for at least %s models of at least %s
#       providers; name the comparison, and write it with: genai-lens attest
#       GENPERF02-BP03/candidates-compared
#   item: none
#   remediation: >-
#     Evaluate candidates of different size and provider with the same dataset, and keep the results
#     together.
package lens.controls.genperf02_bp03.candidates_compared

import data.lens.lib.ages
import data.lens.lib.datasets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.foundation_models
import data.lens.lib.group
import data.lens.lib.models_in_use

_params := input.params["GENPERF02-BP03/candidates-compared"]

subjects := {facts.account(use.region) |
	left_out := foundation_models.embedding
	some use in (models_in_use.used | models_in_use.hidden)
	model := use.model
	not model in left_out
}

proven := {s | some s in subjects; count(_compared) > 0}

shown := {[s, {"id": id, "pointer": ""}] | some s in proven; some id in _compared[0]}

# No absence fails: a comparison may have been made outside of Amazon Bedrock.
violations := set()

reviews := {finding.of(s, "state", [span, _params.min_candidates, _params.min_providers], []) |
	span := {"days": _params.lookback_days, "beside": 0}
	some s in (subjects - proven)
}

relies_on := {[s, "*"] | some s in (subjects - proven)}

# Of each dataset with enough candidates, the ids of the jobs that used it.
_compared := [{entry[1] | some entry in entries} |
	some _, entries in _by_dataset
	count({entry[0] | some entry in entries}) >= _params.min_candidates
	count({provider | some entry in entries; some provider in _provider(entry[0])}) >= _params.min_providers
]

# What is the same for the same dataset -> [candidate, id of the job].
_by_dataset := group.by_first({[key, [candidate, job.id]] |
	some job in datasets.read
	datasets.kind(job) == "models"
	ages.within(job.properties.creationTime, _params.lookback_days)
	some candidate in _candidates(job)
	some key in datasets.keys(job)
})

# A model by whatever name, or a source of responses that were made elsewhere.
_candidates(job) := {models_in_use.normal(model) |
	some evaluated in job.properties.inferenceConfig.models
	name := evaluated.bedrockModel.modelIdentifier
	some model in object.get(models_in_use.behind, name, [name])
} | {candidate |
	some evaluated in job.properties.inferenceConfig.models
	candidate := concat(":", ["source", evaluated.precomputedInferenceSource.inferenceSourceIdentifier])
}

# Who provides other responses, and what is behind a throughput that is gone, is not known.
_provider(candidate) := {split(candidate, ".")[0] | regex.match(`^[a-z0-9-]+[.]`, candidate)}
