# METADATA
# title: Which models are called behind a guardrail version
# description: |
#   A guardrail version stands before the models of the deployed agents and flow nodes that name it. One
#   that is enforced stands before all models in use in its Region that the enforcement is about. Those
#   of an IAM condition are not known. A custom model takes what its base model takes.
package lens.lib.guarded_models

import data.lens.lib.enforced_guardrails
import data.lens.lib.facts
import data.lens.lib.foundation_models
import data.lens.lib.group
import data.lens.lib.guardrail_uses
import data.lens.lib.models_in_use

# {guardrail, model, name, proof}: a model by its normal id, and the name by which it is called.
calls := _by_agents | (_by_flows | _by_enforcement)

# Guardrail version -> [model, proof] of each model that takes images.
with_images := group.by_first({[c.guardrail, [c.name, c.proof]] | some c in calls; _takes_images(c.model)})

# Guardrail version -> the names of models of which no listing shows what they take.
not_shown := group.by_first({[c.guardrail, c.name] |
	some c in calls
	known := _base(c.model)
	not foundation_models.inputs[known]
})

# The guardrail versions that are enforced.
enforced := {e.guardrail | some e in enforced_guardrails.all}

_takes_images(model) if "IMAGE" in _inputs[_base(model)]

# The convention test lets functions read only rules of their own package, for regorus's sake.
_inputs := foundation_models.inputs

_behind := models_in_use.behind

_base(model) := _bases[model][0]

_base(model) := model if not _bases[model]

_bases := group.by_first({[models_in_use.normal(m.id), models_in_use.normal(base)] |
	some m in input.resources["AWS::Bedrock::CustomModel"]
	base := m.properties.baseModelArn
})

_by_agents := {call |
	some use in guardrail_uses.agents
	some name in use.models
	proof := {"id": trim_suffix(use.by, ":DRAFT"), "pointer": "/properties/foundationModel"}
	some call in _calls(use.guardrail, name, proof)
}

_by_flows := {call |
	some use in guardrail_uses.flows
	some name in use.models
	some call in _calls(use.guardrail, name, {"id": use.by, "pointer": "/properties/definition"})
}

# A profile, throughput or deployment that no listing shows stands for itself.
_calls(guardrail, name, proof) := {call |
	some arn in object.get(_behind, name, [name])
	call := {"guardrail": guardrail, "model": models_in_use.normal(arn), "name": name, "proof": proof}
}

_by_enforcement := {{"guardrail": e.guardrail, "model": use.model, "name": use.model, "proof": proof} |
	some e in enforced_guardrails.all
	some use in object.get(_used_in, e.region, [])
	_is_about(e.proof[0].id, use.model)
	proof := {"id": use.by, "pointer": "/properties"}
} | {{"guardrail": e.guardrail, "model": one.name, "name": one.name, "proof": proof} |
	some e in enforced_guardrails.all
	some one in models_in_use.unresolved
	one.region == e.region
	proof := {"id": one.by, "pointer": "/properties"}
}

_used_in := group.by_first({[use.region, use] | some use in models_in_use.used})

# Whether an enforcement is about a model. The account's own may name the models, or those that it
# leaves out.
_is_about(id, _) if not facts.get(_own, id)

_is_about(id, model) if {
	scope := object.get(facts.get(_own, id).properties, "modelEnforcement", {})
	spared := {models_in_use.normal(name) | some name in scope.excludedModels}
	not model in spared
	_includes(scope, model)
}

_own := "AWS::Bedrock::EnforcedGuardrailConfiguration"

_includes(scope, _) if count(object.get(scope, "includedModels", [])) == 0

_includes(scope, model) if {
	some name in scope.includedModels
	models_in_use.normal(name) in {"ALL", model}
}
