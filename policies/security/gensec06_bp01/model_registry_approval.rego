# METADATA
# title: Deploy only approved model package versions
# description: >-
#   Approval in the registry is the moment at which somebody looks at what a model was trained with, and
#   how it was tested. A model that was deployed past the registry skipped it.
# custom:
#   id: GENSEC06-BP01/model-registry-approval
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: ["@hosted-models", sagemaker:ListModelPackageGroups, sagemaker:ListModelPackages]
#   params: {require_registry: true}
#   workload: [sagemaker]
#   messages:
#     no-package: >-
#       a container of model %s comes from no model package, as
#       GENREL04-BP02/endpoint-model-from-approved-package says too
#     own-container: inference component %s runs a container or an adapter that comes from no model package
#     not-approved: model %s comes from model package %s, whose approval status is %s
#     no-status: model %s comes from model package %s, which has no approval status
#     private-hub: "a container of model %s comes from a private hub: decide whether its content is approved"
#     model-not-shown: AWS does not show the containers of model %s
#     component-not-shown: AWS does not show what inference component %s runs
#     package-not-shown: AWS does not show model package %s, so it is not known whether it is approved
#   item: none
#   remediation: Register models, approve versions after the checks, and deploy from the registry.
package lens.controls.gensec06_bp01.model_registry_approval

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.hosted
import data.lens.lib.served_packages

_params := input.params["GENSEC06-BP01/model-registry-approval"]

_subject := {e.id: facts.subject(e) | some e in hosted.endpoints}

# An endpoint for inference components serves nothing as long as it has none.
subjects := {_subject[id] |
	some [id, _] in ((hosted.models | hosted.lost) | (hosted.own | hosted.silent))
}

violations := {finding.of(_subject[id], message, arguments, [proof]) |
	some [id, message, arguments, proof] in (_unregistered | _unapproved)
}

_unregistered := {[id, "no-package", [m.name], _place(m.id)] |
	_params.require_registry
	some [id, m, false] in served_packages.unregistered
} | {[id, "own-container", [c.name], _place(c.id)] |
	_params.require_registry
	some [id, c] in hosted.own
}

_unapproved := {[id, message, arguments, _place(name)] |
	some [id, m, name, [p]] in served_packages.packages
	some [message, arguments] in _verdicts(m, name, p)
}

_verdicts(m, name, p) := {["not-approved", [m.name, name, status]] |
	status := p.properties.ModelApprovalStatus
	status != "Approved"
} | {["no-status", [m.name, name]] | not p.properties.ModelApprovalStatus}

reviews := {finding.of(_subject[id], "private-hub", [m.name], [_place(m.id)]) |
	_params.require_registry
	some [id, m, true] in served_packages.unregistered
}

unseen := {finding.of(_subject[id], message, [name], []) | some [id, message, name] in _doubts}

_doubts := ({[id, "model-not-shown", name] | some [id, name] in served_packages.hidden} | {doubt |
	some [id, c] in hosted.silent
	doubt := [id, "component-not-shown", c.name]
}) | {[id, "package-not-shown", name] | some [id, _, name, []] in served_packages.packages}

shown := {[_subject[id], _place(name)] | some [id, _, name, [_]] in served_packages.packages}

# What was not read of a model or a component may come from no package.
relies_on := {[_subject[id], m.id] | some [id, m] in hosted.models} | {[_subject[id], c.id] |
	some id, list in hosted.components
	some c in list
}

_place(id) := {"id": id, "pointer": "/properties"}
