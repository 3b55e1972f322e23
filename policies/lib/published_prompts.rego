# METADATA
# title: Which managed prompts have a version
# description: |
#   A draft changes with each edit, and a version stays as it was tested. A prompt that is younger than
#   a number of days may still be in the making.
package lens.lib.published_prompts

import data.lens.lib.ages
import data.lens.lib.group
import data.lens.lib.prompt_uses

# The prompts of which a version is expected after so many days. One without a date is one of them.
expected(days) := [p | some p in input.resources["AWS::Bedrock::Prompt"]; not _young(p, days)]

has_version(prompt) if versions[prompt.id]

# Id of a prompt -> the ids of its versions. The ARN of a version is that of its prompt, and `:` and
# the number.
versions := group.by_first({[prompt, v.id] |
	some v in input.resources["AWS::Bedrock::PromptVersionSummary"]
	prompt := prompt_uses.plain(v.id)
	prompt != v.id
})

_young(prompt, days) if ages.within(prompt.properties.createdAt, days)
