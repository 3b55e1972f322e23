"""Tests of the catalog: it reads METADATA as OPA does, and rejects controls that are not valid."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from scanner.catalog.controls import Catalog, Selection, load, read, select
from scanner.catalog.lens import POLICIES, practices
from scanner.catalog.metadata import Shared
from scanner.engines.program import binary
from scanner.errors import Defect, EngineError, UsageError
from scanner.rego import Module
from tests import lab

SHARED = Shared.load()
PATH = "security/gensec05_bp01/gateway_inbound_authorized.rego"
TEXT = (POLICIES / PATH).read_text()


def _added(names: Iterable[str]) -> set[str]:
    """Return the operations with a `+` in named evidence, at any depth."""
    found = {name.removeprefix("+") for name in names if name.startswith("+")}
    return found.union(*(_added(SHARED.evidence.get(name.removeprefix("@"), ())) for name in names))


def test_metadata_is_what_opa_reads(tmp_path: Path) -> None:
    """For every control, our reading of the METADATA block equals that of `opa inspect -a`.

    OPA gets a control without its rules: it would also check their types, which need the library.
    """
    try:
        opa = binary()
    except EngineError as error:
        pytest.skip(str(error))
    checked = 0
    for control in load().controls.values():
        text = (POLICIES / control.path).read_text(encoding="utf-8")
        (tmp_path / "head.rego").write_text(re.split(r"(?<=\n)(?=import )", text)[0], encoding="utf-8")
        done = subprocess.run(
            [opa, "inspect", "-a", "-f", "json", str(tmp_path / "head.rego")],
            capture_output=True,
            check=True,
        )
        annotations = [
            a["annotations"]
            for a in orjson.loads(done.stdout)["annotations"]
            if a["annotations"]["scope"] == "package"
        ]
        raw = {
            "title": annotations[0]["title"],
            "description": annotations[0]["description"],
            **annotations[0]["custom"],
        }
        expanded = ("lists", "evidence", "messages")
        ours = orjson.loads(orjson.dumps(control.meta.document()))
        named = ours.pop("named")
        assert set(ours.pop("adds")) == _added(raw["lists"] + raw["evidence"])
        assert {k: v for k, v in ours.items() if k not in expanded} == {
            "also": [],
            "aliases": [],
            "workload": [],
            "metrics": {},
            **{k: v for k, v in raw.items() if k not in expanded},
        }
        for key in ("lists", "evidence"):
            assert set(ours[key]) == {op for name in raw[key] for op in named.get(name, [name])}
        assert ours["messages"] == {
            name: SHARED.messages[text[1:]] if text.startswith("@") else text
            for name, text in raw["messages"].items()
        } | ({} if raw["mode"] == "automated" else SHARED.of_attestations)
        checked += 1
    assert checked >= 10


def test_every_control_is_documented_enough() -> None:
    """Titles are short, descriptions and remediations are sentences, each control has a test."""
    controls = load().controls
    assert len(controls) >= 10
    for control in controls.values():
        meta = control.meta
        assert len(meta.title) <= 100, control.id
        assert not meta.title.endswith("."), control.id
        for text in (meta.description, meta.remediation):
            assert text[0].isupper(), (control.id, text)
            assert text.endswith("."), (control.id, text)
        assert (POLICIES / control.path.replace(".rego", "_test.rego")).is_file(), control.id


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("# METADATA\n", "", "does not start with a METADATA block"),
        ("severity: critical", "severity: dire", "its severity is not one of"),
        ("precision: very-high", "precision: perfect", "its precision is not one of"),
        ("mode: automated", "mode: magic", "its mode is not one of"),
        ("#   severity: critical\n", "", "lacks severity"),
        ("#   mode:", "#   colour: red\n#   mode:", "has under `custom` the unknown key 'colour'."),
        (
            "severity: critical",
            "severty: critical",
            ":6: its METADATA has under `custom` the unknown key 'severty'. Did you mean severity?",
        ),
        (
            "[AWS::BedrockAgentCore::Gateway]",
            "[AWS::BedrockAgentCore::Gatway]",
            "no collector finds resources of the type 'AWS::BedrockAgentCore::Gatway'. Did you mean"
            " AWS::BedrockAgentCore::Gateway?",
        ),
        (
            "id: GENSEC05-BP01/gateway",
            "id: GENSEC05-BP01/gate",
            "its path says 'GENSEC05-BP01/gateway-inbound-authorized'",
        ),
        (
            "package lens.controls.gensec05_bp01.gateway",
            "package lens.controls.gensec05_bp01.gate",
            "its path says lens.controls",
        ),
        (
            "[bedrock-agentcore-control:ListGateways]",
            "[bedrock-agentcore-control:ListGateway]",
            "Did you mean bedrock-agentcore-control:ListGateways?",
        ),
        ("[bedrock-agentcore-control:ListGateways]", '["@agent-role"]', "Did you mean agent-roles?"),
        ("\nviolations contains ", "\nviolation contains ", "exports violation"),
        ("#   item: none\n", "", "the METADATA lacks item"),
        ("item: none", "item: Version", "its item is not lower-case words"),
        ("item: none", "item: a version", "its item is not lower-case words"),
        ("#   messages:\n", "#   also:\n", "the METADATA lacks messages"),
        ("#     undecided:", "#     not_decided:", "the message name 'not_decided' is not lower-case words"),
        ("#     undecided:", "#     Undecided:", "the message name 'Undecided' is not lower-case words"),
        ("type is NONE", "type is %d", "the message open is not a text whose every % is part of %s"),
        ("type is NONE", "type is NONE, 100%", "the message open is not a text whose every % is part of %s"),
        (
            'open: "anyone may call it: its authorizer type is NONE"',
            "open: 7",
            "its message is not a text",
        ),
        (
            'open: "anyone may call it: its authorizer type is NONE"',
            'open: "@role-not-show"',
            "there is no shared message @role-not-show. Did you mean role-not-shown?",
        ),
        (
            "#   item:",
            "#   aliases: [gateway-open]\n#   item:",
            "the alias 'gateway-open' is not an id of a control",
        ),
        ("#   item:", "#   aliases: GENSEC05-BP01/x\n#   item:", "its aliases is not a list"),
        ("#   item:", "#   also: CIS-1\n#   item:", "its also is not a list"),
        ("[AWS::BedrockAgentCore::Gateway]", "AWS::BedrockAgentCore::Gateway", "its resources is not a list"),
        ("\n_public(g) if", "\npublic(g) if", "exports public"),
        ("# title:", "# title: [", "the METADATA cannot be read"),
    ],
)
def test_a_broken_control_is_refused_with_its_reason(old: str, new: str, reason: str) -> None:
    """For each violation of the contract, the error names the file and the reason."""
    assert old in TEXT
    with pytest.raises(Defect) as caught:
        read(Module(PATH, TEXT.replace(old, new)), SHARED)
    assert re.match(rf"{re.escape(PATH)}(:[0-9]+)?: ", caught.value.sentence)
    assert reason in caught.value.sentence


def test_two_controls_cannot_have_one_id(tmp_path: Path) -> None:
    """Two controls with the same id are a defect."""
    for name in ("evidence.yaml", PATH, PATH.replace("gateway_inbound", "gateway__inbound")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "evidence.yaml").write_text((POLICIES / "evidence.yaml").read_text())
    (tmp_path / PATH).write_text(TEXT)
    twin = PATH.replace("gateway_inbound", "gateway-inbound")
    (tmp_path / twin).write_text(TEXT.replace("gateway_inbound_authorized", "gateway-inbound_authorized"))
    with pytest.raises(Defect):
        load(tmp_path)


def test_a_shared_message_has_its_text() -> None:
    """`@name` is replaced by a text of messages.yaml; the control's own message id is kept."""
    text = TEXT.replace("undecided: >-", 'undecided: "@role-not-shown"\n#     other: >-')
    messages = read(Module(PATH, text), SHARED).meta.messages
    assert messages["undecided"] == SHARED.messages["role-not-shown"]
    assert messages["other"].startswith("callers are authenticated")


