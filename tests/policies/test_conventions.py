"""Every control keeps the conventions that the loader does not check: METADATA and messages.

Only the library makes findings, and only main.rego writes and quotes their texts, so no name from
AWS can become a message's text. These tests check that no module bypasses them, and that the names
of messages and their texts match.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from collectors import ROWS
from scanner import rego
from scanner.catalog.absent import _Input
from scanner.catalog.lens import POLICIES, SEVERITIES, practices
from scanner.catalog.metadata import ATTESTED, MODES, PRECISIONS
from scanner.catalog.workload import keys_of
from scanner.rego import Module
from scanner.yaml_files import load_yaml, parse_yaml
from tests import lab
from tests.conformance.accounts import Account, grown
from tests.conformance.values import REGIONS

CONTROLS = [p for p in sorted(POLICIES.glob("*/*/*.rego")) if not p.name.endswith("_test.rego")]
MODULES = {module.path: module for module in lab.everything().modules}
"""Path below the policies -> every module that judges, the library and main.rego among them."""
NAMED = load_yaml(POLICIES / "evidence.yaml")
SHARED = load_yaml(POLICIES / "messages.yaml")
LIMIT = {"max_validity_days"}
"""The parameter that the library reads for controls that an attestation can decide."""
REQUIRED = {
    "id",
    "severity",
    "precision",
    "mode",
    "resources",
    "lists",
    "evidence",
    "params",
    "messages",
    "item",
    "remediation",
}
OPTIONAL = {"also", "aliases", "workload", "metrics"}
MAKERS = ("data.lens.lib.finding.of", "data.lens.lib.finding.absent")
"""The functions that make a finding; their second argument is the name of a message."""

every_control = pytest.mark.parametrize("file", CONTROLS, ids=lambda p: p.relative_to(POLICIES).as_posix())


@cache
def _meta(file: Path) -> dict[str, Any]:
    """Return the METADATA as in the file: title, description and the members of `custom`."""
    data = parse_yaml(rego.metadata(file.read_text(encoding="utf-8"))[0])
    assert set(data) == {"title", "description", "custom"}
    return {"title": data["title"], "description": data["description"], **data["custom"]}


def _module(file: Path) -> Module:
    return MODULES[file.relative_to(POLICIES).as_posix()]


# Reading a syntax tree


def _walk(node: Any) -> Iterator[tuple[str, Any]]:
    """(kind, body) of every node of a syntax tree."""
    if isinstance(node, dict):
        for kind, body in node.items():
            yield kind, body
            yield from _walk(body)
    elif isinstance(node, list):
        for element in node:
            yield from _walk(element)


def _strings(node: Any) -> set[str]:
    return {body["value"] for kind, body in _walk(node) if kind in ("String", "RawString")}


@cache
def _imports(module: Module) -> Mapping[str, str]:
    """Name -> what it stands for, of a module's imports."""
    out = {}
    for imported in rego.tree(module)["imports"]:
        path = rego.name(imported["refr"])
        out[_alias(module, imported) or path.split(".")[-1]] = path
    return out


def _alias(module: Module, imported: Mapping[str, Any]) -> str:
    span = imported.get("as")
    return module.text.encode()[span["start"] : span["end"]].decode() if span else ""


def _calls(module: Module) -> Iterator[tuple[str, list[Any]]]:
    """Return (function, arguments) of every call; an imported function has its full name."""
    for kind, body in rego.nodes(rego.tree(module)["rules"]):
        if kind == "Call":
            first, *rest = rego.name(body["fcn"]).split(".")
            yield ".".join([_imports(module).get(first, first), *rest]), body["params"]


