# METADATA
# title: Which managed prompts flows name
# description: |
#   The prompt nodes of each flow's draft and of the versions that an alias routes to. No other versions
#   are read. A loop has nodes of its own.
package lens.lib.prompt_uses

import data.lens.lib.facts

# {subject, id, version, arn, pinned, own}: a node of a flow (the `item` of the subject), the record
# and the version that it stands in, and the prompt that it names. `pinned` says whether it names a
# number, and `own` whether a listing of this account shows the prompt if it exists.
uses := {{"subject": subject, "id": r.id, "version": version, "arn": arn, "pinned": pinned, "own": own} |
	some type, draft in {"AWS::Bedrock::Flow": "DRAFT", "AWS::Bedrock::FlowVersion": ""}
	some r in input.resources[type]
	flow := facts.get("AWS::Bedrock::Flow", plain(r.id))
	version := concat("", [draft, _number(r.id)])
	walk(r.properties.definition, [_, node])
	node.type == "Prompt"
	arn := node.configuration.prompt.sourceConfiguration.resource.promptArn
	subject := facts.item(flow, object.get(node, "name", ""))
	pinned := arn != plain(arn)
	own := count({here | some here in input.regions; _is_in(arn, here)}) > 0
}

# An ARN without the number of a version.
plain(arn) := regex.replace(arn, `:[0-9]+$`, "")

region(arn) := split(arn, ":")[3]

_number(arn) := trim_prefix(trim_prefix(arn, plain(arn)), ":")

_is_in(arn, here) if {
	region(arn) == here
	split(arn, ":")[4] == input.account
}
