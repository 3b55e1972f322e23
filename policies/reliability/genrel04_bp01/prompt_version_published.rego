# METADATA
# title: Publish at least one version of every managed prompt
# description: >-
#   A draft changes with each edit. A caller can name a version, which stays as it was tested, and go
#   back to the version before.
# custom:
#   id: GENREL04-BP01/prompt-version-published
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Prompt]
#   lists: [bedrock-agent:ListPrompts]
#   evidence: [bedrock-agent:ListPrompts]
#   params:
#     grace_days: 14
#   messages:
#     no-version: no version was published
#   item: none
#   remediation: Create a version when the draft has passed its tests.
package lens.controls.genrel04_bp01.prompt_version_published

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.published_prompts

_days := input.params["GENREL04-BP01/prompt-version-published"].grace_days

_prompts := published_prompts.expected(_days)

subjects := {facts.subject(prompt) | some prompt in _prompts}

violations := {finding.absent(subject, "no-version", [], [], ["bedrock-agent:ListPrompts"]) |
	some prompt in _prompts
	not published_prompts.has_version(prompt)
	subject := facts.subject(prompt)
}

# A version that was seen stands, whatever else was not read.
proven := {facts.subject(prompt) | some prompt in _prompts; published_prompts.has_version(prompt)}
