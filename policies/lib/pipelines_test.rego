package lens_test.pipelines_test

import data.lens.lib.pipelines
import data.lens_test.testing

_action(category, provider) := {"actionTypeId": {"category": category, "provider": provider}}

_stack := object.union(
	_action("Deploy", "CloudFormation"),
	{"configuration": {"StackName": "app"}},
)

_run(status, day) := {"status": status, "startTime": sprintf("%sT00:00:00Z", [day])}

_pipeline(actions, runs) := testing.record(
	"AWS::CodePipeline::Pipeline",
	testing.arn("codepipeline", "deploy"),
	{
		"stages": [{"actions": [action]} | some action in actions],
		"ListPipelineExecutions": {"pipelineExecutionSummaries": runs},
	},
)

_good := [
	_action("Source", "CodeStarSourceConnection"),
	_action("Build", "CodeBuild"),
	_action("Approval", "Manual"),
	_stack,
]

_lately := [_run("Failed", "2026-07-30"), _run("Succeeded", "2026-07-01")]

_faults(p) := {message | some [message, _] in found} if {
	document := testing.facts([p], {}, [])
	found := pipelines.faults(p, 90) with input as document
}

test_complete_pipeline if _faults(_pipeline(_good, _lately)) == set()

test_parts_that_are_missing if {
	_faults(_pipeline([_stack], _lately)) == {"no-source", "no-test", "no-approval"}
	_faults(_pipeline([_action("Source", "S3"), _good[1], _good[2], _stack], _lately)) == {"no-source"}
	_faults(_pipeline([_good[0], _stack, _good[1], _good[2]], _lately)) == {"no-test", "no-approval"}
	_faults(_pipeline([_good[0], _good[1], _stack, _good[2], _stack], _lately)) == set()
	_faults(_pipeline([], _lately)) == {"no-source", "no-test", "no-approval"}
}

test_order_in_a_stage if {
	stage := {"actions": [
		_good[0],
		object.union(_good[1], {"runOrder": 1}),
		object.union(_good[2], {"runOrder": 2}),
		object.union(_stack, {"runOrder": 3}),
	]}
	one := testing.record("AWS::CodePipeline::Pipeline", "p", {"stages": [stage]})
	_faults(one) == set()
	late := {"actions": [_good[0], _good[1], _good[2], object.union(_stack, {"runOrder": 1})]}
	_faults(testing.record("AWS::CodePipeline::Pipeline", "p", {"stages": [late]})) == {"no-test", "no-approval"}
}

test_without_a_deployment_the_last_build_deploys if {
	builds := [_good[0], _good[1], _good[2], _good[1]]
	_faults(_pipeline(builds, _lately)) == set()
	_faults(_pipeline([_good[0], _good[2], _good[1]], _lately)) == {"no-test"}
}

test_what_deploys_nothing_has_no_test_before_a_deployment if {
	checks := [_good[0], _action("Test", "CodeBuild"), _good[2]]
	_faults(_pipeline(checks, _lately)) == {"no-test", "no-approval"}
}

test_runs if {
	_faults(_pipeline(_good, [])) == {"no-run"}
	_faults(_pipeline(_good, [_run("Failed", "2026-07-30")])) == {"no-run"}
	_faults(_pipeline(_good, [_run("Succeeded", "2026-05-02")])) == {"no-run"}
	_faults(_pipeline(_good, [_run("Succeeded", "2026-05-03")])) == set()
	_faults(_pipeline(_good, [{"status": "Succeeded"}])) == set()
	_faults(_pipeline(_good, [_run("Failed", "2026-07-30") | some _ in numbers.range(1, 100)])) == set()
}

test_what_was_not_read_is_no_fault if _faults(testing.record("AWS::CodePipeline::Pipeline", "p", {})) == set()

test_stacks_that_are_deployed if {
	elsewhere := object.union(_stack, {"region": "eu-west-1"})
	found := pipelines.deploys(_pipeline([_stack, elsewhere, _good[1]], []))
	found == {["us-east-1", "app"], ["eu-west-1", "app"]}
}
