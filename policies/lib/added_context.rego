# METADATA
# title: How much retrieved and remembered text is added to prompts
# description: |
#   The passages that searches in flows find, the sessions that agents remember, and the messages and
#   facts that harnesses keep or read from their memory. A memory that a harness manages has no
#   settings for this.
package lens.lib.added_context

import data.lens.lib.agent_prompts
import data.lens.lib.answering
import data.lens.lib.facts
import data.lens.lib.flow_nodes

# {subject, kind, version, number, proof}. `version` is that of an agent, else empty.
all := (searches | memories) | settings

# A search in a flow returns five passages if it names no number. Reranking keeps all of them, or as
# many as it names. The `item` of the subject is the version and the name of the node.
searches := {_one(subject, "results", "", number, proof) |
	some v in flow_nodes.versions
	some path, node in flow_nodes.of(v.record.properties.definition)
	base := node.configuration.knowledgeBase
	subject := facts.item(v.flow, concat("/", [v.version, flow_nodes.name(node)]))
	found := object.get(base, "numberOfResults", 5)
	number := min([found, object.get(base, _reranked, found)])
	proof := flow_nodes.proof(v.record, path)
}

_reranked := ["rerankingConfiguration", "bedrockRerankingConfiguration", "numberOfRerankedResults"]

# The number is zero if an agent with a memory names none.
memories := {_one(facts.subject(v.agent), "sessions", v.version, number, proof) |
	some v in agent_prompts.versions
	memory := v.record.properties.memoryConfiguration
	count(memory.enabledMemoryTypes) > 0
	number := object.get(memory, ["sessionSummaryConfiguration", "maxRecentSessions"], 0)
	proof := {"id": v.record.id, "pointer": "/properties/memoryConfiguration"}
}

settings := {_one(facts.subject(h), kind, "", number, proof) |
	some h in harnesses
	some kind, path in _paths
	number := object.get(h.properties, path, 0)
	proof := {"id": h.id, "pointer": sprintf("/properties/%s", [path[0]])}
}

_paths := {
	"window": ["truncation", "config", "slidingWindow", "messagesCount"],
	"messages": ["memory", "agentCoreMemoryConfiguration", "messagesCount"],
	"facts": [
		"memory", "agentCoreMemoryConfiguration", "retrievalConfig",
		"redacted", "signs", "topK",
	],
}

# The harnesses that answer.
harnesses := [h |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	answering.ready(h)
]

_one(subject, kind, version, number, proof) := {
	"subject": subject,
	"kind": kind,
	"version": version,
	"number": number,
	"proof": proof,
}
