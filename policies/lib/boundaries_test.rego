package lens_test.boundaries_test

import data.lens.lib.boundaries
import data.lens_test.testing

_arn := testing.iam("policy/b")

_held(type, what, path) := testing.record(type, testing.iam(what), {
	"Path": path,
	"PermissionsBoundary": {"PermissionsBoundaryArn": _arn},
})

_records(list) := [
	_held("AWS::IAM::Role", "role/r", "/"),
	testing.record("AWS::IAM::ManagedPolicy", _arn, {"AttachmentCount": 0, "PolicyVersionList": [{
		"VersionId": "v1",
		"IsDefaultVersion": true,
		"Document": {"Statement": [object.union({"Effect": "Allow", "Resource": ["*"], "Condition": {}}, s) |
			some s in list
		]},
	}]}),
]

_everywhere(list) := found[_arn] if {
	found := boundaries.everywhere with input as testing.facts(_records(list), {}, [])
}

_limits(list) := found[_arn] if {
	found := boundaries.limits with input as testing.facts(_records(list), {}, [])
}

test_boundaries_of_roles_and_users if {
	records := [
		_held("AWS::IAM::Role", "role/r", "/"),
		_held("AWS::IAM::User", "user/u", "/"),
		_held("AWS::IAM::Role", "role/s", "/aws-service-role/x/"),
		testing.record("AWS::IAM::Role", testing.iam("role/free"), {"Path": "/"}),
		testing.record("AWS::IAM::Group", testing.iam("group/g"), {}),
	]
	found := boundaries.of with input as testing.facts(records, {}, [])
	found == {testing.iam("role/r"): _arn, testing.iam("user/u"): _arn, testing.iam("role/free"): ""}
	unread := boundaries.unread with input as testing.facts(records, {}, [])
	unread == {[testing.iam("role/r"), _arn], [testing.iam("user/u"), _arn]}
}

test_a_boundary_that_was_seen_is_not_unread if {
	found := boundaries.unread with input as testing.facts(_records([]), {}, [])
	found == set()
}

_qbusiness := {"qbusiness:chat", "qbusiness:chatsync", "qbusiness:createapplication"}

test_limits_are_what_it_allows_and_denies if {
	allow := {"Action": ["qbusiness:*"], "Resource": ["arn:aws:qbusiness:*:*:application/a"]}
	_limits([allow, {"Effect": "Deny", "Action": ["qbusiness:Chat"]}]) == {
		"allows": _qbusiness,
		"denies": {"qbusiness:chat"},
	}
}

test_only_allows_count_as_allowed if {
	deny := {
		"Effect": "Deny",
		"Action": ["qbusiness:Chat"],
		"Condition": {"Bool": {"aws:SecureTransport": ["false"]}},
	}
	_limits([deny]) == {"allows": set(), "denies": set()}
	_everywhere([deny]) == set()
}

test_a_boundary_of_other_actions_allows_nothing if {
	_limits([{"Action": ["ec2:*"]}]) == {"allows": set(), "denies": set()}
	_everywhere([{"Action": ["ec2:*"]}]) == set()
}

test_a_star_is_everywhere if {
	_everywhere([{"Action": ["qbusiness:*"]}]) == _qbusiness
}

test_one_resource_is_not_everywhere if {
	_everywhere([{"Action": ["qbusiness:*"], "Resource": ["arn:aws:qbusiness:*:*:application/a"]}]) == set()
}

test_every_resource_of_the_actions_kinds_is_everywhere if {
	_everywhere([{
		"Action": ["qbusiness:Chat", "s3:GetObject"],
		"Resource": ["arn:aws:qbusiness:*:*:application/*"],
	}]) == {"qbusiness:chat"}
}

test_some_kinds_of_an_action_are_not_everywhere if {
	_everywhere([{
		"Action": ["bedrock:InvokeModel"],
		"Resource": ["arn:aws:bedrock:*::foundation-model/*"],
	}]) == set()
	_everywhere([{
		"Action": ["bedrock:InvokeModel"],
		"Resource": ["arn:aws:bedrock:*"],
	}]) == {"bedrock:invokemodel"}
}

# Everything of the service counts as `*`.
test_an_action_without_kinds_needs_everything_of_its_service if {
	inline := "bedrock:InvokeInlineAgent"
	_everywhere([{"Action": [inline], "Resource": ["arn:aws:bedrock:*:*:*"]}]) == {lower(inline)}
	_everywhere([{"Action": [inline], "Resource": ["arn:aws:bedrock:*:*:agent/*"]}]) == set()
	_everywhere([{"Action": [inline], "Resource": ["arn:aws:kendra:*:*:*"]}]) == set()
	_everywhere([{"Action": ["bedrock:InvokeInlineAgent"]}]) == {"bedrock:invokeinlineagent"}
}

test_conditions_of_a_boundary_count_as_met if {
	_everywhere([{
		"Action": ["qbusiness:Chat"],
		"Condition": {"Bool": {"aws:SecureTransport": ["true"]}},
	}]) == {"qbusiness:chat"}
}

test_an_unconditional_deny_covers if {
	_everywhere([
		{"Action": ["qbusiness:*"]},
		{"Effect": "Deny", "Action": ["qbusiness:Chat"]},
	]) == _qbusiness - {"qbusiness:chat"}
}

