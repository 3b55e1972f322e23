# METADATA
# title: What foundation models take and return
# description: |
#   Which kinds of input and output a model has, by its normal id (lib/models_in_use.rego). A model that no
#   Region lists is not here: custom models, and those that AWS has removed.
package lens.lib.foundation_models

import data.lens.lib.group
import data.lens.lib.models_in_use

# Normal id -> its output modalities: TEXT, IMAGE, EMBEDDING and others.
outputs := group.by_first({[models_in_use.normal(m.properties.modelId), kind] |
	some m in input.resources["AWS::Bedrock::FoundationModel"]
	some kind in m.properties.outputModalities
})

# Normal id -> its input modalities: TEXT, IMAGE and others.
inputs := group.by_first({[models_in_use.normal(m.properties.modelId), kind] |
	some m in input.resources["AWS::Bedrock::FoundationModel"]
	some kind in m.properties.inputModalities
})

embedding := {model | some model, kinds in outputs; "EMBEDDING" in kinds}

# {[Region, normal id], ...} of the models that are called there without a provisioned throughput.
# Some are called on demand through an inference profile only.
on_demand := {[m.region, models_in_use.normal(m.properties.modelId)] |
	some m in input.resources["AWS::Bedrock::FoundationModel"]
	some type in m.properties.inferenceTypesSupported
	type in {"ON_DEMAND", "INFERENCE_PROFILE"}
}
