package lens_test.resources_test

import data.lens.lib.actions
import data.lens.lib.resources
import data.lens_test.testing

_account(member, patterns) := testing.facts(
	[testing.record("AWS::IAM::Role", testing.iam("role/r"), {
		"Path": "/",
		"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [
			{"Effect": "Allow", "Action": ["bedrock:InvokeModel"], member: patterns},
			{"Effect": "Allow", "Action": ["ec2:RunInstances"], "Resource": ["arn:aws:ec2:*:*:instance/*"]},
			{"Effect": "Deny", "Action": ["bedrock:InvokeModel"], "Resource": ["arn:aws:bedrock:*:*:denied/*"]},
		]}}],
	})],
	{}, [],
)

_broad(pattern) := found[pattern] if {
	found := resources.broad with input as _account("Resource", [pattern])
}

_kinds := found if {
	found := resources.kinds with input as testing.facts([], {}, [])
}

test_probes_look_as_the_arns_of_aws if {
	every probe in _kinds["agent-alias"] {
		regex.match(`:agent-alias/default/[0-9A-Z]{10}$`, probe)
	}
	every probe in _kinds["foundation-model"] {
		regex.match(`::foundation-model/[a-z0-9]+[.][a-z0-9]+-v1:0$`, probe)
	}
	every probe in _kinds.gateway {
		regex.match(`:gateway/[0-9a-z]+-[a-z0-9]{10}$`, probe)
	}
	every probe in _kinds.guardrail {
		regex.match(`:guardrail/[a-z0-9]{12}$`, probe)
	}
	every probe in _kinds.index {
		regex.match(`:index/[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$`, probe)
	}
	every probe in _kinds.key {
		regex.match(`:key/[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$`, probe)
	}
	every probe in _kinds["knowledge-base"] {
		regex.match(`:knowledge-base/[0-9A-Z]{10}$`, probe)
	}
	every probe in _kinds.object {
		regex.match(`:::[a-z0-9]+/[a-z0-9]+/[a-z0-9]+$`, probe)
	}
	every probe in _kinds.role {
		regex.match(`::111122223333:role/[a-z0-9]+/[a-z0-9]+/[a-z0-9]+$`, probe)
	}
	every probe in _kinds.runtime {
		regex.match(`:runtime/[a-z][a-z0-9]*-[A-Z0-9]{10}$`, probe)
	}
}

# So a pattern with a letter of a name is not broad by accident.
test_two_probes_of_a_kind_share_no_letter_of_their_names if {
	every _, pair in _kinds {
		names := [regex.replace(probe, `^.*[:/](default|proj_|wrkspc_|)`, "") | some probe in pair]
		shared := {letter | some letter in split(names[0], ""); contains(names[1], letter)}
		count(shared - {"-", ".", "v", "0", "1", "4", "f", "i", "o"}) == 0
	}
}

# Without a form, no pattern could be broad for a kind.
test_every_kind_that_an_action_works_on_has_a_form if {
	worked_on := {kind | some kinds in actions.worked_on; some kind in kinds}
	worked_on == object.keys(_kinds)
}

test_a_star_is_broad_for_every_kind if {
	_broad("*") == object.keys(_kinds)
	_broad("arn:aws:*") == object.keys(_kinds)
	_broad("arn:*") == object.keys(_kinds)
}

