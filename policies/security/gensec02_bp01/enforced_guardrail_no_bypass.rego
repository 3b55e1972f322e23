# METADATA
# title: Leave no model, prompt part or tag outside an enforced guardrail
# description: >-
#   An enforced guardrail protects only what it is applied to. A model that it leaves out is called without
#   it, and where callers mark which text is checked, an attacker's text may be left unmarked.
# custom:
#   id: GENSEC02-BP01/enforced-guardrail-no-bypass
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::EnforcedGuardrailConfiguration]
#   lists: [bedrock:ListEnforcedGuardrailsConfiguration]
#   evidence: [bedrock:ListFoundationModels]
#   params: {allowed_exclusions: [], require_system_guarding: false}
#   messages:
#     some-models: it is enforced on some models alone, %s
#     excluded: models are excluded that return more than embeddings, %s
#     tags: input tags are honored, so callers decide which text is checked
#     messages: messages are guarded selectively, so callers decide which text is checked
#     system: system prompts are guarded selectively, so callers decide which text is checked
#     models-not-shown: AWS does not show on which models it is enforced
#     output-not-shown: models are excluded of which no listing shows what they return, %s
#   item: none
#   remediation: >-
#     Enforce the guardrail on all models, exclude models for embeddings alone, and guard messages
#     comprehensively.
package lens.controls.gensec02_bp01.enforced_guardrail_no_bypass

import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.foundation_models
import data.lens.lib.models_in_use

_params := input.params["GENSEC02-BP01/enforced-guardrail-no-bypass"]

_configs := input.resources["AWS::Bedrock::EnforcedGuardrailConfiguration"]

subjects := {facts.subject(c) | some c in _configs}

# [configuration, models that it is enforced on]. Without the member, it is enforced on all.
_narrow := [[c, {m | some m in included}] |
	some c in _configs
	included := object.get(c.properties.modelEnforcement, "includedModels", [])
	not "ALL" in included
]

# [configuration, excluded models that the parameter does not allow]
_excluding := [[c, models] |
	some c in _configs
	models := {m | some m in c.properties.modelEnforcement.excludedModels; not _is_allowed(m)}
]

_is_allowed(model) if exempt.named(model, _params.allowed_exclusions)

_is_allowed(model) if exempt.named(models_in_use.normal(model), _params.allowed_exclusions)

_outputs(model) := foundation_models.outputs[models_in_use.normal(model)]

violations := union({
	{_of(c, "some-models", [models], "modelEnforcement") | some [c, models] in _narrow; count(models) > 0},
	{_of(c, "excluded", [answering], "modelEnforcement") |
		some [c, models] in _excluding
		answering := {m | some m in models; some kind in _outputs(m); kind != "EMBEDDING"}
		count(answering) > 0
	},
	{_of(c, "tags", [], "inputTags") | some c in _configs; c.properties.inputTags == "HONOR"},
	{_of(c, part, [], "selectiveContentGuarding") |
		some c in _configs
		some part in array.concat(["messages"], ["system" | _params.require_system_guarding])
		c.properties.selectiveContentGuarding[part] == "SELECTIVE"
	},
})

unseen := {_of(c, "models-not-shown", [], "modelEnforcement") |
	some [c, models] in _narrow
	count(models) == 0
} | {_of(c, "output-not-shown", [hidden], "modelEnforcement") |
	some [c, models] in _excluding
	hidden := {m | some m in models; not _outputs(m)}
	count(hidden) > 0
}

_of(c, message, arguments, member) := finding.of(subject, message, arguments, [proof]) if {
	subject := facts.subject(c)
	proof := {"id": c.id, "pointer": sprintf("/properties/%s", [member])}
}

# The listing of models only says what excluded ones return.
proven := subjects - {f.subject | some list in [violations, unseen]; some f in list}
