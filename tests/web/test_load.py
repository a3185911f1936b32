"""Readers, writers and slow sockets at once, for a few seconds (`make bench` has the whole minute)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.doors import KEPT, READERS, WRITERS, kept, load
from tests.web.waiting_for import until
from tests.web.workplace import Workplace

PAGES = ("/", "/agenda/", "/sources/", "/people/", "/jobs/", "/customers/")
TEAMS = (
    "from customerhero.web.people.models import Team; print('\\n'.join(Team.objects.values_list('name', flat=True)))"
)


@pytest.mark.slow
def test_fifty_read_twenty_write_twenty_dawdle_and_nothing_breaks(tmp_path: Path) -> None:
    place = Workplace(tmp_path, HERO_DEMO="yes", HERO_ACCESS_LOG="no", HERO_PATIENCE="3")
    place.start()
    try:
        until(lambda: place.answers("/readyz"), 60)
        told = load(place.port, 10, PAGES)
        assert set(told.statuses) <= {200, 302}
        assert len(told.reading) >= READERS
        assert len(told.written) >= WRITERS
        assert kept(place.run(KEPT), told) == len(told.written)
        assert told.cut >= 10
        assert "Traceback" not in place.told
        assert place.end() == 0
    finally:
        place.clear()
