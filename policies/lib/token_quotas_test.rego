package lens_test.token_quotas_test

import data.lens.lib.token_quotas
import data.lens_test.testing

_model(name) := object.union(testing.record("AWS::Bedrock::InvokedModel", "arn:m", {}), {"name": name})

_quota(name) := testing.record("AWS::ServiceQuotas::ServiceQuota", sprintf("arn:%s", [name]), {
	"QuotaCode": "L-1",
	"QuotaName": name,
	"Value": 1000,
})

_names := [
	"On-demand model inference tokens per minute for Anthropic Claude 3.5 Sonnet",
	"On-demand model inference tokens per minute for Anthropic Claude 3.5 Sonnet V2",
	"Cross-region model inference tokens per minute for Anthropic Claude 3.5 Sonnet V2",
	"Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1",
	"Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length",
	"Global cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1",
	"On-demand InvokeModel tokens per minute for Amazon Nova Lite",
	"Cross-region model inference tokens per minute for Amazon Nova Premier V1",
]

_profile(id, regions) := testing.record(_profile_type, id, {"models": [{"modelArn": arn} |
	some region in regions
	arn := sprintf("arn:aws:bedrock:%s::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0", [region])
]})

_profile_type := "AWS::Bedrock::ApplicationInferenceProfile"

_own := testing.arn("bedrock", "application-inference-profile/own000000001")

# The name of the quota of what is called.
_found(name, profiles) := quota.properties.QuotaName if {
	facts := testing.facts(array.concat(profiles, [_quota(one) | some one in _names]), {}, [])
	quota := token_quotas.of(_model(name)) with input as facts
}

_called := {
	"anthropic.claude-3-5-sonnet-20240620-v1:0": 0,
	"anthropic.claude-3-5-sonnet-20241022-v2:0": 1,
	"us.anthropic.claude-3-5-sonnet-20241022-v2:0": 2,
	"eu.anthropic.claude-sonnet-4-5-20250929-v1:0": 3,
	"global.anthropic.claude-sonnet-4-5-20250929-v1:0": 5,
	"amazon.nova-lite-v1:0": 6,
	"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0": 6,
	"arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-premier-v1:0": 7,
}

test_quota_of_what_is_called if {
	every name, at in _called { _found(name, []) == _names[at] }
}

test_profile_of_the_account if {
	_found(_own, [_profile(_own, ["us-east-1", "us-west-2"])]) == _names[3]
	_found(_own, [_profile(_own, ["us-east-1", ""])]) == _names[5]
	not _found(_own, [_profile(_own, ["us-east-1"])])
	not _found(_own, [])
}

test_name_that_is_not_known if {
	not _found("acme.talk-v1:0", [])
	not _found("anthropic.claude-sonnet-4-5-20250929-v1:0", [])
}

test_two_quotas_of_one_name if {
	twice := array.concat([_quota(_names[6])], [object.union(_quota(_names[6]), {"id": "arn:other"})])
	facts := testing.facts(twice, {}, [])
	found := [quota | quota := token_quotas.of(_model("amazon.nova-lite-v1:0"))] with input as facts
	count(found) == 0
}

test_what_has_a_quota if {
	facts := testing.facts([], {}, [])
	every name in ["amazon.nova-lite-v1:0", _own] {
		has := [true | token_quotas.has_one(_model(name))] with input as facts
		count(has) == 1
	}
	every name in [testing.arn("bedrock", "provisioned-model/abcdefghij01"), "endpoint"] {
		has := [true | token_quotas.has_one(_model(name))] with input as facts
		count(has) == 0
	}
}
