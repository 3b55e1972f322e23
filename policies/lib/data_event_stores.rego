# METADATA
# title: Stores, functions and applications around models that have data events
# description: |
#   The buckets that models read and that receive logs, vector buckets, collections that store vectors,
#   clusters of knowledge bases, functions that agents, flows and gateways call, applications of Amazon Q
#   Business, and endpoints that serve generative models.
package lens.lib.data_event_stores

import data.lens.lib.ages
import data.lens.lib.called_functions
import data.lens.lib.data_events
import data.lens.lib.facts
import data.lens.lib.generative_sagemaker
import data.lens.lib.group
import data.lens.lib.indexed_content
import data.lens.lib.log_buckets
import data.lens.lib.source_buckets
import data.lens.lib.vector_collections

# {subject, proof, lack, type, region, stem}: the data events of a store. `proof` is the id of what
# shows the store, and `lack` the message if they are not recorded. The ARNs in the events begin
# with `stem`. Training jobs count that are at most so many days old.
needs(days) := union({_objects(days), _vectors, _collections, _clusters, _functions, _apps, _endpoints})

# The subjects that another account owns, or of which no call shows what they are.
others(days) := union({source_buckets.foreign(days), _foreign}) | {s |
	some need in needs(days)
	s := need.subject
	account := split(s.id, ":")[4]
	own := {"", input.account}
	not account in own
}

_foreign := log_buckets.foreign | vector_collections.unknown

_inputs := source_buckets.inputs

_places := log_buckets.places

# Whether an active trail or event data store records them.
recorded(need) if {
	need.type != "AWS::Lambda::Function"
	data_events.recorded(need.type, need.region, {need.stem})
}

# Each call of a function counts as a write.
recorded(need) if {
	need.type == "AWS::Lambda::Function"
	data_events.written(need.type, need.region, {need.stem})
}

_need(subject, proof, lack, type, region, stem) := {
	"subject": subject,
	"proof": proof,
	"lack": lack,
	"type": type,
	"region": region,
	"stem": stem,
}

# Trails of the bucket's own Region record its events.
_objects(days) := {_need(facts.subject(b), b.id, "store-missing", "AWS::S3::Object", region, stem) |
	prefixes := group.by_first(_prefixes(days))
	some b in input.resources["AWS::S3::Bucket"]
	b.properties.Name
	some prefix in prefixes[b.name]
	region := object.get(b.properties, "BucketRegion", "global")
	stem := sprintf("%s/%s", [b.id, prefix])
}

# {[bucket, prefix], ...}
_prefixes(days) := ({[bucket, prefix] |
	some source in input.resources["AWS::Bedrock::DataSource"]
	not source.properties.status == "DELETING"
	config := source.properties.dataSourceConfiguration.s3Configuration
	[_, bucket] := split(config.bucketArn, ":::")
	some prefix in _or_all(object.get(config, "inclusionPrefixes", []))
} | {[bucket, prefix] |
	some read in _inputs
	ages.within(read.created, days)
	startswith(read.uri, "s3://")
	parts := split(trim_prefix(read.uri, "s3://"), "/")
	bucket := parts[0]
	prefix := concat("/", array.slice(parts, 1, count(parts)))
}) | {[place.name, place.folder] | some place in _places}

_or_all(prefixes) := prefixes if count(prefixes) > 0

_or_all(prefixes) := [""] if count(prefixes) == 0

_vectors := {_need(facts.subject(b), b.id, lack, type, b.region, stem) |
	some b in input.resources["AWS::S3Vectors::VectorBucket"]
	some [lack, type, stem] in [
		["store-missing", "AWS::S3Vectors::VectorBucket", b.id],
		["indexes-missing", "AWS::S3Vectors::Index", sprintf("%s/index/", [b.id])],
	]
}

_collections := {_need(subject, id, "store-missing", "AWS::AOSS::Collection", subject.region, id) |
	some [subject, _] in vector_collections.known
	id := subject.id
}

_clusters := {_need(subject, base.id, "store-missing", "AWS::RDS::DBCluster", region, subject.id) |
	some [base, subject] in data.lens.lib.aurora_stores.named
	region := split(subject.id, ":")[3]
}

_functions := {_need(f, call.by, "store-missing", "AWS::Lambda::Function", f.region, f.id) |
	some call in called_functions.calls
	f := called_functions.subject(call.arn)
}

_apps := {_need(facts.subject(a), a.id, "store-missing", "AWS::QBusiness::Application", a.region, a.id) |
	some a in indexed_content.applications
} | {_need(facts.subject(a), a.id, "apps-missing", "AWS::QApps::QApp", a.region, stem) |
	some a in indexed_content.applications
	a.properties.qAppsConfiguration.qAppsControlMode == "ENABLED"
	stem := sprintf("%s/qapp/", [replace(a.id, ":qbusiness:", ":qapps:")])
}

_endpoints := {_need(facts.subject(e), e.id, "store-missing", "AWS::SageMaker::Endpoint", e.region, e.id) |
	some e in generative_sagemaker.answering
	e.id in generative_sagemaker.endpoints
}
