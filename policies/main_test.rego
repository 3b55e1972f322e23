package lens_test.main_test

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens_test.testing

# A made-up control. s:List finds its subjects, s:Get shows one of them, and s:Roles shows what they
# rely on.
_meta := {
	"id": "GENX01-BP01/made-up",
	"mode": "automated",
	"params": {},
	"lists": ["s:List"],
	"evidence": ["s:Get", "s:Roles"],
	"named": {"@detail": ["s:Get", "s:Roles"]},
	"messages": {m: m | some m in ["a", "b", "c", "bad", "lacks it", "lacks more"]},
}

_id := testing.arn("x", "thing/1")

_thing := {"type": "X::Y::Thing", "id": _id, "region": "us-east-1", "item": ""}

_other := {
	"type": "X::Y::Thing",
	"id": "arn:aws:x:eu-west-1:111122223333:thing/2",
	"region": "eu-west-1",
	"item": "",
}

_role := {"type": "X::Y::Role", "id": testing.iam("role/r"), "region": "global", "item": ""}

_account(region) := subject if {
	subject := facts.account(region) with input as testing.facts([], {}, [])
}

_proof(name) := {"id": _id, "pointer": sprintf("/properties/%s", [name])}

_violation(message) := finding.of(_thing, message, [], [_proof(message)])

# A violation that rests on an absence, which s:Get would have disproved.
_absence(message) := finding.absent(_thing, message, [], [], ["s:Get"])

_row(kind, subject, message, proof, causes) := {
	"control": "GENX01-BP01/made-up",
	"kind": kind,
	"subject": subject,
	"message": message,
	"proof": proof,
	"causes": causes,
}

_of_kind(kind, exports, gaps) := found if {
	document := object.union(testing.facts([], {}, gaps), {"kind": kind, "params": {_meta.id: _meta.params}})
	controls := {"genx01_bp01": {"made_up": exports}}
	catalog := {"genx01_bp01": {"made_up": _meta}}
	rows := data.lens.results with input as document
		with data.lens.controls as controls
		with data.lens.catalog as catalog
	found := {object.remove(row, ["messages"]) | some row in rows}
	count(found) == count(rows)
}

# The results of a control with the subject `_thing` and the given exports.
_results(exports, gaps) := _of_kind(
	"account",
	object.union({"subjects": {_thing}, "violations": set()}, exports),
	gaps,
)

_unknown(subject, gaps, message) := _row("unknown", subject, message, [], causes) if {
	causes := sort({testing.cause(g) | some g in gaps})
}

_gap := testing.gap("s:Get", _id)

_why := "s:Get in us-east-1: AccessDenied (allow s:Get)"

# A whole bundle may get the input of a selection. That input lacks the gaps of the other controls.
test_only_selected_controls_are_judged if {
	document := object.union(testing.facts([], {}, []), {"params": {"GENX01-BP01/another": {}}})
	controls := {"genx01_bp01": {"made_up": {"subjects": {_thing}, "violations": set()}}}
	catalog := {"genx01_bp01": {"made_up": _meta}}
	count(data.lens.results) == 0 with input as document
		with data.lens.controls as controls
		with data.lens.catalog as catalog
}

test_subject_without_a_violation_passes if _results({}, []) == {_row("pass", _thing, "", [], [])}

test_violation_fails if {
	_results({"violations": {_violation("bad")}}, []) == {_row("fail", _thing, "bad", [_proof("bad")], [])}
}

test_each_subject_has_its_own_verdict if {
	_results({"subjects": {_thing, _other}, "violations": {_violation("bad")}}, []) == {
		_row("fail", _thing, "bad", [_proof("bad")], []),
		_row("pass", _other, "", [], []),
	}
}

test_items_of_one_resource_have_their_own_verdicts if {
	first := object.union(_thing, {"item": "1"})
	second := object.union(_thing, {"item": "2"})
	bad := finding.of(second, "bad", [], [_proof("bad")])
	{[r.subject.item, r.kind] |
		some r in _results({"subjects": {first, second}, "violations": {bad}}, [])
	} == {["1", "pass"], ["2", "fail"]}
}

test_violations_of_one_subject_are_one_result if {
	_results(
		{"violations": {_violation("b"), _violation("a"), _absence("c")}},
		[],
	) == {_row("fail", _thing, "a; b; c", [_proof("a"), _proof("b")], [])}
}

