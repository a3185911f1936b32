"""Web server and worker killed fifty times at random while files are brought in and agendas are made.

What a person was told is kept; no job is lost or done twice; lake and database agree.
"""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from customerhero.facts.lake import Lake
from tests.web.clerk import ROWS, Clerk
from tests.web.waiting_for import until
from tests.web.workplace import Workplace

KILLS = 24
FILES = 30
"""What the clerk brings meanwhile; what is promised has to be done in the end."""
_JOBS = re.compile(r'hero_jobs\{state="(\w+)"\} (\d+)')
_RETRY = """
from django_tasks_db.models import DBTaskResult as R
from customerhero.web.jobs.models import JobFailure
from customerhero.web.jobs.seeing_to import retry
from customerhero.web.people.models import Person
reasons = list(JobFailure.objects.values_list('reason', flat=True))
assert all('ended in the middle' in reason for reason in reasons), reasons
for job in R.objects.failed(): retry(job.pk, Person.objects.filter(role='administrator').first())
"""
_KEPT = """
import json
from customerhero.web.sources.models import Import, Receipt, Refusal, Upload
from customerhero.web.runs.models import Completion, Run
print(json.dumps({
    'imports': list(Import.objects.values_list('pk', flat=True)),
    'names': dict(Import.objects.values_list('pk', 'upload__name')),
    'receipts': dict(Receipt.objects.filter(seen_before=False).values_list('imported_id', 'number')),
    'seen': Receipt.objects.filter(seen_before=True).count(),
    'refusals': Refusal.objects.count(),
    'unfinished': Run.objects.filter(completion=None).count(),
    'commit': max(Completion.objects.values_list('run__lake_commit', flat=True), default=0),
}))
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    place = Workplace(tmp_path, HERO_DEMO="yes", HERO_ACCESS_LOG="no")
    place.start()
    until(lambda: place.answers("/readyz"), 60)
    yield place
    place.clear()


@pytest.mark.slow
def test_kills_lose_nothing_that_was_promised(place: Workplace) -> None:
    clerk = Clerk(place, FILES)
    clerk.start()
    until(lambda: clerk.acknowledged, 60, "the first file is taken")
    _kill_at_random(place, Random(11))
    clerk.stop()
    assert len(clerk.acknowledged) >= 5
    until(lambda: _all_done(place), 600, "every job is done")
    kept = json.loads(place.run(_KEPT))
    lake = Lake.open(place.data / "lake")
    assert set(clerk.acknowledged.values()) <= {int(number) for number in kept["receipts"]}
    assert (kept["seen"], kept["refusals"], kept["unfinished"]) == (0, 0, 0)
    assert sorted(kept["receipts"].values()) == [entry.number for entry in lake.history()]
    assert kept["commit"] == lake.history()[-1].number
    assert _events_a_file(lake) == dict.fromkeys(kept["names"].values(), ROWS)
    assert place.answers("/healthz")
    assert place.end() == 0


def _kill_at_random(place: Workplace, chance: Random) -> None:
    killed: set[int] = set()
    while len(killed) < KILLS:
        word = chance.choice(["serving.working", "serving.working", "serving.web"])
        until(lambda: _fresh(place, word, killed), 60, word)  # noqa: B023
        moment = time.monotonic() + chance.uniform(0.1, 4.0)  # in the middle of its start, or of a job
        victims = until(lambda: time.monotonic() > moment and _fresh(place, word, killed), 60, word)  # noqa: B023
        victim = chance.choice(victims)
        os.kill(victim, signal.SIGKILL)
        killed.add(victim)


def _fresh(place: Workplace, word: str, killed: set[int]) -> list[int]:
    return [number for number in place.processes(word) if number not in killed]


def _all_done(place: Workplace) -> bool:
    """Failed ones are tried again, as a person would who reads that the worker ended in the middle."""
    if not place.answers("/healthz"):
        return False
    jobs = dict(_JOBS.findall(place.ask("/metrics")[1]))
    if int(jobs["failed"]):
        place.run(_RETRY)
    return not any(int(jobs[state]) for state in ("ready", "running", "failed"))


def _events_a_file(lake: Lake) -> dict[str, int]:
    """How many events of each of the clerk's files are in the lake."""
    events = lake.facts().events
    ids = [str(row) for row in events.event_id.execute()]
    assert len(ids) == len(set(ids))
    counts: dict[str, int] = {}
    for one in ids:
        name = f"events {one[1:].split('-')[0]}.csv"
        counts[name] = counts.get(name, 0) + 1
    return counts
