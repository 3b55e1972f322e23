# METADATA
# title: What an action pattern matches
# description: |
#   IAM has two wildcards, `*` and `?`, and compares actions without case. Each distinct pattern of
#   the account is expanded once, and so is each distinct list of patterns. Then a statement needs
#   one look-up. Only the actions that these policies ask about are known. All others are ignored.
package lens.lib.actions

import data.lens.lib.documents
import data.lens.lib.group
import data.lens.lib.wildcards

# The actions that use a model, or call a resource that uses one (D5). Converse has no action of its
# own: AWS checks bedrock:InvokeModel.
model_use := {
	"bedrock:invokemodel", "bedrock:invokemodelwithresponsestream", "bedrock:createmodelinvocationjob",
	"bedrock:invokeagent", "bedrock:invokeinlineagent", "bedrock:invokeflow", "bedrock:retrieveandgenerate",
	"bedrock-mantle:createinference",
	"aws-external-anthropic:createbatchinference", "aws-external-anthropic:createinference",
	"bedrock-agentcore:invokeagentruntime", "bedrock-agentcore:invokegateway", "bedrock-agentcore:invokeharness",
	"sagemaker:invokeendpoint", "sagemaker:invokeendpointasync", "sagemaker:invokeendpointwithresponsestream",
	"qbusiness:chat", "qbusiness:chatsync",
}

# Every known action, in lower case: the actions of D5, those whose kinds of resources are known,
# and those that parameters of controls name.
known := (model_use | object.keys(worked_on)) | {lower(name) |
	some name in _asked
	regex.match(`^[a-z0-9-]+:[A-Za-z0-9]+$`, name)
}

# Action -> the kinds of resources that it works on. Empty for an action without resource types.
worked_on := object.union(
	{action: set() | some action in _without},
	{action: {kind | some kind, own in _of_kind; action in own} |
		some actions_of_kind in _of_kind
		some action in actions_of_kind
	},
)

_without := {
	"aws-marketplace:subscribe", "bedrock-mantle:callwithbearertoken", "bedrock:callwithbearertoken",
	"bedrock:createfoundationmodelagreement", "bedrock:invokeinlineagent",
	"bedrock:putfoundationmodelentitlement", "bedrock:putusecaseformodelaccess",
	"bedrock:retrieveandgenerate",
}

