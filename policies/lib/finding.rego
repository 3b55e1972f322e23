# METADATA
# title: Findings
# description: |
#   The only place that makes violations, reviews and unseen subjects. A control gives the name of a message
#   in its METADATA, and the arguments that fill the `%s` of that message, in order. main.rego writes
#   the text, and quotes every argument once.
package lens.lib.finding

import data.lens.lib.text

# `message` is a name under `messages` in the METADATA, `proof` a list of {id, pointer} into
# resources. `arguments` is a list of strings, numbers, sets or lists of strings, and durations:
# {"seconds": number}, or {"days": number, "beside": the other number of the message}.
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
arguments(finding) := [_shown(argument) |
	is_number(number(finding))
	some argument in object.get(finding, "arguments", [])
]

# How many arguments there are; "a list of" where they are not in a list.
number(finding) := total if {
	given := object.get(finding, "arguments", [])
	is_array(given)
	total := count(given)
} else := "a list of"

# The text of a finding, given the control's messages.
sentence(messages, finding) := concat("", [concat("", [part, words[i]]) | some i, part in parts]) if {
	parts := split(messages[finding.message], "%s")
	words := array.concat(arguments(finding), [""])
	count(parts) == count(words)
}

_shown(argument) := shown if {
	is_string(argument)
	shown := text.quoted(argument)
} else := shown if {
	type_name(argument) in {"set", "array"}
	shown := text.names(argument)
} else := shown if {
	is_number(argument)
	shown := text.number(argument)
} else := shown if {
	is_number(argument.seconds)
	shown := text.seconds(argument.seconds)
} else := shown if {
	is_number(argument.days)
	is_number(argument.beside)
	shown := text.days(argument.days, argument.beside)
} else := json.marshal(argument)
