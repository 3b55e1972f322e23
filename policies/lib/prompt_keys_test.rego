package lens_test.lib.prompt_keys_test

import data.lens.lib.prompt_keys
import data.lens_test.testing

_id := testing.arn("bedrock", "prompt/SUMMARY001")

_prompt := testing.record("AWS::Bedrock::Prompt", _id, {})

_version(id, properties) := testing.record("AWS::Bedrock::PromptVersionSummary", id, properties)

_second := concat("", [_id, ":12"])

_key(manager) := {
	"customerEncryptionKeyArn": testing.arn("kms", "key/1234abcd"),
	"DescribeKey": {"KeyMetadata": {"KeyManager": manager, "KeyState": "Enabled"}},
}

_found(properties, gaps) := [_short(faults), _short(doubts)] if {
	orphan := _version(testing.arn("bedrock", "prompt/GONE000001:1"), {})
	facts := testing.facts([_prompt, _version(_second, properties), orphan], {}, gaps)
	faults := prompt_keys.faults with input as facts
	doubts := prompt_keys.doubts with input as facts
}

_short(found) := {[s.id, message, arguments, proof.id, proof.pointer] |
	some [s, message, arguments, proof] in found
}

_pointer := "/properties/customerEncryptionKeyArn"

test_keys_of_versions if {
	_found(_key("CUSTOMER"), []) == [set(), set()]
	_found({}, []) == [{[_id, "version-no-customer-key", ["12"], _second, ""]}, set()]
	_found(_key("AWS"), []) == [{[_id, "version-key-of-aws", ["12"], _second, _pointer]}, set()]
}

test_versions_that_were_not_read if {
	hidden := object.remove(_key("CUSTOMER"), ["DescribeKey"])
	_found(hidden, []) == [set(), {[_id, "version-key-not-shown", ["12"], _second, _pointer]}]
	unread := testing.gap("bedrock-agent:GetPrompt", _second)
	_found({}, [unread]) == [set(), {[_id, "version-key-not-shown", ["12"], _second, ""]}]
}
