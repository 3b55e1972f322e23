"""Controls with exports of a wrong type: each is a defect, alike in both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.catalog.controls import Catalog, Control, Selection, select
from scanner.catalog.metadata import EXPORTS
from scanner.engines.registry import engine
from scanner.judging.results import Report
from scanner.rego import Module
from tests import lab
from tests.scanner.engines.servers import opa_or_skip

KEYS = "GENSEC01-BP01/api-keys-expire"
AGENTS = "GENSEC05-BP01/agent-role-not-shared"

SUBJECT = '{"type": "AWS::IAM::User", "id": "arn:u", "region": "global", "item": ""}'
FINDING = (
    f'{{"subject": {SUBJECT}, "message": "bad", "arguments": [], "proof": [{{"id": "i", "pointer": ""}}]}}'
)
SOUND = {"subjects": f"{{{SUBJECT}}}", "violations": f"{{{FINDING}}}"}

SUBJECTS = (
    '"arn:u"',
    "5",
    "null",
    "[]",
    SUBJECT.replace(', "item": ""', ""),
    SUBJECT.replace('"item": ""', '"item": "", "more": ""'),
    *(
        SUBJECT.replace(f'"{name}": "{value}"', f'"{name}": {odd}')
        for name, value in (("type", "AWS::IAM::User"), ("id", "arn:u"), ("region", "global"), ("item", ""))
        for odd in ("5", "null", '["x"]', '{"x": 1}')
    ),
)
FINDINGS = (
    '"bad"',
    "5",
    "[]",
    FINDING.replace('"message": "bad"', '"message": 5'),
    FINDING.replace('"message": "bad"', '"message": "other"'),
    FINDING.replace('"arguments": []', '"arguments": "x"'),
    FINDING.replace('"arguments": []', '"arguments": ["x"]'),
    FINDING.replace(f'"subject": {SUBJECT}', '"subject": "arn:u"'),
    FINDING.replace(f'"subject": {SUBJECT}, ', ""),
    *(FINDING.replace('[{"id": "i", "pointer": ""}]', odd)
      for odd in ('"x"', "5", "null", '{"id": "i", "pointer": ""}', '["i"]', '[{"id": "i"}]',
                  '[{"id": 5, "pointer": ""}]', '[{"id": "i", "pointer": null}]')),
    *(FINDING[:-1] + f', "absent_from": {odd}}}'
      for odd in ('"iam:ListUsers"', "5", "null", '{"a": "b"}', "[5]", '["s3:Unread"]')),
)  # fmt: skip
OTHER_TYPES = ('"x"', "5", "null", "true", "[]", f"[{SUBJECT}]", '{"x": 1}')
CASES = (
    *({name: odd} for name in sorted(EXPORTS) for odd in OTHER_TYPES),
    *({"subjects": f"{{{odd}}}", "violations": "set()"} for odd in SUBJECTS),
    *({"proven": f"{{{odd}}}"} for odd in SUBJECTS),
    *({name: f"{{{odd}}}"} for name in ("violations", "reviews", "undeclared", "unseen") for odd in FINDINGS
      if name == "violations" or "absent_from" not in odd or "s3:" not in odd),
    *({"shown": f"{{{odd}}}"}
      for odd in ('"x"', "5", "[]", f"[{SUBJECT}]", f'[{SUBJECT}, "i"]', f'[{SUBJECT}, {{"id": "i"}}]')),
    *({"relies_on": f"{{{odd}}}"}
      for odd in ('"x"', "5", "[]", f"[{SUBJECT}]", f"[{SUBJECT}, 5]", f'{{"x": {SUBJECT}}}')),
)  # fmt: skip
"""Exports of a control that differ from sound ones."""


def _module(number: int, exports: dict[str, str]) -> Module:
    text = "\n\n".join(f"{name} := {value}" for name, value in {**SOUND, **exports}.items())
    return Module(
        f"security/gensec01_bp01/odd_{number}.rego",
        f"package lens.controls.gensec01_bp01.odd_{number}\n\n{text}\n",
    )


def _catalog(cases: list[dict[str, str]]) -> Catalog:
    """Return two controls of ours, and one for each case."""
    ours = select(lab.everything(), Selection(controls=(KEYS, AGENTS)))
    model = ours.controls[KEYS]
    controls, modules = dict(ours.controls), list(ours.modules)
    for number, exports in enumerate(cases):
        module = _module(number, exports)
        meta = replace(
            model.meta,
            id=f"GENSEC01-BP01/odd-{number}",
            params={},
            messages={"bad": "it is bad"},
            aliases=(),
        )
        control = Control(model.practice, module.path, ("gensec01_bp01", f"odd_{number}"), meta)
        controls[control.id] = control
        modules.append(module)
    return Catalog(controls, modules)


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """Return each engine's report on all cases, on an account in which a call was denied."""
    opa_or_skip()
    with (
        lab.sample("bad") as (server, aws),
        lab.remembering("bad", lost=["iam:ListServiceSpecificCredentials"]),
    ):
        server.fault("iam:ListServiceSpecificCredentials", "denied")
        collection = lab.read(aws)
    found = {}
    for name in ("regorus", "opa"):
        with engine(name) as running:
            found[name] = lab.judge(collection, chosen=_catalog([{}, *CASES]), running=running)
    return found


def test_the_engines_find_the_same_faults(reports: dict[str, Report]) -> None:
    """Each case is a defect, for the same reason in both engines. A sound control is none."""
    ours, theirs = ({d.control: d.reason for d in reports[name].head.defects} for name in ("regorus", "opa"))
    cases = {f"GENSEC01-BP01/odd-{number}": case for number, case in enumerate(CASES, 1)}
    assert not {str(case): theirs.get(control) for control, case in cases.items() if control not in ours}
    assert ours == theirs
    assert ours.keys() == cases.keys()


def test_the_others_stand(reports: dict[str, Report]) -> None:
    """Both engines give the same results, and the controls of ours have the usual ones."""
    assert reports["regorus"].results == reports["opa"].results
    usual = [r for r in lab.report("bad").results if r.control == AGENTS]
    assert usual
    assert [r for r in reports["opa"].results if r.control == AGENTS] == usual
    assert {r.kind for r in reports["opa"].results if r.control == "GENSEC01-BP01/odd-0"} == {
        "fail",
        "unknown",
    }
