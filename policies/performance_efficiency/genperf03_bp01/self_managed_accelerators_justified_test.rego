package lens_test.genperf03_bp01.self_managed_accelerators_justified_test

import data.lens_test.testing

_control := "GENPERF03-BP01/self-managed-accelerators-justified"

_id := testing.arn("ec2", "instance/i-07b1657fdb879c149")

_instance(more) := testing.record("AWS::EC2::Instance", _id, object.union(_type, more))

_type := {"InstanceType": "g5.xlarge"}

_kinds(records, params) := testing.kinds(_control, testing.facts(records, {_control: params}, []))

_entry(more) := object.union(
	{
		"owner": "Ana",
		"statement": "The model needs a driver that no service offers.",
		"evidence": "https://wiki.example.org/driver",
		"given": "2026-07-21",
		"expires": "2026-12-31",
	},
	more,
)

_attested(entry) := testing.kinds(_control, testing.attested(
	testing.facts([_instance({})], {}, []),
	_control,
	[entry],
))

test_instance_without_attestation_is_for_review if {
	testing.results(_control, testing.facts([_instance({})], {}, [])) == [{
		"kind": "review",
		"subject": {"type": "AWS::EC2::Instance", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("", [
			"state why it does not run on Amazon Bedrock or SageMaker AI; write it with: genai-lens attest ",
			"GENPERF03-BP01/self-managed-accelerators-justified; ",
			`the instance type "g5.xlarge" has accelerators, and no managed service runs it`,
		]),
		"proof": [{"id": _id, "pointer": "/properties/InstanceType"}],
		"causes": [],
	}]
}

test_attestations if {
	_attested(_entry({})) == ["pass"]
	_attested(_entry({"expires": "2026-07-31"})) == ["fail"]
	_attested(_entry({"resources": [_id]})) == ["pass"]
	_attested(_entry({"resources": ["arn:aws:ec2:us-east-1:111122223333:instance/i-0"]})) == ["review"]
}

test_managed_instances_are_not_judged if {
	every key in [
		"eks:cluster-name", "aws:eks:cluster-name", "aws:ecs:clusterName", "AWSBatchServiceTag",
		"awsbatchservicetag", "aws:elasticmapreduce:job-flow-id", "kubernetes.io/cluster/main",
	] {
		_kinds([_instance({"Tags": [{"Key": "team"}, {"Key": key}]})], {}) == ["not_applicable"]
	}
	operated := {"Operator": {"Managed": true, "Principal": "bedrock-agentcore.amazonaws.com"}}
	_kinds([_instance(operated)], {}) == ["not_applicable"]
	_kinds([_instance({"Operator": {"Managed": false}})], {}) == ["review"]
	_kinds([_instance({"Tags": [{"Key": "team"}]})], {}) == ["review"]
	_kinds([_instance({"Tags": [{"Key": "team"}]})], {"managed_tag_prefixes": ["te"]}) == ["not_applicable"]
}

test_instances_without_accelerators_are_not_judged if {
	_kinds([_instance({"InstanceType": "m5.xlarge"})], {}) == ["not_applicable"]
}

test_denied_unknown if {
	gap := testing.gap("ec2:DescribeInstances", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [gap])) == ["unknown"]
}
