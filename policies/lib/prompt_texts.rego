# METADATA
# title: How long prompts are, and where their cache points stand
# description: |
#   Texts are redacted. Beside each is how many characters it has outside of its variables, and before
#   the first of them. A model reads the tools first, then the system prompt, then the messages, and
#   its cache holds all that stands before a cache point. Tokens are estimated from characters.
package lens.lib.prompt_texts

# [{static, prefix, variable} or {cache}, ...]: the texts and cache points of a prompt, in the order
# in which a model reads them.
blocks(prompt) := array.concat(tools(prompt), texts(prompt))

tools(prompt) := [block |
	some tool in prompt.templateConfiguration.chat.toolConfiguration.tools
	block := _block(tool)
]

texts(prompt) := array.concat(_plain(prompt), array.concat(
	[block | some part in prompt.templateConfiguration.chat.system; block := _block(part)],
	[block |
		some message in prompt.templateConfiguration.chat.messages
		some part in message.content
		block := _block(part)
	],
))

# A template that is plain text has its one cache point behind the text.
_plain(prompt) := [block |
	some member in ["text", "cachePoint"]
	value := prompt.templateConfiguration.text[member]
	block := _block({member: value})
]

_block(part) := {"cache": true} if part.cachePoint

_block(part) := block if {
	not part.cachePoint
	signs := part.text.redacted.signs
	block := {"static": signs.static, "prefix": signs.prefix, "variable": signs.variables > 0}
}

_block(part) := block if {
	tool := part.toolSpec
	length := sum([object.get(tool, array.concat(path, ["redacted", "signs", "characters"]), 0) |
		some path in [["description"], ["inputSchema", "json"]]
	])
	block := {"static": length, "prefix": length, "variable": false}
}

# How many characters stand outside of variables.
static(list) := sum([object.get(block, "static", 0) | some block in list])

# The place of the first text with a variable; the end if there is none.
first_variable(list) := min({count(list)} | {i | some i, block in list; block.variable})

# The characters before the first variable.
prefix(list) := static(array.slice(list, 0, at)) + sum([block.prefix |
	some i, block in list
	i == at
]) if {
	at := first_variable(list)
}

# The places of the cache points.
points(list) := {i | some i, block in list; block.cache}

# A parameter may be 0.
tokens(characters, per_token) := floor(characters / max([1, per_token]))