@cache
def _makers(module: Module) -> Mapping[str, int]:
    """Return the functions that make findings in a module -> the index of the message argument.

    A function of the module is one of them if it passes an argument to another one as the message.
    """
    found = dict.fromkeys(MAKERS, 1)
    for rule in rego.tree(module)["rules"]:
        function = rule.get("Spec", {}).get("head", {}).get("Func")
        if not function:
            continue
        names = [argument.get("Var", {}).get("value") for argument in function["args"]]
        for kind, body in rego.nodes(rule):
            if kind == "Call":
                first, *rest = rego.name(body["fcn"]).split(".")
                place = dict.fromkeys(MAKERS, 1).get(".".join([_imports(module).get(first, first), *rest]))
                message = body["params"][place].get("Var", {}).get("value") if place else None
                if message in names:
                    found[rego.name(function["refr"])] = names.index(message)
    return found


def _named(module: Module) -> set[str]:
    """The names of messages that a module's calls write out."""
    makers = _makers(module)
    return {
        name
        for function, arguments in _calls(module)
        if function in makers
        for name in [arguments[makers[function]].get("String", {}).get("value")]
        if name
    }


@cache
def _reached(module: Module) -> frozenset[Module]:
    """The module, and those of the library that it imports or names in full, and so on."""
    found, waiting = set(), [module]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            full = [".".join(path[:4]) for _, path in rego.whole_paths(rego.tree(one)["rules"], frozenset())]
            paths = (path.removeprefix("data.lens.") for path in (*_imports(one).values(), *full))
            names = (path.replace(".", "/") + ".rego" for path in paths)
            waiting += [MODULES[name] for name in names if name in MODULES]
    return frozenset(found)


def _findings(module: Module) -> list[set[str]]:
    """The keys of every object that a module writes out and that looks like a finding."""
    bodies = [body for kind, body in _walk(rego.tree(module)["rules"]) if kind == "Object"]
    objects = [{key for field in body["fields"] for key in _strings(field[1])} for body in bodies]
    return [keys for keys in objects if keys & {"arguments", "absent_from"} or {"subject", "message"} <= keys]


# The tests


def test_there_is_something_to_check() -> None:
    """The tests of this file ran over controls, their messages and parameters: none saw nothing."""
    assert len(CONTROLS) >= 10
    assert {p.relative_to(POLICIES).as_posix() for p in CONTROLS} <= set(MODULES)
    assert sum(len(_meta(file)["messages"]) for file in CONTROLS) >= 20
    assert sum(len(_named(_module(file))) for file in CONTROLS) >= 20
    assert sum(len(_reached(_module(file))) for file in CONTROLS) >= 5 * len(CONTROLS)
    assert sum(len(_meta(file)["params"]) for file in CONTROLS) >= 8


def test_ids_are_unique() -> None:
    """No two controls share an id."""
    ids = [_meta(file)["id"] for file in CONTROLS]
    assert len(ids) == len(set(ids))


@every_control
def test_the_id_is_the_path(file: Path) -> None:
    """The id says `BEST-PRACTICE/NAME` as the path does, with hyphens for underscores.

    The best practice is one of the path's pillar.
    """
    pillar, practice, name = file.relative_to(POLICIES).with_suffix("").parts
    assert _meta(file)["id"] == f"{practice.upper()}/{name}".replace("_", "-")
    assert practices()[_meta(file)["id"].split("/")[0]]["folder"] == pillar


@every_control
def test_metadata_is_complete(file: Path) -> None:
    """Everything that a control must have is there and not empty, and nothing else is there."""
    meta = _meta(file)
    assert REQUIRED <= set(meta) - {"title", "description"} <= REQUIRED | OPTIONAL
    assert meta["severity"] in SEVERITIES
    assert meta["precision"] in PRECISIONS
    assert meta["mode"] in MODES
    assert meta["lists"]
    assert all(re.fullmatch(r"AWS::\w+(::\w+)?", name) for name in meta["resources"])
    assert meta["resources"]
    assert isinstance(meta["params"], dict)
    assert all(isinstance(name, str) and name for name in meta.get("also", []))


