# METADATA
# title: Have a brake that acts without a person when spend or tokens run away
# description: >-
#   An agent in a loop spends at night too, when nobody reads mail. A budget can attach a policy that denies
#   model calls, and an alarm on tokens or invocations can run a function that stops them. The data of a
#   budget are hours late. Whether the brake really stops the workload is for a drill to show. With
#   --metrics, the scan knows whether there is much to stop. Without it, the spend counts as above the floor.
# custom:
#   id: GENCOST05-BP01/automatic-spend-brake
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists:
#     - bedrock-agent:ListAgents
#     - bedrock-agent:ListFlows
#     - bedrock-agentcore-control:ListAgentRuntimes
#     - bedrock-agentcore-control:ListHarnesses
#   evidence: ["@brakes", "@spend"]
#   params: {min_monthly_spend: 50}
#   workload: [sagemaker]
#   messages:
#     none: >-
#       no action of a budget and no alarm in any Region stops models without a person when spend or tokens
#       run away
#     unread: >-
#       what generative AI costs was not read, and counts as above the floor (add --metrics to read it)
#     waits: the action of budget %s waits for somebody to approve it
#     failed: the action of budget %s has failed
#     spares: the action of budget %s denies model use to nobody who may use models
#     tells: alarm %s only tells somebody
#     maybe: >-
#       whether the action of budget %s stops model use depends on the filter of the budget, on an
#       organizational unit, on a condition, or on a policy or an organization that was not read
#     member: >-
#       nothing in this account stops models without a person; the management account may have a budget with
#       a service control policy
#     spend-lost: nothing stops models without a person, and what generative AI costs was refused
#   item: none
#   remediation: >-
#     Add an action to the budget on generative AI that attaches a policy which denies model calls to the
#     roles of the workload, without approval; or let an alarm on tokens run a function that stops them. Try
#     it.
package lens.controls.gencost05_bp01.automatic_spend_brake

import data.lens.lib.brakes
import data.lens.lib.budgets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.spend

_params := input.params["GENCOST05-BP01/automatic-spend-brake"]

subjects := {facts.account("global") |
	floor := _params.min_monthly_spend
	some list in [
		input.resources["AWS::Bedrock::Agent"],
		input.resources["AWS::Bedrock::Flow"],
		input.resources["AWS::BedrockAgentCore::Runtime"],
		input.resources["AWS::BedrockAgentCore::Harness"],
	]
	count(list) > 0
	not spend.below(floor)
}

_maybe := {action.id | some [action, "maybe"] in brakes.by_budgets}

proven := {s | some s in subjects; count(brakes.sure) > 0}

shown := {[s, {"id": id, "pointer": "/properties"}] | some s in subjects; some id in brakes.all}

_open := {s | some s in subjects; count(brakes.all) == 0}

_bare := {s | some s in _open; count(_maybe) == 0}

_failing := {s | some s in _bare; not budgets.is_member; not spend.lost}

violations := {finding.absent(s, found[0], found[1], found[2], ["@brakes"]) |
	some s in _failing
	some found in _findings
}

_findings := ({["none", [], []]} | {["unread", [], []] | not spend.read}) | ({["tells", [name], []] |
	some name in brakes.telling
} | {[verdict, [action.properties.BudgetName], [{"id": action.id, "pointer": "/properties"}]] |
	some [action, verdict] in brakes.by_budgets
})

reviews := {finding.of(s, "maybe", [name], [{"id": action.id, "pointer": "/properties"}]) |
	some s in _open
	some [action, "maybe"] in brakes.by_budgets
	name := action.properties.BudgetName
} | {finding.of(s, "member", [], []) | some s in _bare; budgets.is_member}

unseen := {finding.of(s, "spend-lost", [], []) | some s in _bare; spend.lost; not budgets.is_member}
