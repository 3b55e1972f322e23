package lens_test.gensec01_bp03.opensearch_domain_hardened_test

import data.lens_test.testing

_control := "GENSEC01-BP03/opensearch-domain-hardened"

_id := testing.arn("es", "domain/d")

_good := {
	"ARN": _id,
	"DomainName": "d",
	"AdvancedSecurityOptions": {"Enabled": true, "AnonymousAuthEnabled": false},
	"EncryptionAtRestOptions": {"Enabled": true},
	"NodeToNodeEncryptionOptions": {"Enabled": true},
	"DomainEndpointOptions": {"EnforceHTTPS": true, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
	"LogPublishingOptions": {"AUDIT_LOGS": {"Enabled": true}},
	"ServiceSoftwareOptions": {"UpdateAvailable": false, "NewVersion": ""},
}

_domain(change) := testing.record(
	"AWS::OpenSearchService::Domain", _id,
	object.union(_good, change),
)

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/KB"), {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {
		"type": "OPENSEARCH_MANAGED_CLUSTER",
		"opensearchManagedClusterConfiguration": {"domainArn": _id},
	},
})

_facts(change) := testing.facts([_base, _domain(change)], {}, [])

_kinds(change) := testing.kinds(_control, _facts(change))

_messages(change) := testing.messages(_control, _facts(change))

test_hardened_domain_passes if {
	_kinds({}) == ["pass"]
	newer := {"DomainEndpointOptions": {"TLSSecurityPolicy": "Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08"}}
	_kinds(newer) == ["pass"]
	without := object.remove(_good.AdvancedSecurityOptions, ["AnonymousAuthEnabled"])
	domain := testing.without(_domain({}), "AdvancedSecurityOptions")
	properties := object.union(domain.properties, {"AdvancedSecurityOptions": without})
	older := object.union(domain, {"properties": properties})
	testing.kinds(_control, testing.facts([_base, older], {}, [])) == ["pass"]
}

test_everything_off_fails if {
	change := {
		"AdvancedSecurityOptions": {"Enabled": false},
		"EncryptionAtRestOptions": {"Enabled": false},
		"NodeToNodeEncryptionOptions": {"Enabled": false},
		"DomainEndpointOptions": {"EnforceHTTPS": false, "TLSSecurityPolicy": "Policy-Min-TLS-1-0-2019-07"},
		"LogPublishingOptions": {"AUDIT_LOGS": {"Enabled": false}},
	}
	testing.results(_control, _facts(change)) == [{
		"kind": "fail",
		"subject": {"type": "AWS::OpenSearchService::Domain", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("; ", [
			"HTTPS is not required", "audit logs are not published", "encryption at rest is off",
			"fine-grained access control is off",
			`it accepts TLS 1.0: the TLS security policy is "Policy-Min-TLS-1-0-2019-07"`,
			"node-to-node encryption is off",
		]),
		"proof": [{"id": _id, "pointer": sprintf("/properties/%s", [path])} |
			some path in [
				"AdvancedSecurityOptions/Enabled", "DomainEndpointOptions/EnforceHTTPS",
				"DomainEndpointOptions/TLSSecurityPolicy", "EncryptionAtRestOptions/Enabled",
				"LogPublishingOptions", "NodeToNodeEncryptionOptions/Enabled",
			]
		],
		"causes": [],
	}]
}

test_anonymous_access_fails if {
	_messages({"AdvancedSecurityOptions": {"AnonymousAuthEnabled": true}}) == ["anonymous access is on"]
}

test_other_logs_alone_fail if {
	logs := {"LogPublishingOptions": {"INDEX_SLOW_LOGS": {"Enabled": true}}}
	domain := object.union(testing.without(_domain({}), "LogPublishingOptions"), {})
	testing.kinds(_control, testing.facts([_base, domain], {}, [])) == ["fail"]
	other := object.union(domain, {"properties": object.union(domain.properties, logs)})
	testing.messages(_control, testing.facts([_base, other], {}, [])) == ["audit logs are not published"]
}

# The snapshot is of 1 August 2026.
_update(change) := {"ServiceSoftwareOptions": object.union(
	{
		"UpdateAvailable": true, "OptionalDeployment": false,
		"NewVersion": "OpenSearch_2_19_R20260731", "AutomatedUpdateDate": "1970-01-01T00:00:00Z",
	},
	change,
)}

test_updates if {
	_kinds(_update({})) == ["pass"]
	_kinds(_update({"AutomatedUpdateDate": "2026-08-20T00:00:00Z"})) == ["pass"]
	_messages(_update({"AutomatedUpdateDate": "2026-07-20T00:00:00Z"})) == [
		`service software update "OpenSearch_2_19_R20260731" is overdue`,
	]
	_kinds(_update({"NewVersion": "R20260331-P1"})) == ["fail"]
	_kinds(_update({"NewVersion": "R20260620"})) == ["pass"]
	_kinds(_update({"NewVersion": "R20260331-P1", "OptionalDeployment": true})) == ["pass"]
	_kinds(_update({"NewVersion": "R20260331-P1", "UpdateAvailable": false})) == ["pass"]
	_kinds(_update({"NewVersion": ""})) == ["pass"]
}

test_domains_by_use if {
	made := testing.record("AWS::OpenSearchService::Domain", _id, object.union(_good, {
		"UseCase": "MIXED",
		"NodeToNodeEncryptionOptions": {"Enabled": false},
	}))
	testing.kinds(_control, testing.facts([made], {}, [])) == ["review"]
	testing.messages(_control, testing.facts([made], {}, [])) == ["node-to-node encryption is off"]
	params := {_control: {"vector_domains": [_id]}}
	testing.kinds(_control, testing.facts([made], params, [])) == ["fail"]
	testing.kinds(_control, testing.facts([_domain({"UseCase": "SEARCH"})], {}, [])) == ["not_applicable"]
}

test_settings_that_are_not_shown_unknown if {
	every member in [
		"AdvancedSecurityOptions", "EncryptionAtRestOptions", "NodeToNodeEncryptionOptions",
		"DomainEndpointOptions", "ServiceSoftwareOptions",
	] {
		records := [_base, testing.without(_domain({}), member)]
		testing.kinds(_control, testing.facts(records, {}, [])) == ["unknown"]
	}
	records := [_base, testing.without(_domain({}), "DomainEndpointOptions")]
	testing.messages(_control, testing.facts(records, {}, [])) == [concat("", [
		`AWS does not show these settings: "DomainEndpointOptions.EnforceHTTPS", `,
		`"DomainEndpointOptions.TLSSecurityPolicy"`,
	])]
}

test_domain_that_is_not_shown_unknown if {
	testing.messages(_control, testing.facts([_base], {}, [])) == ["no call of this account shows it"]
	denied := testing.gap("opensearch:DescribeDomains", _base.id)
	results := testing.results(_control, testing.facts([_base], {}, [denied]))
	[r.causes | some r in results] == [[testing.cause(denied)]]
}

test_denied_listings_unknown if {
	every operation in [
		"opensearch:ListDomainNames", "bedrock-agent:ListKnowledgeBases", "bedrock-agent:GetKnowledgeBase",
	] {
		testing.kinds(_control, testing.facts([], {}, [testing.gap(operation, "us-east-1")])) == ["unknown"]
	}
}
