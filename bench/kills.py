"""Backup and restore killed at random moments, on both databases: what is there is whole, and done again they end."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from random import Random
from shutil import rmtree

from bench.measuring import OURS, ROOT
from bench.report import Section
from bench.served import postgresql
from customerhero.errors import HeroError
from customerhero.facts.lake import Lake
from customerhero.web.backups.making import Wanted, make_backup
from customerhero.web.backups.of_postgresql import connected, rows_of_server
from customerhero.web.backups.of_sqlite import rows_of
from customerhero.web.backups.restoring import check, restore

KILLS = 50
"""Of each act on each database."""
_PREPARE = "import sys; from customerhero.web.serving.preparing import main; sys.exit(main('prepare', 'http://x'))"
_BACK_UP = (
    "import pathlib, sys; from customerhero.web.backups.making import Wanted, make_backup; "
    "make_backup(Wanted(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]))"
)
_RESTORE = (
    "import pathlib, sys; from customerhero.web.backups.restoring import restore; "
    "restore(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[1]), sys.argv[3])"
)


def kills_of_backups() -> Section:
    """Both acts, on both databases."""
    from tests.web.backed_up import unpacked

    section = Section(
        "Backup and restore killed",
        f"`hero backup` and `hero restore` of a small workplace, each ended by SIGKILL {KILLS} times at a random moment of its "
        "usual time, on SQLite and on PostgreSQL. After each kill: every file that bears a backup's name is whole, and the "
        "same act done again ends well, with every row of the database and every commit of the lake.",
    )
    told = []
    with postgresql() as server, tempfile.TemporaryDirectory(prefix="hero-kills-") as scratch:
        for kind, url in (("SQLite", ""), ("PostgreSQL", _new(server))):
            folder = Path(scratch) / kind
            data = unpacked(folder, database=not url)
            _run(_PREPARE, data, url)
            told.append(f"{kind}: {_backups(folder, data, url)}; {_restores(folder, data, url, server)}")
    section.verdict = ". ".join(told) + ". Nothing was lost, doubled or half there."
    return section


def _backups(folder: Path, data: Path, url: str) -> str:
    made, chance = folder / "made", Random(1)
    made.mkdir()
    usual = _seconds(_BACK_UP, data, made / "usual.tar.zst", url)
    landed = 0
    for number in range(KILLS):
        landed += _killed(chance.uniform(0.2, 1.0) * usual, _BACK_UP, data, made / f"{number}.tar.zst", url)
        for file in made.glob("*.tar.zst"):
            check(file)
            file.unlink()
    last = make_backup(Wanted(data, made / "last.tar.zst", url), {})
    assert dict(last.manifest.rows) == _rows(data, url)
    assert [path.name for path in made.iterdir()] == ["last.tar.zst"]
    return f"{landed} of {KILLS} backups killed before their end"


def _restores(folder: Path, data: Path, url: str, server: str) -> str:
    file, chance, place = folder / "made" / "last.tar.zst", Random(2), folder / "place"
    rows, history = _rows(data, url), Lake.open(data / "lake").history()
    usual = _seconds(_RESTORE, folder / "usual", file, _new(server) if url else "")
    landed = 0
    for _ in range(KILLS):
        empty = _new(server) if url else ""
        landed += _killed(chance.uniform(0.2, 1.0) * usual, _RESTORE, place, file, empty)
        try:
            restore(file, place, empty)
        except HeroError as trouble:
            assert "is not empty" in str(trouble), trouble  # killed after its last step
        assert _rows(place, empty) == rows
        assert Lake.open(place / "lake").history() == history
        rmtree(place)
    return f"{landed} of {KILLS} restores"


def _rows(data: Path, url: str) -> dict[str, int]:
    return rows_of_server(url) if url else rows_of(data / "hero.sqlite3")


def _new(server: str) -> str:
    name = f"kills_{uuid.uuid4().hex}"
    with connected(server) as database:
        database.execute(f"CREATE DATABASE {name}")
    return f"{server.rpartition('/')[0]}/{name}"


def _command(code: str, *given: object) -> list[str]:
    return [str(OURS), "-c", code, *map(str, given)]


def _environment(data: Path | None = None, url: str = "") -> dict[str, str]:
    own = {name: text for name, text in os.environ.items() if not name.startswith("HERO_")}
    own |= {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "customerhero.web.settings"}
    return own | ({"HERO_DATA": str(data)} if data else {}) | ({"HERO_DATABASE_URL": url} if url else {})


def _run(code: str, data: Path, url: str) -> None:
    subprocess.run(_command(code), env=_environment(data, url), check=True, capture_output=True)


def _seconds(code: str, *given: object) -> float:
    begun = time.monotonic()
    subprocess.run(_command(code, *given), env=_environment(), check=True, capture_output=True)
    return time.monotonic() - begun


def _killed(after: float, code: str, *given: object) -> int:
    """Whether the kill came before the end."""
    process = subprocess.Popen(_command(code, *given), env=_environment(), stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
    return int(process.wait() == -9)
