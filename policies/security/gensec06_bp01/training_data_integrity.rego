# METADATA
# title: Keep training data versioned and its changes traceable
# description: >-
#   A few changed examples are enough to poison a model. Versions let you go back to the data of before, and
#   a record of writes shows who changed it. GENSEC03-BP01/trail-data-events-data-stores asks for reads too.
# custom:
#   id: GENSEC06-BP01/training-data-integrity
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::S3::Bucket]
#   lists: ["@training-buckets", s3:ListBuckets]
#   evidence: [s3:GetBucketVersioning, s3:GetObjectLockConfiguration, s3:GetBucketLogging, "@trails"]
#   params: {require_object_lock: false, lookback_days: 180}
#   workload: [sagemaker]
#   messages:
#     not-versioned: versioning is not enabled
#     no-lock: Object Lock is not enabled
#     not-recorded: neither server access logging nor a trail records all writes of training data
#     region-not-read: a trail may record writes in the Region of the bucket, of which no trails were read
#     not-ours: it does not exist or belongs to another account, which alone can show its settings
#     half-read: its versioning, its Object Lock or its logging could not be read
#   item: none
#   remediation: >-
#     Enable versioning, and record the writes of objects by server access logging or by data events of a
#     trail.
package lens.controls.gensec06_bp01.training_data_integrity

import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.object_writes
import data.lens.lib.training_data
import data.lens.lib.training_writers

_params := input.params["GENSEC06-BP01/training-data-integrity"]

_own := training_writers.own(_params.lookback_days)

_judged := [b | some b in _own; not buckets.gone(b)]

# Buckets that are gone, or another account's.
_others := training_writers.foreign(_params.lookback_days) | _gone

_gone := {facts.subject(b) | some b in _own; buckets.gone(b)}

subjects := {facts.subject(b) | some b in _judged} | _others

# [bucket, message, answer that shows it]
_weak := [[b, message, answer] |
	some b in _judged
	some [message, answer] in _settings
	buckets.unprotected(b, answer)
]

_settings := array.concat(
	[["not-versioned", "GetBucketVersioning"]],
	[["no-lock", "GetObjectLockConfiguration"] | _params.require_object_lock],
)

_stems := training_data.stems(_params.lookback_days)

_unrecorded := [b |
	some b in _judged
	stems := {s | some s in _stems[b.name]}
	not object_writes.recorded(b, stems)
]

violations := {finding.of(facts.subject(b), message, [], [buckets.proof(b, answer)]) |
	some [b, message, answer] in _weak
} | {finding.absent(facts.subject(b), "not-recorded", [], [proof], ["s3:GetBucketLogging", "@trails"]) |
	some b in _unrecorded
	b.properties.GetBucketLogging
	object_writes.watched(b)
	proof := buckets.proof(b, "GetBucketLogging")
}

unseen := union({
	{finding.of(s, "not-ours", [], []) | some s in _others},
	{finding.of(facts.subject(b), "region-not-read", [], []) |
		some b in _unrecorded
		not object_writes.watched(b)
	},
	{finding.of(facts.subject(b), "half-read", [], []) | some b in _half_read},
})

_half_read := {b |
	some b in _judged
	count([answer | some [_, answer] in _settings; b.properties[answer]]) < count(_settings)
} | {b | some b in _unrecorded; not b.properties.GetBucketLogging}

# Records that were read stand, whatever else was not read.
proven := {facts.subject(b) | some b in _judged} - {f.subject |
	some list in [violations, unseen]
	some f in list
}

relies_on := {[s, place] | some s in subjects; some place in object_writes.places}
