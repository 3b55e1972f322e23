# METADATA
# title: Scale EMR and Batch with the job and release them when idle
# description: >-
#   A cluster that keeps its size and never ends uses energy between jobs. Only clusters and environments are
#   judged that are declared, or that write their logs to a bucket of generative AI.
# custom:
#   id: GENSUS02-BP01/batch-compute-elastic
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::EMR::Cluster, AWS::EMRServerless::Application, AWS::Batch::ComputeEnvironment]
#   lists:
#     - "@genai-buckets"
#     - emr:ListClusters
#     - emr:DescribeCluster
#     - emr-serverless:ListApplications
#     - emr-serverless:GetApplication
#     - batch:DescribeComputeEnvironments
#   evidence:
#     - emr:DescribeCluster
#     - emr:GetManagedScalingPolicy
#     - emr:GetAutoTerminationPolicy
#     - emr:ListInstanceGroups
#     - emr-serverless:GetApplication
#   params:
#     max_idle_seconds: 3600
#   workload: [batch, emr, sagemaker]
#   messages:
#     rigid: neither a managed scaling policy nor automatic scaling changes its size
#     never-ends: nothing ends it when it is idle
#     ends-late: it ends after %s without work, more than %s
#     stops-never: auto-stop is disabled
#     stops-late: it stops after %s without work, more than %s
#     floor: it keeps %s vCPUs when there are no jobs
#   item: none
#   remediation: >-
#     Attach a managed scaling policy and an auto-termination policy to the cluster, keep auto-stop of the
#     application on, and set the minimum of the compute environment to 0 vCPUs.
package lens.controls.gensus02_bp01.batch_compute_elastic

import data.lens.lib.data_compute
import data.lens.lib.facts
import data.lens.lib.finding

_most := input.params["GENSUS02-BP01/batch-compute-elastic"].max_idle_seconds

_all := [r |
	some list in [data_compute.clusters, data_compute.applications, data_compute.environments]
	some r in list
]

subjects := {facts.subject(r) | some r in _all}

violations := ((({finding.absent(facts.subject(c), "rigid", [], [_proof(c, "")], operations) |
	operations := ["emr:GetManagedScalingPolicy", "emr:ListInstanceGroups"]
	some c in data_compute.clusters
	not data_compute.scales(c)
} | {finding.absent(facts.subject(c), "never-ends", [], [_proof(c, "/AutoTerminate")], operations) |
	operations := ["emr:GetAutoTerminationPolicy"]
	some c in data_compute.clusters
	not c.properties.AutoTerminate == true
	not _has_limit(c)
}) | {finding.of(facts.subject(r), message, arguments, [_proof(r, pointer)]) |
	some [r, message, idle, pointer] in _idle
	idle > _most
	arguments := [{"seconds": idle}, {"seconds": _most}]
}) | {finding.of(facts.subject(a), "stops-never", [], [_proof(a, "/autoStopConfiguration")]) |
	some a in data_compute.applications
	a.properties.autoStopConfiguration.enabled == false
}) | {finding.of(facts.subject(e), "floor", [kept], [_proof(e, "/computeResources/minvCpus")]) |
	some e in data_compute.environments
	kept := e.properties.computeResources.minvCpus
	kept > 0
}

_has_limit(c) if c.properties.AutoTerminationPolicy.IdleTimeout >= 0

# After how many seconds without work it ends. One that ends with its steps needs no policy.
_idle := {[c, "ends-late", idle, "/AutoTerminationPolicy/IdleTimeout"] |
	some c in data_compute.clusters
	not c.properties.AutoTerminate == true
	idle := c.properties.AutoTerminationPolicy.IdleTimeout
} | {[a, "stops-late", idle, "/autoStopConfiguration/idleTimeoutMinutes"] |
	some a in data_compute.applications
	not a.properties.autoStopConfiguration.enabled == false
	idle := a.properties.autoStopConfiguration.idleTimeoutMinutes * 60
}

_proof(r, pointer) := {"id": r.id, "pointer": concat("", ["/properties", pointer])}
