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
