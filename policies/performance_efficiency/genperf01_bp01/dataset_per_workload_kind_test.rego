package lens_test.genperf01_bp01.dataset_per_workload_kind_test

import data.lens_test.testing

_control := "GENPERF01-BP01/dataset-per-workload-kind"

# The snapshot was started on 2026-08-01.
_agent := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/HELPER0001"),
	{"agentStatus": "PREPARED", "agentId": "HELPER0001"},
)

_alias := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", "agent-alias/HELPER0001/ALIAS00001"),
	{"agentAliasId": "ALIAS00001", "agentAliasStatus": "PREPARED", "agentId": "HELPER0001"},
)

_base := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", "knowledge-base/MANUALS001"),
	{"status": "ACTIVE"},
)

_profile := testing.record(
	"AWS::Bedrock::ApplicationInferenceProfile",
	testing.arn("bedrock", "application-inference-profile/profile00001"),
	{"models": [{"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/provider.a"}]},
)

_own := {"name": {"redacted": {"length": 5, "hmac": "a"}}, "datasetLocation": {"s3Uri": "s3://sets/a.jsonl"}}

_public := {"name": {"redacted": {"length": 5, "hmac": "b"}}}

_job(id, application, dataset, created) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", sprintf("evaluation-job/%s", [id])),
	{
		"status": "Completed",
		"creationTime": created,
		"applicationType": application,
		"evaluationConfig": {"automated": {"datasetMetricConfigs": [{"dataset": dataset}]}},
	},
)

_late := "2026-07-01T00:00:00Z"

_models(dataset) := _job("models000001", "ModelEvaluation", dataset, _late)

_dataset(status, number) := testing.record(
	"AWS::BedrockAgentCore::Dataset",
	testing.arn("bedrock-agentcore", "dataset/cases-abc1234567"),
	{"status": status, "exampleCount": number},
)

_verdicts(records, gaps) := {[v[0], v[2]] |
	some v in testing.verdicts(_control, testing.facts(records, {}, gaps))
}

test_public_datasets_alone_fail if {
	older := _job("older0000001", "ModelEvaluation", _public, "2026-06-01T00:00:00Z")
	testing.results(_control, testing.facts([_profile, older, _models(_public)], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": "models",
		},
		"message": concat("", [
			"its evaluation jobs of the last 6 months used datasets of AWS alone, ",
			`the newest one of them being "models000001"`,
		]),
		"proof": [{"id": _models(_public).id, "pointer": ""}],
		"causes": [],
	}]
}

test_datasets_of_each_kind_pass if {
	rag := _job("rag000000001", "RagEvaluation", _own, _late)
	records := [_agent, _alias, _base, _profile, rag, _models(_own), _dataset("ACTIVE", 5)]
	_verdicts(records, []) == {["pass", "models"], ["pass", "knowledge-bases"], ["pass", "agents"]}
	{p.id | some p in testing.proofs(_control, testing.facts(records, {}, []))} == {
		rag.id,
		_models(_own).id,
		_dataset("ACTIVE", 5).id,
	}
}

test_nothing_is_a_question if {
	records := [_agent, _alias, _base, _profile]
	_verdicts(records, []) == {["review", "models"], ["review", "knowledge-bases"], ["review", "agents"]}
	messages := {m | some m in testing.messages(_control, testing.facts(records, {}, []))}
	messages == {concat("", [
		"no dataset of the account was found that tests it; name the prompts and expected responses that ",
		"are kept elsewhere, and write it with: genai-lens attest GENPERF01-BP01/dataset-per-workload-kind",
	])}
}

test_attestation_passes_and_an_expired_one_fails if {
	facts := testing.facts([_base], {}, [])
	entry := {
		"control": _control,
		"owner": "Ana",
		"statement": "In our own repository.",
		"evidence": "https://wiki.example.org/sets",
		"given": "2026-07-01",
		"expires": "2027-06-30",
	}
	testing.kinds(_control, testing.attested(facts, _control, [entry])) == ["pass"]
	expired := object.union(entry, {"expires": "2026-07-15"})
	testing.kinds(_control, testing.attested(facts, _control, [expired])) == ["fail"]
}

test_job_of_another_kind_or_time_does_not_count if {
	_verdicts([_base, _models(_own)], []) == {["review", "knowledge-bases"]}
	old := _job("old", "ModelEvaluation", _own, "2025-07-01T00:00:00Z")
	_verdicts([_profile, old], []) == {["review", "models"]}
}

test_one_own_dataset_is_enough if {
	records := [_profile, _models(_public), _job("own", "ModelEvaluation", _own, "2026-06-01T00:00:00Z")]
	_verdicts(records, []) == {["pass", "models"]}
}

test_prompt_optimization_counts if {
	optimization := testing.record(
		"AWS::Bedrock::PromptOptimizationJob",
		testing.arn("bedrock", "advanced-prompt-optimization-job/one"),
		{"jobStatus": "Completed", "creationTime": _late, "inputConfig": {"s3Uri": "s3://sets/b.jsonl"}},
	)
	_verdicts([_profile, optimization], []) == {["pass", "models"]}
}

test_dataset_without_examples_is_a_question if {
	_verdicts([_agent, _alias, _dataset("ACTIVE", 0)], []) == {["review", "agents"]}
	_verdicts([_agent, _alias, _dataset("CREATING", 50)], []) == {["review", "agents"]}
}

test_embedding_models_not_applicable if {
	embedding := testing.record(
		"AWS::Bedrock::FoundationModel",
		"arn:aws:bedrock:us-east-1::foundation-model/provider.a",
		{"modelId": "provider.a", "outputModalities": ["EMBEDDING"]},
	)
	_verdicts([_profile, embedding], []) == {["not_applicable", ""]}
}

test_gateway_alone_not_applicable if {
	gateway := testing.record(
		"AWS::BedrockAgentCore::Gateway",
		testing.arn("bedrock-agentcore", "gateway/tools"),
		{"status": "READY"},
	)
	_verdicts([gateway], []) == {["not_applicable", ""]}
}

_unread := object.union(object.remove(_models(_own), ["properties"]), {"properties": {
	"status": "Completed",
	"creationTime": _late,
	"applicationType": "ModelEvaluation",
}})

test_denied_detail_unknown if {
	gap := testing.gap("bedrock:GetEvaluationJob", _unread.id)
	_verdicts([_profile, _unread], [gap]) == {["unknown", "models"]}
	public := _job("public", "ModelEvaluation", _public, _late)
	_verdicts([_profile, _unread, public], [gap]) == {["unknown", "models"]}
	_verdicts([_profile, _unread, _job("own", "ModelEvaluation", _own, _late)], [gap]) == {["pass", "models"]}
}

test_denied_listing_of_another_region_unknown if {
	gap := testing.gap("bedrock:ListEvaluationJobs", "eu-west-1")
	_verdicts([_profile, _models(_public)], [gap]) == {["unknown", "models"]}
}

test_denied_datasets_unknown if {
	gap := testing.gap("bedrock-agentcore-control:ListDatasets", "us-east-1")
	_verdicts([_agent, _alias], [gap]) == {["unknown", "agents"]}
	_verdicts([_agent, _alias, _dataset("ACTIVE", 5)], [gap]) == {["pass", "agents"]}
}

test_denied_optimizations_unknown if {
	gap := testing.gap("bedrock:ListAdvancedPromptOptimizationJobs", "us-east-1")
	_verdicts([_profile, _models(_public)], [gap]) == {["unknown", "models"]}
}

test_denied_knowledge_bases_unknown if {
	_verdicts([], [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == {["unknown", ""]}
}