@every_control
def test_texts_are_sentences(file: Path) -> None:
    """The title is short and not a sentence; description and remediation are sentences.

    A sentence has a capital letter, a full stop and at least five words.
    """
    meta = _meta(file)
    assert re.fullmatch(r"[A-Z][^\n]{9,98}[^.\s]", meta["title"])
    for key in ("description", "remediation"):
        assert re.fullmatch(r"[A-Z].*\.", meta[key], re.S), key
        assert len(meta[key].split()) >= 5, key


@every_control
def test_evidence_is_known_to_the_tables(file: Path) -> None:
    """Every operation is in the tables, and every `@name` is in policies/evidence.yaml."""
    meta = _meta(file)
    for name in [*meta["lists"], *meta["evidence"]]:
        assert name.removeprefix("@") in NAMED if name.startswith("@") else name in ROWS, name


@every_control
def test_every_parameter_is_read_and_every_one_read_exists(file: Path) -> None:
    """The parameters that a control reads are those that its METADATA declares.

    A parameter that nothing reads does nothing for whoever sets it; one that is not declared is
    undefined.
    """
    meta = _meta(file)
    found = [name.split(".") for _, name in rego.whole_references(rego.tree(_module(file))["rules"])]
    params = [w for w in found if w[:1] == ["_params"] or w[:2] == ["input", "params"]]
    own = [
        w[1:] if w[0] == "_params" else w[3:] for w in params if w[0] == "_params" or w[2:3] == [meta["id"]]
    ]
    others = [w for w in params if w[0] == "input" and w[2:3] not in ([], [meta["id"]])]
    read = {words[0] for words in own if words}
    assert read == set(meta["params"]) - (LIMIT if meta["mode"] in ATTESTED else set())
    assert others == []


@cache
def _declared(module: Module) -> frozenset[str]:
    """The keys of the configuration's section `workload` that a module reads itself."""
    found, rules = _Input.of(module), rego.tree(module)["rules"]
    paths = [found.whole(path) for _, path in rego.whole_paths(rules, frozenset({"String", "RawString"}))]
    paths += [path for _, path in found.looked_up(rules)]
    return frozenset(
        key for path in paths if path[:2] == ("input", "workload") and path[2:] for key in keys_of(path[2:])
    )


NOT_DECIDED_BY = {
    "GENOPS04-BP01/config-records-genai-types": {"iac.tag_keys"},
    "GENREL05-BP02/source-buckets-replicated": {"counterpart_tag"},
    "GENSEC05-BP01/action-lambda-policy-scoped": {"functions"},
    "GENSEC05-BP01/action-lambda-role-scoped": {"functions"},
}
"""Control -> keys of `workload` that a module which it imports reads for other controls alone."""


@every_control
def test_metadata_names_what_people_declare(file: Path) -> None:
    """METADATA names each key of `workload` that the control or its library reads.

    The page of the workload and the causes of a change are made of it.
    """
    meta = _meta(file)
    read = {key for module in _reached(_module(file)) for key in _declared(module)}
    assert read - NOT_DECIDED_BY.get(meta["id"], set()) == set(meta.get("workload", []))


@every_control
def test_a_control_is_short_and_has_its_test(file: Path) -> None:
    """At most a hundred lines, and the test beside it."""
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 100
    assert file.with_name(f"{file.stem}_test.rego").is_file()


@every_control
def test_a_failure_is_put_in_words(file: Path) -> None:
    """Each control says in its own words when it fails.

    No message is only what an account fills in.
    """
    messages = lab.everything().controls[_meta(file)["id"]].meta.messages
    assert messages
    for text in messages.values():
        assert len(re.findall(r"\w+", text.replace("%s", ""))) >= 3, text
        assert not text.endswith("."), text


