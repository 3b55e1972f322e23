"""The documentation: generated pages are fresh, links lead somewhere, and the examples work."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import botocore.session
import jmespath
import pytest

from collectors.table import Collector
from scanner.catalog import read
from scanner.engines import Module, engine
from scanner.errors import Defect, EngineError, OutputError, ScanError, SnapshotError, UsageError
from scanner.lens import POLICIES, load_yaml

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def _block(page: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", (ROOT / "docs" / page).read_text(), re.S)
    assert found
    return found[1]


def test_generated_pages_are_fresh() -> None:
    """`make generate` would change nothing."""
    subprocess.run([sys.executable, "scripts/docs.py", "--check"], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "scripts/input_schema.py", "--check"], cwd=ROOT, check=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page is a file that is there."""
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_the_example_control_works() -> None:
    """The control of the guide loads, and judges a knowledge base that failed."""
    text = _block("writing-a-control.md", "rego")
    path = "security/gensec01_bp03/knowledge_base_healthy.rego"
    control = read(path, text, load_yaml(POLICIES / "evidence.yaml"))
    base = {"type": "AWS::Bedrock::KnowledgeBase", "id": "arn:k", "name": "k", "region": "us-east-1", "properties": {"status": "FAILED"}}
    facts = {
        "account": "111122223333",
        "partition": "aws",
        "kind": "account",
        "regions": ["us-east-1"],
        "gaps": {},
        "resources": {base["type"]: [base]},
        "params": {control.id: control.meta["params"]},
    }
    shared = [Module(p.relative_to(POLICIES).as_posix(), p.read_text()) for p in POLICIES.rglob("*.rego") if "/security/" not in p.as_posix()]
    shared = [m for m in shared if not m.path.endswith("_test.rego")]
    with engine("regorus") as running:
        found = running.evaluate([*shared, Module(path, text)], {"gensec01_bp03": {"knowledge_base_healthy": dict(control.meta)}}, facts)
    assert [(r["kind"], r["message"]) for r in found.rows] == [("fail", "the knowledge base is FAILED")]


def test_the_example_collector_works() -> None:
    """The table of the guide fits botocore's model."""
    space: dict[str, Collector] = {}
    exec(_block("writing-a-collector.md", "python"), space)
    collector = space["COLLECTOR"]
    service = botocore.session.get_session().get_service_model(collector.service)
    assert len(collector.rows) == 2
    for row in collector.rows:
        model = service.operation_model(row.operation)
        assert set(row.params) <= set(model.input_shape.members)
        for expression in row.params.values():
            jmespath.compile(expression)


def test_the_table_of_exit_codes_is_the_programs() -> None:
    """Each error's code stands in the table."""
    rows = {int(code) for code in re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "output.md").read_text(), re.M)}
    assert rows == {0, 1, 3} | {e.exit_code for e in (ScanError, SnapshotError, OutputError, EngineError, UsageError, Defect)}
