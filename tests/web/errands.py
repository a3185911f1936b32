"""Jobs of the tests: each leaves a mark (a team of its name), once, however often it is begun."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from django.db import transaction

from customerhero.errors import HeroError
from customerhero.web.jobs.background import job, progress
from customerhero.web.jobs.lanes import AGENDAS, FETCHES, IMPORTS
from customerhero.web.people.models import Team


@job()
def leave_mark(name: str) -> None:
    """Leave a mark."""
    Team.objects.get_or_create(name=name)


@job()
def work_long(name: str, steps: int) -> None:
    """Work in steps, and leave a mark at the end; the beginning is noted in a file, for the tests to count."""
    _note(f"begun {name}")
    for step in range(steps):
        progress("working", step, steps)
        time.sleep(0.02)  # the work itself, not a wait for something
    with transaction.atomic():
        is_first = not Team.objects.filter(name=name).exists()
        if is_first:
            Team.objects.create(name=name)
    if is_first:  # only what was committed is done
        _note(f"done {name}")


@job()
def be_refused() -> None:
    """Refuse, as for a user's mistake."""
    raise HeroError("The file has no rows.", "Upload one that has some.")


@job()
def break_down() -> None:
    """Fail for a reason nobody foresaw."""
    raise KeyError("nobody")


@job()
def break_down_over(value: str) -> None:
    """Fail with a value in the reason."""
    raise KeyError(value)


@job()
def leave_worker() -> None:
    """End the worker at once, as the system does when memory is short."""
    os._exit(9)


@job(IMPORTS)
def hang() -> None:
    """Tell a beginning, and never an end."""
    progress("hanging", 1, 2)
    _note("begun hanging")
    while True:
        time.sleep(60)


@job(IMPORTS)
def be_alone(steps: int) -> None:
    """Note a beginning and an end, between which no other may begin."""
    _note("in")
    for _ in range(steps):
        time.sleep(0.02)  # the work itself, not a wait for something
    _note("out")


@job(FETCHES)
def devour() -> None:
    """Take ever more memory."""
    taken = []
    while True:
        taken.append(b"x" * 20_000_000)
        time.sleep(0.01)


@job(AGENDAS)
def have_a_child_hang() -> None:
    """Wait for a program that never ends."""
    subprocess.run([sys.executable, "-c", "import time; time.sleep(60123)"], check=True)  # a minute would do too


def _note(line: str) -> None:
    file = os.environ.get("ERRANDS_NOTES")
    if file:
        with Path(file).open("a", encoding="utf-8") as opened:
            opened.write(line + "\n")
