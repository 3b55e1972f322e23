# METADATA
# title: Decide how Bedrock may retain and review prompts and outputs
# description: >-
#   Two modes of account data retention let people outside the account review prompts and outputs. The mode of
#   a project of the bedrock-mantle endpoint is never judged, because no SDK has a client for it.
# custom:
#   id: GENSEC03-BP01/account-data-retention-mode
#   severity: high # a mode that shares content gives all prompts of the Region away
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use"]
#   evidence: [bedrock:GetAccountDataRetention]
#   params:
#     allowed_modes: [none, default]
#   messages:
#     not-allowed: "account data retention has the mode %s, and allowed_modes has %s"
#     inherited: >-
#       account data retention has the mode "inherit", and no call shows what it inherits, check it and then
#       add inherit to allowed_modes
#   item: none
#   remediation: >-
#     Set the account data retention mode in each Region, and deny PutAccountDataRetention to everyone but
#     the owners.
package lens.controls.gensec03_bp01.account_data_retention_mode

import data.lens.lib.bedrock_regions
import data.lens.lib.facts
import data.lens.lib.finding

_allowed := {mode | some mode in input.params["GENSEC03-BP01/account-data-retention-mode"].allowed_modes}

_settings := [s |
	some s in input.resources["AWS::Bedrock::AccountDataRetention"]
	s.region in bedrock_regions.in_use
]

# Where AWS does not offer such modes, there is neither an answer nor a gap.
subjects := {facts.account(s.region) | some s in _settings} | {facts.account(region) |
	some region in bedrock_regions.in_use
	input.gaps["bedrock:GetAccountDataRetention"][region]
}

# [the settings of a Region, their mode, proof]
_forbidden := {[s, mode, proof] |
	some s in _settings
	mode := s.properties.mode
	not mode in _allowed
	proof := {"id": s.id, "pointer": "/properties/mode"}
}

violations contains finding.of(subject, "not-allowed", [mode, _allowed], [proof]) if {
	some [s, mode, proof] in _forbidden
	mode != "inherit"
	subject := facts.account(s.region)
}

reviews contains finding.of(subject, "inherited", [], [proof]) if {
	some [s, "inherit", proof] in _forbidden
	subject := facts.account(s.region)
}
