package lens_test.selectors_test

import data.lens.lib.selectors

_source := "bedrock.amazonaws.com"

_both := {"reads", "writes"}

_classic(found) := selectors.management_events(
	{"properties": {"GetEventSelectors": {"EventSelectors": found}}},
	_source,
)

_of(type) := {"ReadWriteType": type, "IncludeManagementEvents": true, "ExcludeManagementEventSources": []}

test_classic_all if _classic([_of("All")]) == _both

# AWS's default is to record everything.
test_classic_without_a_type if {
	_classic([{"IncludeManagementEvents": true}]) == _both
	_classic([{"ReadWriteType": "ReadOnly"}]) == {"reads"}
}

test_classic_writes_only if _classic([_of("WriteOnly")]) == {"writes"}

test_classic_reads_only if _classic([_of("ReadOnly")]) == {"reads"}

test_classic_two_make_both if _classic([_of("ReadOnly"), _of("WriteOnly")]) == _both

test_classic_without_management_events if {
	_classic([{"ReadWriteType": "All", "IncludeManagementEvents": false}]) == set()
}

test_classic_that_excludes_the_source if {
	_classic([object.union(_of("All"), {"ExcludeManagementEventSources": [_source]})]) == set()
	_classic([object.union(_of("All"), {"ExcludeManagementEventSources": ["kms.amazonaws.com"]})]) == _both
}

test_no_selectors if {
	_classic([]) == set()
	selectors.management_events({"properties": {}}, _source) == set()
}

_advanced(found) := selectors.management_events(
	{
		"properties": {
			"GetEventSelectors": {"AdvancedEventSelectors": [{"FieldSelectors": fields} | some fields in found]},
		},
	},
	_source,
)

_management := {"Field": "eventCategory", "Equals": ["Management"]}

# What a selector with management events and one more field records.
_and(field) := _advanced([[_management, field]])

test_advanced_management if _advanced([[_management]]) == _both

test_advanced_of_an_event_data_store if {
	store := {"properties": {"AdvancedEventSelectors": [{"FieldSelectors": [_management]}]}}
	selectors.management_events(store, _source) == _both
}

test_advanced_data_events if {
	_advanced([[{"Field": "eventCategory", "Equals": ["Data"]}]]) == set()
	_advanced([
		[
			{"Field": "eventCategory", "Equals": ["Data"]},
			{"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
		],
	]) == set()
}

test_advanced_without_a_category if _advanced([[{"Field": "readOnly", "Equals": ["true"]}]]) == set()

test_advanced_read_only if {
	_and({"Field": "readOnly", "Equals": ["true"]}) == {"reads"}
	_and({"Field": "readOnly", "Equals": ["false"]}) == {"writes"}
	_and({"Field": "readOnly", "NotEquals": ["true"]}) == {"writes"}
}

test_advanced_two_make_both if {
	_advanced([
		[_management, {"Field": "readOnly", "Equals": ["true"]}],
		[_management, {"Field": "readOnly", "Equals": ["false"]}],
	]) == _both
}

test_advanced_source_that_is_named if {
	_and({"Field": "eventSource", "Equals": ["s3.amazonaws.com", _source]}) == _both
	_and({"Field": "eventSource", "StartsWith": ["s3", "bedrock"]}) == _both
	_and({"Field": "eventSource", "EndsWith": [".example.com", ".amazonaws.com"]}) == _both
}

test_advanced_source_that_is_not_named if {
	_and({"Field": "eventSource", "Equals": ["s3.amazonaws.com"]}) == set()
	_and({"Field": "eventSource", "StartsWith": ["s3"]}) == set()
	_and({"Field": "eventSource", "EndsWith": [".example.com"]}) == set()
}

test_advanced_source_that_is_ruled_out if {
	_and({"Field": "eventSource", "NotEquals": ["kms.amazonaws.com", _source]}) == set()
	_and({"Field": "eventSource", "NotStartsWith": ["kms", "bedrock"]}) == set()
	_and({"Field": "eventSource", "NotEndsWith": [".example.com", "amazonaws.com"]}) == set()
}

test_advanced_other_source_ruled_out if {
	_and({"Field": "eventSource", "NotEquals": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]}) == _both
	_and({"Field": "eventSource", "NotStartsWith": ["kms"]}) == _both
	_and({"Field": "eventSource", "NotEndsWith": [".example.com"]}) == _both
}

