# METADATA
# title: Prompts that Amazon Bedrock manages
# description: A prompt in Prompt Management has an owner, versions and access control.
package lens.lib.managed_prompts

# Region -> the names of its prompts.
by_region := {region: names |
	some region in {p.region | some p in input.resources["AWS::Bedrock::Prompt"]}
	names := {p.name | some p in input.resources["AWS::Bedrock::Prompt"]; p.region == region}
}
