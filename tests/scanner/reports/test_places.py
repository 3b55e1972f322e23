"""The places of results: files of the repository, never of the output folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner.errors import OutputError, UsageError
from scanner.people.config import Config, read
from scanner.reports.places import Place, Places, Repository
from scanner.reports.upload import Upload
from tests import lab

ACCOUNT = "123456789012"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the root of a repository. The working folder is below it."""
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")  # as in a worktree
    (tmp_path / "cloud").mkdir()
    monkeypatch.chdir(tmp_path / "cloud")
    return tmp_path


def test_paths_are_relative_to_the_root(root: Path) -> None:
    """A path is relative to the folder with `.git`, and None outside of it."""
    repository = Repository(Path("out"))
    assert repository.holds(Path("a b/#.json")) == "cloud/a b/#.json"
    assert repository.holds(root / "x.yml") == "x.yml"
    assert repository.holds(Path("../cloud/../x.yml")) == "x.yml"
    assert repository.holds(root.parent / "x.yml") is None
    (root / "away").symlink_to(root.parent)
    assert repository.holds(root / "away" / "x.yml") is None


def test_without_git_the_working_folder_is_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `.git` anywhere above, paths are relative to the working folder."""
    monkeypatch.chdir(tmp_path)
    assert Repository(Path("out")).holds(Path("a/b.yml")) == "a/b.yml"


def test_nothing_in_the_output_folder_is_a_place(root: Path) -> None:
    """A file of the output folder is no place, unless the whole repository is in that folder."""
    repository = Repository(Path("out/2026-11-28"))
    assert repository.holds(Path("out/2026-11-28/x.yml")) is None
    assert repository.holds(Path("out/x.yml")) == "cloud/out/x.yml"
    assert Repository(root).holds(root / "x.yml") == "x.yml"


def test_the_default_anchor_is_the_first_workflow_that_names_genai_lens(root: Path) -> None:
    """Workflows are searched by name. What cannot be read, or is no workflow, is passed over."""
    folder = root / ".github" / "workflows"
    assert Repository(Path("out")).anchor(None) is None
    folder.mkdir(parents=True)
    for name, text in {
        "a.yml": "jobs: {}\n",
        "b.yaml": "#\n  run: |\n    genai-lens scan\n    genai-lens scan\n",
        "c.yml": "run: genai-lens\n",
        "0.txt": "genai-lens\n",
    }.items():
        (folder / name).write_text(text)
    os.mkfifo(folder / "1.yml")
    (folder / "2.yml").mkdir()
    (folder / "3.yml").symlink_to("/etc/hostname")
    (folder / "4.yml").write_bytes(b"genai-lens" + b" " * (1 << 20))
    (folder / "5.yml").symlink_to("5.yml")
    assert Repository(Path("out")).anchor(None) == Place(".github/workflows/b.yaml", 3)
    assert Repository(root / ".github").anchor(None) is None


def test_a_named_anchor(root: Path) -> None:
    """`--anchor` is shown at the line that names genai-lens, or at line 1."""
    (root / "a b.md").write_text("x\ngenai-lens\n")
    (root / "other.md").write_text("")
    repository = Repository(Path("out"))
    assert repository.anchor(root / "a b.md") == Place("a b.md", 2)
    assert repository.anchor(Path("../other.md")) == Place("other.md", 1)


@pytest.mark.parametrize(
    ("anchor", "said"),
    [
        ("missing.md", "cannot be read: No such file"),
        ("../..", "--anchor ../.. is outside of the repository in "),
        ("out/x.md", "--anchor out/x.md is in the output folder out"),
        ("../.git/config", "--anchor ../.git/config is in .git, where git commits nothing"),
        ("pipe", "cannot be read: it is not a regular file"),
    ],
)
def test_an_anchor_that_cannot_be_one(anchor: str, said: str, root: Path) -> None:
    """An anchor must be a file of the repository, outside of the output folder."""
    os.mkfifo("pipe")
    with pytest.raises(UsageError, match=said):
        Repository(Path("out")).anchor(Path(anchor))


@pytest.mark.parametrize("here", [".", "cloud"])
@pytest.mark.parametrize("name", ["results.sarif", "results.json", "snapshot/snapshot.json"])
def test_no_output_is_a_place_if_the_repository_is_in_the_output_folder(
    here: str, name: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `--output .`, any file may be the anchor but one that the command writes."""
    monkeypatch.chdir(root / here)
    output = Path("." if here == "." else "..")
    path = output / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("genai-lens")
    repository = Repository(output)
    with pytest.raises(UsageError, match=f"{name.split('/')[0]}, an output of this command"):
        repository.anchor(path)
    assert repository.holds(path) is None
    assert repository.holds(root / "cloud" / "results.sarif") == "cloud/results.sarif"
    with pytest.raises(UsageError, match=r"--inventory .* is in snapshot, an output of this command"):
        Upload(inventory=output / "snapshot" / "x").places(output, Config())


