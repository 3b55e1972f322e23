# METADATA
# title: Gates in pipelines of SageMaker AI
# description: |
#   Steps are a graph: a step comes after those that it depends on, refers to, or stands in. A gate
#   is a condition, a quality or bias check, or a job that evaluates. It judges what was trained before
#   it: a condition around the training alone says nothing of the model.
package lens.lib.model_pipelines

# Names of the steps that register or deploy a model and come after no gate, or after training that
# comes after none. A model that is made to be evaluated needs no gate, if another step registers or
# deploys it.
ungated(steps) := open - spared if {
	after := {s.Name: {name | some name in s.After} | some s in steps}
	before := {name: _before(after, name) | some name, _ in after}
	gates := {s.Name | some s in steps; _is_gate(s)}
	trained := {s.Name | some s in steps; _trains(s)}
	released := {s.Name | some s in steps; _releases(s)}
	open := {name | some name in released; not _gated(before, name, gates, trained)}
	others := {s.Name | some s in steps; _releases(s); s.Type != "Model"}
	evaluated := union({before[name] | some name in gates})
	spared := {s.Name | some s in steps; s.Type == "Model"; s.Name in evaluated; count(others) > 0}
}

_gated(before, name, gates, trained) if {
	near := before[name] & gates
	count(near) > 0
	judged := union({before[gate] | some gate in near})
	count((before[name] & trained) - judged) == 0
}

# All steps that a step comes after.
_before(after, name) := graph.reachable(after, after[name]) - {name}

_trains(step) if {
	step.Type in {"Training", "Tuning", "AutoML"}
	not _is_gate(step)
}

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
