# METADATA
# title: Filter image input where models accept images
# description: >-
#   A content filter checks text alone unless it says otherwise. Whoever may send images to a model can
#   put into an image what the filter would stop in a text. Judged are the guardrail versions before the
#   models of deployed agents and flows, and those that are enforced.
# custom:
#   id: GENSEC04-BP02/multimodal-input-filtered
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Guardrail]
#   lists: [bedrock:ListGuardrails, "@enforced-guardrails", "@models-in-use"]
#   evidence: [bedrock:GetGuardrail, bedrock:ListFoundationModels, bedrock:ListCustomModels, "@models-in-use"]
#   params:
#     image_categories: [HATE, INSULTS, SEXUAL, VIOLENCE]
#   messages:
#     filter-missing: "@filter-missing"
#     filter-open: "@filter-open"
#     filter-weak: "@filter-weak"
#     filter-no-image: the %s filter does not check images
#     takes-images: model %s behind it takes images
#     not-shown: it leaves out images, and no call shows whether model %s behind it takes images
#     enforced: >-
#       it is enforced and leaves out images; no known model in use takes images, so check that the code
#       of applications calls none that does
#   item: version
#   remediation: >-
#     Add IMAGE to the input modalities of these filters, publish a version and use it. Or choose a model
#     that takes text alone.
package lens.controls.gensec04_bp02.multimodal_input_filtered

import data.lens.lib.filters
import data.lens.lib.finding
import data.lens.lib.guarded_models
import data.lens.lib.guardrail_findings
import data.lens.lib.guardrails

_categories := input.params["GENSEC04-BP02/multimodal-input-filtered"].image_categories

_judged := {id |
	some ids in [
		guarded_models.enforced,
		object.keys(guarded_models.with_images),
		object.keys(guarded_models.not_shown),
	]
	some id in ids
	guardrails.records[id]
}

_faults := {id: found |
	some id in _judged
	found := union({filters.image_faults(id, category) | some category in _categories})
}

subjects := guardrail_findings.subjects(_faults)

_seen := {id: found | some id, found in _faults; guarded_models.with_images[id]}

violations contains v if {
	some id, found in _seen
	some v in guardrail_findings.violations({id: found}, [])
}

violations contains finding.absent(subject, "takes-images", [names], proof, operations) if {
	some id, found in _seen
	some v in guardrail_findings.violations({id: found}, [])
	subject := v.subject
	operations := v.absent_from
	pairs := guarded_models.with_images[id]
	names := {name | some [name, _] in pairs}
	proof := sort({place | some [_, place] in pairs})
}

# A version that filters images passes, whatever else was not read.
proven := guardrail_findings.proven(_faults)

unseen := {finding.of(guardrails.subject(id), "not-shown", [names], []) |
	some id in _open
	names := {name | some name in guarded_models.not_shown[id]}
	count(names) > 0
}

reviews := {finding.of(guardrails.subject(id), "enforced", [], []) |
	some id in _open
	id in guarded_models.enforced
}

# Those with a fault, and without a model that is known to take images.
_open := {id | some id, found in _faults; count(found) > 0; not _seen[id]}
