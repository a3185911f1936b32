"""The data folder: its owner's alone, and served by one at a time."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from customerhero.errors import HeroError
from customerhero.facts.lake import Lake
from customerhero.web.serving.lock import only_one, refuse_when_served
from customerhero.web.serving.rights import OWNER_ONLY, open_to_others, repaired, said
from customerhero.web.serving.sense import troubles
from tests.web.waiting_for import until
from tests.web.workplace import Workplace

_SERVE = "from customerhero.cli.main import run; run()"
_HOLD = """
import sys, time
from pathlib import Path
from customerhero.web.serving.lock import only_one
with only_one(Path(sys.argv[1]), "hero serve at http://127.0.0.1:1"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    place = Workplace(tmp_path)
    yield place
    place.clear()


@pytest.fixture
def exposed(tmp_path: Path) -> Path:
    """A data folder as systemd's StateDirectory and an older version left it."""
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    for name in ("hero.sqlite3", "hero.sqlite3-wal", "secret-key"):
        (data / name).write_text("secret")
        (data / name).chmod(0o644)
    (data / "lake").mkdir()
    (data / "lake").chmod(0o755)
    return data


def test_what_others_may_read_is_told_and_mended(exposed: Path) -> None:
    warned = [trouble for trouble in troubles({"HERO_DATA": str(exposed)}) if trouble.id == "hero.W005"]
    assert str(exposed / "hero.sqlite3-wal") in warned[0].what
    mended = repaired(exposed)
    assert said(exposed, mended).startswith(f"Other users of this machine could read {exposed} (hero.sqlite3, ")
    assert modes(exposed) == {
        "data": 0o700,
        "hero.sqlite3": 0o600,
        "hero.sqlite3-wal": 0o600,
        "lake": 0o700,
        "secret-key": 0o600,
    }
    assert not open_to_others(exposed)
    assert not repaired(exposed)
    assert not troubles({"HERO_DATA": str(exposed)})


def test_a_new_lake_is_its_owners_alone(tmp_path: Path) -> None:
    Lake.create(tmp_path / "lake")
    assert not (tmp_path / "lake").stat().st_mode & OWNER_ONLY


def test_a_second_one_is_refused_in_a_sentence_that_names_the_first(tmp_path: Path) -> None:
    with only_one(tmp_path, "hero serve at http://127.0.0.1:8321"):
        for second in (lambda: refuse_when_served(tmp_path), only_one(tmp_path, "another").__enter__):
            with pytest.raises(HeroError) as refused:
                second()
            assert f"process {os.getpid()} (hero serve at http://127.0.0.1:8321)" in str(refused.value)
            assert "--data" in str(refused.value)
    refuse_when_served(tmp_path)


def test_what_a_killed_one_left_is_no_trouble(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(HeroError, match=f"process {holder.pid}"):
            refuse_when_served(tmp_path)
        holder.send_signal(signal.SIGKILL)
    with only_one(tmp_path, "the next"):
        assert '"the next"' in (tmp_path / "serving.lock").read_text()


@pytest.mark.slow
def test_served_it_is_mended_kept_to_its_owner_and_to_one_server(exposed: Path, workplace: Workplace) -> None:
    (exposed / "hero.sqlite3").unlink()
    (exposed / "hero.sqlite3-wal").unlink()
    (exposed / "secret-key").unlink()
    workplace.data = exposed
    (exposed / "lake").rmdir()
    workplace.start()
    until(lambda: workplace.answers("/readyz"), 60)
    assert f"Other users of this machine could read {exposed}; from now on only the owner can." in workplace.told
    assert not {path for path in exposed.rglob("*") if path.stat().st_mode & OWNER_ONLY}
    assert workplace.process is not None
    served = f"The data folder {exposed} is served already, by process {workplace.process.pid}"
    second = _refused(workplace, "-c", _SERVE, "serve", "--data", str(exposed), "--port", "0")
    alone = _refused(workplace, "-m", "customerhero.web.serving.working")
    assert served in second
    assert served in alone
    assert workplace.end() == 0


def _refused(workplace: Workplace, *command: str) -> str:
    """What a command says that must be refused beside this workplace."""
    environment = {
        **workplace.environment,
        "DJANGO_SETTINGS_MODULE": "customerhero.web.settings",
        "HERO_DATA": str(workplace.data),
    }
    done = subprocess.run([sys.executable, *command], env=environment, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    return done.stderr


def modes(data: Path) -> dict[str, int]:
    """The rights of a folder and what is in it."""
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data, *sorted(data.iterdir()))}
