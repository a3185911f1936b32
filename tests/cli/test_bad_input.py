"""Every bad input gets a sentence with what, where and remedy, exit code 2, and nothing is left behind."""

from __future__ import annotations

import csv
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from customerhero.errors import HeroError
from customerhero.facts.importing import ImportOptions, import_file
from tests.importing.making import HEADER, event_line, events_file, left_behind, shown

GOOD = "\n".join([HEADER, *(event_line(number) for number in range(40)), ""])
COMMAND = [sys.executable, "-c", "from customerhero.cli.main import run; run()"]


def hero(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def wrong_delimiter(folder: Path) -> list[str]:
    (folder / "f.csv").write_text(GOOD)
    return ["f.csv", "--map", "events", "--delimiter", ";"]


def wrong_encoding(folder: Path) -> list[str]:
    (folder / "f.csv").write_bytes((HEADER + "\ne1,c1,k1,2026-01-01,opened,M\xfcnchen,p\n").encode("latin-1"))
    return ["f.csv", "--map", "events", "--encoding", "utf-8"]


def missing_column(folder: Path) -> list[str]:
    (folder / "f.csv").write_text(GOOD.replace("happened_at", "happend_at", 1))
    return ["f.csv", "--map", "events"]


def two_files_mixed(folder: Path) -> list[str]:
    (folder / "f.csv").write_text(GOOD + "ticket_id,body\n7,hello\n")
    return ["f.csv", "--map", "events"]


def empty(folder: Path) -> list[str]:
    (folder / "f.csv").touch()
    return ["f.csv", "--map", "events"]


def truncated_gzip(folder: Path) -> list[str]:
    packed = gzip.compress(GOOD.encode())
    (folder / "f.csv.gz").write_bytes(packed[: len(packed) // 2])
    return ["f.csv.gz", "--map", "events"]


def a_million_columns(folder: Path) -> list[str]:
    names = ",".join(f"c{number}" for number in range(1_000_000))
    (folder / "f.csv").write_text(f"{names}\n{',' * 999_999}\n")
    return ["f.csv", "--map", "events"]


def yaml_that_is_no_mapping(folder: Path) -> list[str]:
    (folder / "f.csv").write_text(GOOD)
    (folder / "m.yaml").write_text("- just\n- a list\n")
    return ["f.csv", "--map", "m.yaml"]


def yaml_that_is_no_yaml(folder: Path) -> list[str]:
    (folder / "f.csv").write_text(GOOD)
    (folder / "m.yaml").write_text("name: [unclosed\n")
    return ["f.csv", "--map", "m.yaml"]


def unknown_preset(folder: Path) -> list[str]:
    (folder / "f.csv").write_text(GOOD)
    return ["f.csv", "--map", "zendesk-histroy"]


def a_directory(folder: Path) -> list[str]:
    (folder / "f.csv").mkdir()
    return ["f.csv", "--map", "events"]


def a_section_that_is_not_there(folder: Path) -> list[str]:
    (folder / "f.csv").write_text(GOOD)
    return ["f.csv", "--map", "zendesk-history", "--section", "tikets"]


def a_sheet_in_no_workbook(folder: Path) -> list[str]:
    (folder / "f.xlsx").write_text(GOOD)
    return ["f.xlsx", "--map", "events"]


def refused_rows_to_nowhere(folder: Path) -> list[str]:
    events_file(folder / "f.csv", 10)
    return ["f.csv", "--map", "events", "--refused", "nowhere/refused.csv"]


BAD: list[tuple[Callable[[Path], list[str]], list[str]]] = [
    (wrong_delimiter, ["f.csv", "';'", "','"]),
    (wrong_encoding, ["f.csv", "UTF-8", "line 2"]),
    (missing_column, ["f.csv", "happened_at", "happend_at"]),
    (two_files_mixed, ["f.csv", "row 41", "2 fields", "ticket_id,body", "split"]),
    (empty, ["f.csv", "empty", "Export it again"]),
    (truncated_gzip, ["f.csv.gz", "cut short", "again"]),
    (a_million_columns, ["f.csv", "2,000 columns"]),
    (yaml_that_is_no_mapping, ["m.yaml"]),
    (yaml_that_is_no_yaml, ["m.yaml", "line"]),
    (unknown_preset, ["zendesk-histroy", "zendesk-history"]),
    (a_directory, ["f.csv", "directory", "files in it"]),
    (a_section_that_is_not_there, ["tikets", "tickets"]),
    (a_sheet_in_no_workbook, ["f.xlsx", "again"]),
    (refused_rows_to_nowhere, ["nowhere", "--refused"]),
]


@pytest.mark.parametrize(("make", "told"), BAD, ids=[make.__name__ for make, _ in BAD])
def test_a_bad_input_is_told_and_leaves_nothing(
    make: Callable[[Path], list[str]], told: list[str], tmp_path: Path
) -> None:
    arguments = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    done = hero("import", *arguments, cwd=tmp_path)
    assert_told(done, told)
    assert sorted(tmp_path.rglob("*")) == before


def assert_told(done: subprocess.CompletedProcess[str], told: list[str]) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) >= 2, "a sentence and a remedy"
    for words in told:
        assert words in done.stderr


def test_dates_that_do_not_parse_are_refused_row_by_row(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(GOOD.replace("2026-01-01 00:03", "32.13.2026", 1))
    done = hero("import", "f.csv", "--map", "events", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 row refused: see f.csv.refused.csv" in done.stdout
    (row,) = csv.DictReader((tmp_path / "f.csv.refused.csv").open(encoding="utf-8"))
    assert (row["file"], row["row"], row["column"], row["value"]) == ("f.csv", "4", "happened_at", "32.13.2026")
    assert "date" in row["reason"]


def test_a_directory_that_is_no_lake_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(GOOD)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.png").touch()
    done = hero("import", "f.csv", "--map", "events", "--lake", "photos", cwd=tmp_path)
    assert_told(done, ["photos", "not a lake", "Name a new"])
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["cat.png"]


def test_several_files_stop_at_the_bad_one_after_the_receipts_of_the_good(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(GOOD)
    (tmp_path / "bad.csv").touch()
    done = hero("import", "good.csv", "bad.csv", "good.csv", "--map", "events", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("good.csv: 40 rows read through events; import number 1.")
    assert "Stopped at bad.csv: 1 of 3 files were done" in done.stderr
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert len(shown(tmp_path / "lake")["events"]) == 40


@pytest.fixture
def another_user() -> Iterator[Path]:
    """A folder that a user without rights elsewhere can come to, and that user at work."""
    if os.getuid() != 0:
        pytest.skip("only root can become another user")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    (folder / "home").mkdir()
    (folder / "home").chmod(0o777)
    options = ImportOptions("events", refused_to=folder / "home" / "refused.csv")
    import_file(events_file(folder / "first.csv", 10), folder / "home" / "first", options)
    (folder / "home" / "refused.csv").unlink()
    os.seteuid(65534)
    yield folder
    os.seteuid(0)
    shutil.rmtree(folder)


def test_a_file_that_may_not_be_read_is_told(another_user: Path) -> None:
    os.seteuid(0)
    file = events_file(another_user / "f.csv", 10)
    file.chmod(0o600)
    os.seteuid(65534)
    with pytest.raises(HeroError, match=rf"Permission denied. \(file {file}\)"):
        import_file(file, another_user / "home" / "lake", ImportOptions("events"))
    assert [path.name for path in (another_user / "home").iterdir()] == ["first"]


@pytest.mark.parametrize("lake", ["lake", "home/first"])
def test_a_lake_that_may_not_be_written_is_told(another_user: Path, lake: str) -> None:
    file = events_file(another_user / "home" / "f.csv", 10, 20)
    with pytest.raises(HeroError, match=rf"may not be written. \(lake {another_user / lake}\)"):
        import_file(file, another_user / lake, ImportOptions("events"))
    assert len(shown(another_user / "home" / "first")["events"]) == 9
    assert not (another_user / "lake").exists()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], capture_output=True, check=False
    )
    if not mounted or mounted.returncode != 0:
        pytest.skip("only root may mount a small file system")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_is_told_and_the_lake_answers_as_before(tiny_disk: Path, tmp_path: Path) -> None:
    lake = tiny_disk / "lake"
    import_file(events_file(tmp_path / "f.csv", 50), lake, ImportOptions("events", refused_to=tmp_path / "refused.csv"))
    before, files = shown(lake), sorted(lake.rglob("*"))
    big = events_file(tmp_path / "big.csv", 120_000, 1_000)
    assert_told(hero("import", big, "--map", "events", "--lake", lake, cwd=tmp_path), ["The disk is full", "Make room"])
    assert (shown(lake), sorted(lake.rglob("*"))) == (before, files)
    assert not (tmp_path / "big.csv.refused.csv").exists()


@pytest.mark.parametrize("free_kilobytes", [4, 40, 100, 160, 220, 300, 400])
def test_a_disk_that_fills_up_at_any_step_leaves_no_lake_or_a_whole_one(
    tiny_disk: Path, tmp_path: Path, free_kilobytes: int
) -> None:
    lake, file = tiny_disk / "lake", events_file(tmp_path / "f.csv", 4_000)
    options = ImportOptions("events", refused_to=tmp_path / "refused.csv")
    space = os.statvfs(tiny_disk)
    (tiny_disk / "ballast").write_bytes(bytes(space.f_bavail * space.f_frsize - free_kilobytes * 1024))
    try:
        import_file(file, lake, options)
    except HeroError as told:
        assert "room" in str(told) or "space" in str(told)
        assert [path.name for path in tiny_disk.iterdir()] == ["ballast"]
        (tiny_disk / "ballast").unlink()
        import_file(file, lake, options)
    assert len(shown(lake)["events"]) == 3_999
    assert left_behind(lake) == []


def test_what_a_spreadsheet_would_run_is_written_as_text(tmp_path: Path) -> None:
    lines = [line.replace("c0", "=HYPERLINK(1)").replace("k0", "@SUM(1)") for line in GOOD.splitlines()]
    (tmp_path / "=f.csv").write_text("\n".join([*lines, "e99,c9,k9,\"=cmd|' /C calc'!A0\",opened,T1,p1", ""]))
    assert hero("import", "=f.csv", "--map", "events", "--refused", "r.csv", cwd=tmp_path).returncode == 0
    for target in ("cases.csv", "cases.xlsx"):
        asked = hero("insight", "runaround", "--table", "listed_cases", "--csv", target, cwd=tmp_path)
        assert asked.returncode == 0, asked.stderr
    refused, cases = (_cells(tmp_path / name) for name in ("r.csv", "cases.csv"))
    assert "'=cmd|' /C calc'!A0" in refused
    assert "'=HYPERLINK(1)" in cases
    assert not [cell for cell in refused + cases if cell.startswith(("=", "+", "@"))]
    sheet = openpyxl.load_workbook(tmp_path / "cases.xlsx").active
    assert "'=HYPERLINK(1)" in [cell.value for row in sheet for cell in row]
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]


def _cells(file: Path) -> list[str]:
    with file.open(encoding="utf-8", newline="") as text:
        return [cell for row in csv.reader(text) for cell in row]
