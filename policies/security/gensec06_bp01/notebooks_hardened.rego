# METADATA
# title: Harden notebook instances and Studio domains
# description: >-
#   Training data is handled in notebooks. Whoever is root in one can replace its packages. Version 1 of the
#   metadata service gives the credentials of its role to requests that were forged. A token in a script is
#   there for everybody who may read the lifecycle configuration. Scripts themselves are not stored.
# custom:
#   id: GENSEC06-BP01/notebooks-hardened
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::NotebookInstance, AWS::SageMaker::Domain]
#   lists: [sagemaker:ListNotebookInstances, sagemaker:ListDomains]
#   evidence:
#     - sagemaker:DescribeNotebookInstance
#     - sagemaker:DescribeNotebookInstanceLifecycleConfig
#     - sagemaker:DescribeDomain
#   params: {}
#   messages:
#     root: root access is enabled
#     no-key: no customer managed key is set for its storage
#     metadata: version 1 of the instance metadata service is allowed
#     secret: a script of its lifecycle configuration holds what looks like a password or a key
#     maybe-secret: >-
#       a script of its lifecycle configuration has a word where a password may stand: decide whether it
#       is one
#     not-shown: AWS does not show the scripts of its lifecycle configuration %s
#   item: none
#   remediation: >-
#     Disable root access, require version 2 of the metadata service, set a key, and move secrets from
#     scripts to AWS Secrets Manager. A key cannot be set later, so create the instance or domain again.
package lens.controls.gensec06_bp01.notebooks_hardened

import data.lens.lib.facts
import data.lens.lib.finding

_notebooks := [n | some n in input.resources["AWS::SageMaker::NotebookInstance"]; not _is_ending(n)]

_domains := [d | some d in input.resources["AWS::SageMaker::Domain"]; not _is_ending(d)]

# A notebook instance that failed can be started again.
_is_ending(r) if r.properties.NotebookInstanceStatus == "Deleting"

_is_ending(r) if r.properties.Status in {"Deleting", "Failed"}

subjects := {facts.subject(r) | some r in array.concat(_notebooks, _domains)}

# Root access and version 1 are AWS's defaults, and those of old instances.
violations := {finding.absent(facts.subject(r), message, [], [_at(r, "")], [operation]) |
	some [r, operation, messages] in _faults
	some message in messages
} | {finding.of(facts.subject(n), "secret", [], [_at(n, _script)]) |
	some n in _notebooks
	some signs in _signs(n)
	signs.credentials > 0
}

_faults := array.concat(
	[[n, "sagemaker:DescribeNotebookInstance", (_weak(n) | _keyless(n))] | some n in _notebooks],
	[[d, "sagemaker:DescribeDomain", _keyless(d)] | some d in _domains],
)

_weak(n) := {"root" | not n.properties.RootAccess == "Disabled"} | {"metadata" | not _asks_for_tokens(n)}

_asks_for_tokens(n) if n.properties.InstanceMetadataServiceConfiguration[_minimum] == "2"

_minimum := "MinimumInstanceMetadataServiceVersion"

_keyless(r) := {"no-key" | count([key | some key in _keys(r); not contains(key, "alias/aws/")]) == 0}

_keys(r) := {key | some member in _members; key := r.properties[member]} - {""}

_members := ["KmsKeyId", "HomeEfsFileSystemKmsKeyId"]

# What is said of each script that runs when the instance is created or starts.
_signs(n) := [object.get(script, ["Content", "redacted", "signs"], {}) |
	some list in ["OnCreate", "OnStart"]
	some script in n.properties[trim_prefix(_script, "/")][list]
]

_script := "/DescribeNotebookInstanceLifecycleConfig"

reviews := {finding.of(facts.subject(n), "maybe-secret", [], [_at(n, _script)]) |
	some n in _notebooks
	some signs in _signs(n)
	signs.perhaps_password
}

unseen := {finding.of(facts.subject(n), "not-shown", [name], [_at(n, "")]) |
	some n in _notebooks
	name := n.properties.NotebookInstanceLifecycleConfigName
	not _is_searched(n)
}

_is_searched(n) if {
	n.properties.DescribeNotebookInstanceLifecycleConfig
	every signs in _signs(n) { signs.credentials >= 0 }
}

_at(r, pointer) := {"id": r.id, "pointer": sprintf("/properties%s", [pointer])}
