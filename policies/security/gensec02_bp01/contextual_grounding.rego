# METADATA
# title: Block ungrounded and irrelevant answers where retrieval is used
# description: >-
#   These two filters stop an answer that the retrieved text does not support, and one that does not
#   answer the question. The control judges the guardrails of agents and flow nodes that retrieve. If
#   a Region has knowledge bases but no such guardrail, it judges every guardrail in use there.
# custom:
#   id: GENSEC02-BP01/contextual-grounding
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Guardrail]
#   lists:
#     - bedrock:ListGuardrails
#     - bedrock-agent:ListKnowledgeBases
#     - bedrock-agent:ListAgentKnowledgeBases
#     - "@guardrails-in-use"
#   evidence: [bedrock:GetGuardrail, bedrock-agent:ListAgentKnowledgeBases, "@guardrails-in-use"]
#   params: {min_threshold: 0.7}
#   messages:
#     filter-missing: "@filter-missing"
#     filter-open: "@filter-open"
#     threshold-low: the %s filter has threshold %s, below the required %s
#   item: version
#   remediation: Add both filters with the threshold that you chose, then publish a new version and use it.
package lens.controls.gensec02_bp01.contextual_grounding

import data.lens.lib.filters
import data.lens.lib.guardrail_findings
import data.lens.lib.guardrail_uses
import data.lens.lib.guardrails
import data.lens.lib.guardrails_in_use

_least := input.params["GENSEC02-BP01/contextual-grounding"].min_threshold

_seen := {id: _faults(id) | some id in (guardrail_uses.retrieval & object.keys(guardrails.records))}

_regions := {k.region | some k in input.resources["AWS::Bedrock::KnowledgeBase"]} - {s.region |
	some s in guardrail_findings.subjects(_seen)
}

_presumed := {id: _faults(id) | some id in guardrails_in_use.all; guardrails.subject(id).region in _regions}

_faults(id) := {fault |
	some type in ["GROUNDING", "RELEVANCE"]
	some fault in filters.grounding_faults(id, type, _least)
}

subjects := guardrail_findings.subjects(object.union(_seen, _presumed))

violations := guardrail_findings.violations(_seen, []) | guardrail_findings.violations(_presumed, [
	"@guardrails-in-use",
	"bedrock-agent:ListAgentKnowledgeBases",
])

proven := guardrail_findings.proven(_seen)

relies_on := guardrails_in_use.relying(object.keys(_presumed))
