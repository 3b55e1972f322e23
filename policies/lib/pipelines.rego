# METADATA
# title: Pipelines of CodePipeline
# description: |
#   The actions of a pipeline run stage after stage, and in a stage by their order. A deployment is an
#   action of the category Deploy or, in a pipeline without one, the last one that builds: it may run a tool
#   that deploys.
package lens.lib.pipelines

# {[region, name], ...}: the stacks that the CloudFormation actions of a pipeline deploy.
deploys(p) := {[object.get(action, "region", p.region), name] |
	some action in _actions(p)
	action.actionTypeId.category == "Deploy"
	action.actionTypeId.provider == "CloudFormation"
	name := action.configuration.StackName
}

# {[message, arguments], ...}: what was read of a pipeline and lacks something.
faults(p, days) := union({
	{["no-source", []] | p.properties.stages; not _from_repository(p)},
	{["no-test", []] | p.properties.stages; not _tested(p)},
	{["no-approval", []] | p.properties.stages; not _approved(p)},
	{["no-run", [{"days": days, "beside": 0}]] |
		p.properties.ListPipelineExecutions
		not _may_have_succeeded(p, days)
	},
})

_actions(p) := [action | some stage in p.properties.stages; some action in stage.actions]

# A bucket or a registry of images has what somebody built elsewhere.
_from_repository(p) if {
	some action in _actions(p)
	action.actionTypeId.category == "Source"
	provider := object.get(action.actionTypeId, "provider", "")
	not provider in {"S3", "ECR"}
}

# [place, ...] of the actions of some categories.
_places(p, categories) := {place |
	some i, stage in p.properties.stages
	some action in stage.actions
	action.actionTypeId.category in categories
	place := (1000 * i) + object.get(action, "runOrder", 1)
}

_deployments(p) := places if {
	places := _places(p, {"Deploy"})
	count(places) > 0
} else := {last} if {
	places := _places(p, {"Build", "Invoke", "Compute"})
	last := max(places)
} else := set()

_tested(p) if {
	some place in _places(p, {"Build", "Test"})
	place < min(_deployments(p))
}

_approved(p) if {
	some place in _places(p, {"Approval"})
	place < max(_deployments(p))
}

# Without a time, or among more runs than the newest page shows, a run may be recent.
_may_have_succeeded(p, days) if {
	some run in _runs(p)
	object.get(run, "status", "Succeeded") == "Succeeded"
	not _older(run, days)
}

_may_have_succeeded(p, days) if {
	runs := _runs(p)
	count(runs) > 99
	every run in runs { _recent(run, days) }
}

_runs(p) := object.get(p.properties.ListPipelineExecutions, "pipelineExecutionSummaries", [])

_older(run, days) if _age(run.startTime) > days * 86400000000000

_recent(run, days) if _age(run.startTime) <= days * 86400000000000

_age(text) := time.parse_rfc3339_ns(input.started) - time.parse_rfc3339_ns(text)
