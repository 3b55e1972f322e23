# METADATA
# title: What the name of an agent's function says that it does
# description: |
#   A name is read as words, which end at `_`, `-`, a digit or a capital. Whether the function keeps
#   what its name says, no call shows.
package lens.lib.function_names

# Whether a name begins with one of the verbs, as a whole word.
begins_with(name, verbs) if {
	first := _words(name)[0]
	some verb in verbs
	lower(verb) == first
}

# Whether a later word may be a verb that changes something. An order, a booking or a refund that is
# looked up is a noun.
may_change(name) if {
	words := _words(name)
	some i, word in words
	i > 0
	word in _changing
}

may_change(name) if {
	words := _words(name)
	some i, word in words
	word in _nouns
	words[i - 1] in {"and", "or", "then"}
}

# Checking out or in is not checking.
may_change(name) if {
	words := _words(name)
	words[0] == "check"
	words[1] in {"in", "out"}
}

_changing := {
	"cancel", "create", "delete", "insert", "modify", "pay", "remove", "send", "submit", "update",
	"write",
}

_nouns := {"book", "order", "refund"}

# A run of capitals is one word, up to the capital of the next word: getURLList is get, url, list.
_words(name) := [word | some word in split(lower(apart), "_"); word != ""] if {
	plain := replace(name, "-", "_")
	humps := regex.replace(plain, `([a-z0-9])([A-Z])`, `${1}_${2}`)
	runs := regex.replace(humps, `([A-Z])([A-Z][a-z])`, `${1}_${2}`)
	apart := regex.replace(runs, `([A-Za-z])([0-9])`, `${1}_${2}`)
}
