# METADATA
# title: Keep a cost budget with notifications on generative AI spend
# description: >-
#   A loop or a leaked key can cost in a day what a month should. A budget on the services of generative AI
#   tells somebody. On the bill, a model of a third party is a service of its own, which a budget on Amazon
#   Bedrock alone leaves out. With --metrics, the scan knows what each service cost. Without it, the costs
#   count as above the floor.
# custom:
#   id: GENCOST01-BP01/genai-budget
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: ["@budgets", "@own-organization", "@spend"]
#   params: {min_monthly_spend: 50, accept_unfiltered: false}
#   workload: [sagemaker]
#   messages:
#     none: no cost budget about it tells anybody, and it cost %s in the last full month
#     none-unread: >-
#       no cost budget about %s tells anybody; what it cost was not read, and counts as above the floor (add
#       --metrics to read it)
#     untold: no notification of budget %s has a subscriber
#     unfiltered: budget %s is about all services, and hardly shows when generative AI costs more
#     partly: >-
#       whether budget %s is about these costs depends on tags, cost categories or another part of its filter
#     member: >-
#       no cost budget of this account is about these costs and tells anybody; the management account may
#       have one
#     spend-lost: no cost budget about these services tells anybody, and what they cost was refused
#   item: service
#   remediation: >-
#     Create a monthly budget on each of these services, with notifications at a part of the amount and for
#     the forecast, and subscribe those who can stop the spend.
package lens.controls.gencost01_bp01.genai_budget

import data.lens.lib.budgets
import data.lens.lib.finding
import data.lens.lib.spend

_params := input.params["GENCOST01-BP01/genai-budget"]

subjects := {cost.subject | some cost in _costs}

# One budget is enough for a service. Without the costs, each service that is in use needs one.
proven := subjects - {cost.subject | some cost in (_partly | _bare)}

violations := {finding.absent(cost.subject, message, [cost.said], proof, _showing) |
	some cost in _failing
	proof := [{"id": id, "pointer": "/properties"} | some id in spend.bills[cost.subject.item]]
	message := {true: "none", false: "none-unread"}[cost.read]
} | {finding.absent(cost.subject, hint, [b.name], [{"id": b.id, "pointer": "/properties"}], _showing) |
	some [cost, b, _] in _about
	cost in _failing
	some hint in _hints(b)
}

_failing := {cost | some cost in _bare; not budgets.is_member; not spend.lost}

_hints(budget) := {"untold" | not budgets.tells(budget)} | {"unfiltered" | not _specific(budget)}

_showing := ["@budgets", "@own-organization"]

reviews := {finding.of(cost.subject, "partly", [b.name], [{"id": b.id, "pointer": "/properties"}]) |
	some [cost, b, "maybe"] in _counting
	cost in _partly
} | {finding.of(cost.subject, "member", [], []) |
	some cost in _bare
	budgets.is_member
	not spend.lost
}

unseen := {finding.of(cost.subject, "spend-lost", [], []) | some cost in _bare; spend.lost}

shown := {[cost.subject, {"id": b.id, "pointer": "/properties"}] | some [cost, b, "yes"] in _counting}

_costs := spend.due(_params.min_monthly_spend, budgets.named)

# [cost, budget, whether the budget includes it: yes or maybe]
_about := [[cost, b, verdict] |
	some cost in _costs
	some b in budgets.working
	verdicts := {budgets.covers(b, name) | some name in cost.names}
	some verdict in ["yes", "maybe"]
	verdict in verdicts
]

_counting := [found | some found in _about; budgets.tells(found[1]); _specific(found[1])]

_covered := {cost | some [cost, _, "yes"] in _counting}

_partly := {cost | some [cost, _, _] in _counting} - _covered

_bare := (_costs - _covered) - _partly

_specific(_) if _params.accept_unfiltered

_specific(budget) if not budgets.unfiltered(budget)
