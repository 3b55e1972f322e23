"""What every control keeps to, beyond what the loader refuses: METADATA that a reader can use, and messages that no name from AWS can write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from scanner.messages import EXPORTS, Policy, called, kind_of, path, read

from collectors import ROWS
from scanner.catalog.controls import MODES, PRECISIONS, load
from scanner.catalog.lens import POLICIES, practices
from scanner.judging.results import SEVERITIES
from scanner.yaml_files import load_yaml

CONTROLS = [p for p in sorted(POLICIES.glob("*/*/*.rego")) if not p.name.endswith("_test.rego")]
REGO = read(load().modules)
NAMED = load_yaml(POLICIES / "evidence.yaml")
KEYS = {
    "id",
    "severity",
    "precision",
    "mode",
    "resources",
    "lists",
    "evidence",
    "params",
    "remediation",
    "iac",
    "peers",
}
MADE_BY_AWS = {"ExpirationDate", "SSEAlgorithm", "action", "status", "threshold", "type", "version"}
"""Members whose values AWS makes, out of a list or a number or a time: no person types them."""

every_control = pytest.mark.parametrize("file", CONTROLS, ids=lambda p: p.relative_to(POLICIES).as_posix())


def _meta(file: Path) -> dict[str, Any]:
    """The METADATA as the file has it, with nothing expanded: title, description and what `custom` holds."""
    block = re.match(r"# METADATA\n((?:#.*\n)+)package ", file.read_text(encoding="utf-8"))
    assert block
    data = yaml.safe_load(re.sub(r"^# ?", "", block[1], flags=re.M))
    assert set(data) == {"title", "description", "custom"}
    return {"title": data["title"], "description": data["description"], **data["custom"]}


def _rego(file: Path) -> Policy:
    return REGO[file.relative_to(POLICIES).as_posix()]


def _references(node: Any) -> Iterator[list[str]]:
    """The words of every reference in a syntax tree, the whole one each time."""
    if isinstance(node, dict):
        if len(node) == 1 and next(iter(node)) in ("RefDot", "RefBrack"):
            yield path(node)
        for member in node.values():
            yield from _references(member)
    elif isinstance(node, list):
        for element in node:
            yield from _references(element)


def test_there_is_something_to_check() -> None:
    """The tests of this file ran over controls, their messages and their parameters: none is green because it saw nothing."""
    assert len(CONTROLS) >= 10
    assert {p.relative_to(POLICIES).as_posix() for p in CONTROLS} == set(REGO)
    assert sum(len(rego.templates("violations")) for rego in REGO.values()) >= 20
    assert (
        sum(called(kind_of(piece.node)[1]).startswith("text.") for piece in _pieces() if "Call" in piece.node)
        >= 10
    )
    assert sum(len(_meta(file)["params"]) for file in CONTROLS) >= 8


def _pieces() -> Iterator[Any]:
    return (piece for rego in REGO.values() for export in EXPORTS for piece in rego.pieces(export))


def test_ids_are_unique() -> None:
    """No two controls share an id."""
    ids = [_meta(file)["id"] for file in CONTROLS]
    assert len(ids) == len(set(ids))


@every_control
def test_the_id_is_the_path(file: Path) -> None:
    """`<pillar>/<best practice>/<name>.rego`, with the dashes that a package cannot have, of a best practice of that pillar."""
    pillar, practice, name = file.relative_to(POLICIES).with_suffix("").parts
    assert _meta(file)["id"] == f"{practice.upper()}/{name}".replace("_", "-")
    assert practices()[_meta(file)["id"].split("/")[0]]["folder"] == pillar


@every_control
def test_metadata_is_complete(file: Path) -> None:
    """Everything that a control must have is there and is not empty; nothing is there that no reader knows."""
    meta = _meta(file)
    assert set(meta) - {"title", "description"} <= KEYS
    assert KEYS - {"iac", "peers"} <= set(meta)
    assert (meta["severity"] in SEVERITIES, meta["precision"] in PRECISIONS, meta["mode"] in MODES) == (
        True,
        True,
        True,
    )
    assert meta["lists"]
    assert all(re.fullmatch(r"AWS::\w+(::\w+)?", name) for name in meta["resources"])
    assert meta["resources"]
    assert set(meta.get("iac", {})) <= {"terraform", "cloudformation"}
    assert all(re.fullmatch(r"[a-z0-9-]+:[\w.-]+", peer) for peer in meta.get("peers", []))
    assert isinstance(meta["params"], dict)


@every_control
def test_texts_are_sentences(file: Path) -> None:
    """The title is short and no sentence; description and remediation are: a capital letter, a full stop, five words at least."""
    meta = _meta(file)
    assert re.fullmatch(r"[A-Z][^\n]{9,98}[^.\s]", meta["title"])
    for key in ("description", "remediation"):
        assert re.fullmatch(r"[A-Z].*\.", meta[key], re.S), key
        assert len(meta[key].split()) >= 5, key


@every_control
def test_evidence_is_known_to_the_tables(file: Path) -> None:
    """Every operation is one that a collector reads, and every `@name` one of policies/evidence.yaml."""
    meta = _meta(file)
    for name in [*meta["lists"], *meta["evidence"]]:
        assert name.removeprefix("@") in NAMED if name.startswith("@") else name in ROWS, name


@every_control
def test_every_parameter_is_read_and_every_one_read_exists(file: Path) -> None:
    """A parameter that nothing reads does nothing for whoever sets it, and one that is not declared is undefined."""
    meta = _meta(file)
    found = [
        words
        for words in _references(_rego(file).tree)
        if words[:1] == ["_params"] or words[:2] == ["input", "params"]
    ]
    own = [
        words[1:] if words[0] == "_params" else words[3:]
        for words in found
        if words[0] == "_params" or words[2:3] == [meta["id"]]
    ]
    others = [words for words in found if words[0] == "input" and words[2:3] not in ([], [meta["id"]])]
    assert {words[0] for words in own if words} == set(meta["params"])
    assert others == []


@every_control
def test_a_control_is_short_and_has_its_test(file: Path) -> None:
    """At most a hundred lines, and the test beside it."""
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 100
    assert file.with_name(f"{file.stem}_test.rego").is_file()


@every_control
def test_a_failure_is_put_in_words(file: Path) -> None:
    """Each control says in its own words when it fails, and no message is nothing but what an account fills in."""
    said = _rego(file).templates("violations")
    assert said
    for export in EXPORTS:
        for text in _rego(file).templates(export):
            assert len(re.findall(r"\w+", text)) >= 3, text
            assert not text.endswith("."), text


@every_control
def test_names_in_messages_are_quoted(file: Path) -> None:
    """What comes from AWS stands in a message by way of `text.quoted` or `text.names`.

    Followed through variables, comprehensions and functions of the control and the library, as far as `scanner/messages.py` goes; numbers, and
    members whose values AWS itself makes, need no quotes.
    """
    assert _unquoted(_rego(file)) == []


def _unquoted(rego: Policy) -> list[list[str]]:
    """The references to AWS's values that fill messages as they are."""
    raw = []
    for piece in (piece for export in EXPORTS for piece in rego.pieces(export)):
        kind, inner = kind_of(piece.node)
        quoted = kind == "Call" and called(inner) in ("text.quoted", "text.names")
        words = [] if quoted else list(_references(inner["params"])) if kind == "Call" else [path(piece.node)]
        raw += [w for w in words if _from_aws(w)]
    return raw


