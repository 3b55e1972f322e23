package lens_test.data_event_sources_test

import data.lens.lib.data_event_sources
import data.lens_test.testing

_all(records) := found if {
	found := data_event_sources.all with input as testing.facts(records, {}, [])
}

test_agent_causes_events_of_its_aliases if {
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {})
	_all([agent]) == {["us-east-1", "AWS::Bedrock::AgentAlias"]: [{
		"id": agent.id,
		"pointer": "/properties",
		"stem": testing.arn("bedrock", "agent-alias/A1/"),
	}]}
}

test_flow_causes_events_of_two_types if {
	flow := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/F1"), {})
	object.keys(_all([flow])) == {
		["us-east-1", "AWS::Bedrock::FlowAlias"],
		["us-east-1", "AWS::Bedrock::FlowExecution"],
	}
}

_role(actions, attached) := testing.record("AWS::IAM::Role", testing.iam("role/r"), {
	"Path": "/",
	"RolePolicyList": [{
		"PolicyName": "p",
		"PolicyDocument": {
			"Statement": [{"Effect": "Allow", "Action": actions, "Resource": ["*"], "Condition": {}}],
		},
	}],
	"AttachedManagedPolicies": [{"PolicyName": "Gone", "PolicyArn": arn} | some arn in attached],
})

test_grants_cause_events_everywhere if {
	_all([_role(["bedrock:InvokeInlineAgent"], [])]) == {["global", "AWS::Bedrock::InlineAgent"]: [{
		"id": testing.iam("role/r"),
		"pointer": "/properties",
		"stem": "",
	}]}
}

test_named_stream_causes_events_and_matched_one_does_not if {
	object.keys(_all([_role(["bedrock:InvokeModelWithBidirectionalStream"], [])])) == {
		["global", "AWS::Bedrock::Model"],
		["global", "AWS::Bedrock::AsyncInvoke"],
	}
	_all([_role(["bedrock:InvokeModel*"], [])]) == {}
}

_doubtful(actions, attached) := found if {
	found := data_event_sources.doubtful with input as testing.facts([_role(actions, attached)], {}, [])
}

test_policy_that_was_not_shown_makes_grants_doubtful if {
	_doubtful(["s3:GetObject"], []) == set()
	gone := ["arn:aws:iam::aws:policy/Gone"]
	_doubtful(["s3:GetObject"], gone) == {
		["global", "AWS::Bedrock::InlineAgent"],
		["global", "AWS::BedrockMantle::Project"],
	}
	_doubtful(["bedrock:InvokeInlineAgent"], gone) == {["global", "AWS::BedrockMantle::Project"]}
}
