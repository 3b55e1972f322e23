package lens_test.federation_test

import data.lens.lib.federation

_trust(name, condition) := {
	"Effect": "Allow",
	"Principal": {"Federated": [name]},
	"Action": ["sts:AssumeRoleWithWebIdentity"],
	"Condition": condition,
}

# The messages about a statement that trusts a provider under a condition.
_found(name, condition) := {fault[0] |
	some fault in federation.faults(_trust(name, condition))
	fault[1] == [name]
}

_oidc(provider) := sprintf("arn:aws:iam::111122223333:oidc-provider/%s", [provider])

_eks := "oidc.eks.us-east-1.amazonaws.com/id/ABC"

_github := "token.actions.githubusercontent.com"

_subject(provider, value) := _found(_oidc(provider), {
	"StringLike": {sprintf("%s:sub", [provider]): [value]},
	"StringEquals": {sprintf("%s:aud", [provider]): ["sts.amazonaws.com"]},
})

test_subjects_that_are_named if {
	every value in [
		"system:serviceaccount:ai:bot", "system:serviceaccount:ai:*", "system:serviceaccount:*:bot",
	] {
		_subject(_eks, value) == set()
	}
	every value in [
		"repo:acme/*", "repo:acme/app:ref:refs/heads/main", "repository_owner:acme:*", "organization:acme/x:*",
		"anything",
	] {
		_subject(_github, value) == set()
	}
	_subject("gitlab.com", "project_path:acme/*") == set()
	_subject("idp.example.com", "auth0|*") == set()
}

test_subjects_that_are_not_named if {
	every value in [
		"*", "?*", "system:serviceaccount:*", "system:serviceaccount:*:*", "system:*", "${aws:username}",
	] {
		_subject(_eks, value) == {"any-subject"}
	}
	every value in ["*", "repo:*", "rep*", "repo:acme*", "repo:*/app:*", "repo:a?me/app:*"] {
		_subject(_github, value) == {"any-subject"}
	}
	_subject("gitlab.com", "project_path:*") == {"any-subject"}
	_subject("app.terraform.io", "organization:*:project:*") == {"any-subject"}
}

test_a_provider_without_conditions if {
	_found(_oidc(_eks), {}) == {"any-subject", "any-audience"}
	_found("cognito-identity.amazonaws.com", {}) == {"guests", "any-audience"}
	_found("arn:aws:iam::111122223333:saml-provider/idp", {}) == {"any-audience"}
	_found("accounts.google.com", {}) == {"any-app"}
	federation.faults({"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Condition": {}}) == set()
}

test_conditions_on_the_keys_of_another_provider if {
	condition := {"StringEquals": {
		"other.example.com:sub": ["system:serviceaccount:ai:bot"],
		"other.example.com:aud": ["sts.amazonaws.com"],
	}}
	_found(_oidc(_eks), condition) == {"any-subject", "any-audience"}
}

test_operators_that_do_not_restrict if {
	every operator in ["ForAllValues:StringEquals", "StringEqualsIfExists", "StringNotEquals"] {
		_found(_oidc(_eks), {operator: {
			sprintf("%s:sub", [_eks]): ["system:serviceaccount:ai:bot"],
			sprintf("%s:aud", [_eks]): ["sts.amazonaws.com"],
		}}) == {"any-subject", "any-audience"}
	}
}

test_saml if {
	every provider in ["arn:aws:iam::111122223333:saml-provider/idp", "arn:aws-us-gov:iam::1:saml-provider/x"] {
		_found(provider, {"StringEquals": {"SAML:aud": ["https://signin.aws.amazon.com/saml"]}}) == set()
		_found(provider, {"StringLike": {"SAML:aud": ["*"]}}) == {"any-audience"}
		_found(provider, {"StringEquals": {"SAML:sub": ["x"]}}) == {"any-audience"}
	}
}

_pool(amr) := _found("cognito-identity.amazonaws.com", {
	"StringEquals": {"cognito-identity.amazonaws.com:aud": ["us-east-1:1111"]},
	"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": amr},
})

test_users_of_an_identity_pool if {
	_pool(["authenticated"]) == set()
	_pool(["graph.facebook.com"]) == set()
	_pool(["unauthenticated"]) == {"guests"}
	_pool(["authenticated", "*authenticated"]) == {"guests"}
}

test_apps if {
	_found("accounts.google.com", {"StringEquals": {"accounts.google.com:aud": ["66"]}}) == set()
	_found("www.amazon.com", {"StringEquals": {"www.amazon.com:app_id": ["66"]}}) == set()
	_found("www.amazon.com", {"StringLike": {"www.amazon.com:app_id": ["?*"]}}) == {"any-app"}
}
