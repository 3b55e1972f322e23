# METADATA
# title: State how clients retry, stop after failures, and are load tested
# description: >-
#   A limit that refuses a request helps only if the client waits before it asks again, stops after
#   repeated failures, and repeats nothing that must happen once. No API shows what clients do, so a
#   person states it.
# custom:
#   id: GENOPS02-BP03/client-retry-and-load-tests
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: []
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state which retry mode the clients use, how they stop after repeated failures, what makes a
#       repeated request safe, and the date and result of the last load test against the quotas;
#       write it with: genai-lens attest GENOPS02-BP03/client-retry-and-load-tests
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Use the SDK's standard or adaptive retry mode with a circuit breaker, and run a load test before
#     each change of capacity. Then attest it.
package lens.controls.genops02_bp03.client_retry_and_load_tests

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions

subjects := {facts.account("global") | count(regions.in_use) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
