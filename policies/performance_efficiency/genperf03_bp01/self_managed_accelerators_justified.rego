# METADATA
# title: Justify every self-managed accelerator instance
# description: >-
#   Amazon Bedrock and SageMaker AI replace broken hardware, scale and tune what runs on accelerators. Who
#   runs such instances alone does all that, and should say why.
# custom:
#   id: GENPERF03-BP01/self-managed-accelerators-justified
#   severity: medium
#   precision: medium
#   mode: hybrid
#   resources: [AWS::EC2::Instance]
#   lists: [ec2:DescribeInstances]
#   evidence: []
#   params:
#     max_validity_days: 366
#     managed_tag_prefixes:
#       - "aws:eks:"
#       - "eks:"
#       - "aws:ecs:"
#       - "AWSBatch"
#       - "aws:elasticmapreduce:"
#       - "kubernetes.io/cluster/"
#   messages:
#     alone: the instance type %s has accelerators, and no managed service runs it
#     state: >-
#       state why it does not run on Amazon Bedrock or SageMaker AI; write it with: genai-lens attest
#       GENPERF03-BP01/self-managed-accelerators-justified
#   item: none
#   remediation: >-
#     Move hosting to Amazon Bedrock or SageMaker AI, and training to HyperPod or a managed customization job;
#     or attest the reason not to.
package lens.controls.genperf03_bp01.self_managed_accelerators_justified

import data.lens.lib.accelerators
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENPERF03-BP01/self-managed-accelerators-justified"]

# The scan reads running instances alone.
_instances := [i |
	some i in input.resources["AWS::EC2::Instance"]
	accelerators.has(i.properties.InstanceType)
	not _managed(i)
]

# AWS marks the instances that one of its services runs, such as AgentCore's capacity providers.
_managed(i) if i.properties.Operator.Managed == true

_managed(i) if {
	some tag in i.properties.Tags
	some prefix in _params.managed_tag_prefixes
	startswith(lower(tag.Key), lower(prefix))
}

subjects := {facts.subject(i) | some i in _instances}

violations := set()

reviews := {finding.of(facts.subject(i), message, arguments, proof) |
	some i in _instances
	some message, arguments in {"alone": [i.properties.InstanceType], "state": []}
	proof := [{"id": i.id, "pointer": "/properties/InstanceType"}]
}
