package lens_test.data_grants_test

import data.lens.lib.data_grants
import data.lens_test.testing

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_full := "arn:aws:iam::aws:policy/AmazonS3FullAccess"

_own := testing.iam("policy/own")

_policy(arn, statements) := testing.record("AWS::IAM::ManagedPolicy", arn, {
	"AttachmentCount": 1,
	"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": statements}}],
})

test_allows_of_own_policies_only if {
	one := _allow(["s3:GetObject"], ["*"])
	role := testing.record("AWS::IAM::Role", testing.iam("role/r"), {
		"Path": "/",
		"AttachedManagedPolicies": [{"PolicyArn": _full}, {"PolicyArn": _own}],
		"RolePolicyList": [{
			"PolicyName": "p",
			"PolicyDocument": {"Statement": [object.union(one, {"Effect": "Deny"}), one]},
		}],
	})
	facts := testing.facts([role, _policy(_full, [one]), _policy(_own, [one])], {}, [])
	found := data_grants.allows(role) with input as facts
	[[h.policy, h.pointer] | some h in found] == [
		[role.id, "/properties/RolePolicyList/0/PolicyDocument/Statement/1"],
		[_own, "/properties/PolicyVersionList/0/Document/Statement/0"],
	]
	none := data_grants.allows({"id": "x", "properties": {}}) with input as facts
	none == []
}

test_patterns_without_those_that_another_control_reports if {
	statement := _allow(["*", "*:*", "bed*:*", "bedrock:*", "Bedrock:?*", "s3:*", "kms:Decrypt"], ["*"])
	data_grants.patterns(statement) == {"s3:*", "kms:Decrypt"}
	data_grants.patterns({"NotAction": ["s3:*"]}) == set()
}

_all_but(patterns) if {
	statement := {"Effect": "Allow", "NotAction": patterns, "Resource": ["*"], "Condition": {}}
	facts := testing.facts([_policy(_own, [statement])], {}, [])
	data_grants.all_but_some(statement) with input as facts
}

_services := [
	"aoss:*", "aws-external-anthropic:*", "bedrock:*", "bedrock-agentcore:*", "bedrock-mantle:*",
	"codewhisperer:*", "kendra:*", "q:*", "qbusiness:*", "s3vectors:*", "sagemaker:*",
]

test_all_but_what_another_control_reports if {
	_all_but(_services)
	not _all_but(["iam:*"])
	not _all_but(array.slice(_services, 1, 11))
}

test_naming_what_a_not_action_leaves if {
	own := {"Effect": "Allow", "NotAction": _services, "Resource": ["*"], "Condition": {}}
	few := object.union(own, {"NotAction": ["iam:*"]})
	facts := testing.facts([_policy(_own, [own, few]), _policy(_full, [few])], {}, [])
	wanted := {"s3:PutObject"}
	left := data_grants.naming({"statement": own, "policy": _own}, wanted) with input as facts
	left == wanted

	# Another control reports this one, unless it is of AWS.
	reported := data_grants.naming({"statement": few, "policy": _own}, wanted) with input as facts
	reported == set()
	of_aws := data_grants.naming({"statement": few, "policy": _full}, wanted) with input as facts
	of_aws == wanted
}

test_beyond_a_list_of_services if {
	statement := _allow(["S3:GetObject", "ses:SendEmail", "s3*:Get*", "bedrock:*"], ["*"])
	data_grants.beyond(statement, ["s3"]) == {"ses:SendEmail", "s3*:Get*"}
}

_found(actions) := data_grants.data_patterns(_allow(actions, ["*"]))

test_actions_on_data if {
	_found(["S3:GETOBJECT", "s3:List*", "kms:*", "logs:PutLogEvents"]) == {
		"s3": {"S3:GETOBJECT", "s3:List*"},
		"kms": {"kms:*"},
	}
	every action in [
		"aoss:APIAccessAll", "bedrock:InvokeModel*", "es:ESHttpGet", "kendra:Retrieve", "neptune-graph:ReadData*",
		"rds-data:ExecuteStatement", "s3:PutObject", "s3vectors:QueryVectors", "secretsmanager:Get*",
	] {
		count(_found([action])) == 1
	}
	every action in [
		"aoss:ListCollections", "bedrock:ListFoundationModels", "es:DescribeDomain", "kendra:ListIndices",
		"neptune-graph:ListGraphs", "rds:DescribeDBClusters", "s3:GetBucketLocation", "s3vectors:GetIndex",
		"secretsmanager:ListSecrets", "kms:DescribeKey", "lambda:InvokeFunction",
	] {
		count(_found([action])) == 0
	}
}

