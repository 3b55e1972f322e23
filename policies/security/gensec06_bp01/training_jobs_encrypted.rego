# METADATA
# title: Encrypt volumes, results and traffic of jobs that handle training data
# description: >-
#   Training data and models stand on volumes and in buckets, and travel between the instances of a job.
#   With a key of your own, access can be seen and taken away. Endpoints and reviews by people count too.
# custom:
#   id: GENSEC06-BP01/training-jobs-encrypted
#   severity: medium
#   precision: high
#   mode: automated
#   resources:
#     - AWS::SageMaker::TrainingJob
#     - AWS::SageMaker::ProcessingJob
#     - AWS::SageMaker::TransformJob
#     - AWS::SageMaker::MonitoringSchedule
#     - AWS::SageMaker::DataQualityJobDefinition
#     - AWS::SageMaker::ModelQualityJobDefinition
#     - AWS::SageMaker::ModelBiasJobDefinition
#     - AWS::SageMaker::ModelExplainabilityJobDefinition
#     - AWS::SageMaker::FlowDefinition
#     - AWS::SageMaker::Endpoint
#   lists: ["@generative-jobs", "@processing-jobs", "@transform-jobs", "@generative-endpoints",
#     "@monitoring-schedules", sagemaker:ListFlowDefinitions]
#   evidence: [sagemaker:DescribeTrainingJob, sagemaker:DescribeFlowDefinition,
#     sagemaker:DescribeEndpointConfig]
#   workload: [sagemaker]
#   params: {lookback_days: 180}
#   messages:
#     no-volume-key: no customer managed key is set for its storage volumes
#     no-result-key: no customer managed key is set for its results
#     traffic: the traffic between its %s instances is not encrypted
#     not-known: it is not known whether the storage of these types of instances takes a key, %s
#     not-shown: its configuration was deleted, so AWS does not show its key
#   item: none
#   remediation: >-
#     Set the keys of volumes and results, and turn on the encryption of traffic between containers.
package lens.controls.gensec06_bp01.training_jobs_encrypted

import data.lens.lib.data_jobs
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.instance_storage
import data.lens.lib.job_keys
import data.lens.lib.training_jobs

_params := input.params["GENSEC06-BP01/training-jobs-encrypted"]

_parts := [part | some part in job_keys.parts; data_jobs.recent(part[0], _params.lookback_days)]

subjects := {facts.subject(part[0]) | some part in _parts} | job_keys.silent

violations := {finding.absent(facts.subject(r), message, arguments, [_at(r)], _asked(r)) |
	some [r, types, volumes, results] in _parts
	some [message, arguments] in _faults(r, types, volumes, results)
}

# A training job whose description says that it is serverless is no subject. The listing of review
# workflows shows no key.
_asked(r) := [operation | operation := _details[r.type]]

_details := {
	"AWS::SageMaker::TrainingJob": "sagemaker:DescribeTrainingJob",
	"AWS::SageMaker::FlowDefinition": "sagemaker:DescribeFlowDefinition",
}

_faults(r, types, volumes, results) := union({
	{["no-volume-key", []] |
		count(types) > 0
		not job_keys.has_key(volumes)
		every type in types { instance_storage.has_volumes(type) }
	},
	{["no-result-key", []] |
		is_object(results)
		not job_keys.has_key(results)
	},
	{["traffic", [number]] |
		r.type == "AWS::SageMaker::TrainingJob"
		not r.properties.EnableInterContainerTrafficEncryption == true
		number := training_jobs.instances(r)
		number > 1
	},
})

unseen := {finding.of(facts.subject(r), "not-known", [odd], [_at(r)]) |
	some [r, types, volumes, _] in _parts
	not job_keys.has_key(volumes)
	odd := {type | some type in types; not instance_storage.has_volumes(type)}
	count(odd) > 0
	local := {type | some type in types; instance_storage.has_local(type)}
	count(local) == 0
} | {finding.of(subject, "not-shown", [], []) | some subject in job_keys.silent}

_at(r) := {"id": r.id, "pointer": "/properties"}