def _from_aws(words: list[str]) -> bool:
    """Whether a reference reads a resource's name or id, or a member of AWS's (`properties`, and the capitals of policy documents)."""
    named = [word for word in words if word != "[]"]
    if "properties" in named[:-1]:
        return named[-1] not in MADE_BY_AWS
    return (
        named[0] not in ("input", "_params")
        and (named[-1] in ("name", "id", "tags") or named[-1][:1].isupper())
        and named[-1] not in MADE_BY_AWS
    )


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ('sprintf("the role %s", [r.name])', [["r", "name"]]),
        ('sprintf("the role %s", [r.properties.RoleName])', [["r", "properties", "RoleName"]]),
        ('sprintf("the role %s", [text.quoted(r.name)])', []),
        ('sprintf("%d keys", [count(r.properties.Keys)])', []),
        ('concat(" ", ["the role", r.properties["RoleName"]])', [["r", "properties", "RoleName"]]),
        ('sprintf("the role %s", [_who(r)])', [["role", "properties", "RoleName"]]),
        ('sprintf("the role %s", [who])', [["r", "properties", "Tags"]]),
        ("_said(r.properties.RoleName)", [["r", "properties", "RoleName"]]),
        (
            'sprintf("the role %s", [concat(", ", sort({p | some p in r.statement.Action}))])',
            [["r", "statement", "Action"]],
        ),
    ],
)
def test_a_name_that_is_not_quoted_is_found(message: str, found: list[list[str]]) -> None:
    """The check above sees names through variables, functions, arguments and comprehensions, and lets quoted ones and numbers be."""
    rego = Policy(
        f"""package lens.controls.x

import data.lens.lib.text

violations contains {{"subject": 1, "message": {message}}} if {{
	some r in input.resources["AWS::IAM::Role"]
	some who in r.properties.Tags
}}

_who(role) := lower(role.properties.RoleName)

_said(name) := sprintf("the role %s", [name])
""",
        {},
    )
    assert _unquoted(rego) == found


def _imported(text: str) -> dict[str, str]:
    """Alias -> library file, of a policy's imports."""
    return {
        alias or name: name
        for name, alias in re.findall(r"^import data\.lens\.lib\.([a-z_]+)(?: as ([a-z_]+))?$", text, re.M)
    }


def test_functions_read_no_imported_rule() -> None:
    """regorus leaves a function undefined that reads another package's rule by an import, when a third package calls it: it names the rule whole."""
    texts = {
        path.stem: re.sub(r"^#.*\n", "", path.read_text(), flags=re.M)
        for path in (POLICIES / "lib").glob("*.rego")
        if not path.name.endswith("_test.rego")
    }
    functions = {name: set(re.findall(r"^([a-z_0-9]+)\(", text, re.M)) for name, text in texts.items()}
    blocks = [
        (name, block)
        for name, text in texts.items()
        for block in re.split(r"\n\n", text)
        if re.search(r"^[a-z_0-9]+\(", block, re.M)
    ]
    assert len(blocks) > 50
    wrong = [
        (name, f"{alias}.{rule}")
        for name, block in blocks
        for alias, rule in re.findall(r"(?<![\w.])([a-z_]+)\.([a-z_]+)", block)
        if rule not in functions.get(_imported(texts[name]).get(alias, ""), {rule})
    ]
    assert not wrong


def test_a_whole_service_that_data_scoping_passes_over_is_reported() -> None:
    """`agent-role-resource-scoped` leaves `s3:*` to `agent-role-no-admin` (D12), which must know every service of the other's actions."""
    controls = load().controls
    left = {
        action.split(":")[0]
        for action in controls["GENSEC05-BP01/agent-role-resource-scoped"].meta["params"]["data_actions"]
    }
    assert left
    assert left <= set(controls["GENSEC05-BP01/agent-role-no-admin"].meta["params"]["services"])
