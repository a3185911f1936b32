"""The worker's process killed again and again: every job is done, and none twice. On both databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from customerhero.web.serving.working import OF_A_TREE
from tests.web.waiting_for import until

REPOSITORY = Path(__file__).parents[2]
KILLS, JOBS, STEPS = 20, 24, 12


class Place:
    """A workplace in a folder of its own, on the database the tests run on, and workers on it."""

    def __init__(self, folder: Path) -> None:
        self.notes = folder / "notes"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "customerhero.web.settings",
            "HERO_DATA": str(folder / "data"),
            "ERRANDS_NOTES": str(self.notes),
            "PYTHONPATH": str(REPOSITORY),
        }
        self.workers: list[subprocess.Popen[bytes]] = []

    def run(self, code: str) -> str:
        """What a piece of Python prints there."""
        whole = f"import django; django.setup()\nfrom tests.web import errands\n{code}"
        command = [sys.executable, "-c", whole]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def start(self) -> subprocess.Popen[bytes]:
        """One more worker."""
        command = [sys.executable, "-m", "customerhero.web.serving.working", OF_A_TREE]
        worker = subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL)
        self.workers.append(worker)
        return worker

    def lines(self, beginning: str) -> list[str]:
        """What the jobs noted."""
        noted = self.notes.read_text().splitlines() if self.notes.exists() else []
        return [line for line in noted if line.startswith(beginning)]

    def states(self) -> str:
        """How many jobs are in which state."""
        return self.run(
            "from django_tasks_db.models import DBTaskResult as R\n"
            "print(*sorted(R.objects.order_by().values_list('status', flat=True)))"
        )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    url = os.environ.get("HERO_TEST_DATABASE_URL", "")
    if url:
        place.environment["HERO_DATABASE_URL"] = _new_database(url)
    place.run("from django.core.management import call_command as c; c('migrate', verbosity=0)")
    yield place
    for worker in place.workers:
        worker.kill()
        worker.wait()


@pytest.mark.slow
def test_a_worker_killed_twenty_times_loses_no_job_and_does_none_twice(place: Place) -> None:
    place.run(f"for n in range({JOBS}): errands.work_long.enqueue(f'job {{n}}', {STEPS})")
    chance, killed = Random(7), 0
    while killed < KILLS:
        begun = len(place.lines("begun"))
        worker = place.start()
        until(lambda: len(place.lines("begun")) > begun, 60, "a worker begins a job")  # noqa: B023
        if killed % 3:  # some die at once, some after having done a job or two
            enough = len(place.lines("done")) + chance.randrange(1, 3)
            until(lambda: len(place.lines("done")) >= min(enough, JOBS), 60, "jobs are done")  # noqa: B023
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        killed += 1
        if len(place.lines("done")) >= JOBS - 2:
            place.run(f"for n in range({JOBS}): errands.work_long.enqueue(f'again {killed} {{n}}', {STEPS})")
    _finish(place)


@pytest.mark.slow
def test_asked_to_end_a_worker_finishes_the_job_in_hand_and_asked_twice_puts_it_back(place: Place) -> None:
    place.run("errands.work_long.enqueue('in hand', 100)\nerrands.work_long.enqueue('later', 5000)")
    worker = place.start()
    until(lambda: place.lines("begun in hand"), 60)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert place.lines("") == ["begun in hand", "done in hand"]
    hurried = place.start()
    until(lambda: place.lines("begun later"), 60)
    hurried.send_signal(signal.SIGTERM)
    hurried.send_signal(signal.SIGTERM)
    until(lambda: hurried.poll() is not None or hurried.send_signal(signal.SIGTERM), 60)
    assert place.states().split() == ["READY", "SUCCESSFUL"]


@pytest.mark.slow
def test_a_job_that_ends_every_worker_fails_after_three_and_the_next_is_done(place: Place) -> None:
    place.run("errands.leave_worker.enqueue()\nerrands.leave_mark.enqueue('after it')")
    for _ in range(3):
        assert place.start().wait(60) == 9
    last = place.start()
    until(lambda: place.states().split() == ["FAILED", "SUCCESSFUL"], 60)
    last.send_signal(signal.SIGTERM)
    assert last.wait(60) == 0


def _finish(place: Place) -> None:
    worker = place.start()
    until(lambda: set(place.states().split()) == {"SUCCESSFUL"}, 120, "every job is done")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    done = place.lines("done")
    assert len(done) == len(set(done))
    marks = int(place.run("from customerhero.web.people.models import Team; print(Team.objects.count())"))
    assert marks == len(place.states().split())


def _new_database(url: str) -> str:
    import psycopg

    name = f"kills_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{url.rpartition('/')[0]}/{name}"
