# METADATA
# title: Expire results, old versions and unfinished uploads automatically
# description: >-
#   Results that nobody reads again, versions that were replaced and uploads that were never completed are
#   stored for ever, unless a lifecycle rule deletes them. Invocation logs may have to be kept longer.
# custom:
#   id: GENSUS02-BP01/redundant-data-expired
#   severity: low
#   precision: medium
#   mode: automated
#   resources: [AWS::S3::Bucket]
#   lists: ["@genai-buckets", s3:ListBuckets]
#   evidence: [s3:GetBucketLifecycleConfiguration, s3:GetBucketVersioning, s3:GetObjectLockConfiguration,
#     "resourcegroupstaggingapi:GetResources"]
#   params:
#     max_noncurrent_days: 90
#     max_output_days: 365
#     max_log_days: 3653
#     exempt_tag: keep-all
#   workload: [sagemaker]
#   messages:
#     uploads: no enabled lifecycle rule ends uploads that were not completed
#     noncurrent: no enabled lifecycle rule deletes noncurrent versions within %s
#     results: no enabled lifecycle rule deletes what is written to %s within %s
#     not-shown: AWS did not answer which lifecycle rules the bucket has
#   item: rule
#   remediation: >-
#     Add lifecycle rules that delete results and noncurrent versions, and that end uploads after a week.
package lens.controls.gensus02_bp01.redundant_data_expired

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_buckets
import data.lens.lib.lifecycles
import data.lens.lib.tagged

_params := input.params["GENSUS02-BP01/redundant-data-expired"]

_judged := [b |
	some b in genai_buckets.own
	[tag, days] := [_params.exempt_tag, _params.max_output_days]
	not tagged.has(b, tag)
	not lifecycles.is_locked(b, days)
]

subjects := {facts.item(b, "uploads") | some b in _judged} | ({facts.item(b, "versions") |
	some b in _judged
	not _is_unversioned(b)
} | {facts.item(b, "output") | some b in _judged; count(_written(b)) > 0})

# Tags that were not read may exempt a bucket, and so may a retention.
violations := {finding.absent(facts.item(b, item), message, arguments, lifecycles.proof(b), operations) |
	operations := [
		"bedrock:GetModelInvocationLoggingConfiguration", "resourcegroupstaggingapi:GetResources",
		"s3:GetObjectLockConfiguration",
	]
	some b in _judged
	lifecycles.known(b)
	some [item, message, arguments] in _faults(b)
}

unseen := {finding.of(subject, "not-shown", [], []) |
	some b in _judged
	not lifecycles.known(b)
	some subject in subjects
	subject.id == b.id
}

shown := {[facts.item(b, item), proof] |
	some b in _judged
	some item in ["uploads", "versions", "output"]
	some proof in lifecycles.proof(b)
}

_faults(b) := ({["uploads", "uploads", []] |
	some [_, prefix, _] in genai_buckets.places[b.name]
	not lifecycles.aborts(b, prefix)
} | {["versions", "noncurrent", [{"days": days, "beside": 0}]] |
	b.properties.GetBucketVersioning.Status
	days := _params.max_noncurrent_days
	some [_, prefix, _] in genai_buckets.places[b.name]
	not lifecycles.drops_versions(b, prefix, days)
}) | {["output", "results", [prefixes, {"days": days, "beside": 0}]] |
	some days in {limit | some [_, limit] in _written(b)}
	stays := {p | some [p, limit] in _written(b); limit == days; not lifecycles.expires(b, p, days)}
	prefixes := {sprintf("/%s", [prefix]) | some prefix in stays}
	count(prefixes) > 0
}

# [prefix, days]. What is written beside models that are loaded is not told apart from them.
_written(b) := {[prefix, days] |
	not genai_buckets.holds_artifacts(b)
	some [kind, prefix, _] in genai_buckets.places[b.name]
	days := {"output": _params.max_output_days, "log": _params.max_log_days}[kind]
}

_is_unversioned(b) if {
	b.properties.GetBucketVersioning
	not b.properties.GetBucketVersioning.Status
}
