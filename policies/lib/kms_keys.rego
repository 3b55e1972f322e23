# METADATA
# title: AWS KMS keys
# description: |
#   The one rule for keys. The answer of DescribeKey stands in the record of the resource that names the
#   key, and `name` is that name, or an empty text: an id, an ARN or an alias. AWS KMS does not describe
#   the key of another account that it keeps from us, so nothing is known of it.
package lens.lib.kms_keys

# Whether the key that a resource names can encrypt.
usable(r) if r.properties.DescribeKey.KeyMetadata.KeyState in {"Enabled", "Updating"}

# The state of the key that a resource names, if the key can neither encrypt nor decrypt in it.
unusable(r) := state if {
	state := r.properties.DescribeKey.KeyMetadata.KeyState
	state in {"Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable"}
}

# Whether the key is shown to be a customer managed one that can encrypt.
customer(r) if {
	r.properties.DescribeKey.KeyMetadata.KeyManager == "CUSTOMER"
	usable(r)
}

# Whether AWS manages the key in this account. Only AWS makes aliases that begin with `aws/`.
of_aws(_, name) if regex.match(`^(arn:[^/]*:)?alias/aws/`, name)

of_aws(r, _) if r.properties.DescribeKey.KeyMetadata.KeyManager == "AWS"

# What services say in place of a key that AWS owns.
_no_keys := {"", "auto", "AWS_OWNED_KEY"}

# {[message, arguments], ...}: what is known to be wrong with the key of a resource. `part` is [],
# or the kind and the name of the part that has the key: ["version", "3"].
faults(r, name, part) := {_said(found, part) |
	some found in union({
		{["no-customer-key", []] | name in _no_keys},
		{["key-of-aws", []] | of_aws(r, name)},
		{["key-unusable", [state]] | state := unusable(r)},
	})
}

# The same: that it is not known whether the key is a customer managed one that can encrypt.
doubts(r, name, part) := {_said(["key-not-shown", []], part) |
	count(faults(r, name, part)) == 0
	not customer(r)
}

_said(found, []) := found

_said(found, [kind, name]) := [_of_part[kind][found[0]], array.concat([name], found[1])]

# Kind of the part -> message about the whole -> message about the part.
_of_part := {
	"version": {
		"no-customer-key": "version-no-customer-key",
		"key-of-aws": "version-key-of-aws",
		"key-unusable": "version-key-unusable",
		"key-not-shown": "version-key-not-shown",
	},
	"index": {
		"no-customer-key": "index-no-customer-key",
		"key-of-aws": "index-key-of-aws",
		"key-unusable": "index-key-unusable",
		"key-not-shown": "index-key-not-shown",
	},
}
