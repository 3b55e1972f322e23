"""Make random modules that have a form which no policy may have.

Each kind is a template. `<x>`, `<y>` and `<z>` become new names, `<c>` a collection, `<m>` a member
and `<f>` the name of a rule. Random statements and rules stand around the template.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from scanner.catalog.subset import refusals
from scanner.catalog.vetting import banned, forbidden
from scanner.rego import Module
from scripts.engines.both import accepted
from scripts.engines.grammar import MEMBERS, Grammar

CALL = "call"
"""The form of a call that is not allowed."""

NEGATED = (
    *("<x>.<m> > 0", '<x>.<m> != "q"', "<x>.<m> in {1}", "<x>.<m> in <c>", "<x>.id in input.missing"),
    *("input.map[<x>.<m>]", "[<x>.<m>]", "lower(<x>.id)", "count(<x>.texts) > 0", '"q" in <x>.texts'),
    *('regex.match("q", <x>.id)', '<x>.texts[_] == "q"', "object.get(<x>, [], <x>).ok", "<x>.<m> + 1 == 2"),
)

PATTERNS = (
    *(r"\d", r"[\w]", r"\s+", r"\ba", r"\pL", "[a&&b]", "[a~~b]", "[a[b]]", r"\<a", "(?x)a", "(?P<n>a)"),
    *(r"\u0041", r"\x41", "a**", "a{2}{3}", "a{", "a{1001}", "[[:alpha:]]"),
)

BODIES: dict[str, tuple[str, ...]] = {
    "not": tuple(f"some <x> in input.things\nnot {negated}" for negated in NEGATED),
    "unsafe": ("not <x>", "not input.map[<x>]", "<y> := 1\nnot <x> == <y>"),
    "lookup": (
        "every <x> in <c> {\nnot input.map[<x>]\n}",
        "every <x> in <c> {\nnot input.map[<x>] == 1\n}",
        "every <x> in <c> {\ncount({1 | not input.map[<x>]}) == 1\n}",
        "walk(<c>, [_, <x>])\nnot input.map[<x>]",
        "walk(<c>, [_, <x>])\n<y> := <x>\nnot input.map[<y>]",
        "some <x> in <c>\n<y> := <x>\nnot input.map[<y>]",
        "some <x> in <c>\n<y> = <x>\nnot input.map[<y>]",
        "some <x> in input.pairs\n[<y>, _] = <x>\nnot input.map[<y>]",
        "some <x> in <c>\n<y> := <x>\ninput.map[<y>]",
        "walk(<c>, [_, <x>])\ncount({1 | input.map[<x>]}) == 1",
    ),
    "order": (
        "count([1 | input.map[<y>]]) == 1\nsome <y> in <c>",
        "every <x> in <c> {\ninput.map[<y>] == <x>\n}\n<y> := input.keys[1]",
        "some <x> in <c>\n<y> := <x>\nevery <z> in [1] {\n<y> != <z>\n}",
        "walk(<c>, [_, <y>])\nevery <z> in [1] {\n<y> != <z>\n}",
    ),
    "array-order": (
        "count([<x> |\nwalk(<c>, [_, <x>])\nsome <y> in input.keys\n<y> != <x>\n]) > 0",
        "count([<z> |\nsome <x> in <c>\n<y> := <x>\nsome <z> in <y>\ninput.map[_]\n]) > 0",
    ),
    "set-order": (
        "count([<x> | some <x> in {input.text, input.number}]) > 0",
        "count([<x> | some _, <x> in {input.text: 1, input.number: 2}]) > 0",
    ),
    "some-after": ("input.map[_]\nsome <x>\ninput.keys[<x>]", "input.map[<y>]\nsome <x>\ninput.keys[<x>]"),
    "some-shadow": (
        "some <f>\ninput.keys[<f>]",
        "some <f> in <c>\n<f> != 1",
        "some <x> in <c>\n<x> != 1\ncount([<x> | some <x> in <c>]) > 0",
    ),
    "unused": (
        "every <x> in <c> {\ntrue\n}",
        "every <x>, <y> in <c> {\n<y> != 1\n}",
        "some <x>, <y>\ninput.keys[<x>]",
    ),
    "object-pattern": (
        'some {"<m>": <x>} in <c>\n<x> != 1',
        '{"<m>": <x>} := input.thing\n<x> != 1',
        '{"<m>": <x>} = input.thing\n<x> != 1',
        'walk(<c>, [_, {"<m>": <x>}])\n<x> != 1',
    ),
    "unify-in-every": (
        "every <x> in <c> {\n<y> = <x>\n<y> != 1\n}",
        "every <x> in input.pairs {\n[<y>, _] = <x>\n<y> != 1\n}",
    ),
    "walk": ("[_, <x>] := walk(<c>)\n<x> != 1", "<x> := walk(<c>)\n<x> != 1"),
    "in-value": (
        "(input.missing in <c>) == false",
        "<x> := input.missing in <c>\n<x> != 1",
        "<x> := 1\n<x>, input.missing in <c>",
        "count([input.missing in <c>]) == 1",
    ),
    "minus": ("<x> := input.number\n<y> := -<x>\n<y> != 1",),
    "number": ("input.number * 0.1 > 1", "0.1 + 0.2 <= 0.3", "<x> := 12345678901234567890\n<x> > 1"),
    "split-call": ("<x> := input.number\n<y> := <x>\n(<y> + 1) == 4",),
    "some-in-literal": (
        'some <x> in "abc"\n<x> != 1',
        "some <x> in null\n<x> != 1",
        "some <x> in 7\n<x> != 1",
    ),
    "bar": ("count([1 | {2} | {input.missing}]) == 1", "<x> := {1 | {1} | {2}}\n<x> != 1"),
    "regex": (
        *(f"regex.match(`{pattern}`, input.text)" for pattern in PATTERNS),
        "regex.match(input.text, input.text)",
        'regex.match(concat("", ["^", input.text]), input.text)',
        'regex.replace(input.text, input.keys[0], "") == ""',
    ),
    "sprintf": tuple(
        f'sprintf({arguments}) != ""'
        for arguments in (
            *('"%v", [input.number]', '"%5s", ["a"]', '"%x", [3]', '"%s %s", ["a"]', '"%s", ["a", "b"]'),
            *('"%s", input.keys', 'input.text, ["a"]', '"%", []', '"%d%%%q", [1, "a"]'),
        )
    ),
}
"""The forms that a body may not have -> their templates, one statement on each line."""

RULES: dict[str, tuple[str, ...]] = {
    "head": (
        "out contains <x>.<m> if {\n<s>some <x> in <c>\n}",
        "out contains [<x>.<m>, 1] if {\nsome <x> in <c>\n<s>}",
        "out contains input.things[_].<m> if {\n<s>}",
        "out[<x>.<m>] := 1 if {\n<s>some <x> in <c>\n}",
        "out[<y>] := <x>.<m> if {\nsome <y>, <x> in <c>\n<s>}",
        "out := <x>.<m> if {\n<s>some <x> in <c>\n}",
        "default out := 5\n\nout := <x>.<m> if {\n<s>some <x> in <c>\n}",
        "out := <x>.<m> if {\n<s>some <x> in <c>\n} else := 5",
        "out contains <y>(<x>) if {\n<s>some <x> in <c>\n}\n\n<y>(a) := a.<m>",
    ),
    "else": (
        "out(a) := a.<m> if {\n<s>a.id\n} else := 1",
        "out(a) := 1 if {\n<s>a == 3\n} else := lower(a) if {\na\n} else := 5",
    ),
    "chained": ("out := 1 if {\n<s>} {\ninput.number\n}", "out(a) := a if {\n<s>} {\na == 2\n}"),
    "head-path": (
        'out["a"] contains 1 if {\n<s>}',
        "out[<x>] contains 1 if {\n<s>some <x> in <c>\n}",
        "out[<x>].b := 1 if {\n<s>some <x> in <c>\n}",
        "out.a.b := 1 if {\n<s>}",
    ),
    "argument-name": ("out(input) := 1 if {\n<s>}", "out(a, [data]) := a if {\n<s>}"),
    "object-argument": ('out({"<m>": a}) := a if {\n<s>}', 'out([{"<m>": _}]) := 1 if {\n<s>}'),
    "recursion": (
        "out(a) := out(a - 1) if {\n<s>a > 0\n}",
        "out := 1 if {\n<s><y>\n}\n\n<y> := [1 | out]",
        "out if {\n<s>not <y>\n}\n\n<y> if not out",
    ),
    "with": ("out := 1 if {\n<s><y> with input as <y>\n}\n\n<y> := {`x`: 1}",),
    "deep": (f"out := {'[' * 13}{']' * 13}", f"out := {'lower(' * 33}`a`{')' * 33}"),
    "control-character": ("out := 1 # \x00", "out := `\ufeff`", "\x0c\nout := 1"),
    "long-line": (f'out := "{"a" * 1020}"',),
    "long-expression": (f"out := {' + '.join('1' * 102)}",),
}
"""The forms that a rule may not have -> their templates. `<s>` becomes random statements."""

SURROUNDINGS = (
    "out if {{\n{0}\n}}",
    "out := 1 if {{\n{0}\n}} else := 2 if {{\n{1}\n}}",
    "out := 1 if {{\n{1}\n}} else := 2 if {{\n{0}\n}}",
    "out contains 1 if {{\n{0}\n}}",
    "out[1] := 2 if {{\n{0}\n}}",
    "out := [1 |\n{0}\n]",
    'out := {{"k": 1 |\n{0}\n}}',
    "out(a) if {{\n{0}\na\n}}",
    "default out(_) := 3\n\nout(a) := a if {{\na\n{0}\n}}",
    "out if {{\nsome v in input.keys\ncount({{v |\n{0}\n}}) == 1\n}}",
    "out if {{\nevery v in input.keys {{\nv != 1\n{0}\n}}\n}}",
    "out if {{\nnot count({{1 |\n{0}\n}}) == 1\n}}",
)
"""Where the statements of a body may stand."""

HARMLESS = (
    "some {} in input.keys",
    "{} := input.number",
    "{} := [1 | input.flag]",
    "some {}, _ in input.map",
    "is_object(input.thing)",
    "not input.flag",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A form that no policy may have, and one template of it."""

    form: str
    template: str


