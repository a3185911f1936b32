"""A folder of files is imported as far as the mapping knows them."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_commands import EVENTS, hero


def test_foreign_files_are_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("colour,size\nred,1\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(EVENTS, encoding="utf-8")
    done = hero("import", "a.csv", "b.csv", "--map", "events", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "5 rows read through events" in done.stdout
    assert "1 file is not part of this mapping and left out: a.csv." in done.stdout


def test_nothing_but_foreign_files_is_an_error(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("colour,size\nred,1\n", encoding="utf-8")
    done = hero("import", "a.csv", "b.csv", "--map", "events", cwd=tmp_path)
    assert done.returncode == 2
    assert "None of the 2 files" in done.stderr
