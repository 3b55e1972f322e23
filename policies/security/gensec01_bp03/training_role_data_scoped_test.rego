package lens_test.gensec01_bp03.training_role_data_scoped_test

import data.lens_test.testing

_control := "GENSEC01-BP03/training-role-data-scoped"

_id := testing.iam("role/r")

_job(name, role, train, out) := testing.record(
	"AWS::Bedrock::ModelCustomizationJob",
	testing.arn("bedrock", sprintf("model-customization-job/%s", [name])),
	{
		"roleArn": role, "status": "Completed", "creationTime": "2026-07-01T00:00:00Z",
		"trainingDataConfig": {"s3Uri": sprintf("s3://%s/set.jsonl", [train])},
		"outputDataConfig": {"s3Uri": sprintf("s3://%s/", [out])},
	},
)

_tuning := _job("a", _id, "train", "models")

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_role(statements) := testing.record("AWS::IAM::Role", _id, {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
	"AttachedManagedPolicies": [],
})

_own := [
	_allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::train", "arn:aws:s3:::train/*"]),
	_allow(["s3:PutObject"], ["arn:aws:s3:::models/*"]),
]

_subject := {"type": "AWS::IAM::Role", "id": _id, "region": "global", "item": ""}

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_of(statements) := _kinds([_tuning, _role(statements)])

_messages(statements) := testing.messages(_control, testing.facts([_tuning, _role(statements)], {}, []))

test_inputs_and_outputs_pass if {
	_of(_own) == ["pass"]
	_of([]) == ["pass"]
	_of([_allow(["*"], ["*"])]) == ["pass"]
	_of([_allow(["s3:GetBucketLocation", "logs:*"], ["*"])]) == ["pass"]
	_of([object.union(_allow(["s3:*"], ["*"]), {"Effect": "Deny"})]) == ["pass"]
}

test_every_bucket_fails if {
	statement := _allow(["S3:Get*", "s3:PutObject"], ["arn:aws:s3:::train/*", "arn:aws:s3:::*/*"])
	job := _job("a", _id, "train", "train")
	testing.results(_control, testing.facts([job, _role([statement])], {}, [])) == [{
		"kind": "fail",
		"subject": _subject,
		"message": `a statement allows "S3:Get*" on "arn:aws:s3:::*/*", which matches every bucket`,
		"proof": [{
			"id": _id,
			"pointer": "/properties/RolePolicyList/0/PolicyDocument/Statement/0/Resource/1",
		}],
		"causes": [],
	}]
	_of([_allow(["s3:ListBucket"], ["arn:aws:s3:::*"])]) == ["fail"]
	_of([_allow(["s3:*"], ["*"])]) == ["fail"]
}

test_all_but_some_resources_fails if {
	statement := object.union(object.remove(_allow(["s3:Put*"], []), ["Resource"]), {"NotResource": ["x"]})
	_messages([statement]) == [`a statement with NotResource allows "s3:Put*" on every other resource`]
}

test_writes_on_training_data_fail if {
	_messages([_allow(["s3:PutObject", "s3:Delete*"], ["arn:aws:s3:::train/*"])]) == [concat(", ", [
		`a statement allows "s3:Delete*"`,
		`"s3:PutObject" on "arn:aws:s3:::train/*"`,
		`so the role can change training data in "train"`,
	])]
	other := _job("b", testing.iam("role/other"), "lessons", "elsewhere")
	write := _role([_allow(["s3:PutObject"], ["arn:aws:s3:::lessons/*"])])
	testing.verdicts(_control, testing.facts([_tuning, other, write], {}, [])) == {
		["fail", _id, ""],
		["unknown", testing.iam("role/other"), ""],
	}
}

# What another of its jobs writes, the role must write.
test_role_is_judged_by_all_of_its_jobs if {
	write := _role([_allow(["s3:PutObject"], ["arn:aws:s3:::train/*"])])
	_kinds([_tuning, _job("b", _id, "lessons", "train"), write]) == ["pass"]
}

_full(policy) := testing.facts([_tuning, role, managed], {}, []) if {
	role := object.union(_role([]), {"properties": {"AttachedManagedPolicies": [{"PolicyArn": policy}]}})
	managed := testing.record("AWS::IAM::ManagedPolicy", policy, {"PolicyVersionList": [{
		"IsDefaultVersion": true,
		"Document": {"Statement": [_allow(["s3:Get*"], ["*"])]},
	}]})
}

_aws(name) := sprintf("arn:aws:iam::aws:policy/%s", [name])

test_policies_of_full_access_fail if {
	every name in ["AdministratorAccess", "AmazonS3FullAccess", "AmazonSageMakerFullAccess"] {
		said := sprintf(`AWS managed policy "%s" is attached`, [_aws(name)])
		testing.messages(_control, _full(_aws(name))) == [said]
	}
	testing.messages(_control, _full(_aws("AmazonS3ReadOnlyAccess"))) == [
		`a statement allows "s3:Get*" on "*", which matches every bucket`,
	]
}

test_old_jobs_not_applicable if {
	facts := testing.facts([_tuning, _role(_own)], {_control: {"lookback_days": 10}}, [])
	testing.kinds(_control, facts) == ["not_applicable"]
	_kinds([_role(_own)]) == ["not_applicable"]
}

test_role_that_was_not_shown_unknown if {
	testing.messages(_control, testing.facts([_tuning], {}, [])) == [
		sprintf(`it was not found in this account (used by "%s")`, [_tuning.id]),
	]
	_kinds([_tuning]) == ["unknown"]
}

test_policy_that_was_not_shown_unknown if {
	attached := {"properties": {"AttachedManagedPolicies": [{"PolicyArn": testing.iam("policy/own")}]}}
	_kinds([_tuning, object.union(_role(_own), attached)]) == ["unknown"]
	_kinds([_tuning, object.union(_role([_allow(["s3:GetObject"], ["*"])]), attached)]) == ["fail"]
}

_missing(statements, operation, place) := testing.verdicts(
	_control,
	testing.facts([_tuning, _role(statements)], {}, [testing.gap(operation, place)]),
)

_details := "iam:GetAccountAuthorizationDetails"

_operations := {
	"bedrock:GetModelCustomizationJob": testing.arn("bedrock", "model-customization-job/b"),
	"bedrock:GetModelImportJob": testing.arn("bedrock", "model-import-job/b"),
	"bedrock:GetEvaluationJob": testing.arn("bedrock", "evaluation-job/b"),
	"bedrock:ListModelInvocationJobs": "eu-west-1",
	"bedrock:ListModelCustomizationJobs": "eu-west-1",
	"sagemaker:Search": "us-east-1",
}

_hidden := ["unknown", testing.iam("root"), ""]

# A job that was not read may write the bucket, or learn from another one.
test_unread_jobs_leave_writers_unknown if {
	writes := [_allow(["s3:PutObject"], ["arn:aws:s3:::train/*"])]
	every operation, place in _operations {
		_missing(writes, operation, place) - {_hidden} == {["unknown", _id, ""]}
		_missing(_own, operation, place) - {_hidden} == {["unknown", _id, ""]}
		_missing([_own[0]], operation, place) == {["pass", _id, ""], _hidden}
		_missing([_allow(["s3:GetObject"], ["*"])], operation, place) == {["fail", _id, ""], _hidden}
	}
}

test_denied_roles_unknown if {
	denied := testing.gap(_details, "global")
	testing.kinds(_control, testing.facts([_tuning], {}, [denied])) == ["unknown"]
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if _missing([], _details, _id) == {["unknown", _id, ""]}