test_writes_by_their_names if {
	every pattern in ["s3:*", "s3:Put*", "S3:DELETEOBJECT", "s3:De*", "s3:AbortMultipartUpload"] {
		data_grants.writes(pattern)
	}
	every pattern in ["s3:Get*", "s3:l*", "s3:DescribeJob", "s3:G?tObject"] { not data_grants.writes(pattern) }
	not data_grants.writes("sqs:SendMessage")
}

test_concerns_what_the_actions_work_on if {
	every pattern in ["*", "arn:aws:rds:us-east-1:111122223333:cluster:a", "arn:aws:*:*:*:*"] {
		data_grants.concerns(pattern, "rds-data")
	}
	not data_grants.concerns("arn:aws:s3:::docs", "rds-data")
}

_within(pattern, arn) if data_grants.within(pattern, [arn])

_docs := "arn:aws:s3:::docs"

_secret := testing.arn("secretsmanager", "secret:wiki-AbCdEf")

test_within_what_is_named if {
	every pattern in [
		_docs, "arn:aws:s3:::docs/*", "arn:aws:s3:::docs/public/*", "arn:aws:s3:*:*:docs/*", "arn:*:s3:::docs",
	] {
		_within(pattern, _docs)
	}
	every pattern in [
		"*", "arn:aws:s3:::docs*", "arn:aws:s3:::doc?", "arn:aws:s3:::docs-old/*", "arn:aws:s3:::*",
	] {
		not _within(pattern, _docs)
	}
	domain := testing.arn("es", "domain/kb")
	_within("arn:aws:es:*:*:domain/kb/*", domain)
	_within(domain, domain)
	not _within("arn:aws:es:us-east-1:111122223333:domain/kb*", domain)
	not _within("arn:aws:es:eu-west-1:111122223333:domain/kb/*", domain)
	not _within("arn:aws:es:us-east-1:444455556666:domain/kb/*", domain)
	cluster := testing.arn("rds", "cluster:store")
	_within(cluster, cluster)
	not _within("arn:aws:rds:us-east-1:111122223333:cluster:*", cluster)
}

test_secrets_with_and_without_what_aws_adds if {
	every name in ["wiki-AbCdEf", "wiki-??????", "wiki", "wiki-AbCdEf-??????"] {
		_within(testing.arn("secretsmanager", sprintf("secret:%s", [name])), _secret)
	}
	every name in ["wiki-*", "wiki*", "*", "wiki-prod-??????", "wiki-ZzZzZz"] {
		not _within(testing.arn("secretsmanager", sprintf("secret:%s", [name])), _secret)
	}
}

test_open_where_the_name_has_a_wildcard if {
	every pattern in [
		"*", "arn:aws:*:::docs", "arn:aws:s3:::doc*/*", "arn:aws:s3:::*", testing.arn("es", "domain/*/x"),
		testing.arn("rds", "cluster:*"), testing.arn("kendra", "index/*"),
		testing.arn("secretsmanager", "secret:w-*"), testing.arn("s3vectors", "bucket/b/index/*"),
	] {
		data_grants.open(pattern)
	}
	every pattern in [
		"arn:aws:s3:::docs/*", testing.arn("es", "domain/kb/*"), testing.arn("kendra", "index/i/*"),
		testing.arn("secretsmanager", "secret:wiki-??????"), "arn:aws:aoss:*:*:collection/c",
	] {
		not data_grants.open(pattern)
	}
}

_through(condition) if data_grants.through_service(object.union(_allow([], []), {"Condition": condition}))

test_through_a_service if {
	_through({"StringEquals": {"kms:ViaService": ["s3.us-east-1.amazonaws.com"]}})
	_through({"StringLike": {"KMS:viaservice": ["s3.*.amazonaws.com", "secretsmanager.*.amazonaws.com"]}})
	not _through({"StringLike": {"kms:ViaService": ["*"]}})
	not _through({"StringLike": {"kms:ViaService": ["*.amazonaws.com"]}})
	not _through({"StringEqualsIfExists": {"kms:ViaService": ["s3.us-east-1.amazonaws.com"]}})
	not _through({})
}
