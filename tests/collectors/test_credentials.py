"""What looks like a password or key in a text, what does not, and that nothing of it is stored."""

from __future__ import annotations

import time

import orjson
import pytest

from collectors import ROWS
from collectors.cleaning import Cleaner
from collectors.credentials import KINDS, MAYBE, NAMED, found, of_variables
from collectors.signs import PROMPT, TEXT, VARIABLES

# Written in two parts, so that no scanner for secrets reports this file.
KEY = "AKIA" + "Z2X4C6V8B0N1M3L5"
BEARER = "ABSK" + "QmVkcm9ja0FQSUtleS1hYmNk"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"Call it with {KEY}.", {"access_key"}),
        (f"ASIA{KEY[4:]}", {"access_key"}),
        (f"Authorization: Bearer {BEARER}", {"service_key"}),
        ("use bedrock-api-key-YmVkcm9jay5hbWF6b24", {"service_key"}),
        ("AEAA" + "0123456789abcdefghij", {"service_key"}),
        ("aws-external-anthropic-api-key-YmVkcm9j", {"service_key"}),
        ("sk-ant-" + "api03-abcdefgh", {"service_key"}),
        ("ghp_" + "0123456789abcdefghijABCDEFGHIJ012345", {"service_key"}),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII", {"private_key"}),
        ("-----BEGIN PRIVATE KEY-----", {"private_key"}),
        ("The password: hunter2hunter2", {"password"}),
        ('{"password":"Tr0ub4dor&3","user":"x"}', {"password"}),
        ("DB_PASSWORD = 'c0rrect-h0rse'", {"password"}),
        ("api key: 8f14e45fceea167a", {"password"}),
        ("api_key=8f14e45fceea167a", {"password"}),
        ("aws_secret_access_key=wJalrXUtnFEMI/K7MDENG", {"password"}),
        ("client_secret: aB3$kLmn9", {"password"}),
        ("token := 9f8e7d6c5b4a", {"password"}),
        ("password: %Tg7$kk2!x", {"password"}),
        ("password: *Secret99x", {"password"}),
        ("- **Password:** hunter2hunter2", {"password"}),
        ("- **Password**: `hunter2hunter2`", {"password"}),
        ("postgres://app:s3cr3t@db.example.org/x", {"password_in_url"}),
        (f"{KEY} and password=hunter2hunter2", {"access_key", "password"}),
    ],
)
def test_what_looks_like_a_secret(text: str, kinds: set[str]) -> None:
    """Each kind, whatever is around it."""
    signs = found(text)
    assert {kind for kind in KINDS if signs.get(kind)} == kinds
    assert signs["credentials"] == len(kinds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Be kind.",
        "MAX_TOKENS=4096",
        "TOKEN_URL=https://auth.example.org/token",
        "Use the key AKIAIOSFODNN7EXAMPLE of the manual",
        f"x{KEY}",
        f"{KEY}9",
        "password: {{password}}",
        "password: {{ pw }} immediately12",
        "Your token: $token$ and more words",
        "token: ${TOKEN_OF_SESSION}",
        "token: <your-token-1>",
        '"token": {"type": "string"}',
        "password: ********",
        "password: **required**",
        "**password:** **required**",
        "password=%DB_PASSWORD%",
        "password = %(password)s",
        "token=%7B%7Btoken%7D%7D",
        "api key = xxxxxxxxxxxx",
        "secret: arn:aws:secretsmanager:us-east-1:111122223333:secret:crm-AbCdEf",
        "secret: /prod/crm/password1",
        "token: 1234567890",
        "password: short1",
        "secretary: Margaret-Hamilton1",
        "https://docs.example.org/a:b@c",
        "https://<user>:<password>@example.org",
        "https://user:{{password}}@example.org",
        "Say it in the form NAME: VALUE",
    ],
)
def test_what_looks_like_none(text: str) -> None:
    """Placeholders, numbers, addresses, and keys of AWS's documentation."""
    assert found(text) == {"credentials": 0}


@pytest.mark.parametrize(
    "text", ["password: swordfish", "Secret: classified, please", "token: access_token", "token: Required()"]
)
def test_a_word_is_left_to_a_person(text: str) -> None:
    """It may be a password, or explain one."""
    assert found(text) == {"credentials": 0, MAYBE: True}


@pytest.mark.parametrize("value", [None, 7, {"password": "hunter2hunter2"}, [KEY], b"x"])
def test_what_is_no_text_says_nothing(value: object) -> None:
    """Not even that nothing was found."""
    assert found(value) == {}


