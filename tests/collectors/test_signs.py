"""Signs of redacted texts: numbers and flags of a closed list, and nothing of the text."""

from __future__ import annotations

import base64
import time
from typing import Any

import orjson
import pytest

from collectors import ROWS, redaction
from collectors.cleaning import Cleaner
from collectors.signs import LENGTH, PROMPT, RETRIEVAL, SCRIPT, SETTINGS
from collectors.table import Signs, digests
from tests.collectors.canaries import PAIRS, Canaries


def _found(signs: Signs, value: Any) -> dict[str, Any]:
    return signs.stored(value)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Be kind.", (8, 0, 8, 8)),
        ("Say {{x}} to {{ who }}!", (23, 2, 9, 4)),
        ("{{x}}", (5, 1, 0, 0)),
        ("A {{x", (5, 0, 5, 5)),
        ('An example: {{"a": 1}}', (22, 0, 22, 22)),
        ("{{" + "x" * 128 + "}}y", (133, 1, 1, 0)),
        ("", (0, 0, 0, 0)),
        ("é{{x}}", (6, 1, 1, 1)),
    ],
)
def test_the_static_parts_of_a_prompt(text: str, numbers: tuple[int, ...]) -> None:
    """Lengths count characters. Two braces around something else are no variable."""
    assert tuple(_found(PROMPT, text).values()) == (*numbers, 0)


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Return json for {{x}}", {"json"}),
        ("Return {{JSON}}", set()),
        ("Return a JSONL file, or myxml", set()),
        ("Wrap it in <x>. XML, please", {"xml"}),
        ("Classify this; it is declassified", {"classify"}),
        ("Only output the name", {"only_output"}),
        ("only answer with yes", {"only_output"}),
        ("Tell a tale", set()),
    ],
)
def test_the_form_that_a_prompt_asks_for(text: str, flags: set[str]) -> None:
    """The name of a variable asks for nothing. Only flags that are set are stored."""
    assert {name for name, value in _found(PROMPT, text).items() if value is True} == flags


def test_settings_of_a_model() -> None:
    """Only the numbers under these names are stored, whatever else is there."""
    fields = {"max_tokens": 9, "temperature": 0.5, "max_gen_len": "9", "top_p": True, "CANARY000001Z": 1}
    assert _found(SETTINGS, fields) == {"max_tokens": 9, "temperature": 0.5}
    assert _found(SETTINGS, {"max_tokens": 2**70, "temperature": float("inf")}) == {}
    assert _found(SETTINGS, ["max_tokens"]) == {}


def test_a_length_is_that_of_a_text_or_of_its_json() -> None:
    """A schema is a document."""
    assert _found(LENGTH, "é1") == {"characters": 2}
    assert _found(LENGTH, {"type": "object"}) == {"characters": 17}


def test_nothing_but_numbers_and_flags_of_the_list_is_stored() -> None:
    """A function that returns more, or a text, stores nothing of it."""
    hostile = {"length": "CANARY000001Z", "n": 1, "json": "CANARY000002Z", "other": 1, "CANARY000003Z": True}
    signs = Signs("", lambda value: hostile, numbers=("length", "n"), flags=("json", "xml"))
    assert signs.stored("text") == {"n": 1}


def test_phrases_of_the_configuration() -> None:
    """Case does not matter. Only the flag is stored, and the digest says nothing but equality."""
    phrases = {"structured": ["Antworte nur mit", "ONE word"]}
    assert PROMPT.stored("Sage: antworte NUR mit A", phrases)["structured"] is True
    assert "structured" not in PROMPT.stored("Antworte", phrases)
    assert "structured" not in PROMPT.stored({"x": "one word"}, phrases)
    assert LENGTH.stored("one word", phrases) == {"characters": 8}
    assert digests(phrases) == digests({"structured": ["one word", "antworte nur mit"], "other": []})
    assert digests(phrases) != digests({"structured": ["one word"]})
    collector, row = ROWS["bedrock-agent:GetPrompt"][0]
    variant = {"name": "a", "templateConfiguration": {"text": {"text": "One word: CANARY000001Z"}}}
    stored = str(Cleaner(phrases).clean(collector, row, {"variants": [variant]}))
    assert "'structured': True" in stored
    assert "CANARY" not in stored
    assert "word" not in stored


KINDS = {signs for _, row in PAIRS for signs in row.signs.values()}


