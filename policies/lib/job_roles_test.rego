package lens_test.job_roles_test

import data.lens.lib.job_roles
import data.lens_test.testing

_new := "2026-07-01T00:00:00Z"

_arn(name) := testing.iam(sprintf("role/%s", [name]))

_job(kind, role, created, more) := testing.record(
	sprintf("AWS::Bedrock::%s", [kind]),
	testing.arn("bedrock", sprintf("job/%s", [role])),
	object.union({"roleArn": _arn(role), "creationTime": created}, more),
)

_jobs := [
	_job("ModelCustomizationJob", "tuning", _new, {"outputDataConfig": {"s3Uri": "s3://tuned/"}}),
	_job("ModelImportJob", "importing", _new, {}),
	_job("EvaluationJob", "judging", "2025-01-01T00:00:00Z", {}),
	_job("EvaluationJob", "aws-service-role/x", _new, {}),
	_job(
		"ModelInvocationJob", "batch", "",
		{"submitTime": _new, "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": "s3://batch/"}}},
	),
	testing.record("AWS::SageMaker::TrainingJob", testing.arn("sagemaker", "training-job/t"), {
		"RoleArn": _arn("training"), "CreationTime": _new,
		"ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1},
		"CheckpointConfig": {"S3Uri": "s3://checkpoints/"},
		"OutputDataConfig": {"S3OutputPath": "s3://models/"},
		"DebugHookConfig": {"S3OutputPath": "s3://debug/"},
	}),
]

_uses(days) := found if {
	facts := testing.facts(_jobs, {}, [])
	found := job_roles.uses(days) with input as facts
}

test_uses_of_every_kind_of_job if {
	{[use.role, use.outputs] | some use in _uses(180)} == {
		[_arn("tuning"), {"s3://tuned/"}],
		[_arn("importing"), set()],
		[_arn("batch"), {"s3://batch/"}],
		[_arn("training"), {"s3://checkpoints/", "s3://models/", "s3://debug/"}],
	}
	_arn("judging") in {use.role | some use in _uses(1000)}
}

_full := "arn:aws:iam::aws:policy/AmazonS3FullAccess"

_everything := {"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"], "Condition": {}}

_role := testing.record("AWS::IAM::Role", _arn("tuning"), {
	"Path": "/",
	"AttachedManagedPolicies": [{"PolicyArn": testing.iam("policy/lost")}, {"PolicyArn": _full}],
	"RolePolicyList": [{
		"PolicyName": "p",
		"PolicyDocument": {"Statement": [_everything]},
	}],
})

_policy := testing.record("AWS::IAM::ManagedPolicy", _full, {"PolicyVersionList": [{
	"IsDefaultVersion": true,
	"Document": {"Statement": [_everything]},
}]})

_facts(gaps) := testing.facts(array.concat(_jobs, [_role, _policy]), {}, gaps)

test_statements_and_policies_of_full_access if {
	uses := _uses(180)
	facts := _facts([])
	held := job_roles.held(uses) with input as facts
	[[arn, one.policy] | some [arn, one] in held] == [[_role.id, _role.id]]
	full := job_roles.full_access(uses) with input as facts
	full == {[_role.id, _full, {"id": _role.id, "pointer": "/properties/AttachedManagedPolicies/1"}]}
}

test_what_was_not_read if {
	uses := _uses(180)
	facts := _facts([testing.gap("iam:GetAccountAuthorizationDetails", _role.id)])
	unseen := job_roles.unseen(uses) with input as facts
	{[f.subject.id, f.message, f.arguments] | some f in unseen} == {
		[_arn("importing"), "role-not-shown", [_jobs[1].id]],
		[_arn("batch"), "role-not-shown", [_jobs[4].id]],
		[_arn("training"), "role-not-shown", [_jobs[5].id]],
		[_role.id, "role-unreadable", []],
		[_role.id, "policy-not-shown", [testing.iam("policy/lost")]],
	}
}
