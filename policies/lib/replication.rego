# METADATA
# title: To which Regions the buckets that knowledge bases read are copied
# description: |
#   A rule counts if it is enabled, copies all that a data source reads, and copies deletions. A rule of
#   version 1 has no filter, and always copies deletions. A bucket that is a copy of one in a Region needs no
#   copy there.
package lens.lib.replication

import data.lens.lib.facts
import data.lens.lib.group

# ARN of a bucket -> the data sources that read it, and are not being deleted.
sources := group.by_first({[arn, source] |
	some source in input.resources["AWS::Bedrock::DataSource"]
	not source.properties.status == "DELETING"
	arn := source.properties.dataSourceConfiguration.s3Configuration.bucketArn
})

# The Region of a bucket of this account.
region(arn) := facts.get("AWS::S3::Bucket", arn).properties.BucketRegion

# Where results about a bucket are shown: where it was found, or where a data source reads it.
place(arn) := facts.get("AWS::S3::Bucket", arn).region

place(arn) := sources[arn][0].region if not facts.get("AWS::S3::Bucket", arn)

# Whether a bucket belongs to another account: a data source says so, or the account does not list
# it.
foreign(arn) if {
	some source in sources[arn]
	owner := source.properties.dataSourceConfiguration.s3Configuration.bucketOwnerAccountId
	owner != input.account
}

foreign(arn) if not _listed(arn)

_listed(arn) if facts.get("AWS::S3::Bucket", arn).properties.Name

# Whether a bucket keeps old versions of objects, without which nothing is copied. Undefined if AWS
# did not say it.
versioned(arn) := status == "Enabled" if {
	answers := [answer | some source in sources[arn]; answer := source.properties.GetBucketVersioning]
	not answers[0].absent
	status := object.get(answers[0], "Status", "")
}

# Proof: the answer to an operation about a bucket.
proof(arn, answer) := [{"id": source.id, "pointer": sprintf("/properties/%s", [answer])} |
	some source in sources[arn]
	source.properties[answer]
]

# Whether it was read which rules a bucket has.
read(arn) if {
	some source in sources[arn]
	source.properties.GetBucketReplication
}

# What is missing for a copy in a Region, as the name of a message; "" if nothing is. It is
# "destination" where the Region of a destination is not known.
fault(arn, target) := "" if {
	prefixes := _prefixes(arn)
	every prefix in prefixes { _copies(arn, target, prefix, true) }
} else := "" if {
	some other, _ in sources
	region(other) == target
	every prefix in _prefixes(other) { _copies_to(other, arn, prefix) }
	every prefix in _prefixes(arn) { _comes_from(other, arn, prefix) }
} else := "no-deletions" if {
	prefixes := _prefixes(arn)
	every prefix in prefixes { _copies(arn, target, prefix, false) }
} else := "not-all" if {
	some rule in _rules(arn)
	region(rule.Destination.Bucket) == target
} else := "destination" if {
	some rule in _rules(arn)
	not _located(rule)
} else := "no-rule"

_located(rule) if region(rule.Destination.Bucket)

_copies(arn, target, prefix, strict) if {
	some rule in _rules(arn)
	region(rule.Destination.Bucket) == target
	_covers(rule, prefix)
	_deletes(rule) in {true, strict}
}

_copies_to(arn, copy, prefix) if {
	some rule in _rules(arn)
	rule.Destination.Bucket == copy
	_covers(rule, prefix)
	_deletes(rule)
}

_comes_from(arn, copy, prefix) if _copies_to(arn, copy, prefix)

# Around a folder that is copied there may be no other objects.
_comes_from(arn, _, prefix) if {
	some copied in _prefixes(arn)
	startswith(copied, prefix)
}

_rules(arn) := [rule |
	some source in sources[arn]
	some rule in source.properties.GetBucketReplication.ReplicationConfiguration.Rules
	rule.Status == "Enabled"
]

# What the data sources read of a bucket: all of it, if one names no folder.
_prefixes(arn) := {prefix | some source in sources[arn]; some prefix in _folders(source)}

_folders(source) := named if {
	named := source.properties.dataSourceConfiguration.s3Configuration.inclusionPrefixes
	count(named) > 0
} else := [""]

_covers(rule, prefix) if {
	filter := object.get(rule, "Filter", {})
	both := object.get(filter, "And", {})
	named := (object.keys(filter) | object.keys(both)) - {"Prefix", "And"}
	count(named) == 0
	folder := object.get(rule, "Prefix", object.get(filter, "Prefix", object.get(both, "Prefix", "")))
	startswith(prefix, folder)
}

_deletes(rule) if {
	not rule.Filter
	not rule.DeleteMarkerReplication
}

_deletes(rule) if rule.DeleteMarkerReplication.Status == "Enabled"

_deletes(rule) := false if {
	some member in ["Filter", "DeleteMarkerReplication"]
	rule[member]
	not rule.DeleteMarkerReplication.Status == "Enabled"
}
