"""Tests of `config check`, and of the annotations that mistakes in files get on GitHub."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml

from tests.scanner.cli.command import run, without_credentials

ROOT = Path(__file__).resolve().parents[3]
KEYS = "GENSEC01-BP01/api-keys-expire"
WHOLE = f"""
regions: [us-east-1, eu-west-1]
params: {{{KEYS}: {{max_lifetime_days: 7}}}}
switched_off: {{{KEYS}: elsewhere}}
severities: {{{KEYS}: {{severity: low, reason: small}}}}
leave_out: [{{tags: {{env: sandbox}}, reason: empty}}]
accounts:
  "123456789012": {{regions: [us-east-1, eu-north-1], params: {{{KEYS}: {{allow_long_term_keys: true}}}}}}
  "210987654321": {{}}
"""


@pytest.fixture
def on_github(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run in a folder below the root of a repository, as in a workflow."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (folder / ".git").mkdir()
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    return folder / "below"


def _commands(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.lstrip().startswith("::")]


def test_a_valid_file_gets_a_line_with_what_it_sets(folder: Path) -> None:
    """Each file gets one line. No account is asked, and nothing is written."""
    (folder / "genai-lens.yaml").write_text(WHOLE)
    (folder / "empty.yaml").write_text("# nothing yet\n")
    with without_credentials(), patch("collectors.aws.Aws", side_effect=AssertionError):
        done = run("config", "check")
        both = run("config", "check", "empty.yaml", "genai-lens.yaml")
    said = (
        "genai-lens.yaml is valid: 2 accounts, 3 Regions, 2 parameters, 1 severity change, "
        "1 switched-off control, 1 tag rule.\n"
    )
    assert (done.exit_code, done.stdout, done.stderr) == (0, said, "")
    assert (both.exit_code, both.stdout) == (0, f"empty.yaml is valid: it sets nothing.\n{said}")
    assert sorted(path.name for path in folder.iterdir()) == ["empty.yaml", "genai-lens.yaml"]


def test_all_mistakes_of_all_files_are_told(folder: Path) -> None:
    """Valid files are named, and each mistake of the others, with file, line and next step."""
    (folder / "good.yaml").write_text("regions: [us-east-1]\n")
    (folder / "bad.yaml").write_text(f"region: []\nparams:\n  {KEYS}:\n    max_lifetime: 7\n")
    (folder / "broken.yaml").write_text("a: [\n")
    done = run("config", "check", "bad.yaml", "good.yaml", "broken.yaml", "missing.yaml")
    assert (done.exit_code, done.stdout) == (2, "good.yaml is valid: 1 Region.\n")
    assert [line for line in done.stderr.split("\n") if line.startswith("error:")] == [
        "error: bad.yaml:1: there is an unknown key 'region'.",
        f"error: bad.yaml:4: params.{KEYS} has an unknown key 'max_lifetime'.",
        "error: broken.yaml:2: the file is not YAML from column 1 of this line.",
        "error: missing.yaml cannot be read: No such file or directory.",
    ]
    assert "next:  Did you mean max_lifetime_days?" in done.stderr
    assert "next:  Name a file with genai-lens config check." in done.stderr
    assert not _commands(done.stderr)


def test_a_region_that_aws_does_not_have_is_a_mistake(folder: Path) -> None:
    """Each wrong Region is told with its line: those of the file, and those of an account."""
    (folder / "genai-lens.yaml").write_text(
        'regions: [us-esat-1, us-east-1]\naccounts:\n  "123456789012":\n    regions:\n      - eu-wst-1\n'
    )
    done = run("config", "check")
    assert done.exit_code == 2
    assert done.stderr == (
        'error: genai-lens.yaml:1: regions[0] is "us-esat-1" (a string), '
        "and the name of a Region that AWS has is needed.\n"
        "next:  Did you mean us-east-1?\n"
        'error: genai-lens.yaml:5: accounts.123456789012.regions[0] is "eu-wst-1" (a string), '
        "and the name of a Region that AWS has is needed.\n"
        "next:  Did you mean eu-west-1?\n"
    )


WAIVERS = f"waivers: [{{control: {KEYS}, owner: ada, reason: small, expires: 2030-01-01}}]\n"


def test_the_files_that_belong_to_a_configuration_are_checked_with_it(folder: Path) -> None:
    """Waivers and attestations get lines of their own, and each is told once."""
    (folder / "genai-lens.yaml").write_text("waivers: accepted.yaml\nworkload: {sagemaker: [chat-*]}\n")
    (folder / "accepted.yaml").write_text(WAIVERS)
    (folder / "attestations.yaml").write_text("attestations: []\n")
    done = run("config", "check", "genai-lens.yaml", "attestations.yaml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "genai-lens.yaml is valid: 1 workload setting.\n"
        "attestations.yaml is valid: 0 attestations.\n"
        "accepted.yaml is valid: 1 waiver.\n"
    )
    (folder / "accepted.yaml").write_text(f"{WAIVERS}waiver: []\n")
    done = run("config", "check", "genai-lens.yaml", "genai-lens.yaml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "error: accepted.yaml:2: there is an unknown key 'waiver'.\nnext:  Did you mean waivers?\n"
    )


def test_waivers_can_be_checked_alone(folder: Path) -> None:
    """The name of the file says that it holds waivers, in any folder."""
    (folder / "prod").mkdir()
    (folder / "prod/waivers.yaml").write_text(WAIVERS)
    assert run("config", "check", "prod/waivers.yaml").stdout == "prod/waivers.yaml is valid: 1 waiver.\n"
    (folder / "prod/waivers.yaml").write_text(WAIVERS.replace("2030-01-01", "soon"))
    done = run("config", "check", "prod/waivers.yaml")
    assert done.exit_code == 2
    assert done.stderr.startswith('error: prod/waivers.yaml:1: waivers[0].expires is "soon"')


def test_without_a_file_it_says_so(folder: Path) -> None:
    """A check of nothing must not pass."""
    done = run("config", "check")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "genai-lens.yaml cannot be read: No such file or directory." in done.stderr


def test_without_a_configuration_the_other_files_are_checked(folder: Path) -> None:
    """A scan reads them too."""
    (folder / "waivers.yaml").write_text(WAIVERS)
    done = run("config", "check")
    assert (done.exit_code, done.stdout) == (0, "waivers.yaml is valid: 1 waiver.\n")
    (folder / "attestations.yaml").write_text("attestation: []\n")
    done = run("config", "check")
    assert done.exit_code == 2
    assert "attestations.yaml:1: there is an unknown key 'attestation'" in done.stderr


def test_a_file_that_json_cannot_hold(folder: Path) -> None:
    """The sentence has a subject, although the value has no key."""
    (folder / "genai-lens.yaml").write_text("!own x\n")
    said = "error: genai-lens.yaml:1: the file is x (a value that YAML cannot read)."
    assert run("config", "check").stderr.startswith(said)


def test_own_controls_may_be_named(folder: Path) -> None:
    """A control of the user's own is known with --policies, and unknown without."""
    assert run("policies", "new", "GENSEC01-BP01/our-rule", "--policies", "rules").exit_code == 0
    (folder / "genai-lens.yaml").write_text("switched_off: {GENSEC01-BP01/our-rule: not yet}\n")
    assert run("config", "check", "--policies", "rules").exit_code == 0
    assert "unknown key 'GENSEC01-BP01/our-rule'" in run("config", "check").stderr


