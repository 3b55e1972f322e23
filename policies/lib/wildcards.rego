# METADATA
# title: IAM's wildcards
# description: |
#   A pattern of IAM has two wildcards: `*` stands for any text, and `?` for one character. An
#   account decides how many there are, and regorus refuses a regular expression that takes more
#   than 100 KB. So a pattern that is too long for a text is not compiled, and a wildcard stands for
#   printable ASCII only, which takes little space. Other characters are replaced before.
package lens.lib.wildcards

# Whether a pattern matches the whole text. Case matters.
matches(pattern, text) if {
	fits(pattern, count(text))
	regex.match(expression(pattern), ascii(text))
}

# Whether a text of `length` characters can match: all of the pattern but `*` takes a character.
fits(pattern, length) if count(replace(pattern, "*", "")) <= length

# The regular expression of a pattern, for texts that `ascii` returns. Everything but the wildcards
# is literal.
expression(pattern) := sprintf("^%s$", [replace(replace(escaped, "*", "[ -~]*"), "?", "[ -~]")]) if {
	single := regex.replace(ascii(pattern), `\*+`, "*")
	escaped := regex.replace(single, `[\\.^$|()\[\]{}+]`, `\${0}`)
}

# The texts that a pattern of a file that people write matches whole. There, a backslash makes the
# next `*`, `?` or backslash an ordinary character, and the file's schema allows few wildcards, so
# that each may stand for all of Unicode. scanner/people/patterns.py has the same rules.
stated(patterns, texts) := {text |
	some pattern in patterns
	least := count(replace(replace(pattern, "*", ""), `\`, ""))
	long := {one | some one in texts; least <= count(one)}
	count(long) > 0
	shape := _stated(pattern)
	some text in long
	regex.match(shape, text)
}

_stated(pattern) := sprintf("(?s)^%s$", [concat("", parts)]) if {
	tokens := regex.find_n(`\\[*?\\]|[*?]|[^*?\\]+|\\`, pattern, -1)
	parts := [object.get(_signs, token, _plain(token)) | some token in tokens]
}

_signs := {"*": ".*", "?": ".", `\`: `\\`}

# The other characters that a regular expression reads.
_plain(token) := regex.replace(token, `[.^$|()\[\]{}+]`, `\${0}`)

# The text with `~` in place of each character that is not printable ASCII.
ascii(text) := regex.replace(text, `[^ -~]`, "~")

# Whether a pattern has a wildcard.
has_wildcard(pattern) if contains(pattern, "*")

has_wildcard(pattern) if contains(pattern, "?")

# The part of a pattern before its first wildcard.
literal(pattern) := split(split(pattern, "*")[0], "?")[0]

# Whether a pattern certainly matches all that another one matches. A pattern with `*` alone does if
# it matches the other's text. `~` stands for all characters that are not ASCII, so a pattern with
# one may match the text of another object.
includes(wide, pattern) if wide == pattern

includes(wide, pattern) if {
	not contains(wide, "?")
	startswith(pattern, literal(wide))
	plain := ascii(wide)
	not contains(plain, "~")
	matches(wide, pattern)
}

# Whether certainly no text matches both patterns: they begin or end differently, or one of them is
# a text that the other one does not match.
apart(first, second) if {
	one := literal(ascii(first))
	other := literal(ascii(second))
	not startswith(one, other)
	not startswith(other, one)
}

apart(first, second) if {
	one := _tail(first)
	other := _tail(second)
	not endswith(one, other)
	not endswith(other, one)
}

apart(first, second) if _unlike(first, second)

apart(first, second) if _unlike(second, first)

_unlike(text, pattern) if {
	not has_wildcard(text)
	plain := ascii(text)
	not contains(plain, "~")
	not matches(pattern, text)
}

# The part of a pattern after its last wildcard.
_tail(pattern) := regex.replace(ascii(pattern), `^.*[*?]`, "")
