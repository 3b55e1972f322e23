package lens_test.gensec01_bp01.api_keys_expire_test

import data.lens_test.testing

_control := "GENSEC01-BP01/api-keys-expire"

_base := {
	"UserName": "ci",
	"Status": "Active",
	"ServiceName": "bedrock.amazonaws.com",
	"CreateDate": "2026-07-20T00:00:00Z",
	"ServiceSpecificCredentialId": "ACCA1",
}

# The only key of the account, with `changes`. The snapshot was started on 1 August 2026.
_key(changes) := testing.record(
	"AWS::IAM::ServiceSpecificCredential",
	testing.iam("user/ci:credential/ACCA1"),
	object.union(_base, changes),
)

_facts(changes, params) := testing.facts([_key(changes)], {_control: params}, [])

_kinds(changes) := testing.kinds(_control, _facts(changes, {}))

_messages(changes, params) := testing.messages(_control, _facts(changes, params))

# A message about the key of Bedrock.
_said(end) := concat(" ", [`the active API key for "bedrock.amazonaws.com"`, end])

test_never_expires_fails if {
	testing.results(_control, _facts({}, {})) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::IAM::User",
			"id": "arn:aws:iam::111122223333:user/ci",
			"region": "global",
			"item": "ACCA1",
		},
		"message": _said(`never expires`),
		"proof": [
			{"id": "arn:aws:iam::111122223333:user/ci:credential/ACCA1", "pointer": "/properties/ExpirationDate"},
			{"id": "arn:aws:iam::111122223333:user/ci:credential/ACCA1", "pointer": "/properties/Status"},
		],
		"causes": [],
	}]
}

_long := {"ExpirationDate": "2026-08-19T00:00:01Z"}

_short := {"ExpirationDate": "2026-08-19T00:00:00Z"}

test_too_long_fails if {
	_messages(_long, {}) == [_said(`is valid for 31 days, longer than the allowed 30 days`)]
}

test_too_long_fails_where_long_term_keys_are_allowed if {
	_messages(_long, {"allow_long_term_keys": true}) == [
		_said(`is valid for 31 days, longer than the allowed 30 days`),
	]
}

test_never_expires_fails_where_long_term_keys_are_allowed if {
	_messages({}, {"allow_long_term_keys": true}) == [_said(`never expires`)]
}

test_short_lived_is_long_term_and_fails if {
	_messages(_short, {}) == [
		_said(`is a long-term key (expires "2026-08-19")`),
	]
}

test_short_lived_passes_where_long_term_keys_are_allowed if {
	testing.kinds(_control, _facts(_short, {"allow_long_term_keys": true})) == ["pass"]
}

test_lifetime_is_a_parameter if {
	testing.kinds(_control, _facts(_long, {"allow_long_term_keys": true, "max_lifetime_days": 31})) == ["pass"]
}

test_expired_though_active_passes if _kinds({"ExpirationDate": "2026-08-01T00:00:00Z"}) == ["pass"]

test_expires_a_second_after_the_scan_fails if _kinds({"ExpirationDate": "2026-08-01T00:00:01Z"}) == ["fail"]

test_inactive_passes if _kinds({"Status": "Inactive"}) == ["pass"]

test_expired_passes if _kinds({"Status": "Expired"}) == ["pass"]

test_without_a_status_fails if {
	key := testing.record(
		"AWS::IAM::ServiceSpecificCredential",
		testing.iam("user/ci:credential/ACCA1"),
		object.remove(_base, ["Status"]),
	)
	testing.kinds(_control, testing.facts([key], {}, [])) == ["fail"]
}

test_key_of_another_service_not_applicable if {
	_kinds({"ServiceName": "codecommit.amazonaws.com"}) == ["not_applicable"]
}

_anthropic := "aws-external-anthropic.amazonaws.com"

