package lens_test.genrel05_bp02.knowledge_base_twin_in_each_region_test

import data.lens_test.testing

_control := "GENREL05-BP02/knowledge-base-twin-in-each-region"

_regions := ["us-east-1", "eu-west-1"]

_model(region) := sprintf("arn:aws:bedrock:%s::foundation-model/amazon.titan-embed-text-v2:0", [region])

_base(region, status, numbers, more) := object.union(
	testing.record_in(
		region, "AWS::Bedrock::KnowledgeBase",
		sprintf("arn:aws:bedrock:%s:111122223333:knowledge-base/%s", [region, region]),
		object.union(
			{
				"status": status,
				"knowledgeBaseConfiguration": {
					"type": "VECTOR",
					"vectorKnowledgeBaseConfiguration": {
						"embeddingModelArn": _model(region),
						"embeddingModelConfiguration": {"bedrockEmbeddingModelConfiguration": numbers},
					},
				},
			},
			more,
		),
	),
	{"name": "docs"},
)

_source(base, name, chunking) := object.union(
	testing.record_in(
		base.region, "AWS::Bedrock::DataSource",
		sprintf("%s/data-source/%s", [base.id, name]),
		object.union(
			{"status": "AVAILABLE"},
			{key: {"chunkingConfiguration": chunking} | some key in ["vectorIngestionConfiguration"]; chunking != {}},
		),
	),
	{"name": name},
)

_here := _base("us-east-1", "ACTIVE", {"dimensions": 1024}, {})

_there := _base("eu-west-1", "ACTIVE", {"dimensions": 1024}, {})

_document(records, gaps) := object.union(
	testing.facts(records, {}, gaps),
	{"workload": {"regions": _regions}},
)

_kinds(records, gaps) := testing.kinds(_control, _document(records, gaps))

_messages(records) := testing.messages(_control, _document(records, []))

_both(text) := sort([replace(text, "%s", "eu-west-1"), replace(text, "%s", "us-east-1")])

_says(records, text) if _messages(records) == _both(text)

test_no_counterpart_fails if {
	testing.results(_control, _document([_here], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::KnowledgeBase", "id": _here.id, "region": "us-east-1", "item": ""},
		"message": `it has no counterpart in "eu-west-1"`,
		"proof": [{"id": _here.id, "pointer": "/properties/status"}],
		"causes": [],
	}]
}

test_equal_knowledge_bases_pass if {
	_kinds([_here, _there], []) == ["pass", "pass"]

	# What both leave to the default is equal.
	_kinds([_base(region, "ACTIVE", {}, {}) | some region in _regions], []) == ["pass", "pass"]
}

test_state_of_the_counterpart if {
	_messages([_here, _base("eu-west-1", "FAILED", {}, {})]) == [
		`the status of its counterpart in "eu-west-1" is "FAILED"`,
	]
	_kinds([_here, _base("eu-west-1", "FAILED", {}, {})], []) == ["fail"]
	_kinds([_here, _base("eu-west-1", "CREATING", {}, {})], []) == ["unknown"]
	_messages([_here, _base("eu-west-1", "CREATING", {}, {})]) == [
		`its counterpart in "eu-west-1" is being created`,
	]
	_kinds([_here, _base("eu-west-1", "UPDATING", {"dimensions": 1024}, {})], []) == ["pass", "pass"]
}

test_other_numbers_fail if {
	_says(
		[_here, _base("eu-west-1", "ACTIVE", {"dimensions": 512}, {})],
		`its vectors have another number of dimensions than those of its counterpart in "%s"`,
	)
	binary := _base("eu-west-1", "ACTIVE", {"dimensions": 1024, "embeddingDataType": "BINARY"}, {})
	_says(
		[_here, binary],
		`the data type of its vectors is not that of its counterpart in "%s"`,
	)
	float := _base("eu-west-1", "ACTIVE", {"dimensions": 1024, "embeddingDataType": "FLOAT32"}, {})
	_kinds([_here, float], []) == ["pass", "pass"]
}

