package lens_test.actions_test

import data.lens.lib.actions
import data.lens_test.testing

# An account whose one policy names the patterns.
_document(member, patterns) := testing.facts(
	[testing.record("AWS::IAM::Role", testing.iam("role/r"), {
		"Path": "/",
		"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [{"Effect": "Allow", member: patterns}]}}],
	})],
	{}, [],
)

_of(patterns) := found if {
	found := actions.of(patterns) with input as _document("Action", patterns)
}

_wide(patterns) := found if {
	found := actions.wide with input as _document("Action", patterns)
}

_matches(pattern, name) := regex.match(actions.expression(pattern), name)

test_expressions if {
	cases := {
		"bedrock:*": "^bedrock:.*$",
		"Bedrock:Get?": "^bedrock:get.$",
		`a.b^c$d|e(f)g[h]i{j}k+l\m`: `^a\.b\^c\$d\|e\(f\)g\[h\]i\{j\}k\+l\\m$`,
		"bedrock:Invök*": `^\x00$`,
	}
	{pattern: actions.expression(pattern) | some pattern, _ in cases} == cases
}

test_star_matches_any_text if _matches("bedrock:*Model", "bedrock:invokemodel")

test_star_matches_no_text if _matches("bedrock:InvokeModel*", "bedrock:invokemodel")

test_question_mark_matches_one_character if {
	_matches("bedrock:InvokeMode?", "bedrock:invokemodel")
	_matches("bedrock:InvokeMod?", "bedrock:invokemodel") == false
}

test_the_whole_name_must_match if _matches("bedrock:Invoke", "bedrock:invokemodel") == false

test_brackets_are_literal if _matches("bedrock:[a-z]*", "bedrock:invokemodel") == false

test_what_is_not_ascii_matches_nothing if _matches("ä*", "bedrock:invokemodel") == false

test_actions_of_exact_names if _of(["bedrock:InvokeModel", "s3:GetObject"]) == {"bedrock:invokemodel"}

test_actions_of_other_case if _of(["BEDROCK:invokeMODEL"]) == {"bedrock:invokemodel"}

test_actions_of_a_wildcard if _of(["bedrock:InvokeModel*"]) == {"bedrock:invokemodel", "bedrock:invokemodelwithresponsestream"}

test_actions_of_a_service if _of(["qbusiness:*"]) == {"qbusiness:chat", "qbusiness:chatsync"}

test_actions_of_a_star_are_all if _of(["*"]) == actions.model_use

test_actions_of_not_action_are_looked_up_too if {
	found := actions.of(["qbusiness:Chat*"]) with input as _document("NotAction", ["qbusiness:Chat*"])
	found == {"qbusiness:chat", "qbusiness:chatsync"}
}

test_wide_patterns if {
	patterns := ["*", "**", "*:*", "bedrock:*", "Bedrock:*", "bedrock:**", "bedrock:?*", "bedrock:*?", "bedrock:????*", "bedrock*:*", "s3:*"]
	_wide(patterns) == {p | some p in patterns}
}

test_patterns_that_are_not_wide if {
	_wide(["bedrock:Get*", "bedrock:*Model", "bedrock:?", "bedrock:?????*", "bedrock:InvokeModel", "bedrock:"]) == set()
}

_prefixes := {"bedrock", "bedrock-agentcore", "sagemaker"}

test_services_of_a_pattern if {
	actions.services("bedrock:*", _prefixes) == {"bedrock"}
	actions.services("BEDROCK:?*", _prefixes) == {"bedrock"}
	actions.services("bedrock:????*", _prefixes) == {"bedrock"}
	actions.services("bedrock*:*", _prefixes) == {"bedrock", "bedrock-agentcore"}
	actions.services("*", _prefixes) == _prefixes
	actions.services("*:*", _prefixes) == _prefixes
	actions.services("s3:*", _prefixes) == set()
}
