# METADATA
# title: Which calls of models the account uses
# description: |
#   The actions of Bedrock, of its OpenAI-compatible endpoint and of Claude Platform on AWS that somebody may
#   use, as IAM writes them.
package lens.lib.calls_in_use

import data.lens.lib.bedrock_regions
import data.lens.lib.principals

actions contains name if {
	_bedrock
	some name in ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
}

actions contains "bedrock-mantle:CreateInference" if "bedrock-mantle:createinference" in _granted

# An administrator may call every service. Claude Platform on AWS is in use if a policy names its
# calls.
actions contains "aws-external-anthropic:CreateInference" if {
	some id, own in principals.statements
	"aws-external-anthropic:createinference" in principals.model_use[id]
	some s in own
	s.effect == "Allow"
	"aws-external-anthropic:createinference" in s.named
}

_granted := {action | some own in principals.model_use; some action in own}

_bedrock if count(bedrock_regions.in_use) > 0

# Who may call the OpenAI-compatible endpoint uses Bedrock too.
_bedrock if {
	some action in _granted
	regex.match(`^bedrock(-mantle)?:`, action)
}
