"""A server that the user names: authentication, clear errors, and no traces after a run."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from scanner.cli.main import cli
from scanner.engines.interface import Server
from scanner.engines.local_server import _free_port
from scanner.engines.registry import engine
from scanner.errors import EngineError, UsageError
from tests import lab
from tests.scanner.engines import servers
from tests.scanner.engines.servers import TOKEN, Authority, Running, answering, forwarding, says, serving
from tests.scanner.engines.test_engines import ALL_GOOD, FACTS, GOOD, SHARED, catalog, control, expected

CONTROL = ["--control", "GENSEC01-BP01/api-keys-expire"]
URL = ["--engine", "opa", "--opa-url", "https://x"]
CONFIG = b'{"result": {"labels": {"id": "x", "version": "%s"}}}'
SLOW = control(
    "slow",
    "says contains 1 if {\n\tsome a in numbers.range(1, 20000)\n"
    "\tsome b in numbers.range(1, 20000)\n\ta * b == -1\n}",
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return the authority that signs the certificates."""
    return Authority(tmp_path_factory.mktemp("pki"), "ours")


@pytest.fixture(scope="module")
def guarded(opa: str, authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Start a server with TLS that requires a token."""
    with servers.serving_with_tokens(opa, tmp_path_factory.mktemp("authz"), authority) as running:
        yield running


@pytest.fixture(scope="module")
def mutual(opa: str, authority: Authority) -> Iterator[Running]:
    """Start a server with TLS that requires a client certificate."""
    with servers.serving_with_certificates(opa, authority) as running:
        yield running


def judged(server: Server) -> list[Any]:
    """Return the rows of the good control, evaluated on a server."""
    with engine("opa", server) as running:
        return list(running.evaluate([*SHARED, GOOD], catalog("good"), FACTS).rows)


def refused(server: Server) -> tuple[str, str]:
    """Return the sentence and the next step of the error that a server causes."""
    with pytest.raises(EngineError) as error:
        judged(server)
    return error.value.sentence, error.value.next_step


ROWS = json.loads(expected(*ALL_GOOD))


# Authentication and TLS


def test_a_token_opens_the_door(guarded: Running, authority: Authority) -> None:
    """With the right token and CA the server judges, and is left as it was."""
    before = guarded.holdings()
    assert judged(Server(guarded.url, token=TOKEN, ca=authority.ca)) == ROWS
    assert guarded.holdings() == before


def test_the_environment_changes_neither_token_nor_trust(
    guarded: Running, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """.netrc, a CA variable and a proxy variable do not override our token, CA and server.

    requests would prefer each of them.
    """
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password else\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(Authority(tmp_path, "theirs").ca))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert judged(Server(guarded.url, token=TOKEN, ca=authority.ca)) == ROWS


@pytest.mark.parametrize(
    ("token", "said"),
    [("wrong", "the token was rejected"), ("", "it asks for a token or a client certificate")],
)
def test_a_wrong_token(guarded: Running, authority: Authority, token: str, said: str) -> None:
    """A wrong or missing token is reported, without repeating the token."""
    sentence, next_step = refused(Server(guarded.url, token=token, ca=authority.ca))
    assert sentence == f"the OPA server at {guarded.url} rejected the request (HTTP 401): {said}."
    assert next_step.startswith("Give the token with --opa-token-file or GENAI_LENS_OPA_TOKEN")


def test_a_client_certificate_opens_the_door(mutual: Running, authority: Authority) -> None:
    """A client certificate works with its key in the same file or in another."""
    cert, key = authority.issue("scanner")
    both = cert.with_name("both.pem")
    both.write_bytes(cert.read_bytes() + key.read_bytes())
    before = mutual.holdings()
    assert judged(Server(mutual.url, cert=cert, key=key, ca=authority.ca)) == ROWS
    assert judged(Server(mutual.url, cert=both, ca=authority.ca)) == ROWS
    assert mutual.holdings() == before


def test_a_client_certificate_that_is_not_welcome(
    mutual: Running, authority: Authority, tmp_path: Path
) -> None:
    """Without a client certificate, or with an unknown authority's, the error says what to give."""
    cert, key = Authority(tmp_path, "theirs").issue("stranger")
    for server in (
        Server(mutual.url, ca=authority.ca),
        Server(mutual.url, cert=cert, key=key, ca=authority.ca),
    ):
        sentence, next_step = refused(server)
        assert sentence.startswith(f"the OPA server at {mutual.url} refused the TLS connection: ")
        assert next_step == "It may want another client certificate: give one with --opa-cert and --opa-key."


def test_a_certificate_that_is_not_trusted(guarded: Running, authority: Authority, tmp_path: Path) -> None:
    """A server certificate of an unknown authority, or for another host, is not trusted."""
    step = "Name the authority that signed it with --opa-ca, and the host as the certificate does."
    for ca in (None, Authority(tmp_path, "theirs").ca):
        sentence, next_step = refused(Server(guarded.url, token=TOKEN, ca=ca))
        assert sentence.startswith(f"the OPA server at {guarded.url} has a certificate that is not trusted: ")
        assert next_step == step
    other = guarded.url.replace("127.0.0.1", "localhost")
    sentence, next_step = refused(Server(other, token=TOKEN, ca=authority.ca))
    assert sentence.startswith(
        f"the OPA server at {other} has a certificate that is not trusted: Hostname mismatch"
    )


def test_https_and_http_mistaken(opa: str, guarded: Running) -> None:
    """TLS to a plain server and plain HTTP to a TLS server are reported as such."""
    with serving(opa) as plain:
        url = plain.url.replace("http://", "https://")
        sentence, next_step = refused(Server(url))
    assert sentence.startswith(f"the OPA server at {url} does not speak TLS: ")
    assert next_step == "Check the port, and whether the URL should start with http."
    url = guarded.url.replace("https://", "http://")
    assert refused(Server(url))[0] == f"the OPA server at {url} does not answer as OPA does."


# Usage errors, before anything is sent


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8181",
        "ftp://x",
        "http://",
        "http://x/path",
        "http://x:99999",
        "http://x?a=1",
        "http://[x",
        "http://x:0",
    ],
)
def test_a_url_that_is_none(url: str) -> None:
    """A text that is not the URL of a server is a usage error."""
    with pytest.raises(UsageError, match="is not the URL of an OPA server"):
        judged(Server(url))


