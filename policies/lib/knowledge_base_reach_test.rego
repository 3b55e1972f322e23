package lens_test.knowledge_base_reach_test

import data.lens.lib.knowledge_base_reach
import data.lens_test.testing

_arn := testing.iam("role/r")

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_role(statements) := testing.record("AWS::IAM::Role", _arn, {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
})

_bases := [testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [id])),
	{"roleArn": _arn, "status": "ACTIVE"},
) |
	some id in ["KB1", "KB2"]
]

_facts(statements) := testing.facts(array.concat(_bases, [_role(statements)]), {}, [])

# The role is judged once, though two knowledge bases have it.
test_each_role_once if {
	facts := _facts([_allow(["s3:GetObject"], ["arn:aws:s3:::x", "*"])])
	allows := knowledge_base_reach.allows with input as facts
	count(allows[_arn]) == 1
	at := "/properties/RolePolicyList/0/PolicyDocument/Statement/0/Resource"
	faults := knowledge_base_reach.faults with input as facts
	faults[_arn] == [["open", [{"s3:GetObject"}, "*"], {"id": _arn, "pointer": sprintf("%s/1", [at])}]]
	unnamed := knowledge_base_reach.unnamed with input as facts
	proof := {"id": _arn, "pointer": sprintf("%s/0", [at])}
	unnamed[_arn] == [["unrelated", [{"s3:GetObject"}, "arn:aws:s3:::x"], proof]]
	doubtful := knowledge_base_reach.doubtful with input as facts
	doubtful == {}
}
