# METADATA
# title: Gates in pipelines of SageMaker AI
# description: |
#   Steps are a graph: a step comes after those that it depends on, refers to, or stands in. A gate
#   is a condition, a quality or bias check, or a job that evaluates.
package lens.lib.model_pipelines

# Names of the steps that register or deploy a model and come after no gate. A model that is made to
# be evaluated needs no gate, if another step registers or deploys it.
ungated(steps) := open - spared if {
	after := {s.Name: {name | some name in s.After} | some s in steps}
	gates := {s.Name | some s in steps; _is_gate(s)}
	open := {s.Name | some s in steps; _releases(s); count(_before(after, s.Name) & gates) == 0}
	others := {s.Name | some s in steps; _releases(s); s.Type != "Model"}
	evaluated := union({_before(after, name) | some name in gates})
	spared := {s.Name | some s in steps; s.Type == "Model"; s.Name in evaluated; count(others) > 0}
}

# All steps that a step comes after.
_before(after, name) := graph.reachable(after, after[name]) - {name}

_releases(step) if step.Type in {"RegisterModel", "Model", "Endpoint", "EndpointConfig"}

_releases(step) if {
	step.Type == "Lambda"
	some text in array.concat([step.Name], step.Functions)
	contains(lower(text), "deploy")
}

_is_gate(step) if step.Type in {"Condition", "QualityCheck", "ClarifyCheck"}

_is_gate(step) if {
	step.Type == "Processing"
	some image in step.Images
	regex.match(`sagemaker-clarify-processing|fmeval`, image)
}

_is_gate(step) if "Evaluation" in step.JobTypes
