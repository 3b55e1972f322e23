package lens_test.genrel05_bp02.opensearch_domains_replicated_test

import data.lens_test.testing

_control := "GENREL05-BP02/opensearch-domains-replicated"

_domain_id := testing.arn("es", "domain/d")

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/KB"), {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {
		"type": "OPENSEARCH_MANAGED_CLUSTER",
		"opensearchManagedClusterConfiguration": {"domainArn": _domain_id},
	},
})

_domain(peers) := testing.record("AWS::OpenSearchService::Domain", _domain_id, {
	"DomainName": "d",
	"DescribeDomainReplication": {"Peers": [{"PeerDomainArn": arn, "Status": status} |
		some [region, status] in peers
		arn := sprintf("arn:aws:es:%s:111122223333:domain/d", [region])
	]},
})

_both := ["us-east-1", "eu-west-1"]

_facts(records, regions, gaps) := object.union(
	testing.facts(array.concat([_base], records), {}, gaps),
	{"workload": {"regions": regions}},
)

_kinds(records) := testing.kinds(_control, _facts(records, _both, []))

test_replicated_domain_passes if {
	_kinds([_domain([["eu-west-1", "ACTIVE"]])]) == ["pass"]
	_kinds([_domain([["eu-west-1", "SWITCHING_OVER"]])]) == ["pass"]
}

test_domain_without_a_replica_fails if {
	testing.results(_control, _facts([_domain([])], _both, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::OpenSearchService::Domain", "id": _domain_id,
			"region": "us-east-1", "item": "",
		},
		"message": `it has no replication and no connection with a domain in "eu-west-1"`,
		"proof": [{"id": _base.id, "pointer": "/properties/storageConfiguration"}],
		"causes": [],
	}]
}

test_replica_in_a_region_that_is_not_declared_fails if {
	_kinds([_domain([["eu-central-1", "ACTIVE"]])]) == ["fail"]
	_kinds([_domain([["us-east-1", "ACTIVE"]])]) == ["fail"]
}

test_replica_that_is_not_there_fails if {
	every status in ["PENDING_SETUP", "PENDING_REMOVAL", "DETACHED", "EJECTED", "FAILED"] {
		_kinds([_domain([["eu-west-1", status]])]) == ["fail"]
	}
}

_info(name, region) := {"AWSDomainInformation": {"DomainName": name, "Region": region}}

_connection(way, local, remote, status) := testing.record(
	sprintf("AWS::OpenSearchService::%sConnection", [way]),
	testing.arn("es", "connection/c"),
	{"ConnectionStatus": {"StatusCode": status}, "LocalDomainInfo": local, "RemoteDomainInfo": remote},
)

_here := _info("d", "us-east-1")

_there := _info("d", "eu-west-1")

test_connection_alone_review if {
	document := _facts([_domain([]), _connection("Outbound", _here, _there, "ACTIVE")], _both, [])
	testing.kinds(_control, document) == ["review"]
	testing.messages(_control, document) == [concat("", [
		`find out whether its vector indexes follow in domain "d" in "eu-west-1", `,
		"to which it is connected",
	])]
	testing.proofs(_control, document) == [{
		"id": testing.arn("es", "connection/c"),
		"pointer": "/properties/ConnectionStatus/StatusCode",
	}]
	_kinds([_domain([]), _connection("Inbound", _there, _here, "ACTIVE")]) == ["review"]
}

test_connection_of_something_else_fails if {
	_kinds([_domain([]), _connection("Outbound", _here, _there, "REJECTED")]) == ["fail"]
	_kinds([_domain([]), _connection("Outbound", _info("x", "us-east-1"), _there, "ACTIVE")]) == ["fail"]
	_kinds([_domain([]), _connection("Outbound", _here, _info("d", "eu-central-1"), "ACTIVE")]) == ["fail"]
	_kinds([_domain([]), _connection("Outbound", _info("d", "eu-central-1"), _there, "ACTIVE")]) == ["fail"]
}

_operations := [
	"opensearch:DescribeDomainReplication", "opensearch:DescribeOutboundConnections",
	"opensearch:DescribeInboundConnections",
]

test_denied_evidence_unknown if {
	every operation in _operations {
		denied := testing.gap(operation, "us-east-1")
		testing.kinds(_control, _facts([_domain([])], _both, [denied])) == ["unknown"]
	}
	denied := testing.gap("opensearch:DescribeDomainReplication", _domain_id)
	testing.kinds(_control, _facts([_domain([])], _both, [denied])) == ["unknown"]
}

test_replica_that_was_seen_passes_whatever_was_denied if {
	every operation in _operations {
		denied := testing.gap(operation, "us-east-1")
		testing.kinds(_control, _facts([_domain([["eu-west-1", "ACTIVE"]])], _both, [denied])) == ["pass"]
	}
}

test_domain_that_is_not_shown_unknown if {
	document := _facts([], _both, [])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == ["no call of this account shows it"]
	testing.proofs(_control, document) == [{"id": _base.id, "pointer": "/properties/storageConfiguration"}]
	denied := testing.gap("opensearch:DescribeDomains", _base.id)
	results := testing.results(_control, _facts([], _both, [denied]))
	[r.causes | some r in results] == [[testing.cause(denied)]]
}

test_nothing_declared_review if {
	document := _facts([_domain([])], [], [])
	testing.verdicts(_control, document) == {["review", "arn:aws:iam::111122223333:root", ""]}
	testing.messages(_control, document) == [concat("", [
		"nobody has declared in which Regions the workload must be available: name them under ",
		`workload.regions in genai-lens.yaml (found in "us-east-1")`,
	])]
}

test_one_declared_region_not_applicable if {
	testing.kinds(_control, _facts([_domain([])], ["us-east-1"], [])) == ["not_applicable"]
}

test_domain_outside_of_the_declared_regions_not_applicable if {
	testing.kinds(_control, _facts([_domain([])], ["eu-west-1", "eu-central-1"], [])) == ["not_applicable"]
}

test_no_managed_domain_not_applicable if {
	document := object.union(testing.facts([], {}, []), {"workload": {}})
	testing.kinds(_control, document) == ["not_applicable"]
}

test_denied_knowledge_bases_unknown if {
	every operation in ["bedrock-agent:ListKnowledgeBases", "bedrock-agent:GetKnowledgeBase"] {
		facts := testing.facts([], {}, [testing.gap(operation, "us-east-1")])
		testing.kinds(_control, object.union(facts, {"workload": {"regions": _both}})) == ["unknown"]
	}
}