# The model may have 1,024 dimensions by default.
test_dimensions_of_one_side_only_unknown if {
	_kinds([_here, _base("eu-west-1", "ACTIVE", {}, {})], []) == ["unknown", "unknown"]
	_says(
		[_here, _base("eu-west-1", "ACTIVE", {}, {})],
		`AWS does not show whether its counterpart in "%s" makes vectors in the same way`,
	)
}

_configured(region, configuration) := object.union(
	_base(region, "ACTIVE", {}, {}),
	{"properties": {"status": "ACTIVE", "knowledgeBaseConfiguration": configuration}},
)

_other(arn) := {"type": "VECTOR", "vectorKnowledgeBaseConfiguration": {"embeddingModelArn": arn}}

test_models if {
	here := _base("us-east-1", "ACTIVE", {}, {})
	cohere := "arn:aws:bedrock:eu-west-1::foundation-model/cohere.embed-english-v3"
	there := object.union(here, {
		"id": _there.id,
		"region": "eu-west-1",
		"properties": {"knowledgeBaseConfiguration": _other(cohere)},
	})
	_says(
		[here, there],
		`its embedding model is not that of its counterpart in "%s"`,
	)
}

test_managed_knowledge_bases if {
	managed := {"type": "MANAGED", "managedKnowledgeBaseConfiguration": {"embeddingModelType": "MANAGED"}}
	records := [object.union(
		object.remove(_base(region, "ACTIVE", {}, {}), ["properties"]),
		{"properties": {"status": "ACTIVE", "knowledgeBaseConfiguration": managed}},
	) |
		some region in _regions
	]
	_kinds(records, []) == ["pass", "pass"]
	_kinds([records[0], _base("eu-west-1", "ACTIVE", {}, {})], []) == ["fail", "fail"]
}

test_kendra_not_applicable if {
	kendra := object.union(_here, {"properties": {"knowledgeBaseConfiguration": {"type": "KENDRA"}}})
	_kinds([kendra], []) == ["not_applicable"]
}

_indexed(region, metric) := _base(region, "ACTIVE", {}, {
	"storageConfiguration": {"type": "S3_VECTORS"},
	"GetIndex": {"dimension": 1024, "distanceMetric": metric},
})

test_s3_vectors if {
	_kinds([_indexed(region, "cosine") | some region in _regions], []) == ["pass", "pass"]
	_says(
		[_indexed("us-east-1", "cosine"), _indexed("eu-west-1", "euclidean")],
		`its index measures distances in another way than that of its counterpart in "%s"`,
	)
	storage := {"storageConfiguration": {"type": "S3_VECTORS"}}
	unread := _base("eu-west-1", "ACTIVE", {"dimensions": 1024}, storage)
	_kinds([_indexed("us-east-1", "cosine"), unread], []) == ["unknown", "unknown"]

	# The dimensions of the index are those of the vectors.
	_kinds([_indexed("us-east-1", "cosine"), _there], []) == ["pass", "pass"]
}

_fixed(tokens) := {
	"chunkingStrategy": "FIXED_SIZE",
	"fixedSizeChunkingConfiguration": {"maxTokens": tokens, "overlapPercentage": 20},
}

_sourced(here, there) := array.concat([_here, _there], array.concat(
	[_source(_here, name, chunking) | some name, chunking in here],
	[_source(_there, name, chunking) | some name, chunking in there],
))

test_chunks if {
	_kinds(_sourced({"a": _fixed(300)}, {"a": _fixed(300)}), []) == ["pass", "pass"]
	_kinds(_sourced({"a": {}}, {"a": {}}), []) == ["pass", "pass"]
	_says(
		_sourced({"a": _fixed(300)}, {"a": _fixed(500)}),
		`data source "a" is not divided into chunks as in its counterpart in "%s"`,
	)
	_kinds(_sourced({"a": {"chunkingStrategy": "NONE"}}, {"a": {}}), []) == ["fail", "fail"]

	# The default is chunks of a fixed size.
	_kinds(_sourced({"a": _fixed(300)}, {"a": {}}), []) == ["unknown", "unknown"]
}

