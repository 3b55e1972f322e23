package lens_test.genrel06_bp01.training_checkpointed_test

import data.lens_test.testing

_control := "GENREL06-BP01/training-checkpointed"

_id := testing.arn("sagemaker", "training-job/tune")

# The snapshot was started on 2026-08-01 at 00:00.
_small := {
	"TrainingJobName": "tune",
	"CreationTime": "2026-07-01T00:00:00Z",
	"TrainingJobStatus": "Completed",
	"TrainingTimeInSeconds": 600,
	"ResourceConfig": {"InstanceType": "ml.p5.48xlarge", "InstanceCount": 1},
}

_job(changes) := testing.record("AWS::SageMaker::TrainingJob", _id, object.union(_small, changes))

_wide := {"ResourceConfig": {"InstanceType": "ml.p5.48xlarge", "InstanceCount": 4}}

_saving(uri) := _job(object.union(_wide, {"CheckpointConfig": {"S3Uri": uri}}))

_bucket(properties) := testing.record("AWS::S3::Bucket", "arn:aws:s3:::saved", properties)

_near := _bucket({"Name": "saved", "BucketRegion": "us-east-1"})

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_message(record) := found.message if [found] := _results([record], [])

test_distributed_job_fails if {
	_results([_job(_wide)], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::TrainingJob", "id": _id, "region": "us-east-1", "item": ""},
		"message": "no checkpoint location is set, and 4 instances train together",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
}

_without(member) := testing.record(
	"AWS::SageMaker::TrainingJob",
	_id,
	object.union(object.remove(_small, [member]), {"TrainingStartTime": "2026-07-31T18:00:00Z"}),
)

test_groups_of_instances_fail if {
	groups := [{"InstanceType": type, "InstanceCount": 1} | some type in ["ml.p4d.24xlarge", "ml.c5.xlarge"]]
	config := {"properties": {"ResourceConfig": {"InstanceGroups": groups}}}
	message := "no checkpoint location is set, and 2 instances train together"
	_message(object.union(_without("ResourceConfig"), config)) == message
}

test_spot_job_fails if {
	message := "no checkpoint location is set, and AWS may take the spot instances back"
	_message(_job({"EnableManagedSpotTraining": true})) == message
	_kinds([_job({"EnableManagedSpotTraining": false})]) == ["not_applicable"]
}

test_long_job_fails if {
	message := "no checkpoint location is set, and the training time is 5 hours"
	_message(_job({"TrainingTimeInSeconds": 18000})) == message
	_kinds([_job({"TrainingTimeInSeconds": 14400})]) == ["not_applicable"]
}

# AWS gives the training time when the job has ended.
test_job_that_runs_is_judged_by_its_age if {
	progress := {"properties": {"TrainingJobStatus": "InProgress"}}
	running := object.union(_without("TrainingTimeInSeconds"), progress)
	_message(running) == "no checkpoint location is set, and the training time is 6 hours"
	late := object.union(running, {"properties": {"TrainingStartTime": "2026-07-31T21:00:00Z"}})
	_kinds([late]) == ["not_applicable"]
}

_judged(records, params) := testing.kinds(_control, testing.facts(records, {_control: params}, []))

# A shorter limit would need the description of each job.
test_limits if {
	_judged([_job({"TrainingTimeInSeconds": 18000})], {"long_job_seconds": 20000}) == ["not_applicable"]
	_judged([_job({"TrainingTimeInSeconds": 7200})], {"long_job_seconds": 3600}) == ["not_applicable"]
	_judged([_job(_wide)], {"max_age_days": 30}) == ["not_applicable"]
}

test_bucket_in_the_region_passes if {
	_kinds([_saving("s3://saved/tune"), _near]) == ["pass"]
	_kinds([_saving("s3://saved"), _near]) == ["pass"]
}

test_bucket_in_another_region_fails if {
	far := _bucket({"Name": "saved", "BucketRegion": "eu-west-1"})
	[found] := _results([_saving("s3://saved/tune"), far], [])
	found.kind == "fail"
	found.message == `checkpoint bucket "saved" is in another Region, "eu-west-1"`
	found.proof == [{"id": _id, "pointer": "/properties/CheckpointConfig"}]
}

test_foreign_bucket_unknown if {
	[found] := _results([_saving("s3://theirs/tune"), _near], [])
	found.kind == "unknown"
	found.message == concat("", [
		`checkpoint bucket "theirs" is not in the listing of the account's buckets, so its Region is not known`,
	])
	every uri in ["https://saved.s3.amazonaws.com/x", "saved--use1-az4--x-s3", ""] {
		_kinds([_saving(uri), _near]) == ["unknown"]
	}
	_kinds([_saving("s3://saved"), _bucket({"Name": "saved"})]) == ["unknown"]
}

test_serverless_job_not_applicable if {
	serverless := {"DescribeTrainingJob": {"ServerlessJobConfig": {"JobType": "FineTuning"}}}
	_kinds([_job(object.union(_wide, serverless))]) == ["not_applicable"]
	bare := {"properties": {"TrainingTimeInSeconds": 99999, "ModelPackageConfig": {"ModelPackageGroupArn": "g"}}}
	_kinds([object.union(_without("ResourceConfig"), bare)]) == ["not_applicable"]
}

test_other_jobs_not_applicable if {
	image := "811284229777.dkr.ecr.us-east-1.amazonaws.com/blazingtext:1"
	algorithm := {"AlgorithmSpecification": {"TrainingImage": image}}
	_kinds([_job(object.union(_wide, algorithm))]) == ["not_applicable"]
	_kinds([_job({"ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 4}})]) == ["not_applicable"]
	_kinds([_job({})]) == ["not_applicable"]
}

_cluster(changes) := testing.record(
	"AWS::SageMaker::Cluster",
	testing.arn("sagemaker", "cluster/abcdefghijkl"),
	object.union(
		{
			"ClusterStatus": "InService",
			"InstanceGroups": [{"InstanceType": "ml.p5.48xlarge"}],
			"Orchestrator": {"Eks": {"ClusterArn": testing.arn("eks", "cluster/train")}},
		},
		changes,
	),
)

test_tiered_checkpointing if {
	_kinds([_cluster({"TieredStorageConfig": {"Mode": "Enable"}})]) == ["pass"]
	_kinds([_cluster({"TieredStorageConfig": {"Mode": "Disable"}})]) == ["review"]
	[found] := _results([_cluster({})], [])
	found.kind == "review"
	found.message == concat("", [
		"managed tiered checkpointing is not enabled, so find out whether the training code writes ",
		"checkpoints to durable storage itself",
	])
	found.proof == [{"id": _cluster({}).id, "pointer": "/properties"}]
}

test_other_clusters_not_applicable if {
	_kinds([testing.without(_cluster({}), "Orchestrator")]) == ["not_applicable"]
	_kinds([_cluster({"ClusterStatus": "Deleting"})]) == ["not_applicable"]
	_kinds([_cluster({"InstanceGroups": [{"InstanceType": "ml.m5.large"}]})]) == ["not_applicable"]
}

_denied(operation, place) := [testing.gap(operation, place)]

_kinds_of(records, gaps) := {found.kind |
	some found in _results(records, gaps)
	found.subject.id == records[0].id
}

test_description_denied_unknown if {
	denied := _denied("sagemaker:DescribeTrainingJob", _id)
	_kinds_of([_job(_wide)], denied) == {"unknown"}
	_kinds_of([_saving("s3://saved/tune"), _near], denied) == {"pass"}
}

test_buckets_denied_unknown if {
	denied := _denied("s3:ListBuckets", "global")
	_kinds_of([_saving("s3://saved/tune")], denied) == {"unknown"}
	_kinds_of([_job(_wide)], denied) == {"fail"}
	_kinds_of([_cluster({"TieredStorageConfig": {"Mode": "Enable"}})], denied) == {"pass"}
}

test_listing_denied_unknown if {
	every operation in ["sagemaker:Search", "sagemaker:ListClusters", "sagemaker:DescribeCluster"] {
		[found.kind | some found in _results([], _denied(operation, "us-east-1"))] == ["unknown"]
	}
}

test_nothing_not_applicable if _kinds([]) == ["not_applicable"]
