package lens_test.gencost02_bp01.batch_job_waste_test

import data.lens_test.testing

_control := "GENCOST02-BP01/batch-job-waste"

_listing := "bedrock:ListModelInvocationJobs"

# The snapshot was started on 2026-08-01 at 00:00.
_job(name, changes) := testing.record(
	"AWS::Bedrock::ModelInvocationJob",
	testing.arn("bedrock", sprintf("model-invocation-job/%s", [name])),
	object.union(
		{
			"status": "Completed",
			"submitTime": "2026-07-19T00:00:00Z",
			"endTime": "2026-07-20T00:00:00Z",
			"totalRecordCount": 1000,
			"errorRecordCount": 20,
		},
		changes,
	),
)

_uncounted(changes) := testing.without(
	testing.without(_job("u", changes), "totalRecordCount"),
	"errorRecordCount",
)

_account := {"type": "AWS::Account", "id": testing.iam("root"), "region": "us-east-1", "item": ""}

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_few_errors_pass if {
	_kinds([_job("a", {})], []) == ["pass"]
	testing.proofs(_control, testing.facts([_job("a", {})], {}, [])) == [{
		"id": _job("a", {}).id,
		"pointer": "/properties/status",
	}]
}

test_many_errors_fail if {
	worst := _job("b", {"errorRecordCount": 21})
	testing.results(_control, testing.facts([_job("a", {}), worst], {}, [])) == [{
		"kind": "fail",
		"subject": _account,
		"message": concat(" ", [
			"41 of 2000 records of batch inference jobs had errors, and at most a share of 0.02 is allowed",
			`(the most in job "b")`,
		]),
		"proof": [{"id": worst.id, "pointer": "/properties/errorRecordCount"}],
		"causes": [],
	}]
	strict := testing.facts([_job("a", {})], {_control: {"max_error_share": 0.01}}, [])
	testing.kinds(_control, strict) == ["fail"]
}

test_share_is_over_all_jobs if {
	_kinds([_job("a", {"errorRecordCount": 0}), _job("b", {"errorRecordCount": 40})], []) == ["pass"]
}

test_expired_and_partial_fail if {
	expired := _job("e", {"status": "Expired", "errorRecordCount": 0})
	_messages([expired]) == [`batch inference jobs expired before they were done ("e")`]
	testing.proofs(_control, testing.facts([expired], {}, [])) == [{
		"id": expired.id,
		"pointer": "/properties/status",
	}]
	partial := _job("p", {"status": "PartiallyCompleted", "errorRecordCount": 0})
	_messages([partial]) == [`batch inference jobs are complete only in part ("p")`]
	_kinds([expired], [testing.gap(_listing, "us-east-1")]) == ["fail"]
}

test_jobs_outside_of_the_window_not_applicable if {
	_kinds([_job("a", {"endTime": "2026-07-01T00:00:00Z", "status": "Expired"})], []) == ["not_applicable"]
	_kinds([_job("a", {"endTime": "2026-07-02T00:00:00Z", "status": "Expired"})], []) == ["fail"]
	without := testing.without(_job("a", {"lastModifiedTime": "2026-07-01T00:00:00Z"}), "endTime")
	_kinds([without], []) == ["not_applicable"]
}

test_jobs_that_did_not_finish_not_applicable if {
	every status in ["Stopped", "InProgress", "Submitted"] {
		_kinds([_job("a", {"status": status})], []) == ["not_applicable"]
	}
	_kinds([], []) == ["not_applicable"]
}

test_no_numbers_unknown if {
	_kinds([_uncounted({})], []) == ["unknown"]
	_messages([_uncounted({})]) == ["AWS shows no numbers of records for the batch inference jobs that finished"]
	_kinds([_uncounted({}), _job("a", {})], []) == ["pass"]
	_kinds([_uncounted({"status": "Expired"})], []) == ["fail"]
	_kinds([testing.without(_job("a", {}), "errorRecordCount")], []) == ["unknown"]
}

test_window_that_is_not_read_unknown if {
	facts := testing.facts([_job("a", {})], {_control: {"lookback_days": 91}}, [])
	testing.kinds(_control, facts) == ["unknown"]
	testing.messages(_control, facts) == ["lookback_days is 91, and a scan reads the jobs of the last 90 days"]
}

test_lost_listing_unknown if {
	gap := testing.gap(_listing, "us-east-1")
	_kinds([], [gap]) == ["unknown"]
	_kinds([_job("a", {})], [gap]) == ["unknown"]
	_kinds([_job("a", {"errorRecordCount": 500})], [gap]) == ["unknown"]
}