_of_kind := {
	"agent": {"bedrock:updateagent"},
	"agent-alias": {"bedrock:invokeagent"},
	"api-key-provider": {"bedrock-agentcore:getresourceapikey"},
	"application": {"qbusiness:chat", "qbusiness:chatsync"},
	"application-inference-profile": _invocations,
	"browser": _browsing,
	"browser-custom": _browsing,
	"bucket": {"s3:listbucket"},
	"code-interpreter": _interpreting,
	"code-interpreter-custom": _interpreting,
	"custom-model-deployment": _invocations,
	"endpoint": {
		"sagemaker:invokeendpoint", "sagemaker:invokeendpointasync",
		"sagemaker:invokeendpointwithresponsestream",
	},
	"flow-alias": {"bedrock:invokeflow"},
	"foundation-model": _invocations,
	"function": {"lambda:invokefunction", "lambda:updatefunctioncode", "lambda:updatefunctionconfiguration"},
	"gateway": {"bedrock-agentcore:invokegateway", "bedrock-agentcore:updategateway"},
	"gateway-policy": {"bedrock-agentcore:updatepolicy"},
	"guardrail": {"bedrock:applyguardrail", "bedrock:deleteguardrail", "bedrock:updateguardrail"},
	"harness": {"bedrock-agentcore:invokeharness"},
	"identity": {"ses:sendemail", "ses:sendrawemail"},
	"imported-model": _invocations,
	"index": {"kendra:query", "kendra:retrieve"},
	"inference-profile": _invocations,
	"key": {"kms:decrypt", "kms:generatedatakey"},
	"knowledge-base": {"bedrock:retrieve"},
	"log-group": {"logs:createlogstream", "logs:putlogevents"},
	"oauth2-provider": {"bedrock-agentcore:getresourceoauth2token"},
	"object": {"s3:deleteobject", "s3:getobject", "s3:putobject"},
	"policy": {"iam:createpolicyversion", "iam:setdefaultpolicyversion"},
	"project": {"bedrock-mantle:createinference"},
	"prompt": {"bedrock:getprompt"},
	"provisioned-model": _invocations,
	"queue": {"sqs:sendmessage"},
	"role": {
		"iam:attachrolepolicy", "iam:deleterolepermissionsboundary", "iam:passrole",
		"iam:putrolepolicy", "iam:updateassumerolepolicy", "sts:assumerole",
	},
	"runtime": {
		"bedrock-agentcore:invokeagentruntime", "bedrock-agentcore:invokeagentruntimecommand",
		"bedrock-agentcore:invokeagentruntimeforuser",
		"bedrock-agentcore:invokeagentruntimewithwebsocketstreamforuser",
		"bedrock-agentcore:invokeharness",
	},
	"secret": {"secretsmanager:getsecretvalue"},
	"table": {
		"dynamodb:batchgetitem", "dynamodb:batchwriteitem", "dynamodb:conditioncheckitem",
		"dynamodb:deleteitem", "dynamodb:getitem", "dynamodb:putitem", "dynamodb:query",
		"dynamodb:scan", "dynamodb:updateitem",
	},
	"token-vault": {"bedrock-agentcore:getresourceapikey", "bedrock-agentcore:getresourceoauth2token"},
	"topic": {"sns:publish"},
	"user": {"iam:createaccesskey", "iam:createservicespecificcredential"},
	"vector-index": {"s3vectors:getvectors", "s3vectors:queryvectors"},
	"workspace": {"aws-external-anthropic:createbatchinference", "aws-external-anthropic:createinference"},
	"workload-identity": {
		"bedrock-agentcore:getresourceapikey", "bedrock-agentcore:getresourceoauth2token",
		"bedrock-agentcore:getworkloadaccesstokenforuserid",
	},
}

_browsing := {"bedrock-agentcore:connectbrowserautomationstream", "bedrock-agentcore:startbrowsersession"}

_interpreting := {"bedrock-agentcore:invokecodeinterpreter", "bedrock-agentcore:startcodeinterpretersession"}

# AWS checks bedrock:InvokeModel for a bidirectional stream. A policy that names the longer action
# means the same.
_invocations := {
	"bedrock:createmodelinvocationjob", "bedrock:invokemodel", "bedrock:invokemodelwithbidirectionalstream",
	"bedrock:invokemodelwithresponsestream",
}

# Every string in a list of a parameter. Some are patterns of actions.
_asked := {value |
	some params in input.params
	some list in params
	is_array(list)
	some value in list
	is_string(value)
}

# Every distinct action pattern of the account's policies and of the parameters -> the known actions
# that it matches. The prefix check avoids compiling patterns that match nothing.
granted := object.union(
	{pattern: found |
		some pattern in _patterns
		found := {lower(wildcards.ascii(pattern))} & known
	},
	{pattern: {action | some action in regex.find_n(lines, _candidates(pattern), -1)} |
		some pattern in _patterns
		wildcards.has_wildcard(pattern)
		wildcards.fits(pattern, _longest)
		strings.any_prefix_match(known, lower(wildcards.literal(pattern)))
		lines := concat("", ["(?m)", _expression(pattern)])
	},
)

_longest := max([count(action) | some action in known])

_patterns := patterns | _asked

# The known actions that a list of patterns matches.
of(list) := union({granted[pattern] | some pattern in list})

# What a statement of the account's policies matches. `actions` are all known actions, and `named`
# those that no wildcard for a whole service matches (D12). Undefined if it matches no known action.
of_statement(statement) := _listed[statement.Action]

