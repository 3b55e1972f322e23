package lens_test.genops04_bp01.delivery_pipeline_complete_test

import data.lens_test.testing

_control := "GENOPS04-BP01/delivery-pipeline-complete"

_root := "arn:aws:iam::111122223333:root"

_arn := testing.arn("codepipeline", "deploy")

_agent(tags) := _known(tags, {"DescribeStackResources": {"absent": "ValidationError"}})

_known(tags, properties) := object.union(
	testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), properties),
	{"tags": tags},
)

_stack := "arn:aws:cloudformation:us-east-1:111122223333:stack/app/1"

_managed := _agent({"aws:cloudformation:stack-id": _stack})

_action(category, provider, configuration) := {"actions": [{
	"actionTypeId": {"category": category, "provider": provider},
	"configuration": configuration,
}]}

_stages := [
	_action("Source", "CodeStarSourceConnection", {}),
	_action("Build", "CodeBuild", {}),
	_action("Approval", "Manual", {}),
	_action("Deploy", "CloudFormation", {"StackName": "app"}),
]

_runs := {"pipelineExecutionSummaries": [{"status": "Succeeded", "startTime": "2026-07-01T00:00:00Z"}]}

_pipeline(stages) := testing.record(
	"AWS::CodePipeline::Pipeline",
	_arn,
	{"stages": stages, "ListPipelineExecutions": _runs},
)

_facts(records, gaps, declared) := object.union(testing.facts(records, {}, gaps), {"workload": declared})

_verdicts(records, declared) := testing.verdicts(_control, _facts(records, [], declared))

_messages(records, declared) := testing.messages(_control, _facts(records, [], declared))

test_complete_pipeline_review if _verdicts([_managed, _pipeline(_stages)], {}) == {["review", _root, _arn]}

test_attested_pipeline_passes if {
	entry := {
		"owner": "Ana Example",
		"statement": "As written down.",
		"evidence": "https://wiki.example.org/pipeline",
		"given": "2026-07-01",
		"expires": "2026-12-31",
		"resources": [],
	}
	document := testing.attested(_facts([_managed, _pipeline(_stages)], [], {}), _control, [entry])
	testing.kinds(_control, document) == ["pass"]
	lacking := testing.attested(_facts([_managed, _pipeline([_stages[3]])], [], {}), _control, [entry])
	testing.kinds(_control, lacking) == ["fail"]
}

test_pipeline_without_tests_and_approval_fails if {
	record := _pipeline([_stages[0], _stages[3]])
	testing.results(_control, _facts([_managed, record], [], {})) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Account", "id": _root, "region": "us-east-1", "item": _arn},
		"message": concat("; ", [
			"nobody approves before the last deployment",
			"nothing is built or tested before the first deployment",
		]),
		"proof": [{"id": _arn, "pointer": "/properties/stages"}],
		"causes": [],
	}]
}

test_pipeline_of_another_stack_does_not_count if {
	other := _pipeline([_action("Deploy", "CloudFormation", {"StackName": "shop"})])
	_verdicts([_managed, other], {}) == {["review", _root, ""]}
	none := data.lens.catalog.genops04_bp01.delivery_pipeline_complete.messages.none
	_messages([_managed, other], {}) == [none]
}

test_declared_pipeline_counts_whatever_it_deploys if {
	declared := {"delivery_pipeline": _arn}
	builds := _pipeline([_stages[0], _stages[1], _stages[2], _stages[1]])
	_verdicts([_managed, builds], declared) == {["review", _root, _arn]}
	_verdicts([_managed, _pipeline([_stages[0]])], declared) == {["fail", _root, _arn]}
}

test_declared_pipeline_that_is_missing_fails if {
	_messages([_managed], {"delivery_pipeline": _arn}) == ["the declared pipeline was not found"]
	gap := testing.gap("codepipeline:ListPipelines", "us-east-1")
	testing.kinds(_control, _facts([_managed], [gap], {"delivery_pipeline": _arn})) == ["unknown"]
}

test_declared_pipeline_that_cannot_be_read_review if {
	_verdicts([_managed], {"delivery_pipeline": "https://git.example.com/ci"}) == {["review", _root, ""]}
	region := "arn:aws:codepipeline:eu-west-1:111122223333:x"
	_verdicts([_managed], {"delivery_pipeline": region}) == {["review", _root, ""]}
	account := "arn:aws:codepipeline:us-east-1:999999999999:x"
	_verdicts([_managed], {"delivery_pipeline": account}) == {["review", _root, ""]}
}

test_declared_pipeline_counts_although_no_resource_shows_a_tool if {
	loose := _agent({})
	_messages([loose], {"delivery_pipeline": _arn}) == ["the declared pipeline was not found"]
	_verdicts([loose], {"delivery_pipeline": "https://git.example.com/ci"}) == {["review", _root, ""]}
}

test_nothing_managed_not_applicable if {
	testing.kinds(_control, _facts([_agent({})], [], {})) == ["not_applicable"]
	testing.kinds(_control, _facts([_agent({"tf": "x"})], [], {"iac": {"tag_keys": ["tf"]}})) == ["review"]
}

test_denied_stacks_or_tags_unknown if {
	agent := _known({}, {})
	stacks := testing.gap("cloudformation:DescribeStackResources", agent.id)
	testing.kinds(_control, _facts([agent], [stacks], {})) == ["unknown"]
	tags := testing.gap("resourcegroupstaggingapi:GetResources", "us-east-1")
	keys := {"iac": {"tag_keys": ["tf"]}}
	testing.kinds(_control, _facts([_agent({})], [tags], keys)) == ["unknown"]
}

test_denied_pipeline_unknown if {
	listed := testing.record("AWS::CodePipeline::Pipeline", _arn, {"name": "deploy"})
	gap := testing.gap("codepipeline:GetPipeline", _arn)
	testing.kinds(_control, _facts([_managed, listed], [gap], {})) == ["unknown"]
	testing.kinds(_control, _facts([_managed, listed], [gap], {"delivery_pipeline": _arn})) == ["unknown"]
}
