# METADATA
# title: With which keys the versions of prompts are encrypted
# description: |
#   A version of a managed prompt keeps the key that it was made with, whatever key the draft gets later.
#   Code may call any version, so nobody knows which of them are in use.
package lens.lib.prompt_keys

import data.lens.lib.facts
import data.lens.lib.kms_keys
import data.lens.lib.prompt_uses

# {[subject of a prompt, message, arguments, proof], ...}: what is wrong with the key of a version.
faults := {[subject, message, arguments, _at(v, key)] |
	some [subject, v, part] in _versions
	not _unread(v)
	key := _key(v)
	some [message, arguments] in kms_keys.faults(v, key, part)
}

# The same: that it is not known whether the key is a customer managed one that can encrypt.
doubts := {[subject, message, arguments, _at(v, key)] |
	some [subject, v, part] in _versions
	not _unread(v)
	key := _key(v)
	some [message, arguments] in kms_keys.doubts(v, key, part)
} | {[subject, "version-key-not-shown", [part[1]], _at(v, "")] |
	some [subject, v, part] in _versions
	_unread(v)
}

_versions := [[facts.subject(prompt), v, ["version", number]] |
	some v in input.resources["AWS::Bedrock::PromptVersionSummary"]
	id := prompt_uses.plain(v.id)
	prompt := facts.get("AWS::Bedrock::Prompt", id)
	number := trim_prefix(v.id, sprintf("%s:", [id]))
]

# Whether the call about a version was lost. Its listing shows no key.
_unread(v) if count(facts.touching("bedrock-agent:GetPrompt", facts.subject(v), [])) > 0

_key(v) := object.get(v.properties, "customerEncryptionKeyArn", "")

_at(v, "") := {"id": v.id, "pointer": ""}

_at(v, key) := {"id": v.id, "pointer": "/properties/customerEncryptionKeyArn"} if key != ""
