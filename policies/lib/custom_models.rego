# METADATA
# title: Custom models that serve
# description: |
#   A custom model answers behind a provisioned throughput or an on-demand deployment.
package lens.lib.custom_models

import data.lens.lib.group

# The custom models that can be used. AWS did not give older ones a status.
active := [model |
	some model in input.resources["AWS::Bedrock::CustomModel"]
	object.get(model.properties, "modelStatus", "Active") == "Active"
]

# ARN of a model -> the throughputs that serve it.
throughputs := group.by_first({[t.properties.modelArn, t.id] |
	some t in input.resources["AWS::Bedrock::ProvisionedModelThroughput"]
	not t.properties.status == "Failed"
})

# ARN of a model -> the on-demand deployments that serve it.
deployments := group.by_first({[d.properties.modelArn, d.id] |
	some d in input.resources["AWS::Bedrock::CustomModelDeployment"]
	d.properties.status == "Active"
})

# The active custom models that something serves.
serving := [model | some model in active; served[model.id]]

served := object.union(throughputs, deployments)

# What an evaluation job may name a model by: its ARN, or that of what serves it.
names(arn) := {arn} | {id |
	some by_model in [throughputs, deployments]
	some id in object.get(by_model, arn, [])
}
