# METADATA
# title: Run an inference recommendation before committing to hosting capacity
# description: >-
#   A Savings Plan lasts a year or three. Committed to the wrong size, it costs all that time. A job of
#   Inference Recommender or an AI recommendation job measures what is needed. A job of any model counts,
#   since no call shows what a plan was meant for. A person states other studies.
# custom:
#   id: GENCOST02-BP02/recommendation-before-commitment
#   severity: low
#   precision: medium
#   mode: hybrid
#   resources: [AWS::Account]
#   lists: [savingsplans:DescribeSavingsPlans]
#   evidence: [sagemaker:ListInferenceRecommendationsJobs, sagemaker:ListAIRecommendationJobs]
#   params:
#     lookback_days: 365
#     max_days_before: 90
#     max_validity_days: 366
#   messages:
#     state: >-
#       no recommendation job was completed in the %s days before Savings Plan %s for SageMaker AI started;
#       state which study it rests on; write it with: genai-lens attest
#       GENCOST02-BP02/recommendation-before-commitment
#   item: none
#   remediation: >-
#     Run an inference recommendation or an AI recommendation job first, and commit only to what it confirms.
package lens.controls.gencost02_bp02.recommendation_before_commitment

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENCOST02-BP02/recommendation-before-commitment"]

# The plans that started. Some were only ordered, or given back.
_plans := [plan |
	some plan in input.resources["AWS::SavingsPlans::SavingsPlan"]
	plan.properties.savingsPlanType == "SageMaker"
	plan.properties.state in {"active", "payment-pending", "pending-return", "retired"}
	ages.days(plan.properties.start) >= 0
	ages.within(plan.properties.start, _params.lookback_days)
]

subjects := {facts.account("global") | count(_plans) > 0}

violations := set()

reviews := {finding.of(subject, "state", [_params.max_days_before, names], proof) |
	some subject in subjects
	bare := [plan | some plan in _plans; not _is_studied(plan)]
	count(bare) > 0
	names := {plan.properties.savingsPlanId | some plan in bare}
	proof := [{"id": plan.id, "pointer": "/properties/start"} | some plan in bare]
}

proven := subjects - {subject | some [subject, _] in _open}

_open := {[facts.account("global"), plan.id] | some plan in _plans; not _is_studied(plan)}

_is_studied(plan) if count(_studies(plan)) > 0

shown := {[facts.account("global"), {"id": id, "pointer": "/properties"}] |
	some plan in _plans
	some id in _studies(plan)
}

# Ids of the jobs that were completed shortly before a plan started, in any Region.
_studies(plan) := {id |
	start := plan.properties.start
	most := _params.max_days_before
	some [id, ended] in _jobs
	ages.before(ended, start, 0)
	not ages.before(ended, start, most)
}

_jobs := {[job.id, ended] |
	some job in input.resources["AWS::SageMaker::InferenceRecommendationsJob"]
	job.properties.Status == "COMPLETED"
	ended := job.properties.CompletionTime
} | {[job.id, ended] |
	some job in input.resources["AWS::SageMaker::AIRecommendationJob"]
	job.properties.AIRecommendationJobStatus == "Completed"
	ended := job.properties.EndTime
}
