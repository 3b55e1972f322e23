package lens_test.actions_test

import data.lens.lib.actions
import data.lens_test.testing

# An account with one policy that names the patterns.
_document(member, patterns) := testing.facts(
	[testing.record("AWS::IAM::Role", testing.iam("role/r"), {
		"Path": "/",
		"RolePolicyList": [{
			"PolicyName": "p",
			"PolicyDocument": {"Statement": [{"Effect": "Allow", member: patterns}]},
		}],
	})],
	{}, [],
)

_of(patterns) := found if {
	found := actions.of(patterns) with input as _document("Action", patterns)
}

_wide(patterns) := found if {
	found := actions.wide with input as _document("Action", patterns)
}

_matches(pattern, name) if actions.matches(pattern, name)

test_star_matches_any_text if _matches("bedrock:*Model", "bedrock:invokemodel")

test_star_matches_no_text if _matches("bedrock:InvokeModel*", "bedrock:invokemodel")

test_question_mark_matches_one_character if {
	_matches("bedrock:InvokeMode?", "bedrock:invokemodel")
	not _matches("bedrock:InvokeMod?", "bedrock:invokemodel")
}

test_the_whole_name_must_match if not _matches("bedrock:Invoke", "bedrock:invokemodel")

test_brackets_are_literal if not _matches("bedrock:[a-z]*", "bedrock:invokemodel")

test_patterns_that_are_not_ascii_match_nothing if not _matches("ä*", "bedrock:invokemodel")

test_actions_of_exact_names if _of(["bedrock:InvokeModel", "s3:GetBucketTagging"]) == {"bedrock:invokemodel"}

test_actions_of_other_case if _of(["BEDROCK:invokeMODEL"]) == {"bedrock:invokemodel"}

test_actions_of_a_wildcard if {
	_of(["bedrock:InvokeModel*"]) == {
		"bedrock:invokemodel", "bedrock:invokemodelwithbidirectionalstream",
		"bedrock:invokemodelwithresponsestream",
	}
}

_qbusiness := {"qbusiness:chat", "qbusiness:chatsync", "qbusiness:createapplication"}

test_actions_of_a_service if _of(["qbusiness:*"]) == _qbusiness

test_actions_of_a_star_are_all if {
	known := actions.known with input as _document("Action", ["*"])
	_of(["*"]) == known
	count(actions.model_use - known) == 0
}

test_actions_of_not_action_are_looked_up_too if {
	found := actions.of(["qbusiness:Chat*"]) with input as _document("NotAction", ["qbusiness:Chat*"])
	found == {"qbusiness:chat", "qbusiness:chatsync"}
}

test_wide_patterns if {
	patterns := [
		"*", "**", "*:*", "bedrock:*", "Bedrock:*", "bedrock:**", "bedrock:?*", "bedrock:*?",
		"bedrock:????*", "bedrock*:*", "s3:*", "bedrock:?????*", "bedrock:???????????", "bedrock:*?*?*",
		"bed*:*", "?edrock:*", "bedrock*", "bedrock?*", "?*",
	]
	_wide(patterns) == {p | some p in patterns}
}

test_patterns_that_are_not_wide if {
	_wide([
		"bedrock:Get*", "bedrock:*Model", "bedrock:InvokeModel", "bedrock:", "", "bedrock:*e*", "*:Get*",
	]) == set()
}

test_patterns_for_a_whole_service if {
	whole := {
		"*", "?*", "*:*", "bedrock:*", "BEDROCK:?????*", "bedrock:??????????????????????*", "bedrock:*?",
		"bedrock:???????????", "bed*:*", "bedrock*", "bedrock?*", "sagemake?:*",
	}
	patterns := whole | {"bedrock:", "bedrock:Invoke*", "s3:*", "bedroc:*", "bedrock?:?*", "bedrock"}
	found := actions.whole(_prefixes) with input as _document("Action", sort(patterns))
	found == whole
}

_prefixes := {"bedrock", "bedrock-agentcore", "sagemaker"}

