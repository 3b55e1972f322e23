package lens_test.forms_test

import data.lens.lib.finding
import data.lens.lib.forms

_subject := {"type": "X::Y::Thing", "id": "arn:x", "region": "us-east-1", "item": ""}

_place := {"id": "arn:x", "pointer": "/properties/p"}

_finding := finding.of(_subject, "bad", [], [_place])

_absence := finding.absent(_subject, "bad", [], [], {"s:Get"})

_sound := {
	"subjects": {_subject},
	"proven": {_subject},
	"violations": {_finding, _absence},
	"reviews": {_finding},
	"undeclared": {_finding},
	"unseen": {_finding, {"subject": _subject}},
	"relies_on": {[_subject, "*"]},
}

_faults(name, value) := forms.faults(object.union(_sound, {name: value}))

test_sound_exports_have_no_faults if {
	forms.faults(_sound) == set()
	forms.faults({}) == set()
	_faults("proven", {object.union(_subject, {"id": "arn:y"})}) == set()
}

test_an_export_is_a_set if {
	every name in object.keys(_sound) {
		every value in ["x", 1, true, null, [_subject], {"k": _subject}] {
			_faults(name, value) == {sprintf("its %s is not a set", [name])}
		}
	}
}

_odd_subjects := {
	"x",
	null,
	[_subject],
	{},
	object.remove(_subject, ["item"]),
	object.union(_subject, {"more": ""}),
	object.union(_subject, {"type": null}),
	object.union(_subject, {"id": ["arn:x"]}),
	object.union(_subject, {"region": 1}),
	object.union(_subject, {"item": {}}),
}

test_subjects_have_four_strings if {
	every odd in _odd_subjects {
		_faults("subjects", {_subject, odd}) == {"a subject is not {type, id, region, item} with strings"}
		_faults("proven", {odd}) == {"an element of its proven is not a subject"}
	}
}

_odd_findings := {"x", null, [_finding]} | {object.union(_finding, odd) |
	some odd in [
		{"message": 5},
		{"proof": "x"},
		{"proof": {"p": _place}},
		{"proof": [_place, "arn:x"]},
		{"proof": [{"id": "arn:x"}]},
		{"proof": [{"id": "arn:x", "pointer": null}]},
		{"proof": [{"id": 5, "pointer": ""}]},
		{"proof": [object.union(_place, {"more": 1})]},
		{"absent_from": "s:Get"},
		{"absent_from": {"s:Get": 1}},
		{"absent_from": ["s:Get", 5]},
	]
}

test_findings_have_their_members if {
	every odd in _odd_findings {
		_faults("violations", {_finding, odd}) == {"a violation does not have the form of a finding"}
		_faults("reviews", {odd}) == {"an element of its reviews does not have the form of a finding"}
		_faults("undeclared", {odd}) == {"an element of its undeclared does not have the form of a finding"}
		_faults("unseen", {odd}) == {"an element of its unseen does not have the form of a finding"}
	}
}

test_reliances_are_pairs if {
	every odd in {"x", [], [_subject], [_subject, "*", "*"], [_subject, 5], {_subject: "*"}} {
		_faults("relies_on", {odd}) == {"an element of its relies_on is not [subject, place]"}
	}
}
