# METADATA
# title: Replicate knowledge base source buckets, deletions included, to the other declared Regions
# description: >-
#   A knowledge base in another Region reads what is there. If its files are not copied, or what was deleted
#   stays, it answers from other data.
# custom:
#   id: GENREL05-BP02/source-buckets-replicated
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::S3::Bucket, AWS::Account]
#   lists:
#     - bedrock-agent:ListKnowledgeBases
#     - bedrock-agent:ListDataSources
#     - bedrock-agent:GetDataSource
#   evidence: [s3:ListBuckets, s3:GetBucketVersioning, s3:GetBucketReplication]
#   workload: [regions]
#   params: {}
#   messages:
#     undeclared: "@regions-undeclared"
#     foreign: it is not one of this account's buckets, so its owner must say whether it is replicated
#     unversioned: its versioning is not enabled
#     no-rule: no enabled rule replicates it to %s
#     not-all: its rules do not replicate to %s all that data sources read
#     no-deletions: its rules do not replicate deletions to %s
#     destination: >-
#       whether it is replicated to %s is not known, because the Region of one
#       of its destination buckets is not shown
#     nowhere: AWS does not show in which Region it is
#   item: none
#   remediation: >-
#     Turn on versioning, and add a replication rule with delete marker replication for each Region.
package lens.controls.genrel05_bp02.source_buckets_replicated

import data.lens.lib.counterparts
import data.lens.lib.finding
import data.lens.lib.replication

# {arn, source}: each bucket and a data source that reads it, where several Regions are declared.
_read := [[arn, source] |
	some arn, list in replication.sources
	some source in counterparts.compared(list)
]

_all := [source | some _, list in replication.sources; some source in list]

_undecided := counterparts.undecided(_all)

subjects := {_subject(arn) | some [arn, _] in _read} | _undecided

_subject(arn) := {"type": "AWS::S3::Bucket", "id": arn, "region": replication.place(arn), "item": ""}

undeclared := {finding.of(s, "undeclared", [{r.region | some r in _all}], []) | some s in _undecided}

reviews := {finding.of(_subject(arn), "foreign", [], []) | some arn in _foreign}

_foreign := {arn | some [arn, _] in _read; replication.foreign(arn)}

_own := {arn | some [arn, _] in _read} - _foreign

# [bucket, another declared Region, what is missing there]
_faults := [[arn, region, fault] |
	some arn in _own
	replication.read(arn)
	home := replication.region(arn)
	some region in (counterparts.declared - {home})
	fault := replication.fault(arn, region)
]

violations := {finding.of(_subject(arn), fault, [region], replication.proof(arn, "GetBucketReplication")) |
	some [arn, region, fault] in _faults
	fault in {"no-rule", "not-all", "no-deletions"}
} | {finding.of(_subject(arn), "unversioned", [], replication.proof(arn, "GetBucketVersioning")) |
	some arn in _own
	replication.versioned(arn) == false
}

unseen := {finding.of(_subject(arn), "destination", [region], []) |
	some [arn, region, "destination"] in _faults
} | {finding.of(_subject(arn), "nowhere", [], []) | some arn in _own; not _placed(arn)}

_placed(arn) if replication.region(arn)

# The answers about a bucket are those that were asked for the data source.
relies_on := {[_subject(arn), source.id] | some [arn, source] in _read; arn in _own}

# What was seen to be copied is copied, whatever knowledge bases were not listed.
proven := {_subject(arn) | some arn in _own; _shown(arn)} - {_subject(arn) |
	some [arn, _, fault] in _faults
	fault != ""
}

_shown(arn) if {
	_placed(arn)
	replication.read(arn)
	replication.versioned(arn)
}
