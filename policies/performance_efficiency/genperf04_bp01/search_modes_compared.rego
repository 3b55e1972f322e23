# METADATA
# title: Compare semantic, hybrid and reranked retrieval for each knowledge base
# description: >-
#   Which way of searching finds most depends on the documents and the questions, so it must be tried.
# custom:
#   id: GENPERF04-BP01/search-modes-compared
#   severity: medium
#   precision: medium
#   mode: hybrid
#   resources: [AWS::Bedrock::KnowledgeBase]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence: [bedrock-agent:GetKnowledgeBase, bedrock:ListEvaluationJobs, bedrock:GetEvaluationJob]
#   params:
#     lookback_days: 365
#     max_validity_days: 366
#   messages:
#     state: >-
#       no evaluation job of the last %s searched it; name a comparison, or say that its store has one way
#       of searching; write it with: genai-lens attest GENPERF04-BP01/search-modes-compared
#     alike: >-
#       evaluation jobs of the last %s do not show two ways of searching it (%s); name a comparison, and
#       write it with: genai-lens attest GENPERF04-BP01/search-modes-compared
#   item: none
#   remediation: >-
#     Evaluate retrieval with both search types and with reranking, on the same questions, and keep the
#     better way.
package lens.controls.genperf04_bp01.search_modes_compared

import data.lens.lib.ages
import data.lens.lib.evaluations
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.knowledge_base_settings as kb

_days := input.params["GENPERF04-BP01/search-modes-compared"].lookback_days

# AWS searches the knowledge bases that it manages in its own way.
_judged := [base |
	some base in kb.serving
	not base.properties.knowledgeBaseConfiguration.type == "MANAGED"
]

subjects := {facts.subject(base) | some base in _judged}

violations := set()

_jobs := [job |
	some job in evaluations.jobs
	not job.properties.applicationType == "ModelEvaluation"
	ages.within(job.properties.creationTime, _days)
]

# [Region, id of a knowledge base] -> [id of the job, search type, whether results were reranked].
_searches := group.by_first({[[job.region, _last(name)], [job.id, type, reranked]] |
	some job in _jobs
	some config in job.properties.inferenceConfig.ragConfigs
	some [name, search] in _found(config.knowledgeBaseConfig)
	type := object.get(search, "overrideSearchType", "")
	reranked := count(object.get(search, "rerankingConfiguration", {})) > 0
})

# [id of the knowledge base, how it is searched], with and without an answer of a model.
_found(config) := [[one.knowledgeBaseId, object.get(one, [member, "vectorSearchConfiguration"], {})] |
	some [one, member] in [
		[object.get(config, "retrieveConfig", {}), "knowledgeBaseRetrievalConfiguration"],
		[
			object.get(config, ["retrieveAndGenerateConfig", "knowledgeBaseConfiguration"], {}),
			"retrievalConfiguration",
		],
	]
]

_last(name) := regex.replace(name, `^.*/`, "")

_of(subject) := _searches[[subject.region, _last(subject.id)]]

proven := {subject |
	some subject in subjects
	some [_, type, reranked] in _of(subject)
	some [_, other, also] in _of(subject)
	_differ([type, reranked], [other, also])
}

# Without a type, AWS chooses one of the two.
_differ(one, other) if one[1] != other[1]

_differ(one, other) if {one[0], other[0]} == {"SEMANTIC", "HYBRID"}

shown := {[s, {"id": id, "pointer": "/properties"}] | some s in proven; some [id, _, _] in _of(s)}

reviews := {finding.of(s, message, array.concat([{"days": _days, "beside": 0}], more), []) |
	some s in (subjects - proven)
	jobs := {id | some [id, _, _] in _of(s)}
	more := [jobs | count(jobs) > 0]
	message := ["state", "alike"][count(more)]
}

# A job that was not read may have compared them.
relies_on := {[s, job.id] | some s in (subjects - proven); some job in _jobs; job.region == s.region}
