# METADATA
# title: Keep collected feedback in a store that exists and can be restored
# description: >-
#   Feedback shows over months whether changes helped. If the store is gone, or somebody overwrites it,
#   that history cannot be made again. No API says where an application keeps feedback, so the
#   configuration names the store.
# custom:
#   id: GENOPS01-BP02/feedback-store-durable
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence:
#     - dynamodb:ListTables
#     - dynamodb:DescribeTable
#     - dynamodb:DescribeContinuousBackups
#     - s3:ListBuckets
#     - s3:GetBucketVersioning
#   workload: [feedback.stores, sagemaker]
#   params: {}
#   messages:
#     undeclared: >-
#       nobody has declared where feedback is kept: name the table or bucket under
#       workload.feedback.stores in genai-lens.yaml, and scan again
#     missing: it was not found in this account
#     not-active: the status of table %s is %s
#     no-recovery: table %s has point-in-time recovery off
#     not-versioned: bucket %s does not keep old versions of objects
#     other-account: it lies in another account; scan that account, or check there that it can be restored
#     other-region: its Region was not read
#     not-read: "%s was not declared yet when the account was read: scan again"
#   item: store
#   remediation: >-
#     Declare the store of the feedback, and turn on point-in-time recovery of the table or versioning of
#     the bucket.
package lens.controls.genops01_bp02.feedback_store_durable

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions
import data.lens.lib.stores

_declared := {store | some store in object.get(input, ["workload", "feedback", "stores"], [])}

_account := facts.account("global")

_subject(store) := object.union(_account, {"item": store})

subjects := {_account | count(regions.in_use) > 0; count(_declared) == 0} | {_subject(store) |
	count(regions.in_use) > 0
	some store in _declared
}

_stores := {s.item | some s in subjects} - {""}

reviews contains finding.of(_account, "undeclared", [], []) if _account in subjects

reviews contains finding.of(subject, "other-account", [], []) if {
	some store in _stores
	subject := _subject(store)
	stores.elsewhere(store)
}

violations contains finding.absent(subject, "missing", [], [], [listing]) if {
	some store in _stores
	subject := _subject(store)
	listing := stores.listing(store)
	not stores.elsewhere(store)
	not stores.unread(store)
	count(stores.matching[store]) == 0
}

violations contains finding.of(subject, message, arguments, proof) if {
	some store in _stores
	some r in stores.matching[store]
	some [message, arguments, member] in stores.faults(r)
	subject := _subject(store)
	proof := [{"id": r.id, "pointer": sprintf("/properties/%s", [member])}]
}

unseen contains finding.of(subject, "other-region", [], []) if {
	some store in _stores
	subject := _subject(store)
	not stores.elsewhere(store)
	stores.unread(store)
}

unseen contains finding.of(subject, "not-read", [name], []) if {
	some store in _stores
	some r in stores.matching[store]
	not stores.told(r)
	name := r.name
	subject := _subject(store)
}
