from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from customerhero.errors import LakeError
from customerhero.facts.lake import Lake, entries
from tests.facts.lake.batching import Desk, event, put, shown


def test_each_commit_can_be_read_as_of_its_time(lake: Lake, desk: Desk) -> None:
    seen = []
    for number in range(5):
        put(lake, desk.batch(customers=[{"customer_id": "K1", "name": f"v{number}"}], events=[event(number)]))
        seen.append({name: shown(lake.facts(), name) for name in ("customers", "events", "team_stays")})
    lake.compact()
    for entry, then in zip(lake.history(), seen, strict=False):
        facts = lake.facts(as_of=entry.at)
        assert {name: shown(facts, name) for name in then} == then


def test_a_date_means_the_end_of_that_day_and_a_zone_is_heeded(lake: Lake, desk: Desk) -> None:
    put(lake, desk.batch(events=[event(1)]))
    at = lake.history()[0].at
    assert len(shown(lake.facts(as_of=at.date()), "events")) == 1
    assert len(shown(lake.facts(as_of=date.max), "events")) == 1
    in_tokyo = at.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=9)))
    assert len(shown(lake.facts(as_of=in_tokyo), "events")) == 1
    with pytest.raises(LakeError, match="knew nothing"):
        lake.facts(as_of=in_tokyo - timedelta(seconds=5))


def test_before_the_first_import_the_error_says_when_it_was(lake: Lake, desk: Desk) -> None:
    put(lake, desk.batch(events=[event(1)]))
    with pytest.raises(LakeError, match=f"its first import was on {lake.history()[0].at:%Y-%m-%d}"):
        lake.facts(as_of=date(2001, 1, 1))


def test_a_new_lake_has_empty_facts(lake: Lake) -> None:
    facts = lake.facts()
    assert facts.present == frozenset()
    assert shown(facts, "events") == shown(facts, "team_stays") == []
    assert (lake.status().commits, lake.status().at) == (0, None)


def test_the_newest_import_can_be_undone_and_brought_in_again(lake: Lake, desk: Desk) -> None:
    put(lake, desk.batch(events=[event(n) for n in range(5)]))
    before = {name: shown(lake.facts(), name) for name in ("events", "team_stays", "customers")}
    second = desk.batch(events=[event(2, note="new"), event(9)], customers=[{"customer_id": "K1"}])
    number = put(lake, second).number
    after = {name: shown(lake.facts(), name) for name in before}
    lake.compact()
    lake.undo(number)
    assert {name: shown(lake.facts(), name) for name in before} == before
    assert lake.facts().present == {"events"}
    assert not put(lake, second).seen_before
    assert {name: shown(lake.facts(), name) for name in before} == after


def test_an_import_with_later_ones_is_not_undone(lake: Lake, desk: Desk) -> None:
    first = put(lake, desk.batch(events=[event(1)]))
    put(lake, desk.batch(events=[event(2)]))
    with pytest.raises(LakeError, match="newest import that stands is 2"):
        lake.undo(first.number)
    assert len(shown(lake.facts(), "events")) == 2


def test_the_ledger_keeps_what_was_imported_over_many_commits(lake: Lake, desk: Desk) -> None:
    with lake.writer() as writer:
        for number in range(60):
            writer.write(desk.batch(f"file {number}", teams=[{"team_id": f"T{number}"}]))
    history = lake.history()
    assert [entry.number for entry in history] == list(range(1, 61))
    assert [entry.source for entry in history] == [f"file {number}" for number in range(60)]
    assert all(entry.at < later.at for entry, later in pairwise(history))
    assert len(list((lake.path / "_ledger").glob("*.parquet"))) == 60
    assert lake.status().commits == 60


def test_a_clock_that_was_ahead_once_holds_for_nothing_after_it(
    lake: Lake, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(lake, desk.batch(customers=[{"customer_id": "K1"}]))
    with monkeypatch.context() as patched:
        patched.setattr(entries, "_now", lambda: datetime.fromisoformat("2130-01-01"))
        put(lake, desk.batch(customers=[{"customer_id": "K2"}]))
    now = datetime.now(UTC).replace(tzinfo=None)
    assert lake.history()[-1].at < now + timedelta(minutes=5)
    assert lake.facts().known_until is None or lake.facts().known_until < now + timedelta(minutes=5)
    put(lake, desk.batch(customers=[{"customer_id": "K3"}]))
    history = lake.history()
    assert all(entry.at < later.at < now + timedelta(minutes=5) for entry, later in pairwise(history))
    for entry in history:
        known = {row["customer_id"] for row in shown(lake.facts(as_of=entry.at), "customers")}
        assert known == {f"K{number}" for number in range(1, entry.number + 1)}
    with pytest.raises(LakeError, match="knew nothing"):
        lake.facts(as_of=history[0].at - timedelta(seconds=1))
    assert "Commit 2 says 2130-01-01: the clock was ahead then." in Lake.check(lake.path).notes[0]