KEYS, OPEN = "GENSEC01-BP01/api-keys-expire", "GENSEC05-BP01/gateway-inbound-authorized"


def _written(folder: Path, **aliases: str) -> Path:
    """Copy two built-in controls into `folder`. `aliases` is control name -> aliases as YAML."""
    for path in ("security/gensec01_bp01/api_keys_expire.rego", PATH):
        text = (POLICIES / path).read_text()
        listed = aliases.get(Path(path).stem)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(
            text.replace("#   item:", f"#   aliases: {listed}\n#   item:", 1) if listed else text
        )
    return folder


def test_an_old_id_still_names_its_control(tmp_path: Path) -> None:
    """`select` accepts an alias, and returns the control under its current id."""
    catalog = load(_written(tmp_path, gateway_inbound_authorized="[GENSEC05-BP01/gateway-open]"))
    assert catalog.controls[OPEN].meta.aliases == ("GENSEC05-BP01/gateway-open",)
    for names in (["GENSEC05-BP01/gateway-open"], ["GENSEC05-BP01/gateway-open", OPEN]):
        assert list(select(catalog, Selection(controls=tuple(names))).controls) == [OPEN]
    with pytest.raises(UsageError) as caught:
        select(catalog, Selection(controls=("GENSEC05-BP01/gateway-opened",)))
    assert caught.value.next_step == "Did you mean GENSEC05-BP01/gateway-open?"


