package lens_test.wildcards_test

import data.lens.lib.wildcards

_stars(count) := concat("", [part | some _ in numbers.range(1, count); part := "*"])

_marks(count) := concat("", [part | some _ in numbers.range(1, count); part := "?"])

test_everything_but_the_wildcards_is_literal if {
	wildcards.expression(`a.b^c$d|e(f)g[h]i{j}k+l\m`) == `^a\.b\^c\$d\|e\(f\)g\[h\]i\{j\}k\+l\\m$`
	wildcards.expression("a*?") == "^a[ -~]*[ -~]$"
}

test_a_run_of_stars_is_one_star if wildcards.expression("a***b") == wildcards.expression("a*b")

test_case_matters if {
	wildcards.matches("A?C*", "AbC")
	not wildcards.matches("A?C*", "abc")
}

test_a_pattern_that_needs_more_characters_does_not_match if {
	wildcards.matches("a??", "abc")
	not wildcards.matches("a??", "ab")
	not wildcards.matches(_marks(10000), "abc")
}

test_long_patterns_match if {
	wildcards.matches(_stars(10000), "abc")
	wildcards.matches(_marks(600), _marks(600))
	wildcards.matches(replace(_marks(250), "?", "a*"), replace(_marks(250), "?", "ab"))
}

test_a_wildcard_matches_any_character if {
	wildcards.matches("bücher/*", "bücher/ä")
	wildcards.matches("b?cher/*", "bücher/日本")
	not wildcards.matches("bücher/*", "bucher/ä")
}

test_literal_part if {
	wildcards.literal("bedrock:Get*Model?") == "bedrock:Get"
	wildcards.literal("bedrock:?et*") == "bedrock:"
	wildcards.literal("bedrock:GetModel") == "bedrock:GetModel"
}

test_has_wildcard if {
	wildcards.has_wildcard("a*")
	wildcards.has_wildcard("?a")
	not wildcards.has_wildcard("a")
}