def kinds() -> list[Kind]:
    """Return all kinds: the templates above, and a call of each built-in that is not allowed."""
    found = [Kind(form, text) for form, texts in {**BODIES, **RULES}.items() for text in texts]
    return found + [Kind(CALL, f"<x> := {name}(input.text)\n<x> != 1") for name in sorted(banned())]


def module(kind: Kind, random: Random, *, alone: bool = False) -> str:
    """Return a module with a form. `alone`: with nothing around it."""
    grammar = Grammar(random)
    names = {letter: grammar.fresh("uv") for letter in "xyz"} | {"f": grammar.fresh("p")}
    names["m"] = random.choice(list(MEMBERS))
    names["c"] = random.choice(("input.things", "input.things", "input.pairs", "input.keys"))
    some = "\n".join(
        text.format(grammar.fresh("s")) for text in random.sample(HARMLESS, random.randint(0, 3))
    )
    names["s"] = "true\n" if alone or not some else f"{some}\n"
    text = re.sub(r"<([xyzcmfs])>", lambda found: names[found[1]], kind.template)
    if kind.form not in RULES:
        text = names["s"] + text if random.random() < 0.7 else text
        place = SURROUNDINGS[0] if alone else random.choice(SURROUNDINGS)
        text = place.format(text, "input.number == 1")
    rules = [f"{names['f']} := 3", text]
    around = "" if alone else Grammar(random).module().removeprefix("package t\n\n")
    if around and accepted(f"package t\n\n{around}"):
        rules.insert(random.randint(0, 2), re.sub(r"\bout\b", "other", around).strip())
    return "package t\n\n" + "\n\n".join(rules) + "\n"


def missed(kind: Kind, text: str) -> bool:
    """Return whether a module with this form is accepted, or refused for other reasons only."""
    source = Module("t.rego", text)
    if kind.form == CALL:
        return not forbidden(source)
    return kind.form not in {found.form for found in refusals(source)}
