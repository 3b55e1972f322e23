# METADATA
# title: Keep the objects of ground truth datasets, with versions
# description: >-
#   An evaluation can be repeated, and its result explained, only with the dataset that it used. An object
#   that is deleted, empty or overwritten ends that. What it says is not read.
# custom:
#   id: GENPERF01-BP01/dataset-object-retained
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::S3::Bucket]
#   lists:
#     - bedrock:ListEvaluationJobs
#     - bedrock:GetEvaluationJob
#     - bedrock:ListAdvancedPromptOptimizationJobs
#     - bedrock:GetAdvancedPromptOptimizationJob
#     - sagemaker:ListAIWorkloadConfigs
#     - sagemaker:DescribeAIWorkloadConfig
#   evidence: [s3:ListObjectsV2, s3:GetBucketVersioning, s3:ListBuckets]
#   params:
#     lookback_days: 365
#   messages:
#     missing: there is no object %s, and %s used it as a dataset
#     empty: object %s has 0 bytes, and %s used it as a dataset
#     not-versioned: versioning was never turned on, so a dataset that is overwritten is lost
#     suspended: versioning is suspended, so a dataset that is overwritten is lost
#     marker: the first object under %s is an empty one; check that others hold the dataset
#     foreign: the bucket is not one of this account, and no object %s was found; check it in its account
#   item: none
#   remediation: >-
#     Restore the object, and turn on versioning, so that past evaluations can be repeated.
package lens.controls.genperf01_bp01.dataset_object_retained

import data.lens.lib.ages
import data.lens.lib.datasets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group

_days := input.params["GENPERF01-BP01/dataset-object-retained"].lookback_days

# Bucket -> what names a dataset in it.
_uses := group.by_first({[facts.subject(bucket), use] |
	some use in datasets.uses
	ages.within(use.created, _days)
	bucket := facts.get("AWS::S3::Bucket", datasets.bucket_of(use.uri))
})

subjects := object.keys(_uses)

violations contains finding.of(s, message, [uris, names], proof) if {
	some message in ["missing", "empty"]
	some s, uses in _uses
	found := [use | some use in uses; datasets.state(use) == message]
	count(found) > 0
	_settles(s, message)
	uris := {use.uri | some use in found}
	names := {use.name | some use in found}
	proof := [{"id": datasets.object_of(uri), "pointer": "/properties/ListObjectsV2"} | some uri in uris]
}

violations contains finding.of(s, message, [], proof) if {
	some s in subjects
	message := _fault(facts.get(s.type, s.id).properties.GetBucketVersioning)
	proof := [{"id": s.id, "pointer": "/properties/GetBucketVersioning"}]
}

reviews contains finding.of(s, "marker", [uris], []) if {
	some s, uses in _uses
	uris := {use.uri | some use in uses; datasets.state(use) == "marker"}
	count(uris) > 0
}

# Another account may keep it where this one may not look.
unseen contains finding.of(s, "foreign", [uris], []) if {
	some s, uses in _uses
	not _own(s)
	uris := {use.uri | some use in uses; datasets.state(use) == "missing"}
	count(uris) > 0
}

relies_on := {[s, datasets.object_of(use.uri)] | some s, uses in _uses; some use in uses}

_settles(_, "empty") := true

_settles(s, "missing") if _own(s)

# The listing of the account's buckets shows it.
_own(s) if facts.get(s.type, s.id).properties.Name

_fault(versioning) := "suspended" if versioning.Status == "Suspended"

_fault(versioning) := "not-versioned" if {
	not versioning.Status
	not versioning.absent
}