test_absence_fails_where_all_was_read if {
	_results({"violations": {_absence("lacks it")}}, []) == {_row("fail", _thing, "lacks it", [], [])}
}

test_absence_is_held_open_by_a_gap_unknown if {
	_results({"violations": {_absence("lacks it")}}, [_gap]) == {_unknown(_thing, [_gap], _why)}
}

# A gap that comes from a parent which only another control needs.
_foreign(gap) := object.union(gap, {"controls": ["GENX01-BP01/another"]})

test_gap_of_another_controls_parent_holds_nothing_open_fails if {
	failed := _row("fail", _thing, "lacks it", [], [])
	_results({"violations": {_absence("lacks it")}}, [_foreign(_gap)]) == {failed}
}

test_gap_of_another_controls_parent_touches_no_subject_passes if {
	listing := testing.gap("s:List", "us-east-1")
	_results({}, [_foreign(_gap), _foreign(listing)]) == {_row("pass", _thing, "", [], [])}
}

test_gap_of_own_parent_touches_unknown if {
	_results({}, [object.union(_gap, {"controls": [_meta.id]})]) == {_unknown(_thing, [_gap], _why)}
}

test_absence_is_held_open_though_nothing_else_needs_evidence_unknown if {
	gap := testing.gap("s:List", "us-east-1")
	absence := object.union(_absence("lacks it"), {"absent_from": ["s:List"]})
	message := "s:List in us-east-1: AccessDenied (allow s:List)"
	_results({"violations": {absence}}, [gap]) == {
		_unknown(_thing, [gap], message),
		_unknown(_account("us-east-1"), [gap], message),
	}
}

test_absence_is_not_held_open_by_another_subjects_gap_fails if {
	_results(
		{"violations": {_absence("lacks it")}},
		[testing.gap("s:Get", _other.id)],
	) == {_row("fail", _thing, "lacks it", [], [])}
}

test_absence_may_name_evidence_by_its_name if {
	absence := object.union(_absence("lacks it"), {"absent_from": ["@detail"]})
	{r.kind | some r in _results({"violations": {absence}}, [])} == {"fail"}
	{r.kind |
		some r in _results({"violations": {absence}}, [testing.gap("s:Roles", "us-east-1")])
	} == {"unknown"}
}

test_what_was_seen_fails_whatever_was_not if {
	_results(
		{"violations": {_violation("bad"), _absence("lacks it")}},
		[_gap],
	) == {_row("fail", _thing, "bad", [_proof("bad")], [])}
}

test_gap_in_the_evidence_unknown if _results({}, [_gap]) == {_unknown(_thing, [_gap], _why)}

test_gap_elsewhere_passes if {
	_results({}, [testing.gap("s:Get", "eu-west-1")]) == {_row("pass", _thing, "", [], [])}
}

test_gap_of_an_operation_that_nothing_needs_passes if {
	_results({}, [testing.gap("s:Unneeded", "us-east-1")]) == {_row("pass", _thing, "", [], [])}
}

test_gap_that_no_permission_closes_unknown if {
	gap := object.union(_gap, {"code": "Malformed", "permission": ""})
	_results({}, [gap]) == {_unknown(_thing, [gap], "s:Get in us-east-1: Malformed")}
}

test_gap_that_a_policy_denies_unknown if {
	policy := "service control policy"
	gap := object.union(_gap, {"permission": "", "denied_by": policy})
	_results({}, [gap]) == {_unknown(_thing, [gap], "s:Get in us-east-1: AccessDenied (service control policy)")}
}

test_gap_that_a_boundary_does_not_allow_unknown if {
	gap := object.union(_gap, {"denied_by": "permissions boundary"})
	message := "s:Get in us-east-1: AccessDenied (allow s:Get in the permissions boundary)"
	_results({}, [gap]) == {_unknown(_thing, [gap], message)}
}

test_several_gaps_are_one_result if {
	roles := testing.gap("s:Roles", "us-east-1")
	message := concat("; ", [_why, "s:Roles in us-east-1: AccessDenied (allow s:Roles)"])
	_results({}, [roles, _gap]) == {_unknown(_thing, [_gap, roles], message)}
}

test_gap_spares_the_type_that_its_listing_showed_passes if {
	cut := object.union(testing.gap("s:Get", "us-east-1"), {"spares": ["X::Y::Thing"]})
	_results({}, [cut]) == {_row("pass", _thing, "", [], [])}
}

