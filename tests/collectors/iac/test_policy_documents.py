"""The data source `aws_iam_policy_document` is rendered as the provider does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from collectors.iac.values import Unknown, hole, reference
from tests.collectors.iac.trees import attributes

REST = """
variable "n" {}
resource "aws_x" "y" { policy = data.aws_iam_policy_document.it.json }
data "aws_iam_policy_document" "base" {
  statement {
    sid     = "Read"
    actions = ["s3:GetObject"]
  }
  statement { actions = ["s3:List*"] }
}
"""
HOLE = hole(Unknown("var.n has no value"))


def rendered(folder: Path, text: str) -> Any:
    """Return the value of a policy that is the document with this text."""
    return attributes(folder, f'{REST}data "aws_iam_policy_document" "it" {{\n{text}\n}}\n')["policy"]


def statements(folder: Path, text: str) -> Any:
    """Return the statements of a document."""
    return json.loads(rendered(folder, text))["Statement"]


def test_a_statement_has_every_part(tmp_path: Path) -> None:
    text = """
  policy_id = "p"
  statement {
    sid           = "One"
    effect        = "Deny"
    not_actions   = ["iam:*"]
    not_resources = ["a", aws_x.y.arn]
    principals {
      type        = "AWS"
      identifiers = ["111122223333"]
    }
    principals {
      type        = "Service"
      identifiers = ["a.amazonaws.com", "b.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/x"
      values   = ["&{aws:username}"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["1", "2"]
    }
  }
"""
    made = json.loads(rendered(tmp_path, text))
    assert made == {
        "Id": "p",
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "One",
                "Effect": "Deny",
                "NotAction": "iam:*",
                "NotResource": ["a", reference("aws_x.y", "arn")],
                "Principal": {
                    "AWS": "111122223333",
                    "Service": ["a.amazonaws.com", "b.amazonaws.com"],
                },
                "Condition": {
                    "StringEquals": {"aws:PrincipalTag/x": "${aws:username}", "aws:SourceAccount": ["1", "2"]}
                },
            }
        ],
    }


def test_everybody_is_a_star(tmp_path: Path) -> None:
    text = 'statement {\n  actions = ["*"]\n  principals {\n    type = "*"\n    identifiers = ["*"]\n  }\n}\n'
    assert statements(tmp_path, text) == [{"Effect": "Allow", "Principal": "*", "Action": "*"}]


def test_documents_are_included_and_overridden(tmp_path: Path) -> None:
    text = """
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [jsonencode({ Statement = { Sid = "Read", Effect = "Deny", Action = "s3:*" } })]
  statement { actions = ["x:Y"] }
"""
    assert statements(tmp_path, text) == [
        {"Sid": "Read", "Effect": "Deny", "Action": "s3:*"},
        {"Effect": "Allow", "Action": "s3:List*"},
        {"Effect": "Allow", "Action": "x:Y"},
    ]


def test_an_unknown_part_is_a_hole(tmp_path: Path) -> None:
    text = """
  statement {
    effect    = var.n
    actions   = var.n
    resources = ["a", var.n]
    principals {
      type        = "AWS"
      identifiers = var.n
    }
  }
"""
    assert statements(tmp_path, text) == [
        {"Effect": HOLE, "Action": HOLE, "Resource": ["a", HOLE], "Principal": {"AWS": HOLE}}
    ]


def test_unknown_kinds_hide_what_they_are_kinds_of(tmp_path: Path) -> None:
    text = """
  statement {
    actions = ["a:B"]
    principals {
      type        = var.n
      identifiers = ["1"]
    }
    condition {
      test     = var.n
      variable = "v"
      values   = ["1"]
    }
  }
"""
    assert statements(tmp_path, text) == [
        {"Effect": "Allow", "Principal": HOLE, "Action": "a:B", "Condition": HOLE}
    ]


def test_unknown_statements_are_one_hole(tmp_path: Path) -> None:
    text = 'dynamic "statement" {\n  for_each = var.n\n  content { actions = ["*"] }\n}\n'
    why = Unknown("how many of this block there are: var.n has no value")
    assert statements(tmp_path, text) == [hole(why)]


def test_an_unknown_document_inside_makes_all_unknown(tmp_path: Path) -> None:
    assert rendered(tmp_path, "source_policy_documents = [var.n]") == Unknown("var.n has no value")
    made = rendered(tmp_path, "override_policy_documents = [aws_x.other.json]")
    assert isinstance(made, Unknown)


def test_a_document_that_is_no_json_is_not_known(tmp_path: Path) -> None:
    assert isinstance(rendered(tmp_path, 'source_policy_documents = ["{", "[]", "1"]'), Unknown)


def test_an_empty_document_has_no_statements(tmp_path: Path) -> None:
    assert statements(tmp_path, "") == []
