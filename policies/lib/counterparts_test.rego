package lens_test.lib.counterparts_test

import data.lens.lib.counterparts
import data.lens_test.testing

_base(region, id, name, tags) := object.union(
	testing.record_in(
		region, "AWS::Bedrock::KnowledgeBase",
		sprintf("arn:aws:bedrock:%s:111122223333:knowledge-base/%s", [region, id]),
		{},
	),
	{"name": name, "tags": tags},
)

_a := _base("us-east-1", "A", "docs", {})

_document(records, workload, gaps) := object.union(testing.facts(records, {}, gaps), {"workload": workload})

_regions := {"regions": ["us-east-1", "eu-west-1"]}

_tagged := object.union(_regions, {"counterpart_tag": "app"})

# The Region and the ids of the counterparts of the first record.
_found(records, workload, endings, gaps) := {[region, {c.id | some c in found}] |
	document := _document(records, workload, gaps)
	some [_, region, found] in counterparts.pairs([records[0]], records, endings) with input as document
}

_ids(records) := {["eu-west-1", {r.id | some r in records}]}

test_names if {
	same := _base("eu-west-1", "B", "docs", {})
	other := _base("eu-west-1", "C", "more", {})
	_found([_a, same, other], _regions, [], []) == _ids([same])
	_found([_a, other], _regions, [], []) == _ids([])
	_found([_a, _base("us-east-1", "B", "docs", {})], _regions, [], []) == _ids([])
}

test_names_with_the_region if {
	a := _base("us-east-1", "A", "docs-us-east-1", {})
	b := _base("eu-west-1", "B", "docs-eu-west-1", {})
	_found([a, b], _regions, [], []) == _ids([b])
	_found([a, _base("eu-west-1", "B", "docs-us-east-1", {})], _regions, [], []) == _ids([])
	c := _base("us-east-1", "C", "docs_us_east_1", {})
	d := _base("eu-west-1", "D", "docs_eu_west_1", {})
	_found([c, d], _regions, [], []) == _ids([d])
}

test_generated_endings if {
	a := _base("us-east-1", "A", "docs-1A2B", {})
	b := _base("eu-west-1", "B", "docs-3C4D", {})
	_found([a, b], _regions, [], []) == _ids([])
	_found([a, b], _regions, ["-????"], []) == _ids([b])
	_found([a, b], _regions, ["-*"], []) == _ids([b])
	_found([a, b], _regions, ["x-????"], []) == _ids([])

	# A name that is an ending as a whole stays.
	_found([a, _base("eu-west-1", "B", "x-3C4D", {})], _regions, ["*"], []) == _ids([])
}

test_tags if {
	a := _base("us-east-1", "A", "docs", {"app": "shop"})
	b := _base("eu-west-1", "B", "other", {"app": "shop"})
	same_name := _base("eu-west-1", "C", "docs", {"app": "post"})
	untagged := _base("eu-west-1", "D", "docs", {})
	_found([a, b, same_name, untagged], _tagged, [], []) == _ids([b])
	_found([_a, same_name, untagged], _tagged, [], []) == _ids([untagged])
	_found([a, b], _regions, [], []) == _ids([])
}

test_lost_tags if {
	lost := [testing.gap("resourcegroupstaggingapi:GetResources", "eu-west-1")]
	a := _base("us-east-1", "A", "docs", {"app": "shop"})
	seen := _base("eu-west-1", "B", "other", {"app": "shop"})
	untold := _base("eu-west-1", "C", "docs", {})
	_found([a, seen, untold], _tagged, [], lost) == _ids([seen])
	_found([_a, untold], _tagged, [], lost) == _ids([])
	_found([untold, _a], _tagged, [], lost) == {["us-east-1", set()]}
	_found([_a, untold], _regions, [], lost) == _ids([untold])
}

_doubts(workload, gaps) := found if {
	document := _document([_a], workload, gaps)
	found := counterparts.doubts(["bedrock-agent:ListKnowledgeBases"], _a, "eu-west-1") with input as document
}

test_doubts if {
	listing := testing.gap("bedrock-agent:ListKnowledgeBases", "eu-west-1")
	tags := testing.gap("resourcegroupstaggingapi:GetResources", "us-east-1")
	_doubts(_tagged, []) == []
	_doubts(_tagged, [listing]) == ["bedrock-agent:ListKnowledgeBases"]
	_doubts(_tagged, [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == []
	_doubts(_tagged, [tags]) == ["resourcegroupstaggingapi:GetResources"]
	_doubts(_regions, [tags]) == []
}

_hidden(workload, gaps) if {
	document := _document([_a], workload, gaps)
	counterparts.hidden(_a) with input as document
}

test_hidden if {
	_hidden(_tagged, [testing.gap("resourcegroupstaggingapi:GetResources", "us-east-1")])
	_hidden(_tagged, [testing.gap("resourcegroupstaggingapi:GetResources", "eu-west-1")])
	not _hidden(_regions, [testing.gap("resourcegroupstaggingapi:GetResources", "eu-west-1")])
	not _hidden(_tagged, [])
}

test_declared if {
	none := _document([_a], {}, [])
	one := _document([_a], {"regions": ["us-east-1"]}, [])
	two := _document([_a], _regions, [])
	away := _document([_a], {"regions": ["eu-west-1", "us-west-2"]}, [])
	far := _document([_a], {"regions": ["us-east-1", "us-west-2"]}, [])
	count(counterparts.undecided([_a])) == 1 with input as none
	count(counterparts.undecided([])) == 0 with input as none
	count(counterparts.undecided([_a])) == 0 with input as one
	counterparts.compared([_a]) == [] with input as one
	counterparts.compared([_a]) == [_a] with input as two
	counterparts.compared([_a]) == [] with input as away
	counterparts.others(_a) == {"eu-west-1"} with input as two
	counterparts.unscanned(_a) == set() with input as two
	counterparts.unscanned(_a) == {"us-west-2"} with input as far
}

test_reach if {
	b := _base("eu-west-1", "B", "docs", {})
	subject := {"type": _a.type, "id": _a.id, "region": "us-east-1", "item": ""}
	counterparts.reach([[_a, "eu-west-1", [b]]]) == {[subject, "eu-west-1"], [subject, b.id]}
}
