# METADATA
# title: Hold a ground truth dataset for each kind of workload - models, knowledge bases and agents
# description: >-
#   Public datasets do not show how well a workload answers its own users. Prompts with expected
#   responses do. A dataset of any Region counts.
# custom:
#   id: GENPERF01-BP01/dataset-per-workload-kind
#   severity: medium
#   precision: medium
#   mode: hybrid
#   resources: [AWS::Account]
#   lists:
#     - "@models-in-use"
#     - bedrock-agent:ListKnowledgeBases
#     - bedrock-agent:ListAgents
#     - bedrock-agentcore-control:ListAgentRuntimes
#     - bedrock-agentcore-control:ListHarnesses
#   evidence:
#     - bedrock:ListFoundationModels
#     - bedrock:ListEvaluationJobs
#     - bedrock:GetEvaluationJob
#     - bedrock:ListAdvancedPromptOptimizationJobs
#     - bedrock:GetAdvancedPromptOptimizationJob
#     - bedrock-agentcore-control:ListDatasets
#   params:
#     lookback_days: 180
#     max_validity_days: 366
#   messages:
#     public: >-
#       its evaluation jobs of the last %s used datasets of AWS alone, the newest one of them being %s
#     state: >-
#       no dataset of the account was found that tests it; name the prompts and expected responses that
#       are kept elsewhere, and write it with: genai-lens attest GENPERF01-BP01/dataset-per-workload-kind
#   item: kind
#   remediation: >-
#     Store prompts and expected responses as JSON Lines in Amazon S3, add reference passages for
#     retrieval, and create an AgentCore dataset with test cases for agents.
package lens.controls.genperf01_bp01.dataset_per_workload_kind

import data.lens.lib.ages
import data.lens.lib.answering
import data.lens.lib.datasets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.foundation_models
import data.lens.lib.knowledge_base_settings as kb
import data.lens.lib.models_in_use

_days := input.params["GENPERF01-BP01/dataset-per-workload-kind"].lookback_days

_in_use := ({[use.region, "models"] |
	left_out := foundation_models.embedding
	some use in (models_in_use.used | models_in_use.hidden)
	model := use.model
	not model in left_out
} | {[r.region, "knowledge-bases"] |
	some r in input.resources["AWS::Bedrock::KnowledgeBase"]
	kb.serves(r)
}) | {[r.region, "agents"] | some r in answering.agents; r.type != "AWS::BedrockAgentCore::Gateway"}

_subject(region, kind) := object.union(facts.account(region), {"item": kind})

subjects := {_subject(region, kind) | some [region, kind] in _in_use}

proven := {pair[0] | some pair in shown}

shown := {[s, {"id": id, "pointer": ""}] | some s in subjects; some [kind, id] in _own; kind == s.item}

# [kind, what shows that there is a dataset of the account]
_own := (_in_jobs | _in_optimizations) | {["agents", d.id] |
	some d in input.resources["AWS::BedrockAgentCore::Dataset"]
	d.properties.status == "ACTIVE"
	d.properties.exampleCount > 0
}

_in_jobs := {[datasets.kind(job), job.id] | some job in _recent; count(datasets.uris(job)) > 0}

_in_optimizations := {["models", job.id] |
	some job in datasets.optimizations
	ages.within(job.properties.creationTime, _days)
}

_recent := [job | some job in datasets.read; ages.within(job.properties.creationTime, _days)]

violations := {finding.absent(s, "public", [span, job[2]], [{"id": job[1], "pointer": ""}], _jobs) |
	some s in (subjects - proven)
	job := max([[j.properties.creationTime, j.id, j.name] | some j in _recent; datasets.kind(j) == s.item])
	span := {"days": _days, "beside": 0}
}

reviews := {finding.of(s, "state", [], []) | some s in subjects}

# A dataset of any Region counts, so what was not read in any Region may be one.
relies_on := {[s, "*"] | some s in (subjects - proven)}

_jobs := [
	"bedrock:ListEvaluationJobs", "bedrock:GetEvaluationJob",
	"bedrock:ListAdvancedPromptOptimizationJobs", "bedrock:GetAdvancedPromptOptimizationJob",
]