test_all_of_a_kind_is_broad if {
	cases := {
		"arn:aws:bedrock:us-east-1:111122223333:agent-alias/*": {"agent-alias"},
		"arn:aws:bedrock:us-east-1:111122223333:agent-alias/*/*": {"agent-alias"},
		"arn:aws:bedrock:us-east-1::foundation-model/*": {"foundation-model"},
		"arn:aws:bedrock:*:*:*inference-profile/*": {"application-inference-profile", "inference-profile"},
		"arn:aws:bedrock:*:*:knowledge-base/??????????": {"knowledge-base"},
		"arn:aws:bedrock:*:*:knowledge-base/*?????????": {"knowledge-base"},
		"arn:aws:bedrock:*:*:guardrail/????????????": {"guardrail"},
		"arn:aws:bedrock:*:*:agent-alias/A1B2C3D4E5/??????????": {"agent-alias"},
		"arn:aws:bedrock:*:*:agent-alias/A1B2C3D4E5???????????": {"agent-alias"},
		"arn:aws:bedrock:*:*:flow/F1/alias/??????????": {"flow-alias"},
		"arn:aws:bedrock:*:*:prompt/??????????:*": {"prompt"},
		"arn:aws:bedrock:*::foundation-model/????????????????????*": {"foundation-model"},
		"arn:aws:bedrock:*::foundation-model/*.*-v?:*": {"foundation-model"},
		"arn:aws:bedrock:*:*:inference-profile/??.*": {"inference-profile"},
		"arn:aws:bedrock-agentcore:*:*:runtime/*-??????????": {"runtime"},
		"arn:aws:bedrock-agentcore:*:*:gateway/?*-*": {"gateway"},
		"arn:aws:bedrock-agentcore:*:*:policy-engine/e/policy/*-*": {"gateway-policy"},
		"arn:aws:bedrock-mantle:*:*:project/proj_*": {"project"},
		"arn:aws:aws-external-anthropic:*:*:workspace/wrkspc_*": {"workspace"},
		"arn:aws:kms:*:*:key/????????-????-????-????-????????????": {"key"},
		"arn:aws:kms:*:*:key/????????????????????????????????????": {"key"},
		"arn:aws:kms:*:*:key/*-*": {"key"},
		"arn:aws:kms:*:*:key/*-4*-*": {"key"},
		"arn:aws:kms:*:*:key/mrk-*": {"key"},
		"arn:aws:kendra:*:*:index/????????-*": {"index"},
		"arn:aws:s3:::???????*/*": {"object"},
		"arn:aws:s3:::*-*-*-*-*-*/*": {"object"},
		"arn:aws:s3:::*/*/*": {"object"},
		"arn:aws:s3:::???*": {"bucket", "object"},
		"arn:aws:s3:::?????????????????????????????": {"bucket", "object"},
		"arn:aws:lambda:*:*:function:*:*": {"function"},
		"arn:aws:iam::*:role/????????????????????????????????": {"role"},
		"arn:aws:iam::*:role/*/*": {"role"},
		"arn:aws:iam::*:role/*-*_*": {"role"},
		"arn:aws:secretsmanager:*:*:secret:*-??????": {"secret"},
		"arn:aws:secretsmanager:*:*:secret:*/*": {"secret"},
		"arn:aws:logs:*:*:log-group:/*:*": {"log-group"},
		"arn:aws:sqs:*:*:*.fifo": {"queue"},
		"arn:aws:ses:*:*:identity/*@*": {"identity"},
		"arn:aws:s3:::*": {"bucket", "object"},
		"arn:aws:s3:::*/*": {"object"},
		"arn:aws:sqs:us-east-1:111122223333:*": {"queue"},
		"arn:aws:*:us-east-1:111122223333:function:*": {"function"},
		"arn:aws:iam::*:role/*": {"role"},
	}
	{pattern: _broad(pattern) | some pattern, _ in cases} == cases
}

test_one_resource_is_not_broad if {
	every pattern in [
		"arn:aws:bedrock:us-east-1:111122223333:agent-alias/A1B2C3D4E5/L1",
		"arn:aws:bedrock:us-east-1::foundation-model/anthropic.*", "arn:aws:s3:::own/*",
		"arn:aws:s3:::own*", "arn:aws:bedrock:us-east-1::FOUNDATION-MODEL/*",
		"arn:aws:iam::111122223333:role/own/*", "", "ärn*",
		"arn:aws:iam::111122223333:role/p*", "arn:aws:iam::111122223333:role/own-????",
		"arn:aws:s3:::*/own/*", "arn:aws:s3:::data-*/*", "arn:aws:s3:::*.own.com/*",
		"arn:aws:bedrock:us-east-1::foundation-model/*claude*",
		"arn:aws:bedrock-agentcore:*:*:runtime/own-*", "arn:aws:bedrock-agentcore:*:*:runtime/own-??????????",
		"arn:aws:kms:*:*:key/0*", "arn:aws:kms:*:*:key/mrk-0*", "arn:aws:ses:*:*:identity/*@own.com",
		"arn:aws:secretsmanager:*:*:secret:own-??????", "arn:aws:logs:*:*:log-group:/aws/bedrock/*",
		"arn:aws:bedrock:us-east-1::foundation-model/[a-z]*", "arn:aws:bedrock:*:*:knowledge-base/*a",
		"arn:aws:bedrock:*:*:knowledge-base/*b",
	] {
		_broad(pattern) == set()
	}
}

