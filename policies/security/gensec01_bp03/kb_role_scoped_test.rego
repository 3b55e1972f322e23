package lens_test.gensec01_bp03.kb_role_scoped_test

import data.lens_test.testing

_control := "GENSEC01-BP03/kb-role-scoped"

_id := testing.iam("role/r")

_collection := testing.arn("aoss", "collection/abc")

_base := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", "knowledge-base/KB1"),
	{
		"roleArn": _id, "status": "ACTIVE",
		"storageConfiguration": {"opensearchServerlessConfiguration": {"collectionArn": _collection}},
	},
)

_images := object.union(_base, {"properties": {
	"knowledgeBaseConfiguration": {"vectorKnowledgeBaseConfiguration": {"supplementalDataStorageConfiguration": {
		"storageLocations": [{"type": "S3", "s3Location": {"uri": "s3://images/kb"}}],
	}}},
}})

_source(bucket) := testing.record(
	"AWS::Bedrock::DataSource",
	sprintf("%s/data-source/DS1", [_base.id]),
	{"dataSourceConfiguration": {
		"type": "S3",
		"s3Configuration": {"bucketArn": sprintf("arn:aws:s3:::%s", [bucket])},
	}},
)

_docs := _source("docs")

_role(statements) := testing.record("AWS::IAM::Role", _id, {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
	"AttachedManagedPolicies": [],
})

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_through(value) := {"StringLike": {"kms:ViaService": [value]}}

_read := _allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::docs", "arn:aws:s3:::docs/*"])

_own := [
	_read,
	_allow(["aoss:APIAccessAll"], [_collection]),
	_allow(["bedrock:InvokeModel"], ["arn:aws:bedrock:*::foundation-model/amazon.titan-embed-text-v2:0"]),
]

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_of(statements) := _kinds([_base, _docs, _role(statements)])

_messages(statements) := testing.messages(_control, testing.facts([_base, _docs, _role(statements)], {}, []))

_at(i, place) := {
	"id": _id,
	"pointer": sprintf("/properties/RolePolicyList/0/PolicyDocument/Statement/%d/%s", [i, place]),
}

test_what_the_knowledge_base_names_passes if {
	_of(_own) == ["pass"]
	_of([_allow(["s3:GetObject"], ["arn:aws:s3:::docs/public/*"])]) == ["pass"]
	_of([_allow(["logs:PutLogEvents", "lambda:InvokeFunction"], ["*"])]) == ["pass"]
	_of([_allow(["kms:Decrypt"], [testing.arn("kms", "key/k")])]) == ["pass"]
	_of([object.union(_allow(["kms:Decrypt"], ["*"]), {"Condition": _through("s3.*.amazonaws.com")})]) == [
		"pass",
	]
	_of([object.union(_allow(["s3:*"], ["*"]), {"Effect": "Deny"})]) == ["pass"]
	_of([]) == ["pass"]
}

test_more_than_one_resource_fails if {
	statement := _allow(["s3:GetObject"], ["arn:aws:s3:::docs/*", "arn:aws:s3:::doc*/*"])
	testing.results(_control, testing.facts([_base, _docs, _role([statement])], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _base.id, "region": "us-east-1", "item": ""},
		"message": concat(", ", [
			`a statement allows "s3:GetObject" on "arn:aws:s3:::doc*/*"`,
			"which matches more than the role needs",
		]),
		"proof": [_at(0, "Resource/1")],
		"causes": [],
	}]
	every action in ["s3:GetObject", "bedrock:InvokeModel", "secretsmanager:Get*", "rds-data:*", "S3:PUT*"] {
		_messages([_allow([action], ["*"])]) == [
			sprintf(`a statement allows "%s" on "*", which matches more than the role needs`, [action]),
		]
	}
}

test_every_key_fails if {
	expected := [`a statement allows "kms:Decrypt" on "*", and no condition on kms:ViaService limits it`]
	_messages([_allow(["kms:Decrypt"], ["*"])]) == expected
	_messages([object.union(_allow(["kms:Decrypt"], ["*"]), {"Condition": _through("*")})]) == expected
	_of([_allow(["kms:Decrypt"], [testing.arn("kms", "key/*")])]) == ["fail"]
}

