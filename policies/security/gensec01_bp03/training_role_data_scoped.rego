# METADATA
# title: Limit training and customization roles to the named data
# description: >-
#   What a job reads may be in the model, and what its role can write may be in the next one. The role should
#   read and write what its jobs need.
# custom:
#   id: GENSEC01-BP03/training-role-data-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: ["@job-roles"]
#   evidence: ["@job-roles", iam:GetAccountAuthorizationDetails]
#   params:
#     lookback_days: 180
#   workload: [sagemaker]
#   messages:
#     broad: a statement allows %s on %s, which matches every bucket
#     not-resource: "@not-resource"
#     writes-training: a statement allows %s on %s, so the role can change training data in %s
#     managed-policy: AWS managed policy %s is attached
#     role-not-shown: "@role-not-shown"
#     role-unreadable: "@role-unreadable"
#     policy-not-shown: "@policy-not-shown"
#   item: none
#   remediation: >-
#     Give each training workload a role that may read the prefixes of its inputs and write the prefix of its
#     outputs.
package lens.controls.gensec01_bp03.training_role_data_scoped

import data.lens.lib.data_grants
import data.lens.lib.finding
import data.lens.lib.job_roles
import data.lens.lib.resources
import data.lens.lib.training_data

_days := input.params["GENSEC01-BP03/training-role-data-scoped"].lookback_days

_uses := job_roles.uses(_days)

_held := job_roles.held(_uses)

subjects := {job_roles.subject(use.role) | some use in _uses}

unseen := job_roles.unseen(_uses)

# A job that was not read may name training data, or write it.
relies_on := {[subject, "*"] | some subject in subjects}

violations contains finding.of(subject, "managed-policy", [name], [proof]) if {
	some [arn, name, proof] in job_roles.full_access(_uses)
	subject := job_roles.subject(arn)
}

_reads := {"bucket": {"s3:listbucket"}, "object": {"s3:getobject"}}

violations contains finding.of(subject, "broad", [names, pattern], [proof]) if {
	some [arn, held] in _held
	some i, pattern in held.statement.Resource
	breadth := resources.breadth_of(pattern)
	names := union({data_grants.naming(held, wanted) | some kind, wanted in _reads; kind in breadth})
	count(names) > 0
	proof := _proof(held, sprintf("Resource/%d", [i]))
	subject := job_roles.subject(arn)
}

violations contains finding.of(subject, "not-resource", [names], [proof]) if {
	some [arn, held] in _held
	held.statement.NotResource
	names := data_grants.naming(held, union({wanted | some wanted in _reads}) | training_data.writes)
	count(names) > 0
	proof := _proof(held, "NotResource")
	subject := job_roles.subject(arn)
}

violations contains finding.absent(subject, "writes-training", arguments, [proof], ["@job-roles"]) if {
	some [arn, held, i, names, changed] in training_data.changing(_uses, _held, _days)
	arguments := [names, held.statement.Resource[i], changed]
	proof := _proof(held, sprintf("Resource/%d", [i]))
	subject := job_roles.subject(arn)
}

# A role that cannot write is not judged by what other jobs name.
proven := (_read - {f.subject | some f in (violations | unseen)}) - _writing

_read := {job_roles.subject(arn) | some arn, _ in job_roles.records(_uses)}

_writing := {job_roles.subject(arn) |
	some [arn, held] in _held
	count(data_grants.naming(held, training_data.writes)) > 0
}

_proof(held, place) := {"id": held.policy, "pointer": sprintf("%s/%s", [held.pointer, place])}