@pytest.mark.parametrize(
    ("server", "said"),
    [
        (Server("https://user:word@x"), "the URL of the OPA server has a user name or password."),
        (Server("http://opa.example", token=TOKEN), "the token would cross the network unencrypted"),
        (Server("http://127.0.0.1", ca=Path("ca.pem")), "certificates need TLS"),
        (
            Server("https://x", token="two words"),
            "the token for the OPA server has characters that a token cannot have.",
        ),
        (
            Server("https://x", token="a\r\nX: y"),
            "the token for the OPA server has characters that a token cannot have.",
        ),
        (Server("https://x", key=Path("me.key")), "there is a key for the OPA server and no certificate."),
        (
            Server("https://x", ca=Path("nowhere.pem")),
            "nowhere.pem cannot be used as CA: No such file or directory.",
        ),
        (
            Server("https://x", cert=Path("nowhere.pem")),
            "nowhere.pem cannot be used as client certificate: No such file or directory.",
        ),
    ],
)
def test_options_that_cannot_be_right(server: Server, said: str) -> None:
    """If options are invalid, nothing is sent and no secret is repeated."""
    with pytest.raises(UsageError) as error:
        judged(server)
    told = f"{error.value.sentence} {error.value.next_step} {server!r}"
    assert error.value.sentence.startswith(said)
    assert not [
        secret for secret in ("word@", TOKEN, "two words", "X: y") if secret in told.replace(server.url, "")
    ]


def test_certificates_that_are_none(authority: Authority, tmp_path: Path) -> None:
    """An invalid certificate, a missing key and a key with a password are reported.

    OpenSSL never asks for a password.
    """
    junk = tmp_path / "junk.pem"
    junk.write_text("junk\n")
    cert, _ = authority.issue("lone")
    hidden = authority.issue("hidden", password=b"secret")
    for server, files in [
        (Server("https://x", ca=junk), f"{junk} cannot be used as CA"),
        (Server("https://x", cert=cert), f"{cert} cannot be used as client certificate"),
        (
            Server("https://x", cert=hidden[0], key=hidden[1]),
            f"{hidden[0]} and {hidden[1]} cannot be used as client certificate",
        ),
    ]:
        with pytest.raises(UsageError) as error:
            judged(server)
        assert error.value.sentence == f"{files}: OpenSSL cannot use it."


# Servers that cannot be used


def test_a_server_that_is_down() -> None:
    """If nothing listens there, one sentence gives the cause, and a next step follows."""
    url = f"http://127.0.0.1:{_free_port()}"
    assert refused(Server(url)) == (
        f"the OPA server at {url} cannot be reached: Connection refused.",
        "Check that it runs and that the URL is right, or use --engine regorus.",
    )


