package lens_test.exempt_test

import data.lens.lib.exempt
import data.lens_test.testing

# A role `name` under `path`.
_role(path, name) := testing.record(
	"AWS::IAM::Role",
	testing.iam(sprintf("role%s%s", [path, name])),
	{"Path": path},
)

# Whether one of `patterns` exempts the role /teams/ml/trainer.
_exempt(patterns) if exempt.principal(_role("/teams/ml/", "trainer"), patterns)

test_a_path_exempts_itself_and_all_under_it if {
	every pattern in ["/teams/ml/", "/teams/ml", "/teams/", "/teams", "/"] { _exempt([pattern]) }
}

test_a_path_does_not_exempt_other_paths if {
	every pattern in ["/teams/m", "/team", "teams/", "/teams/ml/trainer", "/other/", "/Teams/"] {
		not _exempt([pattern])
	}
}

test_a_path_with_wildcards_is_a_pattern_of_the_whole_path if {
	every pattern in ["/teams/*", "/*/ml/", "/teams/m?/", "*"] { _exempt([pattern]) }
	every pattern in ["/teams?/", "/teams/?/", "/*/m", "/te*ms"] { not _exempt([pattern]) }
	not exempt.principal(_role("/te*ms/ml/", "trainer"), ["/te*ms"])
}

test_a_name_exempts_itself_and_with_wildcards_what_it_matches if {
	every pattern in ["trainer", "train*", "train?r"] { _exempt([pattern]) }
	every pattern in ["train", "Trainer", "trainer?", "rainer"] { not _exempt([pattern]) }
}

test_one_pattern_of_the_list_is_enough if _exempt(["other", "/teams/"])

test_an_empty_list_exempts_nobody if not _exempt([])

# Names in AWS may contain `+=,.@-_`, and a pattern may contain anything.
test_other_characters_are_literal if {
	role := _role("/", "a.b+c=d,e@f")
	exempt.principal(role, ["a.b+c=*"])
	every pattern in ["a.b+c=d,e.f", "a(b+c=d,e@f", "[a].*", "^a.*$"] { not exempt.principal(role, [pattern]) }
}

test_named_things if {
	exempt.named("arn:aws:s3:::shared/*", ["arn:aws:s3:::shared/*"])
	exempt.named("arn:aws:s3:::shared/x", ["other", "arn:aws:s3:::shared/*"])
	not exempt.named("*", ["arn:aws:s3:::shared/*"])
	not exempt.named("arn:aws:s3:::shared", [])
	not exempt.named("arn:aws:s3:::shared/x", ["arn:aws:s3:::shared"])
}
