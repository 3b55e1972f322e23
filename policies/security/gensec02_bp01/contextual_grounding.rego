# METADATA
# title: Block ungrounded and irrelevant answers where retrieval is used
# description: >-
#   An answer that the retrieved text does not support, or that does not answer the question, is what these two filters stop. Judged are the guardrails
#   of agents and flow nodes that retrieve; where a Region has knowledge bases and none such, every guardrail in use there.
# custom:
#   id: GENSEC02-BP01/contextual-grounding
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Guardrail]
#   lists: [bedrock:ListGuardrails, bedrock-agent:ListKnowledgeBases, bedrock-agent:ListAgentKnowledgeBases, "@guardrails-in-use"]
#   evidence: [bedrock:GetGuardrail, bedrock-agent:ListAgentKnowledgeBases, "@guardrails-in-use"]
#   params: {min_threshold: 0.7}
#   remediation: Add both filters with the threshold that you chose, publish a version, and use that one.
#   iac: {terraform: aws_bedrock_guardrail.contextual_grounding_policy_config, cloudformation: AWS::Bedrock::Guardrail ContextualGroundingPolicyConfig.FiltersConfig}
#   peers: [prowler:bedrock_guardrail_contextual_grounding_filter_enabled, aws-samples-aiml:BR-27, aws-samples-aiml:FS-47, aws-samples-aiml:FS-50]
package lens.controls.gensec02_bp01.contextual_grounding

import data.lens.lib.guardrails

_least := input.params["GENSEC02-BP01/contextual-grounding"].min_threshold

# The ARN of an association is that of the agent's version, and the knowledge base behind it.
_retrieving_agents := {split(k.id, ":knowledge-base/")[0] |
	some k in input.resources["AWS::Bedrock::AgentKnowledgeBase"]
	k.properties.knowledgeBaseState == "ENABLED"
}

# The versions that were seen to be used with retrieval.
_retrieving := {id |
	some id in ({use.guardrail | some use in guardrails.agent_uses; use.by in _retrieving_agents} | {use.guardrail |
		some use in guardrails.flow_uses
		use.kind == "knowledgeBase"
		use.model != ""
	})
	guardrails.records[id]
}

# Where none was: all in use, in a region with knowledge bases.
_likely := {id |
	some id in guardrails.in_use
	guardrails.records[id].region in ({k.region | some k in input.resources["AWS::Bedrock::KnowledgeBase"]} - {guardrails.records[r].region | some r in _retrieving})
}

_faults := {id: {fault | some type in ["GROUNDING", "RELEVANCE"]; some fault in _of(_filters(id), type)} | some id in (_retrieving | _likely)}

_filters(id) := object.get(guardrails.records[id].properties, ["contextualGroundingPolicy", "filters"], [])

_of(filters, type) := {[sprintf("no %s filter", [type]), "/properties/contextualGroundingPolicy/filters"]} if not type in {f.type | some f in filters}

_of(filters, type) := {[sprintf("%s %s", [type, fault[0]]), sprintf("/properties/contextualGroundingPolicy/filters/%d/%s", [i, fault[1]])] |
	some i, f in filters
	f.type == type
	some fault in _open(f)
} if {
	type in {f.type | some f in filters}
}

_open(f) := ({[sprintf("threshold is %v, below %v", [f.threshold, _least]), "threshold"] | not f.threshold >= _least} | {["is not enabled", "enabled"] |
	object.get(f, "enabled", true) != true
}) | {[sprintf("action is %s", [f.action]), "action"] | object.get(f, "action", "BLOCK") != "BLOCK"}

subjects contains guardrails.subject(id) if some id, _ in _faults

violations contains object.union(found, {"absent_from": array.concat(found.absent_from, more)}) if {
	some id, faults in _faults
	count(faults) > 0
	found := guardrails.violation(id, faults)
	more := [name | some name in ["@guardrails-in-use", "bedrock-agent:ListAgentKnowledgeBases"]; id in _likely]
}

# That a version is used with retrieval was seen; that no other is, rests on all that could show one.
proven contains guardrails.subject(id) if {
	some id in _retrieving
	count(_faults[id]) == 0
}

relies_on contains [guardrails.subject(id), user] if {
	some id in _likely
	some user in guardrails.unread_users[guardrails.records[id].region]
}
