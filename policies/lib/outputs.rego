# METADATA
# title: What the models in use return
# description: |
#   AWS says for each foundation model of a Region whether it returns text, images, vectors and so on.
package lens.lib.outputs

import data.lens.lib.group
import data.lens.lib.models_in_use

# [Region, modality] -> the models in use there that return it. A modality is as AWS writes it:
# "TEXT", "IMAGE", "EMBEDDING".
models := group.by_first({[[use.region, modality], use.model] |
	some use in models_in_use.used
	some modality in object.get(_returns, use.model, [])
})

_returns := group.by_first({[models_in_use.normal(m.properties.modelId), modality] |
	some m in input.resources["AWS::Bedrock::FoundationModel"]
	some modality in m.properties.outputModalities
})
