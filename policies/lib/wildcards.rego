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

# The text with `~` in place of each character that is not printable ASCII.
ascii(text) := regex.replace(text, `[^ -~]`, "~")

# Whether a pattern has a wildcard.
has_wildcard(pattern) if contains(pattern, "*")

has_wildcard(pattern) if contains(pattern, "?")

# The part of a pattern before its first wildcard.
literal(pattern) := split(split(pattern, "*")[0], "?")[0]
