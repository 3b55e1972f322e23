# METADATA
# title: What encrypts the volumes and the results of jobs
# description: |
#   The jobs of `data_jobs`, the workflows in which people review answers, and the endpoints of generative
#   models. A key that AWS shows as an empty text is none. Nor is the key of an AWS service.
package lens.lib.job_keys

import data.lens.lib.data_jobs
import data.lens.lib.facts
import data.lens.lib.hosted
import data.lens.lib.hosting_types

# [record, types of its instances, what holds the key of their volumes, what holds that of its
# results], ... What has no results of its own has null.
parts := array.concat(array.concat(_jobs, _monitorings), array.concat(_flows, _endpoints))

_jobs := array.concat(
	array.concat(
		[[j, data_jobs.types(config), config, object.get(j.properties, "OutputDataConfig", {})] |
			some j in data_jobs.trainings
			config := j.properties.ResourceConfig
		],
		[[j, data_jobs.types(config), config, _results(j)] |
			some j in data_jobs.processings
			config := j.properties.ProcessingResources.ClusterConfig
		],
	),
	[[j, data_jobs.types(config), config, j.properties.TransformOutput] |
		some j in data_jobs.transforms
		config := j.properties.TransformResources
	],
)

_results(job) := config if {
	config := job.properties.ProcessingOutputConfig
	count(config.Outputs) > 0
} else := null

_monitorings := [[r, data_jobs.types(config), config, output] |
	some [r, said] in data_jobs.monitorings
	some resources in ["JobResources", "MonitoringResources"]
	config := said[resources].ClusterConfig
	outputs := [one | some name, one in said; endswith(name, "OutputConfig")]
	output := array.concat(outputs, [{}])[0]
]

_flows := [[f, set(), {}, object.get(f.properties, "OutputConfig", {})] |
	some f in input.resources["AWS::SageMaker::FlowDefinition"]
	f.properties.FlowDefinitionStatus in {"Initializing", "Active"}
]

_endpoints := [[e, types, config, null] |
	some e in hosted.endpoints
	config := e.properties.DescribeEndpointConfig
	types := {type |
		some list in ["ProductionVariants", "ShadowProductionVariants"]
		some variant in config[list]
		some type in hosting_types.of_variant(variant)
	}
	count(types) > 0
]

# The endpoints whose configuration was deleted, which AWS allows while they answer.
silent := {facts.subject(e) | some e in hosted.endpoints; not e.properties.DescribeEndpointConfig}

# Whether a key is set in one of these members.
has_key(holder) if {
	some member in ["KmsKeyId", "VolumeKmsKeyId"]
	key := holder[member]
	key != ""
	not _is_of_aws(key)
}

_is_of_aws(key) if contains(key, "alias/aws/")
