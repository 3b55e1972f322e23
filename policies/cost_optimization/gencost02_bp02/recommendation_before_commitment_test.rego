package lens_test.gencost02_bp02.recommendation_before_commitment_test

import data.lens_test.testing

_control := "GENCOST02-BP02/recommendation-before-commitment"

# The snapshot was started on 2026-08-01 at 00:00.
_plan(changes) := testing.record_in(
	"global",
	"AWS::SavingsPlans::SavingsPlan",
	"arn:aws:savingsplans::111122223333:savingsplan/plan-1",
	object.union(
		{
			"savingsPlanId": "plan-1",
			"savingsPlanType": "SageMaker",
			"state": "active",
			"start": "2026-05-01T00:00:00.000Z",
		},
		changes,
	),
)

_recommender(ended) := testing.record(
	"AWS::SageMaker::InferenceRecommendationsJob",
	testing.arn("sagemaker", "inference-recommendations-job/r"),
	{"JobType": "Default", "Status": "COMPLETED", "CompletionTime": ended},
)

_recommendation(ended) := testing.record(
	"AWS::SageMaker::AIRecommendationJob",
	testing.arn("sagemaker", "ai-recommendation-job/r"),
	{"AIRecommendationJobStatus": "Completed", "EndTime": ended},
)

_account := {"type": "AWS::Account", "id": testing.iam("root"), "region": "global", "item": ""}

_good := _recommender("2026-04-01T00:00:00Z")

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_attested(records, expires) := testing.kinds(_control, testing.attested(
	testing.facts(records, {}, []),
	_control,
	[{"owner": "Ana", "statement": "s", "evidence": "e", "given": "2026-01-01", "expires": expires}],
))

test_plan_without_a_study_is_reviewed if {
	testing.results(_control, testing.facts([_plan({})], {}, [])) == [{
		"kind": "review",
		"subject": _account,
		"message": concat(" ", [
			`no recommendation job was completed in the 90 days before Savings Plan "plan-1" for SageMaker AI`,
			"started; state which study it rests on; write it with: genai-lens attest",
			"GENCOST02-BP02/recommendation-before-commitment",
		]),
		"proof": [{"id": _plan({}).id, "pointer": "/properties/start"}],
		"causes": [],
	}]
}

test_study_passes if {
	_kinds([_plan({}), _good], []) == ["pass"]
	_kinds([_plan({}), _recommendation("2026-04-01T00:00:00Z")], []) == ["pass"]
	testing.proofs(_control, testing.facts([_plan({}), _good], {}, [])) == [{
		"id": _good.id,
		"pointer": "/properties",
	}]
}

test_study_at_another_time_is_none if {
	_kinds([_plan({}), _recommender("2026-05-02T00:00:00Z")], []) == ["review"]
	_kinds([_plan({}), _recommender("2026-01-30T00:00:00Z")], []) == ["review"]
	_kinds([_plan({}), _recommender("2026-01-31T00:00:00Z")], []) == ["pass"]
	failed := object.union(_good, {"properties": {"Status": "FAILED"}})
	_kinds([_plan({}), failed], []) == ["review"]
}

test_each_plan_needs_a_study if {
	changes := {"start": "2025-10-01T00:00:00.000Z", "savingsPlanId": "plan-2"}
	other := object.union(_plan(changes), {"id": "arn:2"})
	_kinds([_plan({}), other, _good], []) == ["review"]
}

test_attestations if {
	_attested([_plan({})], "2026-12-31") == ["pass"]
	_attested([_plan({})], "2026-07-01") == ["fail"]
	_attested([_plan({}), _good], "2026-07-01") == ["pass"]
}

test_other_plans_not_applicable if {
	_kinds([], []) == ["not_applicable"]
	_kinds([_plan({"savingsPlanType": "Compute"})], []) == ["not_applicable"]
	_kinds([_plan({"start": "2025-07-31T00:00:00.000Z"})], []) == ["not_applicable"]
	_kinds([_plan({"state": "queued"})], []) == ["not_applicable"]
}

test_lost_listings_unknown_unless_the_other_proves if {
	every operation in ["ListInferenceRecommendationsJobs", "ListAIRecommendationJobs"] {
		gap := testing.gap(sprintf("sagemaker:%s", [operation]), "eu-west-1")
		_kinds([_plan({})], [gap]) == ["unknown"]
		_kinds([_plan({}), _good], [gap]) == ["pass"]
	}
	_kinds([], [testing.gap("savingsplans:DescribeSavingsPlans", "global")]) == ["unknown"]
}
