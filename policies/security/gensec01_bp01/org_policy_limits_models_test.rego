package lens_test.gensec01_bp01.org_policy_limits_models_test

import data.lens_test.testing

_control := "GENSEC01-BP01/org-policy-limits-models"

_organization := testing.record(
	"AWS::Organizations::Organization", "arn:aws:organizations::999988887777:organization/o-ours",
	{"Id": "o-ours", "MasterAccountId": "999988887777"},
)

_parent(id, type) := testing.record(
	"AWS::Organizations::Parent", sprintf("arn:aws:organizations::111122223333:parent/%s", [id]),
	{"Id": id, "Type": type},
)

_arn(id, target) := sprintf("arn:aws:organizations::999988887777:policy/o-ours/%s/%s", [id, target])

_attached(id, type, target, statements) := testing.record(
	"AWS::Organizations::PolicyAttachment", _arn(id, target),
	{
		"Id": id, "Name": id, "Type": type, "AwsManaged": false,
		"DescribePolicy": {"Content": {"Statement": statements}},
	},
)

_full(target) := testing.record(
	"AWS::Organizations::PolicyAttachment", _arn("p-FullAWSAccess", target),
	{"Id": "p-FullAWSAccess", "Name": "FullAWSAccess", "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": true},
)

_scp(statements) := _attached("p-1", "SERVICE_CONTROL_POLICY", "r-root", statements)

_targets := ["111122223333", "ou-1", "r-root"]

_role(actions) := testing.record("AWS::IAM::Role", testing.iam("role/app"), {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [{
		"Effect": "Allow", "Action": actions, "Resource": ["*"], "Condition": {},
	}]}}],
	"AttachedManagedPolicies": [],
})

_caller := _role(["bedrock:InvokeModel"])

_read := array.concat(
	[_organization, _parent("ou-1", "ORGANIZATIONAL_UNIT"), _parent("r-root", "ROOT")],
	[_full(target) | some target in _targets],
)

_member := array.concat([_caller], _read)

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records, gaps) := [r.kind | some r in _results(records, gaps)]

_with(records) := _kinds(array.concat(_member, records), [])

_deny(actions) := {"Effect": "Deny", "Action": actions, "NotResource": [_approved], "Condition": {}}

_approved := "arn:aws:bedrock:*::foundation-model/anthropic.*"

_good := _scp([_deny(["bedrock:Invoke*"])])

_said := `"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"`

test_no_policy_fails if {
	_results(_member, []) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account", "id": "arn:aws:iam::111122223333:root", "region": "global",
			"item": "",
		},
		"message": sprintf("no service control policy limits the models or the Regions of %s", [_said]),
		"proof": [],
		"causes": [],
	}]
}

test_policy_passes if {
	_with([_good]) == ["pass"]
	some r in _results(array.concat(_member, [_good]), [])
	r.proof == [{"id": _good.id, "pointer": "/properties/DescribePolicy/Content/Statement/0"}]
}

test_stream_left_open_fails if {
	some r in _results(array.concat(_member, [_scp([_deny(["bedrock:InvokeModel"])])]), [])
	r.kind == "fail"
	r.message == concat("", [
		"no service control policy limits the models or the Regions of ",
		`"bedrock:InvokeModelWithResponseStream"`,
	])
}

test_two_policies_together_pass if {
	other := _attached("p-2", "SERVICE_CONTROL_POLICY", "ou-1", [_deny(["bedrock:InvokeModelWith*"])])
	_with([_scp([_deny(["bedrock:InvokeModel"])]), other]) == ["pass"]
}

test_each_service_needs_its_own if {
	mantle := array.concat(_read, [_role(["bedrock:InvokeModel", "bedrock-mantle:CreateInference"])])
	_kinds(array.concat(mantle, [_good]), []) == ["fail"]
	whole := _scp([_deny(["bedrock:*", "bedrock-mantle:*"])])
	_kinds(array.concat(mantle, [whole]), []) == ["pass"]
}

test_member_that_may_not_read_review if {
	some r in _results([_organization, _caller], [])
	r.kind == "review"
	r.message == concat("", [
		"find out whether a service control policy limits the models or the Regions of ", _said,
		"; only the management account and delegated administrators may read these policies",
	])
}

test_conditions_review if {
	strange := object.union(_deny(["bedrock:*"]), {"Condition": {"Bool": {"aws:ViaAWSService": ["false"]}}})
	some r in _results(array.concat(_member, [_scp([strange])]), [])
	r.kind == "review"
	r.proof == [{"id": _arn("p-1", "r-root"), "pointer": "/properties/DescribePolicy/Content/Statement/0"}]
	r.message == concat("", [
		`find out whether the conditions of service control policy "p-1" limit the models or the Regions of `,
		_said,
	])
}

test_resource_control_policy_review if {
	rcp := _attached("p-2", "RESOURCE_CONTROL_POLICY", "r-root", [_deny(["bedrock:*"])])
	some r in _results(array.concat(_member, [rcp]), [])
	r.kind == "review"
	r.message == concat("", [
		`find out whether AWS applies resource control policy "p-2" to `, _said,
		", or add a service control policy",
	])
}

test_allow_list_review if {
	listed := [one | some one in _member; one.id != _arn("p-FullAWSAccess", "ou-1")]
	own := _attached("p-3", "SERVICE_CONTROL_POLICY", "ou-1", [{
		"Effect": "Allow", "Action": ["*"], "Resource": ["*"], "Condition": {},
	}])
	some r in _results(array.concat(listed, [own]), [])
	r.kind == "review"
	r.message == concat("", [
		"find out whether what service control policies allow limits the models or the Regions of ", _said,
		`; FullAWSAccess is not attached to "ou-1"`,
	])
	_kinds(array.concat(listed, [own, _good]), []) == ["pass"]
}

test_without_service_control_policies_fails if {
	_kinds([_caller, _organization, _parent("r-root", "ROOT")], []) == ["fail"]
}

test_management_account_not_applicable if {
	own := object.union(_organization, {"properties": {"MasterAccountId": "111122223333"}})
	_kinds([own, _caller], []) == ["not_applicable"]
}

test_no_organization_not_applicable if _kinds([_caller], []) == ["not_applicable"]

test_nothing_in_use_not_applicable if _kinds(_read, []) == ["not_applicable"]

_lost := {
	"organizations:ListParents": "global",
	"organizations:ListPoliciesForTarget": "global",
	"organizations:DescribePolicy": _arn("p-2", "ou-1"),
}

test_lost_policies_unknown if {
	every operation, place in _lost { _kinds(_member, [testing.gap(operation, place)]) == ["unknown"] }
}

test_unreadable_and_lost_unknown if {
	_kinds([_organization, _caller], [testing.gap("organizations:ListParents", "global")]) == ["unknown"]
}

test_proof_stands if {
	every operation, place in _lost {
		_kinds(array.concat(_member, [_good]), [testing.gap(operation, place)]) == ["pass"]
	}
}

test_unknown_which_actions_are_in_use if {
	denied := [testing.gap("iam:GetAccountAuthorizationDetails", "global")]
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/a"), {})
	_kinds(array.concat(_read, [agent, _good]), denied) == ["unknown"]
	_kinds(array.concat(_read, [agent]), denied) == ["fail"]
	_kinds(_read, denied) == ["unknown"]
}

test_unknown_organization if {
	_kinds([_caller], [testing.gap("organizations:DescribeOrganization", "global")]) == ["unknown"]
}
