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
        command = [sys.executable, "-m", "customerhero.web.serving.working"]
        worker = subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL)
        self.workers.append(worker)
        return worker

    def start_with(self, limits: str) -> subprocess.Popen[bytes]:
        """A worker under limits of the test's own: by lane, the words of `Limits`."""
        code = (
            "import django; django.setup()\nfrom customerhero.web.jobs import watch\n"
            "from customerhero.web.jobs.lanes import Limits\n"
            f"watch.limits_of = {limits}.__getitem__\n"
            "from customerhero.web.serving.working import main; main()"
        )
        worker = subprocess.Popen([sys.executable, "-c", code], env=self.environment, stderr=subprocess.PIPE)
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
def test_a_job_that_ends_every_process_it_gets_fails_after_three_and_the_next_is_done(place: Place) -> None:
    place.run("errands.leave_worker.enqueue()\nerrands.leave_mark.enqueue('after it')")
    worker = place.start()
    until(lambda: place.states().split() == ["FAILED", "SUCCESSFUL"], 60)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0


_LIMITS = """{
    "imports": Limits(600, 2, 10**9), "fetches": Limits(600, 600, 150_000_000),
    "agendas": Limits(2, 600, 10**9), "default": Limits(600, 600, 10**9),
}"""


@pytest.mark.slow
def test_jobs_that_hang_or_devour_are_ended_with_a_sentence_and_hold_nobody(place: Place) -> None:
    place.run("errands.hang.enqueue(); errands.devour.enqueue(); errands.have_a_child_hang.enqueue()")
    place.run("errands.leave_mark.enqueue('meanwhile')")
    worker = place.start_with(_LIMITS)
    until(lambda: place.states().split() == ["FAILED", "FAILED", "FAILED", "SUCCESSFUL"], 60)
    told = place.run(
        "from customerhero.web.jobs.models import JobFailure\n"
        "print(*sorted(f.reason for f in JobFailure.objects.all()), sep='|')"
    )
    assert "stood still for 0 minutes" in told
    assert "more memory than the 150 MB" in told
    assert "took longer than the 0 minutes" in told
    place.run("errands.leave_mark.enqueue('after'); errands.hang.enqueue()")
    until(
        lambda: place.states().split() == ["FAILED"] * 4 + ["SUCCESSFUL"] * 2, 60, "it goes on, and ends the next one"
    )
    assert not [folder for folder in Path("/proc").glob("[0-9]*") if b"sleep(60123)" in _command(folder)]
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0


@pytest.mark.slow
def test_a_running_job_is_ended_by_whoever_may_and_asked_to_end_the_worker_ends_at_once(place: Place) -> None:
    place.run("errands.hang.enqueue()")
    worker = place.start()
    until(lambda: place.lines("begun hanging"), 60)
    place.run(
        "from django_tasks_db.models import DBTaskResult as R\n"
        "from customerhero.web.jobs.seeing_to import cancel\n"
        "from customerhero.web.people.models import Person\n"
        "dora = Person.objects.create_user('dora@example.com', 'a-long-road-home', name='Dora Petrov')\n"
        "cancel(R.objects.get().pk, dora)"
    )
    until(lambda: place.states().split() == ["FAILED"], 60)
    told = place.run("from customerhero.web.jobs.models import JobFailure; print(JobFailure.objects.get().reason)")
    assert told.startswith("Dora Petrov ended this job.")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0


@pytest.mark.slow
def test_three_workers_never_do_two_jobs_of_a_lane_at_once(place: Place) -> None:
    place.run("for n in range(6): errands.be_alone.enqueue(20)")
    workers = [place.start() for _ in range(3)]
    until(lambda: place.states().split() == ["SUCCESSFUL"] * 6, 90)
    assert place.lines("") == ["in", "out"] * 6
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]


def _command(folder: Path) -> bytes:
    try:
        return (folder / "cmdline").read_bytes()
    except OSError:
        return b""


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