def test_no_file_of_the_inventory_is_the_anchor(root: Path) -> None:
    """The command writes the files of the inventory, but not others in its folder."""
    (root / "inv" / "123456789012").mkdir(parents=True)
    for name in ("123456789012/us-east-1.json", "README.md"):
        (root / "inv" / name).write_text("genai-lens")
    upload = Upload(anchor=root / "inv/123456789012/us-east-1.json", inventory=Path("../inv"))
    with pytest.raises(UsageError, match="is a file of the inventory, which this command writes"):
        upload.places(Path("out"), Config())
    upload = Upload(anchor=root / "inv/README.md", inventory=Path("../inv"))
    assert upload.places(Path("out"), Config()).anchor == Place("inv/README.md", 1)


def test_the_line_of_an_account(root: Path) -> None:
    """The place of an account is the line of its entry in the configuration file."""
    text = f'regions: [us-east-1]\naccounts:\n  "999900001111": {{}}\n  "{ACCOUNT}":\n    name: prod\n'
    Path("genai-lens.yaml").write_text(text)
    config = read(None, lab.everything())
    found = Repository(Path("out")).accounts(config)
    assert found == {
        "999900001111": Place("cloud/genai-lens.yaml", 3),
        ACCOUNT: Place("cloud/genai-lens.yaml", 4),
    }
    assert Repository(Path(".")).accounts(config) == {}
    assert Repository(Path("out")).accounts(Config()) == {}


def test_accounts_without_a_place() -> None:
    """Without an anchor, an account needs a line of its own or an inventory."""
    place = Place("x", 1)
    places = Places(accounts={"1": place}, regions={("2", "global"): place})
    assert places.lost(["1", "2", "3"]) == "the results of account 3"
    assert Places(anchor=place).lost(["3"]) == ""


def test_an_inventory_must_be_outside_of_outputs_and_snapshots(root: Path) -> None:
    """`--inventory` is refused in the output folder and in a snapshot.

    Outside of the repository it can be written and not be shown.
    """
    with pytest.raises(UsageError, match="--inventory out/inv is in the output folder out"):
        Upload(inventory=Path("out/inv")).places(Path("out"), Config())
    snapshot = lab.snapshot_of("empty", root / "old")
    with pytest.raises(OutputError, match="is in a snapshot") as error:
        Upload(inventory=snapshot / "inv").places(Path("out"), Config())
    assert "--inventory" in error.value.next_step
    with pytest.raises(UsageError, match=r"--inventory .*inv is in \.git"):
        Upload(inventory=root / ".git" / "inv").places(Path("out"), Config())
    assert Upload(inventory=root.parent / "inv").places(Path("out"), Config()).inventory is None
    places = Upload(inventory=Path("inv")).places(Path("out"), Config())
    assert (places.inventory, places.any) == ("cloud/inv", True)


@pytest.mark.parametrize("inventory", ["old", "old/a/b", "../elsewhere/inv", "link"])
@pytest.mark.parametrize("output", ["results.json", "snapshot"])
def test_an_inventory_must_be_outside_of_the_outputs_of_other_runs(
    inventory: str, output: str, root: Path
) -> None:
    """A folder with results or a snapshot of any run is refused, and so is all below it."""
    folder = (root / "elsewhere" if "elsewhere" in inventory else Path("old")).absolute()
    folder.mkdir()
    Path("link").symlink_to("old/x")
    upload = Upload(inventory=Path(inventory))
    (folder / output).mkdir() if output == "snapshot" else (folder / output).write_text("{}")
    assert upload.places(Path("out"), Config())  # not written by genai-lens
    if output == "snapshot":
        (folder / output).rmdir()
        lab.snapshot_of("empty", folder / output)
    else:
        (folder / output).write_text('{"tool": {"name": "genai-lens"}}')
    with pytest.raises(UsageError, match=f"is in {folder}, the output folder of another run"):
        upload.places(Path("out"), Config())


def test_outputs_beside_the_whole_repository_stop_no_inventory(root: Path) -> None:
    """After `--output .`, an inventory may still be anywhere in the repository."""
    (root / "results.json").write_text('{"tool": {"name": "genai-lens"}}')
    assert Upload(inventory=root / "inv").places(root, Config()).inventory == "inv"
    assert Upload(inventory=root / "inv").places(Path("out"), Config()).inventory == "inv"