test_what_nothing_names_fails if {
	_messages([_allow(["s3:GetObject"], ["arn:aws:s3:::docs-old/*"])]) == [concat(", ", [
		`a statement allows "s3:GetObject" on "arn:aws:s3:::docs-old/*"`,
		"which neither the configuration nor a data source names",
	])]
	_of([_allow(["aoss:APIAccessAll"], [testing.arn("aoss", "collection/other")])]) == ["fail"]
	secret := testing.arn("secretsmanager", "secret:a-AbCdEf")
	_of([_allow(["secretsmanager:GetSecretValue"], [secret])]) == ["fail"]
}

test_writes_on_a_source_fail if {
	statement := _allow(["s3:GetObject", "s3:DeleteObject"], ["arn:aws:s3:::docs/*"])
	_messages([statement]) == [concat(", ", [
		`a statement allows "s3:DeleteObject" on "arn:aws:s3:::docs/*"`,
		"so the role can change documents of a data source",
	])]
	_of([_allow(["s3:*"], ["arn:aws:s3:::docs", "arn:aws:s3:::docs/*"])]) == ["fail"]
	_of([_allow(["s3:PutObject"], ["arn:aws:s3:::docs/new/*"])]) == ["fail"]
}

# The knowledge base writes images there, maybe beside the documents.
test_writes_where_images_are_kept_pass if {
	write := [_allow(["s3:PutObject", "s3:DeleteObject"], ["arn:aws:s3:::images/*"])]
	_kinds([_images, _docs, _role(write)]) == ["pass"]
	_kinds([_images, _source("images"), _role(write)]) == ["pass"]
	_kinds([_base, _docs, _role(write)]) == ["fail"]
}

test_all_but_some_resources_fails if {
	statement := object.union(
		object.remove(_allow(["s3:GetObject", "logs:PutLogEvents"], []), ["Resource"]),
		{"NotResource": ["arn:aws:s3:::secret/*"]},
	)
	_messages([statement]) == [`a statement with NotResource allows "s3:GetObject" on every other resource`]
	keys := object.union(statement, {"Action": ["kms:Decrypt"], "Condition": _through("s3.*.amazonaws.com")})
	_of([keys]) == ["pass"]
}

_but(actions) := {"Effect": "Allow", "NotAction": actions, "Resource": ["*"], "Condition": {}}

test_all_but_some_actions if {
	reported := ["iam:*"]
	_of([_but(reported)]) == ["pass"]
	_messages([_but([sprintf("%s:*", [service]) |
		some service in [
			"aoss", "aws-external-anthropic", "bedrock", "bedrock-agentcore", "bedrock-mantle", "codewhisperer",
			"kendra", "q", "qbusiness", "s3vectors", "sagemaker",
		]
	])]) == ["a statement with NotAction allows all actions of other services"]
}

test_other_services_fail if {
	_messages([_allow(["ses:SendEmail", "s3:ListBucket"], ["arn:aws:s3:::docs"])]) == [
		`a statement allows "ses:SendEmail" of a service that the role does not need`,
	]
	facts := testing.facts(
		[_base, _docs, _role([_allow(["ses:SendEmail"], ["*"])])],
		{_control: {"allowed_services": ["ses"]}},
		[],
	)
	testing.kinds(_control, facts) == ["pass"]
}

test_whole_services_are_other_controls_matter_passes if {
	_of([_allow(["*"], ["*"])]) == ["pass"]
	_of([_allow(["bedrock:*", "aoss:*"], ["*"])]) == ["pass"]
	_of([_allow(["s3:*"], ["*"])]) == ["fail"]
}

_attached(arn, params) := testing.facts(
	[
		_base, _docs, object.union(
			_role(_own),
			{"properties": {"AttachedManagedPolicies": [{"PolicyName": "p", "PolicyArn": arn}]}},
		),
		testing.record(
			"AWS::IAM::ManagedPolicy", arn,
			{"AttachmentCount": 1, "PolicyVersionList": [{
				"IsDefaultVersion": true,
				"Document": {"Statement": [_allow(["s3:GetObject"], ["*"])]},
			}]},
		),
	],
	{_control: params}, [],
)

_aws := "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"

test_policy_of_aws_fails if {
	testing.messages(_control, _attached(_aws, {})) == [
		sprintf(`AWS managed policy "%s" is attached to its role`, [_aws]),
	]
	allowed := {"allowed_managed_policies": ["arn:aws:iam::aws:policy/AmazonS3*"]}
	testing.kinds(_control, _attached(_aws, allowed)) == ["pass"]
	testing.messages(_control, _attached(testing.iam("policy/own"), {})) == [
		`a statement allows "s3:GetObject" on "*", which matches more than the role needs`,
	]
}

