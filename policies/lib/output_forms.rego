# METADATA
# title: Whether a prompt asks for a form that a program reads
# description: |
#   It forces a tool, or its text asks for JSON, a class or the like. Texts are redacted: signs beside
#   them say what they ask for.
package lens.lib.output_forms

# `names` are the signs that count.
is_fixed(template, _) if {
	some choice in ["tool", "any"]
	template.chat.toolConfiguration.toolChoice[choice]
}

is_fixed(template, names) if {
	walk(template, [path, signs])
	path[count(path) - 1] == "signs"
	some name in names
	signs[name] == true
}
