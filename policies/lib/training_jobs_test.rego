package lens_test.lib.training_jobs_test

import data.lens.lib.training_jobs
import data.lens_test.testing

# The snapshot was started on 2026-08-01 at 00:00.
_found(properties) := [training_jobs.instances(job) | some job in [{"properties": properties}]]

_seconds(properties) := found if {
	document := testing.facts([], {}, [])
	job := {"properties": properties}
	found := [training_jobs.seconds(one) | some one in [job]] with input as document
}

_config(config) := _found({"ResourceConfig": config})

test_instances if {
	_config({"InstanceType": "ml.p5.48xlarge", "InstanceCount": 4}) == [4]
	_config({"InstanceGroups": [{"InstanceCount": 1}, {"InstanceCount": 2}]}) == [3]
	_config({"InstanceGroups": [{"InstanceCount": 4}], "InstanceCount": 0}) == [4]
	_config({"InstancePreferences": [{"InstanceCount": 2}, {"InstanceCount": 8}]}) == [2]
	_config({"InstancePreferences": [{"InstanceCount": 2}], "SelectedInstanceCount": 8}) == [8]
}

test_job_without_instances if {
	_config({}) == []
	_found({}) == []
	_config({"InstancePreferences": [{"InstanceType": "ml.p5.48xlarge"}]}) == []
}

_choices(config) := found if {
	found := training_jobs.choices({"properties": {"ResourceConfig": config}})
} else := []

_p5(number) := {"InstanceType": "ml.p5.48xlarge", "InstanceCount": number}

_g5(number) := {"InstanceType": "ml.g5.xlarge", "InstanceCount": number}

test_choices if {
	_choices(_p5(2)) == [[["ml.p5.48xlarge", 2]]]
	_choices({"InstanceGroups": [_p5(2), _g5(1)]}) == [[["ml.p5.48xlarge", 2], ["ml.g5.xlarge", 1]]]
	_choices({"InstancePreferences": [_p5(2), _g5(8)]}) == [[["ml.p5.48xlarge", 2]], [["ml.g5.xlarge", 8]]]
	chosen := {"SelectedInstanceType": "ml.g5.xlarge", "SelectedInstanceCount": 8}
	_choices(object.union(chosen, {"InstancePreferences": [_p5(2), _g5(8)]})) == [[["ml.g5.xlarge", 8]]]
	_choices({}) == []
}

_reserved(properties) if training_jobs.reserved({"properties": properties})

test_reserved if {
	_reserved({"ResourceConfig": {"TrainingPlanArn": "arn"}})
	_reserved({"ResourceConfig": {"InstancePreferences": [{"TrainingPlanArns": ["arn"]}]}})
	_reserved({"ResourceConfig": {"KeepAlivePeriodInSeconds": 600}})
	_reserved({"ResourceConfig": _p5(1), "WarmPoolStatus": {"Status": "Reused"}})
	not _reserved({"ResourceConfig": object.union(_p5(1), {"KeepAlivePeriodInSeconds": 0})})
	not _reserved({"ResourceConfig": {"InstancePreferences": [_p5(1)]}})
}

test_tags_in_whatever_case if {
	training_jobs.tagged({"tags": {"No-Spot": ""}}, "no-spot")
	not training_jobs.tagged({"tags": {"team": "no-spot"}}, "no-spot")
}

_start := "2026-07-31T20:00:00Z"

_end := "2026-07-31T21:00:00Z"

test_time_of_a_job_that_has_ended if {
	_seconds({"TrainingTimeInSeconds": 60, "TrainingStartTime": _start, "TrainingEndTime": _end}) == [60]
	_seconds({"TrainingStartTime": _start, "TrainingEndTime": _end, "TrainingJobStatus": "Failed"}) == [3600]
	_seconds({"TrainingStartTime": _start, "TrainingJobStatus": "Failed"}) == []
}

test_time_of_a_job_that_runs if {
	every status in ["InProgress", "Stopping"] {
		_seconds({"TrainingStartTime": _start, "TrainingJobStatus": status}) == [14400]
	}
	_seconds({"TrainingJobStatus": "InProgress"}) == []
}

_risk(properties) := found if {
	document := testing.facts([], {}, [])
	job := {"properties": properties}
	found := [training_jobs.risk(one, 14400) | some one in [job]] with input as document
}

_one := {"InstanceCount": 1}

_two := {"InstanceCount": 2}

test_risk if {
	_risk({"ResourceConfig": _one, "TrainingTimeInSeconds": 14400, "EnableManagedSpotTraining": false}) == []
	_risk({"ResourceConfig": _two, "EnableManagedSpotTraining": true}) == [["spot", []]]
	_risk({"ResourceConfig": _two, "TrainingTimeInSeconds": 14401}) == [["distributed", [2]]]
	_risk({"ResourceConfig": _one, "TrainingTimeInSeconds": 14401}) == [["long", [{"seconds": 14401}]]]
	_risk({"ResourceConfig": _one}) == []
}

test_serverless_job if {
	described := {"ServerlessJobConfig": {"JobType": "FineTuning"}}
	every properties in [{}, {"ResourceConfig": _two, "DescribeTrainingJob": described}] {
		training_jobs.serverless({"properties": properties})
	}
	every properties in [{"ResourceConfig": _two}, {"ResourceConfig": _one, "DescribeTrainingJob": {}}] {
		not training_jobs.serverless({"properties": properties})
	}
}

_never(image) if {
	document := testing.facts([], {}, [])
	job := {"properties": {"AlgorithmSpecification": {"TrainingImage": image}}}
	training_jobs.never_saves(job) with input as document
}

test_algorithm_that_cannot_save if {
	_never("811284229777.dkr.ecr.us-east-1.amazonaws.com/blazingtext:1")
	_never("382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:latest")
	not _never("811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1")
	not _never("763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-training:2.5")
	not _never("111122223333.dkr.ecr.us-east-1.amazonaws.com/seq2seq:1")
	not _never("763104351884.dkr.ecr.us-east-1.amazonaws.com/seq2seq-tuned:1")
	not _never({"redacted": {"length": 9}})
}
