# METADATA
# title: Publish a version of every prompt
# description: >-
#   A draft changes whenever somebody saves it. Only a version stays as it was reviewed, and only a version
#   can be pinned and rolled back to.
# custom:
#   id: GENSEC04-BP01/prompt-has-version
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Prompt]
#   lists: [bedrock-agent:ListPrompts]
#   evidence: [bedrock-agent:ListPrompts]
#   params:
#     grace_days: 14
#   messages:
#     draft-only: no version was published (as GENREL04-BP01/prompt-version-published says)
#   item: none
#   remediation: Create a version once the prompt has been tested, and let flows and applications name it.
package lens.controls.gensec04_bp01.prompt_has_version

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.published_prompts

_days := input.params["GENSEC04-BP01/prompt-has-version"].grace_days

_prompts := published_prompts.expected(_days)

subjects := {facts.subject(p) | some p in _prompts}

violations := {finding.absent(facts.subject(p), "draft-only", [], [_proof(p.id)], operations) |
	operations := ["bedrock-agent:ListPrompts"]
	some p in _prompts
	not published_prompts.has_version(p)
}

# A version that was seen stands, whatever else was not read.
proven := {facts.subject(p) | some p in _prompts; published_prompts.has_version(p)}

shown := {[facts.subject(p), _proof(id)] | some p in _prompts; some id in published_prompts.versions[p.id]}

_proof(id) := {"id": id, "pointer": "/properties"}
