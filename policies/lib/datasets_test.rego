package lens_test.datasets_test

import data.lens.lib.datasets
import data.lens_test.testing

_created := {"creationTime": "2026-07-01T00:00:00Z"}

_job(status, config) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", "evaluation-job/job000000001"),
	object.union(_created, object.union({"status": status}, config)),
)

_config(kind, sets) := {"evaluationConfig": {kind: {"datasetMetricConfigs": configs}}} if {
	configs := [{"dataset": set} | some set in sets]
}

_name(hash) := {"redacted": {"length": 5, "hmac": hash}}

_own(uri) := {"name": _name("own"), "datasetLocation": {"s3Uri": uri}}

_use(record, uri, prefix) := {
	"uri": uri,
	"by": record.id,
	"name": record.name,
	"created": "2026-07-01T00:00:00Z",
	"prefix": prefix,
}

test_kind_of_a_job if {
	datasets.kind(_job("Completed", {})) == "models"
	datasets.kind(_job("Completed", {"applicationType": "ModelEvaluation"})) == "models"
	datasets.kind(_job("Completed", {"applicationType": "RagEvaluation"})) == "knowledge-bases"
}

test_datasets_of_a_job if {
	human := _job("Completed", _config("human", [_own("s3://sets/a.jsonl"), {"name": _name("builtin")}]))
	datasets.uris(human) == {"s3://sets/a.jsonl"}
	datasets.keys(human) == {"s3://sets/a.jsonl", "name:builtin"}
	datasets.keys(_job("Completed", {})) == set()
}

test_uses_of_what_finished if {
	job := _job("Completed", _config("automated", [_own("s3://sets/a.jsonl")]))
	optimization := testing.record(
		"AWS::Bedrock::PromptOptimizationJob",
		testing.arn("bedrock", "advanced-prompt-optimization-job/one"),
		object.union(_created, {"jobStatus": "Completed", "inputConfig": {"s3Uri": "s3://sets/b.jsonl"}}),
	)
	workload := testing.record(
		"AWS::SageMaker::AIWorkloadConfig",
		testing.arn("sagemaker", "ai-workload-config/load"),
		{
			"CreationTime": "2026-07-01T00:00:00Z",
			"DatasetConfig": {"InputDataConfig": [{"DataSource": {"S3DataSource": {"S3Uri": "s3://sets/c"}}}]},
		},
	)
	found := datasets.uses with input as testing.facts([job, optimization, workload], {}, [])
	found == {
		_use(job, "s3://sets/a.jsonl", false),
		_use(optimization, "s3://sets/b.jsonl", false),
		_use(workload, "s3://sets/c", true),
	}
}

test_what_failed_uses_nothing if {
	job := _job("Failed", _config("automated", [_own("s3://sets/a.jsonl")]))
	found := datasets.uses with input as testing.facts([job], {}, [])
	found == set()
}

test_object_and_bucket if {
	facts := testing.facts([], {}, [])
	object := datasets.object_of("s3://sets/in/a.jsonl") with input as facts
	object == "arn:aws:s3:::sets/in/a.jsonl"
	bucket := datasets.bucket_of("s3://sets/in/a.jsonl") with input as facts
	bucket == "arn:aws:s3:::sets"
}

_object(listing) := testing.record(
	"AWS::S3::Object",
	"arn:aws:s3:::sets/in/a",
	object.union({"InBucket": "sets", "Key": "in/a"}, listing),
)

_listed(key, size) := {"ListObjectsV2": {"Contents": [{"Key": key, "Size": size}]}}

test_state_of_an_object if {
	states := {[name, state] |
		some name, listing in {
			"found": _listed("in/a", 5),
			"other": _listed("in/ab", 5),
			"empty": _listed("in/a", 0),
			"none": {"ListObjectsV2": {}},
			"unread": {},
		}
		facts := testing.facts([_object(listing)], {}, [])
		state := [s | s := datasets.state({"uri": "s3://sets/in/a", "prefix": false})] with input as facts
	}
	states == {
		["found", ["there"]], ["other", ["missing"]], ["empty", ["empty"]], ["none", ["missing"]], ["unread", []],
	}
}

test_state_of_a_prefix if {
	states := {[name, state] |
		some name, listing in {
			"any": _listed("in/ab", 5),
			"folder": _listed("in/a/", 0),
			"success": _listed("in/a/_SUCCESS", 0),
			"none": {"ListObjectsV2": {}},
		}
		facts := testing.facts([_object(listing)], {}, [])
		state := datasets.state({"uri": "s3://sets/in/a", "prefix": true}) with input as facts
	}
	states == {["any", "there"], ["folder", "marker"], ["success", "marker"], ["none", "missing"]}
}

test_copy_has_the_same_tag_and_size if {
	objects := [object |
		some [key, tag, size] in [
			["a", "x", 5], ["b", "x", 5], ["c", "x", 6],
			["d", "y", 5], ["e", "z", 0], ["f", "z", 0],
		]
		object := testing.record("AWS::S3::Object", sprintf("arn:aws:s3:::sets/%s", [key]), {
			"Key": key,
			"ListObjectsV2": {"Contents": [{"Key": key, "Size": size, "ETag": {"redacted": {"hmac": tag}}}]},
		})
	]
	facts := testing.facts(objects, {}, [])
	copies := {pair |
		some pair in [["a", "b"], ["a", "c"], ["a", "d"], ["e", "f"], ["a", "unread"]]
		uris := [sprintf("s3://sets/%s", [key]) | some key in pair]
		datasets.is_copy(uris[0], uris[1]) with input as facts
	}
	copies == {["a", "b"]}
}
