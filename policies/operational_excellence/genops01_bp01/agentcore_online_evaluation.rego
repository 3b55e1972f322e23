# METADATA
# title: Sample the live traffic of each AgentCore runtime with an online evaluation
# description: >-
#   Tests before a release do not show what users ask. An online evaluation scores a share of the real
#   sessions, so that worse answers are noticed. It reads the sessions of a service in log groups.
# custom:
#   id: GENOPS01-BP01/agentcore-online-evaluation
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Runtime]
#   lists: [bedrock-agentcore-control:ListAgentRuntimes]
#   evidence: [bedrock-agentcore-control:ListOnlineEvaluationConfigs,
#     bedrock-agentcore-control:GetOnlineEvaluationConfig, resourcegroupstaggingapi:GetResources]
#   params:
#     min_sampling_percent: 1
#   messages:
#     none: no enabled online evaluation samples its sessions
#     weak: online evaluation %s does not have an evaluator and %s percent or more of its sessions
#     services: >-
#       online evaluation %s reads only services %s in log groups %s; check that its sessions are there
#   item: none
#   workload: [environments.production.accounts, environments.production.tags]
#   remediation: >-
#     Create an online evaluation for the log group of the runtime, with an evaluator, and enable it.
package lens.controls.genops01_bp01.agentcore_online_evaluation

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.online_evaluations
import data.lens.lib.production

_least := input.params["GENOPS01-BP01/agentcore-online-evaluation"].min_sampling_percent

_runtimes := {r.id: facts.subject(r) |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	r.properties.status in {"READY", "UPDATING", "UPDATE_FAILED"}
	not production.excludes(r)
}

_unsure := {facts.subject(r) |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	production.unsure(r)
}

subjects := {subject | some _, subject in _runtimes}

proven := {pair[0] | some pair in shown}

shown := {[_runtimes[id], _at(config)] | some [id, config] in online_evaluations.covers; config in _good}

reviews := {finding.of(s, "services", [config.name, names, groups], [_at(config.id)]) |
	some [s, id] in _doubts
	config := facts.get(_type, id)
	names := config.properties.dataSourceConfig.cloudWatchLogs.serviceNames
	groups := online_evaluations.groups(config)
}

_doubts := {[_runtimes[id], config] | some [id, config] in online_evaluations.may_cover; config in _good}

_rest := (subjects - proven) - {pair[0] | some pair in _doubts}

violations := {finding.absent(s, "none", [], [], _operations(s)) |
	some s in (_rest - {pair[0] | some pair in _weak})
} | {finding.absent(s, "weak", [facts.get(_type, config).name, _least], [_at(config)], _operations(s)) |
	some [s, config] in _weak
	s in _rest
}

_weak := {[_runtimes[id], config] |
	some [id, config] in online_evaluations.covers
	config in (online_evaluations.running - _good)
}

_type := "AWS::BedrockAgentCore::OnlineEvaluationConfig"

_good := {config.id |
	some config in input.resources[_type]
	config.id in online_evaluations.running
	count(config.properties.evaluators) > 0
	config.properties.rule.samplingConfig.samplingPercentage >= _least
}

# A configuration that runs, and whose details were not read, may cover each runtime.
relies_on := {[subject, config.id] |
	some config in input.resources[_type]
	config.id in online_evaluations.running
	not config.properties.dataSourceConfig
	some subject in subjects
	subject.region == config.region
}

_operations(subject) := [
	"bedrock-agentcore-control:ListOnlineEvaluationConfigs",
	"bedrock-agentcore-control:GetOnlineEvaluationConfig",
] if {
	not subject in _unsure
} else := [production.tags]

_at(id) := {"id": id, "pointer": ""}
