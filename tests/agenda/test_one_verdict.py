"""What the agenda says of the month: its sentence, its tiles and its findings never contradict each other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.agenda import Agenda, AgendaOptions, compose
from customerhero.agenda.composing import Known
from customerhero.findings import Answer, Change, Evidence, Subject, Table
from customerhero.findings.intervals import rate_change, rate_per_100
from customerhero.wording import change_chip, measure_label
from customerhero.wording.agenda_words import agenda_sentence, nothing_sentence
from tests.reports.sample import finding

MONTH, BEFORE = "2026-10", "2026-09"
MOVED = ("better", "worse")
counts = st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(400, 900), st.integers(400, 900))


def rates(insight: str, hits: str, n: str, counted: tuple[int, int, int, int]) -> Answer:
    """An answer with a table of two months and, where enough were hit, the finding of everybody's rate."""
    now, before, cases, cases_before = counted
    names = {"losses": ("lost_per_100", "lost_low", "lost_high")}.get(insight, ("rate", "low", "high"))
    rows = [
        {"month": month, n: of, hits: hit, names[0]: 100 * hit / of, names[1]: 0.0, names[2]: 100.0}
        for month, hit, of in ((BEFORE, before, cases_before), (MONTH, now, cases))
    ]
    change = rate_change((now, cases), (before, cases_before))
    overall = replace(
        finding(insight, "organisation", "", "hurt", evidence=Evidence()),
        subject=Subject("organisation", "all", ""),
        measure=rate_per_100("runaround_rate", now, cases),
        change=change,
    )
    told = (overall,) if insight == "runaround" and now >= 5 else ()
    return Answer(insight, {}, {"months": Table.of(rows)}, told)


@st.composite
def companies(draw: st.DrawFn) -> Agenda:
    """Agendas of rates that moved or did not, some with findings of their own beside them."""
    answers = [
        rates("runaround", "runaround_cases", "cases", draw(counts)),
        rates("tug_of_war", "tugs", "asks", draw(counts)),
        rates("losses", "lost", "customers", draw(counts)),
        rates("recontact", "recontacts", "cases", draw(counts)),
        rates("promises", "broken", "promised", draw(counts)),
    ]
    chosen = draw(st.lists(st.sampled_from(answers), unique_by=lambda answer: answer.insight))
    return compose(Known(MONTH), chosen, [], AgendaOptions())


@given(companies())
@settings(max_examples=60, deadline=None)
def test_sentence_tiles_and_findings_give_one_verdict(agenda: Agenda) -> None:
    told = agenda_sentence(agenda)
    moved = [number for number in agenda.numbers if _has_moved(number.change)]
    for number in moved:
        verdict = number.change.verdict if number.change else ""
        part = told.partition("Better:")[0] if verdict == "worse" else told.partition("Better:")[2]
        assert _named(measure_label(number.measure)) in part, f"a tile says {verdict}: {told}"
    if moved or any(_has_moved(one.change) for one in agenda.everything):
        assert "Nothing moved" not in told
        assert "September 2026" in told
        assert nothing_sentence(agenda).startswith("Beside what changed")
    else:
        assert told.startswith(("Nothing moved in October 2026", "There is no earlier month"))
        assert nothing_sentence(agenda).startswith("The facts of this month")
    assert told.startswith("There is no earlier month") or _is_set_beside(agenda)


@given(companies())
@settings(max_examples=60, deadline=None)
def test_a_figure_has_one_change_wherever_it_stands(agenda: Agenda) -> None:
    changes = {
        (one.measure.name, one.measure.value): change_chip(one.change) for one in agenda.everything if one.change
    }
    for number in agenda.numbers:
        of_finding = changes.get((number.measure.name, number.measure.value))
        if of_finding and number.change:
            assert change_chip(number.change) == of_finding


def _has_moved(change: Change | None) -> bool:
    return change is not None and change.verdict in MOVED


def _named(label: str) -> str:
    return label[:1].lower() + label[1:]


def _is_set_beside(agenda: Agenda) -> bool:
    return any(one.change for one in agenda.numbers) or any(one.change for one in agenda.everything)


def test_a_tile_without_a_finding_is_named_in_the_sentence() -> None:
    """Forty of two thousand left in one month and a hundred in the next, and no reason or segment stands out."""
    agenda = compose(Known(MONTH), [rates("losses", "lost", "customers", (100, 40, 1960, 2000))], [], AgendaOptions())
    assert agenda_sentence(agenda) == "Worse: lost customers 5.1 per 100, against 2.0 in September 2026."
    assert agenda.numbers[0].change
    assert agenda.numbers[0].change.verdict == "worse"
