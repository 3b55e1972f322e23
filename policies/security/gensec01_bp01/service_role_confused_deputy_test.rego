package lens_test.gensec01_bp01.service_role_confused_deputy_test

import data.lens_test.testing

_control := "GENSEC01-BP01/service-role-confused-deputy"

_trust(services, condition) := {
	"Effect": "Allow",
	"Action": ["sts:AssumeRole"],
	"Principal": {"Service": services},
	"Condition": condition,
}

_role_under(path, statements) := testing.record("AWS::IAM::Role", testing.iam("role/r"), {
	"Path": path,
	"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": statements},
})

_role(statements) := _role_under("/", statements)

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

# The verdict on a role that Bedrock may assume under a condition.
_under(condition) := _kinds([_role([_trust(["bedrock.amazonaws.com"], condition)])])

test_without_a_condition_fails if {
	statements := [
		_trust(["ec2.amazonaws.com"], {}),
		_trust(["sagemaker.amazonaws.com", "lambda.amazonaws.com", "bedrock.amazonaws.com"], {}),
	]
	testing.results(_control, testing.facts([_role(statements)], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::Role", "id": testing.iam("role/r"), "region": "global", "item": ""},
		"message": concat("", [
			`the trust policy lets "bedrock.amazonaws.com", "sagemaker.amazonaws.com" assume the role `,
			"for any AWS customer: ",
			"no condition names the source account or ARN",
		]),
		"proof": [{"id": testing.iam("role/r"), "pointer": "/properties/AssumeRolePolicyDocument/Statement/1"}],
		"causes": [],
	}]
}

test_source_account_passes if _under({"StringEquals": {"aws:SourceAccount": ["111122223333"]}}) == ["pass"]

test_source_account_of_a_variable_passes if {
	_under({"StringEquals": {"aws:SourceAccount": ["${aws:ResourceAccount}"]}}) == ["pass"]
}

test_source_account_with_a_wildcard_fails if {
	_under({"StringLike": {"aws:SourceAccount": ["1111*"]}}) == ["fail"]
	_under({"StringLike": {"aws:SourceAccount": ["????????????"]}}) == ["fail"]
	_under({"StringLike": {"aws:SourceAccount": ["*"]}}) == ["fail"]
}

test_operator_and_key_compare_without_case_passes if {
	_under({"stringequals": {"AWS:SOURCEACCOUNT": ["111122223333"]}}) == ["pass"]
}

test_if_exists_does_not_restrict_fails if {
	_under({"StringEqualsIfExists": {"aws:SourceAccount": ["111122223333"]}}) == ["fail"]
}

test_for_all_values_does_not_restrict_fails if {
	_under({"ForAllValues:StringEquals": {"aws:SourceAccount": ["111122223333"]}}) == ["fail"]
}

# The calls of every customer have a source account.
test_null_names_no_source_fails if _under({"Null": {"aws:SourceAccount": ["false"]}}) == ["fail"]

test_source_arn_passes if {
	every operator in ["ArnLike", "StringLike", "ArnEquals", "StringEquals"] {
		_under({operator: {"aws:SourceArn": ["arn:aws:bedrock:*:111122223333:*"]}}) == ["pass"]
	}
}

test_source_arn_with_a_wildcard_account_fails if {
	_under({"ArnLike": {"aws:SourceArn": ["arn:aws:bedrock:us-east-1:*:agent/*"]}}) == ["fail"]
	_under({"ArnLike": {"aws:SourceArn": ["arn:aws:bedrock:us-east-1:11112222????:agent/*"]}}) == ["fail"]
}

test_source_arn_without_an_account_fails if {
	_under({"ArnLike": {"aws:SourceArn": ["arn:aws:s3:::bucket"]}}) == ["fail"]
	_under({"ArnLike": {"aws:SourceArn": ["arn:aws:bedrock:*"]}}) == ["fail"]
}

test_one_open_source_arn_of_two_fails if {
	_under({"ArnLike": {"aws:SourceArn": [
		"arn:aws:bedrock:us-east-1:111122223333:*", "arn:aws:bedrock:us-east-1:*:*",
	]}}) == ["fail"]
}

_organization := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::111122223333:organization/o-abc",
	{"Id": "o-abc"},
)

_org := {"StringEquals": {"aws:SourceOrgID": ["o-abc"]}}

