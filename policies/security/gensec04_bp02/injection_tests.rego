# METADATA
# title: Test guardrails against a curated set of prompt injection attempts
# description: >-
#   A guardrail stops the attacks that somebody thought of. A set of attempts, run against each version,
#   shows what still gets through. No API shows such a test, so a person states it. A version that is in
#   use and was made after the day of the attestation has not been tested.
# custom:
#   id: GENSEC04-BP02/injection-tests
#   severity: high
#   precision: high
#   mode: hybrid
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: ["@guardrails-in-use"]
#   params:
#     max_validity_days: 180
#   messages:
#     state: >-
#       state which set of injection attempts was run, against which guardrail versions, when, and which
#       share was stopped; write it with: genai-lens attest GENSEC04-BP02/injection-tests
#     untested: "guardrail versions in use are newer than the test attested on %s: %s"
#     perhaps: "guardrail versions that are newer than the test attested on %s may be in use: %s"
#     undated: "no call shows when these guardrail versions were made: %s"
#   item: none
#   remediation: >-
#     Keep a set of injection attempts, run it against each guardrail version before it is used, and record
#     the result. Then attest it.
#   workload: [sagemaker]
package lens.controls.gensec04_bp02.injection_tests

import data.lens.lib.attestations
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.guardrails
import data.lens.lib.guardrails_in_use
import data.lens.lib.regions

_account := facts.account("global")

subjects := {_account | count(regions.in_use) > 0}

# The last day on which somebody attested a test. Undefined without an attestation in force.
_tested := max([e.given | some e in attestations.in_force("GENSEC04-BP02/injection-tests", _account)])

# A test of the same day counts.
violations := {finding.of(subject, "untested", [_tested, names], proof) |
	some subject in subjects
	names := {id | some id in guardrails_in_use.shown; _after(id, _certain(id))}
	count(names) > 0
	proof := [{"id": id, "pointer": "/properties"} | some id in names]
}

# Nothing names the newest version of a guardrail, or a numbered version has a later change.
undeclared := {finding.of(subject, "perhaps", [_tested, names], []) |
	some subject in subjects
	names := {id | some id in guardrails_in_use.all; _after(id, _times)}
	count(names) > 0
}

unseen := {finding.of(subject, "undated", [names], []) |
	some subject in subjects
	count(_tested) > 0
	names := {id | some id in guardrails_in_use.all; count(_days(id, _times)) == 0}
	count(names) > 0
}

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}

_after(id, members) if {
	some day in _days(id, members)
	day > _tested
}

# The days that these members of a version say.
_days(id, members) := {substring(at, 0, 10) |
	some member in members
	at := guardrails.records[id].properties[member]
	is_string(at)
}

_times := ["createdAt", "updatedAt"]

# A draft may change at any time, and a numbered version is made once.
_certain(id) := _times if guardrails.records[id].properties.version == "DRAFT"

_certain(id) := ["createdAt"] if guardrails.records[id].properties.version != "DRAFT"
