# METADATA
# title: Keep the configuration of counterpart agents equal
# description: >-
#   Where one Region got a change and another did not, nobody notices before a Region fails.
# custom:
#   id: GENREL05-BP03/agent-configuration-equal
#   severity: medium
#   precision: medium
#   mode: automated
#   resources:
#     [AWS::Bedrock::Agent, AWS::BedrockAgentCore::Runtime, AWS::BedrockAgentCore::Gateway, AWS::Account]
#   lists: ["@answering-agents"]
#   evidence: ["@agent-settings", bedrock-agentcore-control:GetHarness, resourcegroupstaggingapi:GetResources]
#   workload: [regions, counterpart_tag]
#   params: {generated_endings: []}
#   messages:
#     undeclared: "@regions-undeclared"
#     not-scanned: "@not-scanned"
#     not-shown: AWS does not show how it, or its counterpart in %s, is configured
#     model: it does not call the models that its counterpart in %s calls
#     instruction: its instruction is not that of its counterpart in %s
#     action-groups: its enabled action groups are not those of its counterpart in %s
#     knowledge-bases: it does not use as many knowledge bases as its counterpart in %s
#     guardrail: of it and its counterpart in %s, only one has a guardrail
#     artifact: its image or code is not that of its counterpart in %s
#     targets: its targets are not those of its counterpart in %s
#   item: none
#   remediation: Deploy all Regions from one stage of one pipeline, with the same version.
package lens.controls.genrel05_bp03.agent_configuration_equal

import data.lens.lib.agent_settings
import data.lens.lib.answering
import data.lens.lib.counterparts
import data.lens.lib.facts
import data.lens.lib.finding

_endings := input.params["GENREL05-BP03/agent-configuration-equal"].generated_endings

_all := [r | some r in answering.agents; agent_settings.aspects[r.type]]

_undecided := counterparts.undecided(_all)

_agents := counterparts.compared(_all)

# [agent, Region, its counterparts there that answer]
_pairs := counterparts.pairs(_agents, _all, _endings)

_compared := [[a, region, c] | some [a, region, found] in _pairs; some c in found]

# Whether these have a counterpart is not known.
_open := [[a, region] | some a in _agents; some region in counterparts.unscanned(a)]

_hidden := [[a, region] | some [a, region, []] in _pairs; counterparts.hidden(a)]

subjects := {facts.subject(judged[0]) |
	some judged in array.concat(_compared, array.concat(_open, _hidden))
} | _undecided

undeclared := {finding.of(s, "undeclared", [{a.region | some a in _all}], []) | some s in _undecided}

unseen := {finding.of(facts.subject(a), message, [region], []) |
	some message, list in {"not-scanned": _open, "not-shown": _unclear}
	some [a, region] in list
}

_unclear := [[a, region] | some [a, region, c] in _compared; some r in [a, c]; not _shown(r)]

_settings := {id: found | some a in _agents; id := a.id; found := agent_settings.of(a)}

_shown(r) if object.keys(_settings[r.id]) == agent_settings.aspects[r.type]

_equal := {[a.id, region] | some [a, region, c] in _compared; _settings[a.id] == _settings[c.id]}

violations := {finding.absent(facts.subject(a), aspect, [region], proof, operations) |
	some [a, region, c] in _compared
	count({[a.id, region]} & _equal) == 0
	some aspect, value in _settings[a.id]
	other := _settings[c.id][aspect]
	value != other
	proof := [answering.proof(a), answering.proof(c)]
	operations := array.concat(["@agent-settings"], answering.doubts([a, c]))
}

relies_on := {[facts.subject(a), place] |
	some [a, _, c] in _compared
	some place in (agent_settings.places(a) | agent_settings.places(c))
} | {[facts.subject(a), region] | some [a, region] in _hidden}

# Lost tags matter only if a tag is declared.
proven := {facts.subject(a) | some [a, _, _] in _compared} - {facts.subject(a) | some a in _doubtful}

_doubtful := {a | some [a, _] in _open} | {a | some [a, region, found] in _pairs; not _good(a, region, found)}

_good(a, region, found) if {
	[a.id, region] in _equal
	every r in array.concat([a], found) {
		_shown(r)
		agent_settings.read(r)
	}
}
