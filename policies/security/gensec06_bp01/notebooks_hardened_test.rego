package lens_test.gensec06_bp01.notebooks_hardened_test

import data.lens_test.testing

_control := "GENSEC06-BP01/notebooks-hardened"

_id := testing.arn("sagemaker", "notebook-instance/lab")

_good := {
	"NotebookInstanceName": "lab",
	"NotebookInstanceStatus": "InService",
	"RootAccess": "Disabled",
	"KmsKeyId": "k",
	"InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"},
}

_notebook(changes) := testing.record("AWS::SageMaker::NotebookInstance", _id, object.union(_good, changes))

_details := "DescribeNotebookInstanceLifecycleConfig"

_scripted(list, signs) := _notebook({
	"NotebookInstanceLifecycleConfigName": "start",
	_details: {list: [{"Content": {"redacted": {"length": 9, "hmac": "x", "signs": signs}}}]},
})

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_message(record) := found.message if [found] := _results([record], [])

test_hardened_notebook_passes if {
	_kinds([_notebook({})]) == ["pass"]
	_kinds([_notebook({"NotebookInstanceStatus": "Stopped"})]) == ["pass"]
}

test_root_access_fails if {
	_results([_notebook({"RootAccess": "Enabled"})], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::NotebookInstance", "id": _id, "region": "us-east-1", "item": ""},
		"message": "root access is enabled",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
	_kinds([testing.without(_notebook({}), "RootAccess")]) == ["fail"]
}

test_no_key_fails if {
	_message(_notebook({"KmsKeyId": ""})) == "no customer managed key is set for its storage"
	_kinds([testing.without(_notebook({}), "KmsKeyId")]) == ["fail"]
	_kinds([_notebook({"KmsKeyId": "alias/aws/sagemaker"})]) == ["fail"]
}

test_metadata_version_fails if {
	old := {"InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "1"}}
	_message(_notebook(old)) == "version 1 of the instance metadata service is allowed"
	_kinds([testing.without(_notebook({}), "InstanceMetadataServiceConfiguration")]) == ["fail"]
}

test_secret_in_a_script_fails if {
	every list in ["OnCreate", "OnStart"] {
		[found] := _results([_scripted(list, {"credentials": 1, "password": true})], [])
		found.message == "a script of its lifecycle configuration holds what looks like a password or a key"
		found.proof == [{"id": _id, "pointer": "/properties/DescribeNotebookInstanceLifecycleConfig"}]
	}
	_kinds([_scripted("OnStart", {"credentials": 0})]) == ["pass"]
}

test_word_in_a_script_is_reviewed if {
	record := _scripted("OnStart", {"credentials": 0, "perhaps_password": true})
	_kinds([record]) == ["review"]
	_message(record) == concat("", [
		"a script of its lifecycle configuration has a word where a password may stand: decide whether it ",
		"is one",
	])
}

test_script_that_is_not_shown_unknown if {
	named := _notebook({"NotebookInstanceLifecycleConfigName": "start"})
	_kinds([named]) == ["unknown"]
	_message(named) == `AWS does not show the scripts of its lifecycle configuration "start"`
	_kinds([_scripted("OnStart", {})]) == ["unknown"]
	_kinds([_notebook({"NotebookInstanceLifecycleConfigName": "start", _details: {}})]) == ["pass"]
}

test_notebook_that_ends_not_applicable if {
	_kinds([_notebook({"NotebookInstanceStatus": "Deleting"})]) == ["not_applicable"]
	_kinds([_notebook({"NotebookInstanceStatus": "Failed"})]) == ["pass"] # it can be started again
}

_domain(changes) := testing.record(
	"AWS::SageMaker::Domain",
	testing.arn("sagemaker", "domain/d-1"),
	object.union({"DomainId": "d-1", "Status": "InService"}, changes),
)

test_domains if {
	_message(_domain({})) == "no customer managed key is set for its storage"
	_kinds([_domain({"KmsKeyId": "k"})]) == ["pass"]
	_kinds([_domain({"HomeEfsFileSystemKmsKeyId": "k"})]) == ["pass"]
	_kinds([_domain({"Status": "Deleting"})]) == ["not_applicable"]
}

_denied(record, operation) := {found.kind |
	some found in _results([record], [testing.gap(operation, record.id)])
	found.subject.type != "AWS::Account"
}

test_details_denied_unknown if {
	bare := testing.record("AWS::SageMaker::NotebookInstance", _id, {"NotebookInstanceStatus": "InService"})
	_denied(bare, "sagemaker:DescribeNotebookInstance") == {"unknown"}
	_denied(_domain({}), "sagemaker:DescribeDomain") == {"unknown"}
	script := "sagemaker:DescribeNotebookInstanceLifecycleConfig"
	_denied(_notebook({}), script) == {"unknown"}
	_denied(_notebook({"RootAccess": "Enabled"}), script) == {"fail"}
}

test_listing_denied_unknown if {
	every operation in ["sagemaker:ListNotebookInstances", "sagemaker:ListDomains"] {
		[found.kind | some found in _results([], [testing.gap(operation, "us-east-1")])] == ["unknown"]
	}
}

test_nothing_not_applicable if _kinds([]) == ["not_applicable"]