@pytest.mark.parametrize("signs", sorted(KINDS, key=lambda signs: signs.reason))
def test_signs_of_any_value_take_linear_time_and_show_nothing(signs: Signs) -> None:
    """Whoever writes a text wants a scan to hang, or to store a piece of it."""
    assert signs.reason
    assert not {*signs.numbers} & {*signs.flags}
    phrases = {name: ["no such phrase", "aaab", "{{{{a"] for name in signs.phrases}
    for piece in ("{{", "}}", "{{x", "{{ x", "{", " ", "only ", "a", "\n", "é", "{{a}}", "JSON", "\ud800"):
        for value in (piece * (600_000 // len(piece)), {"x": [piece]}, None, 7, [[piece]]):
            started = time.process_time()
            found = orjson.dumps(signs.stored(redaction.plain(value), phrases))
            assert time.process_time() - started < 2
            assert len(found) < 400
    assert "CANARY" not in orjson.dumps(signs.stored("CANARY000001Z {{CANARY000002Z}}")).decode()


@pytest.mark.parametrize("pair", [p for p in PAIRS if p[1].signs], ids=lambda pair: pair[0].name(pair[1]))
def test_a_text_with_signs_is_redacted(pair: Any) -> None:
    """Each path is that of a text or document that is redacted, with its signs beside it.

    All rows of an operation have the same.
    """
    collector, row = pair
    clear = redaction.stored_in_clear(collector.service, row)
    assert not {*row.signs} & {*clear}
    assert all(other.signs == row.signs for _, other in ROWS[collector.name(row)])
    canaries = Canaries()
    stored = Cleaner().clean(collector, row, canaries.answer(collector, row))
    text = orjson.dumps(stored).decode()
    assert text.count('"signs":') >= len(row.signs)
    assert not canaries.found(text)[collector.name(row)] & {*row.signs}


def test_what_is_stored_of_a_prompt() -> None:
    """The signs stand beside the length and the hash."""
    collector, row = ROWS["bedrock-agent:GetPrompt"][0]
    chat = {"system": [{"text": "Return JSON"}], "messages": [{"content": [{"text": "{{x}}"}]}]}
    variant = {"name": "a", "templateConfiguration": {"chat": chat}}
    variant |= {"additionalModelRequestFields": {"max_tokens": 5, "CANARY000001Z": 1}}
    (stored,) = Cleaner().clean(collector, row, {"variants": [variant]})["variants"]
    (text,) = stored["templateConfiguration"]["chat"]["system"]
    assert text["text"]["redacted"]["length"] == 11
    assert text["text"]["redacted"]["signs"] == {
        "characters": 11,
        "variables": 0,
        "static": 11,
        "prefix": 11,
        "credentials": 0,
        "json": True,
    }
    assert stored["additionalModelRequestFields"]["redacted"]["signs"] == {"max_tokens": 5}
    assert "CANARY" not in str(stored)


def test_how_many_facts_are_retrieved() -> None:
    """The largest number of all namespaces counts, whose names are not stored."""
    found = {
        "/facts/CANARY000001Z": {"topK": 5},
        "/x": {"topK": 20},
        "/y": {},
        "/z": "7",
        "/v": {"topK": "9"},
    }
    assert _found(RETRIEVAL, found) == {"topK": 20}
    assert _found(RETRIEVAL, {"/x": {"relevanceScore": 1}}) == {}
    assert _found(RETRIEVAL, [{"topK": 5}]) == {}


@pytest.mark.parametrize(
    ("script", "flags"),
    [
        ("wget https://example.com/autostop.py", {"autostop"}),
        ("python Auto-Stop.py --time 3600", {"autostop"}),
        ("client.stop_notebook_instance(NotebookInstanceName=n)", {"stop_notebook_instance"}),
        ("aws sagemaker stop-notebook-instance", {"stop_notebook_instance"}),
        ("# autostop: an idle instance costs money\npip install pandas", set()),
        ("pip install pandas # no auto-stop", set()),
        ("echo idle", set()),
    ],
)
def test_what_stops_a_notebook_instance(script: str, flags: set[str]) -> None:
    """A remark stops nothing. The script comes in base64."""
    content = base64.b64encode(script.encode()).decode()
    assert _found(SCRIPT, content) == {"credentials": 0, **dict.fromkeys(flags, True)}


@pytest.mark.parametrize(
    ("script", "signs"),
    [
        ("export API_KEY=0123456789abcdef0123", {"credentials": 1, "password": True}),
        (
            "aws configure set aws_access_key_id AKIA" + "IOSFODNN7EXAMPL2",
            {"credentials": 1, "access_key": True},
        ),
        ("git clone https://me:hunter22@example.com/x", {"credentials": 1, "password_in_url": True}),
        ("export PASSWORD=$DB_PASSWORD TOKEN=${GIT_TOKEN}", {"credentials": 0}),
        ("TOKEN=$(aws secretsmanager get-secret-value --secret-id git)", {"credentials": 0}),
        ("git clone https://$USER:$TOKEN@example.com/x", {"credentials": 0}),
        ("export TOKEN=correcthorse", {"credentials": 0, "perhaps_password": True}),
    ],
)
def test_secrets_in_a_script(script: str, signs: dict[str, Any]) -> None:
    """Only what stands in the script itself is one, and never a piece of it is stored."""
    assert _found(SCRIPT, base64.b64encode(script.encode()).decode()) == signs


@pytest.mark.parametrize("content", ["autosto", "YXV0b3N0b3A", "\udcff", 5, None, ["YXV0b3N0b3A="]])
def test_what_is_no_script_has_no_signs(content: Any) -> None:
    """Whatever AWS sends in its place."""
    assert _found(SCRIPT, content) == {}
