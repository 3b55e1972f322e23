"""Both engines, on small policies: equal rows, isolated failures, refused calls, clean shutdown."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import orjson
import pytest

from scanner.engines import local_server, program
from scanner.engines.interface import Engine, Server
from scanner.engines.registry import engine
from scanner.errors import EngineError, UsageError
from scanner.rego import Module, PolicyError
from tests.scanner.engines.servers import serving

MAIN = Module(
    "main.rego",
    """package lens

import data.lens.lib.text

results contains row if {
	some practice, name
	meta := data.lens.catalog[practice][name]
	exports := data.lens.controls[practice][name]
	some said in exports.says
	row := {"control": meta.id, "title": text.loud(meta.title), "said": said}
}
""",
)
# It comes first, but uses the module after it.
ALPHA = Module(
    "lib/alpha.rego", "package lens.lib.alpha\n\nimport data.lens.lib.text\n\nlouder(s) := text.loud(s)\n"
)
TEXT = Module("lib/text.rego", "package lens.lib.text\n\nloud(s) := upper(s)\n")
SHARED = [ALPHA, TEXT, MAIN]
FACTS = {"n": 5, "names": ["b", "ä", "a"], "nested": {"x": [1, None, True]}}


def control(name: str, body: str) -> Module:
    """Return a control's module with `body` below its package line, in line 3."""
    return Module(f"security/p/{name}.rego", f"package lens.controls.p.{name}\n\n{body}\n")


