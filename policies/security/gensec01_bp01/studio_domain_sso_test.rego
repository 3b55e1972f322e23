package lens_test.gensec01_bp01.studio_domain_sso_test

import data.lens_test.testing

_control := "GENSEC01-BP01/studio-domain-sso"

_id := testing.arn("sagemaker", "domain/d-1")

_domain(properties) := testing.record(
	"AWS::SageMaker::Domain", _id,
	object.union({"DomainId": "d-1", "Status": "InService"}, properties),
)

_named := {"AuthMode": "IAM", "DomainSettings": {"ExecutionRoleIdentityConfig": "USER_PROFILE_NAME"}}

_unnamed := {"AuthMode": "IAM", "DomainSettings": {"ExecutionRoleIdentityConfig": "DISABLED"}}

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_kind(properties) := _kinds([_domain(properties)], [])

test_iam_fails if {
	testing.results(_control, testing.facts([_domain({"AuthMode": "IAM"})], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Domain", "id": _id, "region": "us-east-1", "item": ""},
		"message": "users sign in with IAM, and their sessions do not carry the name of the user profile",
		"proof": [{"id": _id, "pointer": "/properties/AuthMode"}],
		"causes": [],
	}]
}

test_iam_without_source_identity_fails if _kind(_unnamed) == ["fail"]

test_sso_passes if {
	document := testing.facts([_domain({"AuthMode": "SSO"})], {}, [])
	testing.kinds(_control, document) == ["pass"]
	testing.proofs(_control, document) == [{"id": _id, "pointer": "/properties/AuthMode"}]
}

test_iam_with_source_identity_passes if _kind(_named) == ["pass"]

test_exception_not_allowed_fails if {
	strict := {_control: {"allow_iam_with_source_identity": false}}
	document := testing.facts([_domain(_named)], strict, [])
	testing.kinds(_control, document) == ["fail"]
	testing.messages(_control, document) == ["users sign in with IAM"]
	testing.kinds(_control, testing.facts([_domain({"AuthMode": "SSO"})], strict, [])) == ["pass"]
}

_unified(settings) := {"AuthMode": "IAM", "DomainSettings": {"UnifiedStudioSettings": settings}}

test_unified_studio_not_applicable if {
	_kind(_unified({"DomainId": "dzd-1"})) == ["not_applicable"]
	_kind(_unified({})) == ["fail"]
}

test_no_domain_yet_or_any_more_not_applicable if {
	every status in ["Pending", "Deleting", "Failed"] {
		_kind({"AuthMode": "IAM", "Status": status}) == ["not_applicable"]
	}
}

test_others_are_judged if {
	every status in ["Updating", "Update_Failed", "Delete_Failed"] {
		_kind({"AuthMode": "IAM", "Status": status}) == ["fail"]
	}
}

test_mode_that_aws_leaves_out_unknown if {
	document := testing.facts([_domain({})], {}, [])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == ["find out how users sign in, which AWS does not tell"]
}

test_denied_details_unknown if {
	_kinds([_domain({})], [testing.gap("sagemaker:DescribeDomain", _id)]) == ["unknown"]
}

test_denied_listing_unknown if {
	denied := [testing.gap("sagemaker:ListDomains", "us-east-1")]
	_kinds([], denied) == ["unknown"]
	_kinds([_domain({"AuthMode": "IAM"})], denied) == ["fail", "unknown"]
}

test_none_not_applicable if _kinds([], []) == ["not_applicable"]