test_services_of_a_pattern if {
	actions.services("bedrock:*", _prefixes) == {"bedrock"}
	actions.services("BEDROCK:?*", _prefixes) == {"bedrock"}
	actions.services("bedrock:????*", _prefixes) == {"bedrock"}
	actions.services("bedrock*:*", _prefixes) == {"bedrock", "bedrock-agentcore"}
	actions.services("*", _prefixes) == _prefixes
	actions.services("*:*", _prefixes) == _prefixes
	actions.services("bedrock:?????*", _prefixes) == set()
	actions.services("s3:*", _prefixes) == set()
}

test_parameters_make_actions_known if {
	params := {"GENSEC01-BP01/no-service-wildcard-actions": {
		"names": [
			"iam:CreateRole", "EC2:x", "ec2:Describe*", "bedrock-agentcore:GetResourceOauth2Token",
			"a:b:c", 5,
		],
		"flag": true,
		"map": {"x": "iam:DeleteRole"},
	}}
	found := actions.known with input as testing.facts([], params, [])
	plain := actions.known with input as testing.facts([], {}, [])
	found - plain == {"iam:createrole"}
	"bedrock-agentcore:getresourceoauth2token" in plain
}

test_patterns_of_parameters_are_expanded if {
	params := {"GENSEC01-BP01/no-service-wildcard-actions": {"names": ["dynamodb:Batch*Item", "S3:GetObject"]}}
	found := actions.of(["dynamodb:Batch*Item"]) with input as testing.facts([], params, [])
	found == {"dynamodb:batchgetitem", "dynamodb:batchwriteitem"}
}

test_a_star_as_parameter_is_every_action if {
	params := {"GENSEC01-BP01/no-service-wildcard-actions": {"names": ["*"]}}
	facts := testing.facts([], params, [])
	found := actions.of(["*"]) with input as facts
	known := actions.known with input as facts
	found == known
}

test_wildcards_in_the_service if {
	_of(["?edrock-m*:CreateInference", "*Chat"]) == {"bedrock-mantle:createinference", "qbusiness:chat"}
}

test_a_service_that_is_not_known_matches_nothing if _of(["ec2:*", "ec2:Describe*", ""]) == set()

test_patterns_cannot_span_two_actions if {
	_of(["qbusiness:chat\nqbusiness:*", "qbusiness:chat*qbusiness:chatsync"]) == set()
}

_statement(statement) := found if {
	found := actions.of_statement(statement) with input as testing.facts(
		[testing.record("AWS::IAM::Role", testing.iam("role/r"), {
			"Path": "/",
			"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}],
		})],
		{}, [],
	)
}

test_statement_with_actions if {
	_statement({"Effect": "Allow", "Action": ["qbusiness:Chat*"]}) == {
		"actions": {"qbusiness:chat", "qbusiness:chatsync"},
		"named": {"qbusiness:chat", "qbusiness:chatsync"},
	}
}

test_wildcards_for_a_service_are_not_named if {
	_statement({"Effect": "Allow", "Action": ["qbusiness:*", "kendra:Query"]}) == {
		"actions": (_qbusiness | {"kendra:query"}),
		"named": {"kendra:query"},
	}
}

test_actions_beside_a_wildcard_for_their_service_are_not_named if {
	_statement({"Effect": "Allow", "Action": ["qbusiness:*", "qbusiness:Chat", "kendra:Query"]}) == {
		"actions": (_qbusiness | {"kendra:query"}),
		"named": {"kendra:query"},
	}
}

test_statement_of_one_known_action if {
	_statement({"Effect": "Allow", "Action": ["kendra:Query"]}).named == {"kendra:query"}
}

test_statement_that_matches_nothing_known if not _statement({"Effect": "Allow", "Action": ["ec2:*"]})

test_not_action_that_leaves_a_service_is_not_named if {
	found := _statement({"Effect": "Allow", "NotAction": ["iam:*"]})
	count(found.actions & actions.model_use) == count(actions.model_use)
	found.named == set()
}