test_knowledge_bases_that_share_a_role if {
	other := object.union(_base, {"id": testing.arn("bedrock", "knowledge-base/KB2")})
	notes := object.union(_source("notes"), {"id": sprintf("%s/data-source/DS2", [other.id])})
	role := _role(array.concat(_own, [_allow(["s3:GetObject"], ["arn:aws:s3:::notes/*"])]))
	_kinds([_base, other, _docs, notes, role]) == ["pass", "pass"]
	_kinds([_base, other, _docs, role]) == ["fail", "fail"]
}

test_source_that_does_not_show_what_it_reads_unknown if {
	custom := object.union(_docs, {"properties": {"dataSourceConfiguration": {"type": "CUSTOM"}}})
	read := [_allow(["s3:GetObject"], ["arn:aws:s3:::other/*"])]
	_kinds([_base, custom, _role(read)]) == ["unknown"]
	testing.messages(_control, testing.facts([_base, custom, _role(read)], {}, [])) == [sprintf(
		`a statement allows "s3:GetObject" on "arn:aws:s3:::other/*", and "%s" does not show whether it reads that`,
		[custom.id],
	)]
	_kinds([_base, custom, _role([_allow(["s3:GetObject"], ["*"])])]) == ["fail"]
}

test_no_knowledge_base_not_applicable if _kinds([_role([])]) == ["not_applicable"]

test_role_of_another_account_unknown if {
	theirs := "arn:aws:iam::999999999999:role/theirs"
	base := object.union(_base, {"properties": {"roleArn": theirs}})
	testing.messages(_control, testing.facts([base], {}, [])) == [
		sprintf(`its role "%s" was not found in this account`, [theirs]),
	]
	_kinds([base]) == ["unknown"]
}

test_policy_that_was_not_shown_unknown if {
	attached := {"properties": {"AttachedManagedPolicies": [{"PolicyArn": testing.iam("policy/own")}]}}
	facts := testing.facts([_base, _docs, object.union(_role(_own), attached)], {}, [])
	testing.kinds(_control, facts) == ["unknown"]
	testing.messages(_control, facts) == [
		sprintf(`policy "%s" of its role could not be read`, [testing.iam("policy/own")]),
	]
	_kinds([_base, _docs, object.union(_role([_allow(["s3:GetObject"], ["*"])]), attached)]) == ["fail"]
}

_missing(records, operation, place) := testing.verdicts(
	_control,
	testing.facts(records, {}, [testing.gap(operation, place)]),
)

# Another knowledge base or data source may name it.
test_what_nobody_was_seen_to_name_unknown if {
	every operation, place in {
		"bedrock-agent:GetDataSource": _docs.id,
		"bedrock-agent:ListDataSources": _base.id,
		"bedrock-agent:GetKnowledgeBase": testing.arn("bedrock", "knowledge-base/KB9"),
	} {
		_missing([_base, _role([_read])], operation, place) == {["unknown", _base.id, ""]}
		_missing([_base, _role([_allow(["s3:GetObject"], ["*"])])], operation, place) == {["fail", _base.id, ""]}
		_missing([_base, _docs, _role(_own)], operation, place) == {["pass", _base.id, ""]}
	}
	_missing([_base, _role([_read])], "bedrock-agent:ListKnowledgeBases", "eu-west-1") == {
		["unknown", _base.id, ""],
		["unknown", testing.iam("root"), ""],
	}
}

_details := "iam:GetAccountAuthorizationDetails"

test_denied_roles_unknown if _missing([_base, _docs], _details, "global") == {["unknown", _base.id, ""]}

test_cut_listing_judges_what_was_seen if {
	_missing([_base, _docs, _role(_own)], _details, "global") == {["pass", _base.id, ""]}
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if {
	_missing([_base, _docs, _role([])], _details, _id) == {["unknown", _base.id, ""]}
}

test_denied_listing_unknown if {
	_missing([], "bedrock-agent:ListKnowledgeBases", "us-east-1") == {["unknown", testing.iam("root"), ""]}
}

test_hostile_names_are_quoted_in_the_message if {
	_messages([_allow([`ses:"; <b>%s`], [`x"`])]) == [
		`a statement allows "ses:'; <b>%s" of a service that the role does not need`,
	]
}