def test_a_host_that_is_none() -> None:
    """A host name that does not resolve is reported as such."""
    sentence, _ = refused(Server("http://no-such-host.invalid"))
    assert sentence.startswith("the OPA server at http://no-such-host.invalid:80 cannot be reached: ")


@pytest.mark.parametrize(
    ("handle", "said"),
    [
        (says(200, b"<html>hello</html>"), "does not answer as OPA does."),
        (says(200, b"[1]"), "does not answer as OPA does."),
        (says(200, b'{"result": []}'), "does not answer as OPA does."),
        (
            says(200, b'{"result": {"labels": {"version": "1.2.3"}}}'),
            "does not answer as OPA does.",
        ),  # the answer to every request
        (says(404, b'{"code": "not found"}'), "does not answer as OPA does."),
        (says(502, b"Bad Gateway"), "does not answer as OPA does."),
        (says(307, b"", Location="http://127.0.0.1:1/v1/config"), "does not answer as OPA does."),
        (says(307, b"", Location="/v1/config"), "does not answer as OPA does."),  # a redirect loop
        (says(200, b'{"result": ', **{"Content-Length": "11"}), "does not answer as OPA does."),
        (says(403, b"no"), "rejected the request (HTTP 403): it asks for a token or a client certificate."),
    ],
)
def test_a_server_that_is_not_opa(handle: Callable[[BaseHTTPRequestHandler], None], said: str) -> None:
    """A server that is not OPA is recognised, gets no facts, and cannot redirect us elsewhere."""
    with answering(handle) as url:
        assert refused(Server(url))[0] == f"the OPA server at {url} {said}"


@pytest.mark.parametrize("version", ["0.70.0", "", "next"])
def test_a_server_that_is_too_old(version: str) -> None:
    """OPA before 1.0 is refused by the version that it reports."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        says(200, CONFIG % version.encode() if request.path == "/v1/config" else b'{"result": []}')(request)

    with answering(handle) as url:
        assert refused(Server(url)) == (
            f"the OPA server at {url} is not OPA 1.0 or newer, which the policies need.",
            "Upgrade the server, or use --engine regorus.",
        )


@pytest.mark.parametrize("begun", [False, True], ids=["no answer", "half an answer"])
def test_a_server_that_is_slow(begun: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not answer in time is reported.

    The test shortens the limit of ten seconds.
    """
    monkeypatch.setattr("scanner.engines.connection.HELLO", 0.2)

    def handle(request: BaseHTTPRequestHandler) -> None:
        if begun:
            request.send_response(200)
            request.send_header("Content-Length", "100")
            request.end_headers()
            request.wfile.write(b'{"result": ')
        time.sleep(1)

    with answering(handle) as url:
        assert refused(Server(url)) == (
            f"the OPA server at {url} did not answer in time.",
            "Check its load and the network between, or use --engine regorus.",
        )


def test_a_server_that_logs_decisions(opa: str, tmp_path: Path) -> None:
    """A server with decision logs, which would store each input, is refused before it logs."""
    log = tmp_path / "log"
    with serving(opa, "--set", "decision_logs.console=true", "--log-level", "info", log=log) as running:
        said = refused(Server(running.url))
    assert said == (
        f"the OPA server at {running.url} logs its decisions, and with them the facts of the account.",
        "Name a server without decision_logs, or use --engine regorus.",
    )
    assert "nested" not in log.read_text()


def test_an_input_that_the_server_does_not_take(opa: str) -> None:
    """A server with a smaller limit for inputs reports the limit itself, and stores nothing."""
    with serving(opa, "--set", "server.decoding.max_length=20000") as running:
        before = running.holdings()
        with pytest.raises(EngineError) as error, engine("opa", Server(running.url)) as opened:
            opened.evaluate([*SHARED, GOOD], catalog("good"), {"names": ["x" * 30_000]})
        assert running.holdings() == before
    assert error.value.sentence.startswith(f"the OPA server at {running.url} refused the request: ")
    assert "too large" in error.value.sentence