def test_github_gets_an_annotation_for_each_line(on_github: Path) -> None:
    """The path counts from the root of the repository. `scan` annotates its configuration too."""
    (on_github / "genai-lens.yaml").write_text("region: []\nregions: [us-east-1, 7]\n")
    expected = [
        "::error file=below/genai-lens.yaml,line=1::there is an unknown key 'region'. Did you mean regions?",
        "::error file=below/genai-lens.yaml,line=2::regions[1] is 7 (an integer), and the name of a Region "
        "that AWS has is needed. Write the name of a Region that AWS has.",
    ]
    for command in (("config", "check"), ("scan",)):
        done = run(*command)
        assert done.exit_code == 2
        assert _commands(done.stderr) == expected
        assert not _commands(done.stdout)


def test_an_annotation_is_only_that(on_github: Path) -> None:
    """Neither the name of the file nor its text adds a command or a property."""
    name = "a,line=9::b%0A\n::error::c\x1b.yaml"
    (on_github / name).write_text('"x%0A\\n::set-output name=a::b\\r##[error]é": 1\n')
    done = run("config", "check", name)
    assert done.exit_code == 2
    (command,) = _commands(done.stderr)
    assert command == (
        "::error file=below/a%2Cline=9%3A%3Ab%250A\\x0a%3A%3Aerror%3A%3Ac\\x1b.yaml,line=1::"
        "there is an unknown key 'x%250A\\x0a::set-output name=a::b\\x0d#\\x23[error]é'. "
        "Use one of params, regions, switched_off, severities, leave_out, workload, attestations, waivers, "
        "signs, accounts."
    )


