# METADATA
# title: Give the IAM user behind an API key for models inference permissions only
# description: Whoever has such a key may do what its user may do, from anywhere.
# custom:
#   id: GENSEC01-BP01/api-key-owner-least-privilege
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::User]
#   lists: [iam:ListServiceSpecificCredentials]
#   evidence: ["@model-use-principals", iam:ListAccessKeys]
#   params:
#     services: [bedrock.amazonaws.com, aws-external-anthropic.amazonaws.com]
#     allowed_actions: [
#       "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "bedrock:CallWithBearerToken",
#       "bedrock:ListFoundationModels", "bedrock:ListInferenceProfiles", "bedrock:GetInferenceProfile",
#       "bedrock:ApplyGuardrail", "bedrock-mantle:CreateInference", "bedrock-mantle:CallWithBearerToken",
#       "bedrock-mantle:Get*", "bedrock-mantle:List*", "aws-external-anthropic:CreateInference",
#       "aws-external-anthropic:CountTokens", "aws-external-anthropic:GetModel",
#       "aws-external-anthropic:ListModels", "aws-external-anthropic:CallWithBearerToken"]
#   messages:
#     beyond: the API key is active, and a statement allows more than inference, by %s
#     not-action: >-
#       the API key is active, and a statement with NotAction allows all actions but those that it names
#     console: "%s, which the console attaches to the user of a key, allows more than inference, by %s"
#     access-key: beside the API key, an access key is active
#     not-read: "%s could not be read"
#     not-shown: its policies are not in what AWS listed
#     keys-not-shown: AWS did not return the status of its access keys
#   item: none
#   remediation: >-
#     Move the key to a user whose policy allows only inference on the needed models, or use a role instead.
package lens.controls.gensec01_bp01.api_key_owner_least_privilege

import data.lens.lib.access_keys
import data.lens.lib.api_keys
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.inference_only
import data.lens.lib.principals

_params := input.params["GENSEC01-BP01/api-key-owner-least-privilege"]

# {[subject, id of a key that works], ...}
_owned := {[object.union(api_keys.subject(key), {"item": ""}), key.id] |
	some key in api_keys.of(_params.services)
	api_keys.active(key)
}

subjects := {subject | some [subject, _] in _owned}

# The subjects among the users that AWS listed. Of some, a policy or a boundary was not read.
_listed := {s | some s in subjects; facts.get("AWS::IAM::User", s.id)}

_doubted := {id | some [id, _] in principals.doubts}

violations contains finding.of(subject, message, arguments, proof) if {
	some subject in _listed
	id := subject.id
	not id in _doubted
	some found in inference_only.beyond(id, _params.allowed_actions)
	[message, arguments] := _said(found.held, found.patterns)
	proof := [{"id": found.held.policy, "pointer": found.held.pointer}]
}

_said(held, patterns) := ["not-action", []] if {
	held.statement.NotAction
	count(patterns) > 0
} else := ["console", [name, patterns]] if {
	name := regex.replace(held.policy, `^arn:[^:]*:iam::aws:policy/`, "")
	name in {"AmazonBedrockLimitedAccess", "AnthropicLimitedAccess"}
} else := ["beyond", [patterns]]

violations contains finding.of(subject, "access-key", [], proof) if {
	some subject in subjects
	proof := access_keys.active[subject.id]
}

unseen contains finding.of(subject, "not-read", [arn], proof) if {
	some subject in _listed
	some [id, arn] in principals.doubts
	id == subject.id
	proof := [{"id": id, "pointer": "/properties"}]
}

unseen contains finding.of(subject, "not-shown", [], proof) if {
	some [subject, key] in _owned
	not subject in _listed
	proof := [{"id": key, "pointer": "/properties/UserName"}]
}

unseen contains finding.of(subject, "keys-not-shown", [], proof) if {
	shown := access_keys.shown
	some subject in _listed
	id := subject.id
	not id in shown
	proof := [{"id": id, "pointer": "/properties"}]
}
