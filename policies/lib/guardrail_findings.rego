# METADATA
# title: Exports of a control that judges guardrail versions
# description: |
#   `faults` maps each version that the control judges to a set of [message, arguments, pointer].
package lens.lib.guardrail_findings

import data.lens.lib.finding
import data.lens.lib.guardrails
import data.lens.lib.guardrails_in_use

subjects(faults) := {guardrails.subject(id) | some id, _ in faults}

# `operations` are further operations that could show that a version need not be judged. The rule
# adds those that the version itself needs.
violations(faults, operations) := {violation |
	some id, found in faults
	needed := array.concat(_absent_from(id), operations)
	some [message, arguments, pointer] in found
	proof := [{"id": id, "pointer": pointer}]
	violation := finding.absent(guardrails.subject(id), message, arguments, proof, needed)
}

# A good version that something names passes, whatever else was not read.
proven(faults) := {guardrails.subject(id) |
	some id, found in faults
	count(found) == 0
	guardrails_in_use.is_shown(id)
}

_absent_from(id) := array.concat(
	["bedrock:GetGuardrail" | not _read(id)],
	["@guardrails-in-use" | not guardrails_in_use.is_shown(id)],
)

# Whether GetGuardrail was read. A version that counts only as the newest also needs a complete list
# of versions: GetGuardrail has the gaps of that listing too.
_read(id) if {
	guardrails.read(id)
	guardrails_in_use.is_shown(id)
}

_read(id) if {
	guardrails.read(id)
	guardrail := guardrails.subject(id).id
	not input.gaps["bedrock:ListGuardrails"][guardrail]
}