test_a_conditional_deny_does_not_cover if {
	deny := {
		"Effect": "Deny",
		"Action": ["qbusiness:Chat"],
		"Condition": {"Bool": {"aws:SecureTransport": ["false"]}},
	}
	_everywhere([{"Action": ["qbusiness:Chat"]}, deny]) == {"qbusiness:chat"}
}

# `_records` gives every statement a Resource, so this test makes its own.
test_not_resource_is_everywhere if {
	statement := {
		"Effect": "Allow",
		"Action": ["qbusiness:Chat"],
		"NotResource": ["arn:aws:qbusiness:*:*:application/a"],
		"Condition": {},
	}
	records := [
		_held("AWS::IAM::Role", "role/r", "/"),
		testing.record("AWS::IAM::ManagedPolicy", _arn, {
			"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": [statement]}}],
		}),
	]
	found := boundaries.everywhere with input as testing.facts(records, {}, [])
	found == {_arn: {"qbusiness:chat"}}
}

test_open_boundaries if {
	_is_open([{"Action": ["*"]}])
	not _is_open([{"Action": ["*"]}, {"Effect": "Deny", "Action": ["qbusiness:Chat"]}])
	not _is_open([{"Action": ["bedrock:*"]}])
}

_is_open(list) if {
	found := boundaries.open with input as testing.facts(_records(list), {}, [])
	found == {_arn}
}

_denied(actions, pattern) := found if {
	found := _denied_by(actions, {"Resource": [pattern]})
}

_denied_by(actions, element) := found if {
	statement := object.union(element, {"Condition": {}})
	deny := {"effect": "Deny", "actions": actions, "statement": statement}
	found := boundaries.denied([deny]) with input as testing.facts([], {}, [])
}

test_a_deny_on_arns_denies_what_has_such_arns if {
	_denied({"sts:assumerole"}, "arn:aws:iam:*:*:*") == {"sts:assumerole"}
	_denied({"sts:assumerole"}, "arn:aws:sts:*:*:*") == set()
	both := {"bedrock:callwithbearertoken", "bedrock:invokemodel"}
	_denied(both, "arn:aws:bedrock:*:*:*") == {"bedrock:invokemodel"}
	_denied({"bedrock:retrieveandgenerate"}, "arn:aws:bedrock:*:*:*") == set()
	_denied({"bedrock:callwithbearertoken"}, "*") == {"bedrock:callwithbearertoken"}
}

test_a_deny_on_all_arns_of_a_kind if {
	both := {"sts:assumerole", "lambda:invokefunction"}
	_denied(both, "arn:aws:iam::*:role/*") == {"sts:assumerole"}
	_denied(both, "arn:*:iam::*:*") == {"sts:assumerole"}
	_denied(both, "arn:aws:lambda:*:*:function:*") == {"lambda:invokefunction"}
	every pattern in [
		"arn:aws:iam::111122223333:role/*", "arn:aws:iam::*:role/a*", "arn:aws:iam::*:user/*",
		"arn:aws:iam::?:role/*", "arn:aws:lambda:us-east-1:*:function:*",
	] {
		_denied(both, pattern) == set()
	}
}

# Models have kinds of ARNs that no list here has.
test_a_deny_on_all_models_of_a_kind_leaves_others if {
	_denied({"bedrock:invokemodel"}, "arn:aws:bedrock:*::foundation-model/*") == set()
}

test_a_deny_with_not_resource if {
	both := {"bedrock:invokemodel", "s3:getobject", "bedrock:callwithbearertoken"}
	_denied_by(both, {"NotResource": ["arn:aws:s3:::b/*"]}) == {"bedrock:invokemodel"}
	_denied_by(both, {"NotResource": ["arn:aws:bedrock-agentcore:*:*:*", "arn:aws:iam::*:role/*"]}) == {
		"bedrock:invokemodel", "s3:getobject",
	}
	_denied_by(both, {"NotResource": ["arn:*:s3:::b"]}) == set()
	_denied_by(both, {"NotResource": ["*"]}) == set()
}

# `_records` gives every statement a Resource, so this makes its own.
_everywhere_beside(spared) := found[_arn] if {
	list := [
		{"Effect": "Allow", "Action": ["qbusiness:*"], "Resource": ["*"], "Condition": {}},
		{"Effect": "Deny", "Action": ["qbusiness:Chat"], "NotResource": spared, "Condition": {}},
	]
	found := boundaries.everywhere with input as testing.facts(
		[
			_held("AWS::IAM::Role", "role/r", "/"),
			testing.record("AWS::IAM::ManagedPolicy", _arn, {
				"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": list}}],
			}),
		],
		{}, [],
	)
}

# What a Deny leaves is judged as if an Allow named it.
test_a_deny_with_not_resource_leaves_less_than_everything if {
	_everywhere_beside(["arn:aws:qbusiness:*:*:application/a"]) == _qbusiness - {"qbusiness:chat"}
	_everywhere_beside(["arn:aws:s3:::b"]) == _qbusiness - {"qbusiness:chat"}
	_everywhere_beside(["arn:aws:qbusiness:*:*:application/*"]) == _qbusiness
	_everywhere_beside(["arn:aws:qbusiness:*:*:*"]) == _qbusiness
	_everywhere_beside(["*"]) == _qbusiness
}