test_advanced_ruled_out_goes_before_named if {
	_and({"Field": "eventSource", "StartsWith": ["bedrock"], "NotEquals": [_source]}) == set()
}

# A condition on event names counts only if it names all events that are asked for.
test_advanced_event_names_that_are_named if {
	calls := ["InvokeModel", "InvokeModelWithResponseStream", "Converse", "ConverseStream"]
	_and({"Field": "eventName", "Equals": calls}) == {"reads"}
	_and({"Field": "eventName", "Equals": ["InvokeModel"]}) == set()
	_and({"Field": "eventName", "StartsWith": ["Invoke", "Converse"]}) == {"reads"}
	_and({"Field": "eventName", "StartsWith": ["Create", "Delete", "Put", "Update"]}) == {"writes"}
	_and({"Field": "eventName", "StartsWith": ["Create", "Delete"]}) == set()
}

test_advanced_event_names_that_are_ruled_out if {
	_and({"Field": "eventName", "NotEquals": ["Decrypt", "CreateLogStream"]}) == _both
	_and({"Field": "eventName", "NotStartsWith": ["Describe", "CreateLog"]}) == _both
	_and({"Field": "eventName", "NotEquals": ["Decrypt", "Converse"]}) == {"writes"}
	_and({"Field": "eventName", "NotEquals": ["DeleteModelInvocationLoggingConfiguration"]}) == {"reads"}
	_and({"Field": "eventName", "NotStartsWith": ["Delete"]}) == {"reads"}
	_and({"Field": "eventName", "NotEndsWith": ["Stream"]}) == {"writes"}
}

test_advanced_selectors_share_the_event_names if {
	reads := [_management, {"Field": "eventName", "StartsWith": ["Invoke"]}]
	chats := [_management, {"Field": "eventName", "Equals": ["Converse", "ConverseStream"]}]
	_advanced([reads, chats]) == {"reads"}
	_advanced([reads, [_management, {"Field": "eventName", "NotStartsWith": ["Invoke"]}]]) == _both
}

# The call of a model is an AwsApiCall.
test_advanced_event_type if {
	_and({"Field": "eventType", "NotEquals": ["AwsServiceEvent"]}) == _both
	_and({"Field": "eventType", "Equals": ["AwsApiCall"]}) == _both
	_and({"Field": "eventType", "Equals": ["AwsServiceEvent", "AwsConsoleSignIn"]}) == set()
	_and({"Field": "eventType", "NotStartsWith": ["AwsApi"]}) == set()
}

test_advanced_sessions_of_the_console if {
	_and({"Field": "sessionCredentialFromConsole", "Equals": ["true"]}) == set()
	_and({"Field": "sessionCredentialFromConsole", "NotEquals": ["true"]}) == set()
	_and({"Field": "sessionCredentialFromConsole", "Equals": ["true", "false"]}) == _both
}

test_advanced_identities if {
	linked := "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForConfig"
	_and({"Field": "userIdentity.arn", "NotStartsWith": [sprintf("%s/", [linked])]}) == _both
	_and({"Field": "userIdentity.arn", "NotEquals": [sprintf("%s/x", [linked])]}) == _both
	_and({"Field": "userIdentity.arn", "NotEquals": [linked, "arn:aws:iam::111122223333:user/u"]}) == set()
	_and({"Field": "userIdentity.arn", "NotStartsWith": ["arn:aws:sts::111122223333:assumed-role/"]}) == set()
	_and({"Field": "userIdentity.arn", "NotEndsWith": ["/x"]}) == set()
	_and({"Field": "userIdentity.arn", "StartsWith": [linked]}) == set()
}

test_advanced_narrowed_by_another_field if _and({"Field": "errorCode", "Equals": ["AccessDenied"]}) == set()

test_advanced_narrowed_selector_beside_a_wide_one if {
	_advanced([[_management, {"Field": "eventName", "Equals": ["X"]}], [_management]]) == _both
}
