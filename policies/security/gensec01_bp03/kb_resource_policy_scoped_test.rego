package lens_test.gensec01_bp03.kb_resource_policy_scoped_test

import data.lens_test.testing

_control := "GENSEC01-BP03/kb-resource-policy-scoped"

_id := testing.arn("bedrock", "knowledge-base/MANUALS001")

_record(properties) := testing.record("AWS::Bedrock::KnowledgeBase", _id, object.union(properties, {
	"knowledgeBaseConfiguration": {"type": "MANAGED"},
}))

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

_with(statements) := _record({"GetResourcePolicy": {"policy": _policy_of(statements)}})

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_verdict(statements, params) := kind if {
	[kind] := _kinds([_with(statements)], params, [])
}

_found(statements) := [[r.kind, r.message, r.proof] |
	some r in testing.results(_control, testing.facts([_with(statements)], {}, []))
]

_at(i) := [{"id": _id, "pointer": sprintf("/properties/GetResourcePolicy/policy/Statement/%d", [i])}]

test_own_principals_pass if _verdict([_statement(_own, ["bedrock:Retrieve"], {})], {}) == "pass"

test_everyone_fails if {
	open := _with([_statement({"AWS": ["*"]}, ["bedrock:Retrieve"], {})])
	testing.results(_control, testing.facts([open], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _id, "region": "us-east-1", "item": ""},
		"message": "the resource policy grants access to everyone",
		"proof": _at(0),
		"causes": [],
	}]
}

test_everyone_but_some_fails if {
	but := object.remove(_statement({}, ["bedrock:Retrieve"], {}), ["Principal"])
	_verdict([object.union(but, {"NotPrincipal": _other})], {}) == "fail"
}

test_other_account_fails if {
	statement := _statement(_other, ["bedrock:Retrieve"], {})
	_found([_statement(_own, ["bedrock:Retrieve"], {}), statement]) == [[
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
	shared := _with([_statement({"AWS": ["*"]}, ["bedrock:Retrieve"], inside)])
	_kinds([shared, _organization], {}, []) == ["pass"]
	_kinds([shared], {}, []) == ["fail"]
	_kinds([shared], {}, [testing.gap("organizations:DescribeOrganization", "global")]) == ["unknown"]
}

test_service_for_any_customer_fails if {
	_found([_statement({"Service": ["quicksight.amazonaws.com"]}, ["bedrock:Retrieve"], {})]) == [[
		"fail",
		concat(": ", [
			`the resource policy lets "quicksight.amazonaws.com" in for any customer`,
			"no source account or ARN is named",
		]),
		_at(0),
	]]
}

test_deleted_principal_passes if {
	_verdict([_statement({"AWS": ["AROAEXAMPLEEXAMPLE00"]}, ["bedrock:Retrieve"], {})], {}) == "pass"
}

test_range_of_addresses_review if {
	range := {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}
	_found([_statement({"AWS": ["*"]}, ["bedrock:Retrieve"], range)]) == [[
		"review",
		"the resource policy grants access by public IP address or unique id, not by account",
		_at(0),
	]]
}

test_deny_lets_nobody_in_passes if {
	_verdict([object.union(_statement({"AWS": ["*"]}, ["*"], {}), {"Effect": "Deny"})], {}) == "pass"
}

test_policy_that_was_not_read_unknown if {
	_kinds([_record({})], {}, [testing.gap("bedrock-agent:GetResourcePolicy", _id)]) == ["unknown"]
	[found] := testing.results(_control, testing.facts([_with([])], {}, []))
	found.kind == "unknown"
	found.message == "the resource policy could not be read"
	found.proof == [{"id": _id, "pointer": "/properties"}]
}

test_denied_listing_unknown if {
	denied := [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]
	_kinds([], {}, denied) == ["unknown"]
	sort(_kinds([_with([_statement(_own, ["bedrock:Retrieve"], {})])], {}, denied)) == ["pass", "unknown"]
}

test_nothing_to_share_not_applicable if _kinds([], {}, []) == ["not_applicable"]

_absent(code, type) := testing.record("AWS::Bedrock::KnowledgeBase", _id, {
	"GetResourcePolicy": {"absent": code},
	"knowledgeBaseConfiguration": {"type": type},
})

test_no_policy_passes if {
	_kinds([_absent("ResourceNotFoundException", "MANAGED")], {}, []) == ["pass"]
}

# Other kinds of knowledge bases can have no policy.
test_question_that_aws_refused if {
	_kinds([_absent("ValidationException", "VECTOR")], {}, []) == ["pass"]
	_kinds([_absent("ValidationException", "MANAGED")], {}, []) == ["unknown"]
	_kinds([_absent("ValidationException", "NEWER")], {}, []) == ["unknown"]
}

test_other_actions_fail if {
	_found([_statement(_own, ["bedrock:Retrieve", "bedrock:*", "bedrock:Delete*"], {})]) == [[
		"fail",
		`the resource policy allows more than retrieval: "bedrock:*", "bedrock:Delete*"`,
		_at(0),
	]]
	every action in ["*", "bedrock:GetKnowledge*", "BEDROCK:startingestionjob", "bedrock:InvokeModel"] {
		_verdict([_statement(_own, [action], {})], {}) == "fail"
	}
	not_action := object.remove(_statement(_own, [], {}), ["Action"])
	_verdict([object.union(not_action, {"NotAction": ["bedrock:Get*"]})], {}) == "fail"
}

test_retrieval_passes if {
	every action in ["bedrock:Retrieve*", "bedrock:GetDocumentContent", "BEDROCK:RetrieveAndGenerateStream"] {
		_verdict([_statement(_own, [action], {})], {}) == "pass"
	}
	_verdict([_statement(_own, ["bedrock:Delete*"], {})], {"allowed_actions": [
		"bedrock:DeleteDataSource", "bedrock:DeleteKnowledgeBase", "bedrock:DeleteKnowledgeBaseDocuments",
		"bedrock:DeleteResourcePolicy", "bedrock:DeleteRetrievalInstruction", "bedrock:DeleteVpcConfiguration",
	]}) == "pass"
}

test_knowledge_base_that_was_not_read_unknown if {
	unread := testing.record("AWS::Bedrock::KnowledgeBase", _id, {})
	_kinds([unread], {}, [testing.gap("bedrock-agent:GetKnowledgeBase", _id)]) == ["unknown"]
}
