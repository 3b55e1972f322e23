package lens_test.gensec01_bp01.q_business_identity_required_test

import data.lens_test.testing

_control := "GENSEC01-BP01/q-business-identity-required"

_id := testing.arn("qbusiness", "application/a")

_application(properties) := testing.record(
	"AWS::QBusiness::Application", _id,
	object.union({"status": "ACTIVE"}, properties),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_kind(properties) := _kinds([_application(properties)], [])

test_anonymous_fails if {
	anonymous := _application({"identityType": "ANONYMOUS"})
	testing.results(_control, testing.facts([anonymous], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::QBusiness::Application", "id": _id, "region": "us-east-1", "item": ""},
		"message": "it answers anonymous users",
		"proof": [{"id": _id, "pointer": "/properties/identityType"}],
		"causes": [],
	}]
}

test_signed_in_passes if {
	every type in ["AWS_IAM_IDC", "AWS_IAM_IDP_SAML", "AWS_IAM_IDP_OIDC", "AWS_QUICKSIGHT_IDP"] {
		_kind({"identityType": type}) == ["pass"]
	}
}

test_pass_shows_the_type if {
	named := _application({"identityType": "AWS_IAM_IDC"})
	place := {"id": _id, "pointer": "/properties/identityType"}
	testing.proofs(_control, testing.facts([named], {}, [])) == [place]
}

test_no_type_fails if {
	document := testing.facts([_application({})], {}, [])
	testing.messages(_control, document) == ["it has no identity type and names no identity provider"]
	testing.proofs(_control, document) == [{"id": _id, "pointer": "/properties"}]
	testing.kinds(_control, document) == ["fail"]
}

test_no_type_with_a_provider_passes if {
	_kind({"identityCenterApplicationArn": "arn:aws:sso::111122223333:application/ssoins-1/apl-1"}) == ["pass"]
	_kind({"iamIdentityProviderArn": testing.iam("saml-provider/idp")}) == ["pass"]
	_kind({"iamIdentityProviderArn": ""}) == ["fail"]
}

test_new_type_review if {
	document := testing.facts([_application({"identityType": "CARRIER_PIGEON"})], {}, [])
	testing.kinds(_control, document) == ["review"]
	said := [`find out whether users sign in with the identity type "CARRIER_PIGEON"`]
	testing.messages(_control, document) == said
}

test_updating_is_judged if _kind({"identityType": "ANONYMOUS", "status": "UPDATING"}) == ["fail"]

test_without_status_is_judged if {
	bare := testing.record("AWS::QBusiness::Application", _id, {"identityType": "ANONYMOUS"})
	_kinds([bare], []) == ["fail"]
}

test_that_answers_nobody_not_applicable if {
	every status in ["CREATING", "DELETING", "FAILED"] {
		_kind({"identityType": "ANONYMOUS", "status": status}) == ["not_applicable"]
	}
}

_denied := [testing.gap("qbusiness:GetApplication", _id)]

test_listing_is_enough if {
	_kinds([_application({"identityType": "ANONYMOUS"})], _denied) == ["fail"]
	_kinds([_application({"identityType": "AWS_IAM_IDC"})], _denied) == ["pass"]
}

test_details_denied_unknown if _kinds([_application({})], _denied) == ["unknown"]

test_listing_denied_unknown if {
	listing := [testing.gap("qbusiness:ListApplications", "us-east-1")]
	_kinds([], listing) == ["unknown"]
	_kinds([_application({"identityType": "AWS_IAM_IDC"})], listing) == ["pass", "unknown"]
}

test_none_not_applicable if _kinds([], []) == ["not_applicable"]
