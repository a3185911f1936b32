"""Runs: what they keep is what was computed, twice is once, and a failed one takes nothing away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from customerhero.agenda import as_dict
from customerhero.errors import HeroError, QuestionError
from customerhero.findings import Change, Finding, Interval
from customerhero.web.people.models import Person
from customerhero.web.runs import settings_of_insights
from customerhero.web.runs.attempts import attempt_of, newest_attempt
from customerhero.web.runs.computing import computed as compute
from customerhero.web.runs.dismissing import dismiss, standing, take_back
from customerhero.web.runs.making import make_agenda
from customerhero.web.runs.models import Breakdown, Completion, Recall, Run, StoredFinding
from customerhero.web.runs.reading import agenda_of, answer_of, findings_of, months_with_runs, newest_run
from customerhero.web.runs.scheduling import check_for_new_facts
from customerhero.web.runs.settings_of_insights import sets
from customerhero.web.runs.starting import start_run
from customerhero.web.runs.storing import Computed, store
from tests.web.filling import Filled, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(filled: Run) -> Run:
    return filled


def test_what_is_stored_is_what_was_computed(small: Filled, run: Run) -> None:
    assert as_dict(agenda_of(run)) == as_dict(small.computed.agenda)


def test_every_answer_is_stored_with_its_numbers_and_tables(small: Filled, run: Run) -> None:
    for name, answer in small.computed.agenda.answers.items():
        stored = answer_of(run, name)
        assert stored is not None
        assert stored.numbers.keys() == answer.numbers.keys()
        for table, rows in answer.tables.items():
            assert stored.table(table).columns == rows.columns
            assert len(stored.table(table).rows) == len(rows.rows)
        assert stored.table("no such table").rows == ()


def test_every_finding_is_stored_under_its_key_in_its_place(small: Filled, run: Run) -> None:
    agenda = small.computed.agenda
    placed = [shown.finding.key for shown in findings_of(run) if shown.stored.place]
    assert placed == [finding.key for finding in agenda.findings]
    kept = (*agenda.everything, *small.computed.credited)
    assert {shown.stored.key for shown in findings_of(run)} == {finding.key for finding in kept}


def test_storing_a_run_twice_is_storing_it_once(small: Filled, run: Run) -> None:
    before = StoredFinding.objects.count()
    store(run, small.computed)
    assert StoredFinding.objects.count() == before
    assert Completion.objects.filter(run=run).count() == 1


def test_a_job_done_twice_computes_once(run: Run, settings: Any, tmp_path: Path) -> None:
    settings.LAKE = tmp_path / "gone"
    make_agenda.func(run.pk)
    assert not Breakdown.objects.exists()


def test_a_failed_run_says_why_and_takes_nothing_away(run: Run, settings: Any, tmp_path: Path) -> None:
    settings.LAKE = tmp_path / "no lake"
    failing = Run.objects.create(reason=Run.Reason.IMPORT)
    with pytest.raises(HeroError):
        make_agenda.func(failing.pk)
    attempt = newest_attempt(None, run)
    assert attempt is not None
    assert attempt.state == "failed"
    assert "no lake" in attempt.why
    assert newest_run() == run


def test_a_failed_run_may_be_done_again(small: Filled, settings: Any, tmp_path: Path) -> None:
    run = Run.objects.create(reason=Run.Reason.IMPORT)
    settings.LAKE = tmp_path / "no lake"
    with pytest.raises(HeroError):
        make_agenda.func(run.pk)
    store(run, small.computed)
    assert newest_run() == run


def test_two_who_ask_for_the_same_wait_for_one_run(bob: Person, carol: Person) -> None:
    first, second = start_run(Run.Reason.IMPORT), start_run(Run.Reason.ASKED, carol)
    assert first == second
    assert start_run(Run.Reason.ASKED, bob, "2026-03") != first
    assert attempt_of(first).state == "waiting"


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "9999-12", "٢٠٢٦-01"])
def test_a_month_that_is_none_is_refused(bob: Person, month: str) -> None:
    with pytest.raises(QuestionError):
        start_run(Run.Reason.ASKED, bob, month)
    assert not Run.objects.exists()


def test_asking_for_last_spring_does_not_take_the_place_of_the_current_agenda(small: Filled, run: Run) -> None:
    spring = kept(small.before, Run(reason=Run.Reason.ASKED, chosen=True))
    assert newest_run() == run
    assert newest_run(spring.month) == spring
    assert months_with_runs() == [run.month, spring.month]


def test_the_current_month_made_again_takes_its_place(small: Filled, run: Run) -> None:
    again = kept(small.computed, Run(reason=Run.Reason.ASKED, chosen=True))
    assert newest_run() == again


def test_a_month_as_it_was_known_some_day_does_not_take_the_place_of_what_is_known_now(small: Filled, run: Run) -> None:
    kept(small.computed, Run(reason=Run.Reason.ASKED, chosen=True, as_of=date(2026, 11, 5)))
    assert newest_run() == newest_run(run.month) == run


def test_new_facts_are_seen_once_a_day(small: Filled, run: Run, settings: Any, tmp_path: Path) -> None:
    settings.LAKE = small.lake
    check_for_new_facts.func()
    assert not Run.objects.filter(reason=Run.Reason.SCHEDULE).exists()
    Run.objects.filter(pk=run.pk).update(lake_commit=1)
    Run.objects.exclude(pk=run.pk).update(lake_commit=0)
    check_for_new_facts.func()
    assert Run.objects.filter(reason=Run.Reason.SCHEDULE).count() == 1


def test_nothing_is_scheduled_before_there_is_a_lake(settings: Any, tmp_path: Path, db: None) -> None:
    settings.LAKE = tmp_path / "no lake"
    check_for_new_facts.func()
    assert not Run.objects.exists()


def test_a_run_asks_with_what_people_settled_and_tells_of_nobody_where_that_is_off(
    small: Filled, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LAKE, settings.PEOPLE_RESULTS = small.lake, False
    monkeypatch.setattr(settings_of_insights, "_SETTLED", {})
    sets("runaround")(lambda: {"handoffs": 99, "ping_pong": 99, "returns": 99, "linked_owners": 99})
    made = compute(Run(), lambda *_: None)
    assert made.options["runaround"]["handoffs"] == "99"
    assert made.agenda.answers["runaround"].numbers["runaround_cases"] == 0
    assert {asked["people"] for asked in made.options.values() if "people" in asked} <= {"False"}
    assert not [finding.key for finding in made.agenda.everything if finding.subject.kind == "person"]


def test_a_dismissal_needs_a_reason(run: Run, bob: Person) -> None:
    row = StoredFinding.objects.filter(run=run).first()
    assert row is not None
    with pytest.raises(QuestionError, match="reason"):
        dismiss(row, bob, "  ")


@pytest.mark.parametrize(
    ("change", "comes_back"),
    [
        ({}, None),
        ({"customers": 24}, None),
        ({"customers": 25}, Recall.Why.MORE),
        ({"customers": 25, "tone": "good"}, None),
        ({"month": "2026-11", "change": "worse"}, Recall.Why.WORSE),
        ({"month": "2026-11", "change": "better"}, None),
        ({"change": "worse"}, None),
    ],
)
def test_a_finding_put_aside_comes_back_when_it_worsens(
    small: Filled, run: Run, bob: Person, change: dict[str, Any], comes_back: Recall.Why | None
) -> None:
    finding = replace(a_finding(small, "hurt"), customers=20, facts={})
    first = kept(only(small, finding), Run(reason=Run.Reason.IMPORT))
    dismiss(StoredFinding.objects.get(run=first), bob, "It is known and paid for.")
    kept(only(small, changed(finding, change)), Run(reason=Run.Reason.IMPORT))
    assert Recall.objects.values_list("why", flat=True).first() == comes_back
    assert standing().exists() == (comes_back is None)


def test_good_news_that_turns_into_hurt_comes_back(small: Filled, bob: Person) -> None:
    good = replace(a_finding(small, "hurt"), tone="neutral")
    first = kept(only(small, good), Run(reason=Run.Reason.IMPORT))
    dismiss(StoredFinding.objects.get(run=first), bob, "Nothing to do.")
    kept(only(small, replace(good, tone="hurt")), Run(reason=Run.Reason.IMPORT))
    assert Recall.objects.get().why == Recall.Why.HURTS


def test_the_agenda_of_an_earlier_month_brings_nothing_back(small: Filled, bob: Person) -> None:
    finding = replace(a_finding(small, "hurt"), customers=20)
    first = kept(only(small, finding), Run(reason=Run.Reason.IMPORT))
    dismiss(StoredFinding.objects.get(run=first), bob, "Known.")
    earlier = replace(finding, customers=80, month=small.before.agenda.month)
    kept(only(small, earlier), Run(reason=Run.Reason.ASKED, chosen=True))
    assert standing().exists()


def test_taking_back_twice_is_taking_back_once(run: Run, bob: Person) -> None:
    row = StoredFinding.objects.filter(run=run).first()
    assert row is not None
    dismissal = dismiss(row, bob, "Known.")
    take_back(dismissal, bob)
    take_back(dismissal, bob)
    assert Recall.objects.count() == 1
    assert not standing().exists()


def test_a_run_taken_up_again_is_running_again(run: Run) -> None:
    again = Run.objects.create(reason=Run.Reason.IMPORT, started_at=timezone.now())
    Breakdown.objects.create(run=again, reason="The lake was busy.", at=timezone.now() - timedelta(minutes=1))
    assert attempt_of(again).state == "running"


def a_finding(small: Filled, tone: str) -> Finding:
    return next(finding for finding in small.computed.agenda.everything if finding.tone == tone)


def only(small: Filled, finding: Finding) -> Computed:
    agenda = replace(
        small.computed.agenda, month=finding.month, findings=(finding,), further=(), also={}, changed=(), answers={}
    )
    return Computed(agenda, 1)


def changed(finding: Finding, change: dict[str, Any]) -> Finding:
    told = dict(change)
    if "change" in told:
        told["change"] = Change(5.0, 100, 3.0, Interval(1.0, 5.0, ""), told["change"])
    return replace(finding, **told)
