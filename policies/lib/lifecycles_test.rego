package lens_test.lib.lifecycles_test

import data.lens.lib.lifecycles
import data.lens_test.testing

_bucket(rules) := {"properties": {"GetBucketLifecycleConfiguration": {"Rules": rules}}}

_rule(changes) := _bucket([object.union({"Status": "Enabled"}, changes)])

_none := {"properties": {"GetBucketLifecycleConfiguration": {"absent": "NoSuchLifecycleConfiguration"}}}

_moves := {"Transitions": [{"Days": 0, "StorageClass": "INTELLIGENT_TIERING"}]}

test_what_was_read if {
	lifecycles.known(_none)
	lifecycles.known(_bucket([]))
	not lifecycles.known({"properties": {}})
	not lifecycles.known({"properties": {"GetBucketLifecycleConfiguration": {"absent": "NoSuchBucket"}}})
	lifecycles.proof(object.union(_none, {"id": "b"})) == [{
		"id": "b",
		"pointer": "/properties/GetBucketLifecycleConfiguration",
	}]
	lifecycles.proof({"id": "b", "properties": {}}) == []
}

test_rule_of_the_whole_bucket if {
	lifecycles.moves(_rule(_moves), "out/")
	lifecycles.moves(_rule(object.union(_moves, {"Filter": {}})), "")
	lifecycles.moves(_rule(object.union(_moves, {"Filter": {"Prefix": ""}})), "")
	not lifecycles.moves(_none, "")
	not lifecycles.moves(_rule({}), "")
	not lifecycles.moves(_rule({"Transitions": []}), "")
	not lifecycles.moves(_rule(object.union(_moves, {"Status": "Disabled"})), "")
}

test_rule_of_a_prefix if {
	every filter in [
		{"Filter": {"Prefix": "out/"}},
		{"Prefix": "out/"},
		{"Filter": {"And": {"Prefix": "out/", "ObjectSizeGreaterThan": 1000}}},
	] {
		rule := _rule(object.union(_moves, filter))
		lifecycles.moves(rule, "out/")
		lifecycles.moves(rule, "out/evaluation/")
		not lifecycles.moves(rule, "")
		not lifecycles.moves(rule, "other/")
	}
}

test_rule_for_some_objects_covers_none if {
	every filter in [
		{"Tag": {"Key": "k", "Value": "v"}},
		{"And": {"Prefix": "", "Tags": [{"Key": "k"}]}},
		{"ObjectSizeLessThan": 1000},
		{"ObjectSizeGreaterThan": 200000},
		{"And": {"ObjectSizeGreaterThan": 200000}},
	] {
		not lifecycles.moves(_rule(object.union(_moves, {"Filter": filter})), "")
		not lifecycles.expires(_rule({"Expiration": {"Days": 1}, "Filter": filter}), "", 30)
	}
	small := {"ObjectSizeGreaterThan": 1000}
	lifecycles.moves(_rule(object.union(_moves, {"Filter": small})), "")
	not lifecycles.expires(_rule({"Expiration": {"Days": 1}, "Filter": small}), "", 30)
}

test_expiry if {
	document := testing.facts([], {}, [])
	lifecycles.expires(_rule({"Expiration": {"Days": 30}}), "a/", 30)
	not lifecycles.expires(_rule({"Expiration": {"Days": 31}}), "a/", 30)
	not lifecycles.expires(_rule({"Expiration": {"ExpiredObjectDeleteMarker": true}}), "a/", 30)
	past := _rule({"Expiration": {"Date": "2026-01-01T00:00:00Z"}})
	lifecycles.expires(past, "a/", 30) with input as document
	future := _rule({"Expiration": {"Date": "2027-01-01T00:00:00Z"}})
	not lifecycles.expires(future, "a/", 30) with input as document
}

test_what_deletes if {
	lifecycles.deletes(_rule({"Expiration": {"Days": 3000}}), "a/")
	lifecycles.deletes(_rule({"Expiration": {"Date": "2027-01-01T00:00:00Z"}}), "a/")
	lifecycles.deletes(_rule({"Expiration": {"Days": 30}, "Prefix": "a/b/"}), "a/")
	not lifecycles.deletes(_rule({"Expiration": {"Days": 30}, "Prefix": "b/"}), "a/")
	not lifecycles.deletes(_rule({"Expiration": {"ExpiredObjectDeleteMarker": true}}), "a/")
}

test_uploads_and_versions if {
	lifecycles.aborts(_rule({"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}), "a/")
	not lifecycles.aborts(_rule({"Expiration": {"Days": 1}}), "a/")
	lifecycles.drops_versions(_rule({"NoncurrentVersionExpiration": {"NoncurrentDays": 30}}), "a/", 30)
	not lifecycles.drops_versions(_rule({"NoncurrentVersionExpiration": {"NoncurrentDays": 31}}), "a/", 30)
	not lifecycles.drops_versions(_rule({}), "a/", 30)
	newest := {"NoncurrentDays": 30, "NewerNoncurrentVersions": 1}
	not lifecycles.drops_versions(_rule({"NoncurrentVersionExpiration": newest}), "a/", 30)
}

test_object_lock if {
	every unit, kept in {"Days": false, "Years": true} {
		lock := {"ObjectLockConfiguration": {"Rule": {"DefaultRetention": {unit: 2}}}}
		b := {"properties": {"GetObjectLockConfiguration": lock}}
		{true | lifecycles.is_locked(b, 30)} == {true | kept}
	}
	not lifecycles.is_locked({"properties": {}}, 30)
}

test_what_is_deleted_soon if {
	lifecycles.soon(_rule({"Expiration": {"Days": 30}}), "a/", 90) == {30}
	lifecycles.soon(_rule({"Expiration": {"Days": 30}, "Prefix": "a/b/"}), "a/", 90) == {30}
	lifecycles.soon(_rule({"Expiration": {"Days": 90}}), "a/", 90) == set()
	lifecycles.soon(_rule({"Expiration": {"Days": 30}, "Prefix": "b/"}), "a/", 90) == set()
	lifecycles.soon(_rule({}), "a/", 90) == set()

	# What AWS writes has no tags.
	every filter in [{"Tag": {"Key": "k", "Value": "v"}}, {"And": {"Prefix": "a/", "Tags": [{"Key": "k"}]}}] {
		lifecycles.soon(_rule({"Expiration": {"Days": 30}, "Filter": filter}), "a/", 90) == set()
	}
	few := {"ObjectSizeLessThan": 1000}
	lifecycles.soon(_rule({"Expiration": {"Days": 30}, "Filter": few}), "a/", 90) == {30}
	document := testing.facts([], {}, [])
	past := _rule({"Expiration": {"Date": "2026-01-01T00:00:00Z"}})
	lifecycles.soon(past, "a/", 90) == {0} with input as document
}
