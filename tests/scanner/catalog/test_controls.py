"""The catalog: what OPA reads of a control is what we read, and a control that breaks the contract is refused by name."""

from __future__ import annotations

import subprocess
from pathlib import Path

import orjson
import pytest

from scanner.catalog.controls import load, read, select
from scanner.catalog.lens import POLICIES, practices
from scanner.engines.program import binary
from scanner.errors import Defect, EngineError, UsageError
from scanner.yaml_files import load_yaml

NAMED = load_yaml(POLICIES / "evidence.yaml")
PATH = "security/gensec05_bp01/gateway_inbound_authorized.rego"
TEXT = (POLICIES / PATH).read_text()


def test_metadata_is_what_opa_reads() -> None:
    """For every control our reading of the METADATA block equals `opa inspect -a`."""
    try:
        opa = binary()
    except EngineError as error:
        pytest.skip(str(error))
    checked = 0
    for control in load().controls.values():
        done = subprocess.run(
            [opa, "inspect", "-a", "-f", "json", str(POLICIES / control.path)],
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
        ours = {k: v for k, v in control.meta.items() if k not in ("named", "lists", "evidence")}
        assert ours == {k: v for k, v in raw.items() if k not in ("lists", "evidence")}
        for key in ("lists", "evidence"):
            assert set(control.meta[key]) == {
                op for name in raw[key] for op in control.meta["named"].get(name, [name])
            }
        checked += 1
    assert checked >= 10


def test_every_control_is_documented_enough() -> None:
    """Titles are short, remediations and descriptions are sentences, and each file is a screen."""
    controls = load().controls
    assert len(controls) >= 10
    for control in controls.values():
        meta = control.meta
        assert len(meta["title"]) <= 100, control.id
        assert not meta["title"].endswith("."), control.id
        for key in ("description", "remediation"):
            assert meta[key][0].isupper(), (control.id, key)
            assert meta[key].endswith("."), (control.id, key)
        assert (POLICIES / control.path.replace(".rego", "_test.rego")).is_file(), control.id


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("# METADATA\n", "", "does not start with a METADATA block"),
        ("severity: critical", "severity: dire", "its severity is not one of"),
        ("precision: very-high", "precision: perfect", "its precision is not one of"),
        ("mode: automated", "mode: magic", "its mode is not one of"),
        ("#   severity: critical\n", "", "lacks severity"),
        ("#   mode:", "#   colour: red\n#   mode:", "has colour, which no control has"),
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
        ("\nviolations contains {", "\nviolation contains {", "exports violation"),
        ("\n_public(g) if", "\npublic(g) if", "exports public"),
        ("# title:", "# title: [", "the METADATA cannot be read"),
    ],
)
def test_a_broken_control_is_refused_with_its_reason(old: str, new: str, reason: str) -> None:
    """Each way to break the contract names the file and what is wrong."""
    assert old in TEXT
    with pytest.raises(Defect) as caught:
        read(PATH, TEXT.replace(old, new), NAMED)
    assert caught.value.sentence.startswith(f"{PATH}: ")
    assert reason in caught.value.sentence


def test_two_controls_cannot_have_one_id(tmp_path: Path) -> None:
    """Ids are unique, as paths are."""
    for name in ("evidence.yaml", PATH, PATH.replace("gateway_inbound", "gateway__inbound")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "evidence.yaml").write_text((POLICIES / "evidence.yaml").read_text())
    (tmp_path / PATH).write_text(TEXT)
    twin = PATH.replace("gateway_inbound", "gateway-inbound")
    (tmp_path / twin).write_text(TEXT.replace("gateway_inbound_authorized", "gateway-inbound_authorized"))
    with pytest.raises(Defect):
        load(tmp_path)


def test_selection_keeps_the_library_and_the_chosen() -> None:
    """Pillar, best practice and control add up; the modules of the others are not loaded."""
    everything = load()
    chosen = select(everything, best_practices=["gensec05-bp01"], controls=["GENSEC01-BP01/api-keys-expire"])
    assert sorted(chosen.controls) == [
        "GENSEC01-BP01/api-keys-expire",
        "GENSEC05-BP01/agent-role-bounded",
        "GENSEC05-BP01/agent-role-no-admin",
        "GENSEC05-BP01/agent-role-not-shared",
        "GENSEC05-BP01/agent-role-resource-scoped",
        "GENSEC05-BP01/agent-role-trust-scoped",
        "GENSEC05-BP01/gateway-inbound-authorized",
    ]
    own = {m.path for m in chosen.modules if m.path.count("/") == 2}
    assert own == {c.path for c in chosen.controls.values()}
    assert "main.rego" in {m.path for m in chosen.modules}
    assert select(everything, pillars=["Security"]).controls == everything.controls


@pytest.mark.parametrize(
    ("selection", "nearest"),
    [
        ({"controls": ["GENSEC01-BP01/api-key-expire"]}, "Did you mean GENSEC01-BP01/api-keys-expire?"),
        ({"best_practices": ["GENSEC01-BP09"]}, "Did you mean GENSEC01-BP0"),
        ({"pillars": ["securty"]}, "Did you mean security?"),
    ],
)
def test_what_does_not_exist_names_the_nearest(selection: dict[str, list[str]], nearest: str) -> None:
    """A misspelt name is wrong usage, with the name that was meant."""
    with pytest.raises(UsageError) as caught:
        select(load(), **selection)
    assert nearest in caught.value.next_step


def test_the_lens_is_whole() -> None:
    """Forty-nine best practices in six pillars, each with a focus area and a risk."""
    known = practices()
    assert len(known) == 49
    assert len({p["pillar"] for p in known.values()}) == 6
    assert all(p["focus_area"] and p["risk"] in ("high", "medium", "low") for p in known.values())
