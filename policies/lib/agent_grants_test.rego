package lens_test.agent_grants_test

import data.lens.lib.agent_grants
import data.lens_test.testing

_id := testing.iam("role/r")

_agent := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/A1"),
	{"agentResourceRoleArn": _id},
)

_full := "arn:aws:iam::aws:policy/AmazonS3FullAccess"

_document(statements) := testing.facts(
	[_agent, testing.record("AWS::IAM::Role", _id, {
		"Path": "/",
		"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
		"AttachedManagedPolicies": [
			{"PolicyName": "own", "PolicyArn": testing.iam("policy/OwnFullAccess")},
			{"PolicyName": "full", "PolicyArn": _full},
		],
	})],
	{}, [],
)

_subject := {"type": "AWS::IAM::Role", "id": _id, "region": "global", "item": ""}

_statement(effect, actions, resources) := {
	"Effect": effect,
	"Action": actions,
	"Resource": resources,
	"Condition": {},
}

_pass := _statement("Allow", ["iam:PassRole"], [testing.iam("role/*"), testing.iam("role/x")])

_pointer(i) := sprintf("/properties/RolePolicyList/0/PolicyDocument/Statement/%d", [i])

_allows(statements) := found if {
	found := agent_grants.allows with input as _document(statements)
}

test_allows_are_the_allow_statements_with_what_the_role_has if {
	_allows([_statement("Deny", ["sts:*"], ["*"]), _pass]) == [{
		"subject": _subject,
		"statement": _pass,
		"proof": {"id": _id, "pointer": _pointer(1)},
		"granted": {"iam:passrole"},
	}]
}

test_a_role_may_have_nothing_of_what_is_known if {
	[allow] := _allows([_statement("Allow", ["logs:DescribeQueries"], ["*"])])
	allow.granted == set()
}

test_full_access_is_that_of_aws if {
	found := agent_grants.full_access with input as _document([])
	found == {{
		"subject": _subject,
		"policy": _full,
		"proof": {"id": _id, "pointer": "/properties/AttachedManagedPolicies/1"},
	}}
}

_broad(statement, skipped) := {[reach.message, reach.patterns, reach.actions] | some reach in found} if {
	document := _document([statement])
	[allow] := agent_grants.allows with input as document
	found := agent_grants.broad(allow, skipped) with input as document
}

test_broad_patterns_of_a_statement if {
	_broad(_pass, set()) == {
		["broad", [testing.iam("role/*")], {"iam:passrole"}],
		["broad", [testing.iam("role/x")], set()],
	}
	_broad(_statement("Allow", ["iam:PassRole"], ["*"]), set()) == {["broad", ["*"], {"iam:passrole"}]}
	_broad(_pass, {"iam:PassRole"}) == {
		["broad", [testing.iam("role/*")], set()],
		["broad", [testing.iam("role/x")], set()],
	}
}

test_a_statement_with_not_resource_is_broad if {
	statement := object.union(object.remove(_pass, ["Resource"]), {"NotResource": ["x"]})
	_broad(statement, set()) == {["not-resource", [], {"iam:passrole"}]}
}

_on(statement, wanted) := found if {
	found := agent_grants.on(wanted) with input as _document([statement])
}

_reads := _statement("Allow", ["s3:Get*", "bedrock:RetrieveAndGenerate", "kms:Decrypt"], ["*"])

test_statements_that_name_a_wanted_action if {
	[allow] := _on(_reads, {"s3:getobject", "s3:putobject", "bedrock:retrieveandgenerate"})
	allow.subject == _subject
	allow.asked == {"s3:getobject"}
	allow.kinds == {"object"}
	allow.policy == _id
	allow.pointer == _pointer(0)
	_on(_reads, {"bedrock:retrieveandgenerate"}) == []
	_on(object.union(_reads, {"Effect": "Deny"}), {"s3:getobject"}) == []
}

_names(statement, kinds, instead) := found if {
	document := _document([statement])
	[allow] := agent_grants.on({"s3:getobject", "kms:decrypt"}) with input as document
	found := agent_grants.names(allow, kinds, instead) with input as document
}

test_names_are_those_of_the_statement if {
	_names(_reads, {"object"}, []) == {"s3:Get*"}
	_names(_reads, {"object", "key"}, []) == {"s3:Get*", "kms:Decrypt"}
	_names(_reads, {"queue"}, []) == set()
}

test_names_of_a_statement_with_not_action_are_given if {
	uses := ["aws-*:*", "bedrock*:*", "sagemaker:Invoke*", "qbusiness:*"]
	statement := object.union(object.remove(_reads, ["Action"]), {"NotAction": uses})
	_names(statement, {"object"}, ["kms:Decrypt", "s3:GetObject"]) == {"s3:GetObject"}
}

_past(statements, list) := found if {
	boundary := testing.iam("policy/b")
	role := testing.record("AWS::IAM::Role", _id, {
		"Path": "/",
		"PermissionsBoundary": {"PermissionsBoundaryArn": boundary},
	})
	policy := testing.record("AWS::IAM::ManagedPolicy", boundary, {
		"AttachmentCount": 0,
		"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": statements}}],
	})
	document := testing.facts([_agent, role, policy], {}, [])
	found := {[arn, names] | some [arn, _, names] in agent_grants.past_boundaries(list)} with input as document
}

test_actions_that_a_boundary_lets_past if {
	list := ["iam:PassRole", "sts:AssumeRole"]
	_past([_statement("Allow", ["iam:*"], ["*"])], list) == {[_id, {"iam:PassRole"}]}
	_past([_statement("Allow", ["iam:*"], [testing.iam("role/x")])], list) == set()
	_past([], list) == set()
}
