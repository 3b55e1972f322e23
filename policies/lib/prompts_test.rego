package lens_test.prompts_test

import data.lens.lib.prompts
import data.lens_test.testing

_prompt := testing.arn("bedrock", "prompt/SUMMARY001")

_flow := testing.arn("bedrock", "flow/ROUTE")

_variant(name) := {"name": name, "modelId": "amazon.nova-lite-v1:0"}

_draft := testing.record("AWS::Bedrock::Prompt", _prompt, {"variants": [_variant("a"), _variant("b")]})

_id(number) := sprintf("%s:%s", [_prompt, number])

_version(number) := testing.record("AWS::Bedrock::PromptVersionSummary", _id(number), {
	"version": number,
	"variants": [_variant("a")],
})

_unread(number) := testing.record("AWS::Bedrock::PromptVersionSummary", _id(number), {"version": number})

_record(type, id, nodes) := testing.record(type, id, {"definition": {"nodes": nodes}})

_node(source) := {
	"name": "say",
	"type": "Prompt",
	"configuration": {"prompt": {"sourceConfiguration": source}},
}

_inline := _node({"inline": {"modelId": "m"}})

_all(facts) := {[one.subject.id, one.subject.item, one.id, one.pointer, one.used] | some one in found} if {
	found := prompts.all with input as facts
}

_found(records, workload) := _all(object.union(testing.facts(records, {}, []), {"workload": workload}))

test_variants_of_the_draft if {
	_found([_draft], {}) == {
		[_prompt, "DRAFT/a", _prompt, "/properties/variants/0", true],
		[_prompt, "DRAFT/b", _prompt, "/properties/variants/1", true],
	}
}

test_versions_are_in_use_if_something_names_them if {
	named := _record("AWS::Bedrock::Flow", _flow, [_node({"resource": {"promptArn": _id("1")}})])
	records := [_draft, _version("1"), _version("2"), _version("3"), named]
	{[item, used] |
		some [_, item, _, _, used] in _found(records, {"prompts": [_id("3")]})
		not startswith(item, "DRAFT")
	} == {["1/a", true], ["2/a", false], ["3/a", true]}
}

test_version_of_a_prompt_that_is_not_listed_is_left_out if _found([_version("1")], {}) == set()

test_inline_prompts_of_the_draft_and_of_versions if {
	loop := {"name": "again", "type": "Loop", "configuration": {"loop": {"definition": {"nodes": [_inline]}}}}
	id := sprintf("%s:2", [_flow])
	records := [
		_record("AWS::Bedrock::Flow", _flow, [_node({"resource": {"promptArn": _prompt}}), loop]),
		_record("AWS::Bedrock::FlowVersion", id, [_inline]),
	]
	_found(records, {}) == {
		[_flow, "DRAFT/say", _flow, "/properties/definition", true],
		[_flow, "2/say", id, "/properties/definition", true],
	}
}

test_what_was_not_read if {
	gaps := [testing.gap("bedrock-agent:GetPrompt", _prompt), testing.gap("bedrock-agent:GetPrompt", _id("2"))]
	bare := testing.record("AWS::Bedrock::Prompt", _prompt, {})
	facts := testing.facts([bare, _version("1"), _unread("2")], {}, gaps)
	items := {s.item | some s in prompts.unread_prompts} with input as facts
	items == {"", "2"}
	relied := {[s.item, id] | some [s, id] in prompts.relies_on} with input as facts
	relied == {["1/a", _id("1")], ["2", _id("2")]}
}

test_flows_that_were_not_read if {
	flow := testing.record("AWS::Bedrock::Flow", _flow, {})
	every operation in ["GetFlow", "ListFlowAliases", "GetFlowVersion"] {
		gap := testing.gap(sprintf("bedrock-agent:%s", [operation]), _flow)
		facts := testing.facts([flow], {}, [gap])
		found := {s.id | some s in prompts.unread_flows} with input as facts
		found == {_flow}
	}
}

test_models_of_a_prompt if {
	own := "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123"
	model := "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0"
	type := "AWS::Bedrock::ApplicationInferenceProfile"
	profile := testing.record(type, own, {"models": [{"modelArn": model}]})
	every name, normal in {"us.amazon.nova-lite-v1:0": "amazon.nova-lite-v1:0", own: "amazon.nova-pro-v1:0"} {
		_models({"modelId": name}, [profile]) == {normal}
	}
	every prompt in [{}, {"modelId": replace(own, "abc123", "other")}] {
		_models(prompt, [profile]) == set()
	}
}

# The models of a variant of a managed prompt, which are also those of a node of a flow.
_models(prompt, records) := managed if {
	draft := testing.record("AWS::Bedrock::Prompt", _prompt, {"variants": [prompt]})
	flow := _record("AWS::Bedrock::Flow", _flow, [_node({"inline": prompt})])
	facts := testing.facts(array.concat(records, [draft, flow]), {}, [])
	found := prompts.all with input as facts
	[managed] := [one.models | some one in found; one.id == _prompt]
	[inline] := [one.models | some one in found; one.id == _flow]
	managed == inline
}
