# METADATA
# title: What an action pattern matches
# description: |
#   IAM knows two wildcards, `*` and `?`, and compares actions without case. Each distinct pattern of the account is expanded once and looked up
#   afterwards: matching each statement by itself takes twenty times as long.
package lens.lib.actions

import data.lens.lib.documents

# The actions by which a model, or something that calls one, is used (D5). Converse has none of its own: it is bedrock:InvokeModel.
model_use := {
	"bedrock:invokemodel", "bedrock:invokemodelwithresponsestream", "bedrock:createmodelinvocationjob", "bedrock:invokeagent",
	"bedrock:invokeinlineagent", "bedrock:invokeflow", "bedrock:retrieveandgenerate", "bedrock-mantle:createinference",
	"bedrock-agentcore:invokeagentruntime", "bedrock-agentcore:invokegateway", "bedrock-agentcore:invokeharness",
	"sagemaker:invokeendpoint", "sagemaker:invokeendpointasync", "sagemaker:invokeendpointwithresponsestream",
	"qbusiness:chat", "qbusiness:chatsync",
}

# Every distinct action pattern of the account's policies -> the model-use actions that it matches.
granted := {pattern: {action | some action in model_use; regex.match(expression(pattern), action)} | some pattern in patterns}

# The model-use actions that a list of patterns matches.
of(list) := {action | some pattern in list; some action in granted[pattern]}

# The distinct patterns that stand for a whole service or for all (D12): only wildcards where the action's name is, as in `*`, `*:*`, `bedrock:*`,
# `bedrock:**` and `bedrock:?*`, and no more `?` than the shortest name has letters. `bedrock:Get*` is not one.
wide := {pattern | some pattern in patterns; regex.match(`^([a-z0-9*?-]+:)?[*?]*\*[*?]*$`, lower(pattern)); count(split(pattern, "?")) < 6}

# Which of `prefixes` such a pattern stands for.
services(pattern, prefixes) := {prefix | some prefix in prefixes; regex.match(expression(pattern), sprintf("%s:aaaa", [prefix]))}

# What a document does to the model-use actions: those that some Allow matches, and those that a Deny takes away whatever the resource and condition.
effect(document) := {"allows": allows, "denies": denies} if {
	allows := {action | some s in document.Statement; s.Effect == "Allow"; some action in _matched(s)}
	denies := {action |
		some s in document.Statement
		s.Effect == "Deny"
		"*" in s.Resource
		count(s.Condition) == 0
		some action in _matched(s)
	}
}

_matched(statement) := of(statement.Action) if statement.Action

_matched(statement) := model_use - of(statement.NotAction) if statement.NotAction

# Every distinct action pattern of the account's policies.
patterns := {pattern |
	some document in array.concat([held.document | some held in documents.all], [d | some d in documents.default_of])
	some statement in document.Statement
	some member in ["Action", "NotAction"]
	some pattern in statement[member]
}

# The regular expression of a pattern, for names in lower case. All but the two wildcards is taken literally; what is not ASCII matches nothing.
# (strings.replace_n would do it in one step, and regorus replaces what it has just put in.)
expression(pattern) := sprintf("^%s$", [replace(replace(literal, "*", ".*"), "?", ".")]) if {
	regex.match(`^[ -~]*$`, pattern)
	literal := regex.replace(lower(pattern), `[\\.^$|()\[\]{}+]`, `\${0}`)
}

expression(pattern) := `^\x00$` if not regex.match(`^[ -~]*$`, pattern)
