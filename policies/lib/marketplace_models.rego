# METADATA
# title: Endpoints of models from Amazon Bedrock Marketplace
# description: |
#   SageMaker AI hosts these endpoints. Those that are known from there are judged like all others. This
#   file has the rest.
package lens.lib.marketplace_models

import data.lens.lib.facts
import data.lens.lib.generative_sagemaker

# [subject, record] of each endpoint that answers requests.
answering := [[facts.subject(r), r] |
	some r in input.resources["AWS::Bedrock::MarketplaceModelEndpoint"]
	id := r.properties.endpointArn
	known := generative_sagemaker.endpoints
	not id in known
	object.get(r.properties, "endpointStatus", "InService") in {"InService", "Updating", "SystemUpdating"}
]
