# METADATA
# title: Deploy SageMaker AI models from approved model packages
# description: >-
#   An approved version in the registry says what was deployed, who approved it, and what to go back to.
#   Each container of a model needs a package. So does what an inference component brings itself, such as
#   an adapter.
# custom:
#   id: GENREL04-BP02/endpoint-model-from-approved-package
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: ["@hosted-models", sagemaker:ListModelPackageGroups, sagemaker:ListModelPackages]
#   params: {}
#   workload: [sagemaker]
#   messages:
#     no-package: a container of model %s comes from no model package
#     own-container: inference component %s runs a container or an adapter that comes from no model package
#     not-approved: model %s comes from model package %s, whose approval status is %s
#     private-hub: "a container of model %s comes from a private hub: decide whether its content is approved"
#     model-not-shown: AWS does not show the containers of model %s
#     component-not-shown: AWS does not show what inference component %s runs
#     package-not-shown: AWS does not show whether model package %s is approved
#   item: none
#   remediation: >-
#     Register the model, have its version approved, and create the SageMaker AI model from the ARN of that
#     model package.
package lens.controls.genrel04_bp02.endpoint_model_from_approved_package

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.hosted
import data.lens.lib.served_packages

_subject := {e.id: facts.subject(e) | some e in hosted.endpoints}

# An endpoint for inference components serves nothing as long as it has none.
subjects := {_subject[id] |
	some [id, _] in ((hosted.models | hosted.lost) | (hosted.own | hosted.silent))
}

# [id of the endpoint, model, name of the package, its approval status if AWS shows one]
_packages := [[id, m, name, statuses] |
	some [id, m, name, records] in served_packages.packages
	statuses := [s | some p in records; s := p.properties.ModelApprovalStatus]
]

violations := ({finding.of(_subject[id], "no-package", [m.name], [_place(m.id, "")]) |
	some [id, m, false] in served_packages.unregistered
} | {finding.of(_subject[id], "own-container", [c.name], [_place(c.id, "")]) |
	some [id, c] in hosted.own
}) | {finding.of(_subject[id], "not-approved", [m.name, name, status], [_place(name, _approval)]) |
	some [id, m, name, [status]] in _packages
	status != "Approved"
}

reviews := {finding.of(_subject[id], "private-hub", [m.name], [_place(m.id, "")]) |
	some [id, m, true] in served_packages.unregistered
}

unseen := {finding.of(_subject[id], message, [name], []) | some [id, message, name] in _doubts}

_doubts := {[id, "model-not-shown", name] | some [id, name] in served_packages.hidden} | (_silent | _unknown)

_silent := {[id, "component-not-shown", c.name] | some [id, c] in hosted.silent}

_unknown := {[id, "package-not-shown", name] | some [id, _, name, []] in _packages}

shown := {[_subject[id], _place(name, _approval)] | some [id, _, name, [_]] in _packages}

# What was not read of a model or a component may come from no package.
relies_on := {[_subject[id], m.id] | some [id, m] in hosted.models} | {[_subject[id], c.id] |
	some id, list in hosted.components
	some c in list
}

_approval := "/ModelApprovalStatus"

_place(id, pointer) := {"id": id, "pointer": sprintf("/properties%s", [pointer])}
