package lens_test.gensec01_bp01.model_subscription_restricted_test

import data.lens_test.testing

_control := "GENSEC01-BP01/model-subscription-restricted"

_p := testing.iam("policy/p")

_allow(actions, condition) := {
	"Effect": "Allow",
	"Action": actions,
	"Resource": ["*"],
	"Condition": condition,
}

_managed(times, statements) := testing.record("AWS::IAM::ManagedPolicy", _p, {
	"AttachmentCount": times,
	"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": statements}}],
})

# An attached policy with one statement.
_policy(actions, condition) := _managed(1, [_allow(actions, condition)])

# A role with that policy attached, or with an inline policy.
_role(name, attached, inline) := testing.record("AWS::IAM::Role", testing.iam(sprintf("role/%s", [name])), {
	"Path": "/",
	"AttachedManagedPolicies": [{"PolicyName": "p", "PolicyArn": arn} | some arn in attached],
	"RolePolicyList": [{"PolicyName": "own", "PolicyDocument": {"Statement": [statement]}} |
		some statement in inline
	],
})

_kinds(records, allowed, gaps) := testing.kinds(
	_control,
	testing.facts(records, {_control: {"allowed_principals": allowed}}, gaps),
)

_messages(records, allowed) := testing.messages(
	_control,
	testing.facts(records, {_control: {"allowed_principals": allowed}}, []),
)

_terms := ["bedrock:CreateFoundationModelAgreement", "bedrock:PutUseCaseForModelAccess"]

_subscribe := ["aws-marketplace:Subscribe"]

_product := {"ForAnyValue:StringEquals": {"aws-marketplace:ProductId": ["prod-1"]}}

test_every_product_fails if {
	records := [_managed(1, [_allow(["s3:GetObject"], {}), _allow(_subscribe, {})])]
	testing.results(_control, testing.facts(records, {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::ManagedPolicy", "id": _p, "region": "global", "item": ""},
		"message": concat(" ", [
			"a statement allows aws-marketplace:Subscribe for every product, without a condition on",
			"aws-marketplace:ProductId",
		]),
		"proof": [{"id": _p, "pointer": "/properties/PolicyVersionList/0/Document/Statement/1"}],
		"causes": [],
	}]
	_kinds([_policy(["aws-marketplace:*"], {})], [], []) == ["fail"]
}

# Whoever may accept terms needs a condition too.
test_every_product_fails_whoever_is_allowed if {
	_kinds([_role("buyer", [], [_allow(_subscribe, {})])], ["buyer"], []) == ["fail"]
}

test_named_products_pass if _kinds([_policy(_subscribe, _product)], [], []) == ["pass"]

test_subscriptions_through_bedrock_review if {
	records := [_policy(_subscribe, {"StringEquals": {"aws:CalledViaLast": ["bedrock.amazonaws.com"]}})]
	_messages(records, []) == [concat(" ", [
		"a statement allows aws-marketplace:Subscribe for every model that is enabled through Amazon Bedrock;",
		"decide whether a condition on aws-marketplace:ProductId must limit it",
	])]
	_kinds(records, [], []) == ["review"]
}

test_whoever_accepts_terms_review if {
	records := [_policy(_terms, {})]
	_messages(records, []) == [concat("", [
		`a statement allows "bedrock:CreateFoundationModelAgreement", "bedrock:PutUseCaseForModelAccess"; name `,
		"those who may accept the terms of models in the parameter allowed_principals",
	])]
	_kinds(records, [], []) == ["review"]
}

test_allowed_principals_pass if {
	inline := _role("buyer", [], [_allow(_terms, {})])
	attached := [_policy(_terms, {}), _role("buyer", [_p], [])]
	every allowed in [["buyer"], [testing.iam("role/buyer")], ["buy*", "x"], ["/"]] {
		_kinds([inline], allowed, []) == ["pass"]
		_kinds(attached, allowed, []) == ["pass"]
	}
}

test_other_principals_fail if {
	inline := [_role("buyer", [], [_allow(_terms, {})])]
	_messages(inline, ["other"]) == [concat("", [
		`a statement allows "bedrock:CreateFoundationModelAgreement", "bedrock:PutUseCaseForModelAccess", and `,
		"the parameter allowed_principals does not name the principal",
	])]
	attached := [_managed(2, [_allow(_terms, {})]), _role("buyer", [_p], []), _role("dev", [_p], [])]
	_messages(attached, ["buyer"]) == [concat("", [
		`a statement allows "bedrock:CreateFoundationModelAgreement", "bedrock:PutUseCaseForModelAccess" to `,
		`"dev", whom the parameter allowed_principals does not name`,
	])]
	_kinds(attached, ["buyer"], []) == ["fail"]
}

test_principals_that_are_not_listed_unknown if {
	records := [_managed(2, [_allow(_terms, {})]), _role("buyer", [_p], [])]
	_messages(records, ["buyer"]) == ["AWS did not list everybody whom the policy is attached to"]
	_kinds(records, ["buyer"], []) == ["unknown"]
	_kinds(records, ["other"], []) == ["fail"]
	_kinds(records, [], []) == ["review"]
}

test_other_actions_not_applicable if {
	every action in ["*", "bedrock:*", "aws-marketplace:ViewSubscriptions", "s3:GetObject"] {
		_kinds([_policy([action], {})], [], []) == ["not_applicable"]
	}
	_kinds([_managed(0, [_allow(_subscribe, {})])], [], []) == ["not_applicable"]
	_kinds([], [], []) == ["not_applicable"]
}

_denied(place) := testing.gap("iam:GetAccountAuthorizationDetails", place)

test_denied_unknown if _kinds([], [], [_denied("global")]) == ["unknown"]

test_cut_listing_keeps_what_was_seen_and_unknown if {
	failing := testing.facts([_policy(_subscribe, {})], {}, [_denied("global")])
	testing.verdicts(_control, failing) == {["fail", _p, ""], ["unknown", testing.iam("root"), ""]}
	passing := testing.facts([_policy(_subscribe, _product)], {}, [_denied("global")])
	testing.verdicts(_control, passing) == {["pass", _p, ""], ["unknown", testing.iam("root"), ""]}
}