test_not_action_that_leaves_no_service_whole_is_named if {
	found := _statement({"Effect": "Allow", "NotAction": [
		"*:Invoke*", "bedrock-mantle:*", "qbusiness:Chat", "a*", "i*", "s*", "l*", "k*", "d*",
		"bedrock-agentcore:*",
	]})
	found.named == found.actions
	"qbusiness:chatsync" in found.named
}

test_not_action_that_leaves_one_action if {
	found := _statement({
		"Effect": "Allow",
		"NotAction": ["a*", "b*", "d*", "i*", "kms:*", "kendra:R*", "l*", "q*", "s*"],
	})
	found == {"actions": {"kendra:query"}, "named": {"kendra:query"}}
}

test_not_action_of_everything_matches_nothing if not _statement({"Effect": "Allow", "NotAction": ["*"]})

# The kinds of resources are those of AWS's Service Authorization Reference.
test_actions_work_on_kinds if actions.worked_on == _kinds_of_actions

_models := {
	"application-inference-profile", "custom-model-deployment", "foundation-model",
	"imported-model", "inference-profile", "provisioned-model",
}

_kinds_of_actions := {
	"bedrock:invokemodel": _models,
	"bedrock:invokemodelwithresponsestream": _models,
	"bedrock:invokemodelwithbidirectionalstream": _models,
	"bedrock:createmodelinvocationjob": _models,
	"bedrock:invokeagent": {"agent-alias"},
	"bedrock:updateagent": {"agent"},
	"bedrock:invokeflow": {"flow-alias"},
	"bedrock:getprompt": {"prompt"},
	"bedrock:retrieve": {"knowledge-base"},
	"bedrock:applyguardrail": {"guardrail"},
	"bedrock:updateguardrail": {"guardrail"},
	"bedrock:deleteguardrail": {"guardrail"},
	"bedrock:invokeinlineagent": set(),
	"bedrock:retrieveandgenerate": set(),
	"bedrock:createfoundationmodelagreement": set(),
	"bedrock:putfoundationmodelentitlement": set(),
	"bedrock:putusecaseformodelaccess": set(),
	"aws-marketplace:subscribe": set(),
	"bedrock:callwithbearertoken": set(),
	"bedrock-mantle:callwithbearertoken": set(),
	"bedrock-mantle:createinference": {"project"},
	"aws-external-anthropic:createbatchinference": {"workspace"},
	"aws-external-anthropic:createinference": {"workspace"},
	"bedrock-agentcore:invokegateway": {"gateway"},
	"bedrock-agentcore:updategateway": {"gateway"},
	"bedrock-agentcore:updatepolicy": {"gateway-policy"},
	"bedrock-agentcore:invokeharness": {"harness", "runtime"},
	"bedrock-agentcore:invokeagentruntime": {"runtime"},
	"bedrock-agentcore:invokeagentruntimecommand": {"runtime"},
	"bedrock-agentcore:connectbrowserautomationstream": {"browser", "browser-custom"},
	"bedrock-agentcore:startbrowsersession": {"browser", "browser-custom"},
	"bedrock-agentcore:invokecodeinterpreter": {"code-interpreter", "code-interpreter-custom"},
	"bedrock-agentcore:startcodeinterpretersession": {"code-interpreter", "code-interpreter-custom"},
	"bedrock-agentcore:invokeagentruntimeforuser": {"runtime"},
	"bedrock-agentcore:invokeagentruntimewithwebsocketstreamforuser": {"runtime"},
	"bedrock-agentcore:getresourceapikey": {"api-key-provider", "token-vault", "workload-identity"},
	"bedrock-agentcore:getresourceoauth2token": {"oauth2-provider", "token-vault", "workload-identity"},
	"bedrock-agentcore:getworkloadaccesstokenforuserid": {"workload-identity"},
	"sagemaker:invokeendpoint": {"endpoint"},
	"sagemaker:invokeendpointasync": {"endpoint"},
	"sagemaker:invokeendpointwithresponsestream": {"endpoint"},
	"qbusiness:chat": {"application"},
	"qbusiness:chatsync": {"application"},
	"kendra:query": {"index"},
	"kendra:retrieve": {"index"},
	"s3vectors:getvectors": {"vector-index"},
	"s3vectors:queryvectors": {"vector-index"},
	"dynamodb:batchgetitem": {"table"},
	"dynamodb:batchwriteitem": {"table"},
	"dynamodb:conditioncheckitem": {"table"},
	"dynamodb:deleteitem": {"table"},
	"dynamodb:getitem": {"table"},
	"dynamodb:putitem": {"table"},
	"dynamodb:query": {"table"},
	"dynamodb:scan": {"table"},
	"dynamodb:updateitem": {"table"},
	"s3:listbucket": {"bucket"},
	"s3:getobject": {"object"},
	"s3:putobject": {"object"},
	"s3:deleteobject": {"object"},
	"lambda:invokefunction": {"function"},
	"lambda:updatefunctioncode": {"function"},
	"lambda:updatefunctionconfiguration": {"function"},
	"kms:decrypt": {"key"},
	"kms:generatedatakey": {"key"},
	"logs:createlogstream": {"log-group"},
	"logs:putlogevents": {"log-group"},
	"secretsmanager:getsecretvalue": {"secret"},
	"ses:sendemail": {"identity"},
	"ses:sendrawemail": {"identity"},
	"sns:publish": {"topic"},
	"sqs:sendmessage": {"queue"},
	"iam:createpolicyversion": {"policy"},
	"iam:setdefaultpolicyversion": {"policy"},
	"iam:createaccesskey": {"user"},
	"iam:createservicespecificcredential": {"user"},
	"iam:passrole": {"role"},
	"iam:attachrolepolicy": {"role"},
	"iam:putrolepolicy": {"role"},
	"iam:updateassumerolepolicy": {"role"},
	"iam:deleterolepermissionsboundary": {"role"},
	"sts:assumerole": {"role"},
}