# AWS fixes the names of some parents. Of the others, one is as good as another.
test_all_of_one_parent_is_broad if {
	vault := "arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault"
	cases := {
		"arn:aws:bedrock:us-east-1:111122223333:agent-alias/A1B2C3D4E5/*": {"agent-alias"},
		"arn:aws:bedrock:us-east-1:111122223333:agent-alias/A?B*/*": {"agent-alias"},
		"arn:aws:bedrock:us-east-1:111122223333:agent-alias/A1*": {"agent-alias"},
		"arn:aws:bedrock:us-east-1:111122223333:flow/F1/alias/*": {"flow-alias"},
		"arn:aws:s3vectors:us-east-1:111122223333:bucket/b/index/*": {"vector-index"},
		sprintf("%s/default/apikeycredentialprovider/*", [vault]): {"api-key-provider"},
		sprintf("%s/default/*", [vault]): {"api-key-provider", "oauth2-provider"},
		sprintf("%s/def*", [vault]): {"api-key-provider", "oauth2-provider", "token-vault"},
		sprintf("%s/*/apikeycredentialprovider/jira", [vault]): set(),
		sprintf("%s/default/apikeycredentialprovider/jira", [vault]): set(),
		sprintf("%s/default", [vault]): set(),
		concat("", [
			"arn:aws:bedrock-agentcore:*:111122223333:",
			"workload-identity-directory/default/workload-identity/*",
		]): {"workload-identity"},
	}
	{pattern: _broad(pattern) | some pattern, _ in cases} == cases
}

test_a_wildcard_in_the_type_is_broad if {
	bedrock := {kind | some kind, [probe, _] in _kinds; startswith(probe, "arn:aws:bedrock:")}
	cases := {
		"arn:aws:bedrock:*:*:*": bedrock,
		"arn:aws:bedrock:*:*:*/A1B2C3D4E5": bedrock,
		"arn:aws:bedrock:*:111122223333:*-own": bedrock - {"foundation-model"},
		"arn:aws:bedrock:*:*:*inference-profile/own": {"application-inference-profile", "inference-profile"},
		"arn:aws:bedrock:*:*:guard?ail/own": {"guardrail"},
		"arn:aws:iam::*:r*": {"role"},
		"arn:aws:iam::*:x*": set(),
		"arn:aws:sns:us-east-1:111122223333:*-own": set(),
		"arn:aws:s3:::*-own/*": set(),
	}
	{pattern: _broad(pattern) | some pattern, _ in cases} == cases
}

test_the_account_does_not_matter if {
	every account in ["444455556666", "4444*", "????????????", "*", "111122223333"] {
		_broad(sprintf("arn:aws:iam::%s:role/*", [account])) == {"role"}
	}
	_broad("arn:aws:iam::aws:policy/*") == set()
	_broad("arn:aws:bedrock:*:111122223333:foundation-model/*") == set()
}

test_all_profiles_of_a_geography_are_broad if {
	every rest in ["us.*", "us-gov.*", "u*", "*", "global.*", "?s.*"] {
		_broad(sprintf("arn:aws:bedrock:*:111122223333:inference-profile/%s", [rest])) == {"inference-profile"}
	}
	every rest in ["us.anthropic.*", "anthropic.*", "us.anthropic.claude-v1:0"] {
		_broad(sprintf("arn:aws:bedrock:*:111122223333:inference-profile/%s", [rest])) == set()
	}
}

