# METADATA
# title: Keep an equal knowledge base in each declared Region
# description: >-
#   An agent finds nothing where the knowledge base is missing, and other things where its vectors differ.
# custom:
#   id: GENREL05-BP02/knowledge-base-twin-in-each-region
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::KnowledgeBase, AWS::Account]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence: ["@knowledge-base-settings", resourcegroupstaggingapi:GetResources]
#   workload: [regions, counterpart_tag]
#   params: {generated_endings: []}
#   messages:
#     undeclared: "@regions-undeclared"
#     not-scanned: "@not-scanned"
#     missing: it has no counterpart in %s
#     state: the status of its counterpart in %s is %s
#     coming: its counterpart in %s is being created
#     unclear: AWS does not show whether its counterpart in %s makes vectors in the same way
#     model: its embedding model is not that of its counterpart in %s
#     dimensions: its vectors have another number of dimensions than those of its counterpart in %s
#     data-type: the data type of its vectors is not that of its counterpart in %s
#     metric: its index measures distances in another way than that of its counterpart in %s
#     chunking: data source %s is not divided into chunks as in its counterpart in %s
#     sources: it has %s data sources, and its counterpart in %s has %s
#   item: none
#   remediation: Deploy the knowledge base from the same template in each declared Region.
package lens.controls.genrel05_bp02.knowledge_base_twin_in_each_region

import data.lens.lib.counterparts
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.knowledge_base_settings as kb

_endings := input.params["GENREL05-BP02/knowledge-base-twin-in-each-region"].generated_endings

_bases := counterparts.compared(kb.serving)

_undecided := counterparts.undecided(kb.serving)

subjects := {facts.subject(b) | some b in _bases} | _undecided

undeclared := {finding.of(s, "undeclared", [{b.region | some b in kb.serving}], []) | some s in _undecided}

# [knowledge base, Region, its counterparts there], and one of those that serve
_pairs := counterparts.pairs(_bases, kb.all, _endings)

_served := [[b, region, c] | some [b, region, found] in _pairs; some c in found; kb.serves(c)]

_coming := [[b, region, c] | some [b, region, found] in _pairs; some c in found; kb.coming(c)]

_equal := {[b.id, region] | some [b, region, c] in _served; count(kb.differences(b, c)) == 0}

_settled := {[t[0].id, t[1]] | some t in array.concat(_served, _coming)}

violations := {finding.absent(facts.subject(b), message, arguments, proof, operations) |
	some [b, message, arguments, seen, operations] in ((_missing | _unfit) | _different)
	proof := [{"id": seen.id, "pointer": "/properties/status"}]
}

_missing := {[b, "missing", [region], b, doubts] |
	some [b, region, []] in _pairs
	doubts := counterparts.doubts(["bedrock-agent:ListKnowledgeBases"], b, region)
}

_unfit := {[b, "state", [region, other.properties.status], other, []] |
	some [b, region, found] in _pairs
	count({[b.id, region]} & _settled) == 0
	some other in found
}

_different := {[b, message, arguments, other, operations] |
	some [b, region, other] in _served
	count({[b.id, region]} & _equal) == 0
	some [message, arguments, operations] in kb.differences(b, other)
}

unseen := {finding.of(facts.subject(b), message, [region], []) |
	some message, list in {"coming": _coming, "unclear": _unclear, "not-scanned": _unscanned}
	some [b, region, _] in list
}

_unclear := [[b, region, other] | some [b, region, other] in _served; kb.unclear(b, other)]

_unscanned := [[b, region, ""] | some b in _bases; some region in counterparts.unscanned(b)]

relies_on := {[facts.subject(b), place] |
	some [b, region, found] in _pairs
	some place in ({region | found == []} | kb.places(array.concat([b], found)))
}

proven := {facts.subject(b) |
	some b in _bases
	count(counterparts.unscanned(b)) == 0
	every region in counterparts.others(b) { [b.id, region] in _alike }
}

_alike := {[b.id, region] | some [b, region, other] in _served; kb.alike(b, other)}