# The actions of D5.
test_actions_by_which_a_model_is_used if {
	actions.model_use == {
		"aws-external-anthropic:createbatchinference", "aws-external-anthropic:createinference",
		"bedrock-agentcore:invokeagentruntime", "bedrock-agentcore:invokegateway",
		"bedrock-agentcore:invokeharness", "bedrock-mantle:createinference",
		"bedrock:createmodelinvocationjob", "bedrock:invokeagent", "bedrock:invokeflow",
		"bedrock:invokeinlineagent", "bedrock:invokemodel", "bedrock:invokemodelwithresponsestream",
		"bedrock:retrieveandgenerate", "qbusiness:chat", "qbusiness:chatsync",
		"sagemaker:invokeendpoint", "sagemaker:invokeendpointasync",
		"sagemaker:invokeendpointwithresponsestream",
	}
}

test_services_that_a_not_action_leaves_open if {
	_left_open(["bedrock:*", "q*:*"]) == {"bedrock-mantle"}
	_left_open(["bedrock:InvokeAgent", "q*:*"]) == {"bedrock-mantle"}
	_left_open(["*"]) == set()
	_left_open(["s3:*"]) == {"bedrock", "bedrock-mantle", "qbusiness"}
}

test_services_that_a_not_action_leaves_whole if {
	_left_whole(["bedrock:*", "s3:*"]) == {"aoss", "kendra", "q"}
	_left_whole(["Kendra:Query", "k*:Get", "a?ss:*"]) == {"q"}
	_left_whole(["k*y", "q*"]) == {"aoss"}
	_left_whole(["k*s:Decrypt"]) == {"aoss", "kendra", "q"}
	_left_whole(["*"]) == set()
	_left_whole([]) == {"aoss", "kendra", "q"}
}

_left_whole(not_action) := found if {
	prefixes := ["bedrock", "qbusiness", "aoss", "kendra", "q"]
	found := actions.left_whole(not_action, prefixes) with input as _document("NotAction", not_action)
}

_left_open(not_action) := found if {
	prefixes := ["bedrock", "bedrock-mantle", "qbusiness", "aoss"]
	found := actions.left_open(not_action, prefixes) with input as _document("NotAction", not_action)
}