def test_no_annotation_without_a_line(on_github: Path) -> None:
    """A file that cannot be read has no line, so GitHub shows the error in the log only."""
    done = run("config", "check")
    assert done.exit_code == 2
    assert not _commands(done.stderr)


def test_the_hook_of_pre_commit_runs_this_command(folder: Path) -> None:
    """The hook's command checks the files that pre-commit gives it, and its pattern finds them."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert f"id: {hook['id']} " in (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    program, *command = hook["entry"].split()
    assert (program, hook["language"]) == ("genai-lens", "python")
    (folder / "genai-lens.yaml").write_text("regions: [us-east-1]\n")
    assert run(*command, "genai-lens.yaml").stdout == "genai-lens.yaml is valid: 1 Region.\n"
    found = re.compile(hook["files"])
    assert all(found.search(name) for name in ("genai-lens.yaml", "a/b/genai-lens.yml"))
    assert not any(
        found.search(name) for name in ("genai-lens.yaml.bak", "my-genai-lens.yaml", "genai-lensxyaml")
    )


@pytest.mark.parametrize("day", ["2027-02-30", "2026-04-31", "2027-02-29", "0000-01-01"])
def test_a_day_that_is_in_no_calendar_is_a_mistake(day: str, folder: Path) -> None:
    """Every reader refuses it, with file, line and key."""
    truth = "GENOPS01-BP01/ground-truth-governed"
    (folder / "waivers.yaml").write_text(f"waivers:\n- control: {KEYS}\n  expires: {day}\n")
    (folder / "attestations.yaml").write_text(
        f"attestations:\n- control: {truth}\n  given: '{day}'\n  expires: {day}\n"
    )
    for name, line, key in (
        ("waivers", 3, "expires"),
        ("attestations", 3, "given"),
        ("attestations", 4, "expires"),
    ):
        said = (
            f'{name}.yaml:{line}: {name}[0].{key} is "{day}" (a string), and a day of the calendar '
            "such as 2026-12-31 is needed."
        )
        done = run("config", "check", f"{name}.yaml")
        assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    for found in ("attestations.yaml", "waivers.yaml"):
        done = run("scan")
        assert done.exit_code == 2
        assert done.stderr.startswith(f"error: {found}:3: ")
        (folder / found).unlink()


def test_a_leap_day_is_a_day(folder: Path) -> None:
    """The calendar decides, and not the form alone."""
    (folder / "waivers.yaml").write_text(f"waivers:\n- control: {KEYS}\n  expires: 2028-02-29\n")
    assert run("config", "check", "waivers.yaml").exit_code == 0