@pytest.mark.parametrize("path", sorted(MODULES.keys() - {"lib/finding.rego", "main.rego"}))
def test_findings_are_made_by_the_library_alone(path: str) -> None:
    """No other module makes an object with a finding's members, which would bypass the quoting."""
    assert _findings(MODULES[path]) == []


def test_findings_are_made() -> None:
    """The check above finds such objects in the library's module, and each control imports it."""
    assert len(_findings(MODULES["lib/finding.rego"])) == len(MAKERS)
    for file in CONTROLS:
        assert any(module.path == "lib/finding.rego" for module in _reached(_module(file))), file


@every_control
def test_every_message_is_used_and_every_one_used_exists(file: Path) -> None:
    """A control declares exactly the messages that its findings can name."""
    messages = set(_meta(file)["messages"])
    assert _named(_module(file)) <= messages
    written = {text for module in _reached(_module(file)) for text in _strings(rego.tree(module)["rules"])}
    assert messages <= written


def test_every_message_of_the_library_is_some_controls() -> None:
    """For each name of a message in the library, a control that uses the module declares it."""
    users = defaultdict(set)
    for file in CONTROLS:
        for module in _reached(_module(file)):
            users[module.path].add(_meta(file)["id"])
    controls = lab.everything().controls
    for module in MODULES.values():
        if module.path.startswith("lib/"):
            declared = {name for control in users[module.path] for name in controls[control].meta.messages}
            if module.path == "lib/attestations.rego":  # main.rego uses it, for each control
                declared = {name for name in SHARED if name.startswith("attestation-")}
            assert _named(module) <= declared, module.path


def test_shared_messages_are_used() -> None:
    """A control or `attestations.rego` names each text, whose only placeholder is %s."""
    used = {text[1:] for file in CONTROLS for text in _meta(file)["messages"].values() if text[0] == "@"}
    strings = set(_strings(rego.tree(MODULES["lib/attestations.rego"])["rules"]))
    of_attestations = {text for text in strings if text.startswith("attestation-")}
    assert used | of_attestations == set(SHARED)
    assert len(of_attestations) >= 5
    assert [name for name, text in SHARED.items() if "%" in text.replace("%s", "")] == []


@pytest.mark.parametrize(
    ("body", "named", "findings"),
    [
        ('violations contains finding.of(s, "a-b", [], [])', {"a-b"}, 0),
        ('violations contains f.absent(s, "a-b", [], [], [])', {"a-b"}, 0),
        ('violations contains _of(s, 1, "a-b")\n\n_of(s, n, m) := finding.of(s, m, [n], [])', {"a-b"}, 0),
        ('violations contains finding.of(s, message, [], []) if some message in {"a-b"}', set(), 0),
        ('violations contains {"subject": s, "message": "a b"}', set(), 1),
        ('violations contains object.union(finding.of(s, "a-b", [], []), {"arguments": "x"})', {"a-b"}, 1),
        (
            'violations contains f.of(s, v.message, [], []) if v := {"message": "a-b", "actions": []}',
            set(),
            0,
        ),
        ('violations contains v if v := {{"absent_from": []} | some x in input.y}[_]', set(), 1),
    ],
)
def test_what_is_made_otherwise_is_found(body: str, named: set[str], findings: int) -> None:
    """The checks find names through imports and the module's functions, and objects anywhere."""
    imports = "import data.lens.lib.finding\nimport data.lens.lib.finding as f\n"
    module = Module("x.rego", f"package lens.controls.p.x\n\n{imports}\ns := 1\n\n{body}\n")
    assert _named(module) == named
    assert len(_findings(module)) == findings


@cache
def _items() -> Mapping[str, set[bool]]:
    """Control -> whether there is an item, for each of its verdicts on the sample accounts."""
    out: dict[str, set[bool]] = {}
    for name in ("good", "bad", "demo"):
        for result in lab.report(name).results:
            out.setdefault(result.control, set()).add(bool(result.item))
    return out


