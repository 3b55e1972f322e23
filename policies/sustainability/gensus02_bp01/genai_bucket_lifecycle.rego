# METADATA
# title: Tier or expire the data in buckets that generative AI uses
# description: >-
#   What jobs, endpoints and logs write stays in the most expensive storage class until a lifecycle rule
#   moves or deletes it. Documents, training data and models have to stay, so for these a person decides.
# custom:
#   id: GENSUS02-BP01/genai-bucket-lifecycle
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::S3::Bucket]
#   lists: ["@genai-buckets", s3:ListBuckets]
#   evidence: [s3:GetBucketLifecycleConfiguration, "resourcegroupstaggingapi:GetResources"]
#   params:
#     exempt_tag: keep-all
#   workload: [sagemaker]
#   messages:
#     output-stays: no enabled lifecycle rule moves or deletes what is written to %s
#     source-stays: >-
#       no enabled lifecycle rule moves what is read from %s: decide whether it has to stay in its storage
#       class, or is in Intelligent-Tiering
#     source-expires: >-
#       a lifecycle rule deletes what is read from %s: decide whether it is still needed then
#     not-listed: the account does not list the bucket, so its lifecycle cannot be read
#     not-shown: AWS did not answer which lifecycle rules the bucket has
#   item: none
#   remediation: >-
#     Add a lifecycle rule that moves objects to Intelligent-Tiering on day 0, and one that deletes results
#     that nobody needs any more.
package lens.controls.gensus02_bp01.genai_bucket_lifecycle

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_buckets
import data.lens.lib.lifecycles
import data.lens.lib.tagged

_params := input.params["GENSUS02-BP01/genai-bucket-lifecycle"]

_judged := [b | some b in genai_buckets.own; tag := _params.exempt_tag; not tagged.has(b, tag)]

subjects := {facts.subject(b) | some b in _judged} | genai_buckets.foreign

# Tags that were not read may exempt a bucket.
violations := {finding.absent(facts.subject(b), "output-stays", [prefixes], proof, operations) |
	operations := ["resourcegroupstaggingapi:GetResources", "bedrock:GetModelInvocationLoggingConfiguration"]
	some b in _judged
	found := {[prefix, p] | some ["output", prefix, p] in _places(b); not _ends(b, prefix)}
	count(found) > 0
	prefixes := {_shown(prefix) | some [prefix, _] in found}
	proof := array.concat(sort([p | some [_, p] in found]), lifecycles.proof(b))
}

reviews := {finding.of(facts.subject(b), message, [prefixes], lifecycles.proof(b)) |
	some b in _judged
	some message in ["source-stays", "source-expires"]
	prefixes := {_shown(prefix) | some ["source", prefix, _] in _places(b); _asks(message, b, prefix)}
	count(prefixes) > 0
}

unseen := {finding.of(subject, "not-listed", [], []) | some subject in genai_buckets.foreign} | _unread

_unread := {finding.of(facts.subject(b), "not-shown", [], []) | some b in _judged; not lifecycles.known(b)}

shown := {[facts.subject(b), proof] | some b in _judged; some proof in lifecycles.proof(b)}

# What is written beside models that are loaded is not told apart from them.
_places(b) := {[_kind(b, kind), prefix, proof] |
	lifecycles.known(b)
	some [kind, prefix, proof] in genai_buckets.places[b.name]
}

_kind(b, kind) := "output" if {
	kind in {"output", "log", "training"}
	not genai_buckets.holds_artifacts(b)
} else := "source"

_ends(b, prefix) if lifecycles.moves(b, prefix)

_ends(b, prefix) if lifecycles.expires(b, prefix, 36500)

_asks("source-stays", b, prefix) if not lifecycles.moves(b, prefix)

_asks("source-expires", b, prefix) if lifecycles.deletes(b, prefix)

_shown(prefix) := sprintf("/%s", [prefix])
