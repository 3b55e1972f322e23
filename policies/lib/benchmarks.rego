# METADATA
# title: Benchmarks of endpoints
# description: |
#   AI benchmark jobs, and advanced jobs of Inference Recommender, put load on endpoints. A job that was
#   stopped or still runs says nothing. One that failed measured nothing.
package lens.lib.benchmarks

import data.lens.lib.ages
import data.lens.lib.group

# [Region, name of the endpoint] -> its newest benchmark: {id, name, ended, failed}
newest := {key: list[0][2] | some key, list in _all}

# [Region, name of the endpoint] -> [[seconds since it ended, id, benchmark], ...], the newest first
_all := group.by_first({[[job.region, name], [age, job.id, benchmark]] |
	some [job, status, ended] in _jobs
	some name in _endpoints(job.properties)
	age := ages.seconds(ended)
	benchmark := {"id": job.id, "name": job.name, "ended": ended, "failed": status == "failed"}
})

# Ids of the jobs of a Region. One that was not read may be about any endpoint.
jobs(region) := {job.id |
	some list in [_measuring, _recommending]
	some job in list
	job.region == region
}

_measuring := input.resources["AWS::SageMaker::AIBenchmarkJob"]

_recommending := input.resources["AWS::SageMaker::InferenceRecommendationsJob"]

# [job, status, when it ended]
_jobs := [[job, status, ended] |
	some job in array.concat(_measuring, _recommending)
	not job.properties.JobType == "Default"
	status := lower(object.get(job.properties, "AIBenchmarkJobStatus", object.get(job.properties, "Status", "")))
	status in {"completed", "failed"}
	ended := _ended(job.properties)
]

# A job that failed may have no end.
_ended(properties) := [properties[member] |
	some member in ["EndTime", "CompletionTime", "LastModifiedTime", "CreationTime"]
	properties[member]
][0]

_endpoints(properties) := ({regex.replace(name, `^.*/`, "") |
	name := properties.BenchmarkTarget.Endpoint.Identifier
} | {name | some one in properties.EndpointPerformances; name := one.EndpointInfo.EndpointName}) | {name |
	some one in properties.InputConfig.Endpoints
	name := one.EndpointName
}
