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

# tests/scanner/people/test_patterns.py has the same pairs.
test_a_pattern_of_a_file_matches if {
	every pair in [
		["a*", "abc"], ["a?c", "abc"], [`a\*`, "a*"], [`a\?`, "a?"], [`a\\*`, `a\b`], [`a\\\*`, `a\*`],
		[`a\b`, `a\b`], [`a\`, `a\`], ["[ab]", "[ab]"], ["a.b^c$d|e(f)g{2}+", "a.b^c$d|e(f)g{2}+"],
		["", ""], ["*", ""], ["**", "a"], ["r?t", "r\u00f6t"], ["*\u00f6*", "r\u00f6t"], ["?", "😀"],
		["a*b", "a\nb"], ["*a*b*c*d*e*f*g*h*i*j*k*l*m*n*o*p*q*r*s*", "abcdefghijklmnopqrs"],
	] {
		wildcards.stated([pair[0]], {pair[1]}) == {pair[1]}
	}
}

test_a_pattern_of_a_file_matches_nothing_else if {
	every pair in [
		["a", "ab"], ["A", "a"], [`a\*`, "ab"], [`a\*`, `a\*`], [`a\*`, `a\b`], [`a\?`, "ab"], [`a\\\*`, `a\b`],
		["[ab]", "a"], ["a.b", "a_b"], ["", "a"], ["?", ""], ["a", "a\n"], ["r~t", "r\u00f6t"], ["~*", "\u00f6"],
		["r\u00f6t", "r\u00fct"], ["??", "😀"],
	] {
		wildcards.stated([pair[0]], {pair[1]}) == set()
	}
}

test_any_pattern_of_a_file_is_enough if {
	wildcards.stated(["a*", "?b", "x"], {"ab", "bb", "a", "c"}) == {"ab", "bb", "a"}
	wildcards.stated([], {"a"}) == set()
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

test_includes if {
	every pair in [["a", "a"], ["*", "a?b*"], ["a*", "a*b"], ["a*c", "abc"], ["é?", "é?"]] {
		wildcards.includes(pair[0], pair[1])
	}
	every pair in [["a*", "*"], ["?", "*"], ["a?", "ab"], ["ab", "a*"], ["~*", "é"], ["é*", "éa"]] {
		not wildcards.includes(pair[0], pair[1])
	}
}

test_apart if {
	every pair in [
		["a", "b"], ["a*", "b*"], ["*a", "*b"], ["a?*x", "?*y"],
		["a*c", "abd"], ["??", "a"], ["é", "a*"],
	] {
		wildcards.apart(pair[0], pair[1])
		wildcards.apart(pair[1], pair[0])
	}
	every pair in [["a", "a"], ["a*", "*a"], ["a*", "ab*"], ["*", ""], ["a?c", "abc"], ["é", "ü"], ["é", "??"]] {
		not wildcards.apart(pair[0], pair[1])
		not wildcards.apart(pair[1], pair[0])
	}
}
