# METADATA
# title: The stores that people declare
# description: |
#   Tables of DynamoDB and buckets of S3 that the configuration names by ARN, which may have wildcards.
#   A table can be restored with point-in-time recovery, and a bucket with its versions.
package lens.lib.stores

import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.wildcards

# Declared store -> the tables and buckets of this account that it names.
matching[store] := found if {
	some store in object.get(input, ["workload", "feedback", "stores"], [])
	found := [facts.get(type, id) |
		some type in ["AWS::DynamoDB::Table", "AWS::S3::Bucket"]
		some id in wildcards.stated([store], _ids(type))
	]
}

_ids("AWS::DynamoDB::Table") := {r.id | some r in input.resources["AWS::DynamoDB::Table"]}

_ids("AWS::S3::Bucket") := {r.id | some r in input.resources["AWS::S3::Bucket"]; buckets.own(r)}

# The operation that would have shown a store.
listing(store) := object.get({"s3": "s3:ListBuckets"}, split(store, ":")[2], "dynamodb:ListTables")

# Whether a store lies in another account. The ARN of a bucket does not say so.
elsewhere(store) if {
	account := split(store, ":")[4]
	account != ""
	count(wildcards.stated([account], {input.account})) == 0
}

# Whether no Region that was read can have a store.
unread(store) if {
	region := split(store, ":")[3]
	region != ""
	count(wildcards.stated([region], {name | some name in input.regions})) == 0
}

# Whether it was read how a store is protected.
told(r) if {
	r.properties.TableStatus
	r.properties.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus
}

told(r) if r.properties.GetBucketVersioning

# {[message, arguments, member], ...}: why a store may be lost. A table that AWS changes is there.
faults(r) := union({
	{["not-active", [r.name, status], "TableStatus"] |
		status := r.properties.TableStatus
		not status in {"ACTIVE", "UPDATING"}
	},
	{["no-recovery", [r.name], "PointInTimeRecoveryDescription"] |
		status := r.properties.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus
		status != "ENABLED"
	},
	{["not-versioned", [r.name], "GetBucketVersioning"] | buckets.unprotected(r, "GetBucketVersioning")},
})
