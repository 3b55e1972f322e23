# METADATA
# title: Record data events of the stores, functions and applications around models
# description: >-
#   Reading documents, vectors and logs, and calling functions and endpoints, are data events. A trail
#   records data events only if a selector names their type.
# custom:
#   id: GENSEC03-BP01/trail-data-events-data-stores
#   severity: medium # calls of models are recorded without it; who read their data is not
#   precision: high
#   mode: automated
#   resources: [AWS::S3::Bucket, AWS::S3Vectors::VectorBucket, AWS::OpenSearchServerless::Collection,
#     AWS::RDS::DBCluster, AWS::Lambda::Function, AWS::QBusiness::Application, AWS::SageMaker::Endpoint]
#   lists: ["@source-buckets", "@training-buckets", "@all-log-buckets", s3:ListBuckets,
#     s3vectors:ListVectorBuckets, opensearchserverless:ListCollections, bedrock-agent:GetKnowledgeBase,
#     "@called-functions", qbusiness:ListApplications, "@generative-endpoints"]
#   evidence: ["@trails", opensearchserverless:BatchGetCollection, qbusiness:GetApplication]
#   params:
#     lookback_days: 180
#   messages:
#     store-missing: no active trail or event data store records all its data events
#     indexes-missing: no active trail or event data store records all data events of its indexes
#     apps-missing: no active trail or event data store records all data events of its Amazon Q apps
#     not-ours: it is not in this account, or no call shows what it is
#     half-read: it could not be read whether it has Amazon Q apps
#     region-not-read: a trail may record its data events in its Region, of which no trails were read
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Add selectors for the data events of these types to a trail or event data store that logs in the
#     Region. They may be limited to the buckets, collections, indexes and functions in use.
package lens.controls.gensec03_bp01.trail_data_events_data_stores

import data.lens.lib.data_event_stores
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.trails

_days := input.params["GENSEC03-BP01/trail-data-events-data-stores"].lookback_days

_others := data_event_stores.others(_days)

_needs := {need |
	others := _others
	some need in data_event_stores.needs(_days)
	subject := need.subject
	not subject in others
}

_missing := {need | some need in _needs; not data_event_stores.recorded(need)}

subjects := {need.subject | some need in _needs} | _others

violations contains finding.absent(subject, message, [], [proof], ["@trails"]) if {
	some need in _missing
	need.region in input.regions
	subject := need.subject
	message := need.lack
	proof := {"id": need.proof, "pointer": "/properties"}
}

# Records that were seen stand, whatever else was not read.
proven := ({need.subject | some need in _needs} - {need.subject | some need in _missing}) - _half_read

# An application of which only the listing was read.
_half_read := {facts.subject(a) |
	some a in input.resources["AWS::QBusiness::Application"]
	not a.properties.applicationArn
}

unseen := ({finding.of(subject, "not-ours", [], []) | some subject in _others} | {found |
	some subject in (_half_read & subjects)
	found := finding.of(subject, "half-read", [], [])
}) | {found |
	scanned := input.regions
	some need in _missing
	region := need.region
	not region in scanned
	found := finding.of(need.subject, "region-not-read", [], [])
}

# Any trail may record a store's events, and any listing may show one more trail.
relies_on := {[subject, place] |
	some subject in subjects
	some place in ({r.id | some r in trails.all} | {region | some region in input.regions})
}