@pytest.mark.parametrize(
    "piece",
    [
        "password",
        "password:",
        "password: ",
        "://",
        "a://",
        "a://b:",
        "$a",
        "{{",
        "-----BEGIN A ",
        "AKIA",
        "x:",
    ],
)
def test_a_hostile_text_takes_linear_time(piece: str) -> None:
    """Whoever writes a prompt may want a scan to hang."""
    started = time.process_time()
    found(piece * (600_000 // len(piece)))
    assert time.process_time() - started < 2


def test_no_piece_of_a_secret_is_stored() -> None:
    """Neither in the signs, nor beside them."""
    secret = "Tr0ub4dor&3CANARY"
    text = f"The password: {secret}, and {KEY}"
    for said in (PROMPT.stored(text), TEXT.stored(text)):
        assert secret not in orjson.dumps(said).decode()
        assert said["password"] is True
    collector, row = ROWS["bedrock-agentcore-control:GetHarness"][0]
    stored = Cleaner().clean(collector, row, {"harness": {"systemPrompt": [{"text": text}]}})
    whole = orjson.dumps(stored).decode()
    assert secret not in whole
    assert KEY not in whole
    assert '"credentials":2' in whole


def test_phrases_of_the_configuration() -> None:
    """People know how their own keys begin."""
    phrases = {"secret": ["acme-key-"]}
    assert TEXT.stored("Use ACME-KEY-1", phrases)["secret"] is True
    assert "secret" not in TEXT.stored("Use acme-key", phrases)
    assert PROMPT.stored("acme-key-1", phrases | {"structured": ["key"]})["structured"] is True


_ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:crm-AbCdEf"


@pytest.mark.parametrize(
    ("name", "value", "kinds"),
    [
        ("DB_PASSWORD", "correct-horse-battery", {NAMED}),
        ("ApiKey", "0123456789abcdef0123456789abcdef", {NAMED}),
        ("APIKEY", "9f8e7d6c5b4a", {NAMED}),
        ("x-api-key", "9f8e7d6c5b4a", {NAMED}),
        ("clientSecret", "$Tr0ngPassw0rd", {NAMED}),
        ("PRIVATE_KEY", "0123456789abcdef0123456789", {NAMED}),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzz", {NAMED}),
        ("Authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc", {NAMED}),
        ("DB_PASSWORD", "a<b>cdefghij", {NAMED}),
        ("STAGE", KEY, {"access_key"}),
        ("DB_PASSWORD", KEY, {"access_key"}),
        ("DATABASE_URL", "postgres://app:hunter2hunter2@db.example.com/x", {"password_in_url"}),
        ("CONFIG", '{"password": "Tr0ub4dor&3"}', {"password"}),
        ("HINT", "password: something", {MAYBE}),
        ("DB_PASS", "hunter2hunter2", {MAYBE}),
        ("DB_SECRET", "prod/crm/database", {MAYBE}),
        ("SECRET_REGION", "us-east-1", {MAYBE}),
        ("TOKEN_AUDIENCE", "orders-service", {MAYBE}),
        ("MAX_TOKENS", "4096000000", set()),
        ("TOKENIZERS_PARALLELISM", "a-value-of-length", set()),
        ("TOKEN_LIMIT", "of-a-thousand", set()),
        ("TOKEN_URL", "https://idp.example.com/oauth2/token", set()),
        ("TOKEN_ENDPOINT", "https://idp.example.com/token", set()),
        ("SECRET_NAME", "prod-crm-reader", set()),
        ("secretName", "prod-crm-reader", set()),
        ("API_KEY_HEADER", "x-crm-api-key", set()),
        ("TOKEN_PARAMETER", "crm.token.parameter", set()),
        ("DB_PASSWORD_ARN", "any-value-of-length", set()),
        ("SECRETARY_EMAIL", "desk@example.com", set()),
        ("DB_PASSWORD", _ARN, set()),
        ("API_KEY", "/prod/crm/api-key", set()),
        ("USE_TOKEN", "1234567890", set()),
        ("USE_TOKEN", "disabled", set()),
        ("CRM_TOKEN", "{{resolve:ssm:crm}}", set()),
        ("DB_PASSWORD", "${DB_PASSWORD_FROM_VAULT}", set()),
        ("DB_PASSWORD", "$DB_PASSWORD_FROM_VAULT", set()),
        ("APP_SECRET", "<set-by-deploy>", set()),
        ("APP_SECRET", "********", set()),
        ("CRM_SECRET", "short", set()),
        ("Authorization", "Bearer ${TOKEN_OF_THE_VAULT}", set()),
        ("COMPASS", "north-by-northwest", set()),
        ("STAGE", "production", set()),
        ("DB_PASSWORD", "", set()),
    ],
)
def test_what_looks_like_a_secret_among_variables(name: str, value: str, kinds: set[str]) -> None:
    """A value says it, or the name of a value.

    Of names that may mean something else, a person decides.
    """
    shown = of_variables({"STAGE_OF_ANOTHER": "prod", name: value})
    assert shown == {"credentials": int(bool(kinds - {MAYBE})), **dict.fromkeys(kinds, True)}


def test_of_variables_only_signs_are_stored() -> None:
    """Neither names nor values of variables are, nor is anything said of other values than maps."""
    held = {"CANARY_PASSWORD": "CANARY-correct-horse", "N": 3, "X": ["CANARY-other"]}
    assert VARIABLES.stored(held) == {"credentials": 1, NAMED: True}
    assert VARIABLES.stored("CANARY") == {}
    for operation, member in (
        ("bedrock-agentcore-control:GetAgentRuntime", {"environmentVariables": held}),
        ("bedrock-agentcore-control:GetHarness", {"harness": {"environmentVariables": held}}),
        (
            "bedrock-agentcore-control:GetHarness",
            {"harness": {"tools": [{"config": {"remoteMcp": {"url": "https://x", "headers": held}}}]}},
        ),
        ("lambda:GetFunctionConfiguration", {"Environment": {"Variables": held}}),
    ):
        collector, row = ROWS[operation][0]
        text = orjson.dumps(Cleaner().clean(collector, row, member)).decode()
        assert "CANARY" not in text
        assert '"signs":{"credentials":1,"named":true}' in text


def test_variables_cannot_delay_a_scan() -> None:
    """Time grows with the length alone, whatever is in names and values."""
    started = time.perf_counter()
    for piece in ("${", "<", "a/", "aA", "$(", "%(", "Bearer ", "secret", "_url"):
        of_variables({piece * 20_000: "x", "PASSWORD": piece * 20_000})
    assert time.perf_counter() - started < 2
