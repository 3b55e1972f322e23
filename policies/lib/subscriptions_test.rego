package lens_test.subscriptions_test

import data.lens.lib.subscriptions
import data.lens_test.testing

_policy(statement) := testing.record("AWS::IAM::ManagedPolicy", testing.iam("policy/p"), {
	"AttachmentCount": 1,
	"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": [statement]}}],
})

_found(statement) := [[found.subscribes, found.accepts] | some found in list] if {
	facts := testing.facts([_policy(statement)], {}, [])
	list := subscriptions.statements with input as facts
}

_allow(patterns, condition) := {
	"Effect": "Allow",
	"Action": patterns,
	"Resource": ["*"],
	"Condition": condition,
}

_subscribes(condition) := _found(_allow(["aws-marketplace:Subscribe"], condition))

test_who_may_subscribe if {
	every pattern in [
		"aws-marketplace:Subscribe", "AWS-Marketplace:subscribe", "aws-marketplace:*", "aws-marketplace:Sub*",
		"aws-market*:*", "*:Subscribe", "aws-m*:*", "aws-?arketplace:*",
	] {
		_found(_allow([pattern], {})) == [["any-product", set()]]
	}
	every pattern in ["*", "aws-marketplace:ViewSubscriptions", "aws-marketplace:Un*", "bedrock:*"] {
		_found(_allow([pattern], {})) == []
	}
}

test_products_that_are_named if {
	every condition in [
		{"ForAnyValue:StringEquals": {"aws-marketplace:ProductId": ["prod-1", "prod-2"]}},
		{"StringLike": {"AWS-Marketplace:productid": ["prod-1*"]}},
		{
			"StringEquals": {"aws-marketplace:ProductId": ["prod-1"]},
			"StringLike": {"aws:CalledViaLast": ["bedrock.amazonaws.com"]},
		},
	] {
		_subscribes(condition) == [["named", set()]]
	}
}

test_conditions_that_name_no_product if {
	every condition in [
		{"ForAllValues:StringEquals": {"aws-marketplace:ProductId": ["prod-1"]}},
		{"StringEqualsIfExists": {"aws-marketplace:ProductId": ["prod-1"]}},
		{"StringLike": {"aws-marketplace:ProductId": ["*"]}},
		{"StringLike": {"aws-marketplace:ProductId": ["prod-1", "?*"]}},
		{"StringLike": {"aws-marketplace:ProductId": ["prod-*"]}},
		{"StringLike": {"aws-marketplace:ProductId": ["p*"]}},
		{"StringLike": {"aws-marketplace:ProductId": ["*-*"]}},
		{"StringEquals": {"aws:CalledViaLast": ["sagemaker.amazonaws.com"]}},
		{"StringLike": {"aws:CalledViaLast": ["*.amazonaws.com"]}},
	] {
		_subscribes(condition) == [["any-product", set()]]
	}
}

test_through_bedrock if {
	every key in ["aws:CalledViaLast", "aws:CalledVia"] {
		_subscribes({"ForAnyValue:StringEquals": {key: ["bedrock.amazonaws.com"]}}) == [["through-bedrock", set()]]
	}
}

test_who_may_accept_terms if {
	_found(_allow(["bedrock:Put*"], {})) == [["", {
		"bedrock:PutFoundationModelEntitlement",
		"bedrock:PutUseCaseForModelAccess",
	}]]
	_found(_allow(["bedrock:CreateFoundationModelAgreement", "aws-marketplace:Subscribe"], {})) == [[
		"any-product",
		{"bedrock:CreateFoundationModelAgreement"},
	]]
	_found(_allow(["bedrock:*"], {})) == []
	_found({"Effect": "Deny", "Action": ["aws-marketplace:Subscribe"], "Resource": ["*"], "Condition": {}}) == []
}

test_not_action if {
	left := {"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"], "Condition": {}}
	_found(left) == []
	some_of_each := [
		"bedrock:InvokeAgent", "bedrock-mantle:CreateInference", "bedrock-agentcore:InvokeGateway",
		"sagemaker:InvokeEndpoint", "qbusiness:Chat", "aws-external-anthropic:CreateInference",
		"bedrock:Create*", "bedrock:PutU*",
	]
	_found(object.union(left, {"NotAction": some_of_each})) == [[
		"any-product",
		{"bedrock:PutFoundationModelEntitlement"},
	]]
}
