"""A restore is rehearsed: a backup brought back beside the data, compared, and thrown away.

Every hash and count is compared by the restore itself; then the month's agenda is computed from the restored lake, as
it was when the kept one was made, and both have to say the same.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isclose
from pathlib import Path
from shutil import disk_usage
from typing import Any, Final
from urllib.parse import quote

import msgspec
from django.conf import settings
from django.utils import timezone

from customerhero.errors import HeroError
from customerhero.findings import Finding
from customerhero.findings.plain import plain
from customerhero.web.backups.copies import SCHEMA, TRIAL, held, throw_away
from customerhero.web.backups.models import BackupMade, Rehearsal, RehearsalOutcome
from customerhero.web.backups.of_postgresql import connected
from customerhero.web.backups.parts import LAKE
from customerhero.web.backups.phases import tell
from customerhero.web.backups.restoring import CutOffError, refuse_cut_off, restore
from customerhero.web.configuration import value
from customerhero.web.runs.models import Run
from customerhero.web.runs.reading import findings_of, finished

LONGEST: Final = 1_800.0
"""Seconds an agenda may take to be computed again."""
_SPARE: Final = 100_000_000
"""Bytes that stay free on the disk."""
Agenda = RehearsalOutcome.Agenda
Told = Mapping[str, Any]
"""By key: a finding as plain data."""


def rehearsed(rehearsal: Rehearsal) -> RehearsalOutcome:
    """The outcome of a rehearsal, not saved yet; what goes wrong is what it tells."""
    begun = time.monotonic()
    outcome = RehearsalOutcome(rehearsal=rehearsal)
    try:
        made = rehearsal.backup.made
        _refuse_little_room(made)
        with _somewhere() as (place, url):
            restore(Path(made.file), place, url, tell)
            tell("Agenda")
            _compare_agenda(outcome, made, place / LAKE)
    except HeroError as trouble:
        outcome.trouble, outcome.is_tried = str(trouble), not isinstance(trouble, CutOffError)
    outcome.seconds, outcome.at = time.monotonic() - begun, timezone.now()
    return outcome


def told_by(findings: list[Finding]) -> Told:
    """Findings by their key, as they are compared: without samples of cases, which erasures thin out."""
    return {one.key: {**plain(one), "evidence": None} for one in findings}


def alike(one: Any, other: Any) -> bool:
    """Whether two values say the same, figures up to what adding in another order changes."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(alike(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float | int):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)


def asked_again(lake: Path, run: Run) -> Told:
    """What a run finds when computed again over a lake: in a process of its own, ended when it takes too long."""
    command = [sys.executable, "-m", "customerhero.web.backups.asking_again", str(lake), str(run.pk)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=LONGEST)  # noqa: S603  # our own command
    refuse_cut_off(done.returncode)
    if done.returncode != 0:
        raise HeroError(
            "The agenda could not be computed from the restored lake: "
            + done.stderr.decode(errors="replace").strip().rpartition("\n")[2],
            "Look at the lake with `hero lake status`, then make a new backup.",
        )
    told: Told = msgspec.json.decode(done.stdout.splitlines()[-1])
    return told


def _compare_agenda(outcome: RehearsalOutcome, made: BackupMade, lake: Path) -> None:
    run = finished().filter(as_of=None, lake_commit__lte=made.lake_commit or 0).first()
    if run is None:
        outcome.agenda = Agenda.NONE
        return
    kept = told_by([shown.finding for shown in findings_of(run)])
    outcome.month, outcome.findings = run.month, len(kept)
    try:
        outcome.agenda = _compared(run, lake, kept)
    except subprocess.TimeoutExpired:
        outcome.agenda = Agenda.LATE


def _compared(run: Run, lake: Path, kept: Told) -> str:
    """Settings, erasures and new versions change what a kept agenda would be now: then the lake in use is asked."""
    again = asked_again(lake, run)
    if alike(again, _as_json(kept)):
        return Agenda.SAME
    today = asked_again(Path(settings.LAKE), run)
    if alike(again, today):
        return Agenda.AGAIN
    key = next(key for key in sorted({*again, *today}) if not alike(again.get(key), today.get(key)))
    raise HeroError(
        f"The agenda of {run.month} comes out differently from the restored lake: {key}.",
        "Do not rely on this backup: make a new one, and look at the lake with `hero lake status`.",
    )


def _as_json(told: Told) -> Told:
    decoded: Told = msgspec.json.decode(msgspec.json.encode(told))
    return decoded


def _refuse_little_room(made: BackupMade) -> None:
    free = disk_usage(settings.DATA).free
    if free < made.unpacked + _SPARE:
        raise CutOffError(
            f"There is no room to rehearse a restore: it takes {made.unpacked / 1e6:,.0f} MB beside the data.",
            f"Make room on the disk of {settings.DATA}.",
        )


@contextmanager
def _somewhere() -> Iterator[tuple[Path, str]]:
    """A folder, and where PostgreSQL is used a schema of the same database, for as long as it takes."""
    data, url = Path(settings.DATA), value("DATABASE_URL")
    with held(data, TRIAL) as is_mine:
        if not is_mine:
            raise CutOffError("Another restore is being rehearsed.", "Wait until it has ended.")
        place = data / TRIAL
        throw_away(place, url)
        try:
            if url:
                with connected(url) as database:
                    database.execute(f"CREATE SCHEMA {SCHEMA}")
            yield place, _within(url)
        finally:
            throw_away(place, url)


def _within(url: str) -> str:
    options = quote(f"-c search_path={SCHEMA}")
    return f"{url}{'&' if '?' in url else '?'}options={options}" if url else ""
