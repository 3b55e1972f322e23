# METADATA
# title: Models that judge answers
# description: |
#   The evaluators of AgentCore with a model that this account chose: its own ones, and those that are
#   derived from another evaluator with another model. AWS's own ones are not collected.
package lens.lib.judges

import data.lens.lib.facts
import data.lens.lib.models_in_use

# [{subject, prompt, models, id, pointer, used}, ...], as in lib/prompts.rego. `prompt` is the
# configuration of the model.
all := [one |
	some e in _evaluators
	some kind in ["llmAsAJudge", "derived"]
	some config in e.properties.evaluatorConfig[kind].modelConfig
	one := {
		"subject": facts.subject(e),
		"prompt": config,
		"models": {models_in_use.normal(config.modelId)},
		"id": e.id,
		"pointer": sprintf("/properties/evaluatorConfig/%s/modelConfig", [kind]),
		"used": true,
	}
]

unread := {s |
	some e in _evaluators
	not e.properties.evaluatorConfig
	s := facts.subject(e)
}

_evaluators := [e |
	some e in input.resources["AWS::BedrockAgentCore::Evaluator"]
	object.get(e.properties, "evaluatorType", "Custom") != "CustomCode"
	status := object.get(e.properties, "status", "")
	not status in {"CREATE_FAILED", "DELETING"}
]
