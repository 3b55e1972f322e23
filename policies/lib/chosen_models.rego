# METADATA
# title: Whether the account uses models that somebody chooses
# description: |
#   Amazon Bedrock is in use in a Region, or an endpoint of SageMaker AI serves a generative model. Of
#   Amazon Q Business, AWS chooses the models.
package lens.lib.chosen_models

import data.lens.lib.bedrock_regions
import data.lens.lib.generative_sagemaker

in_use if count(bedrock_regions.in_use) > 0

in_use if count(generative_sagemaker.endpoints) > 0
