"""What is said of an API schema: how many operations, and how many ask no user."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.api_schemas import operations

_JSON = '{"openapi": "3.0.0", "paths": {"/orders": %s}}'
_YAML = """
openapi: 3.0.0
info: {title: Orders, version: 1.0.0}
paths:
  /orders:
    parameters: []
    get:
      responses: {200: {description: The orders}}
    post:
      x-requireConfirmation: ENABLED
      responses:
        200: {description: The order}
  /orders/{id}:
    HEAD: {}
    DELETE: {x-requireConfirmation: DISABLED}
    patch: {"X-RequireConfirmation": ENABLED}
"""


@pytest.mark.parametrize(
    ("schema", "numbers"),
    [
        (_JSON % '{"get": {}, "post": {"x-requireConfirmation": "ENABLED"}}', (2, 0)),
        (_JSON % '{"get": {}, "post": {"x-requireConfirmation": "DISABLED"}}', (2, 1)),
        (_JSON % '{"get": {}, "post": {"x-requireConfirmation": true}}', (2, 1)),
        (_JSON % '{"head": {}, "post": {}, "PUT": {}, "summary": "Orders"}', (3, 2)),
        (_JSON % "{}", (0, 0)),
        ('{"paths": {}}', (0, 0)),
        ('{"paths":\t{"/":\t{"post":\t{}}}}', (1, 1)),
        (_YAML, (5, 1)),
        ('paths: {/a: {post: {x-requireConfirmation: "ENABLED"}}}', (1, 0)),
        ("paths: {/a: {post: &a {x-requireConfirmation: ENABLED}, put: *a}}", (2, 0)),
    ],
)
def test_operations_that_ask_no_user(schema: str, numbers: tuple[int, int]) -> None:
    """In JSON and in YAML. Only `get` and `head` change nothing."""
    assert tuple(operations(schema).values()) == numbers


@pytest.mark.parametrize(
    "schema",
    [
        None,
        5,
        "",
        "CANARY000001Z",
        "[]",
        "{",
        "a: [",
        "\ud800",
        "{}",
        '{"paths": []}',
        '{"paths": null}',
        _JSON % '{"get": 1}',
        _JSON % '{"get": {}, "get": {}}',
        _JSON % '{"$ref": "#/components/pathItems/orders"}',
        '{"paths": {"/a": {}, "/a": {"post": {}}}}',
        "paths: {/a: {get: {}, get: {}}}",
        "paths: {/a: {<<: {post: {}}}}",
        "paths: {[a]: {post: {}}}",
        "paths: {/a: {}}\n---\npaths: {}",
        "[" * 100_000,
        '{"a":' * 100_000,
        "a: &a [*a]\npaths: *b",
        "x: &x {" + ", ".join(f"k{n}" for n in range(99)) + "}\npaths: {/a: {get: *x, put: *x, post: *x,"
        " head: *x, patch: *x, delete: *x, trace: *x}}",
    ],
)
def test_a_document_that_is_not_understood(schema: Any) -> None:
    """It has no numbers: nobody can say that it asks."""
    assert operations(schema) == {}
