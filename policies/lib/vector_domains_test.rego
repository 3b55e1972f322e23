package lens_test.lib.vector_domains_test

import data.lens.lib.vector_domains
import data.lens_test.testing

_id(name) := testing.arn("es", sprintf("domain/%s", [name]))

_domain(name, properties) := testing.record(
	"AWS::OpenSearchService::Domain",
	_id(name),
	object.union({"ARN": _id(name), "DomainName": name}, properties),
)

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/KB"), {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {
		"type": "OPENSEARCH_MANAGED_CLUSTER",
		"opensearchManagedClusterConfiguration": {"domainArn": _id("named")},
	},
})

_facts(records) := testing.facts(array.concat([_base], records), {}, [])

_names(subjects) := {regex.replace(s.id, `^.*/`, "") | some s in subjects}

test_subjects if {
	facts := _facts([
		_domain("declared", {}),
		_domain("mixed", {"UseCase": "MIXED"}),
		_domain("vector", {"UseCase": "VECTOR"}),
		_domain("logs", {"UseCase": "OBSERVABILITY"}),
		_domain("plain", {}),
		_domain("going", {"UseCase": "VECTOR", "Deleted": true}),
		testing.record("AWS::OpenSearchService::Domain", _id("listed"), {"DomainName": "listed"}),
	])
	found := vector_domains.subjects(["decl*"]) with input as facts
	_names(found) == {"named", "declared", "mixed", "vector", "listed"}
	read := {subject | some [subject, _] in vector_domains.read(["decl*"])} with input as facts
	_names(read) == {"declared", "mixed", "vector"}
	unread := vector_domains.unread(["decl*"]) with input as facts
	_names(unread) == {"named", "listed"}
	bases := {id | some [_, id] in vector_domains.relied} with input as facts
	bases == {_base.id}
}

test_stores if {
	named := _domain("named", {})
	mixed := _domain("mixed", {"UseCase": "MIXED"})
	facts := _facts([named, mixed])
	vector_domains.serves(named) with input as facts
	vector_domains.stores(named, []) with input as facts
	vector_domains.stores(mixed, [mixed.id]) with input as facts
	not vector_domains.stores(mixed, []) with input as facts
	vector_domains.made_for_vectors(mixed)
	not vector_domains.made_for_vectors(named)
}

test_vpc if {
	vector_domains.in_vpc(_domain("d", {"VPCOptions": {"VPCId": "vpc-1"}}))
	not vector_domains.in_vpc(_domain("d", {"VPCOptions": {}}))
	not vector_domains.in_vpc(_domain("d", {}))
}

test_open_statements if {
	facts := _facts([])
	statement := {
		"Effect": "Allow", "Principal": {"AWS": ["*"]},
		"Action": ["es:*"], "Resource": ["*"],
	}
	public := _domain("d", {"AccessPolicies": {"Statement": [statement]}})
	open := vector_domains.open_statements(public) with input as facts
	open == {0}
	none := vector_domains.open_statements(_domain("d", {})) with input as facts
	none == set()
}
