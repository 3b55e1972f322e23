"""The first genai-lens.yaml is valid as it is and without its comment signs, whatever the names."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.records import Resource
from scanner.people.config import read
from scanner.people.draft import draft
from scanner.people.patterns import literal
from scanner.people.workload import flat
from scanner.snapshot.folder import Snapshot
from scanner.snapshot.folder import read as read_snapshot
from tests import lab

ACCOUNT = "123456789012"
HOSTILE = (
    "a\nworkload: {}",
    "a\r\n::error::x",
    "# a",
    'a" b',
    "a\\",
    "a: *b",
    "[a",
    "\x1b[31m",
    "\u2028\u202e\x85\ufeff",
    "\U0001f600\U000e0001",
    "e\u0301\u0301\u0301\u0301\u0301\u0301",
    "a*?\\*",
    "yes",
    "7",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return the demo's snapshot."""
    return read_snapshot(lab.snapshot_of("demo", tmp_path_factory.mktemp("demo") / "snapshot"))


def _uncommented(text: str) -> str:
    """Return a draft without its comment signs. What follows `# ` is prose and stays one."""
    return re.sub(r"^( *)#((?:  )*(?! )\S)", r"\1\2", text, flags=re.M)


def _functions(demo: Snapshot, *names: str) -> Snapshot:
    like = demo.resources[0]
    made = (
        replace(like, type="AWS::Lambda::Function", id=f"{like.id}:{n}", name=name, tags={f"env{n}": name})
        for n, name in enumerate(names)
    )
    return replace(demo, resources=tuple(made))


def test_a_draft_has_the_regions_the_accounts_and_what_was_found(demo: Snapshot, tmp_path: Path) -> None:
    """As it is, it sets the Regions and names the account, and declares nothing."""
    text = draft(demo, {"eu-west-1": 5, "us-west-2": 1})
    assert text == draft(replace(demo, resources=demo.resources[::-1]), {"us-west-2": 1, "eu-west-1": 5})
    (tmp_path / "c.yaml").write_text(text)
    config = read(tmp_path / "c.yaml", lab.everything())
    assert config.regions == ("ap-southeast-2", "eu-west-1", "us-east-1", "us-west-2")
    assert [*config.accounts] == [ACCOUNT]
    assert config.declared == ()
    assert "  - eu-west-1  # 5 resources of generative AI\n" in text
    assert "  - us-east-1  # nothing of generative AI\n" in text
    assert '  #sagemaker:\n  #  - "ranker"\n' in text
    assert '  #    - "arn:aws:s3:::example-website"\n' in text
    assert '  #      - "env=sandbox"\n' in text
    assert "  #functions: []\n" in text
    assert max(len(line) for line in text.splitlines()[1:]) <= 101


def test_a_draft_without_comment_signs_is_valid(demo: Snapshot, tmp_path: Path) -> None:
    """So a person can remove the sign of any key. Each then has the values that were found."""
    (tmp_path / "c.yaml").write_text(_uncommented(draft(demo, {})))
    config = read(tmp_path / "c.yaml", lab.everything())
    found = flat(config.workload)
    assert {
        "regions",
        "iac.tag_keys",
        "environments.production.accounts",
        "delivery_pipeline",
    } <= found.keys()
    assert found["vpcs"] == ["vpc-0aaaaaaaaaaaaaaa1", "vpc-0bbbbbbbbbbbbbbb1"]
    assert found["environments.production.accounts"] == [ACCOUNT]
    assert config.account(ACCOUNT).name == "payments"


def test_hostile_names_stay_names(demo: Snapshot, tmp_path: Path) -> None:
    """Each is one line of a comment, and without the sign the name as AWS has it."""
    text = draft(_functions(demo, *HOSTILE), {})
    assert all(line.isprintable() for line in text.split("\n"))
    (tmp_path / "c.yaml").write_text(text)
    assert read(tmp_path / "c.yaml", lab.everything()).declared == ()
    (tmp_path / "c.yaml").write_text(_uncommented(text))
    found = flat(read(tmp_path / "c.yaml", lab.everything()).workload)
    assert found["functions"] == [literal(name) for name in sorted(HOSTILE)]
    assert f"env0={HOSTILE[0]}" in found["environments.production.tags"]


def test_names_that_a_configuration_cannot_have_are_left_out(demo: Snapshot) -> None:
    """Too many wildcards, or too long. Of many names, the first twenty are listed."""
    text = draft(_functions(demo, "*" * 21, "x" * 1025, *(f"f{n:02}" for n in range(23))), {})
    assert "**" not in text
    assert "xxx" not in text
    section = text.partition("  #functions:\n")[2].partition("\n  # State")[0].splitlines()
    assert section[0] == '  #  - "f00"'
    assert section[19:] == ['  #  - "f19"', "  #  # and 3 more"]


def test_a_region_that_boto3_does_not_know_is_left_out(demo: Snapshot, tmp_path: Path) -> None:
    """`--region` reads one too, but a configuration that names it would not be valid."""
    target = replace(demo.targets[0], regions=("xx-new-1", "eu-west-1"))
    (tmp_path / "c.yaml").write_text(draft(replace(demo, targets=(target,)), {}))
    assert read(tmp_path / "c.yaml", lab.everything()).regions == ("eu-west-1",)


def test_an_empty_snapshot(demo: Snapshot, tmp_path: Path) -> None:
    """Each key is still there, with its meaning."""
    empty: tuple[Resource, ...] = ()
    (tmp_path / "c.yaml").write_text(_uncommented(draft(replace(demo, resources=empty), {})))
    assert flat(read(tmp_path / "c.yaml", lab.everything()).workload)["functions"] == []
