package lens_test.gensec01_bp03.kb_role_trust_scoped_test

import data.lens_test.testing

_control := "GENSEC01-BP03/kb-role-trust-scoped"

_id := testing.iam("role/r")

_base := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", "knowledge-base/KB1"),
	{"roleArn": _id, "status": "ACTIVE"},
)

_role(statements) := testing.record(
	"AWS::IAM::Role",
	_id,
	{"Path": "/", "AssumeRolePolicyDocument": {"Statement": statements}},
)

_trust(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["sts:AssumeRole"],
	"Condition": condition,
}

_bedrock := {"Service": ["bedrock.amazonaws.com"]}

_account := {"StringEquals": {"aws:SourceAccount": ["111122223333"]}}

_from(arns) := {"ArnLike": {"aws:SourceArn": arns}}

_bases := testing.arn("bedrock", "knowledge-base/*")

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_of(statements) := _kinds([_base, _role(statements)])

_under(condition) := _of([_trust(_bedrock, condition)])

_messages(statements) := testing.messages(_control, testing.facts([_base, _role(statements)], {}, []))

_result(kind, message, proof) := {
	"kind": kind,
	"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _base.id, "region": "us-east-1", "item": ""},
	"message": message,
	"proof": proof,
	"causes": [],
}

test_service_for_this_account_passes if {
	_under(_account) == ["pass"]
	_under(_from([_bases])) == ["pass"]
	_under(_from(["arn:aws:bedrock:*:111122223333:knowledge-base/KB1"])) == ["pass"]
	_under(object.union(_account, _from([testing.arn("bedrock", "*")]))) == ["pass"]
}

test_no_condition_fails if {
	role := _role([_trust(_bedrock, _account), _trust(_bedrock, {})])
	testing.results(_control, testing.facts([_base, role], {}, [])) == [_result(
		"fail",
		concat(" ", [
			`the trust policy lets "bedrock.amazonaws.com" assume the role for any AWS customer:`,
			"no condition names this account",
		]),
		[{"id": _id, "pointer": "/properties/AssumeRolePolicyDocument/Statement/1"}],
	)]
}

test_condition_that_leaves_other_customers_fails if {
	every condition in [
		{"StringEquals": {"aws:SourceAccount": ["999999999999"]}},
		{"StringLike": {"aws:SourceAccount": ["*"]}},
		{"StringEqualsIfExists": {"aws:SourceAccount": ["111122223333"]}},
		{"Null": {"aws:SourceAccount": ["false"]}},
		_from(["arn:aws:bedrock:us-east-1:*:knowledge-base/*"]),
		_from(["arn:aws:bedrock:us-east-1:999999999999:knowledge-base/*"]),
	] {
		_under(condition) == ["fail"]
	}
}

test_another_kind_fails if {
	arn := testing.arn("bedrock", "agent/*")
	_messages([_trust(_bedrock, _from([_bases, arn]))]) == [
		sprintf(`aws:SourceArn "%s" in the trust policy of its role matches other resources too`, [arn]),
	]
	every what in ["*", "knowledge-base*", "k*/x", "my-knowledge-base/x", "model-customization-job/*"] {
		_under(_from([testing.arn("bedrock", what)])) == ["fail"]
	}
}

# Both conditions must hold.
test_kinds_that_another_condition_narrows_pass if {
	all := testing.arn("bedrock", "*")
	_under({"ArnLike": {"aws:SourceArn": [all]}, "StringLike": {"aws:SourceArn": [_bases]}}) == ["pass"]
	deny := object.union(
		_trust({"AWS": ["*"]}, {"StringNotEquals": {"aws:SourceAccount": ["111122223333"]}}),
		{"Effect": "Deny"},
	)
	_of([_trust(_bedrock, {}), deny]) == ["pass"]
}

test_other_principals_fail if {
	every principal, name in {
		{"Service": ["lambda.amazonaws.com"]}: "lambda.amazonaws.com",
		{"Service": ["bedrock-agentcore.amazonaws.com"]}: "bedrock-agentcore.amazonaws.com",
		{"AWS": [testing.iam("root")]}: testing.iam("root"),
		{"AWS": [`x"; <b>`]}: "x'; <b>",
	} {
		_messages([_trust(_bedrock, _account), _trust(principal, _account)]) == [
			sprintf(`the trust policy also lets "%s" assume the role`, [name]),
		]
	}
	_messages([object.union(
		object.remove(_trust(_bedrock, _account), ["Principal"]),
		{"NotPrincipal": {"AWS": [testing.iam("root")]}},
	)]) == ["the trust policy lets everyone but its NotPrincipal assume the role"]
}

test_role_that_nobody_may_assume_passes if _of([]) == ["pass"]

test_each_knowledge_base_with_the_role_fails if {
	second := object.union(_base, {"id": testing.arn("bedrock", "knowledge-base/KB2")})
	going := object.union(_base, {"id": "going", "properties": {"status": "DELETING"}})
	_kinds([_base, second, going, _role([_trust(_bedrock, {})])]) == ["fail", "fail"]
}

test_no_knowledge_base_not_applicable if _kinds([_role([_trust(_bedrock, {})])]) == ["not_applicable"]

test_role_of_another_account_unknown if {
	theirs := "arn:aws:iam::999999999999:role/theirs"
	base := object.union(_base, {"properties": {"roleArn": theirs}})
	testing.results(_control, testing.facts([base], {}, [])) == [_result(
		"unknown",
		sprintf(`its role "%s" was not found in this account`, [theirs]),
		[{"id": _base.id, "pointer": "/properties/roleArn"}],
	)]
}

_missing(records, operation, place) := testing.verdicts(
	_control,
	testing.facts(records, {}, [testing.gap(operation, place)]),
)

_details := "iam:GetAccountAuthorizationDetails"

test_denied_roles_unknown if _missing([_base], _details, "global") == {["unknown", _base.id, ""]}

test_cut_listing_judges_what_was_seen if {
	_missing([_base, _role([_trust(_bedrock, _account)])], _details, "global") == {["pass", _base.id, ""]}
	_missing([_base, _role([_trust(_bedrock, {})])], _details, "global") == {["fail", _base.id, ""]}
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if {
	testing.messages(_control, testing.facts([_base, _role([])], {}, [testing.gap(_details, _id)])) == [
		sprintf(`a policy document of its role "%s" could not be read`, [_id]),
	]
	_missing([_base, _role([])], _details, _id) == {["unknown", _base.id, ""]}
}

test_denied_detail_unknown if {
	half := testing.without(_base, "roleArn")
	_missing([half, _role([])], "bedrock-agent:GetKnowledgeBase", _base.id) == {["unknown", _base.id, ""]}
}

test_denied_listing_unknown if {
	_missing([], "bedrock-agent:ListKnowledgeBases", "us-east-1") == {["unknown", testing.iam("root"), ""]}
}