@every_control
def test_item_says_whether_there_are_several_results_on_a_resource(file: Path) -> None:
    """`none` if no subject has an item, else a word for what the items are."""
    meta = _meta(file)
    assert (True in _items()[meta["id"]]) == (meta["item"] != "none")


REPEATED: Mapping[tuple[str, str], str] = {
    ("GENREL05-BP02/source-buckets-replicated", "region"): (
        "a bucket that a logging configuration names is shown in the Region of that configuration, "
        "also if the bucket is in another one; then it needs a copy in the first Region too"
    ),
}
"""(control, column) -> why messages of the control may repeat the column."""


def _repeated(message: str, columns: Mapping[str, str]) -> set[str]:
    """Return the columns whose value a message names. The library quotes every name."""
    return {column for column, value in columns.items() if value and f'"{value}"' in message}


@pytest.mark.parametrize("name", ["good", "bad", "demo", "denied"])
def test_messages_do_not_repeat_their_columns(name: str) -> None:
    """No finding of a sample account names its own subject, Region, type or item.

    Reports show these beside the message. So equal causes have equal messages, and fold into one
    line.
    """
    for result in lab.report(name).results:
        if result.messages:
            resource = result.resource
            columns = {
                "id": resource.id,
                "name": resource.name,
                "type": resource.type,
                "account": result.account,
                "region": result.region,
                "item": result.item,
            }
            found = _repeated(result.message, columns)
            assert {c for c in found if (result.control, c) not in REPEATED} == set(), result


@pytest.mark.parametrize("number", range(2))
def test_messages_of_generated_accounts_do_not_repeat_their_columns(number: int) -> None:
    """The same holds for accounts of random values. Their names are common words, so no names."""
    account = Account(number, REGIONS, 2, 0.8, 0.03, frozenset(), frozenset(), frozenset())
    report = lab.judge(grown(account))
    found = {
        (result.control, column, result.message)
        for result in report.results
        if result.messages
        for column in _repeated(
            result.message,
            {"id": result.resource.id, "type": result.resource.type, "region": result.region},
        )
        if (result.control, column) not in REPEATED
    }
    assert found == set()
    assert len({r.control for r in report.results if r.messages}) >= 10


def test_a_repeated_column_is_found() -> None:
    """Only a whole quoted name counts."""
    columns = {"id": "arn:x:role/a", "region": "us-east-1", "item": ""}
    assert _repeated('logging is off in "us-east-1"', columns) == {"region"}
    assert _repeated('role "arn:x:role/ab" of us-east-1 is ""', columns) == set()


def _imported(text: str) -> dict[str, str]:
    """Alias -> library file, of a policy's imports."""
    return {
        alias or name: name
        for name, alias in re.findall(r"^import data\.lens\.lib\.([a-z_]+)(?: as ([a-z_]+))?$", text, re.M)
    }


def test_functions_read_no_imported_rule() -> None:
    """A function names a rule of another package in full.

    regorus leaves a function undefined that reads such a rule by an import, when a third package
    calls it.
    """
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
    """`agent-role-no-admin` knows every service of the actions of `agent-role-resource-scoped`.

    The latter leaves `s3:*` to the former (D12).
    """
    controls = lab.everything().controls
    left = {
        action.split(":")[0]
        for action in controls["GENSEC05-BP01/agent-role-resource-scoped"].meta.params["data_actions"]
    }
    assert left
    assert left <= set(controls["GENSEC05-BP01/agent-role-no-admin"].meta.params["services"])


def test_items_are_those_that_were_fixed_before() -> None:
    """Every control has the item that tests/golden/items.yaml fixes for it, or none."""
    fixed = load_yaml(Path(lab.__file__).parent / "golden" / "items.yaml")
    found = {name: control.meta.item for name, control in lab.everything().controls.items()}
    assert found == {name: fixed.get(name, "none") for name in found}
    assert {name.partition("/")[0] for name in fixed} <= set(practices())