def catalog(*names: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return the catalog of the controls `P/<name>`."""
    return {"p": {name: {"id": f"P/{name}", "title": name} for name in names}}


def row(name: str, said: Any) -> dict[str, Any]:
    """Return the row that `MAIN` makes of one value in a control's `says`."""
    return {"control": f"P/{name}", "title": name.upper(), "said": said}


GOOD = control("good", "says contains name if some name in input.names")
OTHER = control("other", 'says := {input.nested, {"sets": {3, 1, 2}}}')


@pytest.fixture(scope="module")
def server(opa: str) -> Iterator[Server]:
    """Start a server that several tests share. Each test leaves it as it was."""
    with serving(opa) as running:
        yield Server(running.url)


def children() -> list[int]:
    """Return the process ids of the OPA servers that this process started."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.split(None, 2) for line in listed.splitlines()]
    return [
        int(pid)
        for pid, parent, args in lines
        if int(parent) == os.getpid() and "--shutdown-grace-period" in args
    ]


def gone(pid: int) -> bool:
    """Return whether a process ends within five seconds."""
    for _ in range(250):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
        if not state or state.startswith("Z"):
            return True
        time.sleep(0.02)
    return False


Opened = Callable[[], AbstractContextManager[Engine]]


@pytest.fixture(params=["regorus", "opa", "server"])
def opened(request: pytest.FixtureRequest) -> Opened:
    """Return each way to open an engine: in process, on a server of its own, on a shared server."""
    if request.param == "regorus":
        return lambda: engine("regorus")
    if request.param == "opa":
        request.getfixturevalue("opa")
        return lambda: engine("opa")
    server = request.getfixturevalue("server")
    return lambda: engine("opa", server)


def evaluate(
    opened: Opened, modules: Sequence[Module], *names: str, facts: bytes | Mapping[str, Any] = FACTS
) -> tuple[bytes, Mapping[str, str]]:
    """Return the rows as bytes, and the failures."""
    with opened() as running:
        found = running.evaluate(modules, catalog(*names), facts)
    return orjson.dumps(found.rows, option=orjson.OPT_SORT_KEYS), found.failures


def expected(*rows: dict[str, Any]) -> bytes:
    """Return rows in canonical order, as bytes."""
    return orjson.dumps(
        sorted(rows, key=lambda r: orjson.dumps(r, option=orjson.OPT_SORT_KEYS)), option=orjson.OPT_SORT_KEYS
    )


ALL_GOOD = [row("good", "a"), row("good", "b"), row("good", "ä")]


@pytest.mark.parametrize("facts", [FACTS, orjson.dumps(FACTS)], ids=["document", "bytes"])
def test_every_engine_gives_the_same_bytes(opened: Opened, facts: bytes | Mapping[str, Any]) -> None:
    """Every engine gives equal rows in canonical order, for both forms of the facts."""
    found = evaluate(opened, [*SHARED, GOOD, OTHER], "good", "other", facts=facts)
    assert found == (
        expected(*ALL_GOOD, row("other", FACTS["nested"]), row("other", {"sets": [1, 2, 3]})),
        {},
    )


def test_one_engine_evaluates_again(opened: Opened) -> None:
    """An evaluation leaves no modules, catalog or facts for the next one."""
    with opened() as running:
        first = running.evaluate([*SHARED, GOOD, OTHER], catalog("good", "other"), FACTS)
        second = running.evaluate([*SHARED, GOOD], catalog("good"), {"names": ["z"]})
        third = running.evaluate([*SHARED, GOOD], catalog("good"), {"names": []})
        again = running.evaluate([*SHARED, GOOD, OTHER], catalog("good", "other"), FACTS)
    assert (second.rows, third.rows, again) == ([row("good", "z")], [], first)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("says contains lower(input.n)", "3"),
        ('says contains 1 if {\n\tnot json.unmarshal("x")\n}', "4"),
        ("says contains", "[345]"),
        ("says contains data.lens.lib.text.nothing(1)", "3"),
    ],
    ids=["wrong type", "under not", "syntax", "unknown function"],
)
def test_a_broken_control_is_lost_alone(opened: Opened, body: str, line: str) -> None:
    """If a control fails or does not compile, its file and line are named; others are judged."""
    rows, failures = evaluate(opened, [*SHARED, control("bad", body), GOOD], "bad", "good")
    assert (rows, list(failures)) == (expected(*ALL_GOOD), ["P/bad"])
    assert re.fullmatch(rf"security/p/bad\.rego:{line}: .+", failures["P/bad"])


def test_a_library_that_errs_for_one_control_costs_that_control(opened: Opened) -> None:
    """If one control calls a shared function wrongly, only that control fails."""
    bad = control("bad", "import data.lens.lib.text\n\nsays contains text.loud(input.n)")
    rows, failures = evaluate(opened, [*SHARED, bad, GOOD], "bad", "good")
    assert (rows, list(failures)) == (expected(*ALL_GOOD), ["P/bad"])
    assert failures["P/bad"].startswith("lib/text.rego:3: ")


@pytest.mark.parametrize(
    "broken",
    ["package lens.lib.text\n\nloud(s) :=\n", "package lens.lib.text\n\nloud(s) := x if x := upper(t)\n"],
    ids=["syntax", "unsafe"],
)
def test_a_broken_library_stops_everything(opened: Opened, broken: str) -> None:
    """If a shared module does not compile, the error names its file."""
    with pytest.raises(
        EngineError, match=r"^the policies that all controls share cannot be evaluated: lib/text.rego:\d+: "
    ):
        evaluate(opened, [ALPHA, Module("lib/text.rego", broken), MAIN, GOOD], "good")


def test_without_an_entry_point_nothing_is_evaluated(opened: Opened) -> None:
    """Policies without `data.lens.results` are an error, not an empty result."""
    with pytest.raises(EngineError, match="the policies that all controls share cannot be evaluated"):
        evaluate(opened, [TEXT, GOOD], "good")


def test_a_forbidden_call_is_refused(opened: Opened) -> None:
    """A control that reads the clock is refused before the evaluation, with file, line and name."""
    with pytest.raises(UsageError, match=r"^security/p/clock.rego:3: time.now_ns, which no policy may use.$"):
        evaluate(opened, [*SHARED, control("clock", "says contains time.now_ns()"), GOOD], "clock", "good")


def test_a_long_input_arrives(opened: Opened) -> None:
    """Twenty megabytes of facts are judged."""
    facts = {"names": [], "rows": [{"text": "x" * 200, "n": n} for n in range(100_000)]}
    size = control("size", "says contains count(input.rows)")
    assert len(orjson.dumps(facts)) > 20_000_000
    assert evaluate(opened, [*SHARED, size], "size", facts=facts) == (expected(row("size", 100_000)), {})


@pytest.mark.parametrize(
    "text",
    [
        "package lens\n\ncatalog := {}",
        "package lens.catalog.p\n\ngood := {}",
        "package lens\n\ncatalog.p.x := 1",
    ],
)
def test_a_rule_in_the_catalog_is_refused(opened: Opened, text: str) -> None:
    """A rule that the catalog's data would silently replace is refused."""
    with pytest.raises(UsageError, match=r"^own.rego:3: data.lens.catalog, which no policy may use.$"):
        evaluate(opened, [*SHARED, Module("own.rego", text), GOOD], "good")


def test_names_of_engines() -> None:
    """An unknown engine is a usage error with a next step; so is a server that it does not use."""
    with pytest.raises(UsageError, match="there is no engine 'rogorus'") as error:
        engine("rogorus")
    assert error.value.next_step == "Did you mean regorus?"
    with pytest.raises(UsageError, match="uses no server"):
        engine("regorus", Server("http://127.0.0.1:1"))


def test_importing_the_registry_imports_no_engine() -> None:
    """Importing the registry imports no engine, so that `--version` stays fast."""
    names = "('regorus', 'opa_client', 'requests')"
    code = f"import sys, scanner.engines.registry; sys.exit(any(name in sys.modules for name in {names}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt])
def test_opa_is_gone_afterwards(opa: str, error: type[BaseException] | None) -> None:
    """The server is stopped when the block ends: normally, with an error or by Ctrl-C."""
    try:
        with engine("opa") as running:
            running.evaluate([*SHARED, GOOD], catalog("good"), FACTS)
            (pid,) = children()
            if error:
                raise error
    except (ValueError, KeyboardInterrupt):
        pass
    assert gone(pid)
    assert children() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_opa_is_gone_when_the_scanner_is_ended(opa: str, number: signal.Signals, tmp_path: Path) -> None:
    """When the scanner is interrupted or killed, its server stops too."""
    if number != signal.SIGINT and not shutil.which("setpriv"):
        pytest.skip("nothing ties a process to its parent here: no setpriv")
    code = """if True:
        import time, tests.scanner.engines.test_engines as t
        with t.engine("opa") as running:
            running.evaluate(t.SHARED, {}, {})
            print(*t.children(), flush=True)
            time.sleep(60)
    """
    # A killed scanner cannot remove its folder of policies.
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environ,
    ) as scanner:
        assert scanner.stdout
        pid = int(scanner.stdout.readline())
        scanner.send_signal(number)
    assert gone(pid)


