package lens_test.call_kinds_test

import data.lens.lib.call_kinds
import data.lens_test.testing

_broad(action, pattern) := found if {
	facts := testing.facts(
		[testing.record("AWS::IAM::ManagedPolicy", testing.iam("policy/p"), {
			"AttachmentCount": 1,
			"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": [{
				"Effect": "Allow", "Action": [action], "Resource": [pattern], "Condition": {},
			}]}}],
		})],
		{}, [],
	)
	found := call_kinds.broad(pattern) with input as facts
}

_agent(what) := _broad("bedrock:InvokeAgent", testing.arn("bedrock", what))

_endpoint(what) := _broad("sagemaker:InvokeEndpoint", testing.arn("sagemaker", what))

test_actions if {
	found := call_kinds.of_action with input as testing.facts([], {}, [])
	found["bedrock:invokeagent"] == {"agent-alias", "test agent-alias"}
	found["bedrock:retrieve"] == {"knowledge-base"}
	found["sagemaker:invokeendpoint"] == {"endpoint", "inference-component"}
}

test_aliases if {
	_agent("agent-alias/*") == {"agent-alias"}
	_agent("agent-alias/A1/*") == set()
	_agent("agent-alias/A1/TSTALIASID") == set()
	_agent("agent-alias/*/TSTALIASID") == {"test agent-alias"}
	_agent("flow/*/alias/TSTALIASID") == {"test flow-alias"}
}

test_inference_components if {
	_endpoint("inference-component/*") == {"inference-component"}
	_endpoint("inference-component*") == {"inference-component"}
	_endpoint("inference-component/chat-*") == set()
	_endpoint("inference-recommendations-job/*") == set()
	_endpoint("endpoint/*") == {"endpoint"}
}
