"""The messages of a user's own policies: whatever form they have, a page is made, and what cannot be followed is left out or a hole."""

from __future__ import annotations

import pytest

from scanner.engines import Module
from scanner.messages import read


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ('violations contains {"message": "plain"}', ["plain"]),
        ('violations contains {"message": `raw %d`}', ["raw %d"]),
        ('violations contains {"message": sprintf(_form, [1])}\n\n_form := "x %d"', []),
        ('violations contains {"message": sprintf(`raw %s`, [input.x])}', ["raw …"]),
        ('violations contains {"message": sprintf("%v", _given)}\n\n_given := [1]', []),
        ('violations contains v if {\n\tv := {"message": _word}\n}\n\ndefault _word := "none"\n\n_word := input.a', ["none"]),
        ('violations := {v | some v in _all}\n\n_all := [{"message": concat(", ", [x | some x in ["a"]])}]', ["a"]),
        ('violations contains {"message": concat(_between, ["a", "b"])}\n\n_between := ", "', []),
        ('violations contains {"message": concat(`; `, ["a", "b"])}', ["a; b"]),
        ('violations contains {"message": {"a": x | some x in [1]}["a"]}', []),
        ('violations contains {"message": input["a"].b[0]["c"][_]} if {\n\tsome i\n\tinput.list[i] = 3\n}', []),
        ("violations.a := 1", []),
        ("violations := v if {\n\tv := set()\n} else := {1}", []),
        ("subjects := set()", []),
    ],
)
def test_messages_of_any_form(rules: str, found: list[str]) -> None:
    """What is written out is found."""
    module = Module("own/rules/control.rego", f"package lens.controls.gensec01_bp01.own\n\n{rules}\n")
    assert read([module])[module.path].templates("violations") == found
