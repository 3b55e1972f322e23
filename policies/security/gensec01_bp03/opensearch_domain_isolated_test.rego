package lens_test.gensec01_bp03.opensearch_domain_isolated_test

import data.lens_test.testing

_control := "GENSEC01-BP03/opensearch-domain-isolated"

_id := testing.arn("es", "domain/d")

_public := {"AccessPolicies": {"Statement": [{
	"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["es:*"], "Resource": ["*"],
}]}}

_named := {"AccessPolicies": {"Statement": [{
	"Effect": "Allow", "Principal": {"AWS": [testing.iam("role/kb")]}, "Action": ["es:*"], "Resource": ["*"],
}]}}

_vpc := {"VPCOptions": {"VPCId": "vpc-1", "SubnetIds": ["subnet-1"]}}

_fine := {"AdvancedSecurityOptions": {"Enabled": true}}

_coarse := {"AdvancedSecurityOptions": {"Enabled": false}}

_domain(parts) := testing.record(
	"AWS::OpenSearchService::Domain", _id,
	object.union_n(array.concat([{"ARN": _id, "DomainName": "d"}], parts)),
)

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/KB"), {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {
		"type": "OPENSEARCH_MANAGED_CLUSTER",
		"opensearchManagedClusterConfiguration": {"domainArn": _id},
	},
})

_served(parts) := testing.facts([_base, _domain(parts)], {}, [])

_declared(parts) := testing.facts([_domain(parts)], {_control: {"vector_domains": ["d"]}}, [])

_made(parts) := testing.facts([_domain(array.concat(parts, [{"UseCase": "VECTOR"}]))], {}, [])

_kinds(document) := testing.kinds(_control, document)

test_public_domain_fails if {
	testing.results(_control, _served([_public, _fine])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::OpenSearchService::Domain", "id": _id, "region": "us-east-1", "item": ""},
		"message": "its access policy lets everybody in, and it is not in a VPC",
		"proof": [{"id": _id, "pointer": "/properties/AccessPolicies/Statement/0"}],
		"causes": [],
	}]
}

test_public_policy_in_a_vpc if {
	_kinds(_served([_public, _fine, _vpc])) == ["pass"]
	testing.messages(_control, _served([_public, _coarse, _vpc])) == [
		"its access policy lets everybody in, and fine-grained access control is off",
	]
	anonymous := {"AdvancedSecurityOptions": {"Enabled": true, "AnonymousAuthEnabled": true}}
	testing.messages(_control, _served([_public, anonymous, _vpc])) == [
		"its access policy lets everybody in, and anonymous access is on",
	]
	_kinds(_served([_named, anonymous, _vpc])) == ["pass"]
}

test_limited_policy_passes if {
	limit := {"Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}}
	statement := object.union(_public.AccessPolicies.Statement[0], limit)
	_kinds(_served([{"AccessPolicies": {"Statement": [statement]}}, _fine])) == ["pass"]
}

test_domain_of_a_knowledge_base_outside_of_a_vpc if {
	_kinds(_served([_named, _fine])) == ["pass"]
	_kinds(_served([_fine])) == ["pass"]
	testing.messages(_control, _served([_named, _coarse])) == [
		"it is not in a VPC, and fine-grained access control is off",
	]
	testing.proofs(_control, _served([_named, _coarse])) == [
		{"id": _id, "pointer": "/properties/AdvancedSecurityOptions/Enabled"},
	]
}

test_declared_domain_outside_of_a_vpc_fails if {
	testing.messages(_control, _declared([_named, _fine])) == ["it is not in a VPC"]
	testing.proofs(_control, _declared([_named, _fine])) == [{"id": _id, "pointer": "/properties/ARN"}]
	_kinds(_declared([_named, _coarse, _vpc])) == ["pass"]
}

test_domain_made_for_vectors_review if {
	_kinds(_made([_named, _fine])) == ["review"]
	_kinds(_made([_public, _coarse, _vpc])) == ["review"]
	_kinds(_made([_named, _fine, _vpc])) == ["pass"]
}

test_other_domains_not_applicable if {
	logs := _domain([_public, _coarse, {"UseCase": "OBSERVABILITY"}])
	_kinds(testing.facts([logs], {}, [])) == ["not_applicable"]
	going := _domain([_public, {"UseCase": "VECTOR", "Deleted": true}])
	_kinds(testing.facts([going], {}, [])) == ["not_applicable"]
}

test_setting_that_is_not_shown_unknown if {
	testing.messages(_control, _served([_public, _vpc])) == [
		"AWS does not show whether fine-grained access control is on",
	]
	_kinds(_served([_public, _vpc])) == ["unknown"]
	_kinds(_served([_public])) == ["fail"]
}

test_domain_that_is_not_shown_unknown if {
	document := testing.facts([_base], {}, [])
	_kinds(document) == ["unknown"]
	testing.messages(_control, document) == ["no call of this account shows it"]
	denied := testing.gap("opensearch:DescribeDomains", _base.id)
	results := testing.results(_control, testing.facts([_base], {}, [denied]))
	[r.causes | some r in results] == [[testing.cause(denied)]]
}

test_domain_of_which_only_the_name_is_known_unknown if {
	listed := testing.record("AWS::OpenSearchService::Domain", _id, {"DomainName": "d"})
	denied := testing.gap("opensearch:DescribeDomains", _id)
	_kinds(testing.facts([listed], {}, [denied])) == ["unknown"]
	_kinds(testing.facts([listed], {}, [])) == ["unknown"]
}

test_denied_listings_unknown if {
	every operation in [
		"opensearch:ListDomainNames", "bedrock-agent:ListKnowledgeBases", "bedrock-agent:GetKnowledgeBase",
	] {
		_kinds(testing.facts([], {}, [testing.gap(operation, "us-east-1")])) == ["unknown"]
	}
}
