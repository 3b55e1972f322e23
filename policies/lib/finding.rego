# METADATA
# title: Findings
# description: |
#   The only place that makes violations, reviews and unseen subjects. A control gives the name of a message
#   in its METADATA, and the arguments that fill the `%s` of that message, in order. main.rego writes
#   the text, and quotes every argument once.
package lens.lib.finding

import data.lens.lib.text

# `message` is a name under `messages` in the METADATA, `arguments` a list of strings, numbers, or
# sets or lists of strings, `proof` a list of {id, pointer} into resources.
of(subject, message, arguments, proof) := {
	"subject": subject,
	"message": message,
	"arguments": arguments,
	"proof": proof,
}

# A violation that rests on something that is missing. `operations` would have shown it. A gap in
# one of them makes the subject `unknown`.
absent(subject, message, arguments, proof, operations) := {
	"subject": subject,
	"message": message,
	"arguments": arguments,
	"proof": proof,
	"absent_from": operations,
}

# The arguments as a reader sees them.
arguments(finding) := [_shown(argument) | some argument in object.get(finding, "arguments", [])]

# The text of a finding, given the control's messages.
sentence(messages, finding) := concat("", [concat("", [part, words[i]]) | some i, part in parts]) if {
	parts := split(messages[finding.message], "%s")
	words := array.concat(arguments(finding), [""])
	count(parts) == count(words)
}

_shown(argument) := text.quoted(argument) if {
	is_string(argument)
} else := text.names(argument) if {
	type_name(argument) in {"set", "array"}
} else := format_int(argument, 10) if {
	# The engines write a whole number that AWS sent as 0.0 in different ways.
	is_number(argument)
	argument == round(argument)
} else := json.marshal(argument)