test_everything_of_a_service if {
	everything := ["*", "arn:aws:bedrock:*", "arn:aws:bedrock:*:*:*", "arn:*:*:*:*:*", "arn:aws:bed*:*:*:*"]
	every pattern in everything {
		resources.takes_in(pattern, "bedrock") with input as testing.facts([], {}, [])
	}
	every pattern in ["*", "arn:aws:bedrock:*:*:*", "arn:*:*:*:*:*", "arn:aws:bed*:*:*:*"] {
		resources.rules_out(pattern, "bedrock") with input as testing.facts([], {}, [])
	}
	every pattern in [
		"arn:aws:bedrock:us-east-1:*:*", "arn:aws:bedrock:*:*:*/*", "arn:aws:bedrock:*:*:???????????????*",
		"arn:aws:bedrock:*:????????????:*-*/*",
	] {
		resources.takes_in(pattern, "bedrock") with input as testing.facts([], {}, [])
		not resources.rules_out(pattern, "bedrock") with input as testing.facts([], {}, [])
	}
	every pattern in [
		"arn:aws:bedrock:*:111122223333:*", "arn:aws:bedrock:*:444455556666:*", "arn:aws:bedrock:*:*:agent/*",
		"arn:aws:kendra:*:*:*", "arn:aws-cn:bedrock:*:*:*",
	] {
		not resources.takes_in(pattern, "bedrock") with input as testing.facts([], {}, [])
		not resources.rules_out(pattern, "bedrock") with input as testing.facts([], {}, [])
	}
}

test_a_wildcard_for_the_region_alone_is_not_broad if {
	_broad("arn:aws:bedrock:*::foundation-model/anthropic.claude-v1:0") == set()
	_broad("arn:aws:bedrock:eu-*::foundation-model/anthropic.claude-v1:0") == set()
}

# A pattern for one Region matches everything in it.
test_another_region_is_as_broad if {
	_broad("arn:aws:bedrock:eu-west-1::foundation-model/*") == {"foundation-model"}
	_broad("arn:aws:bedrock:eu-*:111122223333:prompt/*") == {"prompt"}
	_broad("arn:aws:kendra:eu-*") == {"index"}
}

test_only_patterns_of_an_allow_of_known_actions_are_looked_at if {
	found := resources.broad with input as _account("Resource", ["arn:aws:s3:::own"])
	found == {"arn:aws:s3:::own": set()}
}

test_breadth_of_a_statement if {
	patterns := ["arn:aws:bedrock:us-east-1:111122223333:prompt/*", "arn:aws:sns:*:*:*"]
	found := resources.breadth({"Resource": patterns}) with input as _account("Resource", patterns)
	found == {"prompt", "topic"}
	narrow := resources.breadth({"Resource": ["arn:aws:s3:::own"]}) with input as _account(
		"Resource",
		array.concat(patterns, ["arn:aws:s3:::own"]),
	)
	narrow == set()
	resources.breadth({"NotResource": ["arn:aws:s3:::own"]}) == object.keys(_kinds)
}

test_kinds_of_an_action if {
	params := {"GENSEC01-BP01/no-service-wildcard-actions": {"names": [
		"kms:Encrypt", "ec2:RunInstances", "s3:GetBucketAcl",
	]}}
	found := resources.of_action with input as testing.facts([], params, [])
	found["bedrock:invokeagent"] == {"agent-alias"}
	found["bedrock:invokeinlineagent"] == set()
	found["kms:encrypt"] == {"key"}
	found["s3:getbucketacl"] == {"bucket", "object"}
	found["ec2:runinstances"] == set()
}

test_covers if {
	resources.covers("*", "arn:x")
	resources.covers("arn:x", "arn:x")
	resources.covers("arn:?", "arn:x")
	resources.covers("arn:*:c", "arn:a:b:c")
	resources.covers("a*", "a*")
}

test_does_not_cover if {
	not resources.covers("arn:X", "arn:x")
	not resources.covers("arn:?", "arn:")
	not resources.covers("arn:*", "brn:arn:")
	not resources.covers("arn.x*", "arn:x")
	not resources.covers("", "arn:x")
	not resources.covers("arn:x", "arn:xy")
	not resources.covers("arn:xy", "arn:x")
}

test_a_statement_reaches_its_resources if {
	resources.reaches({"Resource": ["arn:a", "arn:b*"]}, "arn:bc")
	not resources.reaches({"Resource": ["arn:a"]}, "arn:bc")
	resources.reaches({"NotResource": ["arn:a"]}, "arn:bc")
	not resources.reaches({"NotResource": ["arn:b*"]}, "arn:bc")
	not resources.reaches({}, "arn:bc")
}
