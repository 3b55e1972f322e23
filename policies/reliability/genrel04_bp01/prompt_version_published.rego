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

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding

_days := input.params["GENREL04-BP01/prompt-version-published"].grace_days

_prompts := [prompt | some prompt in input.resources["AWS::Bedrock::Prompt"]; not _young(prompt)]

_young(prompt) if ages.within(prompt.properties.createdAt, _days)

subjects := {facts.subject(prompt) | some prompt in _prompts}

violations := {finding.absent(subject, "no-version", [], [], ["bedrock-agent:ListPrompts"]) |
	some prompt in _prompts
	id := prompt.id
	not id in _published
	subject := facts.subject(prompt)
}

# A version that was seen stands, whatever else was not read.
proven := {facts.subject(prompt) | some prompt in _prompts; prompt.id in _published}

# The ARN of a version is that of its prompt, and `:` and the number.
_published := {regex.replace(version.id, `:[0-9]+$`, "") |
	some version in input.resources["AWS::Bedrock::PromptVersionSummary"]
}