# Servers that others use


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        (
            "PUT",
            "/v1/policies/theirs",
            "package lens.controls.p.good\n\nsays contains 1",
            "has a policy in package lens .*: theirs",
        ),
        (
            "PUT",
            "/v1/policies/theirs",
            "package lens\n\nresults := 1",
            "has a policy in package lens .*: theirs",
        ),
        ("PUT", "/v1/data/lens/catalog", '{"theirs": 1}', "has data at /lens"),
    ],
)
def test_a_server_that_others_use_is_refused(opa: str, method: str, path: str, body: str, said: str) -> None:
    """A server with policies in package lens or data at /lens is refused and left unchanged."""
    with serving(opa) as running:
        running.ask(method, path, body)
        before = running.holdings()
        assert re.search(said, refused(Server(running.url))[0])
        assert running.holdings() == before


def test_another_run_on_the_same_server_is_noticed(opa: str) -> None:
    """If another policy appears in package lens during the evaluation, the answer is refused.

    Our policies are removed, the other one stays.
    """
    with serving(opa) as running:
        with engine("opa", Server(running.url)) as opened:
            opened.evaluate([*SHARED, GOOD], catalog("good"), FACTS)
            running.ask("PUT", "/v1/policies/theirs", "package lens.controls.p.theirs\n\nsays contains 1")
            with pytest.raises(EngineError, match="has a policy in package lens"):
                opened.evaluate([*SHARED, GOOD], catalog("good"), FACTS)
        assert running.holdings()[0].keys() == {"theirs"}


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt])
def test_a_named_server_is_left_as_it_was(opa: str, error: type[BaseException] | None) -> None:
    """Our policies and data are removed; those of other packages stay."""
    with serving(opa) as running:
        running.ask("PUT", "/v1/policies/theirs", "package lensing\n\nx := 1")
        running.ask("PUT", "/v1/data/theirs", '{"kept": true}')
        before = running.holdings()
        with suppress(ValueError, KeyboardInterrupt), engine("opa", Server(running.url)) as opened:
            assert opened.evaluate([*SHARED, GOOD], catalog("good"), FACTS).rows == ROWS
            if error:
                raise error
        assert running.holdings() == before


# Interruptions


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_scanner_leaves_nothing(opa: str, number: signal.Signals) -> None:
    """Repeated signals during a long query leave the server as it was.

    The signals are that of Ctrl-C and those of a CI that stops a job.
    """
    # nohup, and a shell that runs a job in the background, let their programs ignore signals.
    code = """if True:
        import signal, sys
        import tests.scanner.engines.test_engines as t, tests.scanner.engines.test_shared_server as n
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        with t.engine("opa", t.Server(sys.argv[1])) as running:
            running.evaluate([*t.SHARED, n.SLOW], t.catalog("slow"), {"secret": 1})
    """
    with serving(opa) as running:
        before = running.holdings()
        with subprocess.Popen(
            [sys.executable, "-c", code, running.url], stderr=subprocess.PIPE, text=True
        ) as scanner:
            # The catalog is uploaded last. Reading all of /v1/data would run the long query.
            while not running.ask("GET", "/v1/data/lens/catalog"):
                assert scanner.poll() is None
                time.sleep(0.02)
            time.sleep(0.2)
            for _ in range(5):
                scanner.send_signal(number)
                time.sleep(0.01)
            try:
                scanner.communicate(timeout=60)
            finally:
                scanner.kill()
        assert running.holdings() == before
    # Python's own exit after Ctrl-C, or a late signal after the scanner has finished.
    assert scanner.returncode in (
        -signal.SIGINT,
        -number,
    )


@pytest.mark.parametrize(
    ("method", "nth"), [("PUT", 1), ("PUT", 3), ("PUT", 5), ("POST", 1), ("DELETE", 1), ("DELETE", 3)]
)
def test_an_answer_that_never_comes_leaves_nothing(opa: str, method: str, nth: int) -> None:
    """If an answer is lost, everything that reached the server is removed.

    The answer is lost for a policy, the catalog, the query or a removal.
    """
    with serving(opa) as running:
        asked = []

        def interrupt(asked_with: str) -> bool:
            asked.append(asked_with)
            if asked_with == method and asked.count(method) == nth:
                os.kill(os.getpid(), signal.SIGINT)
                return False
            return True

        before = running.holdings()
        with answering(forwarding(running, interrupt)) as url, pytest.raises(KeyboardInterrupt):
            judged(Server(url))
        assert running.holdings() == before


def test_a_server_that_is_gone_at_the_end(opa: str) -> None:
    """If the server is gone at the end, the error names what could not be removed, and where."""
    with serving(opa) as running, answering(forwarding(running, lambda method: method != "DELETE")) as url:
        sentence, next_step = refused(Server(url))
    assert (
        sentence
        == f"the OPA server at {url} cannot be reached: Remote end closed connection without response."
    )
    assert re.search(
        r"It may still hold policies named genai-lens-\w{12}/\.\.\. and data at /lens: remove them there\.$",
        next_step,
    )


