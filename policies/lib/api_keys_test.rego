package lens_test.lib.api_keys_test

import data.lens.lib.api_keys
import data.lens_test.testing

_key(service, properties) := testing.record(
	"AWS::IAM::ServiceSpecificCredential", testing.iam("user/ci:credential/ACCA1"),
	object.union(
		{"UserName": "ci", "ServiceSpecificCredentialId": "ACCA1", "ServiceName": service, "Status": "Active"},
		properties,
	),
)

_bedrock(properties) := _key("bedrock.amazonaws.com", properties)

test_keys_of_services if {
	other := object.union(_key("codecommit.amazonaws.com", {}), {"id": "other"})
	found := api_keys.of(["bedrock.amazonaws.com"]) with input as testing.facts([other, _bedrock({})], {}, [])
	found == [_bedrock({})]
}

_anthropic := "aws-external-anthropic.amazonaws.com"

test_service_by_its_name if {
	every name in ["bedrock.amazonaws.com", _anthropic, "codecommit.amazonaws.com", "new.amazonaws.com"] {
		api_keys.service(_key(name, {})) == name
	}
}

# The name of a service that is known comes before the name of the user.
test_service_by_the_name_of_the_user if {
	every prefix, service in {"BedrockAPIKey-": "bedrock.amazonaws.com", "AeaApiKey-": _anthropic} {
		user := {"UserName": sprintf("%sa1b2", [prefix])}
		api_keys.service(testing.without(_bedrock(user), "ServiceName")) == service
		api_keys.service(_key("new.amazonaws.com", user)) == service
		every other in ["codecommit.amazonaws.com", "cassandra.amazonaws.com"] {
			api_keys.service(_key(other, user)) == other
		}
	}
	api_keys.service(testing.without(_bedrock({}), "ServiceName")) == ""
}

test_user_with_its_path if {
	user := testing.record("AWS::IAM::User", testing.iam("user/robots/ci"), {"UserName": "ci"})
	found := api_keys.subject(_bedrock({})) with input as testing.facts([user], {}, [])
	found.id == testing.iam("user/robots/ci")
}

test_subject_is_the_user_with_the_key_as_item if {
	found := api_keys.subject(_bedrock({})) with input as testing.facts([], {}, [])
	found == {"type": "AWS::IAM::User", "id": testing.iam("user/ci"), "region": "global", "item": "ACCA1"}
}

_active(properties) if {
	api_keys.active(_bedrock(properties)) with input as testing.facts([], {}, [])
}

# The snapshot was started on 1 August 2026.
test_active if {
	_active({})
	_active({"ExpirationDate": "2026-08-01T00:00:01Z"})
	not _active({"ExpirationDate": "2026-08-01T00:00:00Z"})
	not _active({"Status": "Inactive"})
	not _active({"Status": "Expired"})
}

test_lifetime_counts_a_day_that_has_begun if {
	created := {"CreateDate": "2026-07-20T00:00:00Z"}
	api_keys.lifetime(_bedrock(object.union(created, {"ExpirationDate": "2026-07-21T00:00:00Z"}))) == 1
	api_keys.lifetime(_bedrock(object.union(created, {"ExpirationDate": "2026-07-21T00:00:01Z"}))) == 2
	not api_keys.lifetime(_bedrock(created))
}