test_gap_spares_no_other_type_unknown if {
	plain := testing.gap("s:Get", "us-east-1")
	cut := object.union(plain, {"spares": ["X::Y::Role"]})
	_results({}, [cut]) == {_unknown(_thing, [plain], _why)}
}

_relying(on) := {"relies_on": {[_thing, on]}}

test_gap_of_what_it_relies_on_unknown if {
	gap := testing.gap("s:Roles", _role.id)
	_results(
		_relying(_role.id),
		[gap],
	) == {_unknown(_thing, [gap], "s:Roles in global: AccessDenied (allow s:Roles)")}
}

test_gap_of_what_it_does_not_rely_on_passes if {
	_results(
		_relying(testing.iam("role/s")),
		[testing.gap("s:Roles", _role.id)],
	) == {_row("pass", _thing, "", [], [])}
}

test_gap_anywhere_unknown_where_it_relies_on_all if {
	gap := testing.gap("s:Get", _other.id)
	_results(_relying("*"), [gap]) == {_unknown(_thing, [gap], "s:Get in eu-west-1: AccessDenied (allow s:Get)")}
}

test_gap_of_a_region_that_it_relies_on_unknown if {
	gap := testing.gap("s:Get", "eu-west-1")
	_results(
		_relying("eu-west-1"),
		[gap],
	) == {_unknown(_thing, [gap], "s:Get in eu-west-1: AccessDenied (allow s:Get)")}
}

test_absence_is_held_open_by_what_it_relies_on_unknown if {
	gap := testing.gap("s:Get", _other.id)
	{r.kind |
		some r in _results(object.union(_relying(_other.id), {"violations": {_absence("lacks it")}}), [gap])
	} == {"unknown"}
}

test_gap_of_any_region_touches_a_global_subject_unknown if {
	gap := testing.gap("s:Get", "eu-west-1")
	_results(
		{"subjects": {_role}},
		[gap],
	) == {_unknown(_role, [gap], "s:Get in eu-west-1: AccessDenied (allow s:Get)")}
}

test_detail_of_its_region_touches_the_account_unknown if {
	_results({"subjects": {_account("us-east-1"), _account("eu-west-1")}}, [_gap]) == {
		_unknown(_account("us-east-1"), [_gap], _why),
		_row("pass", _account("eu-west-1"), "", [], []),
	}
}

test_proven_passes_whatever_was_not_seen if {
	_results({"proven": {_thing}}, [_gap]) == {_row("pass", _thing, "", [], [])}
	_results(
		{"proven": {_thing}, "violations": {_absence("lacks it")}},
		[_gap],
	) == {_row("pass", _thing, "", [], [])}
}

test_a_pass_has_what_the_control_shows if {
	place := {"id": "arn:thing", "pointer": "/properties/status"}
	_results({"shown": {[_thing, place]}}, []) == {_row("pass", _thing, "", [place], [])}
	_results(
		{"shown": {[_thing, place]}, "violations": {_violation("bad")}},
		[],
	) == {_row("fail", _thing, "bad", [_proof("bad")], [])}
}

test_proven_does_not_excuse_a_violation_fails if {
	_results(
		{"proven": {_thing}, "violations": {_violation("bad")}},
		[],
	) == {_row("fail", _thing, "bad", [_proof("bad")], [])}
}

_unseen := {"unseen": {_violation(m) | some m in ["b", "a"]}}

test_what_no_call_shows_unknown if {
	_results(_unseen, []) == {_row("unknown", _thing, "a; b", [_proof("a"), _proof("b")], [])}
}

test_gap_goes_before_what_no_call_shows_unknown if {
	_results(_unseen, [_gap]) == {_unknown(_thing, [_gap], _why)}
}

test_violation_goes_before_what_no_call_shows_fails if {
	_results(
		object.union(_unseen, {"violations": {_violation("bad")}}),
		[],
	) == {_row("fail", _thing, "bad", [_proof("bad")], [])}
}

_reviews := {"reviews": {_violation(m) | some m in ["b", "a"]}}

test_what_a_person_must_decide_is_review if {
	_results(_reviews, []) == {_row("review", _thing, "a; b", [_proof("a"), _proof("b")], [])}
}

test_gap_goes_before_review_unknown if _results(_reviews, [_gap]) == {_unknown(_thing, [_gap], _why)}

