"""The reader's answers beside those of Terraform itself, and what is not known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.iac.terraform import hcl
from collectors.iac.terraform.expressions import Evaluator
from collectors.iac.terraform.functions_encoding import to_json
from collectors.iac.terraform.kinds import Budget, Refused, TooMuch
from collectors.iac.values import Unknown, hole, reference, unknowns

GOLDEN: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("expressions.yaml").read_text(), Loader=yaml.CSafeLoader
)
ROLE = reference("aws_iam_role.r", "arn")
NO_VALUE = Unknown("var.x has no value")
COMPARES_TYPES = "Terraform compares the types of collections, which the reader does not keep"
YAML = "readers of YAML do not agree about it"
GRAMMAR = "tree-sitter's grammar has no exponent without a fraction"

NOT_COMPUTED = {
    "1e3": GRAMMAR,
    "1e-3": GRAMMAR,
    "jsonencode({a = 1.0, b = 1e2})": GRAMMAR,
    "can(1 / 0)": "Terraform's result is infinite",
    "[1, 2] == [1, 2]": COMPARES_TYPES,
    'tolist(["a"]) == ["a"]': COMPARES_TYPES,
    'toset(["a"]) == toset(["a"])': COMPARES_TYPES,
    "{} == {}": COMPARES_TYPES,
    "[] == []": COMPARES_TYPES,
    'yamldecode("yes")': YAML,
    'yamldecode("- 0x10\\n- 1_000\\n- 010\\n")': YAML,
    'yamldecode("2020-01-01")': YAML,
    'length("👨\u200d👩\u200d👧")': "letters of several characters are not counted",
    'parseint("1z", 62)': "Python stops at 36",
    'regex("a{,2}", "a{,2}")': "it means something else in Python",
    'regex("\\\\pL+", "éa1")': "Python has no such class",
}
"""Expressions that Terraform computes and the reader does not: they are unknown."""

DIFFERENT = {
    'lookup(tomap({a = 1}), "b", "x")': "the reader does not keep the type of a map",
    "[[1, 2]].0.1": "the reader takes it as two places",
    "2 / 3 * 3": "the reader keeps 53 bits of a fraction, Terraform 512",
}
"""Expressions of which the reader and Terraform say something else."""


class Names:
    """A scope with a reference, an unknown value and nothing else."""

    def name(self, name: str) -> Any:
        """Return the value of a name."""
        try:
            return {"role": ROLE, "unknown": NO_VALUE, "text": f"a{hole(NO_VALUE)}"}[name]
        except KeyError:
            raise Refused(f"there is no {name}") from None

    def file_function(self, name: str, arguments: list[Any], evaluator: Evaluator) -> Any:
        """Return no file."""
        return Unknown("no file is read here")


def answer(expression: str, steps: int = 100_000) -> Any:
    body, _ = hcl.parse(f"x = {expression}\n".encode())
    return Evaluator(Names(), Budget(steps)).evaluate(body.attributes["x"].value, {})


def agrees(row: dict[str, Any]) -> bool:
    """Return whether the reader says what Terraform says."""
    try:
        found = answer(row["expression"])
        made = to_json(Budget(100_000), found)
    except (Refused, TooMuch):
        return bool(row.get("refused"))
    if isinstance(made, Unknown):
        return bool(row.get("refused"))
    if "json" not in row:
        return False
    return bool(made == row["json"]) or json.loads(made) == json.loads(row["json"]) == found


@pytest.mark.parametrize("row", GOLDEN, ids=[row["expression"] for row in GOLDEN])
def test_terraform_answers_the_same(row: dict[str, Any]) -> None:
    expression = row["expression"]
    if expression in NOT_COMPUTED:
        body, _ = hcl.parse(f"x = {expression}\n".encode())
        value = Evaluator(Names(), Budget(100_000)).value(body.attributes["x"].value, {})
        assert list(unknowns(value))
    else:
        assert agrees(row) is (expression not in DIFFERENT)


def test_the_table_is_large_enough() -> None:
    assert len(GOLDEN) >= 700
    assert {*NOT_COMPUTED, *DIFFERENT} <= {row["expression"] for row in GOLDEN}


@pytest.mark.parametrize(
    "expression",
    [
        "unknown",
        "unknown.a[0].b",
        "unknown + 1",
        "!unknown",
        "unknown && true",
        "true && unknown",
        "unknown == 1",
        "unknown == null",
        "unknown ? 1 : 2",
        "{(unknown) = 1}",
        "[for x in unknown : x]",
        "[for x in [1] : x if unknown]",
        "{for x in [unknown] : x => 1}",
        "unknown[*].a",
        "upper(unknown)",
        "merge({a = 1}, unknown)",
        "concat([1], unknown)",
        "length(unknown)",
        "length(toset([unknown, 1]))",
        "flatten([1, unknown])",
        "try(unknown, 1)",
        "can(unknown)",
        "contains([1, unknown], 2)",
        "alltrue([true, unknown])",
        "lookup({a = 1}, unknown, 2)",
        'lookup(unknown, "a", 2)',
        "coalesce(unknown, 1)",
        "keys(unknown)",
        "jsondecode(unknown)",
        'join(",", unknown)',
        "sort([unknown])",
        "upper(role)",
        "length(role)",
        'split(":", role)[4]',
        'role == "arn"',
        'jsondecode("{\\"a\\": ${text}}")',
        'sensitive("a")',
        "timestamp()",
        "uuid()",
        'provider::aws::arn_parse("a")',
        "1 / 0",
    ],
)
def test_what_is_not_known_stays_so(expression: str) -> None:
    try:
        assert isinstance(answer(expression), Unknown)
    except TooMuch:
        assert expression == "1 / 0"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("false && unknown", False),
        ("unknown && false", False),
        ("true || unknown", True),
        ("unknown || true", True),
        ("unknown ? 1 : 1", 1),
        ("[1, unknown][0]", 1),
        ("{a = 1, b = unknown}.a", 1),
        ("length([unknown, unknown])", 2),
        ("keys({a = unknown})", ["a"]),
        ("contains([1, unknown], 1)", True),
        ("alltrue([false, unknown])", False),
        ("anytrue([true, unknown])", True),
        ("merge({a = unknown}, {a = 1})", {"a": 1}),
        ("role == null", False),
        ('role != ""', True),
        ('text == ""', False),
        ("role == role", True),
        ('"${role}/*"', f"{ROLE}/*"),
        ("[role, unknown]", [ROLE, NO_VALUE]),
        ("coalesce(role, unknown)", ROLE),
        ('compact([role, ""])', [ROLE]),
        ('"a${unknown}"', f"a{hole(NO_VALUE)}"),
        ('format("%s/x", role)', f"{ROLE}/x"),
        ('join(",", [role, "b"])', f"{ROLE},b"),
        ("try(role.name[0], 1)", reference("aws_iam_role.r", "arn.name[0]")),
        ("role.a.b", reference("aws_iam_role.r", "arn.a.b")),
        ("role[0]", reference("aws_iam_role.r", "arn[0]")),
    ],
)
def test_what_is_known_beside_it_is_kept(expression: str, value: Any) -> None:
    assert answer(expression) == value


def test_json_keeps_what_is_known() -> None:
    made = answer("jsonencode({Statement = [{Resource = role, Action = unknown}]})")
    assert json.loads(made) == {"Statement": [{"Action": hole(NO_VALUE), "Resource": ROLE}]}


@pytest.mark.parametrize(
    "expression",
    [
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]",
        "pow(10, 1000000)",
        'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")',
        'regexall("a*a*a*a*b", join("", [for x in range(1000) : "a"]))',
        'format("%1000000000d", 1)',
        'indent(1000000000, "a\\nb")',
        'yamldecode("a: &a [1]\\nb: *a\\n")',
    ],
)
def test_too_much_work_is_not_done(expression: str) -> None:
    with pytest.raises(TooMuch):
        answer(expression)


@pytest.mark.parametrize(
    "deep", ["[" * 1000 + "]" * 1000, "(" * 1000 + "1" + ")" * 1000, "-" * 5000 + "1", "1" + " + 1" * 5000]
)
def test_a_deep_expression_is_not_known(deep: str) -> None:
    try:
        body, _ = hcl.parse(f"x = {deep}\n".encode())
        found = Evaluator(Names(), Budget(100_000)).value(body.attributes["x"].value, {})
    except RecursionError:
        pytest.fail("it is too deep for the reader")
    assert "deep" in str(found) or isinstance(found, Unknown) or found == 5001
