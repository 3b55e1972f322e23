# METADATA
# title: What the lifecycle of a bucket does
# description: |
#   A rule is for the objects whose keys start with its prefix. A rule that is for some of them only,
#   by their tags or sizes, covers none. Amazon S3 itself moves no small objects, so a rule may leave
#   them out.
package lens.lib.lifecycles

import data.lens.lib.ages

# Whether it was read which rules the bucket has.
known(b) if {
	answer := b.properties.GetBucketLifecycleConfiguration
	not answer.absent == "NoSuchBucket"
}

# Proof: the rules, if they were read.
proof(b) := [{"id": b.id, "pointer": "/properties/GetBucketLifecycleConfiguration"} | known(b)]

# Whether a rule moves all objects under a prefix to another storage class.
moves(b, prefix) if {
	some rule in _rules(b)
	_covers(rule, prefix)
	not _is_for_some(rule)
	count(rule.Transitions) > 0
}

# Whether a rule deletes the current versions of all objects under a prefix after at most so many
# days.
expires(b, prefix, days) if {
	some rule in _rules(b)
	_covers(rule, prefix)
	not _is_limited(rule)
	_ends(rule.Expiration, days)
}

# The numbers of days after which rules delete objects under a prefix that are younger than so many
# days. A rule with a date that has passed deletes objects at once. Rules for tags do not count: AWS
# writes its logs without any.
soon(b, prefix, days) := {kept |
	some rule in _rules(b)
	_meets(rule, prefix)
	not _is_for_tags(rule)
	some kept in _kept(rule.Expiration)
	kept < days
}

_kept(expiration) := {days | days := expiration.Days} | {0 | ages.older(expiration.Date, 0)}

# Whether a rule deletes objects under a prefix, maybe not all.
deletes(b, prefix) if {
	some rule in _rules(b)
	_meets(rule, prefix)
	_deletes(rule.Expiration)
}

# Whether a rule ends uploads that were not completed.
aborts(b, prefix) if {
	some rule in _rules(b)
	_covers(rule, prefix)
	rule.AbortIncompleteMultipartUpload.DaysAfterInitiation
}

# Whether a rule deletes the versions that were replaced at most so many days before.
drops_versions(b, prefix, days) if {
	some rule in _rules(b)
	_covers(rule, prefix)
	not _is_limited(rule)
	rule.NoncurrentVersionExpiration.NoncurrentDays <= days
	not rule.NoncurrentVersionExpiration.NewerNoncurrentVersions # so many versions stay for ever
}

# Whether Object Lock keeps every new version for more than so many days.
is_locked(b, days) if {
	lock := b.properties.GetObjectLockConfiguration.ObjectLockConfiguration
	kept := lock.Rule.DefaultRetention
	object.get(kept, "Days", 0) + (365 * object.get(kept, "Years", 0)) > days
}

_rules(b) := [rule |
	some rule in b.properties.GetBucketLifecycleConfiguration.Rules
	rule.Status == "Enabled"
]

_prefix(rule) := prefix if {
	prefix := rule.Filter.And.Prefix
} else := prefix if {
	prefix := rule.Filter.Prefix
} else := prefix if {
	prefix := rule.Prefix
} else := ""

_covers(rule, prefix) if startswith(prefix, _prefix(rule))

_meets(rule, prefix) if _covers(rule, prefix)

_meets(rule, prefix) if startswith(_prefix(rule), prefix)

_is_limited(rule) if _is_for_some(rule)

_is_limited(rule) if {
	some filter in _filters(rule)
	filter.ObjectSizeGreaterThan > 0
}

_is_for_tags(rule) if rule.Filter.Tag

_is_for_tags(rule) if count(rule.Filter.And.Tags) > 0

_is_for_some(rule) if _is_for_tags(rule)

_is_for_some(rule) if {
	some filter in _filters(rule)
	filter.ObjectSizeLessThan
}

_is_for_some(rule) if {
	some filter in _filters(rule)
	filter.ObjectSizeGreaterThan > 131072
}

_filters(rule) := {filter | filter := rule.Filter} | {filter | filter := rule.Filter.And}

_ends(expiration, days) if expiration.Days <= days

_ends(expiration, _) if ages.older(expiration.Date, 0)

_deletes(expiration) if expiration.Days

_deletes(expiration) if expiration.Date