@pytest.mark.parametrize(
    "aliases",
    [
        {"gateway_inbound_authorized": f"[{KEYS}]"},
        {"gateway_inbound_authorized": f"[{OPEN}]"},
        {"gateway_inbound_authorized": "[GENSEC01-BP01/a]", "api_keys_expire": "[GENSEC01-BP01/a]"},
    ],
    ids=["another's id", "its own id", "another's alias"],
)
def test_an_alias_is_nobody_elses_name(aliases: dict[str, str], tmp_path: Path) -> None:
    """An old id must identify one control, so a duplicate is a defect that names file and alias."""
    with pytest.raises(Defect, match=rf"^{PATH}: its alias \S+ is also a name of security/\S+\.rego\.$"):
        load(_written(tmp_path, **aliases))


def test_selection_keeps_the_library_and_the_chosen() -> None:
    """A selection is a union; it keeps shared modules and drops the modules of other controls."""
    everything = load()
    chosen = select(everything, Selection(best_practices=("gensec05-bp01",), controls=(KEYS,)))
    agents = {name for name in everything.controls if name.startswith("GENSEC05-BP01/")}
    assert len(agents) > 10
    assert chosen.controls.keys() == {KEYS, *agents}
    own = {m.path for m in chosen.modules if m.path.count("/") == 2}
    assert own == {c.path for c in chosen.controls.values()}
    assert "main.rego" in {m.path for m in chosen.modules}
    security = select(everything, Selection(pillars=("Security",))).controls
    assert security == {k: c for k, c in everything.controls.items() if c.path.startswith("security/")}
    assert select(everything, Selection()) is everything


def test_the_document_is_keyed_as_the_packages_are() -> None:
    """`data.lens.catalog` has only the METADATA of each control, by best practice and name."""
    chosen = select(load(), Selection(controls=(KEYS,)))
    assert chosen.document() == {"gensec01_bp01": {"api_keys_expire": chosen.controls[KEYS].meta.document()}}
    own = replace(chosen.controls[KEYS], custom=True)
    assert Catalog({KEYS: own}, chosen.modules).document() == chosen.document()
    assert chosen.operations == own.operations
    assert set(own.meta.lists) <= own.operations


@pytest.mark.parametrize(
    ("selection", "nearest"),
    [
        (
            Selection(controls=("GENSEC01-BP01/api-key-expire",)),
            "Did you mean GENSEC01-BP01/api-keys-expire?",
        ),
        (Selection(best_practices=("GENSEC01-BP09",)), "Did you mean GENSEC01-BP0"),
        (Selection(pillars=("securty",)), "Did you mean security?"),
    ],
)
def test_what_does_not_exist_names_the_nearest(selection: Selection, nearest: str) -> None:
    """A misspelt name is a usage error, which suggests the most similar name."""
    with pytest.raises(UsageError) as caught:
        select(load(), selection)
    assert nearest in caught.value.next_step


def test_the_lens_is_whole() -> None:
    """The lens has 49 best practices in six pillars, each with a focus area and a risk."""
    known = practices()
    assert len(known) == 49
    assert len({p["pillar"] for p in known.values()}) == 6
    assert all(p["focus_area"] and p["risk"] in ("high", "medium", "low") for p in known.values())


def test_an_operation_that_only_adds_is_called_and_its_gaps_do_not_count() -> None:
    """A "+" in a set of evidence: the operation is in the plan, and in neither list of the control.

    A control that names the operation itself counts its gaps.
    """
    for name, counts in (
        ("GENSEC01-BP04/invocation-logging-enabled", False),
        ("GENSEC03-BP01/trail-records-model-calls", True),
    ):
        control = lab.everything().controls[name]
        assert control.meta.adds == ("cloudwatch:ListMetrics",)
        assert "cloudwatch:ListMetrics" in control.operations
        assert ("cloudwatch:ListMetrics" in control.meta.lists + control.meta.evidence) is counts
        assert "cloudwatch:ListMetrics" not in control.meta.named["@regions-in-use"]
