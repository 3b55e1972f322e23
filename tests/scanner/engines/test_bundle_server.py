"""A server with our bundle judges the selected controls; another version's bundle is refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from scanner.catalog.controls import Catalog, Selection, select
from scanner.catalog.digest import digest
from scanner.cli.main import cli
from scanner.engines import bundle_server
from scanner.engines.bundle import bundle
from scanner.engines.interface import Server
from scanner.engines.registry import engine
from scanner.errors import EngineError
from scanner.judging.facts import facts
from scanner.people.config import Config
from scanner.rego import Module
from scanner.snapshot import folder as snapshot
from tests import lab
from tests.scanner.engines.servers import Running, serving
from tests.scanner.engines.test_engines import FACTS, GOOD, SHARED, catalog

SELECTED = "GENSEC01-BP01/api-keys-expire"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a bundle of this version."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.tar.gz"
    path.write_bytes(bundle(lab.everything()))
    return path


@pytest.fixture(scope="module")
def running(opa: str, file: Path) -> Iterator[Running]:
    """Start a server that serves the bundle."""
    with serving(opa, "--bundle", file) as server:
        yield server


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the snapshot of an account in which some calls were denied."""
    return lab.snapshot_of("denied", tmp_path_factory.mktemp("seen") / "snapshot")


def document(folder: Path, chosen: Catalog) -> dict[str, Any]:
    """Return the input that policies judge for a snapshot."""
    found = snapshot.read(folder)
    (target,) = found.targets
    return facts(found, target, chosen, Config().stated(chosen, target.account))


@pytest.mark.parametrize("options", [[], ["--control", SELECTED]], ids=["all", "selected"])
def test_it_gives_what_regorus_gives(
    running: Running, seen: Path, tmp_path: Path, options: list[str]
) -> None:
    """The report equals regorus's, for all controls and for a selection.

    The server stays as it was.
    """
    before, found = running.holdings(), []
    for number, way in enumerate([[], ["--engine", "opa", "--opa-url", running.url]]):
        out = tmp_path / str(number)
        command = ["evaluate", str(seen), "--format", "json", "--quiet", "--output", str(out), *options, *way]
        assert CliRunner().invoke(cli, command).stderr == ""
        found.append(orjson.loads((out / "results.json").read_bytes()))
    assert found[0] == found[1]
    assert len(found[0]["results"]) >= (1 if options else len(lab.everything().controls))
    assert running.holdings() == before


def test_only_what_was_asked_is_judged(running: Running, seen: Path) -> None:
    """The input of a selection gives only that selection's rows.

    The evidence of other controls was not collected, so they must not seem to pass.
    """
    chosen = select(lab.everything(), Selection(controls=(SELECTED,)))
    rows = running.ask(
        "POST", "/v1/data/lens/results", orjson.dumps({"input": document(seen, chosen)}).decode()
    )["result"]
    assert {row["control"] for row in rows} == {SELECTED}


def test_a_control_that_errs_is_lost_alone(
    opa: str, seen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a control fails, it is named with file and line, and the others are judged.

    The bundle always holds all policies, but the input can ask for each control alone.
    """
    ours = lab.everything()
    control = ours.controls[SELECTED]
    text = (
        next(m.text for m in ours.modules if m.path == control.path)
        + '\nreviews contains to_number("no number")\n'
    )
    broken = replace(
        ours, modules=[Module(m.path, text) if m.path == control.path else m for m in ours.modules]
    )
    (tmp_path / "bundle.tar.gz").write_bytes(bundle(broken))
    monkeypatch.setattr(bundle_server, "load", lambda: broken)
    asked = document(seen, broken)
    with engine("regorus") as running:
        expected = running.evaluate(broken.modules, broken.document(), asked)
    with (
        serving(opa, "--bundle", tmp_path / "bundle.tar.gz") as server,
        engine("opa", Server(server.url)) as running,
    ):
        found = running.evaluate(broken.modules, broken.document(), asked)
    assert found.rows == expected.rows
    assert found.rows
    assert list(found.failures) == list(expected.failures) == [SELECTED]
    assert found.failures[SELECTED].startswith(f"{control.path}:{len(text.splitlines())}: ")


def test_a_bundle_of_another_version(opa: str, tmp_path: Path) -> None:
    """The error names both revisions and what to do."""
    other = select(lab.everything(), Selection(controls=(SELECTED,)))
    (tmp_path / "bundle.tar.gz").write_bytes(bundle(other))
    with (
        serving(opa, "--bundle", tmp_path / "bundle.tar.gz") as server,
        pytest.raises(EngineError) as error,
        engine("opa", Server(server.url)),
    ):
        pass
    assert error.value.sentence == (
        f"the OPA server at {server.url} serves other policies of genai-lens: "
        f"revision {digest(other)}, and these are {digest(lab.everything())}."
    )
    assert error.value.next_step.startswith(
        "Give it what `genai-lens policies bundle` writes for all controls, "
    )


def test_a_bundle_that_is_replaced_meanwhile(opa: str, file: Path, seen: Path, tmp_path: Path) -> None:
    """If another bundle is loaded during the run, its answer is not used."""
    ours = lab.everything()
    other = select(ours, Selection(controls=(SELECTED,)))
    path = tmp_path / "bundle.tar.gz"
    path.write_bytes(file.read_bytes())
    with serving(opa, "--watch", "--bundle", path) as server, engine("opa", Server(server.url)) as running:
        (tmp_path / "new").write_bytes(bundle(other))
        (tmp_path / "new").replace(path)
        until = time.monotonic() + 20
        while digest(other) not in str(server.ask("GET", "/v1/data/lens/edition?provenance=true")):
            assert time.monotonic() < until, "OPA did not load the new bundle"
            time.sleep(0.05)
        with pytest.raises(EngineError, match=f"revision {digest(other)}, and these are "):
            running.evaluate(ours.modules, ours.document(), document(seen, ours))


def test_policies_that_are_not_in_it(running: Running) -> None:
    """A policy that is not in the bundle is refused."""
    with (
        engine("opa", Server(running.url)) as opened,
        pytest.raises(EngineError, match="serves a bundle, and these policies are not in it"),
    ):
        opened.evaluate([*SHARED, GOOD], catalog("good"), FACTS)
