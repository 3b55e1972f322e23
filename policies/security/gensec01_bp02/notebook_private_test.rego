package lens_test.gensec01_bp02.notebook_private_test

import data.lens_test.testing

_control := "GENSEC01-BP02/notebook-private"

_id := testing.arn("sagemaker", "notebook-instance/lab")

_private := {
	"NotebookInstanceStatus": "InService",
	"DirectInternetAccess": "Disabled",
	"SubnetId": "subnet-1",
}

_notebook(changes) := testing.record("AWS::SageMaker::NotebookInstance", _id, object.union(_private, changes))

_without(member) := testing.without(_notebook({}), member)

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_messages(record) := testing.messages(_control, testing.facts([record], {}, []))

test_direct_access_fails if {
	_results([_notebook({"DirectInternetAccess": "Enabled"})], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::NotebookInstance", "id": _id, "region": "us-east-1", "item": ""},
		"message": "direct internet access is enabled",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
	_messages(_without("DirectInternetAccess")) == ["direct internet access is enabled"]
}

test_no_subnet_fails if {
	_messages(_without("SubnetId")) == ["it is in no subnet of a VPC"]
	_messages(_notebook({"SubnetId": ""})) == ["it is in no subnet of a VPC"]
}

test_both_faults_are_one_result if {
	bare := testing.without(_without("SubnetId"), "DirectInternetAccess")
	_messages(bare) == ["direct internet access is enabled; it is in no subnet of a VPC"]
}

test_private_passes if {
	_kinds([_notebook({})]) == ["pass"]
	_kinds([_notebook({"NotebookInstanceStatus": "Stopped"})]) == ["pass"]
	_kinds([_notebook({"NotebookInstanceStatus": "Stopped", "DirectInternetAccess": "Enabled"})]) == ["fail"]
}

test_ending_not_applicable if {
	_kinds([_notebook({"NotebookInstanceStatus": "Deleting", "SubnetId": ""})]) == ["not_applicable"]
}

test_stopped_or_failed_fails if {
	every status in ["Stopped", "Failed"] {
		_kinds([_notebook({"NotebookInstanceStatus": status, "SubnetId": ""})]) == ["fail"]
	}
}

test_none_not_applicable if _kinds([]) == ["not_applicable"]

_listed := testing.record("AWS::SageMaker::NotebookInstance", _id, {"NotebookInstanceStatus": "InService"})

test_description_denied_unknown if {
	denied := testing.gap("sagemaker:DescribeNotebookInstance", _id)
	[found.kind | some found in _results([_listed], [denied])] == ["unknown"]
}

test_listing_denied_unknown if {
	denied := testing.gap("sagemaker:ListNotebookInstances", "us-east-1")
	[found.kind | some found in _results([], [denied])] == ["unknown"]
	{found.kind | some found in _results([_notebook({"SubnetId": ""})], [denied])} == {"unknown", "fail"}
}
