# METADATA
# title: Keep failed and expired batch inference records near zero
# description: >-
#   Records that fail are sent again, and a job that expires is run again, maybe on demand at twice the
#   price. A job that somebody stopped is a decision.
# custom:
#   id: GENCOST02-BP01/batch-job-waste
#   severity: low
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: [bedrock:ListModelInvocationJobs]
#   evidence: [bedrock:ListModelInvocationJobs]
#   params:
#     lookback_days: 30
#     max_error_share: 0.02
#   messages:
#     errors: >-
#       %s of %s records of batch inference jobs had errors, and at most a share of %s is allowed (the most in
#       job %s)
#     expired: batch inference jobs expired before they were done (%s)
#     partial: batch inference jobs are complete only in part (%s)
#     not-counted: AWS shows no numbers of records for the batch inference jobs that finished
#     not-read: lookback_days is %s, and a scan reads the jobs of the last %s days
#   item: none
#   remediation: >-
#     Check records before a job is submitted, split large inputs, and set a timeout that fits the queue.
package lens.controls.gencost02_bp01.batch_job_waste

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group

_params := input.params["GENCOST02-BP01/batch-job-waste"]

# The jobs are read by the time when they were submitted. A job lasts a week at most.
_longest := 90

# A Region -> the jobs that finished there.
_finished := group.by_first({[job.region, job] |
	some job in input.resources["AWS::Bedrock::ModelInvocationJob"]
	job.properties.status in {"Completed", "PartiallyCompleted", "Failed", "Expired"}
	ages.within(_end(job.properties), _params.lookback_days)
})

_end(properties) := [properties[member] |
	some member in ["endTime", "lastModifiedTime", "submitTime"]
	properties[member]
][0]

subjects := {facts.account(region) | some region, _ in _finished}

violations := {finding.absent(facts.account(region), "errors", arguments, [proof], operations) |
	operations := ["bedrock:ListModelInvocationJobs"]
	some region, counted in _counted
	errors := sum([one[0] | some one in counted])
	total := sum([one[1] | some one in counted])
	errors / total > _params.max_error_share
	[_, _, name, id] := max(counted)
	arguments := [errors, total, _params.max_error_share, name]
	proof := {"id": id, "pointer": "/properties/errorRecordCount"}
} | {finding.of(facts.account(region), message, [names], proof) |
	some region, jobs in _finished
	some status, message in {"Expired": "expired", "PartiallyCompleted": "partial"}
	found := [job | some job in jobs; job.properties.status == status]
	count(found) > 0
	names := {job.name | some job in found}
	proof := array.slice([{"id": job.id, "pointer": "/properties/status"} | some job in found], 0, 5)
}

unseen := {finding.of(facts.account(region), "not-counted", [], []) |
	some region, _ in _finished
	not _counted[region]
} | {finding.of(facts.account(region), "not-read", [_params.lookback_days, _longest], []) |
	some region, _ in _finished
	_params.lookback_days > _longest
}

shown := {[facts.account(region), {"id": job.id, "pointer": "/properties/status"}] |
	some region, jobs in _finished
	some job in array.slice(jobs, 0, 5)
}

# A Region -> [[records with errors, records, name of the job, id], ...] of the jobs with records.
_counted := {region: counted |
	some region, jobs in _finished
	counted := [[job.properties.errorRecordCount, job.properties.totalRecordCount, job.name, job.id] |
		some job in jobs
		job.properties.totalRecordCount > 0
	]
	count(counted) > 0
}
