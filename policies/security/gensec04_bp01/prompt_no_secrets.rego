# METADATA
# title: Keep secrets out of prompts and agent instructions
# description: >-
#   Whoever may read a prompt reads the secret in it, and a model may repeat it to any user. A scan searches
#   the texts for passwords and keys, and stores only whether it found some.
# custom:
#   id: GENSEC04-BP01/prompt-no-secrets
#   severity: high
#   precision: medium
#   mode: automated
#   resources:
#     - AWS::Bedrock::Prompt
#     - AWS::Bedrock::Agent
#     - AWS::Bedrock::Flow
#     - AWS::BedrockAgentCore::Harness
#   lists:
#     - bedrock-agent:ListPrompts
#     - bedrock-agent:ListAgents
#     - bedrock-agent:ListFlows
#     - bedrock-agentcore-control:ListHarnesses
#   evidence:
#     - "@deployed-versions"
#     - "@prompts-in-use"
#     - bedrock-agent:ListPrompts
#     - bedrock-agentcore-control:GetHarness
#   params: {}
#   workload: [prompts]
#   messages:
#     secret: what looks like a password or a key stands in %s
#     secret-here: what looks like a password or a key stands in its texts
#     unused: >-
#       what looks like a password or a key stands in %s, which nothing names: replace the secret, and delete
#       what holds it
#     word: a word in %s may be a password or explain one; decide which, and reword it
#     word-here: a word in its texts may be a password or explain one; decide which, and reword it
#     phrases: the phrases under signs in genai-lens.yaml changed after its texts were read, so scan again
#     not-searched: the scan did not look for secrets in its texts, so scan again
#   item: none
#   remediation: >-
#     Move the secret to Secrets Manager or to a credential provider, replace it by a new one, and publish a
#     version of the prompt without it.
package lens.controls.gensec04_bp01.prompt_no_secrets

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.secret_texts

subjects := {facts.subject(r) | some type in _types; some r in input.resources[type]}

_types := [
	"AWS::Bedrock::Prompt",
	"AWS::Bedrock::Agent",
	"AWS::Bedrock::Flow",
	"AWS::BedrockAgentCore::Harness",
]

violations := {f | some ["secret", f] in _findings}

# A word, and a version that nothing names: a person decides.
reviews := {f | some [kind, f] in _findings; kind in {"unused", "word"}}

_findings := {[pair[0], finding.of(pair[1], _message(pair[0], parts), arguments, proof)] |
	some pair, texts in group.by_first({[[_kind(text), text.subject], text] | some text in _texts})
	parts := {text.part | some text in texts} - {""}
	arguments := [parts | count(parts) > 0]
	proof := [text.proof | some text in texts]
}

_message(kind, parts) := kind if count(parts) > 0

_message(kind, parts) := {"secret": "secret-here", "word": "word-here"}[kind] if count(parts) == 0

_texts := [text | some text in secret_texts.all; _kind(text)]

_kind(text) := "secret" if {
	secret_texts.has_secret(text)
	text.used
} else := "unused" if {
	secret_texts.has_secret(text)
} else := "word" if {
	text.signs.perhaps_password == true
}

unseen := {finding.of(text.subject, "not-searched", [], []) |
	some text in secret_texts.all
	not secret_texts.searched(text)
} | {finding.of(text.subject, "phrases", [], []) |
	"secret" in input.other_signs
	some text in secret_texts.all
}

relies_on := secret_texts.relies_on