of_statement(statement) := _left[statement.NotAction]

_listed := {list: {"actions": found, "named": found - of([p | some p in list; p in wide])} |
	some list in _lists
	found := of(list)
	count(found) > 0
}

_left := {list: {"actions": found, "named": _named(found)} |
	some list in _not_lists
	found := known - of(list)
	count(found) > 0
}

# no-service-wildcard-actions reports a NotAction that still grants every model-use action of a
# service. No action of such a statement counts as named.
_named(found) := {action | some action in found; count(_open(found)) == 0}

_open(found) := {service | some service, own in _model_use_of; count(own - found) == 0}

_model_use_of := {service: {action | some action in list} |
	some service, list in group.by_first({[split(action, ":")[0], action] | some action in model_use})
}

_lists := {statement.Action | some document in documents.contents; some statement in document.Statement}

_not_lists := {statement.NotAction |
	some document in documents.contents
	some statement in document.Statement
}

# Every distinct action pattern of the account's policies.
patterns := {pattern | some list in (_lists | _not_lists); some pattern in list}

# The distinct patterns that stand for every action of a service, or of all services (D12): the
# action's name is only wildcards, as in `*`, `*:*`, `bedrock:*`, `bed*:**` and `bedrock:?????*`.
# They name no action, however many letters they ask for. `bedrock:Get*` is not one.
wide := {pattern |
	some pattern in patterns
	regex.match(`^([^:]*:|[a-zA-Z0-9-]*)[*?]+$`, pattern)
}

# The patterns in `wide` for one of the `prefixes`.
whole(prefixes) := {pattern |
	some pattern in wide
	count(services(regex.replace(pattern, `[*?]+$`, "*"), prefixes)) > 0
}

# The `prefixes` of which a pattern certainly matches every action, if its name is only wildcards.
services(pattern, prefixes) := {prefix |
	some prefix in prefixes
	matches(pattern, sprintf("%s:aaaa", [prefix]))
}

# The `prefixes` that have model-use actions, none of which the patterns of a NotAction match.
left_open(not_action, prefixes) := {prefix |
	some prefix in prefixes
	own := _model_use_of[prefix]
	count(own & of(not_action)) == 0
}

# The `prefixes` without model-use actions, of which the patterns of a NotAction match no action.
left_whole(not_action, prefixes) := {prefix |
	using := object.keys(_model_use_of)
	some prefix in prefixes
	not prefix in using
	every pattern in not_action { not _touches(pattern, prefix) }
}

# Whether a pattern can match an action of a service.
_touches(pattern, prefix) if {
	service := split(pattern, ":")[0]
	matches(sprintf("%s:", [service]), sprintf("%s:", [prefix]))
}

_touches(pattern, prefix) if {
	contains(pattern, "*")
	not contains(pattern, ":")
	startswith(sprintf("%s:", [prefix]), lower(wildcards.ascii(wildcards.literal(pattern))))
}

# The known actions that a pattern can match, one per line: those of its service, or all known
# actions if the service has a wildcard too.
_candidates(pattern) := object.get(_lines_of, lower(split(pattern, ":")[0]), "") if {
	not regex.match(`^[^:]*([*?]|$)`, pattern)
}

_candidates(pattern) := _all_lines if regex.match(`^[^:]*([*?]|$)`, pattern)

_lines_of := {service: concat("\n", list) |
	some service, list in group.by_first({[split(action, ":")[0], action] | some action in known})
}

_all_lines := concat("\n", known)

# Whether an action pattern matches an action (in lower case).
matches(pattern, action) if {
	wildcards.fits(pattern, count(action))
	regex.match(_expression(pattern), action)
}

# Lower case comes last: the Kelvin sign is a letter k in lower case.
_expression(pattern) := wildcards.expression(lower(wildcards.ascii(pattern)))