def test_a_server_that_dies(opa: str) -> None:
    """If the server dies between two queries, the engine fails, not a control."""
    with engine("opa") as running:
        running.evaluate([*SHARED, GOOD], catalog("good"), FACTS)
        pid = children()[0]
        os.kill(pid, signal.SIGKILL)
        assert gone(pid)
        with pytest.raises(
            EngineError, match=r"^the OPA server that .* started cannot be reached: Connection "
        ):
            running.evaluate([*SHARED, GOOD], catalog("good"), FACTS)


def _no_such_user(number: int) -> None:
    raise KeyError(number)


@pytest.mark.parametrize("homeless", [False, True])
def test_without_a_binary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, homeless: bool) -> None:
    """Without OPA, one sentence says how to install it. The working folder's `opa` does not run.

    A container may give a user that has neither a name nor a home.
    """
    for name in ("GENAI_LENS_OPA", "GOBIN", "GOPATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    if homeless:
        monkeypatch.delenv("HOME")
        monkeypatch.setattr("pwd.getpwuid", _no_such_user)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program._TOOLS.is_absolute()
    monkeypatch.setattr(program, "_TOOLS", tmp_path / "nowhere")
    (tmp_path / "work" / ".tools").mkdir(parents=True)
    (tmp_path / "work" / ".tools" / "opa").write_text("#!/bin/sh\necho 'Version: 1.9.0'\n")
    (tmp_path / "work" / ".tools" / "opa").chmod(0o755)
    monkeypatch.chdir(tmp_path / "work")
    with pytest.raises(EngineError, match=r"^there is no `opa` on this machine.$") as error, engine("opa"):
        pass
    assert (
        error.value.next_step
        == "Run scripts/opa in the source tree, name the binary in GENAI_LENS_OPA, or use --engine regorus."
    )


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'Version: 0.70.0'", "is not OPA 1.0 or newer, which the policies need."),
        ("exit 3", "is not OPA 1.0 or newer, which the policies need."),
        (
            '[ "$1" = version ] && echo "Version: 1.9.0" || { echo "no such thing"; exit 1; }',
            "did not start a server: no such thing.",
        ),
    ],
    ids=["old", "not opa", "does not start"],
)
def test_a_binary_that_will_not_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    """A binary that is too old, is not OPA or does not start gets its own error."""
    fake = tmp_path / "opa"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("GENAI_LENS_OPA", str(fake))
    with pytest.raises(EngineError) as error, engine("opa") as running:
        running.evaluate(SHARED, {}, {})
    assert str(error.value) == f"{fake} {said}"


def test_the_local_server_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It listens on loopback only, and sees no secret of the environment."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "CANARY")
    fake = tmp_path / "opa"
    fake.write_text('#!/bin/sh\nenv\necho "$@"\n')
    fake.chmod(0o755)
    with local_server._process(str(fake), 7, tmp_path) as process:
        process.wait(timeout=30)
    said = (tmp_path / "log").read_text()
    assert "--addr 127.0.0.1:7 " in said
    assert "CANARY" not in said


def test_a_panic_of_regorus_costs_one_control() -> None:
    """A panic in the engine is an error of the policy, and not the end of the process."""
    from scanner.engines.regorus import results, with_input

    module = Module("m.rego", 'package lens\n\nresults := [strings.count("a", "")]\n')
    with pytest.raises(PolicyError, match="panicked"):
        results(with_input(b"{}"), [module], {})
