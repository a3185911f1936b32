"""Acts killed at a step of theirs: a process of its own that kills itself before its nth touch of the disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.web.workplace import REPOSITORY

_STEPS = """
import os, pathlib, shutil, sys
count, last = 0, int(sys.argv[1])
def killing(act):
    def done(*given, **named):
        global count
        count += 1
        if count == last:
            os.kill(os.getpid(), 9)
        return act(*given, **named)
    return done
os.fsync = killing(os.fsync)
os.link = killing(os.link)
pathlib.Path.rename = killing(pathlib.Path.rename)
pathlib.Path.replace = killing(pathlib.Path.replace)
pathlib.Path.mkdir = killing(pathlib.Path.mkdir)
from customerhero.web.backups import archive
archive.Packer.file = killing(archive.Packer.file)
"""


def killed_at(step: int, code: str, environment: dict[str, str]) -> int:
    """Run the code and kill it before its nth step (0: never); its exit code."""
    command = [sys.executable, "-c", f"{_STEPS}\n{code}\nprint(count)", str(step)]
    given = {**environment, "PYTHONPATH": str(REPOSITORY)}
    return subprocess.run(command, env=given, capture_output=True, text=True).returncode


def steps_of(code: str, environment: dict[str, str]) -> int:
    """How many steps the code takes when nothing kills it."""
    command = [sys.executable, "-c", f"{_STEPS}\n{code}\nprint(count)", "0"]
    given = {**environment, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=True)
    return int(done.stdout.splitlines()[-1])


def backing_up(data: Path, to: Path, url: str = "") -> str:
    """The code of a backup."""
    return (
        "from customerhero.web.backups.making import Wanted, make_backup\n"
        f"make_backup(Wanted(pathlib.Path({str(data)!r}), pathlib.Path({str(to)!r}), {url!r}))"
    )


def bringing_back(file: Path, data: Path, url: str = "") -> str:
    """The code of a restore."""
    return (
        "from customerhero.web.backups.restoring import restore\n"
        f"restore(pathlib.Path({str(file)!r}), pathlib.Path({str(data)!r}), {url!r})"
    )
