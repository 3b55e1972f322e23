# METADATA
# title: Access keys of IAM users
# description: |
#   AWS lists the access keys of those users who may call models, or own an API key for models: see
#   collectors/key_holders.py.
package lens.lib.access_keys

# ARN of each user -> the proofs of its access keys that work.
active := {u.id: proofs |
	some u in input.resources["AWS::IAM::User"]
	proofs := [{"id": u.id, "pointer": pointer} |
		some i, key in u.properties.ListAccessKeys.AccessKeyMetadata
		key.Status == "Active"
		pointer := sprintf("/properties/ListAccessKeys/AccessKeyMetadata/%d/Status", [i])
	]
	count(proofs) > 0
}

# ARNs of the users of whom AWS showed which access keys work.
shown := {u.id |
	some u in input.resources["AWS::IAM::User"]
	keys := u.properties.ListAccessKeys.AccessKeyMetadata
	is_array(keys)
	every key in keys { key.Status in {"Active", "Inactive", "Expired"} }
}