test_key_of_claude_platform_fails if {
	_messages({"ServiceName": _anthropic}, {}) == [
		`the active API key for "aws-external-anthropic.amazonaws.com" never expires`,
	]
}

test_services_are_a_parameter if {
	params := {"services": ["bedrock.amazonaws.com"]}
	testing.kinds(_control, _facts({"ServiceName": _anthropic}, params)) == ["not_applicable"]
}

test_key_of_a_user_of_the_console_fails if {
	key := testing.without(_key({"UserName": "AeaApiKey-a1b2"}), "ServiceName")
	[found] := testing.results(_control, testing.facts([key], {}, []))
	found.kind == "fail"
	found.subject.id == testing.iam("user/AeaApiKey-a1b2")
	_kinds({"UserName": "AeaApiKey-a1b2", "ServiceName": "codecommit.amazonaws.com"}) == ["not_applicable"]
}

# The listing of keys names the user without its path.
test_user_with_a_path_fails if {
	user := testing.record("AWS::IAM::User", testing.iam("user/robots/ci"), {"UserName": "ci"})
	testing.verdicts(_control, testing.facts([_key({}), user], {}, [])) == {
		["fail", testing.iam("user/robots/ci"), "ACCA1"],
	}
}

test_users_denied if {
	gap := testing.gap("iam:GetAccountAuthorizationDetails", "global")
	testing.kinds(_control, testing.facts([_key({})], {}, [gap])) == ["fail"]
	testing.kinds(_control, testing.facts([_key({"Status": "Inactive"})], {}, [gap])) == ["pass"]
}

test_no_key_not_applicable if testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]

test_each_key_of_a_user_is_judged if {
	changes := {"Status": "Inactive", "ServiceSpecificCredentialId": "ACCA2"}
	other := testing.record(
		"AWS::IAM::ServiceSpecificCredential", testing.iam("user/ci:credential/ACCA2"),
		object.union(_base, changes),
	)
	testing.verdicts(_control, testing.facts([_key({}), other], {}, [])) == {
		["fail", testing.iam("user/ci"), "ACCA1"],
		["pass", testing.iam("user/ci"), "ACCA2"],
	}
}

_denied := testing.gap("iam:ListServiceSpecificCredentials", "global")

test_denied_unknown if {
	testing.results(_control, testing.facts([], {}, [_denied])) == [{
		"kind": "unknown",
		"subject": {"type": "AWS::Account", "id": testing.iam("root"), "region": "global", "item": ""},
		"message": concat(" ", [
			"iam:ListServiceSpecificCredentials in global: AccessDenied (allow",
			"iam:ListServiceSpecificCredentials)",
		]),
		"proof": [],
		"causes": [testing.cause(_denied)],
	}]
}

test_cut_listing_judges_what_was_seen_and_unknown if {
	testing.verdicts(_control, testing.facts([_key({})], {}, [_denied])) == {
		["fail", testing.iam("user/ci"), "ACCA1"],
		["unknown", testing.iam("root"), ""],
	}
}

test_users_with_equal_keys_have_equal_messages if {
	_messages({"UserName": `a" "b`}, {}) == _messages({}, {})
}

test_years_are_no_days if {
	_messages({"ExpirationDate": "2036-07-20T00:00:00Z"}, {}) == [
		_said("is valid for 10 years, longer than the allowed 30 days"),
	]
	_messages({"ExpirationDate": "2027-07-21T00:00:00Z"}, {"max_lifetime_days": 365}) == [
		_said("is valid for 366 days, longer than the allowed 365 days"),
	]
}

# What is known of one key does not depend on what is missing for another.
test_key_fails_beside_one_without_a_user if {
	other := object.union(testing.without(_key({}), "UserName"), {"id": testing.iam("user/x:credential/ACCA2")})
	testing.kinds(_control, testing.facts([_key({}), other], {}, [])) == ["fail"]
	testing.kinds(_control, testing.facts([other, _key({})], {}, [])) == ["fail"]
}