test_what_no_call_shows_goes_before_review_unknown if {
	{r.kind | some r in _results(object.union(_reviews, _unseen), [])} == {"unknown"}
}

test_violation_goes_before_review_fails if {
	{r.kind | some r in _results(object.union(_reviews, {"violations": {_violation("bad")}}), [])} == {"fail"}
}

test_what_nobody_declared_is_review if {
	open := {"undeclared": {_violation(m) | some m in ["b", "a"]}}
	_results(open, []) == {_row("review", _thing, "a; b", [_proof("a"), _proof("b")], [])}
	_results(object.union(open, {"reviews": {_violation("c")}}), []) == _results(open, [])
	{r.kind | some r in _results(object.union(open, _unseen), [])} == {"unknown"}
	{r.kind | some r in _results(object.union(open, {"violations": {_violation("bad")}}), [])} == {"fail"}
}

_list_gap := testing.gap("s:List", "us-east-1")

_unlisted := _unknown(_account("us-east-1"), [_list_gap], "s:List in us-east-1: AccessDenied (allow s:List)")

test_gap_in_the_listing_leaves_what_was_seen_and_adds_unknown if {
	_results({}, [_list_gap]) == {_row("pass", _thing, "", [], []), _unlisted}
}

test_gap_in_the_listing_of_no_subject_unknown if _results({"subjects": set()}, [_list_gap]) == {_unlisted}

test_gaps_in_the_listings_of_two_regions_make_two_unknown if {
	there := testing.gap("s:List", "eu-west-1")
	_results({"subjects": set()}, [_list_gap, there]) == {
		_unlisted,
		_unknown(_account("eu-west-1"), [there], "s:List in eu-west-1: AccessDenied (allow s:List)"),
	}
}

test_account_that_was_judged_is_not_unlisted_passes if {
	_results(
		{"subjects": {_account("us-east-1")}},
		[_list_gap],
	) == {_row("pass", _account("us-east-1"), "", [], [])}
	_results({"subjects": {_account("global")}}, [_list_gap]) == {_row("pass", _account("global"), "", [], [])}
}

test_account_that_was_judged_elsewhere_is_unlisted_unknown if {
	_results({"subjects": {_account("eu-west-1")}}, [_list_gap]) == {
		_row("pass", _account("eu-west-1"), "", [], []),
		_unlisted,
	}
}

test_nothing_judged_and_nothing_missing_not_applicable if {
	_results({"subjects": set()}, []) == {_row("not_applicable", _account("global"), "", [], [])}
	_results({"subjects": set()}, [_gap]) == {_row("not_applicable", _account("global"), "", [], [])}
}

_in_template(violations) := {[r.kind, r.message] |
	some r in _of_kind("iac", {"subjects": {_thing}, "violations": violations}, [])
}

test_absence_in_a_template_is_review if {
	_in_template({_absence("lacks it"), _absence("lacks more")}) == {["review", "lacks it; lacks more"]}
}

test_violation_in_a_template_fails if {
	_in_template({_violation("bad")}) == {["fail", "bad"]}
	_in_template({_violation("bad"), _absence("lacks it")}) == {["fail", "bad; lacks it"]}
	_in_template({object.union(_violation("bad"), {"absent_from": []})}) == {["fail", "bad"]}
}

_defects(exports) := {r.message | some r in _results(exports, []); r.kind == "defect"}

test_violation_of_no_subject_is_a_defect if {
	_results({"subjects": {_other}, "violations": {_violation("bad")}}, []) == {
		_row("defect", _thing, "a violation's subject is not among its subjects", [], []),
		_row("fail", _thing, "bad", [_proof("bad")], []),
		_row("pass", _other, "", [], []),
	}
}

# A finding without a subject would be lost, and a failing resource would pass.
test_finding_without_a_subject_is_a_defect if {
	bare := object.remove(_violation("bad"), ["subject"])
	_defects({"violations": {bare}}) == {"a violation's subject is not among its subjects"}
	_defects({"reviews": {bare}}) == {"a subject of its reviews is not among its subjects"}
	_defects({"undeclared": {bare}}) == {"a subject of its undeclared is not among its subjects"}
	_defects({"unseen": {bare}}) == {"a subject of its unseen is not among its subjects"}
}

