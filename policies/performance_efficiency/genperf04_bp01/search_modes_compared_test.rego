package lens_test.genperf04_bp01.search_modes_compared_test

import data.lens_test.testing

_control := "GENPERF04-BP01/search-modes-compared"

_id := testing.arn("bedrock", "knowledge-base/MANUALS001")

_typed(type) := testing.record("AWS::Bedrock::KnowledgeBase", _id, {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": type},
})

_base := _typed("VECTOR")

_job_id(name) := testing.arn("bedrock", sprintf("evaluation-job/%s", [name]))

_job(name, configs) := testing.record("AWS::Bedrock::EvaluationJob", _job_id(name), {
	"status": "Completed",
	"creationTime": "2026-06-01T00:00:00Z",
	"inferenceConfig": {"ragConfigs": [{"knowledgeBaseConfig": config} | some config in configs]},
})

_retrieve(name, search) := {"retrieveConfig": {
	"knowledgeBaseId": name,
	"knowledgeBaseRetrievalConfiguration": {"vectorSearchConfiguration": search},
}}

_answer(search) := {"retrieveAndGenerateConfig": {
	"type": "KNOWLEDGE_BASE",
	"knowledgeBaseConfiguration": {
		"knowledgeBaseId": "MANUALS001",
		"retrievalConfiguration": {"vectorSearchConfiguration": search},
	},
}}

_semantic := {"overrideSearchType": "SEMANTIC"}

_hybrid := {"overrideSearchType": "HYBRID"}

_reranked := {"rerankingConfiguration": {"type": "BEDROCK_RERANKING_MODEL"}}

_searched(search) := _retrieve("MANUALS001", search)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

test_compared_search_types_pass if {
	_kinds([_base, _job("a", [_searched(_semantic)]), _job("b", [_searched(_hybrid)])], []) == ["pass"]
	_kinds([_base, _job("a", [_searched(_semantic), _retrieve(_id, _hybrid)])], []) == ["pass"]
	_kinds([_base, _job("a", [_answer(_semantic), _answer(_hybrid)])], []) == ["pass"]
}

test_compared_reranking_passes if {
	_kinds([_base, _job("a", [_searched({})]), _job("b", [_searched(_reranked)])], []) == ["pass"]
}

test_without_a_job_a_person_decides if {
	testing.results(_control, _facts([_base], [])) == [{
		"kind": "review",
		"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat(" ", [
			"no evaluation job of the last 1 year searched it; name a comparison, or say that its store has one",
			"way of searching; write it with: genai-lens attest GENPERF04-BP01/search-modes-compared",
		]),
		"proof": [],
		"causes": [],
	}]
}

test_jobs_that_search_alike_compare_nothing if {
	records := [_base, _job("a", [_searched(_semantic)]), _job("b", [_searched({})])]
	testing.messages(_control, _facts(records, [])) == [concat(" ", [
		"evaluation jobs of the last 1 year do not show two ways of searching it",
		sprintf(`("%s", "%s");`, [_job_id("a"), _job_id("b")]),
		"name a comparison, and write it with: genai-lens attest GENPERF04-BP01/search-modes-compared",
	])]
	other := _job("b", [_retrieve("OTHER", _hybrid)])
	_kinds([_base, _job("a", [_searched(_semantic)]), other], []) == ["review"]
}

test_old_and_failed_jobs_do_not_count if {
	early := {"properties": {"creationTime": "2024-01-01T00:00:00Z"}}
	old := object.union(_job("b", [_searched(_hybrid)]), early)
	failed := object.union(_job("b", [_searched(_hybrid)]), {"properties": {"status": "Failed"}})
	_kinds([_base, _job("a", [_searched(_semantic)]), old], []) == ["review"]
	_kinds([_base, _job("a", [_searched(_semantic)]), failed], []) == ["review"]
}

test_attestation_decides if {
	entry := {
		"owner": "Ana",
		"statement": "hybrid found 84 of 100, semantic 71",
		"evidence": "https://example.org/retrieval",
		"given": "2026-01-01",
		"expires": "2026-12-31",
	}
	testing.kinds(_control, testing.attested(_facts([_base], []), _control, [entry])) == ["pass"]
	expired := object.union(entry, {"expires": "2026-06-01"})
	testing.kinds(_control, testing.attested(_facts([_base], []), _control, [expired])) == ["fail"]
}

test_other_bases_are_no_subject if {
	_kinds([_typed("KENDRA")], []) == ["not_applicable"]
	_kinds([_typed("MANAGED")], []) == ["not_applicable"]
	_kinds([object.union(_base, {"properties": {"status": "CREATING"}})], []) == ["not_applicable"]
}

test_job_that_was_not_read_unknown if {
	lost := testing.without(_job("a", []), "inferenceConfig")
	gap := testing.gap("bedrock:GetEvaluationJob", lost.id)
	_kinds([_base, lost], [gap]) == ["unknown"]
	compared := _job("b", [_searched(_semantic), _searched(_hybrid)])
	_kinds([_base, lost, compared], [gap]) == ["pass"]
}

test_denied_listing_unknown if {
	_kinds([_base], [testing.gap("bedrock:ListEvaluationJobs", "us-east-1")]) == ["unknown"]
	_kinds([], [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == ["unknown"]
}

test_base_that_was_not_read_unknown if {
	base := testing.without(_base, "knowledgeBaseConfiguration")
	_kinds([base], [testing.gap("bedrock-agent:GetKnowledgeBase", _id)]) == ["unknown"]
}
