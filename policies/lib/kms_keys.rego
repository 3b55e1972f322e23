# METADATA
# title: AWS KMS keys
# description: |
#   The answer of DescribeKey stands in the record of the resource that names the key.
package lens.lib.kms_keys

# Whether the key that a resource names can encrypt.
usable(r) if r.properties.DescribeKey.KeyMetadata.KeyState in {"Enabled", "Updating"}

# The state of the key that a resource names, if the key can neither encrypt nor decrypt in it.
unusable(r) := state if {
	state := r.properties.DescribeKey.KeyMetadata.KeyState
	state in {"Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable"}
}
