package lens_test.genops01_bp01.models_in_use_evaluated_test

import data.lens_test.testing

_control := "GENOPS01-BP01/models-in-use-evaluated"

_haiku := "anthropic.claude-haiku-4-v1:0"

_agent(id, model) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", sprintf("agent/%s", [id])),
	{"agentId": id, "foundationModel": model},
)

_support := _agent("SUPPORT", _haiku)

_in_west(record) := object.union(record, {"region": "eu-west-1"})

# The snapshot was started on 2026-08-01.
_job(id, created, models) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", sprintf("evaluation-job/%s", [id])),
	{
		"status": "Completed",
		"creationTime": created,
		"inferenceConfigSummary": {"modelConfigSummary": {"bedrockModelIdentifiers": models}},
	},
)

_recent := _job("recent", "2026-07-01T00:00:00Z", [sprintf("us.%s", [_haiku])])

_past := _job("past", "2026-04-01T00:00:00Z", [_haiku])

_listed(id, kind) := testing.record(
	"AWS::Bedrock::FoundationModel",
	sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [id]),
	{"modelId": id, "outputModalities": [kind]},
)

_custom := testing.arn("bedrock", "custom-model/amazon.titan-text-express-v1:0:8k/tuned0000001")

_deployment := testing.record(
	"AWS::Bedrock::CustomModelDeployment",
	testing.arn("bedrock", "custom-model-deployment/deploy000001"),
	{"modelArn": _custom, "status": "Active"},
)

_throughput := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	testing.arn("bedrock", "provisioned-model/through00001"),
	{"modelArn": _custom, "status": "InService"},
)

_verdicts(records, gaps) := {[r.kind, r.subject.region, r.subject.item] |
	some r in testing.results(_control, testing.facts(records, {}, gaps))
}

test_model_without_a_job_fails if {
	testing.results(_control, testing.facts([_support], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": _haiku,
		},
		"message": sprintf(`no evaluation job that finished names it; "%s" uses it`, [_support.id]),
		"proof": [{"id": _support.id, "pointer": ""}],
		"causes": [],
	}]
}

test_model_with_a_job_passes if {
	facts := testing.facts([_support, _recent, _past], {}, [])
	testing.kinds(_control, facts) == ["pass"]
	testing.proofs(_control, facts) == [{"id": _recent.id, "pointer": ""}]
}

test_past_job_fails if {
	testing.messages(_control, testing.facts([_support, _past], {}, [])) == [sprintf(
		`the newest evaluation job that names it is 4 months old, and at most 3 months are allowed; "%s" uses it`,
		[_support.id],
	)]
}

test_each_region_and_model_is_judged if {
	records := [_support, _in_west(_agent("WEST", _haiku)), _agent("OTHER", "provider.other"), _recent]
	_verdicts(records, []) == {
		["pass", "us-east-1", _haiku],
		["pass", "eu-west-1", _haiku],
		["fail", "us-east-1", "provider.other"],
	}
}

test_embedding_models_are_left_out if {
	agent := _agent("SEARCH", "amazon.titan-embed-text-v2:0")
	_verdicts([agent, _listed("amazon.titan-embed-text-v2:0", "EMBEDDING")], []) == {
		["not_applicable", "global", ""],
	}
}

test_on_demand_deployment_is_a_question if {
	testing.kinds(_control, testing.facts([_deployment], {}, [])) == ["review"]
}

test_custom_model_behind_a_throughput if {
	testing.kinds(_control, testing.facts([_deployment, _throughput], {}, [])) == ["fail"]
	job := _job("tuned", "2026-07-01T00:00:00Z", [_throughput.id])
	testing.kinds(_control, testing.facts([_deployment, _throughput, job], {}, [])) == ["pass"]
}

test_profile_of_nobody_unknown if {
	hidden := _agent("HIDDEN", testing.arn("bedrock", "application-inference-profile/hidden000001"))
	_verdicts([hidden], []) == {["unknown", "us-east-1", "hidden000001"]}
}

test_nothing_in_use_not_applicable if _verdicts([_recent], []) == {["not_applicable", "global", ""]}

test_denied_agent_unknown_beside_what_was_seen if {
	denied := testing.gap("bedrock-agent:GetAgent", testing.arn("bedrock", "agent/OTHER"))
	_verdicts([_support], [denied]) == {["fail", "us-east-1", _haiku], ["unknown", "us-east-1", ""]}
}

# The job may be in the Region that was not read.
test_denied_jobs_of_any_region_unknown if {
	denied := testing.gap("bedrock:ListEvaluationJobs", "eu-west-1")
	_verdicts([_support], [denied]) == {["unknown", "us-east-1", _haiku]}
	_verdicts([_support, _recent], [denied]) == {["pass", "us-east-1", _haiku]}
}

test_model_that_may_make_embeddings_unknown if {
	denied := testing.gap("bedrock:ListFoundationModels", "us-east-1")
	_verdicts([_support], [denied]) == {["unknown", "us-east-1", _haiku]}
	_verdicts([_support, _listed(_haiku, "TEXT")], [denied]) == {["fail", "us-east-1", _haiku]}
}
