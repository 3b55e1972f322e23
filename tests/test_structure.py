"""The rooms: the drawing shows the imports, and an import of a higher floor is found."""

from __future__ import annotations

from scripts import structure


def test_no_import_runs_up() -> None:
    """Every room is on a floor and imports only rooms on lower floors."""
    found = structure.imports()
    assert structure.wrong(found) == []
    assert sum(len(targets) for targets in found.values()) > 20


def test_the_drawing_is_that_of_the_imports() -> None:
    """docs/architecture.md shows the current rooms and arrows."""
    assert structure.drawing(structure.imports()) in structure.PAGE.read_text(encoding="utf-8")


def test_an_import_that_runs_up_is_found() -> None:
    """`wrong` names an arrow to the same or a higher floor, and a room without a floor."""
    found = {**structure.imports(), "scanner/catalog": {"scanner/engines"}, "scanner/new": set()}
    assert structure.wrong(found) == [
        "scanner/new is on no floor",
        "scanner/catalog imports scanner/engines, which is not on a lower floor",
    ]


def test_an_arrow_that_others_imply_is_left_out() -> None:
    """Reports import judging, and judging imports the catalog: no arrow goes to the catalog."""
    found = structure.imports()
    assert "scanner/catalog" in found["scanner/reports"]
    assert "scanner_reports --> scanner_catalog" not in structure.drawing(found)
