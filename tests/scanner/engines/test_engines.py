"""Both engines: equal rows, a broken control lost alone, forbidden built-ins refused, and no server left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.engines import Engine, Module, engine
from scanner.engines.guard import forbidden
from scanner.engines.opa import binary
from scanner.errors import EngineError, UsageError
from scanner.lens import POLICIES

MAIN = Module(
    "main.rego",
    """package lens
results contains {"control": meta.id, "said": said} if {
	some practice, name
	meta := data.lens.catalog[practice][name]
	some said in data.lens.controls[practice][name].said
}
""",
)
CATALOG = {"bp": {"a": {"id": "BP/a"}, "b": {"id": "BP/b"}}}


def _control(name: str, rule: str) -> Module:
    return Module(f"x/bp/{name}.rego", f"package lens.controls.bp.{name}\n{rule}\n")


@pytest.fixture(params=["regorus", "opa"])
def running(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each engine in turn."""
    if request.param == "opa":
        try:
            binary()
        except EngineError as error:
            if os.environ.get("CI") == "true":
                pytest.fail(str(error))
            pytest.skip(str(error))
    with engine(request.param) as found:
        yield found


def test_rows_come_in_one_order(running: Engine) -> None:
    """The rows are sorted by their bytes, whatever the engine's order."""
    found = running.evaluate([MAIN, _control("a", "said := {2, 1}"), _control("b", "said contains input.x")], CATALOG, {"x": 3})
    assert list(found.rows) == [{"control": "BP/a", "said": 1}, {"control": "BP/a", "said": 2}, {"control": "BP/b", "said": 3}]
    assert found.failures == {}


@pytest.mark.parametrize(
    "broken", ["said contains lower(input.x)", 'said contains json.remove(1, ["a"])', "said contains unknown_name(1)", "said contains := 1"]
)
def test_a_broken_control_is_lost_alone(running: Engine, broken: str) -> None:
    """A built-in's error, an unknown function or text that does not parse costs its own control and no other."""
    modules = [MAIN, _control("a", "said contains 1"), _control("b", broken)]
    try:
        found = running.evaluate(modules, CATALOG, {"x": 3})
    except UsageError as error:
        assert "unknown_name" in error.sentence
        return
    assert found.rows == [{"control": "BP/a", "said": 1}]
    assert list(found.failures) == ["BP/b"]
    assert "\n" not in found.failures["BP/b"]


def test_a_broken_library_stops_everything(running: Engine) -> None:
    """When what all controls share does not compile there is nothing to report."""
    with pytest.raises(EngineError, match="library"):
        running.evaluate([Module("main.rego", "package lens\nresults contains x if {"), _control("a", "said contains 1")], CATALOG, {})


def test_a_large_input_arrives(running: Engine) -> None:
    """Twenty megabytes are judged."""
    facts = {"x": ["y" * 1000] * 20_000}
    found = running.evaluate([MAIN, _control("a", "said contains count(input.x)")], CATALOG, facts)
    assert found.rows == [{"control": "BP/a", "said": 20_000}]


def test_what_is_not_allowed_is_refused(running: Engine) -> None:
    """A policy that reads the network, the clock or the environment is never loaded."""
    with pytest.raises(UsageError, match=r"x/bp/a\.rego:2: a policy may not call http\.send"):
        running.evaluate([MAIN, _control("a", 'said contains http.send({"url": "http://127.0.0.1"})')], CATALOG, {})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x := time.now_ns()", ["time.now_ns"]),
        ("x := opa.runtime()", ["opa.runtime"]),
        ('x := http["send"]({})', ["http.send"]),
        ("x := y if y := 1 with lower as http.send", ["http.send"]),
        ("x := y if y := 1 with time.now_ns as 3", ["time.now_ns"]),
        ("import data.lens.lib.http\nx := http.send({})", ["an import named http", "http.send"]),
        ('x := trace("a")', ["trace"]),
        ("x := print(1)", ["print"]),
        ('x := "http.send()" # http.send()', []),
        ("x := `http.send()`", []),
        ("import data.lens.lib.facts\nx := facts.get(1, 2)", []),
        ("_f(y) := y\nx := _f(count([1]))", []),
        ("x := data.lens.lib.facts.get(1, 2)", []),
    ],
)
def test_the_guard_reads_names_and_not_strings(text: str, names: list[str]) -> None:
    """Strings and comments do not count; brackets, `with` and imports do not hide a built-in."""
    assert [name for _, name in forbidden(f"package a\n{text}\n")] == names


def test_our_own_policies_are_allowed() -> None:
    """Nothing that we ship calls what a user's policy may not."""
    paths = [p for p in POLICIES.rglob("*.rego") if not p.name.endswith("_test.rego")]
    assert len(paths) >= 20
    for path in paths:
        assert not list(forbidden(path.read_text())), path


def _servers() -> set[str]:
    found = set()
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = process.read_bytes()
            parent = (process.parent / "stat").read_text().rsplit(")", 1)[1].split()[1]
        except OSError:
            continue
        if b"run\0--server" in command and parent == str(os.getpid()):
            found.add(process.parent.name)
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("end", [None, ValueError, KeyboardInterrupt])
def test_opa_is_gone_afterwards(end: type[BaseException] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """However an evaluation ends, its server ends with it."""
    try:
        binary()
    except EngineError as error:
        pytest.skip(str(error))
    from opa_client.opa import OpaClient

    seen: list[set[str]] = []
    asked = OpaClient.query_rule

    def query(self: OpaClient, *arguments: Any) -> Any:
        seen.append(_servers())
        if end is not None:
            raise end
        return asked(self, *arguments)

    monkeypatch.setattr(OpaClient, "query_rule", query)
    with engine("opa") as running:
        try:
            running.evaluate([MAIN, _control("a", "said contains 1")], {"bp": {"a": {"id": "BP/a"}}}, {})
        except (ValueError, KeyboardInterrupt):
            assert end is not None
    assert len(seen[0]) == 1
    assert _servers() == set()


def test_without_a_binary_the_next_step_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `opa` is one sentence, and what is not OPA is not trusted."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("GENAI_LENS_OPA", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EngineError, match="no `opa` binary") as caught, engine("opa"):
        pass
    assert "--engine regorus" in caught.value.next_step
    fake = tmp_path / "opa"
    fake.write_text("#!/bin/sh\necho 'Version: 0.68.0'\n")
    fake.chmod(0o755)
    monkeypatch.setenv("GENAI_LENS_OPA", str(fake))
    with pytest.raises(EngineError, match=r"not OPA 1\.0"), engine("opa"):
        pass
