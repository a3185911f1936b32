"""What is kept of an import that was stopped, and what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from customerhero.errors import HeroError, MappingError
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake
from customerhero.facts.reading import ReadOptions
from customerhero.facts.reading_apart import ReaderApart
from tests.importing.making import HEADER, event_line, events_file, left_behind, shown

OPTIONS = ImportOptions("events")


@pytest.fixture(autouse=True)
def _in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def interrupted(file: Path, lake: Path, options: ImportOptions = OPTIONS) -> list[Path]:
    """Interrupt an import while it maps; the rows it leaves for the next time."""

    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(ReaderApart, "map", stop)
        import_file(file, lake, options)
    return sorted(lake.glob("_arrivals/*/*.parquet"))


def test_rows_read_in_another_way_are_not_mixed_with_those_kept(tmp_path: Path) -> None:
    file, lake = events_file(tmp_path / "events.csv", 30), tmp_path / "lake"
    first = interrupted(file, lake)
    second = interrupted(file, lake, replace(OPTIONS, reading=ReadOptions(encoding="latin-1")))
    assert len(first) == len(second) == 1
    assert first != second


def test_another_mapping_goes_on_from_the_same_rows_and_counts_as_another_import(tmp_path: Path) -> None:
    file, lake = events_file(tmp_path / "events.csv", 30), tmp_path / "lake"
    mine = tmp_path / "mine.yaml"
    columns = "{event_id: event_id, case_id: case_id, happened_at: happened_at, kind: {constant: replied}}"
    mine.write_text(f"name: mine\ntables:\n  - table: events\n    columns: {columns}\n", encoding="utf-8")
    assert interrupted(file, lake) == interrupted(file, lake, ImportOptions(str(mine)))
    import_file(file, lake, ImportOptions(str(mine)))
    assert {row["kind"] for row in shown(lake)["events"]} == {"replied"}
    assert import_file(file, lake, OPTIONS).seen_before is False


def test_the_way_of_reading_makes_it_another_import(tmp_path: Path) -> None:
    file, lake = events_file(tmp_path / "events.csv", 30), tmp_path / "lake"
    assert import_file(file, lake, OPTIONS).seen_before is False
    assert import_file(file, lake, replace(OPTIONS, reading=ReadOptions(delimiter=","))).seen_before is False
    assert import_file(file, lake, OPTIONS).seen_before is True


def test_what_another_file_left_stays_and_a_failure_leaves_nothing_of_its_own(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    kept = interrupted(events_file(tmp_path / "other.csv", 20), lake)
    bad = tmp_path / "bad.csv"
    bad.write_text("colour,size\nred,3\n", encoding="utf-8")
    with pytest.raises(MappingError):
        import_file(bad, lake, OPTIONS)
    import_file(events_file(tmp_path / "good.csv", 20, 100), lake, OPTIONS)
    assert sorted(lake.glob("_arrivals/*/*")) == sorted(
        [*kept, *(kept[0].with_name(name) for name in ("mapped", "staged.json"))]
    )


def test_half_read_rows_of_a_killed_import_are_dropped(tmp_path: Path) -> None:
    file, lake = events_file(tmp_path / "events.csv", 30), tmp_path / "lake"
    (kept,) = interrupted(file, lake)
    (kept.parent / "reading-x").mkdir()
    (kept.parent / "reading-x" / "staged.parquet").write_text("half")
    (kept.parent / "staged.json").write_text('{"staged": ')
    (again,) = interrupted(file, lake)
    assert again != kept
    assert sorted(path.name for path in kept.parent.iterdir()) == [again.name, "mapped", "staged.json"]


@pytest.mark.parametrize("prepared", [False, True])
def test_a_failure_makes_no_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepared: bool) -> None:
    file, lake = events_file(tmp_path / "events.csv", 30), tmp_path / "lake"
    if prepared:
        lake.mkdir()

    def fail(*_: Any, **__: Any) -> None:
        raise HeroError("The disk is full.")

    monkeypatch.setattr("customerhero.facts.lake.writer.take_in", fail)
    with pytest.raises(HeroError):
        import_file(file, lake, OPTIONS)
    assert lake.exists() is prepared
    assert not prepared or list(lake.iterdir()) == []
    assert not (tmp_path / "events.csv.refused.csv").exists()
    assert list(tmp_path.glob(".*")) == []


def test_erasing_a_customer_drops_what_cut_off_imports_had_read(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    import_file(events_file(tmp_path / "events.csv", 30), lake, OPTIONS)
    assert interrupted(events_file(tmp_path / "other.csv", 20, 100), lake)
    assert Lake.open(lake).erase("k4", dry_run=True).arrivals == 1
    Lake.open(lake).erase("k4")
    assert left_behind(lake) == []


def test_refused_rows_are_given_again_when_the_file_is_recognised(tmp_path: Path) -> None:
    file, lake = events_file(tmp_path / "events.csv", 30), tmp_path / "lake"
    first = import_file(file, lake, OPTIONS)
    again = import_file(file, lake, OPTIONS)
    assert first.refused_file and again.refused_file
    assert again.refused_file.read_text() == first.refused_file.read_text()
    assert again.refused == first.refused == 1


def test_progress_of_reading_is_told_with_what_it_is_of(tmp_path: Path) -> None:
    file, told = tmp_path / "events.csv", []
    lines = [HEADER, *(event_line(number) for number in range(2_000))]
    file.write_text("\n".join(lines), encoding="latin-1")
    import_file(file, tmp_path / "lake", OPTIONS, lambda *step: told.append(step))
    read = [(done, total) for phase, done, total in told if phase == "read"]
    assert read[-1] == (file.stat().st_size, file.stat().st_size)
    assert [phase for place, (phase, *_) in enumerate(told) if phase not in [step[0] for step in told[:place]]] == [
        "recognise",
        "read",
        "map",
        "write",
    ]
