# METADATA
# title: Let only the data pipeline write training data
# description: >-
#   Whoever can write training data decides what the next model learns, and nothing in the answers shows it.
# custom:
#   id: GENSEC06-BP01/training-data-write-restricted
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::S3::Bucket]
#   lists: ["@training-buckets", s3:ListBuckets]
#   evidence: [s3:GetBucketPolicy, s3:GetBucketOwnershipControls, iam:GetAccountAuthorizationDetails,
#     "@training-buckets", "@own-organization"]
#   params:
#     max_writers: 5
#     trusted_accounts: []
#     lookback_days: 180
#   workload: [sagemaker]
#   messages:
#     open-to-anybody: "@open-to-anybody"
#     open-to-others: "@open-to-others"
#     open-to-services: "@open-to-services"
#     open-to-customers: "@open-to-customers"
#     open-to-unnamed: "@open-to-unnamed"
#     open-to-addresses: the bucket policy lets certain addresses or unique ids write, and names no account
#     object-writer: object ownership is ObjectWriter, so whoever writes an object owns it
#     no-ownership: object ownership is not configured, so whoever writes an object owns it
#     role-writes: "%s may put objects where training jobs with this role read"
#     many-writers: "%s principals may put objects where training jobs read, and at most %s should: %s"
#     many-writers-wide: >-
#       %s principals, and those with write access to every bucket (%s), may put objects where training jobs
#       read, and at most %s should: %s
#     not-ours: it does not exist or belongs to another account, which alone can show its settings
#     half-read: its policy or its object ownership could not be read
#     writers-unread: policies of %s could not be read, which may let them write
#   item: none
#   remediation: >-
#     Let only the role of the data pipeline write the prefixes that training jobs read, and set object
#     ownership to BucketOwnerEnforced.
package lens.controls.gensec06_bp01.training_data_write_restricted

import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.training_writers

_params := input.params["GENSEC06-BP01/training-data-write-restricted"]

_own := training_writers.own(_params.lookback_days)

_foreign := training_writers.foreign(_params.lookback_days)

_judged := [b | some b in _own; not buckets.gone(b)]

subjects := {facts.subject(b) | some b in _own} | _foreign

violations contains finding.absent(subject, message, arguments, [proof], operations) if {
	some b in _judged
	found := training_writers.opened(b, _params.lookback_days, _params.trusted_accounts)
	some [message, arguments, operations, proof] in found
	subject := facts.subject(b)
}

violations contains finding.of(subject, message, arguments, proof) if {
	some b in _judged
	subject := facts.subject(b)
	some [message, arguments, proof] in training_writers.faults(b, _params.lookback_days, _params.max_writers)
}

# Whom the owner chose to let in, only a person can say.
reviews contains finding.of(subject, message, arguments, proof) if {
	some b in _judged
	subject := facts.subject(b)
	found := training_writers.choices(b, _params.lookback_days, _params.trusted_accounts)
	some [message, arguments, proof] in found
}

unseen := ({finding.of(s, "not-ours", [], []) |
	some s in (_foreign | {facts.subject(b) | some b in _own; not b in _judged})
} | {finding.of(facts.subject(b), "half-read", [], [{"id": b.id, "pointer": "/properties"}]) |
	some b in _judged
	not _told(b)
}) | {finding.of(facts.subject(b), "writers-unread", [names], []) |
	some b in _judged
	names := training_writers.doubtful
	count(names) > 0
}

# The account's organization decides only where a statement names one.
proven := _complete - {f.subject | some f in ((violations | reviews) | unseen)}

_complete := {facts.subject(b) | some b in _judged; count(training_writers.gaps) == 0}

relies_on := {[facts.subject(b), place] | some b in _judged; some place in training_writers.gaps}

_told(b) if {
	buckets.policy_known(b)
	buckets.ownership(b)
}
