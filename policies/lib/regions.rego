# METADATA
# title: Regions that use generative AI (D7)
# description: |
#   Those that use Amazon Bedrock or Amazon Q Business, and those with an endpoint of SageMaker AI that
#   answers requests for a generative model.
package lens.lib.regions

import data.lens.lib.bedrock_regions
import data.lens.lib.generative_sagemaker

in_use := bedrock_regions.in_use | {r.region | some r in _beside_bedrock}

_beside_bedrock contains a if some a in input.resources["AWS::QBusiness::Application"]

# An endpoint that serves no generative model is none (decision 69).
_beside_bedrock contains e if {
	some e in generative_sagemaker.answering
	e.id in generative_sagemaker.endpoints
}
