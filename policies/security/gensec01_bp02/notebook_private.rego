# METADATA
# title: Run SageMaker notebook instances in a VPC without direct internet access
# description: >-
#   With direct internet access, a notebook instance reaches the internet through a network of AWS, past the
#   routes, firewalls and endpoint policies of your VPC. Whoever works in it can send data anywhere.
# custom:
#   id: GENSEC01-BP02/notebook-private
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::SageMaker::NotebookInstance]
#   lists: [sagemaker:ListNotebookInstances]
#   evidence: [sagemaker:DescribeNotebookInstance]
#   params: {}
#   messages:
#     direct: direct internet access is enabled
#     no-subnet: it is in no subnet of a VPC
#   item: none
#   remediation: >-
#     Create the instance again in a private subnet, with direct internet access disabled. Neither can be
#     changed later.
package lens.controls.gensec01_bp02.notebook_private

import data.lens.lib.facts
import data.lens.lib.finding

_notebooks := [n | some n in input.resources["AWS::SageMaker::NotebookInstance"]; not _is_ending(n)]

# One that failed can be started again.
_is_ending(n) if n.properties.NotebookInstanceStatus == "Deleting"

subjects := {facts.subject(n) | some n in _notebooks}

_operations := ["sagemaker:DescribeNotebookInstance"]

violations := {finding.absent(facts.subject(n), message, [], [proof], _operations) |
	some n in _notebooks
	some message in _faults(n)
	proof := {"id": n.id, "pointer": "/properties"}
}

# Without the member, direct internet access is on: that is AWS's default, and answers of old
# instances lack it.
_faults(n) := {"direct" | not n.properties.DirectInternetAccess == "Disabled"} | {"no-subnet" |
	object.get(n.properties, "SubnetId", "") == ""
}
