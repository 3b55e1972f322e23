package lens_test.kms_keys_test

import data.lens.lib.kms_keys

_in(state) := {"properties": {"DescribeKey": {"KeyMetadata": {"KeyState": state}}}}

test_keys_that_work if {
	every state in ["Enabled", "Updating"] {
		kms_keys.usable(_in(state))
		not kms_keys.unusable(_in(state))
	}
}

test_keys_that_do_not_work if {
	every state in ["Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable"] {
		kms_keys.unusable(_in(state)) == state
		not kms_keys.usable(_in(state))
	}
}

# Another state, or none, shows neither.
test_keys_of_an_unknown_state if {
	lost := {"properties": {"DescribeKey": {"absent": "NotFoundException"}}}
	every r in [_in("Creating"), {"properties": {}}, lost] {
		not kms_keys.usable(r)
		not kms_keys.unusable(r)
	}
}

_key := "arn:aws:kms:us-east-1:111122223333:key/1234abcd"

_of(manager, state) := {"properties": {"DescribeKey": {"KeyMetadata": {
	"KeyManager": manager,
	"KeyState": state,
}}}}

_unread := {"properties": {}}

test_key_of_a_customer_that_works if {
	mine := _of("CUSTOMER", "Enabled")
	kms_keys.customer(mine)
	kms_keys.faults(mine, _key, []) == set()
	kms_keys.doubts(mine, _key, []) == set()
}

test_no_key if {
	every name in ["", "auto", "AWS_OWNED_KEY"] {
		kms_keys.faults(_unread, name, []) == {["no-customer-key", []]}
		kms_keys.doubts(_unread, name, []) == set()
	}
}

test_key_of_aws if {
	kms_keys.faults(_of("AWS", "Enabled"), _key, []) == {["key-of-aws", []]}
	every name in ["alias/aws/s3", "arn:aws:kms:us-east-1:111122223333:alias/aws/s3"] {
		kms_keys.faults(_unread, name, []) == {["key-of-aws", []]}
	}
	kms_keys.faults(_of("CUSTOMER", "Enabled"), "alias/mine/alias/aws/s3", []) == set()
}

test_key_that_encrypts_nothing if {
	off := _of("CUSTOMER", "Disabled")
	kms_keys.faults(off, _key, []) == {["key-unusable", ["Disabled"]]}
	kms_keys.faults(off, _key, ["version", "2"]) == {["version-key-unusable", ["2", "Disabled"]]}
	not kms_keys.customer(off)
}

# A key that was not described, one without an owner, and one that is being made.
test_doubtful_keys if {
	every r in [_unread, _in("Enabled"), _of("CUSTOMER", "Creating")] {
		kms_keys.faults(r, _key, []) == set()
		kms_keys.doubts(r, _key, []) == {["key-not-shown", []]}
		kms_keys.doubts(r, _key, ["version", "7"]) == {["version-key-not-shown", ["7"]]}
		not kms_keys.customer(r)
	}
}
