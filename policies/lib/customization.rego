# METADATA
# title: Whether the account customizes or imports models
# description: |
#   A custom or imported model of Amazon Bedrock is there, or a job of SageMaker AI trained a generative
#   model in the time that the scan reads.
package lens.lib.customization

import data.lens.lib.generative_sagemaker

done if count(_models) > 0

done if count(generative_sagemaker.jobs) > 0

_models := {model.id |
	some list in [
		input.resources["AWS::Bedrock::CustomModel"],
		input.resources["AWS::Bedrock::ImportedModel"],
	]
	some model in list
	not model.properties.modelStatus == "Failed"
}