_paths := {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": ["o-abc/r-x/*"]}}

test_own_organization_passes if {
	every condition in [_org, _paths] {
		_kinds([_organization, _role([_trust(["bedrock.amazonaws.com"], condition)])]) == ["pass"]
	}
}

test_another_organization_fails if {
	_under(_org) == ["fail"]
	role := _role([_trust(["bedrock.amazonaws.com"], _org)])
	testing.messages(_control, testing.facts([role], {}, [])) == [concat("", [
		`the trust policy lets "bedrock.amazonaws.com" assume the role for "o-abc", `,
		"outside this account and its organization",
	])]
}

test_organization_that_was_denied_unknown if {
	denied := [testing.gap("organizations:DescribeOrganization", "global")]
	role := _role([_trust(["bedrock.amazonaws.com"], _org)])
	testing.kinds(_control, testing.facts([role], {}, denied)) == ["unknown"]
}

test_organization_that_decides_nothing_passes_or_fails if {
	denied := [testing.gap("organizations:DescribeOrganization", "global")]
	testing.kinds(_control, testing.facts([_sourced], {}, denied)) == ["pass"]
	testing.kinds(_control, testing.facts([_open], {}, denied)) == ["fail"]
}

_elsewhere := {"StringEquals": {"aws:SourceAccount": ["111122223333", "444455556666"]}}

test_another_account_fails if {
	_under(_elsewhere) == ["fail"]
	_under({"ArnLike": {"aws:SourceArn": ["arn:aws:bedrock:*:444455556666:*"]}}) == ["fail"]
}

test_trusted_account_passes if {
	params := {_control: {"trusted_accounts": ["444455556666"]}}
	role := _role([_trust(["bedrock.amazonaws.com"], _elsewhere)])
	testing.kinds(_control, testing.facts([role], params, [])) == ["pass"]
}

_deny(changes) := [
	_trust(["bedrock.amazonaws.com"], {}),
	object.union(
		{
			"Effect": "Deny",
			"Principal": {"AWS": ["*"]},
			"Action": ["sts:AssumeRole"],
			"Condition": {"StringNotEquals": {"aws:SourceAccount": ["111122223333"]}},
		},
		changes,
	),
]

test_deny_of_all_other_accounts_passes if _kinds([_role(_deny({}))]) == ["pass"]

test_deny_of_less_fails if {
	_kinds([_role(_deny({"Condition": {"Bool": {"aws:ViaAWSService": ["false"]}}}))]) == ["fail"]
	_kinds([_role(_deny({"Action": ["sts:TagSession"]}))]) == ["fail"]
}

test_any_organization_fails if {
	_under({"StringLike": {"aws:SourceOrgID": ["o-*"]}}) == ["fail"]
	_under({"ForAnyValue:StringLike": {"aws:SourceOrgPaths": ["o-*/r-x/*"]}}) == ["fail"]
}

test_another_key_fails if _under({"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]}}) == ["fail"]

test_one_open_statement_of_two_fails if {
	_kinds([_role([
		_trust(["bedrock.amazonaws.com"], {"StringEquals": {"aws:SourceAccount": ["111122223333"]}}),
		_trust(["q.amazonaws.com"], {}),
	])]) == ["fail"]
}

test_deny_not_applicable if {
	_kinds([_role([object.union(
		_trust(["bedrock.amazonaws.com"], {}),
		{"Effect": "Deny"},
	)])]) == ["not_applicable"]
}

test_other_service_not_applicable if {
	_kinds([_role([_trust(["ec2.amazonaws.com"], {})])]) == ["not_applicable"]
}

test_services_are_a_parameter if {
	params := {_control: {"services": ["ec2.amazonaws.com"]}}
	testing.kinds(_control, testing.facts([_role([_trust(["ec2.amazonaws.com"], {})])], params, [])) == ["fail"]
}

test_principal_that_is_no_service_not_applicable if {
	_kinds([_role([{
		"Effect": "Allow",
		"Action": ["sts:AssumeRole"],
		"Principal": {"AWS": ["*"]},
		"Condition": {},
	}])]) == ["not_applicable"]
}

test_service_linked_role_not_applicable if {
	_kinds([_role_under(
		"/aws-service-role/bedrock.amazonaws.com/",
		[_trust(["bedrock.amazonaws.com"], {})],
	)]) == ["not_applicable"]
}

test_no_role_not_applicable if _kinds([]) == ["not_applicable"]

_open := _role([_trust(["bedrock.amazonaws.com"], {})])

_sourced := _role([_trust(["bedrock.amazonaws.com"], {
	"StringEquals": {"aws:SourceAccount": ["111122223333"]},
})])

# Other controls judge the roles of agents and knowledge bases.
test_role_of_an_agent_not_applicable if {
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {
		"agentResourceRoleArn": testing.iam("role/r"),
	})
	_kinds([_open, agent]) == ["not_applicable"]
}

test_role_of_a_runtime_not_applicable if {
	runtime := testing.record(
		"AWS::BedrockAgentCore::Runtime",
		testing.arn("bedrock-agentcore", "runtime/R1"),
		{"roleArn": testing.iam("role/r")},
	)
	_kinds([_open, runtime]) == ["not_applicable"]
}

test_role_of_a_knowledge_base_not_applicable if {
	base := testing.record(
		"AWS::Bedrock::KnowledgeBase",
		testing.arn("bedrock", "knowledge-base/K1"),
		{"roleArn": testing.iam("role/r")},
	)
	_kinds([_open, base]) == ["not_applicable"]
}

_unseen(operation, place) := {kind |
	some role in [_open, _sourced]
	some kind in testing.kinds(_control, testing.facts([role], {}, [testing.gap(operation, place)]))
}

test_agent_that_could_not_be_read_unknown if {
	_unseen("bedrock-agent:GetAgent", testing.arn("bedrock", "agent/A1")) == {"unknown"}
}

test_agents_of_a_region_that_could_not_be_listed_unknown if {
	_unseen("bedrock-agentcore-control:GetHarness", "eu-west-1") == {"unknown"}
}

test_knowledge_base_that_could_not_be_read_unknown if {
	_unseen("bedrock-agent:GetKnowledgeBase", testing.arn("bedrock", "knowledge-base/K1")) == {"unknown"}
}

test_denied_unknown if {
	document := testing.facts([], {}, [testing.gap("iam:GetAccountAuthorizationDetails", "global")])
	testing.kinds(_control, document) == ["unknown"]
}

test_cut_listing_judges_what_was_seen_and_unknown if {
	document := testing.facts([_open], {}, [testing.gap("iam:GetAccountAuthorizationDetails", "global")])
	testing.verdicts(_control, document) == {
		["fail", testing.iam("role/r"), ""],
		["unknown", testing.iam("root"), ""],
	}
}

test_unknown_names_the_missing_permission if {
	document := testing.facts([_open], {}, [testing.gap("bedrock-agent:GetFlow", "eu-west-1")])
	testing.messages(_control, document) == [concat("", [
		"bedrock-agent:GetFlow in eu-west-1: AccessDenied ",
		"(allow bedrock-agent:GetFlow)",
	])]
}
