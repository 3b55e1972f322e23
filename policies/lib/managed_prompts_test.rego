package lens_test.managed_prompts_test

import data.lens.lib.managed_prompts
import data.lens_test.testing

_prompt(region, name) := testing.record_in(
	region, "AWS::Bedrock::Prompt",
	sprintf("arn:aws:bedrock:%s:111122223333:prompt/%s", [region, name]), {},
)

test_names_by_region if {
	facts := testing.facts(
		[_prompt("us-east-1", "A"), _prompt("us-east-1", "B"), _prompt("eu-west-1", "C")],
		{}, [],
	)
	found := managed_prompts.by_region with input as facts
	found == {"us-east-1": {"A", "B"}, "eu-west-1": {"C"}}
}

test_no_prompts_no_regions if {
	facts := testing.facts([], {}, [])
	found := managed_prompts.by_region with input as facts
	found == {}
}
