# METADATA
# title: Serve fine-tuned variants as adapters of one base model
# description: >-
#   Each fine-tuned model that runs on its own holds a whole copy of its base in accelerators. Adapters of one
#   base share one copy. What must stay apart, a person states.
# custom:
#   id: GENSUS03-BP01/adapters-share-base
#   severity: low
#   precision: medium
#   mode: hybrid
#   resources: [AWS::SageMaker::Model, AWS::SageMaker::InferenceComponent]
#   lists: ["@generative-endpoints", sagemaker:DescribeInferenceComponent]
#   evidence: ["@generative-endpoints", sagemaker:DescribeInferenceComponent, "@generative-groups"]
#   params:
#     max_validity_days: 366
#   workload: [sagemaker]
#   messages:
#     shared: >-
#       it is fine-tuned from %s, as %s is, and each runs in a copy of its own; state why they cannot be
#       adapters of one copy; write it with: genai-lens attest GENSUS03-BP01/adapters-share-base
#     unclear: >-
#       no call shows whether it has the same base as %s; state the bases, or why they cannot be adapters
#       of one copy; write it with: genai-lens attest GENSUS03-BP01/adapters-share-base
#   item: none
#   remediation: >-
#     Deploy the base model once as an inference component, and add each adapter as an inference component
#     that names it as its base component.
package lens.controls.gensus03_bp01.adapters_share_base

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.fine_tuned

# With one variant in a Region there is nothing to share.
_models := {one | some one in fine_tuned.models; fine_tuned.variants[one.record.region] > 1}

_adapters := {facts.subject(one.record) |
	some one in fine_tuned.adapters
	fine_tuned.variants[one.record.region] > 1
}

subjects := _adapters | {facts.subject(one.record) | some one in _models}

# Nothing shows that there is no reason to keep models apart.
violations := set()

reviews := {finding.of(facts.subject(one.record), "shared", [one.base, names], []) |
	some [one, names] in _sharing
} | {finding.of(facts.subject(one.record), "unclear", [names], []) |
	some one in _models
	names := {other.record.name | some other in fine_tuned.others(one); "" in {one.base, other.base}}
	count(names) > 0
}

# {[model, names of the others of its base], ...}
_sharing := {[one, names] |
	some one in _models
	one.base != ""
	names := {other.record.name | some other in fine_tuned.others(one); other.base == one.base}
	count(names) > 0
}

_asked := {f.subject | some f in reviews}

# An adapter shares its base, whatever else was not read. That a model is alone rests on all that
# runs in its Region.
proven := _adapters | {s |
	some one in _models
	s := facts.subject(one.record)
	not s in _asked
	not _doubtful(s)
}

_doubtful(s) if {
	some operation in _operations
	some g in facts.touching(operation, s, object.get(_places, s.region, []))
	facts.concerns("GENSUS03-BP01/adapters-share-base", g)
}

_operations := [sprintf("sagemaker:%s", [name]) | some name in _names]

_names := [
	"ListEndpoints", "DescribeEndpoint", "DescribeEndpointConfig", "ListModels", "DescribeModel",
	"ListInferenceComponents", "DescribeInferenceComponent",
	"ListModelPackageGroups", "ListModelPackages", "DescribeModelPackage",
]

# What else of a Region may run a variant, or says what it is made of.
_places := {region: ids |
	some region in {one.record.region | some one in _models}
	ids := [r.id | some type in _types; some r in input.resources[type]; r.region == region]
}

_types := [sprintf("AWS::SageMaker::%s", [name]) |
	some name in ["Endpoint", "InferenceComponent", "Model", "ModelPackageGroup"]
]

relies_on := {[s, id] | some one in _models; s := facts.subject(one.record); some id in _places[s.region]}
