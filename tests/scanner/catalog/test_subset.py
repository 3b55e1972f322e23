"""Tests of the common subset: what the engines read differently is refused, the rest is equal."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import regorus

from scanner.catalog import custom
from scanner.catalog.lens import POLICIES
from scanner.catalog.subset import FORMS, Refusal, Refused, check, refusals
from scanner.catalog.vetting import forbidden, vet
from scanner.engines.program import binary
from scanner.errors import EngineError, UsageError
from scanner.rego import Module
from tests import lab

INPUT: dict[str, Any] = {
    "l": [{"v": 1}, {}],
    "items": [{"id": "b"}, {"id": "c", "v": "q", "s": ["q"], "a": {"ok": True}}],
    "keys": ["zz", "a"],
    "o": {"a": 1, "b": 2},
    "pairs": [["a", 1], ["b", 2, 3]],
    "nothing_here": None,
    "text": "bedrock:Invoke",
    "n": 3,
}

REFUSED = [
    # A0: a head that is undefined for one of several bindings.
    ("head", "out contains x.v if some x in input.l"),
    ("head", "out contains [x.v, 1] if some x in input.l"),
    ("head", "out contains f(x) if some x in input.l\nf(x) := x.v"),
    ("head", "out contains input.l[_].v"),
    ("head", "out contains x.v if x := input.l[_]"),
    ("head", "out contains input.l[i].v if { some i; input.l[i] }"),
    ("head", "out contains y.v if { s[[`a`, x]]; y := input.l[x] }\ns := {[`a`, 0], [`a`, 1]}"),
    ("head", "out contains v.a if walk(input.o, [_, v])"),
    ("head", "out[x.v] := 1 if some x in input.l"),
    ("head", "out[k] := x.v if some k, x in input.l"),
    ("head", "out := x.v if some x in input.l"),
    ("head", "out contains [q, x] if some x in input.keys\nq := input.q"),
    # A1: a look-up under `not`, by a variable of `every` or `walk`.
    ("lookup", "out if every x in input.keys { not input.o[x] }"),
    ("lookup", "out if every x in input.keys { not input.o[x] == 1 }"),
    ("lookup", "out if every k, v in input.o { v; not input.l[k] }"),
    ("lookup", "out if every x in input.keys { count({1 | not input.o[x]}) == 1 }"),
    ("lookup", "out contains x if { walk(input.keys, [_, x]); not input.o[x] }"),
    ("lookup", "out contains x if { walk(input.keys, [_, x]); y := x; not input.o[y] }"),
    # Found later: the key is made of another variable of the body.
    ("lookup", "out := [1 | some w in input.pairs; [y, _] = w; not input.o[y]]"),
    ("lookup", "out := [1 | some w in input.pairs; w = [y, _]; not input.o[y]]"),
    ("lookup", "out := [1 | some w in input.pairs; [y, _] := w; not input.o[y]]"),
    ("lookup", "out := [1 | some w in input.keys; y = w; not input.o[y]]"),
    ("lookup", "out := [1 | some w in input.keys; y := w; not input.o[y]]"),
    ("lookup", "out := [1 | some w in input.items; x := w; y := x.id; not input.o[y]]"),
    ("lookup", "out := [1 | some w in input.pairs; v := w; some y in v; not input.o[y]]"),
    ("lookup", "out := [1 | some y in input.keys; k := y; input.o[k]]"),
    ("lookup order", "out := [1 | w := input.keys[1]; y := w; every q in [1] { q == 1; input.o[y] }]"),
    ("lookup order", "out := [1 | some w in input.keys; y = w; every q in [1] { q == 1; input.o[y] }]"),
    ("lookup", "out := [1 | walk(input.keys, [_, y]); count({1 | input.o[y]}) == 1]"),
    ("lookup", "out := [1 | some w in input.keys; y = w; y == input.keys[i]; not input.l[i]]"),
    ("order", "out := [1 | count([1 | input.o[y]]) == 1; some y in input.keys]"),
    ("order", "out if { every q in [1] { input.o[y] == q }; y := input.keys[1] }"),
    # A2: `not` around something that is undefined in a part.
    *(
        ("not", f"out contains id if {{ some x in input.items; id := x.id; not {negated} }}")
        for negated in (
            "x.v > 0",
            'x.v != "q"',
            "x.v in {1}",
            "x.v in input.keys",
            "x.id in input.missing",
            "input.o[x.v]",
            "[x.v]",
            "lower(x.v)",
            "count(x.s) > 0",
            '"q" in x.s',
            'regex.match("q", x.v)',
        )
    ),
    ("not", "out contains id if { some x in input.items; id := x.id; not f(x).ok }\nf(x) := x.a if x.v"),
    ("not", "out contains id if { some x in input.items; id := x.id; not f(x) == 1 }\nf(x) := x.a if x.v"),
    ("not", "out contains id if { some x in input.items; id := x.id; not f(x.v) }\nf(v) if v"),
    ("not", "out contains id if { some x in input.items; id := x.id; not id in r }\nr := input.missing"),
    # A3: a value of a function that is undefined where an `else` follows.
    ("else", 'out := [f(x) | some x in input.items]\nf(a) := a.v if { a.id } else := "none"'),
    ("else", "out := f(input.l)\nf(l) := x.v if { some x in l } else := 5"),
    ("else", "out := f(1)\nf(x) := 1 if { x == 3 } else := lower(x) if { x == 1 } else := 5"),
    # A4: `default` or `else` of a complete rule whose head is undefined for the last binding.
    ("head", "default out := 5\nout := x.v if some x in input.l"),
    ("head", "out := x.v if { some x in input.l } else := 5"),
    # A5: `some` with the name of a rule, a function, an import, or a variable around it.
    ("some-shadow", 'out if { some i; input.keys[i] == "a" }\ni := 3'),
    ("some-shadow", 'out if { some i; input.keys[i] == "a" }\ni(x) := x'),
    ("some-shadow", 'import data.foo.i\nout if { some i; input.keys[i] == "a" }'),
    ("some-shadow", 'import data.foo as i\nout if { some i in [1]; input.keys[i] == "a" }'),
    ("some-shadow", "out := [y | some x in [1]; x; y := [x | some x in [2]]]"),
    ("some-shadow", "f(x) := [x | some x in [2]]\nout := f(1)"),
    # A6: objects as patterns.
    ("object-argument", 'f({"a": x}) := x\nout := f(input.o)'),
    ("object-argument", 'f([{"id": _}]) := 1\nout := f([input.o])'),
    ("object-pattern", 'out := x if {"a": x} := input.o'),
    ("object-pattern", 'out := x if {"a": x} = input.o'),
    ("object-pattern", 'out := x if [{"a": x}] = [input.o]'),
    ("object-pattern", 'out := [x | some {"a": x} in [input.o]]'),
    ("object-pattern", 'out := [x | walk(input, [_, {"a": x}])]'),
    # A7: `walk` as a value.
    ("walk", "out := [v | [_, v] := walk(input.o)]"),
    ("walk", "out := [x[1] | x := walk(input.o)]"),
    # A8 and A9: heads that are paths.
    ("head-path", 'seen["a"] contains 1 if input.missing\nout := seen'),
    ("head-path", "seen[k] contains 1 if some k in input.missing\nout := count(seen)"),
    ("head-path", "seen[k].b := 1 if some k in input.missing\nout := count(seen)"),
    ("head-path", "out.a.b := 1"),
    # A10: regular expressions.
    *(
        ("regex", f"out if regex.match(`{pattern}`, input.text)")
        for pattern in (
            r"\d",
            r"\w+",
            r"\s",
            r"\bb",
            r"[\w]",
            r"\pL",
            "[a&&b]",
            "[a~~b]",
            "[a--b]",
            "[a[b]]",
            "[[:alpha:]]",
            r"\<b",
            "(?x)b",
            "(?P<n>b)",
            r"\u0041",
            r"\x41",
            "a**",
            "a+*",
            "a*{2}",
            "a???",
            "a{",
            "a{,3}",
            "a{1001}",
        )
    ),
    ("regex", "out if regex.match(input.text, input.text)"),
    ("regex", "out if f(`b`)\nf(pattern) if regex.match(pattern, input.text)"),
    ("regex", 'out := regex.replace(input.text, concat("", ["^", input.keys[0]]), "")'),
    ("regex", "out if regex.match(_forms[input.keys[1]], input.text)\n_forms := {`a`: `\\d`}"),
    # A11: `in` as a value.
    ("in-value", "out if (input.missing in {1}) == false"),
    ("in-value", "out := y if y := input.missing in {1}"),
    ("in-value", "out := [input.missing in {1}]"),
    # A12: fractions and large numbers.
    ("number", "out := input.n * 0.1"),
    ("number", "out if 0.1 + 0.2 <= 0.3"),
    ("number", "out := 12345678901234567890"),
    # A13: formats.
    *(
        ("sprintf", f"out := sprintf({arguments})")
        for arguments in (
            '"%v", [input.n]',
            '"%5s", ["a"]',
            '"%x", [3]',
            '"%s %s", ["a"]',
            '"%s", ["a", "b"]',
            '"%s", input.keys',
            'input.text, ["a"]',
            '"%", []',
        )
    ),
    # Found by `make engines`.
    *(
        ("order", f"out if {{ {body} }}")
        for body in (
            "some w in input.keys; y := w; every q in [1] { y != q }",
            "some w in input.keys; y = w; every q in [1] { y != q }",
            "w := input.keys; y := w; every q in [1] { y != q }",
            "walk(input.o, [_, y]); every q in [1] { y != q }",
            "walk(input.o, [_, w]); y := w; every q in [1] { y != q }",
            "walk(input.l, [_, y]); walk(input.l, [_, z]); every q in z { y != q }",
            "walk(input.l, [_, y]); {1 | every q in [1] { y != q }}",
        )
    ),
    *(
        ("array-order", f"out := [y | {body}; y != {{}}]")
        for body in (
            "walk(input.o, [_, y]); some w in input.keys; w != 1",
            "walk(input.o, [_, y]); some w in input.keys; w != y",
            "walk(input.o, [_, x]); y := input.keys[_]; x != y",
            "walk(input.o, x); walk(input.o, y); x != 1",
            "walk(input.o, [_, x]); is_object(x); some y in x; input.l[_]",
            "some w in input.pairs; x := w; some y in x; some z in input.keys; z != 1",
            "some w in input.pairs; x = w; some y in x; some z in input.keys; z != 1",
        )
    ),
    ("set-order", "out := [x | some x in {input.text, input.n}]"),
    ("set-order", "out := [x | some k, x in {input.text: 1, `a`: 2}; k != 3]"),
    ("some-after", "out := [1 | input.o[x]; some y; input.keys[y] != x]"),
    ("some-after", "out := [1 | x := input.keys[_]; some y; input.o[y] != x]"),
    ("some-after", "out := [1 | some x; input.o[x]; some y; input.keys[y] != x]"),
    ("in-value", "out if { k := 7; k, input.missing in input.keys }"),
    ("in-value", "out if input.missing, 1 in input.keys"),
    ("bar", "out if { {1} | set(); input.missing }"),
    ("bar", "out := [1 | {2} | {input.missing}]"),
    ("bar", "out := [s | s, 2]\ns := {1}"),
    ("chained", "out := 1 if { input.missing } { input.l }"),
    ("chained", "out := f(2)\nf(x) := x if { x == 1 } { x == 2 }"),
    ("with", "out := 5 if r with input as r\nr := {`x`: 1}"),
    ("with", "out if not q with input as r\nr[`x`] := 1\nq if p\np if r"),
    ("with", "out if q with input as [x | some x in r]\nr contains 1\nq := count(r)"),
    # B: errors in one of the engines.
    ("some-in-literal", 'out := [x | some x in "abc"]'),
    ("some-in-literal", "out := [x | some x in null]"),
    ("minus", "out := -x if x := 3"),
    ("minus", "out := [y | some x in [1]; y := 3 - -x]"),
    ("unify-in-every", "out if every x in [1] { y = x; y == 1 }"),
    ("unify-in-every", "out if every x in [[1, 2]] { [a, b] = x; a == 1; b == 2 }"),
    ("recursion", "f(x) := f(x - 1) if x > 0\nf(0) := 1\nout := f(2)"),
    ("recursion", "out := a\na := b\nb := [1 | a]"),
    ("recursion", "out if not a\na if not b\nb if not a"),
    ("deep", f"out := {'[' * 30}{']' * 30}"),
    ("deep", f"out := {'{' * 13}1{'}' * 13}"),
    ("deep", f"out := {'lower(' * 33}`a`{')' * 33}"),
    ("long-expression", "out := " + " +\n".join(["1"] * 102)),
    ("long-expression", "out := " + "\n\t| # more\n".join(["input.x"] * 102)),
    ("control-character", "out := 1 # \0\nanother := 2"),
    *[("control-character", f"out := `{chr(c)}`") for c in (*range(9), 11, 12, *range(14, 32), 0xFEFF)],
    ("long-line", f'out := "{"a" * 1020}"'),
    ("split-call", "out if {\n\tx := input.n\n\ty := x\n\t(y + 1) == 4\n}"),
    ("unsafe", "out if { some x in input.keys; x; not y }"),
    ("not", 'out if { some x in input.items; not x.s[_] == "q" }'),
    ("unused", "out if every x in input.keys { true }"),
    ("unused", "out if every k, v in input.o { v }"),
    ("unused", "out if { some x, y; input.keys[x] }"),
    ("argument-name", "f(input) := 1\nout := f(1)"),
]
"""The names of forms, and a module that has these and no other."""

ACCEPTED = [
    "out := `\t` #\ta tab",
    # A0 and A4: values that the body binds, and heads of one binding or of a comprehension.
    "out contains v if { some x in input.l; v := x.v }",
    "out contains [1, {v}, {`a`: v}] if { some x in input.l; v := x.v }",
    "out contains {y | y := x.v} if { some x in [input.l[0]] }",
    "out contains count({y | y := x.v}) if { some x in input.l }",
    "out := {x.v | some x in input.l}",
    "out := [f(x) | some x in input.l]\nf(x) := x.v",
    "out := [\n" + ",\n".join(["1 + 2"] * 300) + "]\n" + "\n".join(["other := 1 + 2"] * 300),
    "out := {k: x.v | some k, x in input.l}",
    "out[k] := v if { some k, x in input.l; v := x.v }",
    "out contains input.l[0].v",
    "out contains x.w if x := input.l[0]",
    "out contains [input, x] if { some x in input.keys; x == `zz` }",
    "out contains [limit, x] if { some x in input.keys }\nlimit := {`most`: 3}",
    "default out := 5\nout := input.l[1].v if true",
    "default out := 5\nout := v if { some x in input.l; v := x.v }",
    "out := f(input.l)\nf(l) := y.v if some y in l",
    "out := input.l[1].v if { true } else := 5",
    # A1: look-ups elsewhere, and `in`.
    "out if every x in [`zz`] { not x in object_keys }\nobject_keys := {`a`}",
    "out if every x in [`zz`] { y := x; not input.o[y] }",
    "out if every x in [`a`] { input.o[x] }",
    "out if every x in input.items { not x.w }",
    "out if every x in input.keys { not f(x) }\nf(x) if input.o[x] == 9",
    "out contains k if { some k in input.keys; not input.o[k] }",
    "out := [y | some x in input.items; y := x.id; not input.o[y]]",
    "out := [y | some w in input.pairs; y := w[0]; not input.o[y].v]",
    "out := [y | some [y, _] in input.pairs; not input.l[y]]",
    "out := [y | some w in input.pairs; some y in w; not input.o[y]]",
    "out := [f(x) | some x in input.keys]\nf(x) := y if { y := x; not input.o[y] }",
    "out := [x | some x in input.keys; count({1 | not input.o[x]}) == 1]",
    "out := [x | some x in input.keys; y := lower(x); not input.o[y]]",
    "out := [1 | some y in input.keys; count([1 | input.o[y]]) == 1]",
    "out := [1 | y := input.keys[1]; every q in [1] { q == 1; input.o[y] }]",
    "out if { every y in input.keys { y != 3 }; some y in input.keys; y == `a` }",
    "out := [1 | walk(input.keys, [_, y]); input.o[y]]",
    "out if every x in [`a`] { every q in [1] { q == 1; input.o[x] } }",
    "out if every x in [`a`] { count({1 | input.o[x]}) == 1 }",
    "out := [[i, y] | some i; y := input.keys[i]; not input.o[y]]",
    "out contains k if { some k in input.keys; not input.o[k] == 2 }",
    "out := [v | walk(input.o, [_, v]); is_number(v); not v == 2]",
    # A2: plain references, constants, helpers and bound variables.
    *(
        f"out contains id if {{ some x in input.items; id := x.id; s := {{`q`}}; not {negated} }}\n{helpers}"
        for negated, helpers in (
            ("x.v", ""),
            ("x.a.ok", ""),
            ('x["v"]', ""),
            ("x.s[0]", ""),
            ('x.v == "q"', ""),
            ('"q" == x.v', ""),
            ("x.v == x.s", ""),
            ("x.v == input.keys[0]", ""),
            ("id in s", ""),
            ('id in {"b"}', ""),
            ("id in {y | some y in x.s}", ""),
            ("s[id]", ""),
            ("count({1 | x.v}) == 1", ""),
            ("count(names) > 3", "names contains `b`"),
            ('startswith(id, "b")', ""),
            ("good(x)", "good(x) if x.v"),
            ("good(x, [1, id])", "good(x, list) if { x.v; list }"),
            ("names[id]", "names contains `b`"),
            ("id in names", "names contains `b`"),
            ("data.missing.y", ""),
            ("id > s", ""),
        )
    ),
    # A3
    'out := [f(x) | some x in input.items]\nf(a) := v if { v := a.v } else := "none"',
    "out := [f(x) | some x in input.items]\ndefault f(_) := 5\nf(x) := x.v",
    "out := [f(x) | some x in input.items]\nf(x) := x.v if x.v\nf(x) := 9 if not x.v",
    # A5: other names, and names that only a pattern or a sibling uses.
    'out if { some at; input.keys[at] == "a" }\ni := 3',
    'out if { i := 1; input.keys[i] == "a" }\ni := 3',
    "out := [[x | some x in [1]], [x | some x in [2]]]",
    "out := [x | some x in [1]; every x in [2] { x == 2 }]",
    "out := [z | some x in [1]; x == 1; z := [x | x := 2]]",
    # A6: arrays as patterns, and objects as values.
    "out := [x | some [x, y] in input.pairs; y == 1]",
    "out := x if [x, _] := input.pairs[0]",
    "f([x, y]) := [y, x]\nout := f(input.pairs[0])",
    'out if input.o == {"a": 1, "b": 2}',
    "out := x if { y := 1; {`a`: y, `b`: 2} = input.o; x := 4 }",
    'out := f({"id": 3})\nf(x) := x.id',
    # A7
    "out := [v | walk(input.o, [_, v])]",
    'out := [v | walk(input.o, [["a"], v])]',
    # A8 and A9
    "seen contains k if some k in input.missing\nout := count(seen)",
    "seen[k] := 1 if some k in input.missing\nout := count(seen)",
    "seen[k] := 1 if some k in input.keys\nout := seen",
    "seen[k] if some k in input.keys\nout := seen",
    # A10
    *(
        f"out := [regex.replace(input.text, `{pattern}`, `<$0>`), [1 | regex.match(`{pattern}`, input.text)]]"
        for pattern in (
            "^bedrock:[A-Z][a-z]*$",
            "[0-9]{2,4}|o{1,}",
            r"\*+|\.|\[|\]|\$|\\|/|\-",
            "(a|b)?(?:c|d)*",
            "(?i)BEDROCK",
            "[^:]+?",
            "o??k{2}?",
            "[-a]|[a-]|[]a]|[^]a]|}",
            "[*?]",
            r"[\\.^$|()\[\]{}+]",
            "[ -~]",
        )
    ),
    "out if regex.match(_forms[input.keys[1]], input.text)\n_forms := {`a`: `^b`, `zz`: `^c`}",
    "out := [k | some k, form in _forms; regex.match(form, input.text)]\n_forms := {`a`: `^b`, `zz`: `^c`}",
    'out if regex.match(sprintf("^(%s):", [_kinds]), input.text)\n_kinds := "bedrock|s3"',
    'out if { pattern := concat("", ["^", "b"]); regex.match(pattern, input.text) }',
    # A11
    "out if input.n in {3}",
    "out := y if { n := input.n; y := n in {3} }",
    "out := [x | keys := input.keys; x := `a` in keys]",
    # A12
    "out if input.n > 0.5",
    "out := (input.n * 100) + 7",
    # A13
    'out := sprintf("%s and %d of 100%%", [input.text, input.n])',
    "out := format_int(0 - input.n, 10)",
    # B
    "out := [x | some x in input.missing]",
    "out := -3",
    "out := 0 - x if x := 3",
    "out if every x in [1] { y := x; y == 1 }",
    "out if every x in [1] { x = 1 }",
    "out if every x in [[1, 2]] { [a, b] := x; a == 1; b == 2 }",
    "out := a\na := 1 if { b := 3; b == 3 }\nb := a",
    f"out := {'[' * 11}1{']' * 11}",
    "out if {\n\tx := count(\n\t\tinput.l,\n\t)\n\tx == 2\n}",
    "out := x if {\n\tx := (\n\t\t(1 + 2) * 3\n\t)\n}",
    "out if every _, v in input.o { v > 0 }",
    "out if { some _, v in input.o; v == 2 }",
    # Found by `make engines`.
    "out if { walk(input.o, [_, y]); is_object(y); every q in y { q != 3 } }",
    "out if { walk(input.o, [p, y]); is_object(y); every q in y { count(p) == 0; q != 3 } }",
    "out if { some w in input.pairs; y := w[0]; every q in [1] { y != q } }",
    "out if { some w in input.pairs; y := w; every q in y { q != 7 } }",
    "out := [[y, z] | some z in input.keys; walk(input.o, [_, y]); y != z]",
    "out := {[y, z] | walk(input.o, [_, y]); some z in input.keys}",
    "out := [z | walk(input.o, [_, y]); is_object(y); some z in y]",
    "out := [[y, z] | walk(input.o, [_, y]); walk(y, [_, z])]",
    "out := [[y, z] | walk(input.o, [_, y]); z := [x | some x in input.keys]]",
    "out := [x | some w in input.pairs; y := w; some x in y]",
    "out := [x | some x in {2, 1}]",
    "out := {x | some x in {input.text, input.n}}",
    "out := [x | some x in {y | some y in [input.text, input.n]}]",
    "out := [1 | some x in input.keys; some y; input.o[y] != x]",
    "out := [1 | some x, y; input.o[x]; input.keys[y]]",
    "out := [1 | input.o[x]; count([1 | some y; input.keys[y]]) == 2]",
    "out if { k := 1; y := input.keys[1]; k, y in input.keys }",
    "out := [(s | {2}), {(s | {3})}, {`a`: (s | s)}]\ns := {1}",
    "out := s | {2}\ns := {1}",
    "out := [x | x := s | {2}]\ns := {1}",
    "out := [(s | {x}) | some x in input.keys]\ns := {1}",
    "out := 1 if { input.missing } else := 2 if { input.l }",
    "out if { input.missing } else if { input.l }",
    "out := q if { q with input as r }\nr := {`x`: 1}\nq := input.x",
    "out if q with input as {`b`: r}\nr contains 1\nq if input.b",
    # `with`, which the engines read alike
    "out := [x | some x in input.keys; not q with input as {`a`: x}]\nq if input.b",
]
"""Modules that are accepted, and give equal values."""

BUILT_INS = [
    "strings.replace_n",
    "strings.count",
    "json.filter",
    "json.remove",
    "json.patch",
    "json.is_valid",
    "json.match_schema",
    "base64.decode",
    "base64url.decode",
    "glob.match",
    "net.cidr_contains",
    "net.cidr_is_valid",
    "net.cidr_expand",
    "net.cidr_merge",
    "time.add_date",
    "time.parse_ns",
    "time.format",
    "yaml.unmarshal",
    "yaml.is_valid",
    "regex.split",
    "regex.is_valid",
    "base64.is_valid",
    "semver.is_valid",
    "semver.compare",
    "urlquery.decode",
    "urlquery.encode_object",
    "uuid.parse",
    "units.parse",
    "units.parse_bytes",
    "object.subset",
]


def _module(body: str, package: str = "t") -> Module:
    return Module("q.rego", f"package {package}\n{body}\n")


@pytest.mark.parametrize(("form", "text"), REFUSED)
def test_what_the_engines_read_differently_is_refused(form: str, text: str) -> None:
    """The check finds the forms and no other."""
    assert {found.form for found in refusals(_module(text))} == set(form.split())


def test_every_form_has_a_row() -> None:
    """The tests above cover the table of forms."""
    tried = {form for forms, _ in REFUSED for form in forms.split()}
    assert tried == set(FORMS) - {"with-in-policy"}  # in the package of these rows, `with` is allowed


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_is_equal_is_accepted(text: str) -> None:
    """A form that the engines read alike is not refused."""
    assert refusals(_module(text)) == ()
    assert forbidden(_module(text)) == ()


def test_what_is_accepted_is_equal_in_both_engines(tmp_path: Path) -> None:
    """OPA and regorus give the same value for each accepted module."""
    try:
        opa = binary()
    except EngineError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"not compared with OPA: {error}")
    ours = [_in_regorus(text) for text in ACCEPTED]
    assert ours == _in_opa(opa, ACCEPTED, tmp_path)
    assert "<undefined>" not in ours[:4]


def _in_regorus(text: str) -> Any:
    engine = regorus.Engine()
    engine.add_policy("q.rego", _module(text).text)
    engine.set_input_json(json.dumps(INPUT))
    return json.loads(engine.eval_rule_as_json("data.t.out"))


def _in_opa(opa: str, texts: list[str], folder: Path) -> list[Any]:
    """Return the value of `out` of each module, all in one call of OPA."""
    for number, text in enumerate(texts):
        (folder / f"{number}.rego").write_text(_module(text, f"t{number}").text)
    asked = "\n".join(f'r["{n}"] := v if v := data.t{n}.out' for n in range(len(texts)))
    (folder / "asked.rego").write_text(f"package asked\n{asked}\n")
    (folder / "input.json").write_text(json.dumps(INPUT))
    command = [opa, "eval", "--format", "json", "--input", str(folder / "input.json")]
    for path in sorted(folder.glob("*.rego")):
        command += ["--data", str(path)]
    done = subprocess.run([*command, "data.asked.r"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    return [found.get(str(number), "<undefined>") for number in range(len(texts))]


@pytest.mark.parametrize("name", BUILT_INS)
def test_a_built_in_that_differs_is_refused(name: str) -> None:
    """A policy may not call it."""
    assert forbidden(_module(f"out := {name}(input.a, input.b)")) == (f"2: {name}",)


def test_the_library_may_compare_ranges() -> None:
    """The library calls net.cidr_contains for ranges that the engines read alike."""
    body = "out if net.cidr_contains(input.a, input.b)"
    assert forbidden(_module(body, "lens.lib.cidr")) == ()


@pytest.mark.parametrize("path", sorted(POLICIES.rglob("*.rego")), ids=lambda p: p.name)
def test_our_policies_are_in_the_subset(path: Path) -> None:
    """No policy of ours has a form that is refused, nor has a test of one."""
    assert refusals(Module(path.name, path.read_text(encoding="utf-8"))) == ()


def test_our_policies_call_only_what_is_allowed() -> None:
    """A scan does not vet them again."""
    for module in lab.everything().modules:
        assert module.shipped
        assert forbidden(module) == ()


def test_the_template_is_in_the_subset(tmp_path: Path) -> None:
    """`policies new` writes a control and a test that are accepted."""
    for path in custom.new("GENSEC01-BP01/our-rule", tmp_path):
        module = Module(path.name, path.read_text(encoding="utf-8"))
        check(module)
        assert forbidden(module) == ()


def test_the_first_refusal_says_what_to_write() -> None:
    """The error has file, line, what is wrong and what to write instead."""
    module = _module("ok := 1\nout contains x.v if some x in input.l\nbad := -ok")
    assert refusals(module) == (Refusal(3, "head"), Refusal(4, "minus"))
    with pytest.raises(
        Refused, match=r"^q\.rego:3: the body has several bindings, .*; bind it in the body: `"
    ):
        check(module)
    with pytest.raises(UsageError) as caught:
        vet([module])
    assert caught.value.sentence.startswith("q.rego:3: the body has several bindings, ")
    assert caught.value.next_step.startswith("Instead: bind it in the body: `name contains v if")


def test_a_forbidden_name_comes_first() -> None:
    """A module that calls a forbidden built-in is refused for that, whatever else it has."""
    assert forbidden(_module("out contains time.now_ns() if some x in input.l")) == ("2: time.now_ns",)


def test_a_test_may_negate_any_call() -> None:
    """OPA fails a test whose argument is undefined, so a test passes in both engines or in none."""
    body = "test_x if not f(input.a)\nf(x) if x"
    assert refusals(_module(body, "lens_test.p")) == ()
    assert refusals(_module(body, "lens.p")) == (Refusal(2, "not"),)


def test_only_a_test_may_replace_the_input() -> None:
    """regorus loses a rule that is first read in the value of `with`, if the rule calls others."""
    body = "out if q with input as {`a`: 1}\nq if input.a".replace("`", '"')
    assert refusals(_module(body, "lens_test.p")) == ()
    for package in ("lens", "lens.lib.p", "lens.controls.p.q"):
        assert refusals(_module(body, package)) == (Refusal(2, "with-in-policy"),)


def test_the_library_may_write_numbers() -> None:
    """The library writes numbers that are not whole with %v. A control may not."""
    body = 'out := sprintf("%v", [input.n])'
    assert refusals(_module(body, "lens.lib.p")) == ()
    assert refusals(_module(body, "lens.controls.p.q")) == (Refusal(2, "sprintf"),)


def test_the_page_is_right() -> None:
    """Each form on the left of the page's table is refused, and that on the right is accepted."""
    text = (POLICIES.parent / "docs" / "rego-subset.md").read_text(encoding="utf-8")
    rows = [
        re.split(r"(?<!\\) \| ", row.strip("| "))
        for row in re.findall(r"^\| `.*if.*|^\| `.*:=.*", text, re.M)
    ]
    assert len(rows) == 30
    for wrong, _, right in rows:
        for cell, refused in ((wrong, True), (right, False)):
            parts = re.findall(r"``(.+?)``|`(.+?)`", cell)
            body = "\n".join(double or single for double, single in parts).replace("\\|", "|")
            assert bool(refusals(_module(body))) is refused, body