# On the command line


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the snapshot of a sample account."""
    return lab.snapshot_of("bad", tmp_path_factory.mktemp("seen") / "snapshot")


def run(*arguments: str | Path, **environ: str) -> Result:
    """Run the command in this process."""
    return CliRunner(env={"GENAI_LENS_OPA_TOKEN": None, **environ}).invoke(cli, [str(a) for a in arguments])


def test_every_way_in_gives_the_same_results(
    guarded: Running, mutual: Running, authority: Authority, seen: Path, tmp_path: Path
) -> None:
    """A server with a token or a client certificate gives the same results as regorus."""
    cert, key = authority.issue("cli")
    ways: list[tuple[list[str | Path], dict[str, str]]] = [
        ([], {}),
        (
            ["--engine", "opa", "--opa-url", guarded.url, "--opa-ca", authority.ca],
            {"GENAI_LENS_OPA_TOKEN": TOKEN},
        ),
        (
            [
                "--engine",
                "opa",
                "--opa-url",
                mutual.url,
                "--opa-ca",
                authority.ca,
                "--opa-cert",
                cert,
                "--opa-key",
                key,
            ],
            {},
        ),
    ]
    before, found = (guarded.holdings(), mutual.holdings()), []
    for number, (options, environ) in enumerate(ways):
        out = tmp_path / str(number)
        done = run(
            "evaluate", seen, *CONTROL, "--format", "json", "--quiet", "--output", out, *options, **environ
        )
        assert (done.exit_code, done.stderr) == (1, "")
        found.append(orjson.loads((out / "results.json").read_bytes()))
    assert found[1:] == found[:1] * 2
    assert (guarded.holdings(), mutual.holdings()) == before


def test_a_token_that_is_given_goes_before_the_environment(
    guarded: Running, authority: Authority, seen: Path, tmp_path: Path
) -> None:
    """An option and a file both override the variable, even if their token is wrong."""
    (tmp_path / "token").write_text("wrong\n")
    for way in (["--opa-token", "wrong"], ["--opa-token-file", tmp_path / "token"]):
        options = ["--engine", "opa", "--opa-url", guarded.url, "--opa-ca", authority.ca, *way]
        done = run("evaluate", seen, *CONTROL, *options, GENAI_LENS_OPA_TOKEN=TOKEN)
        said = (
            f"error: the OPA server at {guarded.url} rejected the request (HTTP 401): the token was rejected."
        )
        assert (done.exit_code, done.stderr.splitlines()[0]) == (4, said)


def test_a_server_of_no_use_ends_the_command(seen: Path, tmp_path: Path) -> None:
    """The command ends with one sentence, the next step and exit code 4.

    A scan checks the server before it reads an account.
    """
    url = f"http://127.0.0.1:{_free_port()}"
    said = (
        f"error: the OPA server at {url} cannot be reached: Connection refused.\n"
        "next:  Check that it runs and that the URL is right, or use --engine regorus.\n"
    )
    for command in (["evaluate", seen], ["scan"]):
        done = run(
            *command,
            "--output",
            tmp_path / "out",
            "--engine",
            "opa",
            "--opa-url",
            url,
            AWS_ENDPOINT_URL="http://127.0.0.1:1",
        )
        assert (done.exit_code, done.stdout, done.stderr) == (4, "", said)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--opa-url", "https://x"], "--opa-url is for --engine opa."),
        (["--engine", "opa", "--opa-token", TOKEN], "there are options for an OPA server and no --opa-url."),
        (["--opa-ca", "ca.pem"], "there are options for an OPA server and no --opa-url."),
        (
            ["--engine", "opa", "--opa-url", "https://x", "--opa-token", "a", "--opa-token-file", "b"],
            "--opa-token and --opa-token-file are both given.",
        ),
        ([*URL, "--opa-token-file", "nowhere"], "nowhere cannot be read: No such file or directory."),
        ([*URL, "--opa-token-file", "empty"], "empty holds no token."),
    ],
)
def test_options_that_do_not_go_together(
    seen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    """Invalid combinations of options are a usage error (exit code 2), before anything is read."""
    monkeypatch.chdir(tmp_path)
    Path("empty").write_text("\n")
    for command in (["evaluate", seen], ["scan"]):
        done = run(*command, *options)
        assert (done.exit_code, done.stderr.splitlines()[0]) == (2, f"error: {said}")
