package lens_test.gensec01_bp01.model_resource_policies_not_public_test

import data.lens_test.testing

_control := "GENSEC01-BP01/model-resource-policies-not-public"

_id := testing.arn("bedrock", "custom-model/tuned")

_record(properties) := testing.record("AWS::Bedrock::CustomModel", _id, properties)

_statement(principal, actions, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": actions,
	"Resource": [_id],
	"Condition": condition,
}

_role := testing.iam("role/app")

_own := {"AWS": [_role]}

_other := {"AWS": ["arn:aws:iam::444455556666:root"]}

_policy_of(statements) := {"Version": "2012-10-17", "Statement": statements}

_with(statements) := _record({"GetResourcePolicy": {"resourcePolicy": _policy_of(statements)}})

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_verdict(statements, params) := kind if {
	[kind] := _kinds([_with(statements)], params, [])
}

_found(statements) := [[r.kind, r.message, r.proof] |
	some r in testing.results(_control, testing.facts([_with(statements)], {}, []))
]

_at(i) := [{"id": _id, "pointer": sprintf("/properties/GetResourcePolicy/resourcePolicy/Statement/%d", [i])}]

test_own_principals_pass if _verdict([_statement(_own, ["bedrock:CreateModelCopyJob"], {})], {}) == "pass"

test_everyone_fails if {
	open := _with([_statement({"AWS": ["*"]}, ["bedrock:CreateModelCopyJob"], {})])
	testing.results(_control, testing.facts([open], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::CustomModel", "id": _id, "region": "us-east-1", "item": ""},
		"message": "the resource policy grants access to everyone",
		"proof": _at(0),
		"causes": [],
	}]
}

test_everyone_but_some_fails if {
	but := object.remove(_statement({}, ["bedrock:CreateModelCopyJob"], {}), ["Principal"])
	_verdict([object.union(but, {"NotPrincipal": _other})], {}) == "fail"
}

test_other_account_fails if {
	statement := _statement(_other, ["bedrock:CreateModelCopyJob"], {})
	_found([_statement(_own, ["bedrock:CreateModelCopyJob"], {}), statement]) == [[
		"fail",
		concat(": ", [
			"the resource policy grants access outside the account and its organization",
			`"arn:aws:iam::444455556666:root"`,
		]),
		_at(1),
	]]
	_verdict([statement], {"trusted_accounts": ["444455556666"]}) == "pass"
}

_organization := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::999988887777:organization/o-ours",
	{"Id": "o-ours"},
)

test_own_organization if {
	inside := {"StringEquals": {"aws:PrincipalOrgID": ["o-ours"]}}
	shared := _with([_statement({"AWS": ["*"]}, ["bedrock:CreateModelCopyJob"], inside)])
	_kinds([shared, _organization], {}, []) == ["pass"]
	_kinds([shared], {}, []) == ["fail"]
	_kinds([shared], {}, [testing.gap("organizations:DescribeOrganization", "global")]) == ["unknown"]
}

test_service_for_any_customer_fails if {
	_found([_statement({"Service": ["quicksight.amazonaws.com"]}, ["bedrock:CreateModelCopyJob"], {})]) == [[
		"fail",
		concat(": ", [
			`the resource policy lets "quicksight.amazonaws.com" in for any customer`,
			"no source account or ARN is named",
		]),
		_at(0),
	]]
}

test_deleted_principal_passes if {
	_verdict([_statement({"AWS": ["AROAEXAMPLEEXAMPLE00"]}, ["bedrock:CreateModelCopyJob"], {})], {}) == "pass"
}

test_range_of_addresses_review if {
	range := {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}
	_found([_statement({"AWS": ["*"]}, ["bedrock:CreateModelCopyJob"], range)]) == [[
		"review",
		"the resource policy grants access by public IP address or unique id, not by account",
		_at(0),
	]]
}

test_deny_lets_nobody_in_passes if {
	_verdict([object.union(_statement({"AWS": ["*"]}, ["*"], {}), {"Effect": "Deny"})], {}) == "pass"
}

test_policy_that_was_not_read_unknown if {
	_kinds([_record({})], {}, [testing.gap("bedrock:GetResourcePolicy", _id)]) == ["unknown"]
	[found] := testing.results(_control, testing.facts([_with([])], {}, []))
	found.kind == "unknown"
	found.message == "the resource policy could not be read"
	found.proof == [{"id": _id, "pointer": "/properties"}]
}

test_denied_listing_unknown if {
	denied := [testing.gap("bedrock:ListCustomModels", "us-east-1")]
	_kinds([], {}, denied) == ["unknown"]
	read := _with([_statement(_own, ["bedrock:CreateModelCopyJob"], {})])
	sort(_kinds([read], {}, denied)) == ["pass", "unknown"]
}

test_nothing_to_share_not_applicable if _kinds([], {}, []) == ["not_applicable"]

test_no_policy_passes if {
	_kinds([_record({"GetResourcePolicy": {"absent": "ResourceNotFoundException"}})], {}, []) == ["pass"]
}

_policy(principal) := _policy_of([_statement(principal, ["*"], {})])

_guardrail(principal) := testing.record("AWS::Bedrock::Guardrail", testing.arn("bedrock", "guardrail/g"), {
	"GetResourcePolicy": {"resourcePolicy": _policy(principal)},
})

test_guardrail if {
	_kinds([_guardrail({"AWS": ["*"]})], {}, []) == ["fail"]
	_kinds([_guardrail(_own)], {}, []) == ["pass"]
	_kinds([], {}, [testing.gap("bedrock:ListGuardrails", "us-east-1")]) == ["unknown"]
}

_group := testing.arn("sagemaker", "model-package-group/llm")

_groups(image, policy) := [
	testing.record("AWS::SageMaker::ModelPackageGroup", _group, {
		"ModelPackageGroupName": "llm",
		"GetModelPackageGroupPolicy": policy,
	}),
	testing.record("AWS::SageMaker::ModelPackage", testing.arn("sagemaker", "model-package/llm/1"), {
		"ModelPackageGroupName": "llm",
		"InferenceSpecification": {"Containers": [{"Image": image}]},
	}),
]

_vllm := "763104351884.dkr.ecr.us-east-1.amazonaws.com/djl-inference:0.33.0-lmi15.0.0-cu128"

test_package_group if {
	[found] := testing.results(_control, testing.facts(
		_groups(_vllm, {"ResourcePolicy": _policy({"AWS": ["*"]})}),
		{},
		[],
	))
	found.kind == "fail"
	found.proof == [{
		"id": _group,
		"pointer": "/properties/GetModelPackageGroupPolicy/ResourcePolicy/Statement/0",
	}]
	_kinds(_groups(_vllm, {"ResourcePolicy": _policy(_own)}), {}, []) == ["pass"]
	_kinds(_groups(_vllm, {"absent": "ValidationException"}), {}, []) == ["pass"]
	open := {"ResourcePolicy": _policy({"AWS": ["*"]})}
	_kinds(_groups("xgboost:1", open), {}, []) == ["not_applicable"]
	denied := testing.gap("sagemaker:GetModelPackageGroupPolicy", _group)
	_kinds(_groups(_vllm, {}), {}, [denied]) == ["unknown"]
}
