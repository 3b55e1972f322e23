# METADATA
# title: Point every consumer at a numbered prompt version
# description: >-
#   A prompt without a version is the draft, which changes with each edit. All flows and functions that
#   name it then answer otherwise, at once and untested. A version stays as it was tested.
# custom:
#   id: GENREL04-BP01/prompt-consumers-pinned
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Flow, AWS::Lambda::Function]
#   lists: [bedrock-agent:ListFlows, "@genai-functions"]
#   evidence:
#     - bedrock-agent:GetFlow
#     - bedrock-agent:ListFlowAliases
#     - bedrock-agent:GetFlowVersion
#     - bedrock-agent:ListPrompts
#   params: {}
#   workload: [functions]
#   messages:
#     unpinned: in version %s, it names %s, which has no version number
#     missing: in version %s, it names %s, which does not exist
#     not-here: it names %s, which is of another account, or of a Region that was not scanned
#     variable: it holds %s, which has no version number
#   item: part
#   remediation: Name the ARN of a version, and change it through the delivery pipeline.
package lens.controls.genrel04_bp01.prompt_consumers_pinned

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_functions
import data.lens.lib.prompt_uses

# Each node that does not pass has a result of its own, and a flow without such a node has one.
# Nobody knows which prompts a flow names that was not read, or of which a version was not read.
subjects := ({f.subject | some f in (violations | unseen)} | {v.subject | some v in _variables}) | {subject |
	some flow in input.resources["AWS::Bedrock::Flow"]
	subject := facts.subject(flow)
	_judged(flow)
	count({f | some f in (violations | unseen); f.subject.id == subject.id}) == 0
}

_judged(flow) if flow.id in {use.subject.id | some use in prompt_uses.uses}

_judged(flow) if {
	some operation in ["GetFlow", "ListFlowAliases", "GetFlowVersion"]
	count(facts.touching(sprintf("bedrock-agent:%s", [operation]), facts.subject(flow), [])) > 0
}

violations := {finding.of(use.subject, "unpinned", [use.version, use.arn], [_proof(use)]) |
	some use in prompt_uses.uses
	not use.pinned
} | {finding.absent(use.subject, "missing", [use.version, use.arn], [_proof(use)], _listing) |
	some use in prompt_uses.uses
	use.pinned
	use.own
	arn := use.arn
	not input.at[arn]
}

_listing := ["bedrock-agent:ListPrompts"]

_proof(use) := {"id": use.id, "pointer": "/properties/definition"}

unseen := {finding.of(use.subject, "not-here", [use.arn], []) |
	some use in prompt_uses.uses
	use.pinned
	not use.own
}

# The versions of a prompt are listed for the prompt, in its Region.
relies_on := {[use.subject, place] |
	some use in prompt_uses.uses
	some place in [prompt_uses.plain(use.arn), prompt_uses.region(use.arn)]
}

_variables := {{"subject": facts.item(f, name), "arn": arn, "id": f.id, "pointer": pointer} |
	some f in input.resources["AWS::Lambda::Function"]
	f.id in genai_functions.arns
	some name, arn in f.properties.Environment.Variables
	pointer := sprintf("/properties/Environment/Variables/%s", [name])
}

# A variable may be unused, and the code may choose the version.
reviews := {finding.of(v.subject, "variable", [v.arn], [{"id": v.id, "pointer": v.pointer}]) |
	some v in _variables
	prompt_uses.plain(v.arn) == v.arn
}
