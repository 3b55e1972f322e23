# METADATA
# title: Load test Bedrock models and record the decision
# description: >-
#   Quotas, prompt sizes and the time to the first token decide how an application behaves at its
#   peak. A load test at several request rates shows it beforehand. No API shows that one was run,
#   so a person states it.
# custom:
#   id: GENPERF02-BP01/bedrock-load-test-record
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use"]
#   evidence: []
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state which tool tested the models, the request rates and prompt sizes, the latency
#       percentiles that were measured, and which changes of quotas, provisioned throughput or
#       caching followed; write it with: genai-lens attest GENPERF02-BP01/bedrock-load-test-record
#   item: none
#   remediation: >-
#     Run a load test with average and worst-case prompts at several request rates, and keep the
#     report beside the design of the workload. Then attest it.
package lens.controls.genperf02_bp01.bedrock_load_test_record

import data.lens.lib.bedrock_regions
import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") | count(bedrock_regions.in_use) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
