package lens_test.access_keys_test

import data.lens.lib.access_keys
import data.lens_test.testing

_user(name, statuses) := testing.record("AWS::IAM::User", testing.iam(sprintf("user/%s", [name])), {
	"Path": "/",
	"ListAccessKeys": {"AccessKeyMetadata": [{"UserName": name, "Status": status} | some status in statuses]},
})

_unasked := testing.record("AWS::IAM::User", testing.iam("user/unasked"), {"Path": "/"})

_no_list := testing.record("AWS::IAM::User", testing.iam("user/no-list"), {
	"Path": "/",
	"ListAccessKeys": {"AccessKeyMetadata": {}},
})

_facts := testing.facts(
	[
		_user("none", []), _user("off", ["Inactive", "Expired"]), _user("on", ["Inactive", "Active"]),
		_user("odd", ["Suspended"]), _unasked, _no_list,
	],
	{},
	[],
)

test_active_keys if {
	found := access_keys.active with input as _facts
	found == {testing.iam("user/on"): [{
		"id": testing.iam("user/on"),
		"pointer": "/properties/ListAccessKeys/AccessKeyMetadata/1/Status",
	}]}
}

test_users_whose_keys_are_shown if {
	found := access_keys.shown with input as _facts
	found == {testing.iam("user/none"), testing.iam("user/off"), testing.iam("user/on")}
}
