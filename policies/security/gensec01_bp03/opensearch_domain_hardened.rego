# METADATA
# title: Turn on fine-grained access, encryption, TLS and patching for vector domains
# description: >-
#   Without these options, whoever is in the network reads all documents, a copied disk can be read, and
#   nobody sees afterwards who searched what.
# custom:
#   id: GENSEC01-BP03/opensearch-domain-hardened
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::OpenSearchService::Domain]
#   lists: [opensearch:ListDomainNames, bedrock-agent:ListKnowledgeBases, bedrock-agent:GetKnowledgeBase]
#   evidence: [opensearch:DescribeDomains]
#   params:
#     vector_domains: []
#     update_grace_days: 60
#   messages:
#     coarse: fine-grained access control is off
#     anonymous: anonymous access is on
#     at-rest: encryption at rest is off
#     node-to-node: node-to-node encryption is off
#     http: HTTPS is not required
#     tls: "it accepts TLS 1.0: the TLS security policy is %s"
#     update: service software update %s is overdue
#     audit-logs: audit logs are not published
#     not-shown: no call of this account shows it
#     setting-not-shown: "AWS does not show these settings: %s"
#   item: none
#   remediation: Turn on the options that the result names, and apply the update of the service software.
package lens.controls.gensec01_bp03.opensearch_domain_hardened

import data.lens.lib.domain_updates
import data.lens.lib.finding
import data.lens.lib.vector_domains

_params := input.params["GENSEC01-BP03/opensearch-domain-hardened"]

_declared := _params.vector_domains

subjects := vector_domains.subjects(_declared)

_read := vector_domains.read(_declared)

violations := {found | some [d, found] in _found; vector_domains.stores(d, _declared)}

# Whether another domain has to do with generative AI, only a person knows.
reviews := {found | some [_, found] in _found}

_found := [[d, finding.of(subject, message, arguments, [{"id": d.id, "pointer": pointer}])] |
	some [subject, d] in _read
	some [message, arguments, path] in (_off(d) | (_weak_tls(d) | (_overdue(d) | _unlogged(d))))
	pointer := sprintf("/properties/%s", [path])
]

# Setting -> [what its value must be, the message otherwise].
_wanted := {
	"AdvancedSecurityOptions/Enabled": [true, "coarse"],
	"AdvancedSecurityOptions/AnonymousAuthEnabled": [false, "anonymous"],
	"EncryptionAtRestOptions/Enabled": [true, "at-rest"],
	"NodeToNodeEncryptionOptions/Enabled": [true, "node-to-node"],
	"DomainEndpointOptions/EnforceHTTPS": [true, "http"],
}

_off(d) := {[message, [], path] |
	some path, [wanted, message] in _wanted
	value := object.get(d.properties, split(path, "/"), wanted)
	value != wanted
}

_weak_tls(d) := {["tls", [policy], "DomainEndpointOptions/TLSSecurityPolicy"] |
	policy := d.properties.DomainEndpointOptions.TLSSecurityPolicy
	startswith(policy, "Policy-Min-TLS-1-0-")
}

_overdue(d) := {["update", [release], "ServiceSoftwareOptions"] | some release in _late(d)}

_late(d) := domain_updates.overdue(d, _params.update_grace_days)

_unlogged(d) := {["audit-logs", [], "LogPublishingOptions"] |
	enabled := object.get(d.properties, ["LogPublishingOptions", "AUDIT_LOGS", "Enabled"], false)
	enabled != true
}

_unread := {finding.of(subject, "not-shown", [], []) | some subject in vector_domains.unread(_declared)}

unseen := _unread | {finding.of(subject, "setting-not-shown", [missing], []) |
	some [subject, d] in _read
	missing := {replace(path, "/", ".") |
		some path in _always
		object.get(d.properties, split(path, "/"), "") == ""
	}
	count(missing) > 0
}

# Anonymous access is only there while an old domain gets fine-grained access control.
_always := (object.keys(_wanted) - {"AdvancedSecurityOptions/AnonymousAuthEnabled"}) | {
	"DomainEndpointOptions/TLSSecurityPolicy", "ServiceSoftwareOptions/UpdateAvailable",
}

relies_on := vector_domains.relied
