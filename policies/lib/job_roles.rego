# METADATA
# title: Roles of the jobs that train, import, evaluate and call models in batches
# description: |
#   The jobs of Amazon Bedrock that the scan reads, and the training jobs of SageMaker AI that are
#   generative. A role is judged by all of its jobs: what one of them writes, the role must write.
package lens.lib.job_roles

import data.lens.lib.ages
import data.lens.lib.data_grants
import data.lens.lib.documents
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker

# {role, job, pointer, created, outputs}: the jobs that are at most so many days old. `pointer`
# shows the role in the job, and `outputs` are URIs.
uses(days) := [use | some use in _uses; ages.within(use.created, days)]

_uses := [use |
	some use in array.concat(array.concat(_bedrock, _batches), _trainings)
	role := use.role
	not contains(role, ":role/aws-service-role/")
]

_bedrock := [_use(job, "roleArn", job.properties.creationTime, outputs) |
	some type in ["ModelCustomizationJob", "ModelImportJob", "EvaluationJob"]
	some job in input.resources[sprintf("AWS::Bedrock::%s", [type])]
	outputs := {uri | uri := job.properties.outputDataConfig.s3Uri}
]

_batches := [_use(job, "roleArn", job.properties.submitTime, outputs) |
	some job in input.resources["AWS::Bedrock::ModelInvocationJob"]
	outputs := {uri | uri := job.properties.outputDataConfig.s3OutputDataConfig.s3Uri}
]

_trainings := [_use(job, "RoleArn", job.properties.CreationTime, outputs) |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	job.id in generative_sagemaker.jobs
	outputs := union({
		{uri | uri := job.properties.CheckpointConfig.S3Uri},
		{uri |
			some member in ["OutputDataConfig", "DebugHookConfig", "ProfilerConfig", "TensorBoardOutputConfig"]
			uri := job.properties[member].S3OutputPath
		},
	})
]

_use(job, member, created, outputs) := {
	"role": job.properties[member],
	"job": job.id,
	"pointer": sprintf("/properties/%s", [member]),
	"created": created,
	"outputs": outputs,
}

subject(arn) := {"type": "AWS::IAM::Role", "id": arn, "region": "global", "item": ""}

# The roles of `found`, a list of `uses`, that the account's listing shows, by ARN.
records(found) := {r.id: r |
	arns := {use.role | some use in found}
	some r in input.resources["AWS::IAM::Role"]
	r.id in arns
}

# [ARN of a role of `found`, an Allow statement of its policies, as in data_grants.every_allow]. The
# policies in `full_access` are left out.
held(found) := [[arn, one] |
	some arn, role in records(found)
	some one in data_grants.every_allow(role)
	policy := one.policy
	not _is_full(policy)
]

# {[ARN of a role, ARN of a policy, proof], ...}: the attached policies of AWS that give access to
# all buckets.
full_access(found) := {[arn, name, proof] |
	some arn, role in records(found)
	some i, policy in role.properties.AttachedManagedPolicies
	name := policy.PolicyArn
	_is_full(name)
	proof := {"id": arn, "pointer": sprintf("/properties/AttachedManagedPolicies/%d", [i])}
}

_is_full(policy) if {
	data_grants.of_aws(policy)
	regex.match(`/(AdministratorAccess|AmazonS3FullAccess|AmazonSageMakerFullAccess)$`, policy)
}

# Findings about roles of `found` that were not read, and about policies of these roles.
unseen(found) := ({finding.of(subject(use.role), "role-not-shown", [use.job], [proof]) |
	known := records(found)
	some use in found
	role := use.role
	not known[role]
	proof := {"id": use.job, "pointer": use.pointer}
} | {finding.of(subject(arn), "role-unreadable", [], [proof]) |
	some arn, _ in records(found)
	data.lens.lib.documents.unreadable[arn]
	proof := {"id": arn, "pointer": "/properties"}
}) | {finding.of(subject(arn), "policy-not-shown", [name], [proof]) |
	some arn, role in records(found)
	some [name, proof] in documents.not_shown(role)
}