test_review_of_no_subject_is_a_defect if {
	stray := finding.of(_other, "bad", [], [])
	_defects({"reviews": {stray}}) == {"a subject of its reviews is not among its subjects"}
	_defects({"unseen": {stray}}) == {"a subject of its unseen is not among its subjects"}
	_defects({"subjects": {_thing, _other}, "reviews": {stray}, "unseen": {stray}}) == set()
}

test_arguments_that_are_no_list_are_a_defect if {
	every given in ["x", 5, null, {"x"}, {"k": "x"}] {
		finding_of := finding.of(_thing, "bad", given, [_proof("x")])
		_defects({"violations": {finding_of}}) == {"its METADATA has no message bad with a list of arguments"}
	}
}

test_violation_without_proof_is_a_defect if {
	bare := finding.of(_thing, "bad", [], [])
	_defects({"violations": {bare}}) == {"a violation has neither proof nor absent_from"}
	unproven := object.remove(bare, ["proof"])
	_defects({"violations": {unproven}}) == {"a violation has neither proof nor absent_from"}
	_defects({"violations": {object.union(
		bare,
		{"absent_from": []},
	)}}) == {"a violation has neither proof nor absent_from"}
}

test_absence_from_what_is_not_read_is_a_defect if {
	_defects({"violations": {object.union(
		_absence("lacks it"),
		{"absent_from": ["s:Get", "s:Else", "@detail"]},
	)}}) == {
		"absent_from names s:Else, which is neither in lists nor in evidence",
	}
}

test_sound_violations_are_no_defects if {
	_defects({"violations": {_violation("bad"), _absence("lacks it")}}) == set()
}

# The engines differ in what they make of other types. So the control gets no other result.
test_export_of_another_type_is_the_only_result if {
	every exports in [
		{"reviews": "x"},
		{"violations": {object.union(_absence("lacks it"), {"absent_from": "s:Get"})}},
		{"subjects": {"x"}},
		{"relies_on": {"x"}},
	] {
		found := _results(exports, [_gap])
		count(found) == 1
		{[r.kind, r.subject] | some r in found} == {["defect", _account("global")]}
	}
}

# The caller treats a control without a result as a defect.
test_control_without_violations_has_no_result if _of_kind("account", {"subjects": {_thing}}, []) == set()

test_control_without_subjects_has_no_result if _of_kind("account", {"violations": set()}, []) == set()

test_message_that_the_metadata_lacks_is_a_defect if {
	_defects({"violations": {_violation("odd")}}) == {"its METADATA has no message odd with 0 arguments"}
	_defects({"reviews": {_violation("odd")}}) == {"its METADATA has no message odd with 0 arguments"}
	_defects({"undeclared": {_violation("odd")}}) == {"its METADATA has no message odd with 0 arguments"}
	_defects({"unseen": {_violation("odd")}}) == {"its METADATA has no message odd with 0 arguments"}
}

test_message_with_other_arguments_is_a_defect if {
	_defects({"violations": {finding.of(
		_thing,
		"bad",
		["x"],
		[_proof("x")],
	)}}) == {"its METADATA has no message bad with 1 arguments"}
}

test_finding_that_no_helper_made_is_a_defect if {
	raw := {"subject": _thing, "message": "said by itself", "proof": [_proof("x")]}
	_defects({"violations": {raw}}) == {"its METADATA has no message said by itself with 0 arguments"}
	_defects({"violations": {object.remove(
		raw,
		["message"],
	)}}) == {"its METADATA has no message  with 0 arguments"}
}

# The names and arguments of the messages, for reports that use their own texts.
test_row_names_its_messages if {
	meta := object.union(_meta, {"messages": {"odd": "%s is odd", "bad": "%s has %s"}})
	found := {
		finding.of(_thing, "odd", ["a"], [_proof("x")]),
		finding.of(_thing, "bad", [{"b", `"c"`}, 3], [_proof("x")]),
	}
	document := object.union(testing.facts([], {}, []), {"params": {meta.id: {}}})
	exports := {"subjects": {_thing}, "violations": found}
	rows := data.lens.results with input as document
		with data.lens.controls as {"genx01_bp01": {"made_up": exports}}
		with data.lens.catalog as {"genx01_bp01": {"made_up": meta}}
	[[r.message, r.messages] | some r in rows] == [[
		`"'c'", "b" has 3; "a" is odd`,
		[{"id": "bad", "arguments": [`"'c'", "b"`, "3"]}, {"id": "odd", "arguments": [`"a"`]}],
	]]
}
