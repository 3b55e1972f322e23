package lens_test.gencost01_bp01.inference_profile_cost_tags_test

import data.lens_test.testing

_control := "GENCOST01-BP01/inference-profile-cost-tags"

_activation := "ce:ListCostAllocationTags"

_tagging := "resourcegroupstaggingapi:GetResources"

_id := testing.arn("bedrock", "application-inference-profile/p1")

_profile(tags) := object.union(
	testing.record("AWS::Bedrock::ApplicationInferenceProfile", _id, {"type": "APPLICATION"}),
	{"tags": tags},
)

_good := _profile({"application": "chat", "cost-center": "42", "team": ""})

_key(name, status) := testing.record_in(
	"global",
	"AWS::CE::CostAllocationTag",
	sprintf("arn:aws:ce::111122223333:cost-allocation-tag/UserDefined/%s", [name]),
	{"TagKey": name, "Type": "UserDefined", "Status": status},
)

_keys := [_key("application", "Active"), _key("cost-center", "Active"), _key("team", "Inactive")]

_unasked := object.union(testing.gap(_activation, "global"), {"code": "NotOptedIn"})

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_with_keys(profile) := array.concat([profile], _keys)

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_missing_tag_fails if {
	profile := _profile({"application": "chat"})
	testing.results(_control, testing.facts(_with_keys(profile), {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::ApplicationInferenceProfile",
			"id": _id,
			"region": "us-east-1",
			"item": "",
		},
		"message": `it has no tag "cost-center"`,
		"proof": [{"id": _id, "pointer": "/tags"}],
		"causes": [],
	}]
	_messages(_with_keys(_profile({}))) == [`it has no tag "application", "cost-center"`]
}

test_case_of_keys_matters if {
	profile := _profile({"Application": "chat", "cost-center": "42"})
	_messages(_with_keys(profile)) == [`it has no tag "application"`]
	_messages([_good, _key("Application", "Active"), _key("cost-center", "Active")]) == [
		`the key "application" is not activated for cost allocation`,
	]
}

test_empty_value_fails if {
	profile := _profile({"application": " ", "cost-center": "42"})
	_messages(_with_keys(profile)) == [`the value of its tag "application" is empty`]
}

test_key_that_is_not_activated_fails if {
	_messages([_good, _key("application", "Active"), _key("cost-center", "Inactive")]) == [
		`the key "cost-center" is not activated for cost allocation`,
	]
	_kinds([_good], {}, []) == ["fail"]
}

test_tagged_profile_passes if {
	_kinds(_with_keys(_good), {}, []) == ["pass"]
	proof := [{"id": _id, "pointer": "/tags"}]
	testing.proofs(_control, testing.facts(_with_keys(_good), {}, [])) == proof
}

test_other_required_tags if {
	_kinds(_with_keys(_profile({"application": "chat"})), {"required_tags": ["application"]}, []) == ["pass"]
	_kinds(_with_keys(_good), {"required_tags": ["team"]}, []) == ["fail"]
	_kinds([_profile({})], {"required_tags": []}, []) == ["pass"]
}

test_activation_that_was_not_read_unknown if {
	_kinds([_good], {}, [_unasked]) == ["unknown"]
	_kinds([_good], {}, [testing.gap(_activation, "global")]) == ["unknown"]
}

# A missing tag fails, whatever else was not read.
test_missing_tag_without_activation_fails if {
	_kinds([_profile({"application": "chat"})], {}, [_unasked]) == ["fail"]
	_kinds([_profile({"application": "", "cost-center": "42"})], {}, [_unasked]) == ["fail"]
}

test_activation_in_the_management_account if {
	elsewhere := {"activation_managed_elsewhere": true}
	_kinds([_good], elsewhere, []) == ["pass"]
	_kinds([_good], elsewhere, [testing.gap(_activation, "global")]) == ["pass"]
	_kinds([_profile({})], elsewhere, [testing.gap(_activation, "global")]) == ["fail"]
}

test_lost_tags_unknown if {
	denied := testing.gap(_tagging, "us-east-1")
	_kinds(_with_keys(_profile({})), {}, [denied]) == ["unknown"]
	_kinds(_with_keys(_good), {}, [denied]) == ["pass"]
}

test_no_profile_not_applicable if _kinds(_keys, {}, []) == ["not_applicable"]

test_denied_listing_unknown if {
	_kinds(_keys, {}, [testing.gap("bedrock:ListInferenceProfiles", "us-east-1")]) == ["unknown"]
}