test_data_sources_are_compared_by_name if {
	_kinds(_sourced({"a": _fixed(300), "b": _fixed(500)}, {"a": _fixed(300), "b": _fixed(500)}), []) == [
		"pass",
		"pass",
	]
	_kinds(_sourced({"a": _fixed(300), "b": _fixed(500)}, {"a": _fixed(500), "b": _fixed(300)}), []) == [
		"fail",
		"fail",
	]

	# Names may be generated.
	_kinds(_sourced({"a-1": _fixed(300)}, {"a-2": _fixed(300)}), []) == ["pass", "pass"]
}

test_counterpart_without_data_sources_fails if {
	_kinds(_sourced({"a": {}}, {}), []) == ["fail", "pass"]
	_messages(_sourced({"a": {}, "b": {}}, {"a": {}})) == [
		"",
		`it has 2 data sources, and its counterpart in "eu-west-1" has 1`,
	]
	deleted := object.union(_source(_there, "a", {}), {"properties": {"status": "DELETING"}})
	_kinds([_here, _there, _source(_here, "a", {}), deleted], []) == ["fail", "pass"]
}

test_lost_details_unknown if {
	fewer := _sourced({"a": {}}, {})
	_kinds(fewer, [testing.gap("bedrock-agent:ListDataSources", _there.id)]) == ["unknown", "unknown"]
	source := _source(_there, "a", {})
	_kinds(_sourced({"a": _fixed(300)}, {"a": {}}), [testing.gap("bedrock-agent:GetDataSource", source.id)]) == [
		"unknown",
		"unknown",
	]
	bare := object.union(testing.without(_there, "knowledgeBaseConfiguration"), {})
	_kinds([_here, bare], [testing.gap("bedrock-agent:GetKnowledgeBase", _there.id)]) == ["unknown", "unknown"]
	_kinds([_here, _there], [testing.gap("s3vectors:GetIndex", _there.id)]) == ["unknown", "unknown"]

	# What was read is enough to fail.
	small := _base("eu-west-1", "ACTIVE", {"dimensions": 512}, {})
	_kinds([_here, small], [testing.gap("bedrock-agent:ListDataSources", _there.id)]) == ["fail", "fail"]
}

test_denied_listing_unknown if {
	gaps := [testing.gap("bedrock-agent:ListKnowledgeBases", "eu-west-1")]
	_kinds([_here], gaps) == ["unknown", "unknown"]
	_kinds([_here, _there], gaps) == ["pass", "pass", "unknown"]
}

test_lost_tags if {
	gaps := [testing.gap("resourcegroupstaggingapi:GetResources", "eu-west-1")]
	_kinds([_here, _there], gaps) == ["pass", "pass"]
	_kinds([_here], gaps) == ["fail"]
	tagged := {"workload": {"regions": _regions, "counterpart_tag": "app"}}
	lost := object.union(testing.facts([_here, _there], {}, gaps), tagged)
	testing.kinds(_control, lost) == ["unknown", "unknown"]
}

test_region_that_was_not_scanned_unknown if {
	workload := {"workload": {"regions": ["us-east-1", "eu-central-1"]}}
	document := object.union(testing.facts([_here], {}, []), workload)
	testing.messages(_control, document) == [`Region "eu-central-1" is declared, and was not scanned`]
}

test_nothing_declared_asks if {
	document := testing.facts([_here], {}, [])
	testing.kinds(_control, document) == ["review"]
	testing.messages(_control, document) == [concat("", [
		"nobody has declared in which Regions the workload must be available: name them under ",
		`workload.regions in genai-lens.yaml (found in "us-east-1")`,
	])]
	testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]
}
